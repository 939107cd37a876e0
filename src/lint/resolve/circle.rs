//! Which references lie on a circle: those stay as they are, so that every way down ends.

use std::collections::HashMap;

/// A directed graph whose nodes are numbers from 0.
#[derive(Debug, Default)]
pub(super) struct Graph {
    edges: Vec<Vec<usize>>,
}

impl Graph {
    pub(super) fn with_nodes(count: usize) -> Self {
        Self { edges: vec![Vec::new(); count] }
    }

    pub(super) fn add(&mut self, from: usize, to: usize) {
        self.edges[from].push(to);
    }

    /// The strongly connected component of each node (Tarjan's algorithm, without recursion).
    pub(super) fn components(&self) -> Vec<usize> {
        let mut search = Search {
            graph: self,
            order: HashMap::new(),
            low: vec![0; self.edges.len()],
            open: Vec::new(),
            is_open: vec![false; self.edges.len()],
            component: vec![usize::MAX; self.edges.len()],
            components: 0,
        };
        for node in 0..self.edges.len() {
            if !search.order.contains_key(&node) {
                search.from(node);
            }
        }
        search.component
    }

    /// Whether one node can be reached from another in one step or more.
    pub(super) fn reaches(&self, from: usize, to: usize) -> bool {
        let mut seen = vec![false; self.edges.len()];
        let mut open = vec![from];
        while let Some(node) = open.pop() {
            for &next in &self.edges[node] {
                if next == to {
                    return true;
                }
                if !std::mem::replace(&mut seen[next], true) {
                    open.push(next);
                }
            }
        }
        false
    }
}

struct Search<'g> {
    graph: &'g Graph,
    order: HashMap<usize, usize>,
    low: Vec<usize>,
    open: Vec<usize>,
    is_open: Vec<bool>,
    component: Vec<usize>,
    components: usize,
}

impl Search<'_> {
    fn from(&mut self, start: usize) {
        let mut stack = vec![(start, 0)];
        self.enter(start);
        while let Some((node, next)) = stack.last_mut() {
            let node = *node;
            if let Some(&child) = self.graph.edges[node].get(*next) {
                *next += 1;
                if !self.order.contains_key(&child) {
                    self.enter(child);
                    stack.push((child, 0));
                } else if self.is_open[child] {
                    self.low[node] = self.low[node].min(self.order[&child]);
                }
                continue;
            }
            stack.pop();
            if let Some(&(parent, _)) = stack.last() {
                self.low[parent] = self.low[parent].min(self.low[node]);
            }
            if self.low[node] == self.order[&node] {
                self.close(node);
            }
        }
    }

    fn enter(&mut self, node: usize) {
        let order = self.order.len();
        self.order.insert(node, order);
        self.low[node] = order;
        self.open.push(node);
        self.is_open[node] = true;
    }

    fn close(&mut self, root: usize) {
        while let Some(node) = self.open.pop() {
            self.is_open[node] = false;
            self.component[node] = self.components;
            if node == root {
                break;
            }
        }
        self.components += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_one_component() {
        let mut graph = Graph::with_nodes(5);
        for (from, to) in [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4)] {
            graph.add(from, to);
        }
        let of = graph.components();
        assert!(of[0] == of[1] && of[1] == of[2]);
        assert!(of[2] != of[3] && of[3] != of[4]);
        assert!(graph.reaches(0, 4) && !graph.reaches(4, 0) && graph.reaches(0, 0) && !graph.reaches(3, 3));
    }
}

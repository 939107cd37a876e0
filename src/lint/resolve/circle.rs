//! Which references lie on a circle: those stay as they are, so that every way down ends.

use crate::graph;

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

    /// The strongly connected component of each node.
    pub(super) fn components(&self) -> Vec<usize> {
        graph::components(&self.edges)
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

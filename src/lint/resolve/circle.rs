//! Which references lie on a circle: those stay as they are, so that every way down ends.

use serde_json::Value;

use super::site::{Place, Site, Target};
use crate::graph;
use crate::json::identity::{Address, IdentityMap};

/// Which references stay: those to what they stand in, and those inside of what their target depends on.
pub(super) fn kept(sites: &[Site<'_, '_>]) -> Vec<bool> {
    let numbers = Numbers::of(sites);
    // Every target that a reference stands in, and whether that target depends on what the reference leads to.
    let holders: Vec<Vec<(usize, bool)>> = sites.iter().map(|site| holders(site, &numbers)).collect();
    let mut graph = Graph::with_nodes(numbers.0.len());
    for (site, holders) in sites.iter().zip(&holders) {
        if let Target::Place(_, value) = &site.target {
            let target = numbers.find(value);
            holders
                .iter()
                .filter(|(_, depends)| *depends)
                .for_each(|(holder, _)| target.iter().for_each(|target| graph.add(*holder, *target)));
        }
    }
    let component = graph.components();
    let circular = |site: &Site<'_, '_>, holders: &[(usize, bool)]| match &site.target {
        Target::Nothing(..) => true,
        Target::Place(_, value) => {
            let target = numbers.find(value).unwrap_or_default();
            stands_in(site, value)
                || holders.iter().any(|&(holder, depends)| {
                    if depends {
                        component[holder] == component[target]
                    } else {
                        graph.reaches(target, holder)
                    }
                })
        }
    };
    sites.iter().zip(&holders).map(|(site, holders)| circular(site, holders)).collect()
}

/// What references lead to, numbered in the order in which it is met.
struct Numbers<'a>(IdentityMap<Address, (usize, &'a Place)>);

impl<'a> Numbers<'a> {
    fn of(sites: &'a [Site<'_, '_>]) -> Self {
        let mut numbers = IdentityMap::default();
        for site in sites {
            if let Target::Place(place, value) = &site.target {
                let next = numbers.len();
                numbers.entry(Address::of(value)).or_insert((next, &**place));
            }
        }
        Self(numbers)
    }

    fn find(&self, value: &Value) -> Option<usize> {
        self.0.get(&Address::of(value)).map(|(number, _)| *number)
    }
}

/// Whether a reference leads to something that it stands in, or to itself.
fn stands_in(site: &Site<'_, '_>, target: &Value) -> bool {
    std::ptr::eq(site.reference.value, target) || site.above().any(|value| std::ptr::eq(value, target))
}

/// The targets that hold a reference. One depends on where the reference leads unless it holds that place too.
fn holders(site: &Site<'_, '_>, numbers: &Numbers<'_>) -> Vec<(usize, bool)> {
    let Target::Place(target, value) = &site.target else { return Vec::new() };
    if stands_in(site, value) {
        return Vec::new();
    }
    let holds = |holder: &Place| target.file == holder.file && target.pointer.starts_with(&holder.pointer);
    let above = site.above().filter_map(|value| numbers.0.get(&Address::of(value)));
    above.map(|(number, place)| (*number, !holds(place))).collect()
}

/// A directed graph whose nodes are numbers from 0.
#[derive(Debug, Default)]
struct Graph {
    edges: Vec<Vec<usize>>,
}

impl Graph {
    fn with_nodes(count: usize) -> Self {
        Self { edges: vec![Vec::new(); count] }
    }

    fn add(&mut self, from: usize, to: usize) {
        self.edges[from].push(to);
    }

    /// The strongly connected component of each node.
    fn components(&self) -> Vec<usize> {
        graph::components(&self.edges)
    }

    /// Whether one node can be reached from another in one step or more.
    fn reaches(&self, from: usize, to: usize) -> bool {
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

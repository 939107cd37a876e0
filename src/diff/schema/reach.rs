//! Which tops lead to which places of the graph of walks.
//!
//! Places that lead to each other have the same tops, so the graph is folded to its circles first (its strongly connected
//! components); what is left has no circles, and tops flow down it once.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::graph;

/// The tops that lead to each place.
pub struct Tops {
    circle: Vec<usize>,
    of_circle: Vec<Rc<[usize]>>,
}

impl Tops {
    /// Follows the edges from the tops, which are places themselves.
    pub fn of(below: &[&[usize]], tops: &BTreeSet<usize>) -> Self {
        let circle = graph::components(below);
        let members = graph::members(&circle);
        let count = members.len();
        let mut arriving: Vec<Vec<Rc<[usize]>>> = vec![Vec::new(); count];
        let mut of_circle: Vec<Rc<[usize]>> = vec![Rc::from([]); count];
        // Circles are numbered from below, so that all that leads to one has a higher number.
        for at in (0..count).rev() {
            let own: Vec<usize> = members[at].iter().copied().filter(|place| tops.contains(place)).collect();
            let all = together(std::mem::take(&mut arriving[at]), own);
            let next: BTreeSet<usize> =
                members[at].iter().flat_map(|&place| below[place]).map(|&next| circle[next]).collect();
            for next in next.into_iter().filter(|&next| next != at) {
                arriving[next].push(Rc::clone(&all));
            }
            of_circle[at] = all;
        }
        Self { circle, of_circle }
    }

    /// The tops that lead to a place, sorted.
    pub fn to(&self, place: usize) -> &[usize] {
        &self.of_circle[self.circle[place]]
    }
}

/// Several sorted sets as one; one alone is shared.
fn together(mut sets: Vec<Rc<[usize]>>, own: Vec<usize>) -> Rc<[usize]> {
    if own.is_empty() && sets.len() == 1 {
        return sets.remove(0);
    }
    let mut all = own;
    all.extend(sets.iter().flat_map(|set| set.iter().copied()));
    all.sort_unstable();
    all.dedup();
    all.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tops_flow_down_and_around() {
        // 0 -> 1 <-> 2 -> 3, 4 -> 3, 5 alone
        let below: [&[usize]; 6] = [&[1], &[2], &[1, 3], &[], &[3], &[]];
        let tops = Tops::of(&below, &BTreeSet::from([0, 2, 4]));
        let all: Vec<&[usize]> = (0..6).map(|place| tops.to(place)).collect();
        let wanted: [&[usize]; 6] = [&[0], &[0, 2], &[0, 2], &[0, 2, 4], &[4], &[]];
        assert_eq!(all, wanted);
    }

    #[test]
    fn a_long_way_down_needs_no_stack() {
        let steps: Vec<[usize; 1]> = (1..100_000).map(|next| [next]).collect();
        let mut below: Vec<&[usize]> = steps.iter().map(<[usize; 1]>::as_slice).collect();
        below.push(&[]);
        assert_eq!(Tops::of(&below, &BTreeSet::from([0])).to(99_999), [0]);
    }
}

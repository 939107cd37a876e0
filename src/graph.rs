//! Directed graphs whose nodes are numbers from 0.

/// A node that is being looked at, and how many of its edges were followed.
struct Open {
    node: usize,
    followed: usize,
}

/// The number of each node's strongly connected component (Tarjan's algorithm, without recursion): what a component leads to
/// has a lower number. A node on no circle is a component of its own. `edges` holds where each node leads.
pub fn components<E: AsRef<[usize]>>(edges: &[E]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut order = vec![NONE; edges.len()];
    let mut lowest = vec![NONE; edges.len()];
    let mut component = vec![NONE; edges.len()];
    let (mut met, mut components) = (0, 0);
    let (mut stack, mut open) = (Vec::new(), Vec::new());
    for start in 0..edges.len() {
        if order[start] == NONE {
            open.push(Open { node: start, followed: 0 });
        }
        while let Some(Open { node, followed }) = open.last_mut() {
            let node = *node;
            if *followed == 0 {
                order[node] = met;
                lowest[node] = met;
                met += 1;
                stack.push(node);
            }
            if let Some(&next) = edges[node].as_ref().get(*followed) {
                *followed += 1;
                if order[next] == NONE {
                    open.push(Open { node: next, followed: 0 });
                } else if component[next] == NONE {
                    lowest[node] = lowest[node].min(order[next]);
                }
                continue;
            }
            open.pop();
            if let Some(above) = open.last() {
                lowest[above.node] = lowest[above.node].min(lowest[node]);
            }
            if lowest[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
        }
    }
    component
}

/// The members of each component that [`components`] numbered, in the order of the numbers.
pub fn members(component: &[usize]) -> Vec<Vec<usize>> {
    let count = component.iter().max().map_or(0, |last| last + 1);
    let mut members = vec![Vec::new(); count];
    for (node, &of) in component.iter().enumerate() {
        members[of].push(node);
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_one_component_and_comes_after_what_it_leads_to() {
        let edges: [&[usize]; 6] = [&[1], &[2], &[0, 3], &[4], &[], &[5]];
        let component = components(&edges);
        assert!(component[0] == component[1] && component[1] == component[2]);
        assert!(component[2] > component[3] && component[3] > component[4]);
        assert_eq!(members(&component)[component[0]], [0, 1, 2]);
        assert_eq!(members(&component)[component[5]], [5]);
    }
}

//! Merge keys, `<<`, and what copies cost.

use crate::tree::{Member, Node, Value};

/// Adds the members that `<<` merges in and that are not there already. False when they are unknown.
pub(super) fn merge<'t>(members: &mut Vec<Member<'t>>, node: Node<'t>) -> bool {
    match node.value {
        Value::Object(more) => {
            let own = members.len();
            for member in more {
                let mut before = members.iter().take(own);
                if !before.any(|one| one.key.as_str() == member.key.as_str()) {
                    members.push(member);
                }
            }
            true
        }
        Value::Array(nodes) => nodes.into_iter().all(|node| merge(members, node)),
        _ => false,
    }
}

/// The number of nodes in a tree.
pub(super) fn size(node: &Node<'_>) -> usize {
    let within: usize = match &node.value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.iter().map(|member| size(&member.value)).sum(),
        _ => 0,
    };
    within + 1
}

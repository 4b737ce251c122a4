//! What templates have in place of plain values: functions and inclusions of CloudFormation.

use spanned_text::tree::{Member, Node};

/// The members of an object; none of a function of CloudFormation.
pub(super) fn known_members<'p>(node: &'p Node<'p>) -> &'p [Member<'p>] {
    if is_function(node) {
        return &[];
    }
    node.members()
}

/// Whether CloudFormation or YAML puts more members into the object, which are not known here.
#[must_use]
pub fn is_open(node: &Node<'_>) -> bool {
    let mut members = node.members().iter();
    members.any(|member| is_inclusion(member.key.as_str()))
}

/// Whether a key stands for members from elsewhere.
#[must_use]
pub fn is_inclusion(key: &str) -> bool {
    key.starts_with("Fn::") || key == "<<"
}

/// Whether the node is a function of CloudFormation, whose value is not known here.
#[must_use]
pub fn is_function(node: &Node<'_>) -> bool {
    matches!(node.as_object(), Some([only])
        if only.key.as_str().starts_with("Fn::") || only.key.as_str() == "Ref")
}

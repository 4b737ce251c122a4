//! The texts of an element that holds one or several.

use spanned_text::tree::{Node, Str, Value};

/// The strings of an element that holds one or a list of them.
#[derive(Clone, Debug)]
pub struct Strings<'p> {
    one: Option<&'p Str<'p>>,
    list: std::slice::Iter<'p, Node<'p>>,
    is_list: bool,
}

impl<'p> Strings<'p> {
    /// The strings that the node is or holds.
    #[must_use]
    pub fn of(node: &'p Node<'p>) -> Self {
        Self {
            one: text_of(node),
            list: node.items().iter(),
            is_list: node.as_array().is_some(),
        }
    }

    /// How many values there are, strings or not.
    pub(super) fn items(&self) -> usize {
        if self.is_list { self.list.len() } else { 1 }
    }
}

impl<'p> Iterator for Strings<'p> {
    type Item = &'p Str<'p>;

    fn next(&mut self) -> Option<Self::Item> {
        self.one
            .take()
            .or_else(|| self.list.by_ref().find_map(text_of))
    }
}

/// The text of a string, or of CloudFormation's `Fn::Sub`, whose `${…}` are placeholders.
fn text_of<'p>(node: &'p Node<'p>) -> Option<&'p Str<'p>> {
    let Value::Object(members) = &node.value else {
        return node.as_string();
    };
    let [only] = members.as_slice() else {
        return None;
    };
    let value = Some(&only.value).filter(|_| only.key.as_str() == "Fn::Sub")?;
    value
        .as_string()
        .or_else(|| value.as_array()?.first()?.as_string())
}

//! Conditions by line.

use super::Strings;
use super::template::known_members;
use crate::iam::{ConditionKey, Iam};
use crate::operator::Operator;
use spanned_text::tree::{Node, Str};

/// One key under one operator.
#[derive(Debug)]
pub struct ConditionLine<'p> {
    /// The operator as written.
    pub operator_text: &'p Str<'p>,
    /// The operator, if there is one of this name.
    pub operator: Option<Operator>,
    /// The key as written.
    pub key: &'p Str<'p>,
    /// What is known of the key.
    pub known: Option<ConditionKey<'p>>,
    /// The value or list of values.
    pub node: &'p Node<'p>,
}

impl<'p> ConditionLine<'p> {
    pub(super) fn all(condition: &'p Node<'p>, iam: Iam<'p>) -> Vec<Self> {
        let mut lines = Vec::new();
        for block in known_members(condition) {
            let operator = Operator::parse(block.key.as_str());
            for member in known_members(&block.value) {
                lines.push(Self {
                    operator_text: &block.key,
                    operator,
                    key: &member.key,
                    known: iam.key(member.key.as_str()),
                    node: &member.value,
                });
            }
        }
        lines
    }

    /// The value, or each of the list.
    pub fn values(&self) -> impl Iterator<Item = &'p Node<'p>> + use<'p> {
        let list = self.node.as_array();
        let one = list.is_none().then_some(self.node);
        self.node.items().iter().chain(one)
    }

    /// The values that are strings.
    pub fn texts(&self) -> Strings<'p> {
        Strings::of(self.node)
    }
}

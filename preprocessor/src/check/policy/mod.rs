//! Checks of IAM policies.

pub mod duplicate_key;
pub mod missing_version;
pub mod syntax;

use crate::document::json::{self, Parsed};
use crate::document::tree::Node;

/// A snippet that holds a policy.
#[derive(Debug)]
pub struct PolicySnippet<'t> {
    /// The text.
    pub text: &'t str,
    /// The text as a tree, with what keeps it from being JSON.
    pub json: Parsed<'t>,
}

impl<'t> PolicySnippet<'t> {
    /// Reads a snippet.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        Self {
            text,
            json: json::parse(text),
        }
    }

    /// The policies in it: every object that has a `Statement`.
    #[must_use]
    pub fn policies(&self) -> Vec<&Node<'t>> {
        let mut found = Vec::new();
        if let Some(root) = &self.json.root {
            collect(root, &mut found);
        }
        found
    }
}

fn collect<'n, 't>(node: &'n Node<'t>, found: &mut Vec<&'n Node<'t>>) {
    if node.get("Statement").is_some() {
        found.push(node);
        return;
    }
    for item in node.as_array().unwrap_or_default() {
        collect(item, found);
    }
    for member in node.as_object().unwrap_or_default() {
        collect(&member.value, found);
    }
}

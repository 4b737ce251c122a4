//! `policy/duplicate-key`

use super::PolicySnippet;
use crate::check::rule::{Finding, Sink, rule};
use crate::document::tree::{Node, Value};
use crate::facts::Facts;

rule! {
    /// An object in a policy has the same key twice.
    ///
    /// JSON readers keep one of the two and drop the other without a word; which one depends on
    /// the reader. A statement with two `Action` elements so loses one of them.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": {
    ///     "Effect": "Allow",
    ///     "Action": "bedrock:ListFoundationModels",
    ///     "Action": "bedrock:ListInferenceProfiles",
    ///     "Resource": "*"
    ///   }
    /// }
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": {
    ///     "Effect": "Allow",
    ///     "Action": ["bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles"],
    ///     "Resource": "*"
    ///   }
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [RFC 8259, section 4: names within an object should be unique](https://www.rfc-editor.org/rfc/rfc8259#section-4)
    "policy/duplicate-key", Error, Policy(check)
}

fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if snippet.is_broken() {
        return;
    }
    for policy in &snippet.policies {
        visit(policy.node, sink);
    }
}

fn visit(node: &Node<'_>, sink: &mut Sink<'_>) {
    let members = node.as_object().unwrap_or_default();
    for (index, member) in members.iter().enumerate() {
        let key = member.key.as_str();
        if let Some(first) = members
            .iter()
            .take(index)
            // An empty key is what the parser makes of a missing one.
            .find(|other| other.key.as_str() == key && !key.is_empty())
        {
            sink.push(
                Finding::new(
                    member.key.range(),
                    format!("`{key}` stands here a second time"),
                )
                .label(first.key.range(), "the first time")
                .help("merge the two; JSON readers keep only one of them"),
            );
        }
        if holds_more(&member.value) {
            visit(&member.value, sink);
        }
    }
    let items = node.as_array().unwrap_or_default().iter();
    for item in items.filter(|item| holds_more(item)) {
        visit(item, sink);
    }
}

/// Whether there can be keys in it.
fn holds_more(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Object(_) | Value::Array(_))
}

//! `policy/duplicate-key`

use std::collections::HashMap;

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, Form};
use spanned_text::tree::{Member, Node, Value};

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
    "policy/duplicate-key", Error
}

/// So many keys are compared with each other; of more, a table is made.
const FEW: usize = 16;

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if snippet.is_broken() {
        return;
    }
    // What the statements have besides known elements with texts, none of them twice.
    let odd = Features::TWICE | Features::ODD_ELEMENT | Features::ODD_ITEM;
    for policy in &snippet.policies {
        if snippet.features.intersects(odd) || policy.form != Form::Whole {
            visit(policy.node, sink);
            continue;
        }
        let members = policy.node.members();
        twice(members, sink);
        for member in members {
            if !member.key.as_str().eq_ignore_ascii_case("Statement") {
                visit(&member.value, sink);
            }
        }
        for statement in &policy.statements {
            let elements = [
                statement.condition,
                statement.principal,
                statement.not_principal,
            ];
            for member in elements.into_iter().flatten() {
                visit(&member.value, sink);
            }
        }
    }
}

fn visit(node: &Node<'_>, sink: &mut Sink<'_>) {
    let members = node.members();
    twice(members, sink);
    let values = members.iter().map(|member| &member.value);
    let items = node.items().iter();
    for value in values.chain(items).filter(|value| holds_more(value)) {
        visit(value, sink);
    }
}

fn twice<'t>(members: &'t [Member<'t>], sink: &mut Sink<'_>) {
    let mut seen: HashMap<&str, &Member<'_>> = HashMap::new();
    let few = members.len() <= FEW;
    for (index, member) in members.iter().enumerate() {
        let key = member.key.as_str();
        let first = if few {
            let mut before = members.iter().take(index);
            before.find(|other| other.key.as_str() == key)
        } else {
            let first = *seen.entry(key).or_insert(member);
            Some(first).filter(|first| !std::ptr::eq(*first, member))
        };
        // An empty key is what the parser makes of a missing one.
        if let Some(first) = first.filter(|_| !key.is_empty()) {
            sink.push(
                Finding::new(member.key.range(), format!("`{key}` is here a second time"))
                    .label(first.key.range(), "the first time")
                    .help("merge the two; JSON readers keep only one of them"),
            );
        }
    }
}

/// Whether there can be keys in it.
fn holds_more(node: &Node<'_>) -> bool {
    matches!(node.value, Value::Object(_) | Value::Array(_))
}

//! `policy/wrong-type`

use crate::diagnostic::Severity;
use crate::policy::{Notation, PolicySnippet};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, element, is_function};
use iam_policy_model::placeholder;
use spanned_text::tree::{Member, Node, Value};

rule! {
    /// An element of a policy holds a value of the wrong JSON type.
    ///
    /// `Action`, `Resource` and the like take a string or a list of strings, `Condition` an object of
    /// objects, `Effect` and `Version` a string. IAM refuses anything else. Condition values may be
    /// numbers and booleans too.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": { "bedrock": "ListFoundationModels" },
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": ["bedrock:ListFoundationModels", "bedrock:GetFoundationModel"],
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Grammar of the IAM JSON policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
    "policy/wrong-type", Error, aws: ["DATA_TYPE_MISMATCH", "INVALID_CONDITION_DATA_TYPE"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if snippet.is_broken() {
        return;
    }
    // CloudFormation makes strings of the plain values of templates.
    let is_string = |node: &Node<'_>| {
        node.as_string().is_some()
            || (snippet.notation == Notation::Yaml
                && matches!(node.value, Value::Number(_) | Value::Bool(_)))
    };
    for policy in &snippet.policies {
        for name in ["Version", "Id"] {
            if let Some(member) = element(policy.node, name) {
                string(member, is_string(&member.value), sink);
            }
        }
        if let Some(member) = element(policy.node, "Statement") {
            match &member.value.value {
                Value::Object(_) | Value::Unknown(_) => {}
                Value::Array(items) => {
                    for item in items {
                        expect(
                            item,
                            "a statement is an object",
                            Node::as_object(item).is_some(),
                            sink,
                        );
                    }
                }
                _ => expect(
                    &member.value,
                    "`Statement` is a list of objects, or one",
                    false,
                    sink,
                ),
            }
        }
        for statement in &policy.statements {
            for member in [statement.sid, statement.effect].into_iter().flatten() {
                string(member, is_string(&member.value), sink);
            }
            let lists = [
                statement.action,
                statement.not_action,
                statement.resource,
                statement.not_resource,
            ];
            let is_odd = statement.features.contains(Features::ODD_ITEM);
            for member in lists.into_iter().flatten().filter(|_| is_odd) {
                strings(member.key.as_str(), &member.value, sink);
            }
            if let Some(member) = statement.condition {
                condition(&member.value, sink);
            }
        }
    }
}

fn expect(node: &Node<'_>, what: &str, holds: bool, sink: &mut Sink<'_>) {
    if !holds && !is_to_be_filled_in(node) && !is_function(node) {
        let finding = Finding::new(node.range(), format!("{what}, not {}", node.type_name()));
        sink.push(finding.aws("DATA_TYPE_MISMATCH"));
    }
}

/// Whether something else will replace the node: a placeholder, or `{name}`, which YAML
/// reads as an object.
fn is_to_be_filled_in(node: &Node<'_>) -> bool {
    match &node.value {
        Value::Unknown(_) => true,
        Value::String(text) => placeholder::leading(text.as_str()) == Some(text.as_str().len()),
        Value::Object(members) => {
            matches!(members.as_slice(), [only] if only.value.value == Value::Null
                && only.value.range().len() < "null".len())
        }
        _ => false,
    }
}

fn string(member: &Member<'_>, holds: bool, sink: &mut Sink<'_>) {
    if !holds {
        let what = format!("`{}` is a string", member.key.as_str());
        expect(&member.value, &what, false, sink);
    }
}

fn strings(name: &str, node: &Node<'_>, sink: &mut Sink<'_>) {
    match node.as_array() {
        Some(items) => {
            for item in items.iter().filter(|item| item.as_string().is_none()) {
                expect(
                    item,
                    &format!("each item of `{name}` is a string"),
                    false,
                    sink,
                );
            }
        }
        None if node.as_string().is_some() => {}
        None => expect(
            node,
            &format!("`{name}` is a string or a list of strings"),
            false,
            sink,
        ),
    }
}

fn condition(node: &Node<'_>, sink: &mut Sink<'_>) {
    if is_function(node) {
        return;
    }
    let Some(blocks) = node.as_object() else {
        return expect(node, "`Condition` is an object", false, sink);
    };
    for block in blocks.iter().filter(|block| !is_function(&block.value)) {
        let Some(lines) = block.value.as_object() else {
            let what = format!("`{}` holds an object of condition keys", block.key.as_str());
            expect(&block.value, &what, false, sink);
            continue;
        };
        for line in lines {
            let list = line.value.as_array();
            let mut items = list.unwrap_or(std::slice::from_ref(&line.value)).iter();
            if items.all(|item| item.as_string().is_some()) {
                continue;
            }
            let plain = |node: &Node<'_>| {
                matches!(
                    node.value,
                    Value::String(_) | Value::Number(_) | Value::Bool(_)
                )
            };
            let single = [&line.value];
            let values: Vec<&Node<'_>> =
                list.map_or(single.to_vec(), |items| items.iter().collect());
            for value in &values {
                expect(
                    value,
                    "a condition value is a string, number or boolean",
                    plain(value),
                    sink,
                );
            }
            let known = |node: &&&Node<'_>| plain(node);
            let mut plain_values = values.iter().filter(known);
            if let Some(first) = plain_values.next()
                && let Some(other) =
                    plain_values.find(|other| other.type_name() != first.type_name())
            {
                let message = "the values of one condition key have different JSON types";
                sink.push(
                    Finding::new(other.range(), message)
                        .severity(Severity::Warning)
                        .label(first.range(), first.type_name())
                        .aws("INVALID_CONDITION_DATA_TYPE"),
                );
            }
        }
    }
}

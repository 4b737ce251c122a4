//! `policy/empty-element`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::element;
use iam_policy_model::operator::Qualifier;
use spanned_text::tree::Node;

rule! {
    /// An element of a policy is empty.
    ///
    /// IAM refuses a policy without statements. A statement without actions, resources or principals applies to nothing. A condition without values
    /// never holds, or, with `IfExists` and `ForAllValues`, holds only when the key is absent: `Null` says
    /// that better.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": [],
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
    ///       "Action": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM Access Analyzer policy check reference](https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html)
    "policy/empty-element", Warning, aws: ["EMPTY_ARRAY_ACTION", "EMPTY_ARRAY_CONDITION", "EMPTY_ARRAY_CONDITION_FORALLVALUES", "EMPTY_ARRAY_CONDITION_FORANYVALUE", "EMPTY_ARRAY_CONDITION_IFEXISTS", "EMPTY_ARRAY_PRINCIPAL", "EMPTY_ARRAY_RESOURCE", "EMPTY_OBJECT_CONDITION", "EMPTY_OBJECT_PRINCIPAL"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // An ellipsis may replace what is missing.
    if !snippet.json.errors.is_empty() || snippet.is_cut() {
        return;
    }
    for policy in &snippet.policies {
        if let Some(member) = element(policy.node, "Statement")
            && member.value.as_array().is_some_and(<[_]>::is_empty)
        {
            let finding = Finding::new(member.value.range(), "`Statement` lists nothing");
            sink.push(
                finding
                    .help("IAM refuses a policy without a statement")
                    .without_aws(),
            );
        }
    }
    for statement in snippet.statements() {
        let elements = [
            (statement.action, "EMPTY_ARRAY_ACTION"),
            (statement.not_action, "EMPTY_ARRAY_ACTION"),
            (statement.resource, "EMPTY_ARRAY_RESOURCE"),
            (statement.not_resource, "EMPTY_ARRAY_RESOURCE"),
        ];
        for (member, id) in elements {
            let Some(member) = member else { continue };
            if member.value.as_array().is_some_and(<[_]>::is_empty) {
                push(
                    &member.value,
                    &format!("`{}` lists nothing", member.key.as_str()),
                    id,
                    sink,
                );
            }
        }
        for member in [statement.principal, statement.not_principal]
            .into_iter()
            .flatten()
        {
            let Some(kinds) = member.value.as_object() else {
                continue;
            };
            if kinds.is_empty() {
                push(
                    &member.value,
                    "`Principal` names nobody",
                    "EMPTY_OBJECT_PRINCIPAL",
                    sink,
                );
            }
            for kind in kinds
                .iter()
                .filter(|kind| kind.value.as_array().is_some_and(<[_]>::is_empty))
            {
                push(
                    &kind.value,
                    "the list of principals is empty",
                    "EMPTY_ARRAY_PRINCIPAL",
                    sink,
                );
            }
        }
        if let Some(member) = statement.condition
            && member.value.as_object().is_some_and(<[_]>::is_empty)
        {
            push(
                &member.value,
                "`Condition` states nothing",
                "EMPTY_OBJECT_CONDITION",
                sink,
            );
        }
        for line in &statement.conditions {
            if line.node.as_array().is_none_or(|values| !values.is_empty()) {
                continue;
            }
            let operator = line.operator;
            let (message, id) = match operator.and_then(|operator| operator.qualifier) {
                Some(Qualifier::ForAllValues) => (
                    "holds only when the key is absent: say so with `Null`",
                    "EMPTY_ARRAY_CONDITION_FORALLVALUES",
                ),
                Some(Qualifier::ForAnyValue) => (
                    "no value can be equal: never holds",
                    "EMPTY_ARRAY_CONDITION_FORANYVALUE",
                ),
                None if operator.is_some_and(|operator| operator.if_exists) => (
                    "holds only when the key is absent: say so with `Null`",
                    "EMPTY_ARRAY_CONDITION_IFEXISTS",
                ),
                None => ("the condition key has no values", "EMPTY_ARRAY_CONDITION"),
            };
            push(line.node, message, id, sink);
        }
    }
}

fn push(node: &Node<'_>, message: &str, id: &'static str, sink: &mut Sink<'_>) {
    sink.push(Finding::new(node.range(), message).aws(id));
}

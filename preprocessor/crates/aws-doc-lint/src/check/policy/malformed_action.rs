//! `policy/malformed-action`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{ActionPattern, Features, Resolved};
use iam_policy_model::placeholder;

rule! {
    /// An action is not of the form `service:Action`.
    ///
    /// An action is the prefix of a service, a colon, and the name of the action, or `*` alone. No spaces
    /// stand in it.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "ListFoundationModels",
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
    /// - [IAM JSON policy elements: Action](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html)
    "policy/malformed-action", Error
}

/// Whether the name of an action holds a colon more, and is not a placeholder.
pub(crate) fn has_two_colons(action: &ActionPattern<'_>) -> bool {
    let name = action.name();
    name.contains(':') && !placeholder::is_text(name)
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let those = Features::MALFORMED_ACTION
        | Features::SPACED_ACTION
        | Features::UNKNOWN_ACTION
        | Features::ACTION_PATTERN;
    for statement in snippet.statements_with(those) {
        for action in &statement.actions {
            // What is known has the right form.
            if matches!(action.resolved, Resolved::One(_) | Resolved::Everything) {
                continue;
            }
            let text = action.text.as_str();
            if matches!(action.resolved, Resolved::Malformed)
                && !placeholder::is_text(text)
                // `"Action": "action"` shows the form of a statement.
                && text != "action"
                && !placeholder::is_prose(text)
            {
                let range = action.text.range_of(0..text.len());
                sink.push(
                    Finding::new(
                        range,
                        format!("`{text}` is not of the form `service:Action`"),
                    )
                    .help("an action has its service's prefix, as in `s3:GetObject`"),
                );
            } else if let Resolved::Unknown(_) | Resolved::Pattern(_) = action.resolved
                && has_two_colons(action)
            {
                let range = action.text.range_of(0..text.len());
                let finding =
                    Finding::new(range, "an action has one colon; IAM refuses the policy");
                let (prefix, rest) = text.split_once(':').unwrap_or_default();
                let is_repeated = rest.split(':').next() == Some(prefix);
                sink.push(if is_repeated {
                    let start = action.text.range_of(0..prefix.len() + 1);
                    finding
                        .help(format!("write `{rest}`"))
                        .unsafe_fix(format!("write `{rest}`"), vec![(start, String::new())])
                } else {
                    finding.help("an action is one service and one name, as in `s3:GetObject`")
                });
            } else if let Some(at) = text.find(char::is_whitespace)
                && !matches!(action.resolved, Resolved::Placeholder | Resolved::Malformed)
            {
                sink.push(Finding::new(
                    action.text.range_of(at..at + 1),
                    "an action has no spaces",
                ));
            }
        }
    }
}

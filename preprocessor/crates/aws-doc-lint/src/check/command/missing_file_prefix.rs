//! `command/missing-file-prefix`

use crate::command::CommandCall;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// An option that takes a document gets the name of a file, without `file://` before it.
    ///
    /// The AWS CLI then sends the name itself as the document: `trust.json` is not a policy, and IAM answers
    /// `MalformedPolicyDocument`. With `file://` the CLI sends what is in the file.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam create-role --role-name guide --assume-role-policy-document trust.json
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam create-role --role-name guide --assume-role-policy-document file://trust.json
    /// ```
    ///
    /// ## References
    ///
    /// - [Load a parameter from a file in the AWS CLI](https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-file.html)
    "command/missing-file-prefix", Error
}

/// Options that take a document as text, besides those for policies.
const DOCUMENTS: [&str; 9] = [
    "cli-input-json",
    "cli-input-yaml",
    "dashboard-body",
    "definition",
    "event-pattern",
    "stack-policy-body",
    "stack-policy-during-update-body",
    "template-body",
    "zip-file",
];

/// How the names of such files end.
const ENDS: [&str; 7] = [
    ".json",
    ".yaml",
    ".yml",
    ".template",
    ".jsonc",
    ".zip",
    ".jar",
];

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let policies: Vec<_> = call
        .policy_values()
        .map(|(value, _)| value.range())
        .collect();
    for option in &call.command.options {
        let is_bytes = option.full_name == "zip-file";
        let is_document = DOCUMENTS.contains(&option.full_name.as_str());
        for value in &option.values {
            if !is_document && !policies.contains(&value.range()) {
                continue;
            }
            let Some(text) = value.literal() else {
                continue;
            };
            let lower = text.to_ascii_lowercase();
            // `file:policy.json` and `file:/policy.json` are slips of the prefix.
            let path = text
                .strip_prefix("file:")
                .map_or(text, |rest| rest.trim_start_matches([':', '/']));
            let is_path = |text: &str| {
                !text.contains([' ', '{', '"', '<', '='])
                    && ENDS.iter().any(|end| lower.ends_with(end))
            };
            // Both CLIs take the code of a function as bytes only.
            let right = if is_bytes && (text.starts_with("file://") || !text.contains("://")) {
                format!("fileb://{}", text.trim_start_matches("file://"))
            } else if text.contains("://") || !is_path(text) {
                continue;
            } else {
                format!("file://{path}")
            };
            if is_bytes && !is_path(text) {
                continue;
            }
            let range = value.range_of(0..text.len());
            let message = if text.starts_with("file://") {
                format!("`--{}` takes bytes, not text", option.full_name)
            } else {
                format!(
                    "`--{}` gets the name of the file, not what is in it",
                    option.full_name
                )
            };
            let finding = Finding::new(range.clone(), message).help(format!("write `{right}`"));
            let (title, edits) = (format!("write `{right}`"), vec![(range, right)]);
            sink.push(if path.len() == text.len() || is_bytes {
                finding.fix(title, edits)
            } else {
                finding.unsafe_fix(title, edits)
            });
        }
    }
}

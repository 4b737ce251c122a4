//! `policy/duplicate-condition-key`

use std::collections::HashMap;

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use spanned_text::tree::Member;

rule! {
    /// One operator has the same condition key twice, in different letter case.
    ///
    /// The names of condition keys do not differ by letter case: `aws:SourceIp` and `aws:sourceip` are the same
    /// key. IAM refuses a policy that has both under one operator; list the values under one of them.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "IpAddress": { "aws:SourceIp": "203.0.113.0/24", "aws:sourceip": "198.51.100.0/24" } }
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
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "IpAddress": { "aws:SourceIp": ["203.0.113.0/24", "198.51.100.0/24"] } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Condition](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html)
    "policy/duplicate-condition-key", Error, aws: ["DUPLICATE_KEYS_WITH_DIFFERENT_CASE"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements_with(Features::CONDITION) {
        for block in statement.condition_blocks() {
            let lines = block.value.members();
            // Of each key the first line, and the first that writes it otherwise.
            let mut seen: HashMap<String, (&Member<'_>, Option<&Member<'_>>)> = HashMap::new();
            for line in lines {
                let key = line.key.as_str();
                let (first, other) = seen.entry(key.to_ascii_lowercase()).or_insert((line, None));
                // The very same key is a duplicate of JSON.
                let first = if first.key.as_str() == key {
                    *other
                } else {
                    other.get_or_insert(line);
                    Some(*first)
                };
                if let Some(first) = first {
                    let message = format!(
                        "`{key}` is the same condition key as `{}`",
                        first.key.as_str()
                    );
                    sink.push(
                        Finding::new(line.key.range(), message)
                            .label(first.key.range(), "the first time")
                            .help("list the values under one of them"),
                    );
                }
            }
        }
    }
}

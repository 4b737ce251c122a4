//! `policy/invalid-effect`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::placeholder;

rule! {
    /// The `Effect` of a statement is neither `Allow` nor `Deny`.
    ///
    /// The two words are the only ones, written so: their letter case counts.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "allow",
    ///       "Action": "bedrock:ListFoundationModels",
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
    /// - [IAM JSON policy elements: Effect](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html)
    "policy/invalid-effect", Error, aws: ["INVALID_EFFECT"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements() {
        let Some(effect) = statement.effect.and_then(|member| member.value.as_string()) else {
            continue;
        };
        let text = effect.as_str();
        // `"Effect": "effect"` shows the form of a statement.
        let is_form = text == "effect";
        if text == "Allow" || text == "Deny" || placeholder::is_within(text) || is_form {
            continue;
        }
        let range = effect.range_of(0..text.len());
        let finding = Finding::new(range.clone(), "`Effect` is `Allow` or `Deny`");
        sink.push(match nearest(text, ["Allow", "Deny"], 2) {
            Some(right) => {
                finding.unsafe_fix(format!("write `{right}`"), vec![(range, right.to_owned())])
            }
            None => finding,
        });
    }
}

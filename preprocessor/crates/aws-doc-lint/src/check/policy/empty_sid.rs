//! `policy/empty-sid`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A `Sid` is empty.
    ///
    /// It says nothing, and IAM ignores it. AWS's console writes such policies itself, so this is reported
    /// only in books that ask for it.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.severity]
    /// "policy/empty-sid" = "hint"
    /// ````
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Sid": "",
    ///       "Effect": "Allow",
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
    ///       "Sid": "ListModels",
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
    /// - [IAM JSON policy elements: Sid](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html)
    "policy/empty-sid", Hint, aws: ["EMPTY_SID_VALUE"], on_request: true
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.statements() {
        let sid = statement.sid.and_then(|member| member.value.as_string());
        if let Some(sid) = sid.filter(|sid| sid.as_str().is_empty()) {
            sink.push(Finding::new(sid.range(), "an empty `Sid` says nothing"));
        }
    }
}

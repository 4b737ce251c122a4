//! `policy/retired-action`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, Resolved};

rule! {
    /// An action is in no list of AWS's: retired or not documented.
    ///
    /// AWS's own managed policies name it, but its reference of actions does not. Very likely no request is
    /// authorized by it any more.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "cloudhsm:DescribeHapg",
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
    ///       "Action": "cloudhsm:DescribeClusters",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Actions, resources, and condition keys for AWS services](https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html)
    "policy/retired-action", Warning
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let those = Features::UNLISTED_ACTION | Features::BEDROCK;
    for statement in snippet.statements_with(those) {
        for action in &statement.actions {
            let text = action.text.as_str();
            let Resolved::One(one) = action.resolved else {
                continue;
            };
            if one.is_unlisted() {
                let range = action.text.range_of(0..text.len());
                let message =
                    format!("`{text}` is in no list of actions: retired or not documented");
                sink.push(Finding::new(range, message));
            } else if let Some((_, why)) = WITHOUT_EFFECT
                .iter()
                .find(|(name, _)| text.eq_ignore_ascii_case(name))
            {
                let range = action.text.range_of(0..text.len());
                sink.push(Finding::new(
                    range,
                    format!("`{text}` has no effect any more: {why}"),
                ));
            }
        }
    }
}

/// Actions that are still listed, but whose calls do nothing any more.
const WITHOUT_EFFECT: [(&str, &str); 1] = [(
    "bedrock:PutFoundationModelEntitlement",
    "access to models needs no request since the page for it was retired",
)];

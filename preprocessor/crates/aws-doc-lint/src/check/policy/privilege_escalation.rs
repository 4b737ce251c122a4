//! `policy/privilege-escalation`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, Resolved};

rule! {
    /// A statement lets its holder give itself more permissions.
    ///
    /// Some actions of IAM, on any user or role, are as good as administrator rights: who may attach a policy
    /// to any role can attach `AdministratorAccess` to one that it can assume.
    /// Limit them to named users and roles.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "iam:AttachRolePolicy",
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
    ///       "Action": "iam:AttachRolePolicy",
    ///       "Resource": "arn:aws:iam::111122223333:role/docs-*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Security best practices in IAM](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html)
    "policy/privilege-escalation", Hint
}

/// Actions by which a user can widen its own rights, when they are allowed on everything.
const ESCALATING: [&str; 13] = [
    "AddUserToGroup",
    "AttachGroupPolicy",
    "AttachRolePolicy",
    "AttachUserPolicy",
    "CreateAccessKey",
    "CreateLoginProfile",
    "CreatePolicyVersion",
    "PutGroupPolicy",
    "PutRolePolicy",
    "PutUserPolicy",
    "SetDefaultPolicyVersion",
    "UpdateAssumeRolePolicy",
    "UpdateLoginProfile",
];

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if !snippet.features.contains(Features::IAM) {
        return;
    }
    for statement in snippet.granting() {
        if !statement.features.contains(Features::IAM) || !statement.is_unlimited() {
            continue;
        }
        for pattern in &statement.actions {
            let text = pattern.text.as_str();
            let Resolved::One(action) = pattern.resolved else {
                continue;
            };
            let is_iam = text
                .get(..4)
                .is_some_and(|prefix| prefix.eq_ignore_ascii_case("iam:"));
            if is_iam && ESCALATING.contains(&action.name()) {
                sink.push(
                    Finding::new(
                        pattern.text.range_of(0..text.len()),
                        format!("`{text}` on everything is as good as administrator rights"),
                    )
                    .help("limit it to the users, roles or policies that are meant"),
                );
            }
        }
    }
}

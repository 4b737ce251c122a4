//! `policy/credential-exposure`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::Resolved;

rule! {
    /// A statement lets its holder take credentials or secrets of all kinds.
    ///
    /// Some actions answer with credentials: those of a role, of a database, or a new key for a user. Allowed
    /// on everything, without a condition, they give whoever holds the policy what was meant for others.
    /// Name the resources whose credentials are meant.
    ///
    /// Actions that accept no resource but `*` are left alone, as are patterns of several actions.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "iam:CreateServiceSpecificCredential",
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
    ///       "Action": "iam:CreateServiceSpecificCredential",
    ///       "Resource": "arn:aws:iam::111122223333:user/${aws:username}"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Security best practices in IAM](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html)
    "policy/credential-exposure", Hint
}

/// Actions that answer with credentials: the prefix of the service, the name, and what they give.
const EXPOSING: [(&str, &str, &str); 11] = [
    ("codepipeline", "PollForJobs", "the credentials of jobs"),
    ("connect", "GetFederationToken", "the tokens of users"),
    (
        "gamelift",
        "RequestUploadCredentials",
        "the credentials of builds",
    ),
    (
        "iam",
        "CreateServiceSpecificCredential",
        "new credentials of any user",
    ),
    (
        "iam",
        "ResetServiceSpecificCredential",
        "new credentials of any user",
    ),
    (
        "lightsail",
        "GetInstanceAccessDetails",
        "the keys of instances",
    ),
    (
        "lightsail",
        "GetRelationalDatabaseMasterUserPassword",
        "the passwords of databases",
    ),
    (
        "redshift",
        "GetClusterCredentials",
        "the passwords of databases",
    ),
    (
        "redshift-serverless",
        "GetCredentials",
        "the passwords of databases",
    ),
    ("secretsmanager", "GetSecretValue", "every secret"),
    (
        "sts",
        "AssumeRole",
        "the credentials of every role that trusts its holder",
    ),
];

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.granting() {
        if !statement.is_unlimited() {
            continue;
        }
        for pattern in &statement.actions {
            let Resolved::One(action) = pattern.resolved else {
                continue;
            };
            let text = pattern.text.as_str();
            let exposed = EXPOSING.iter().find(|(prefix, name, _)| {
                // Lengths distinguish most.
                text.len() == prefix.len() + 1 + name.len()
                    && pattern.name().eq_ignore_ascii_case(name)
                    && text.get(..prefix.len()) == Some(prefix)
            });
            let Some((_, _, what)) = exposed.filter(|_| !action.is_wildcard_only()) else {
                continue;
            };
            sink.push(
                Finding::new(
                    pattern.text.range_of(0..text.len()),
                    format!("`{text}` on everything hands out {what}"),
                )
                .help("name the resources that are meant"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_policy_model::iam::Iam;

    #[test]
    fn each_action_exists_and_accepts_resources() {
        for (prefix, name, _) in EXPOSING {
            let action = Iam::snapshot().service(prefix).unwrap().action(name);
            assert!(!action.unwrap().is_wildcard_only(), "{prefix}:{name}");
        }
    }
}

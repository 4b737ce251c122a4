//! `policy/pass-role`

use std::cell::OnceCell;

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::glob::covers_ignoring_case;
use iam_policy_model::model::{ActionPattern, Features, Resolved, Statement};

rule! {
    /// A policy lets its holder pass any role, or create service-linked roles, without a limit.
    ///
    /// Who may pass any role to a service can have that service act with every permission that some role of
    /// the account has. Where the policy also allows an action that runs what its caller chooses, as
    /// `lambda:CreateFunction` does, the message names it. Name the roles, or limit the service with the condition key `iam:PassedToService`;
    /// for `iam:CreateServiceLinkedRole` use `iam:AWSServiceName`.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "iam:PassRole",
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
    ///       "Action": "iam:PassRole",
    ///       "Resource": "arn:aws:iam::111122223333:role/bedrock-batch"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Grant a user permissions to pass a role to an AWS service](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)
    "policy/pass-role", Warning, aws: ["PASS_ROLE_WITH_STAR_IN_RESOURCE", "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", "PASS_ROLE_WITH_NOT_RESOURCE", "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", "CREATE_SLR_WITH_STAR_IN_RESOURCE", "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", "CREATE_SLR_WITH_NOT_RESOURCE", "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE", "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION"]
}

/// What is looked for: the action, the keys that limit it, and AWS's ids.
struct Risk {
    action: &'static str,
    keys: &'static [&'static str],
    /// The key that a message names.
    key: &'static str,
    /// By how the action is named (literally, by a pattern, by `NotAction`), each for `Resource`
    /// and `NotResource`.
    ids: [(&'static str, &'static str); 3],
}

const RISKS: [Risk; 2] = [
    Risk {
        action: "iam:PassRole",
        keys: &["iam:PassedToService", "iam:AssociatedResourceArn"],
        key: "iam:PassedToService",
        ids: [
            (
                "PASS_ROLE_WITH_STAR_IN_RESOURCE",
                "PASS_ROLE_WITH_NOT_RESOURCE",
            ),
            (
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            ),
            (
                "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            ),
        ],
    },
    Risk {
        action: "iam:CreateServiceLinkedRole",
        keys: &["iam:AWSServiceName"],
        key: "iam:AWSServiceName",
        ids: [
            (
                "CREATE_SLR_WITH_STAR_IN_RESOURCE",
                "CREATE_SLR_WITH_NOT_RESOURCE",
            ),
            (
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
                "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            ),
            (
                "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            ),
        ],
    },
];

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let iam = Features::IAM | Features::NOT_ACTION;
    if !snippet.features.intersects(iam) {
        return;
    }
    let runner = OnceCell::new();
    for statement in snippet.granting() {
        if statement.features.intersects(iam) {
            for risk in &RISKS {
                let runner = || *runner.get_or_init(|| runner_of(snippet));
                look(statement, risk, runner, sink);
            }
        }
    }
}

/// An action that the policies allow and that runs what its caller chooses.
fn runner_of(snippet: &PolicySnippet<'_>) -> Option<&'static str> {
    RUNNERS.into_iter().find(|runner| {
        let mut granting = snippet.granting();
        granting.any(|statement| statement.covers_action(runner))
    })
}

fn look(
    statement: &Statement<'_>,
    risk: &Risk,
    runner: impl Fn() -> Option<&'static str>,
    sink: &mut Sink<'_>,
) {
    let limited = statement.conditions.iter().any(|line| {
        let key = line.key.as_str();
        // With `IfExists` a request without the key passes, and a value that begins with `*` names no service.
        let is_lax = line.operator.is_some_and(|one| one.if_exists)
            || line.texts().next().is_some()
                && line.texts().all(|text| text.as_str().starts_with('*'));
        !is_lax && risk.keys.iter().any(|one| one.eq_ignore_ascii_case(key))
    });
    if limited {
        return;
    }
    // `*` alone is the administrator, who knows.
    let all = statement
        .actions
        .iter()
        .any(|one| matches!(one.resolved, Resolved::Everything));
    let named = |pattern: &&ActionPattern<'_>| {
        !pattern.negated && covers_ignoring_case(pattern.text.as_str(), risk.action)
    };
    let [literally, by_pattern, by_not_action] = risk.ids;
    let (place, (with_resource, with_not)) = match statement.actions.iter().find(named) {
        Some(pattern) => {
            let text = pattern.text.as_str();
            let ids = if text.contains(['*', '?']) {
                by_pattern
            } else {
                literally
            };
            (pattern.text.range_of(0..text.len()), ids)
        }
        None => match statement.not_action {
            Some(member) if statement.covers_action(risk.action) => {
                (member.key.range(), by_not_action)
            }
            _ => return,
        },
    };
    let wide = statement
        .resources()
        .any(|resource| is_wide(resource.as_str()));
    let id = match (wide, statement.not_resource.is_some()) {
        (_, true) => with_not,
        (true, false) => with_resource,
        (false, false) => return,
    };
    let finding = Finding::new(
        place,
        format!("this allows `{}` on every role", risk.action),
    )
    .help(format!(
        "name the roles, or add a condition on `{}`",
        risk.key
    ))
    .aws(id);
    let finding = if all {
        finding.severity(Severity::Hint)
    } else {
        finding
    };
    let passes = risk.action == "iam:PassRole";
    let runner = passes.then(runner).flatten();
    sink.push(match runner {
        Some(runner) => finding.note(format!(
            "`{runner}`, which is allowed too, runs what its caller chooses with the role that is passed"
        )),
        None => finding,
    });
}

/// Actions that have a service run what the caller chooses, with a role that the caller passes.
const RUNNERS: [&str; 9] = [
    "lambda:CreateFunction",
    "ec2:RunInstances",
    "cloudformation:CreateStack",
    "ecs:RegisterTaskDefinition",
    "codebuild:CreateProject",
    "glue:CreateJob",
    "sagemaker:CreateNotebookInstance",
    "sagemaker:CreateTrainingJob",
    "states:CreateStateMachine",
];

/// Whether a resource is every role: `*`, or a role's ARN with nothing but a star in its name.
fn is_wide(resource: &str) -> bool {
    resource == "*" || resource.ends_with(":role/*") || resource.ends_with(":iam::*:*")
}

#[cfg(test)]
mod tests {
    use super::*;
    use iam_policy_model::iam::Iam;

    #[test]
    fn each_action_exists() {
        let risks = RISKS.iter().map(|risk| risk.action);
        for text in RUNNERS.into_iter().chain(risks) {
            let (prefix, name) = text.split_once(':').unwrap();
            let service = Iam::snapshot().service(prefix).unwrap();
            assert!(service.action(name).is_some(), "{text}");
        }
    }
}

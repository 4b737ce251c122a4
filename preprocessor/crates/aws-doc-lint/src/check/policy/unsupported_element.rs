//! `policy/unsupported-element`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{PolicyType, Resolved, Statement};
use spanned_text::tree::{Member, Str};

rule! {
    /// A statement has an element that its type of policy does not take.
    ///
    /// Identity policies, boundaries and service control policies have no principals: they are about whom
    /// they are attached to. Trust policies have no resource, which is the role, and no `NotPrincipal`.
    /// Resource control policies only deny, to everyone, actions that they name.
    ///
    /// The type of a policy follows from its content. Where that misleads, say it: ` ```json,policy=scp `.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
    ///       "Action": "sts:AssumeRole",
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
    ///       "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
    ///       "Action": "sts:AssumeRole"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Grammar of the IAM JSON policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
    /// - [SCP syntax](https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html)
    /// - [RCP syntax](https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html)
    "policy/unsupported-element", Error, aws: ["UNSUPPORTED_PRINCIPAL", "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL", "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE", "SCP_SYNTAX_ERROR_PRINCIPAL", "RCP_SYNTAX_ERROR_NOTACTION", "RCP_SYNTAX_ERROR_ALLOW", "RCP_SYNTAX_ERROR_PRINCIPAL", "RCP_SYNTAX_ERROR_ACTION"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        for statement in &policy.statements {
            match policy.kind {
                PolicyType::Trust => {
                    let id = "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE";
                    for member in [statement.resource, statement.not_resource]
                        .into_iter()
                        .flatten()
                    {
                        refuse(
                            policy.kind,
                            member,
                            id,
                            "the resource is the role itself",
                            sink,
                        );
                    }
                    if let Some(member) = statement.not_principal {
                        let id = "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL";
                        refuse(
                            policy.kind,
                            member,
                            id,
                            "name who may assume the role",
                            sink,
                        );
                    }
                }
                PolicyType::Identity | PolicyType::Boundary | PolicyType::ServiceControl => {
                    let id = if policy.kind == PolicyType::ServiceControl {
                        "SCP_SYNTAX_ERROR_PRINCIPAL"
                    } else {
                        "UNSUPPORTED_PRINCIPAL"
                    };
                    let help = "it is about whom the policy is attached to";
                    for member in [statement.principal, statement.not_principal]
                        .into_iter()
                        .flatten()
                    {
                        refuse(policy.kind, member, id, help, sink);
                    }
                }
                PolicyType::ResourceControl => resource_control(statement, facts, sink),
                PolicyType::Resource => {}
            }
        }
    }
}

fn refuse(
    kind: PolicyType,
    member: &Member<'_>,
    id: &'static str,
    help: &str,
    sink: &mut Sink<'_>,
) {
    let message = format!("{} has no `{}`", kind.name(), member.key.as_str());
    sink.push(Finding::new(member.key.range(), message).help(help).aws(id));
}

fn resource_control(statement: &Statement<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    if let Some(effect) = statement
        .effect
        .filter(|_| statement.allows() == Some(true))
    {
        sink.push(
            Finding::new(
                effect.value.range(),
                "a resource control policy can only deny",
            )
            .help("what it does not deny is allowed by `RCPFullAWSAccess`")
            .aws("RCP_SYNTAX_ERROR_ALLOW"),
        );
    }
    if let Some(member) = statement.not_action {
        refuse(
            PolicyType::ResourceControl,
            member,
            "RCP_SYNTAX_ERROR_NOTACTION",
            "name the actions",
            sink,
        );
    }
    let not = statement.not_principal;
    let everyone = |text: &Str<'_>| text.as_str() == "*";
    for principal in statement.principals() {
        if not.is_some() || !everyone(principal.text) || principal.kind.is_some() {
            sink.push(
                Finding::new(
                    principal.text.range(),
                    "a resource control policy is about `\"*\"`, everyone",
                )
                .help("`\"Principal\": \"*\"`, and conditions to leave some out")
                .aws("RCP_SYNTAX_ERROR_PRINCIPAL"),
            );
        }
    }
    for action in statement.actions.iter().filter(|action| !action.negated) {
        let text = action.text.as_str();
        let range = action.text.range_of(0..text.len());
        if matches!(action.resolved, Resolved::Everything) {
            let finding = Finding::new(
                range,
                "a resource control policy names the services it is about",
            );
            sink.push(finding.aws("RCP_SYNTAX_ERROR_ACTION"));
        } else if let Some(service) = text
            .split_once(':')
            .and_then(|(prefix, _)| facts.iam().service(prefix))
            && !service.supports_rcp()
        {
            sink.push(
                Finding::new(
                    range,
                    format!(
                        "resource control policies do not cover `{}`",
                        service.prefix()
                    ),
                )
                .severity(Severity::Warning)
                .note("by the list of services that is built in")
                .aws("RCP_SYNTAX_ERROR_ACTION"),
            );
        }
    }
}

//! `policy/trust-policy`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::arn::Arn;
use iam_policy_model::model::{Policy, PolicyType, Resolved, Statement};
use iam_policy_model::operator::Family;
use iam_policy_model::placeholder;
use spanned_text::tree::Str;

rule! {
    /// The action of a trust policy does not match its principal.
    ///
    /// Users, roles and services call `sts:AssumeRole`; identities of an OpenID Connect provider
    /// `sts:AssumeRoleWithWebIdentity`; those of a SAML provider `sts:AssumeRoleWithSAML`. With another action
    /// nobody can assume the role. IAM Roles Anywhere needs `sts:TagSession` and `sts:SetSourceIdentity`
    /// besides.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/idp" },
    ///       "Action": "sts:AssumeRoleWithWebIdentity"
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
    ///       "Principal": { "Federated": "arn:aws:iam::111122223333:saml-provider/idp" },
    ///       "Action": "sts:AssumeRoleWithSAML"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Create a role for OpenID Connect federation](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html)
    /// - [IAM JSON policy elements: Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)
    "policy/trust-policy", Error, aws: ["MISMATCHED_ACTION_FOR_PRINCIPAL", "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL", "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY", "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY", "FEDERATED_PRINCIPAL_NOT_SUPPORTED", "MISSING_ACTION_FOR_CONDITION_KEY", "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        let allows = |one: &&Statement<'_>| one.allows() == Some(true);
        for statement in policy.statements.iter().filter(allows) {
            match policy.kind {
                PolicyType::Trust => {
                    look(statement, policy, sink);
                    sessions(statement, sink);
                    source_identity(policy, statement, sink);
                }
                PolicyType::Resource => federated(statement, sink),
                _ => {}
            }
        }
    }
}

/// Only a trust policy speaks of the users of an identity provider.
fn federated(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    for principal in statement.principals() {
        if let Some(kind) = principal.kind.filter(|kind| kind.as_str() == "Federated") {
            let range = kind.range_of(0..kind.as_str().len());
            sink.push(
                Finding::new(
                    range,
                    "only a role's trust policy takes federated principals",
                )
                .severity(Severity::Warning)
                .aws("FEDERATED_PRINCIPAL_NOT_SUPPORTED"),
            );
        }
    }
}

/// Sessions of a role that is a principal itself.
fn sessions(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let principals = statement.principals();
    let arns = || {
        let parsed = principals
            .iter()
            .map(|one| (one.text, Arn::parse(one.text.as_str())));
        parsed.filter_map(|(text, arn)| Some((text, arn.ok()?)))
    };
    for (text, session) in arns() {
        let resource = session.resource().text.strip_prefix("assumed-role/");
        let Some((role, _)) = resource.and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let parent = arns().find(|(_, arn)| {
            let path = arn.resource().text.strip_prefix("role/");
            arn.account().text == session.account().text
                && path.is_some_and(|path| path.rsplit('/').next() == Some(role))
        });
        if let Some((parent, _)) = parent {
            let range = text.range_of(0..text.as_str().len());
            sink.push(
                Finding::new(range, "the role of this session is a principal itself")
                    .severity(Severity::Hint)
                    .label(parent.range(), "the role")
                    .help("take the session out")
                    .aws("REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY"),
            );
        }
    }
}

/// Who sets a source identity needs to be allowed to.
fn source_identity(policy: &Policy<'_>, statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let action = "sts:SetSourceIdentity";
    let allows = |one: &Statement<'_>| one.allows() == Some(true) && one.covers_action(action);
    if !statement.covers_action("sts:AssumeRole") || policy.statements.iter().any(allows) {
        return;
    }
    for line in &statement.conditions {
        let is_wanted = line
            .operator
            .is_some_and(|one| !one.negated && !one.if_exists && one.family != Family::Null);
        let key = line.key.as_str();
        if is_wanted && key.eq_ignore_ascii_case("sts:SourceIdentity") {
            sink.push(
                Finding::new(
                    line.key.range_of(0..key.len()),
                    format!("nobody can set this key without `{action}`"),
                )
                .severity(Severity::Warning)
                .help(format!("allow `{action}` besides `sts:AssumeRole`"))
                .aws("MISSING_ACTION_FOR_CONDITION_KEY"),
            );
        }
    }
}

fn look(statement: &Statement<'_>, policy: &Policy<'_>, sink: &mut Sink<'_>) {
    for principal in statement.principals() {
        let text = principal.text.as_str();
        let range = || principal.text.range_of(0..text.len());
        let Some(kind) = principal.kind.map(Str::as_str) else {
            if text == "*" && statement.principal.is_some() {
                sink.push(
                    Finding::new(
                        range(),
                        "a role's trust policy names who may assume the role",
                    )
                    .severity(Severity::Warning)
                    .help("name accounts, roles or services, each under its type")
                    .aws("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"),
                );
            }
            continue;
        };
        let wanted = match kind {
            "AWS" | "Service" => "AssumeRole",
            "Federated" if text.contains(":saml-provider/") => "AssumeRoleWithSAML",
            "Federated" if text.contains(":oidc-provider/") => "AssumeRoleWithWebIdentity",
            "Federated" if text == "*" => {
                let finding =
                    Finding::new(range(), "a federated principal is one provider, not all");
                sink.push(finding.aws("ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL"));
                continue;
            }
            "Federated" if placeholder::is_text(text) => continue,
            "Federated" if text.contains(':') || !text.contains('.') => {
                let finding = Finding::new(
                    range(),
                    "this is neither a provider's domain nor the ARN of a provider",
                );
                sink.push(finding.aws("INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY"));
                continue;
            }
            "Federated" => "AssumeRoleWithWebIdentity",
            _ => continue,
        };
        let assumes = |name: &str| statement.covers_action(&format!("sts:{name}"));
        let any = statement
            .actions
            .iter()
            .any(|action| !matches!(action.resolved, Resolved::One(_)));
        if text == "rolesanywhere.amazonaws.com" && !any {
            let needed = ["AssumeRole", "TagSession", "SetSourceIdentity"];
            // Another statement may allow the rest, under other conditions.
            let is_same = |one: &&Statement<'_>| {
                let mut others = one.principals().into_iter();
                one.allows() == Some(true) && others.any(|other| other.text.as_str() == text)
            };
            let allowed = |name: &str| {
                let mut same = policy.statements.iter().filter(is_same);
                same.any(|one| one.covers_action(&format!("sts:{name}")))
            };
            let missing: Vec<_> = needed.iter().filter(|name| !allowed(name)).collect();
            if let Some(first) = missing.first() {
                let place = statement
                    .action
                    .map_or(range(), |member| member.value.range());
                let finding =
                    Finding::new(place, format!("IAM Roles Anywhere needs `sts:{first}` too"));
                sink.push(finding.aws("MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY"));
            }
            continue;
        }
        // What else is allowed to those who have assumed it does not matter.
        let tags_only = statement.actions.iter().all(|action| {
            let name = action.name();
            !name.to_ascii_lowercase().starts_with("assumerole")
        });
        if assumes(wanted) || any || tags_only {
            continue;
        }
        let Some(action) = statement
            .actions
            .iter()
            .filter(|action| !action.negated)
            .find(|action| action.name().to_ascii_lowercase().starts_with("assumerole"))
        else {
            continue;
        };
        let written = action.text.as_str();
        let place = action.text.range_of(0..written.len());
        sink.push(
            Finding::new(
                place.clone(),
                format!("this principal calls `sts:{wanted}`, not `{written}`"),
            )
            .label(principal.text.range(), "the principal")
            .unsafe_fix(
                format!("write `sts:{wanted}`"),
                vec![(place, format!("sts:{wanted}"))],
            )
            .aws("MISMATCHED_ACTION_FOR_PRINCIPAL"),
        );
    }
}

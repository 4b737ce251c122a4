//! `policy/open-trust`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{PolicyType, Statement, is_function};
use iam_policy_model::placeholder;
use spanned_text::tree::Member;
use spanned_text::{Cut as _, Part as _};

rule! {
    /// A statement lets in more callers than it seems to.
    ///
    /// A role that trusts an OpenID Connect provider without a condition trusts everyone whom the provider
    /// knows: for GitHub Actions, every repository there is. `Allow` with `NotPrincipal` lets in all the
    /// world but those it names.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    ///       "Action": "sts:AssumeRoleWithWebIdentity",
    ///       "Condition": {
    ///         "StringEquals": { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" }
    ///       }
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
    ///       "Principal": { "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" },
    ///       "Action": "sts:AssumeRoleWithWebIdentity",
    ///       "Condition": {
    ///         "StringEquals": {
    ///           "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
    ///           "token.actions.githubusercontent.com:sub": "repo:org/repo:ref:refs/heads/main"
    ///         }
    ///       }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Create a role for OpenID Connect federation](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html)
    "policy/open-trust", Warning, aws: ["MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL", "MISSING_GITHUB_REPO_CONDITION_KEY", "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED", "ALLOW_WITH_NOT_PRINCIPAL"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for policy in &snippet.policies {
        for statement in policy
            .statements
            .iter()
            .filter(|one| one.allows() == Some(true))
        {
            if let Some(member) = statement
                .not_principal
                .filter(|_| policy.kind == PolicyType::Resource)
            {
                sink.push(
                    Finding::new(
                        member.key.range(),
                        "`Allow` with `NotPrincipal` lets in all the world but these",
                    )
                    .help("name in `Principal` who is let in")
                    .aws("ALLOW_WITH_NOT_PRINCIPAL"),
                );
            }
            if policy.kind == PolicyType::Trust && statement.condition.is_none_or(is_readable) {
                providers(statement, sink);
            }
        }
    }
}

/// Of what a subject of GitHub Actions names all repositories.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Github,
    Organization,
}

fn open_subject(subject: &str) -> Option<Open> {
    if subject == "*" || subject.starts_with("repo:*") {
        return Some(Open::Github);
    }
    let repository = subject.strip_prefix("repo:")?;
    let (organization, repository) = repository.split_once('/')?;
    let repository = repository.before(':');
    let is_open = !placeholder::is_within(organization) && repository == "*";
    is_open.then_some(Open::Organization)
}

fn is_readable(condition: &Member<'_>) -> bool {
    condition.value.as_object().is_some() && !is_function(&condition.value)
}

/// The providers that AWS knows by their domain.
const DOMAINS: [&str; 4] = [
    "cognito-identity.amazonaws.com",
    "accounts.google.com",
    "graph.facebook.com",
    "www.amazon.com",
];

fn providers(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    for principal in statement.principals() {
        let text = principal.text.as_str();
        let is_federated = principal
            .kind
            .is_some_and(|kind| kind.as_str() == "Federated");
        let host = match text.split_once(":oidc-provider/") {
            Some((_, host)) => host,
            None if DOMAINS.contains(&text) => text,
            None => continue,
        };
        if !is_federated {
            continue;
        }
        if placeholder::is_text(host) {
            continue;
        }
        let claims = statement.conditions.iter().filter(|line| {
            line.key
                .as_str()
                .get(..host.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(host))
        });
        let range = || principal.text.range_of(0..text.len());
        if claims.clone().next().is_none() {
            // Keys with placeholders may be the provider's.
            if statement
                .conditions
                .iter()
                .any(|line| placeholder::is_text(line.key.as_str()))
            {
                continue;
            }
            sink.push(
                Finding::new(
                    range(),
                    "everyone whom this provider knows can assume the role",
                )
                .help(format!("add a condition on `{host}:sub` or `{host}:aud`"))
                .aws("MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL"),
            );
            continue;
        }
        if host != "token.actions.githubusercontent.com" {
            continue;
        }
        let mut narrow = claims.filter(|line| {
            let claim = line.key.as_str().part(host.len()..);
            !claim.eq_ignore_ascii_case(":aud")
        });
        if narrow.next().is_none() {
            sink.push(
                Finding::new(range(), "every repository on GitHub can assume the role")
                    .help(format!("add a condition on `{host}:sub`, such as `repo:ORG/REPO:ref:refs/heads/main`"))
                    .aws("MISSING_GITHUB_REPO_CONDITION_KEY"),
            );
        }
        for line in statement
            .conditions
            .iter()
            .filter(|line| line.key.as_str().ends_with(":sub"))
        {
            for value in line.texts() {
                let subject = value.as_str();
                let finding = Finding::new(
                    value.range_of(0..subject.len()),
                    match open_subject(subject) {
                        Some(Open::Github) => "this is every repository on GitHub",
                        Some(Open::Organization) => "this is every repository of the organization",
                        None => continue,
                    },
                );
                let finding = finding.aws("SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED");
                sink.push(if open_subject(subject) == Some(Open::Github) {
                    finding.help("name the organization and the repository")
                } else {
                    finding
                        .severity(Severity::Hint)
                        .help("name the repository, and the branch or environment")
                });
            }
        }
    }
}

//! What a policy is attached to, where its author does not say so.

use super::{PolicyType, Statement};

/// The type of policy, by what it holds.
pub(super) fn infer(statements: &[Statement<'_>]) -> PolicyType {
    let assumes = |statement: &Statement<'_>| {
        !statement.actions.is_empty()
            && statement.actions.iter().all(|action| {
                let text = action.text.as_str().to_ascii_lowercase();
                TRUST_ACTIONS.iter().any(|trust| {
                    text.strip_prefix("sts:")
                        .is_some_and(|name| name.starts_with(trust))
                })
            })
            && statement.resource.is_none()
            && statement.not_resource.is_none()
    };
    if !statements.is_empty() && statements.iter().all(assumes) {
        return PolicyType::Trust;
    }
    if denies_everyone(statements) {
        return PolicyType::ResourceControl;
    }
    let with_principal = statements
        .iter()
        .filter(|statement| statement.principal.is_some() || statement.not_principal.is_some());
    let trusting = with_principal.clone().filter(|statement| {
        let mut actions = statement.actions.iter();
        actions.any(|action| {
            action
                .text
                .as_str()
                .to_ascii_lowercase()
                .starts_with("sts:assumerole")
        })
    });
    match (with_principal.count(), trusting.count()) {
        (0, _) => PolicyType::Identity,
        (_, 0) => PolicyType::Resource,
        _ if speaks_of_more(statements) => PolicyType::Resource,
        _ => PolicyType::Trust,
    }
}

/// Whether statements deny everyone what no one resource policy does: actions of several services, or
/// to assume roles that are named.
fn denies_everyone(statements: &[Statement<'_>]) -> bool {
    let denies = |statement: &Statement<'_>| {
        let principal = statement.principal.and_then(|one| one.value.as_string());
        statement.allows() == Some(false)
            && statement.not_action.is_none()
            && principal.is_some_and(|one| one.as_str() == "*")
    };
    let names = |statement: &Statement<'_>| {
        statement.resource.is_some() || statement.not_resource.is_some()
    };
    if statements.is_empty() || !statements.iter().all(|one| denies(one) && names(one)) {
        return false;
    }
    let mut services = statements.iter().flat_map(services);
    let first = services.next();
    let is_other = |one: &str| first.is_some_and(|first| !one.eq_ignore_ascii_case(first));
    first.is_some_and(|first| first.eq_ignore_ascii_case("sts")) || services.any(is_other)
}

/// Whether statements with resources are about more than roles and who assumes them.
fn speaks_of_more(statements: &[Statement<'_>]) -> bool {
    let mut with_resource = statements
        .iter()
        .filter(|one| one.resource.is_some() || one.not_resource.is_some());
    let mut others = statements.iter().flat_map(services);
    with_resource.next().is_some() && others.any(|one| !one.eq_ignore_ascii_case("sts"))
}

/// The prefixes of the services whose actions a statement names.
fn services<'s>(statement: &'s Statement<'_>) -> impl Iterator<Item = &'s str> {
    let actions = statement.actions.iter();
    actions.filter_map(|action| Some(action.text.as_str().split_once(':')?.0))
}

/// How the names of the actions begin that a trust policy can hold.
const TRUST_ACTIONS: [&str; 4] = [
    "assumerole",
    "tagsession",
    "setsourceidentity",
    "setcontext",
];

//! IAM's decision: does a set of policies allow a request?
//!
//! A request may be exact or, with wildcards in its action and resource, a set of requests: it is
//! *allowed* when every one of them is, and *denied* when every one of them is. For an exact request
//! one of the two always holds.
//!
//! After AWS's "Policy evaluation logic": an explicit deny of any policy decides; service control
//! policies and a permissions boundary must each allow; then an identity policy, or within the
//! account a resource policy, must allow.
//!
//! A resource control policy, and a service control policy whose statements all deny, let pass what
//! they do not deny: AWS attaches `RCPFullAWSAccess` always, and `FullAWSAccess` unless somebody
//! detaches it, next to them.
//!
//! What the model could not resolve is read in the stricter way: a statement without a valid
//! `Effect` denies. A condition with an unknown operator is left out.

mod condition;
mod principal;
#[cfg(test)]
mod tests;
mod variable;

use crate::glob::Glob;
use crate::model::{Policy, PolicyType, Statement};
use condition::Condition;
use principal::is_same_principal;
use spanned_text::tree::Str;
use variable::expand;

/// Which statement of the policies that were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementId {
    /// Index of the policy.
    pub policy: usize,
    /// Index of the statement within [`Policy::statements`].
    pub statement: usize,
}

/// A request, or the set of requests that patterns describe.
#[derive(Clone, Debug, Default)]
pub struct Request<'r> {
    /// Type and name of the caller: `("AWS", "arn:aws:iam::111122223333:role/x")`.
    pub principal: Option<(&'r str, &'r str)>,
    /// The action with its prefix; may hold wildcards.
    pub action: &'r str,
    /// The ARN of the resource; may hold wildcards; `None` where there is none (trust policies).
    pub resource: Option<&'r str>,
    /// Condition keys and their values. A key that is not here is absent from the request.
    pub context: &'r [(&'r str, Vec<&'r str>)],
}

/// The decision, and what led to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed.
    Allowed {
        /// The statement that allows it. `None` when nothing but policies that let pass what they
        /// do not deny is given, and none of them denies it.
        by: Option<StatementId>,
    },
    /// Denied by a statement with the effect Deny.
    ExplicitlyDenied {
        /// The statement that denies it.
        by: StatementId,
    },
    /// Nothing allows it.
    ImplicitlyDenied {
        /// The policy that would have to allow it; `None` when no policy that grants is given.
        missing_in: Option<usize>,
        /// The statement that came nearest, and why it does not apply.
        nearest: Option<(StatementId, Miss)>,
    },
    /// Some of the requests that the patterns describe are allowed and others are not.
    Mixed {
        /// The statement that decides for a part.
        by: StatementId,
    },
}

/// Why a statement does not apply, in the order in which IAM looks: later means nearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Miss {
    /// It is about other actions.
    Action,
    /// It is about other principals.
    Principal,
    /// It is about other resources.
    Resource,
    /// This condition does not hold: an index into [`Statement::conditions`].
    Condition(usize),
}

/// How much of a set of requests a statement applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    None(Miss),
    Some,
    All,
}

/// What a policy contributes to a decision besides explicit denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// It grants.
    Grants,
    /// It bounds: it must allow as well.
    Bounds,
    /// It lets pass what it does not deny.
    Passes,
}

impl Role {
    fn of(policy: &Policy<'_>) -> Self {
        match policy.kind {
            PolicyType::Identity | PolicyType::Resource | PolicyType::Trust => Self::Grants,
            PolicyType::Boundary => Self::Bounds,
            PolicyType::ServiceControl if policy.only_denies() => Self::Passes,
            PolicyType::ServiceControl => Self::Bounds,
            PolicyType::ResourceControl => Self::Passes,
        }
    }
}

/// Decides a request by all policies that apply to it.
#[must_use]
pub fn evaluate(policies: &[Policy<'_>], request: &Request<'_>) -> Decision {
    let mut partly = None;
    for (by, policy, statement) in statements(policies) {
        if statement.allows() != Some(true) {
            match reach(policy, statement, request) {
                Reach::All => return Decision::ExplicitlyDenied { by },
                Reach::Some => partly = partly.or(Some(by)),
                Reach::None(_) => {}
            }
        }
    }
    let roles: Vec<Role> = policies.iter().map(Role::of).collect();
    let role = |index: usize| roles.get(index).copied();
    let mut allowed_by = None;
    for kind in [PolicyType::ServiceControl, PolicyType::Boundary] {
        for (index, policy) in policies.iter().enumerate() {
            // Each of several service control policies here stands for one level of the
            // organization, and every level must allow.
            if policy.kind == kind && role(index) == Some(Role::Bounds) {
                match granted(policies, |at| at == index, request) {
                    Grant::Whole(by) => allowed_by = Some(by),
                    Grant::Part(by) => partly = partly.or(Some(by)),
                    Grant::Nothing(nearest) => {
                        return Decision::ImplicitlyDenied {
                            missing_in: Some(index),
                            nearest,
                        };
                    }
                }
            }
        }
    }
    if let Some(first) = roles.iter().position(|role| *role == Role::Grants) {
        match granted(policies, |at| role(at) == Some(Role::Grants), request) {
            Grant::Whole(by) => allowed_by = Some(by),
            Grant::Part(by) => partly = partly.or(Some(by)),
            Grant::Nothing(nearest) => {
                return Decision::ImplicitlyDenied {
                    missing_in: Some(first),
                    nearest,
                };
            }
        }
    }
    let all_pass = !roles.is_empty() && roles.iter().all(|role| *role == Role::Passes);
    match (partly, allowed_by) {
        (Some(by), _) => Decision::Mixed { by },
        (None, Some(by)) => Decision::Allowed { by: Some(by) },
        (None, None) if all_pass => Decision::Allowed { by: None },
        (None, None) => Decision::ImplicitlyDenied {
            missing_in: None,
            nearest: None,
        },
    }
}

enum Grant {
    Whole(StatementId),
    Part(StatementId),
    Nothing(Option<(StatementId, Miss)>),
}

/// What the allowing statements of the policies of these indexes grant.
fn granted(
    policies: &[Policy<'_>],
    counts: impl Fn(usize) -> bool,
    request: &Request<'_>,
) -> Grant {
    let mut part = None;
    let mut nearest: Option<(StatementId, Miss)> = None;
    for (by, policy, statement) in statements(policies) {
        if statement.allows() != Some(true) || !counts(by.policy) {
            continue;
        }
        match reach(policy, statement, request) {
            Reach::All => return Grant::Whole(by),
            Reach::Some => part = part.or(Some(by)),
            Reach::None(miss) if nearest.is_none_or(|(_, other)| other < miss) => {
                nearest = Some((by, miss));
            }
            Reach::None(_) => {}
        }
    }
    part.map_or(Grant::Nothing(nearest), Grant::Part)
}

fn statements<'a, 'p>(
    policies: &'a [Policy<'p>],
) -> impl Iterator<Item = (StatementId, &'a Policy<'p>, &'a Statement<'p>)> {
    policies.iter().enumerate().flat_map(|(index, policy)| {
        let numbered = policy.statements.iter().enumerate();
        numbered.map(move |(number, statement)| {
            let id = StatementId {
                policy: index,
                statement: number,
            };
            (id, policy, statement)
        })
    })
}

fn reach(policy: &Policy<'_>, statement: &Statement<'_>, request: &Request<'_>) -> Reach {
    let has_variables = policy.has_variables();
    let action = Glob::new(request.action).to_lowercase();
    let actions = among(
        (statement.action.is_some(), statement.not_action.is_some()),
        |negated| {
            let patterns = statement.actions.iter();
            let patterns = patterns.filter(move |one| one.negated == negated);
            patterns.map(|one| compare(&Glob::new(one.text.as_str()).to_lowercase(), &action))
        },
    );
    if actions == Part::None {
        return Reach::None(Miss::Action);
    }
    if !is_about(statement, request) {
        return Reach::None(Miss::Principal);
    }
    let resources = match request.resource.map(Glob::new) {
        None => Part::All,
        Some(resource) => among(
            (
                statement.resource.is_some(),
                statement.not_resource.is_some(),
            ),
            |negated| {
                let plain = (!negated).then(|| statement.resources());
                let not = negated.then(|| statement.not_resources());
                let texts = plain.into_iter().flatten();
                texts.chain(not.into_iter().flatten()).map(|text| {
                    let pattern = expand(text.as_str(), has_variables, request.context);
                    pattern.map_or(Part::None, |pattern| compare(&pattern, &resource))
                })
            },
        ),
    };
    if resources == Part::None {
        return Reach::None(Miss::Resource);
    }
    for (index, line) in statement.conditions.iter().enumerate() {
        let condition = Condition::of(line);
        if condition.is_some_and(|one| !one.holds(has_variables, request.context)) {
            return Reach::None(Miss::Condition(index));
        }
    }
    if actions == Part::All && resources == Part::All {
        Reach::All
    } else {
        Reach::Some
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    None,
    Some,
    All,
}

fn compare(pattern: &Glob, requested: &Glob) -> Part {
    if pattern.covers(requested) {
        Part::All
    } else if pattern.overlaps(requested) {
        Part::Some
    } else {
        Part::None
    }
}

/// How much of the requests an element such as `Action` matches, or its negation `NotAction`, of
/// which at most one should be there. `parts` compares each pattern of the plain or the negated
/// element. A statement without either, as a trust policy is without `Resource`, matches all.
fn among<I: Iterator<Item = Part>>(
    (is_plain, is_negated): (bool, bool),
    parts: impl Fn(bool) -> I,
) -> Part {
    let best = |negated| parts(negated).max().unwrap_or(Part::None);
    match (is_plain, is_negated) {
        (true, _) => best(false),
        (false, true) => match best(true) {
            Part::None => Part::All,
            Part::Some => Part::Some,
            Part::All => Part::None,
        },
        (false, false) => Part::All,
    }
}

/// Whether a statement is about the caller. Without `Principal` and `NotPrincipal` it is about
/// whatever its policy is attached to.
fn is_about(statement: &Statement<'_>, request: &Request<'_>) -> bool {
    let is_listed = || {
        let principals = statement.principals();
        let mut principals = principals
            .iter()
            .map(|one| (one.kind.map_or("AWS", Str::as_str), one.text.as_str()));
        request
            .principal
            .is_some_and(|caller| principals.any(|one| is_same_principal(one, caller)))
    };
    match (statement.principal, statement.not_principal) {
        (Some(_), _) => is_listed(),
        (None, Some(_)) => request.principal.is_some() && !is_listed(),
        (None, None) => true,
    }
}

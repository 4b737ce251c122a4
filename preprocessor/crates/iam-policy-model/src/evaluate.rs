//! IAM's decision: does a set of policies allow a request?
//!
//! The model is small and borrows from wherever the policies stand. A request may be exact or, with
//! wildcards in its action and resource, a set of requests: it is *allowed* when every one of them
//! is, and *denied* when every one of them is. For an exact request one of the two always holds.
//!
//! After AWS's "Policy evaluation logic": an explicit deny of any policy decides; service control
//! policies and a permissions boundary must each allow; then an identity policy, or within the
//! account a resource policy, must allow.

mod condition;
#[cfg(test)]
mod tests;
mod variable;

use super::glob::Glob;
use super::operator::Operator;
use condition::holds;
use variable::expand;

/// Whether a statement allows or denies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// `Allow`
    Allow,
    /// `Deny`
    Deny,
}

/// What a policy is attached to, and so what it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A user, group or role: grants.
    Identity,
    /// A resource: grants to the principals it names. A role's trust policy is of this kind.
    Resource,
    /// A service control policy: bounds.
    ServiceControl,
    /// A resource control policy: bounds, and allows what it does not deny, because the policy
    /// `RCPFullAWSAccess` is always attached beside it.
    ResourceControl,
    /// A permissions boundary: bounds.
    Boundary,
}

/// A list of patterns, or all but what it lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Patterns<'p> {
    /// `Action`, `Resource`
    Any(&'p [&'p str]),
    /// `NotAction`, `NotResource`
    Not(&'p [&'p str]),
    /// The element is absent, as `Resource` is in a trust policy.
    Absent,
}

/// Whom a statement is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principals<'p> {
    /// The policy has no such element: it is about whom it is attached to.
    Attached,
    /// `Principal`: the type and the value of each; `"*"` is of the type `AWS`.
    Any(&'p [(&'p str, &'p str)]),
    /// `NotPrincipal`
    Not(&'p [(&'p str, &'p str)]),
}

/// One line of a condition block: an operator, a key and its values.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'p> {
    /// The operator.
    pub operator: Operator,
    /// The key, in any case.
    pub key: &'p str,
    /// The values.
    pub values: &'p [&'p str],
}

/// One statement.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'p> {
    /// Allow or Deny.
    pub effect: Effect,
    /// Whom it is about.
    pub principals: Principals<'p>,
    /// The actions.
    pub actions: Patterns<'p>,
    /// The resources.
    pub resources: Patterns<'p>,
    /// The conditions, all of which must hold.
    pub conditions: &'p [Condition<'p>],
}

/// One policy.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'p> {
    /// What it is attached to.
    pub kind: Kind,
    /// Whether its version (2012-10-17) knows policy variables.
    pub has_variables: bool,
    /// The statements, in order.
    pub statements: &'p [Statement<'p>],
}

/// A request, or the set of requests that patterns describe.
#[derive(Clone, Debug, Default)]
pub struct Request<'r> {
    /// Type and name of who asks: `("AWS", "arn:aws:iam::111122223333:role/x")`.
    pub principal: Option<(&'r str, &'r str)>,
    /// The action with its prefix; may hold wildcards.
    pub action: &'r str,
    /// The ARN of the resource; may hold wildcards; `None` where there is none (trust policies).
    pub resource: Option<&'r str>,
    /// Condition keys and their values. A key that is not here is absent from the request.
    pub context: &'r [(&'r str, Vec<&'r str>)],
}

/// What decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed, by this statement (policy, statement).
    Allowed {
        /// The statement that allows: index of the policy and of the statement.
        by: (usize, usize),
    },
    /// Denied by a statement with the effect Deny.
    ExplicitlyDenied {
        /// The statement that denies: index of the policy and of the statement.
        by: (usize, usize),
    },
    /// Nothing allows it.
    ImplicitlyDenied {
        /// The policy that would have to allow it; `None` when no policy that grants is given.
        missing_in: Option<usize>,
        /// The statement that came nearest, and why it does not apply.
        nearest: Option<((usize, usize), Miss)>,
    },
    /// Some of the requests that the patterns describe are allowed and others are not.
    Mixed {
        /// The statement that decides for a part: index of the policy and of the statement.
        by: (usize, usize),
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
    /// This condition (by index) does not hold.
    Condition(usize),
}

/// How much of a set of requests a statement applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    None(Miss),
    Some,
    All,
}

/// Decides a request by all policies that apply to it.
#[must_use]
pub fn evaluate(policies: &[Policy<'_>], request: &Request<'_>) -> Decision {
    let mut partly = None;
    for (by, policy, statement) in statements(policies) {
        if statement.effect == Effect::Deny {
            match reach(policy, statement, request) {
                Reach::All => return Decision::ExplicitlyDenied { by },
                Reach::Some => partly = partly.or(Some(by)),
                Reach::None(_) => {}
            }
        }
    }
    let mut allowed_by = None;
    for bound in [Kind::ServiceControl, Kind::Boundary] {
        for (index, policy) in policies.iter().enumerate() {
            // Each of several service control policies here stands for one level of the
            // organization, and every level must allow.
            if policy.kind == bound {
                match granted(policies, |at, _| at == index, request) {
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
    let grants = |policy: &Policy<'_>| matches!(policy.kind, Kind::Identity | Kind::Resource);
    if policies.iter().any(grants) {
        match granted(policies, |_, policy| grants(policy), request) {
            Grant::Whole(by) => allowed_by = Some(by),
            Grant::Part(by) => partly = partly.or(Some(by)),
            Grant::Nothing(nearest) => {
                let missing_in = policies.iter().position(grants);
                return Decision::ImplicitlyDenied {
                    missing_in,
                    nearest,
                };
            }
        }
    } else if policies
        .iter()
        .all(|policy| policy.kind == Kind::ResourceControl)
    {
        // Nothing but resource control policies: what they do not deny, they let pass.
        let by = partly.map(|by| Decision::Mixed { by });
        return by.unwrap_or(Decision::Allowed { by: (0, 0) });
    }
    match (partly, allowed_by) {
        (Some(by), _) => Decision::Mixed { by },
        (None, Some(by)) => Decision::Allowed { by },
        (None, None) => Decision::ImplicitlyDenied {
            missing_in: None,
            nearest: None,
        },
    }
}

enum Grant {
    Whole((usize, usize)),
    Part((usize, usize)),
    Nothing(Option<((usize, usize), Miss)>),
}

fn granted(
    policies: &[Policy<'_>],
    wanted: impl Fn(usize, &Policy<'_>) -> bool,
    request: &Request<'_>,
) -> Grant {
    let mut part = None;
    let mut nearest: Option<((usize, usize), Miss)> = None;
    for (by, policy, statement) in statements(policies) {
        if statement.effect != Effect::Allow || !wanted(by.0, policy) {
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
) -> impl Iterator<Item = ((usize, usize), &'a Policy<'p>, &'a Statement<'p>)> {
    policies.iter().enumerate().flat_map(|(index, policy)| {
        let numbered = policy.statements.iter().enumerate();
        numbered.map(move |(number, statement)| ((index, number), policy, statement))
    })
}

fn reach(policy: &Policy<'_>, statement: &Statement<'_>, request: &Request<'_>) -> Reach {
    let actions = among(statement.actions, |pattern| {
        compare(
            &Glob::new(pattern).to_lowercase(),
            &Glob::new(request.action).to_lowercase(),
        )
    });
    if actions == Part::None {
        return Reach::None(Miss::Action);
    }
    if !is_about(statement.principals, request) {
        return Reach::None(Miss::Principal);
    }
    let resources = match request.resource {
        None => Part::All,
        Some(resource) => {
            let wanted = Glob::new(resource);
            among(statement.resources, |pattern| {
                let pattern = expand(pattern, policy.has_variables, request.context);
                pattern.map_or(Part::None, |pattern| compare(&pattern, &wanted))
            })
        }
    };
    if resources == Part::None {
        return Reach::None(Miss::Resource);
    }
    for (index, condition) in statement.conditions.iter().enumerate() {
        if !holds(condition, policy.has_variables, request.context) {
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

fn compare(pattern: &Glob, wanted: &Glob) -> Part {
    if pattern.covers(wanted) {
        Part::All
    } else if pattern.overlaps(wanted) {
        Part::Some
    } else {
        Part::None
    }
}

fn among(patterns: Patterns<'_>, compare: impl Fn(&str) -> Part) -> Part {
    let best = |list: &[&str]| {
        list.iter()
            .map(|one| compare(one))
            .max()
            .unwrap_or(Part::None)
    };
    match patterns {
        Patterns::Any(list) => best(list),
        Patterns::Not(list) => match best(list) {
            Part::None => Part::All,
            Part::Some => Part::Some,
            Part::All => Part::None,
        },
        Patterns::Absent => Part::All,
    }
}

fn is_about(principals: Principals<'_>, request: &Request<'_>) -> bool {
    let one_of = |list: &[(&str, &str)]| {
        let asking = request.principal;
        list.iter()
            .any(|one| asking.is_some_and(|asking| is_same_principal(*one, asking)))
    };
    match principals {
        Principals::Attached => true,
        Principals::Any(list) => one_of(list),
        Principals::Not(list) => request.principal.is_some() && !one_of(list),
    }
}

/// Whether a principal of a policy stands for the one that asks. An account stands for everyone in
/// it, a role for its sessions, `*` for all.
fn is_same_principal(named: (&str, &str), asking: (&str, &str)) -> bool {
    let ((kind, name), (asking_kind, asking_name)) = (named, asking);
    if kind == "AWS" && name == "*" {
        return true;
    }
    if kind != asking_kind {
        return false;
    }
    if name == asking_name {
        return true;
    }
    if kind != "AWS" {
        return name == "*";
    }
    let fields = |arn| str::split(arn, ':').collect::<Vec<_>>();
    let account = match fields(name).as_slice() {
        [account] => Some(*account),
        ["arn", _, "iam", "", account, "root"] => Some(*account),
        _ => None,
    };
    let asking_fields = fields(asking_name);
    match (account, asking_fields.as_slice()) {
        (Some(account), ["arn", _, _, _, asking, ..] | [asking]) => account == *asking,
        (None, ["arn", _, "sts", _, asking, session]) => {
            let role = session
                .strip_prefix("assumed-role/")
                .and_then(|rest| rest.split('/').next());
            let wanted = fields(name);
            // The ARN of a session leaves out the role's path.
            matches!(wanted.as_slice(), ["arn", _, "iam", _, account, named]
                if account == asking && named.starts_with("role/")
                    && named.rsplit('/').next() == role)
        }
        _ => false,
    }
}

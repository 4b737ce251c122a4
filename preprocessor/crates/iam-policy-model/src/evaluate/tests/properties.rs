//! Generated policies and requests, decided by the evaluator and by rules written plainly.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::{decide_by, is_allowed, text};
use crate::evaluate::{Decision, Request};
use crate::model::PolicyType;

const ACTIONS: [&str; 5] = ["*", "s3:*", "s3:Get*", "s3:GetObject", "sqs:SendMessage"];
const RESOURCES: [&str; 5] = [
    "*",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::b",
    "arn:aws:s3:::${aws:username}",
];
const VALUES: [&str; 4] = ["a", "b", "a*", "${aws:username}"];
const OPERATORS: [&str; 9] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLikeIfExists",
    "StringEqualsIfExists",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringLike",
    "ForAnyValue:StringNotEquals",
    "Null",
];

/// What a statement is generated from.
#[derive(Clone, Debug)]
struct Owned {
    allow: bool,
    not_action: bool,
    actions: Vec<&'static str>,
    not_resource: bool,
    resources: Vec<&'static str>,
    conditions: Vec<(&'static str, Vec<&'static str>)>,
}

type OwnedPolicy = (PolicyType, bool, Vec<Owned>);

fn statement() -> impl Strategy<Value = Owned> {
    let condition = (select(&OPERATORS[..]), subsequence(&VALUES[..], 0..3));
    let parts = (
        any::<bool>(),
        prop::bool::weighted(0.2),
        subsequence(&ACTIONS[..], 1..3),
        prop::bool::weighted(0.2),
        subsequence(&RESOURCES[..], 1..3),
        prop::collection::vec(condition, 0..2),
    );
    parts.prop_map(
        |(allow, not_action, actions, not_resource, resources, conditions)| Owned {
            allow,
            not_action,
            actions,
            not_resource,
            resources,
            conditions,
        },
    )
}

fn policies() -> impl Strategy<Value = Vec<OwnedPolicy>> {
    let kind = select(vec![
        PolicyType::Identity,
        PolicyType::Identity,
        PolicyType::ServiceControl,
        PolicyType::Boundary,
    ]);
    let policy = (
        kind,
        prop::bool::weighted(0.8),
        prop::collection::vec(statement(), 1..4),
    );
    prop::collection::vec(policy, 1..4)
}

#[derive(Clone, Debug)]
struct Call {
    action: &'static str,
    resource: &'static str,
    key: Vec<&'static str>,
    username: Option<&'static str>,
}

fn call() -> impl Strategy<Value = Call> {
    let resources = vec!["arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::ab"];
    let parts = (
        select(vec![
            "s3:GetObject",
            "S3:getobject",
            "s3:PutObject",
            "sqs:SendMessage",
        ]),
        select(resources),
        subsequence(vec!["a", "b", "ab"], 0..3),
        prop::option::of(select(vec!["a", "b"])),
    );
    parts.prop_map(|(action, resource, key, username)| Call {
        action,
        resource,
        key,
        username,
    })
}

impl Owned {
    fn json(&self) -> Value {
        let mut statement = json!({ "Effect": if self.allow { "Allow" } else { "Deny" } });
        statement[if self.not_action {
            "NotAction"
        } else {
            "Action"
        }] = json!(self.actions);
        let resource = if self.not_resource {
            "NotResource"
        } else {
            "Resource"
        };
        statement[resource] = json!(self.resources);
        for (operator, values) in &self.conditions {
            statement["Condition"][operator]["test:Key"] = json!(values);
        }
        statement
    }
}

fn decide(owned: &[OwnedPolicy], call: &Call) -> Decision {
    let policies: Vec<_> = owned
        .iter()
        .map(|(kind, has_variables, statements)| {
            let statements: Vec<_> = statements.iter().map(Owned::json).collect();
            (*kind, text(*has_variables, &statements))
        })
        .collect();
    let mut context = Vec::new();
    if !call.key.is_empty() {
        context.push(("Test:key", call.key.clone()));
    }
    if let Some(username) = call.username {
        context.push(("aws:username", vec![username]));
    }
    let request = Request {
        principal: None,
        action: call.action,
        resource: Some(call.resource),
        context: &context,
    };
    decide_by(&policies, &request)
}

/// Whether a policy lets pass what it does not deny.
fn passes((kind, _, statements): &OwnedPolicy) -> bool {
    *kind == PolicyType::ServiceControl && statements.iter().all(|one| !one.allow)
}

/// The rules again, as plainly as they can be written, for the few forms that the tests use.
mod plain {
    use super::{Call, Owned, OwnedPolicy, PolicyType, passes};

    fn like(pattern: &str, text: &str) -> bool {
        match pattern.strip_suffix('*') {
            Some(start) => text.starts_with(start),
            None => pattern == text,
        }
    }

    fn filled(text: &str, variables: bool, call: &Call) -> Option<String> {
        if !variables || !text.contains("${aws:username}") {
            return Some(text.to_owned());
        }
        call.username
            .map(|name| text.replace("${aws:username}", name))
    }

    fn condition(operator: &str, values: &[&str], variables: bool, call: &Call) -> bool {
        let key = &call.key;
        if operator == "Null" {
            return values
                .iter()
                .any(|value| (*value == "true") == key.is_empty());
        }
        let equal = |have: &str| {
            values
                .iter()
                .any(|value| filled(value, variables, call).as_deref() == Some(have))
        };
        let alike = |have: &str| {
            values
                .iter()
                .any(|value| filled(value, variables, call).is_some_and(|value| like(&value, have)))
        };
        match operator {
            "StringEquals" => key.iter().any(|have| equal(have)),
            "StringNotEquals" => !key.iter().any(|have| equal(have)),
            "StringLike" => key.iter().any(|have| alike(have)),
            "StringNotLikeIfExists" => !key.iter().any(|have| alike(have)),
            "StringEqualsIfExists" => key.is_empty() || key.iter().any(|have| equal(have)),
            "ForAllValues:StringEquals" => key.iter().all(|have| equal(have)),
            "ForAnyValue:StringLike" => key.iter().any(|have| alike(have)),
            "ForAnyValue:StringNotEquals" => key.iter().any(|have| !equal(have)),
            other => panic!("{other}"),
        }
    }

    fn applies(statement: &Owned, variables: bool, call: &Call) -> bool {
        let action = call.action.to_lowercase();
        let action_listed = statement
            .actions
            .iter()
            .any(|pattern| like(&pattern.to_lowercase(), &action));
        let resource_listed = statement.resources.iter().any(|pattern| {
            filled(pattern, variables, call).is_some_and(|pattern| like(&pattern, call.resource))
        });
        action_listed != statement.not_action
            && resource_listed != statement.not_resource
            && statement
                .conditions
                .iter()
                .all(|(operator, values)| condition(operator, values, variables, call))
    }

    pub(super) fn allowed(policies: &[OwnedPolicy], call: &Call) -> bool {
        let any = |wanted_allow: bool, of: &dyn Fn(PolicyType) -> bool| {
            policies
                .iter()
                .filter(|(kind, ..)| of(*kind))
                .any(|(_, variables, statements)| {
                    statements
                        .iter()
                        .any(|one| one.allow == wanted_allow && applies(one, *variables, call))
                })
        };
        let bounds_allow = policies
            .iter()
            .filter(|policy| policy.0 != PolicyType::Identity && !passes(policy))
            .all(|(_, variables, statements)| {
                statements
                    .iter()
                    .any(|one| one.allow && applies(one, *variables, call))
            });
        let no_identity = policies
            .iter()
            .all(|(kind, ..)| *kind != PolicyType::Identity);
        !any(false, &|_| true)
            && bounds_allow
            && (no_identity || any(true, &|kind| kind == PolicyType::Identity))
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn decisions_agree_with_the_plain_rules(policies in policies(), call in call()) {
        prop_assert_eq!(is_allowed(decide(&policies, &call)), plain::allowed(&policies, &call));
    }

    #[test]
    fn a_request_of_plain_text_is_never_mixed(policies in policies(), call in call()) {
        let decision = decide(&policies, &call);
        let mixed = matches!(decision, Decision::Mixed { .. });
        prop_assert!(!mixed);
    }

    #[test]
    fn deny_always_wins(mut policies in policies(), call in call()) {
        let all = Owned {
            allow: false,
            not_action: false,
            actions: vec!["*"],
            not_resource: false,
            resources: vec!["*"],
            conditions: vec![],
        };
        policies[0].2.push(all);
        let decision = decide(&policies, &call);
        let denied = matches!(decision, Decision::ExplicitlyDenied { .. });
        prop_assert!(denied, "{:?}", decision);
    }

    #[test]
    fn another_allow_never_takes_away(
        mut policies in policies(),
        call in call(),
        mut more in statement(),
    ) {
        more.allow = true;
        // An SCP that allows nothing lets pass more than one that allows something.
        prop_assume!(!passes(&policies[0]));
        let before = is_allowed(decide(&policies, &call));
        policies[0].2.push(more);
        prop_assert!(!before || is_allowed(decide(&policies, &call)));
    }
}

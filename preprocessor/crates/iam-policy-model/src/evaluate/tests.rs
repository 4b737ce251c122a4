use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value, json};

use super::*;
use crate::Document;
use crate::operator::Operator;

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
struct Asked {
    action: &'static str,
    resource: &'static str,
    key: Vec<&'static str>,
    username: Option<&'static str>,
}

fn asked() -> impl Strategy<Value = Asked> {
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
    parts.prop_map(|(action, resource, key, username)| Asked {
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

fn text(has_variables: bool, statements: &[Value]) -> String {
    let version = if has_variables {
        "2012-10-17"
    } else {
        "2008-10-17"
    };
    json!({ "Version": version, "Statement": statements }).to_string()
}

/// Decides by policies as text, each of a type.
fn decide_by(policies: &[(PolicyType, String)], request: &Request<'_>) -> Decision {
    let documents: Vec<_> = policies
        .iter()
        .map(|(kind, text)| (*kind, Document::parse(text)))
        .collect();
    let read: Vec<_> = documents
        .iter()
        .flat_map(|(kind, document)| document.policies(Some(*kind)))
        .collect();
    assert_eq!(read.len(), policies.len());
    evaluate(&read, request)
}

fn decide(owned: &[OwnedPolicy], asked: &Asked) -> Decision {
    let policies: Vec<_> = owned
        .iter()
        .map(|(kind, has_variables, statements)| {
            let statements: Vec<_> = statements.iter().map(Owned::json).collect();
            (*kind, text(*has_variables, &statements))
        })
        .collect();
    let mut context = Vec::new();
    if !asked.key.is_empty() {
        context.push(("Test:key", asked.key.clone()));
    }
    if let Some(username) = asked.username {
        context.push(("aws:username", vec![username]));
    }
    let request = Request {
        principal: None,
        action: asked.action,
        resource: Some(asked.resource),
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
    use super::{Asked, Owned, OwnedPolicy, PolicyType, passes};

    fn like(pattern: &str, text: &str) -> bool {
        match pattern.strip_suffix('*') {
            Some(start) => text.starts_with(start),
            None => pattern == text,
        }
    }

    fn filled(text: &str, variables: bool, asked: &Asked) -> Option<String> {
        if !variables || !text.contains("${aws:username}") {
            return Some(text.to_owned());
        }
        asked
            .username
            .map(|name| text.replace("${aws:username}", name))
    }

    fn condition(operator: &str, values: &[&str], variables: bool, asked: &Asked) -> bool {
        let key = &asked.key;
        if operator == "Null" {
            return values
                .iter()
                .any(|value| (*value == "true") == key.is_empty());
        }
        let equal = |have: &str| {
            values
                .iter()
                .any(|value| filled(value, variables, asked).as_deref() == Some(have))
        };
        let alike = |have: &str| {
            values.iter().any(|value| {
                filled(value, variables, asked).is_some_and(|value| like(&value, have))
            })
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

    fn applies(statement: &Owned, variables: bool, asked: &Asked) -> bool {
        let action = asked.action.to_lowercase();
        let action_listed = statement
            .actions
            .iter()
            .any(|pattern| like(&pattern.to_lowercase(), &action));
        let resource_listed = statement.resources.iter().any(|pattern| {
            filled(pattern, variables, asked).is_some_and(|pattern| like(&pattern, asked.resource))
        });
        action_listed != statement.not_action
            && resource_listed != statement.not_resource
            && statement
                .conditions
                .iter()
                .all(|(operator, values)| condition(operator, values, variables, asked))
    }

    pub(super) fn allowed(policies: &[OwnedPolicy], asked: &Asked) -> bool {
        let any = |wanted_allow: bool, of: &dyn Fn(PolicyType) -> bool| {
            policies
                .iter()
                .filter(|(kind, ..)| of(*kind))
                .any(|(_, variables, statements)| {
                    statements
                        .iter()
                        .any(|one| one.allow == wanted_allow && applies(one, *variables, asked))
                })
        };
        let bounds_allow = policies
            .iter()
            .filter(|policy| policy.0 != PolicyType::Identity && !passes(policy))
            .all(|(_, variables, statements)| {
                statements
                    .iter()
                    .any(|one| one.allow && applies(one, *variables, asked))
            });
        let no_identity = policies
            .iter()
            .all(|(kind, ..)| *kind != PolicyType::Identity);
        !any(false, &|_| true)
            && bounds_allow
            && (no_identity || any(true, &|kind| kind == PolicyType::Identity))
    }
}

fn is_allowed(decision: Decision) -> bool {
    matches!(decision, Decision::Allowed { .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn decisions_agree_with_the_plain_rules(policies in policies(), asked in asked()) {
        prop_assert_eq!(is_allowed(decide(&policies, &asked)), plain::allowed(&policies, &asked));
    }

    #[test]
    fn a_request_of_plain_text_is_never_mixed(policies in policies(), asked in asked()) {
        let decision = decide(&policies, &asked);
        let mixed = matches!(decision, Decision::Mixed { .. });
        prop_assert!(!mixed);
    }

    #[test]
    fn deny_always_wins(mut policies in policies(), asked in asked()) {
        let all = Owned {
            allow: false,
            not_action: false,
            actions: vec!["*"],
            not_resource: false,
            resources: vec!["*"],
            conditions: vec![],
        };
        policies[0].2.push(all);
        let decision = decide(&policies, &asked);
        let denied = matches!(decision, Decision::ExplicitlyDenied { .. });
        prop_assert!(denied, "{:?}", decision);
    }

    #[test]
    fn another_allow_never_takes_away(
        mut policies in policies(),
        asked in asked(),
        mut more in statement(),
    ) {
        more.allow = true;
        // An SCP that allows nothing lets pass more than one that allows something.
        prop_assume!(!passes(&policies[0]));
        let before = is_allowed(decide(&policies, &asked));
        policies[0].2.push(more);
        prop_assert!(!before || is_allowed(decide(&policies, &asked)));
    }
}

fn one(effect: &str, actions: &[&str], resources: &[&str]) -> Value {
    json!({ "Effect": effect, "Action": actions, "Resource": resources })
}

/// Decides by one policy.
fn decided(kind: PolicyType, statements: &[Value], request: &Request<'_>) -> Decision {
    decide_by(&[(kind, text(true, statements))], request)
}

fn id(policy: usize, statement: usize) -> StatementId {
    StatementId { policy, statement }
}

fn ask<'r>(action: &'r str, resource: &'r str) -> Request<'r> {
    Request {
        action,
        resource: Some(resource),
        ..Request::default()
    }
}

#[test]
fn a_set_of_requests_is_allowed_only_as_a_whole() {
    let statements = [one("Allow", &["s3:Get*"], &["arn:aws:s3:::docs/*"])];
    let decide =
        |action, resource| decided(PolicyType::Identity, &statements, &ask(action, resource));
    assert_eq!(
        decide("s3:GetObject", "arn:aws:s3:::docs/*"),
        Decision::Allowed { by: Some(id(0, 0)) }
    );
    assert_eq!(
        decide("s3:*", "arn:aws:s3:::docs/a"),
        Decision::Mixed { by: id(0, 0) }
    );
    assert_eq!(
        decide("s3:GetObject", "*"),
        Decision::Mixed { by: id(0, 0) }
    );
    assert_eq!(
        decide("s3:PutObject", "*"),
        Decision::ImplicitlyDenied {
            missing_in: Some(0),
            nearest: Some((id(0, 0), Miss::Action))
        }
    );
}

#[test]
fn the_nearest_miss_is_reported() {
    let statements = [
        one("Allow", &["sqs:*"], &["*"]),
        one("Allow", &["s3:GetObject"], &["arn:aws:s3:::a/*"]),
    ];
    let request = ask("s3:GetObject", "arn:aws:s3:::b/x");
    assert_eq!(
        decided(PolicyType::Identity, &statements, &request),
        Decision::ImplicitlyDenied {
            missing_in: Some(0),
            nearest: Some((id(0, 1), Miss::Resource))
        }
    );
}

#[test]
fn control_policies_that_only_deny_let_the_rest_pass() {
    let denies = one("Deny", &["s3:*"], &["arn:aws:s3:::a"]);
    let allows = one("Allow", &["s3:*"], &["*"]);
    let (at_a, at_b, all) = (
        ask("s3:GetObject", "arn:aws:s3:::a"),
        ask("s3:GetObject", "arn:aws:s3:::b"),
        ask("s3:GetObject", "*"),
    );
    for kind in [PolicyType::ServiceControl, PolicyType::ResourceControl] {
        let alone = |request| decided(kind, std::slice::from_ref(&denies), request);
        assert_eq!(alone(&at_a), Decision::ExplicitlyDenied { by: id(0, 0) });
        assert_eq!(alone(&at_b), Decision::Allowed { by: None });
        assert_eq!(alone(&all), Decision::Mixed { by: id(0, 0) });
        // It grants nothing to an identity that has nothing.
        let other = one("Allow", &["sqs:*"], &["*"]);
        let texts = |granted: &Value| {
            [
                (kind, text(true, std::slice::from_ref(&denies))),
                (
                    PolicyType::Identity,
                    text(true, std::slice::from_ref(granted)),
                ),
            ]
        };
        assert!(!is_allowed(decide_by(&texts(&other), &at_b)));
        assert_eq!(
            decide_by(&texts(&allows), &at_b),
            Decision::Allowed { by: Some(id(1, 0)) }
        );
    }
    // One that allows something bounds, and so does a boundary in any case.
    let list = [one("Allow", &["sqs:*"], &["*"]), denies.clone()];
    assert!(!is_allowed(decided(
        PolicyType::ServiceControl,
        &list,
        &at_b
    )));
    assert!(!is_allowed(decided(PolicyType::Boundary, &[denies], &at_b)));
    assert!(!is_allowed(decided(PolicyType::ServiceControl, &[], &at_b)));
}

#[test]
fn without_policies_nothing_is_allowed() {
    assert_eq!(
        evaluate(&[], &ask("s3:GetObject", "*")),
        Decision::ImplicitlyDenied {
            missing_in: None,
            nearest: None
        }
    );
}

#[test]
fn principals_stand_for_those_they_hold() {
    let role = ("AWS", "arn:aws:iam::111122223333:role/path/app");
    let session = ("AWS", "arn:aws:sts::111122223333:assumed-role/app/job");
    let account = ("AWS", "111122223333");
    let root = ("AWS", "arn:aws:iam::111122223333:root");
    let other = ("AWS", "arn:aws:iam::444455556666:user/eve");
    for named in [role, account, root, ("AWS", "*")] {
        assert!(is_same_principal(named, role), "{named:?}");
        assert!(is_same_principal(named, session), "{named:?}");
    }
    assert!(!is_same_principal(role, other) && !is_same_principal(account, other));
    assert!(!is_same_principal(("Service", "ec2.amazonaws.com"), role));
    assert!(is_same_principal(
        ("Service", "ec2.amazonaws.com"),
        ("Service", "ec2.amazonaws.com")
    ));
}

#[test]
fn every_family_of_operators_compares() {
    let cases = [
        ("StringEqualsIgnoreCase", "AbC", "aBc", true),
        ("StringEquals", "a*", "ab", false),
        ("StringEquals", "a*", "a*", true),
        ("StringLike", "a${*}", "ab", false),
        ("StringLike", "a${*}", "a*", true),
        ("NumericLessThanEquals", "3600", "3600", true),
        ("NumericLessThan", "3600", "3600", false),
        ("NumericNotEquals", "1", "1.0", false),
        (
            "DateGreaterThan",
            "2026-01-01T00:00:00Z",
            "2026-11-22T00:00:00Z",
            true,
        ),
        ("DateLessThan", "2026-01-01", "1795386600", false),
        ("Bool", "TRUE", "true", true),
        ("BinaryEquals", "QmluYXJ5", "QmluYXJ5", true),
        ("IpAddress", "203.0.113.0/24", "203.0.113.9", true),
        ("NotIpAddress", "203.0.113.0/24", "198.51.100.1", true),
        ("IpAddress", "2001:DB8:1234::/48", "2001:db8:1234::1", true),
        ("IpAddress", "0.0.0.0/0", "198.51.100.1", true),
        ("ArnLike", "arn:aws:s3:::*", "arn:aws:s3:::bucket", true),
        ("ArnLike", "arn:*:bucket", "arn:aws:s3:::bucket", false),
        (
            "ArnEquals",
            "arn:aws:iam::*:role/a*",
            "arn:aws:iam::111122223333:role/ab:c",
            true,
        ),
        (
            "ArnNotLike",
            "arn:aws:iam::111122223333:*",
            "arn:aws:iam::444455556666:root",
            true,
        ),
        (
            "ArnEquals",
            "arn:aws:iam::${aws:username}:root",
            "arn:aws:iam::a:root",
            true,
        ),
    ];
    for (operator, wanted, value, expected) in cases {
        let condition = Condition {
            operator: Operator::parse(operator).unwrap(),
            key: "k",
            values: vec![wanted],
        };
        let context = [("k", vec![value]), ("aws:username", vec!["a"])];
        assert_eq!(
            condition.holds(true, &context),
            expected,
            "{operator} {wanted} {value}"
        );
    }
}

#[test]
fn variables_have_defaults_and_are_inert_in_the_old_version() {
    let resource = "arn:aws:s3:::home/${aws:PrincipalTag/team, 'none'}/*";
    let statements = [one("Allow", &["s3:GetObject"], &[resource])];
    let request = ask("s3:GetObject", "arn:aws:s3:::home/none/x");
    for has_variables in [true, false] {
        let policy = (PolicyType::Identity, text(has_variables, &statements));
        assert_eq!(is_allowed(decide_by(&[policy], &request)), has_variables);
    }
}

#[test]
fn a_condition_is_counted_among_all_lines() {
    let mut statement = one("Allow", &["s3:GetObject"], &["*"]);
    statement["Condition"] = json!({
        "StringEqual": { "aws:username": "a" },
        "StringEquals": { "aws:username": "b" },
    });
    assert_eq!(
        decided(
            PolicyType::Identity,
            &[statement],
            &ask("s3:GetObject", "*")
        ),
        Decision::ImplicitlyDenied {
            missing_in: Some(0),
            nearest: Some((id(0, 0), Miss::Condition(1)))
        }
    );
}

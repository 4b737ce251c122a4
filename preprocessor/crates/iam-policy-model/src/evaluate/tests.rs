use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

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

/// A statement that owns its parts.
#[derive(Clone, Debug)]
struct Owned {
    allow: bool,
    not_action: bool,
    actions: Vec<&'static str>,
    not_resource: bool,
    resources: Vec<&'static str>,
    conditions: Vec<(&'static str, Vec<&'static str>)>,
}

type OwnedPolicy = (Kind, bool, Vec<Owned>);

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
        Kind::Identity,
        Kind::Identity,
        Kind::ServiceControl,
        Kind::Boundary,
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

fn decide(owned: &[OwnedPolicy], asked: &Asked) -> Decision {
    // The model borrows; what it borrows is leaked, for the sake of a short test.
    let statement = |one: &Owned| {
        let one: &'static Owned = Box::leak(Box::new(one.clone()));
        let conditions: Vec<_> = one
            .conditions
            .iter()
            .map(|(operator, values)| Condition {
                operator: Operator::parse(operator).unwrap(),
                key: "test:Key",
                values,
            })
            .collect();
        let patterns = |not, list| {
            if not {
                Patterns::Not(list)
            } else {
                Patterns::Any(list)
            }
        };
        Statement {
            effect: if one.allow {
                Effect::Allow
            } else {
                Effect::Deny
            },
            principals: Principals::Attached,
            actions: patterns(one.not_action, &one.actions),
            resources: patterns(one.not_resource, &one.resources),
            conditions: conditions.leak(),
        }
    };
    let policy = |(kind, has_variables, statements): &OwnedPolicy| Policy {
        kind: *kind,
        has_variables: *has_variables,
        statements: statements.iter().map(statement).collect::<Vec<_>>().leak(),
    };
    let policies: Vec<_> = owned.iter().map(policy).collect();
    let mut context = Vec::new();
    if !asked.key.is_empty() {
        context.push(("Test:key", asked.key.clone()));
    }
    if let Some(username) = asked.username {
        context.push(("aws:username", vec![username]));
    }
    let (action, resource) = (asked.action, Some(asked.resource));
    evaluate(
        &policies,
        &Request {
            principal: None,
            action,
            resource,
            context: &context,
        },
    )
}

/// The rules again, as plainly as they can be written, for the few forms that the tests use.
mod plain {
    use super::{Asked, Kind, Owned, OwnedPolicy};

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
        let any = |wanted_allow: bool, of: &dyn Fn(Kind) -> bool| {
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
            .filter(|(kind, ..)| *kind != Kind::Identity)
            .all(|(_, variables, statements)| {
                statements
                    .iter()
                    .any(|one| one.allow && applies(one, *variables, asked))
            });
        let no_identity = policies.iter().all(|(kind, ..)| *kind != Kind::Identity);
        !any(false, &|_| true)
            && bounds_allow
            && (no_identity || any(true, &|kind| kind == Kind::Identity))
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
        let before = is_allowed(decide(&policies, &asked));
        policies[0].2.push(more);
        prop_assert!(!before || is_allowed(decide(&policies, &asked)));
    }
}

fn one<'p>(effect: Effect, actions: &'p [&'p str], resources: &'p [&'p str]) -> Statement<'p> {
    Statement {
        effect,
        principals: Principals::Attached,
        actions: Patterns::Any(actions),
        resources: Patterns::Any(resources),
        conditions: &[],
    }
}

fn identity<'p>(statements: &'p [Statement<'p>]) -> Policy<'p> {
    Policy {
        kind: Kind::Identity,
        has_variables: true,
        statements,
    }
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
    let statements = [one(Effect::Allow, &["s3:Get*"], &["arn:aws:s3:::docs/*"])];
    let policy = [identity(&statements)];
    let decide = |action, resource| evaluate(&policy, &ask(action, resource));
    assert_eq!(
        decide("s3:GetObject", "arn:aws:s3:::docs/*"),
        Decision::Allowed { by: (0, 0) }
    );
    assert_eq!(
        decide("s3:*", "arn:aws:s3:::docs/a"),
        Decision::Mixed { by: (0, 0) }
    );
    assert_eq!(decide("s3:GetObject", "*"), Decision::Mixed { by: (0, 0) });
    let denied = decide("s3:PutObject", "*");
    let nearest = Some(((0, 0), Miss::Action));
    assert_eq!(
        denied,
        Decision::ImplicitlyDenied {
            missing_in: Some(0),
            nearest
        }
    );
}

#[test]
fn the_nearest_miss_is_told() {
    let statements = [
        one(Effect::Allow, &["sqs:*"], &["*"]),
        one(Effect::Allow, &["s3:GetObject"], &["arn:aws:s3:::a/*"]),
    ];
    let decision = evaluate(
        &[identity(&statements)],
        &ask("s3:GetObject", "arn:aws:s3:::b/x"),
    );
    let nearest = Some(((0, 1), Miss::Resource));
    assert_eq!(
        decision,
        Decision::ImplicitlyDenied {
            missing_in: Some(0),
            nearest
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
        let values = [wanted];
        let condition = Condition {
            operator: Operator::parse(operator).unwrap(),
            key: "k",
            values: &values,
        };
        let context = [("k", vec![value]), ("aws:username", vec!["a"])];
        assert_eq!(
            condition::holds(&condition, true, &context),
            expected,
            "{operator} {wanted} {value}"
        );
    }
}

#[test]
fn variables_have_defaults_and_are_inert_in_the_old_version() {
    let resources = ["arn:aws:s3:::home/${aws:PrincipalTag/team, 'none'}/*"];
    let statements = [one(Effect::Allow, &["s3:GetObject"], &resources)];
    let mut policy = identity(&statements);
    let allowed =
        |policy, resource| is_allowed(evaluate(&[policy], &ask("s3:GetObject", resource)));
    assert!(allowed(policy, "arn:aws:s3:::home/none/x"));
    policy.has_variables = false;
    assert!(!allowed(policy, "arn:aws:s3:::home/none/x"));
}

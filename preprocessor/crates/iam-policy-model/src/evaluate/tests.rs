use serde_json::{Value, json};

use super::*;
use crate::Document;
use crate::operator::Operator;

mod plain;
mod properties;

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

fn is_allowed(decision: Decision) -> bool {
    matches!(decision, Decision::Allowed { .. })
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

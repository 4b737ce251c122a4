//! Generated policies and requests, decided by the evaluator and by rules written plainly.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::plain::{self, ACTIONS, Call, OPERATORS, Owned, OwnedPolicy, RESOURCES, VALUES, passes};
use super::{decide_by, is_allowed};
use crate::evaluate::{Decision, Request};
use crate::model::PolicyType;

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

fn decide(owned: &[OwnedPolicy], call: &Call) -> Decision {
    let policies: Vec<_> = owned
        .iter()
        .map(|policy| (policy.0, plain::text(policy)))
        .collect();
    let context = call.context();
    let request = Request {
        principal: None,
        action: call.action,
        resource: Some(call.resource),
        context: &context,
    };
    decide_by(&policies, &request)
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

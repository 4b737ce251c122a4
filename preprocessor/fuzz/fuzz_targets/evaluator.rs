//! Policies and requests: the evaluator decides as IAM's rules do, written plainly.
#![no_main]

use iam_policy_model::Document;
use iam_policy_model::evaluate::{Decision, Request, evaluate};
use iam_policy_model::model::PolicyType;
use libfuzzer_sys::arbitrary::{Result, Unstructured};
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/iam-policy-model/src/evaluate/tests/plain.rs"]
mod plain;
use plain::{ACTIONS, Call, OPERATORS, Owned, OwnedPolicy, RESOURCES, VALUES};

/// Some of `all`, in order, by the bits of a byte; at least one if `filled`.
fn some(bytes: &mut Unstructured<'_>, all: &[&'static str], filled: bool) -> Result<Vec<&'static str>> {
    let bits: u8 = bytes.arbitrary()?;
    let mut some: Vec<_> = (0..8)
        .zip(all)
        .filter(|(bit, _)| bits >> bit & 1 == 1)
        .map(|(_, one)| *one)
        .collect();
    if filled && some.is_empty() {
        some.extend(all.first());
    }
    Ok(some)
}

fn statement(bytes: &mut Unstructured<'_>) -> Result<Owned> {
    let mut conditions: Vec<(&'static str, Vec<&'static str>)> = Vec::new();
    for _ in 0..bytes.int_in_range(0..=2)? {
        let operator = *bytes.choose(&OPERATORS)?;
        if conditions.iter().all(|(other, _)| *other != operator) {
            conditions.push((operator, some(bytes, &VALUES, false)?));
        }
    }
    Ok(Owned {
        allow: bytes.arbitrary()?,
        not_action: bytes.arbitrary()?,
        actions: some(bytes, &ACTIONS, true)?,
        not_resource: bytes.arbitrary()?,
        resources: some(bytes, &RESOURCES, true)?,
        conditions,
    })
}

fn policy(bytes: &mut Unstructured<'_>) -> Result<OwnedPolicy> {
    let kinds = [
        PolicyType::Identity,
        PolicyType::ServiceControl,
        PolicyType::Boundary,
    ];
    let kind = *bytes.choose(&kinds)?;
    let has_variables = bytes.arbitrary()?;
    let count = bytes.int_in_range(1..=3)?;
    let statements = (0..count).map(|_| statement(bytes));
    Ok((kind, has_variables, statements.collect::<Result<_>>()?))
}

fn generate(bytes: &mut Unstructured<'_>) -> Result<(Call, Vec<OwnedPolicy>)> {
    let call = Call {
        action: bytes.choose(&["s3:GetObject", "S3:getobject", "s3:PutObject", "sqs:SendMessage"])?,
        resource: bytes.choose(&["arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::ab"])?,
        key: some(bytes, &["a", "b", "ab"], false)?,
        username: *bytes.choose(&[None, Some("a"), Some("b")])?,
    };
    let count = bytes.int_in_range(1..=3)?;
    let policies = (0..count).map(|_| policy(bytes));
    Ok((call, policies.collect::<Result<_>>()?))
}

fuzz_target!(|bytes: &[u8]| {
    let Ok((call, policies)) = generate(&mut Unstructured::new(bytes)) else {
        return;
    };
    let texts: Vec<String> = policies.iter().map(plain::text).collect();
    let documents: Vec<Document<'_>> = texts.iter().map(|text| Document::parse(text)).collect();
    let read: Vec<_> = documents
        .iter()
        .zip(&policies)
        .flat_map(|(document, policy)| document.policies(Some(policy.0)))
        .collect();
    assert_eq!(read.len(), policies.len());
    let context = call.context();
    let request = Request {
        principal: None,
        action: call.action,
        resource: Some(call.resource),
        context: &context,
    };
    let is_allowed = matches!(evaluate(&read, &request), Decision::Allowed { .. });
    assert_eq!(is_allowed, plain::allowed(&policies, &call), "{texts:#?} {call:?}");
});

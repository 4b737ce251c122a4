//! The quotas of policies by type, at their limit and one character beyond.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should stop"
)]

use crate::support::Memory;

/// The ids of AWS's that `policy/size` gives a policy that is filled up to `size` characters.
fn findings(policy: &str, size: usize) -> Vec<&'static str> {
    let room = size - (policy.len() - "FILL".len());
    let policy = policy.replace("FILL", &"a".repeat(room));
    assert_eq!(policy.len(), size);
    let page = format!("```json\n{policy}\n```\n");
    Memory::one(&page).check(&["example.md"], |_, outcome, _| {
        let found = outcome.diagnostics.iter();
        let found = found.filter(|one| one.code == "policy/size");
        found.filter_map(|one| one.aws_finding).collect()
    })
}

#[test]
fn the_limit_is_allowed_and_one_more_is_not() {
    let bucket = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/FILL"}]}"#;
    let key = r#"{"Version":"2012-10-17","Statement":[{"Sid":"FILL","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kms:Decrypt","Resource":"*"}]}"#;
    let identity = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::amzn-s3-demo-bucket/FILL"}]}"#;
    for (policy, limit, id) in [
        (
            bucket,
            20 * 1024,
            "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
        ),
        (key, 32 * 1024, "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA"),
        (identity, 6144, "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA"),
    ] {
        assert!(findings(policy, limit).is_empty(), "{id}");
        assert_eq!(findings(policy, limit + 1), [id]);
    }
}

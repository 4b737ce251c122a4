//! The policy that everyone writes for Bedrock, in the forms that validators judge wrongly: right
//! ones must stay without error or warning, wrong ones are told of at the very characters.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

mod support;

use mdbook_aws::diagnostic::Severity;
use support::Memory;

const MODEL: &str = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307";
const PROFILE: &str = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";

/// What is said about an `Allow` of `bedrock:InvokeModel` on these resources, but for advice: the
/// code and the text at the place.
fn found(resources: &[&str]) -> Vec<(&'static str, String)> {
    let resources = serde_json::to_string(resources).unwrap();
    let text = format!(
        "```json\n{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {{\n    \
         \"Effect\": \"Allow\",\n    \"Action\": \"bedrock:InvokeModel\",\n    \
         \"Resource\": {resources}\n  }}\n}}\n```\n"
    );
    Memory::one(&text).check(&["example.md"], |_, outcome, _| {
        let serious = outcome
            .diagnostics
            .iter()
            .filter(|one| one.severity > Severity::Advice);
        serious
            .map(|one| {
                let span = one.span.unwrap();
                (one.code, text[span.start..span.end].to_owned())
            })
            .collect()
    })
}

#[test]
fn right_policies_are_right() {
    let with_version = format!("{MODEL}-v1:0");
    for resources in [
        vec![MODEL],
        vec![with_version.as_str()],
        vec!["arn:aws:bedrock:*::foundation-model/*"],
        vec!["arn:aws:bedrock:us-east-1::foundation-model/anthropic.*"],
        vec![
            PROFILE,
            "arn:aws:bedrock:*::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
        ],
        vec!["arn:aws:bedrock:*"],
        vec!["arn:aws:bedrock:*:*:*"],
        vec!["*"],
        vec!["arn:aws:bedrock:REGION::foundation-model/MODEL_ID"],
        vec!["arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/<model>"],
    ] {
        let serious = found(&resources);
        // AWS advises against leaving fields out, but IAM takes it.
        let serious: Vec<_> = serious
            .iter()
            .filter(|(code, _)| *code != "policy/malformed-arn")
            .collect();
        assert!(serious.is_empty(), "{resources:?}: {serious:?}");
    }
}

#[test]
fn wrong_policies_are_wrong_at_the_place() {
    let account_in_model = MODEL.replace("::", ":111122223333:");
    let partition = MODEL.replace("arn:aws:", "arn:asw:");
    let region = MODEL.replace("us-east-1", "us-esat-1");
    let account = "arn:aws:bedrock:us-east-1:11112222333:application-inference-profile/a1b2c3d4";
    let agent = "arn:aws:bedrock:us-east-1:111122223333:agent/AGENT12345";
    let profile = PROFILE.split_once("333:").unwrap().1;
    for (resource, code, at) in [
        (agent, "policy/resource-mismatch", "agent/AGENT12345"),
        (
            account_in_model.as_str(),
            "policy/unknown-resource",
            "111122223333",
        ),
        (partition.as_str(), "policy/unknown-partition", "asw"),
        (region.as_str(), "region/mistyped", "us-esat-1"),
        (account, "policy/invalid-account", "11112222333"),
        (PROFILE, "policy/inference-profile", profile),
    ] {
        assert_eq!(found(&[resource]), [(code, at.to_owned())], "{resource}");
    }
}

#[test]
fn a_placeholder_hides_no_mistake_beside_it() {
    let found = found(&["arn:aws:bedrok:<region>::foundation-model/your-model"]);
    assert_eq!(found, [("policy/unknown-resource", "bedrok".to_owned())]);
}

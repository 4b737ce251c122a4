//! The policy that everyone writes for Bedrock, in the forms that validators judge wrongly: correct
//! ones must pass without error or warning, wrong ones are reported at the exact characters.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use crate::support::Memory;
use aws_doc_facts::Facts;
use aws_doc_facts::models::{Model, Models, Profile};
use aws_doc_lint::diagnostic::Severity;

const MODEL: &str = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307";
const PROFILE: &str = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";

/// What is said about an `Allow` of `bedrock:InvokeModel` on these resources, but for advice: the
/// code and the text at the place.
fn found(resources: &[&str]) -> Vec<(&'static str, String)> {
    let found = found_by(&Facts::bundled(), resources);
    found.into_iter().map(|(code, at, _)| (code, at)).collect()
}

/// The same by other facts, with the help.
fn found_by(facts: &Facts, resources: &[&str]) -> Vec<(&'static str, String, String)> {
    let resources = serde_json::to_string(resources).unwrap();
    let text = format!(
        "```json\n{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {{\n    \
         \"Effect\": \"Allow\",\n    \"Action\": \"bedrock:InvokeModel\",\n    \
         \"Resource\": {resources}\n  }}\n}}\n```\n"
    );
    Memory::one(&text).check_by(facts, &["example.md"], |_, outcome, _| {
        let serious = outcome
            .diagnostics
            .iter()
            .filter(|one| one.severity > Severity::Hint);
        serious
            .map(|one| {
                let span = one.span.unwrap();
                let help = one.help.clone().unwrap_or_default();
                (one.code, text[span.start..span.end].to_owned(), help)
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

/// Facts as Bedrock's own lists give them: a profile that is called in one Region and sends calls to
/// two, and its model, which is called by its own ID in neither.
fn first_hand() -> Facts {
    let model = PROFILE.rsplit_once("/us.").unwrap().1;
    let regions = ["us-east-1", "us-west-2"];
    let models = Models {
        models: vec![Model {
            id: model.to_owned(),
            regions: regions.map(|region| (region.to_owned(), [].into())).into(),
            ..Model::default()
        }],
        profiles: vec![Profile {
            id: format!("us.{model}"),
            model: Some(model.to_owned()),
            regions: [("us-east-1".to_owned(), regions.map(String::from).into())].into(),
            ..Profile::default()
        }],
        asked: regions
            .map(|region| (region.to_owned(), "2026-11-22".to_owned()))
            .into(),
        ..Models::default()
    };
    Facts::with(None, Some(models), None)
}

#[test]
fn the_models_of_all_destinations_are_asked_for() {
    let facts = first_hand();
    let east = format!("{MODEL}-v1:0");
    let west = east.replace("us-east-1", "us-west-2");
    let wild = east.replace("us-east-1", "us-*");
    let filled = east.replace("us-east-1", "${AWS::Region}");
    for right in [
        vec![east.as_str(), west.as_str()],
        vec![wild.as_str()],
        vec![filled.as_str()],
    ] {
        let resources: Vec<&str> = [PROFILE].into_iter().chain(right).collect();
        assert_eq!(found_by(&facts, &resources), [], "{resources:?}");
    }
    for (allowed, missing) in [
        (vec![], format!("allow `{east}`, `{west}` too")),
        (vec![east.as_str()], format!("allow `{west}` too")),
        (vec![west.as_str()], format!("allow `{east}` too")),
    ] {
        let resources: Vec<&str> = [PROFILE].into_iter().chain(allowed).collect();
        let found = found_by(&facts, &resources);
        let [(code, at, help)] = found.as_slice() else {
            unreachable!("{found:?}");
        };
        assert_eq!((*code, help), ("policy/inference-profile", &missing));
        assert!(PROFILE.ends_with(at.as_str()) && at.starts_with("inference-profile/"));
    }
}

#[test]
fn a_model_that_needs_a_profile_is_told_of_once_that_is_known() {
    let facts = first_hand();
    let model = format!("{MODEL}-v1:0");
    let found = found_by(&facts, &[&model]);
    let [(code, _, help)] = found.as_slice() else {
        unreachable!("{found:?}");
    };
    assert_eq!(*code, "policy/inference-profile");
    assert!(
        help.contains("`us.anthropic.claude-3-haiku-20240307-v1:0`"),
        "{help}"
    );
    // A profile of the account's own may be the one that is meant, and other Regions are not known.
    let own = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/*";
    let elsewhere = model.replace("us-east-1", "eu-west-1");
    for right in [
        vec![model.as_str(), own],
        vec![&elsewhere],
        vec!["arn:aws:bedrock:*::foundation-model/*"],
    ] {
        assert_eq!(found_by(&facts, &right), [], "{right:?}");
    }
}

#[test]
fn a_misspelt_region_carries_the_id_of_aws() {
    let ids = |region: &str| -> Vec<_> {
        let page = format!(
            r#"```json
{{ "Version": "2012-10-17", "Statement": [{{
  "Effect": "Allow", "Action": "bedrock:InvokeModel",
  "Resource": "arn:aws:bedrock:{region}::foundation-model/*",
  "Condition": {{ "StringEquals": {{ "aws:RequestedRegion": "{region}" }} }}
}}] }}
```

```env
AWS_REGION={region}
```
"#
        );
        Memory::one(&page).check(&["example.md"], |_, outcome, _| {
            let found = outcome.diagnostics.iter();
            found.map(|one| (one.code, one.aws_finding)).collect()
        })
    };
    assert_eq!(ids("us-east-1"), []);
    let wrong = ids("us-esat-1");
    assert_eq!(
        wrong,
        [
            ("region/mistyped", Some("INVALID_ARN_REGION")),
            ("region/mistyped", Some("INVALID_REGION")),
            ("region/mistyped", None),
        ]
    );
}

//! Calls of models: what a policy must allow.

use aws_doc_facts::Facts;
use aws_doc_facts::models::{Model, Models, Profile};

use super::account::{Account, CONVERSE, INVOKE};

#[test]
fn invoke_model_authorizes_converse() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    let ran = account.as_user(CONVERSE);
    assert!(!ran.ok().is_empty());
    for id in ["converse-action", "profile-resources", "reply"] {
        assert!(ran.met.contains(&id), "{id}: {ran:?}");
    }
    let invoke = "aws bedrock-runtime invoke-model \
        --model-id us.anthropic.claude-sonnet-4-5-20250929-v1:0 \
        --cli-binary-format raw-in-base64-out --body '{\"max_tokens\": 9, \"messages\": \
        [{\"role\": \"user\", \"content\": \"Hello\"}]}' out.json";
    let ran = account.as_user(invoke);
    ran.ok();
    assert!(!ran.met.contains(&"converse-action"), "{ran:?}");
    let body = std::fs::read_to_string(account.work().join("out.json")).unwrap();
    assert!(body.contains(r#""stop_reason""#), "{body}");
}

#[test]
fn without_it_the_call_is_denied_and_the_message_names_the_resource() {
    let policy = INVOKE.replace("bedrock:InvokeModel\"", "bedrock:CountTokens\"");
    let Some(mut account) = Account::with_user(&policy) else {
        return;
    };
    account.as_user(CONVERSE).fails(
        "(AccessDeniedException) when calling the Converse operation: \
         User: arn:aws:iam::111122223333:user/demo is not authorized to perform: \
         bedrock:InvokeModel on resource: arn:aws:bedrock:us-east-1:111122223333:\
         inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0 because no identity-based \
         policy allows the bedrock:InvokeModel action",
    );
}

/// AWS has no such action, and so a policy with it allows nothing.
#[test]
fn the_emulators_own_action_is_of_no_use() {
    let policy = INVOKE.replace("bedrock:InvokeModel\"", "bedrock:Converse\"");
    let Some(mut account) = Account::with_user(&policy) else {
        return;
    };
    account.as_user(CONVERSE).fails("AccessDeniedException");
}

#[test]
fn a_profile_needs_the_model_too_and_only_through_the_profile() {
    let only_profile = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "bedrock:InvokeModel", "Resource": "arn:aws:bedrock:*:*:inference-profile/*"}}"#;
    let Some(mut account) = Account::with_user(only_profile) else {
        return;
    };
    account.as_user(CONVERSE).fails(
        "on resource: arn:aws:bedrock:us-east-1::foundation-model/\
         anthropic.claude-sonnet-4-5-20250929-v1:0",
    );
    // The condition of the guide's policy: the model may not be called past the profile.
    account.write("policy.json", INVOKE);
    let put = "aws iam put-user-policy --user-name demo --policy-name p \
        --policy-document file://policy.json";
    account.run(put).ok();
    account.as_user(CONVERSE).ok();
    let past = CONVERSE.replace(" us.anthropic", " anthropic");
    account.as_user(&past).fails("AccessDeniedException");
    let elsewhere = format!("AWS_REGION=us-west-2 {CONVERSE}");
    account.as_user(&elsewhere).fails(
        "on resource: arn:aws:bedrock:us-west-2:111122223333:inference-profile/us.anthropic",
    );
}

fn with_destinations(destinations: &[&str]) -> Facts {
    let id = "anthropic.claude-sonnet-4-5-20250929-v1:0".to_owned();
    let regions = destinations.iter().map(|region| (*region).to_owned());
    let profile = Profile {
        id: format!("us.{id}"),
        model: Some(id.clone()),
        regions: [("us-east-1".to_owned(), regions.collect())].into(),
        ..Profile::default()
    };
    let model = Model {
        id,
        ..Model::default()
    };
    let bundled = Facts::bundled();
    let models = Models {
        models: vec![model],
        profiles: vec![profile],
        ..bundled.models().clone()
    };
    Facts::with(None, Some(models), None)
}

#[test]
fn every_destination_that_the_facts_know_must_be_allowed() {
    let Some(mut account) = Account::with(&with_destinations(&["us-east-1", "us-east-2"])) else {
        return;
    };
    let listed = account.run(
        "aws bedrock get-inference-profile --query 'models[].modelArn' --output text \
         --inference-profile-identifier us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    );
    assert!(
        listed
            .ok()
            .contains("arn:aws:bedrock:us-east-2::foundation-model/")
    );
    assert_eq!(listed.met, ["catalogue"]);
    account.user(INVOKE);
    account
        .as_user(CONVERSE)
        .fails("on resource: arn:aws:bedrock:us-east-2::foundation-model/anthropic");
    let both = INVOKE.replace("bedrock:us-east-1::", "bedrock:*::");
    account.write("policy.json", &both);
    account
        .run(
            "aws iam put-user-policy --user-name demo --policy-name p \
             --policy-document file://policy.json",
        )
        .ok();
    let ran = account.as_user(CONVERSE);
    ran.ok();
    assert!(!ran.met.contains(&"profile-destinations"), "{ran:?}");
}

#[test]
fn a_global_profile_reaches_the_model_without_a_region() {
    let policy = INVOKE.replace("/us.anthropic", "/global.anthropic");
    let Some(mut account) = Account::with_user(&policy) else {
        return;
    };
    let converse = CONVERSE.replace(" us.anthropic", " global.anthropic");
    account
        .as_user(&converse)
        .fails("on resource: arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-5");
}

#[test]
fn streaming_has_an_action_of_its_own() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account.write(
        "stream.py",
        "import boto3\n\
         reply = boto3.client('bedrock-runtime').converse_stream(\n\
         modelId='us.anthropic.claude-sonnet-4-5-20250929-v1:0',\n\
         messages=[{'role': 'user', 'content': [{'text': 'Hello'}]}])\n\
         print(sum(1 for event in reply['stream']))\n",
    );
    account
        .as_user("python3 stream.py")
        .fails("bedrock:InvokeModelWithResponseStream on resource");
    let policy = INVOKE.replace("InvokeModel\"", "InvokeModelWithResponseStream\"");
    account.write("policy.json", &policy);
    account
        .run(
            "aws iam put-user-policy --user-name demo --policy-name p \
             --policy-document file://policy.json",
        )
        .ok();
    let ran = account.as_user("python3 stream.py");
    assert_ne!(ran.ok(), "0");
    assert!(ran.met.contains(&"converse-action"));
}

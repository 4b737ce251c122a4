//! What the account lists.

use aws_doc_facts::Facts;

use super::account::{Account, CONVERSE, INVOKE};

#[test]
fn models_and_profiles_are_those_of_the_facts() {
    let Some(mut account) = Account::new() else {
        return;
    };
    let models = account.run(
        "aws bedrock list-foundation-models --by-provider anthropic \\
           --query 'modelSummaries[].modelId' --output text",
    );
    assert!(
        models
            .ok()
            .contains("anthropic.claude-sonnet-4-5-20250929-v1:0")
    );
    assert_eq!(models.met, ["catalogue"]);
    let profiles = |region: &str| {
        format!(
            "aws bedrock list-inference-profiles --region {region} \\
               --query 'inferenceProfileSummaries[].inferenceProfileId' --output text"
        )
    };
    let american = account.run(&profiles("us-west-2"));
    let words: Vec<_> = american.ok().split_whitespace().collect();
    assert!(words.contains(&"us.anthropic.claude-sonnet-4-5-20250929-v1:0"));
    assert!(
        words
            .iter()
            .all(|id| id.starts_with("us.") || id.starts_with("global."))
    );
    let european = account.run(&profiles("eu-central-1"));
    assert!(
        european
            .ok()
            .split_whitespace()
            .any(|id| id.starts_with("eu."))
    );
    assert!(
        !european
            .ok()
            .split_whitespace()
            .any(|id| id.starts_with("us."))
    );
    let one = account.run(
        "aws bedrock get-inference-profile --query 'models[].modelArn' --output text \\
           --inference-profile-identifier us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    );
    assert_eq!(
        one.ok(),
        "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0"
    );
    account
        .run(
            "aws bedrock get-inference-profile --region eu-west-1 \\
               --inference-profile-identifier us.anthropic.claude-sonnet-4-5-20250929-v1:0",
        )
        .fails("ResourceNotFoundException");
    let available = account.run(
        "aws bedrock get-foundation-model-availability --query authorizationStatus --output text \\
           --model-id anthropic.claude-sonnet-4-5-20250929-v1:0",
    );
    assert_eq!(available.ok(), "AUTHORIZED");
    let form = account.run("aws bedrock get-use-case-for-model-access");
    form.ok();
    assert_eq!(form.met, ["use-case-form"]);
}

#[test]
fn regions_are_those_of_the_facts() {
    let Some(mut account) = Account::new() else {
        return;
    };
    let facts = Facts::bundled();
    let with_bedrock = facts
        .regions()
        .iter()
        .filter(|region| region.bedrock.iter().any(|source| source == "ssm"));
    let expected: Vec<_> = with_bedrock.map(|region| region.code.as_str()).collect();
    let listed = account.run(
        "aws ssm get-parameters-by-path --query 'Parameters[].Value' --output text \\
           --path /aws/service/global-infrastructure/services/bedrock/regions",
    );
    assert_eq!(listed.ok().split_whitespace().collect::<Vec<_>>(), expected);
    assert!(listed.met.contains(&"public-parameters"));
    let all = account.run(
        "aws account list-regions --query 'Regions[].[RegionName, RegionOptStatus]' --output text",
    );
    assert!(all.ok().contains("us-east-1\tENABLED_BY_DEFAULT"));
    assert!(all.ok().contains("af-south-1\tENABLED\n"));
    assert_eq!(all.met, ["region-list"]);
    let ec2 = account.run("aws ec2 describe-regions --query 'Regions[].RegionName' --output text");
    assert!(ec2.ok().contains("us-west-2"));
    assert!(ec2.met.is_empty());
}

#[test]
fn events_have_the_names_of_aws() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account.as_user(CONVERSE).ok();
    let events = |key: &str, value: &str| {
        format!(
            "aws cloudtrail lookup-events --output text \\
               --lookup-attributes AttributeKey={key},AttributeValue={value} \\
               --query 'Events[].[EventSource, EventName, Username]'"
        )
    };
    let calls = account.run(&events("EventSource", "bedrock.amazonaws.com"));
    assert_eq!(calls.ok(), "bedrock.amazonaws.com\tConverse\tdemo");
    assert_eq!(calls.met, ["event-history"]);
    let made = account.run(&events("EventName", "CreateAccessKey"));
    assert_eq!(made.ok(), "iam.amazonaws.com\tCreateAccessKey\troot");
    let by_key = account.as_user("printf %s $AWS_ACCESS_KEY_ID");
    let key = by_key.ok().to_owned();
    let of_key = account.run(&events("AccessKeyId", &key));
    assert!(of_key.ok().contains("\tConverse\tdemo"), "{of_key:?}");
}

#[test]
fn the_simulator_decides_as_the_call_does() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    let simulate = |resource: &str| {
        format!(
            "aws iam simulate-custom-policy --policy-input-list \"$(cat policy.json)\" \\
               --action-names bedrock:InvokeModel --output text \\
               --resource-arns {resource} --query 'EvaluationResults[].EvalDecision'"
        )
    };
    let profile = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/\
                   us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    assert_eq!(account.run(&simulate(profile)).ok(), "allowed");
    let past = "arn:aws:bedrock:us-east-1::foundation-model/\
                anthropic.claude-sonnet-4-5-20250929-v1:0";
    assert_eq!(account.run(&simulate(past)).ok(), "implicitDeny");
}

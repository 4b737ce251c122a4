//! Keys, sessions and roles, from their making to their end.

use super::account::{Account, CONVERSE, INVOKE};

const WHO: &str = "aws sts get-caller-identity --query Arn --output text";
const LIST: &str = "aws bedrock list-foundation-models";

#[test]
fn wrong_credentials_are_refused_as_aws_does() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    assert_eq!(
        account.as_user(WHO).ok(),
        "arn:aws:iam::111122223333:user/demo"
    );
    // Put together here, so that no file holds what looks like a key.
    let unknown = format!("export AWS_ACCESS_KEY_ID=AKIA{}\n", "A".repeat(16));
    let invalid = "The security token included in the request is invalid";
    let ran = account.as_user(&format!("{unknown}{WHO}"));
    ran.fails(&format!(
        "(InvalidClientTokenId) when calling the GetCallerIdentity operation: {invalid}"
    ));
    let ran = account.as_user(&format!("{unknown}{LIST}"));
    ran.fails(&format!(
        "(UnrecognizedClientException) when calling the ListFoundationModels operation: {invalid}"
    ));
    let placeholder = "export AWS_SESSION_TOKEN=your_session_token\n";
    account
        .as_user(&format!("{placeholder}{LIST}"))
        .fails("UnrecognizedClientException");
    account
        .as_user(&format!("AWS_SECRET_ACCESS_KEY=wrong {WHO}"))
        .fails("SignatureDoesNotMatch");
    account
        .run(&format!(
            "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\n{WHO}"
        ))
        .fails("Unable to locate credentials");
    account.as_user(LIST).fails("AccessDeniedException");
    account.as_user("aws iam list-users").fails("AccessDenied");
}

#[test]
fn a_session_token_is_a_triple() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    let ran = account.as_user(
        "set -- $(aws sts get-session-token --duration-seconds 3600 \\
           --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]' --output text)
         printf 'export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s AWS_SESSION_TOKEN=%s\\n' \\
           $1 $2 $3 > session",
    );
    ran.ok();
    assert_eq!(ran.met, ["session-rights"]);
    let whole = account.run(&format!(". ./session\n{WHO}\n{CONVERSE}"));
    assert!(
        whole
            .ok()
            .starts_with("arn:aws:iam::111122223333:user/demo\n")
    );
    account
        .run(&format!(". ./session\nunset AWS_SESSION_TOKEN\n{LIST}"))
        .fails("UnrecognizedClientException");
    account
        .run(&format!(". ./session\n. ./keys\n{LIST}"))
        .fails("UnrecognizedClientException");
}

#[test]
fn a_policy_that_demands_mfa_lets_nobody_pass_without_a_code() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account
        .run(
            "aws iam create-virtual-mfa-device --virtual-mfa-device-name demo \\
               --outfile qr.png --bootstrap-method QRCodePNG &&
             aws iam enable-mfa-device --user-name demo \\
               --serial-number arn:aws:iam::111122223333:mfa/demo \\
               --authentication-code1 123456 --authentication-code2 654321",
        )
        .ok();
    let with_mfa = r#""Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#;
    let trust = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:user/demo"}, "Action": "sts:AssumeRole", "#;
    account.write("trust.json", &format!("{trust}{with_mfa}}}]}}"));
    account
        .run("aws iam create-role --role-name r --assume-role-policy-document file://trust.json")
        .ok();
    let assume = "aws sts assume-role --role-arn arn:aws:iam::111122223333:role/r \\
        --role-session-name demo";
    account
        .as_user(assume)
        .fails("is not authorized to perform: sts:AssumeRole");
    let mfa = "--serial-number arn:aws:iam::111122223333:mfa/demo --token-code 123456";
    let ran = account.as_user(&format!("{assume} {mfa}"));
    ran.ok();
    assert!(ran.met.contains(&"mfa"), "{ran:?}");
    let other = mfa.replace("mfa/demo", "mfa/other");
    account
        .as_user(&format!("{assume} {other}"))
        .fails("AccessDenied");
    // The same for a session: the user may list models with a code only.
    let list = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
        "Action": "bedrock:ListFoundationModels", "Resource": "*", "#;
    account.write("list.json", &format!("{list}{with_mfa}}}]}}"));
    account
        .run(
            "aws iam put-user-policy --user-name demo --policy-name list \\
               --policy-document file://list.json",
        )
        .ok();
    account.as_user(LIST).fails("AccessDeniedException");
    for (code, passes) in [("", false), (mfa, true)] {
        let session = format!(
            "set -- $(aws sts get-session-token {code} --output text \\
               --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]')
             export AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 AWS_SESSION_TOKEN=$3
             {LIST}"
        );
        let ran = account.as_user(&session);
        match passes {
            true => drop(ran.ok()),
            false => ran.fails("AccessDeniedException"),
        }
    }
}

#[test]
fn a_role_is_assumed_through_a_profile() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    let trust = |user: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal":
            {{"AWS": "arn:aws:iam::111122223333:user/{user}"}}, "Action": "sts:AssumeRole"}}]}}"#
        )
    };
    account.write("trust.json", &trust("demo"));
    account.write("other.json", &trust("somebody"));
    account
        .run(
            "set -e
             for role in trust other; do
               aws iam create-role --role-name $role \\
                 --assume-role-policy-document file://$role.json
               aws iam put-role-policy --role-name $role --policy-name p \\
                 --policy-document file://policy.json
             done",
        )
        .ok();
    let profiles = "aws configure set aws_access_key_id $AWS_ACCESS_KEY_ID --profile base
         aws configure set aws_secret_access_key $AWS_SECRET_ACCESS_KEY --profile base
         aws configure set role_arn arn:aws:iam::111122223333:role/trust --profile bedrock
         aws configure set source_profile base --profile bedrock";
    account.as_user(profiles).ok();
    let as_role = "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\nexport AWS_PROFILE=bedrock\n";
    let ran = account.run(&format!("{as_role}{WHO}"));
    assert!(
        ran.ok()
            .starts_with("arn:aws:sts::111122223333:assumed-role/trust/")
    );
    assert_eq!(ran.met, ["trusted-user"]);
    account.run(&format!("{as_role}{CONVERSE}")).ok();
    let exported = format!(
        "{as_role}eval \"$(aws configure export-credentials --format env)\"\n\
         unset AWS_PROFILE\n{WHO}"
    );
    assert!(account.run(&exported).ok().contains("assumed-role/trust/"));
    account
        .as_user(
            "aws sts assume-role --role-session-name demo \\
               --role-arn arn:aws:iam::111122223333:role/other",
        )
        .fails("is not authorized to perform: sts:AssumeRole");
}

#[test]
fn a_key_is_rotated_and_revoked() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account
        .as_user("printf %s $AWS_ACCESS_KEY_ID > old; cp keys old-keys")
        .ok();
    account
        .run(
            "set -e
             set -- $(aws iam create-access-key --user-name demo \\
               --query 'AccessKey.[AccessKeyId, SecretAccessKey]' --output text)
             printf 'export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s\\n' $1 $2 > keys
             aws iam update-access-key --user-name demo --access-key-id $(cat old) \\
               --status Inactive",
        )
        .ok();
    account
        .run(&format!(". ./old-keys\n{CONVERSE}"))
        .fails("UnrecognizedClientException");
    account.as_user(CONVERSE).ok();
    let used = account.run("aws iam get-access-key-last-used --access-key-id $(cat old)");
    assert_eq!(used.met, ["last-used"]);
    account
        .run("aws iam delete-access-key --user-name demo --access-key-id $(cat old)")
        .ok();
    let deny = "arn:aws:iam::aws:policy/AWSDenyAll";
    let attach = format!("aws iam attach-user-policy --user-name demo --policy-arn {deny}");
    account.run(&attach).ok();
    account.as_user(CONVERSE).fails("with an explicit deny");
    account.run(&attach.replace("attach", "detach")).ok();
    account.as_user(CONVERSE).ok();
}

#[test]
fn only_policies_that_are_there_can_be_attached() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    let attach =
        |arn: &str| format!("aws iam attach-user-policy --user-name demo --policy-arn {arn}");
    account
        .run(&attach("arn:aws:iam::111122223333:policy/missing"))
        .fails("(NoSuchEntity)");
    account
        .run(&attach("arn:aws:iam::aws:policy/AmazonBedrockFulAccess"))
        .fails("(NoSuchEntity)");
    account
        .run(&attach("arn:aws:iam::aws:policy/AmazonBedrockFullAccess"))
        .ok();
    account.as_user(LIST).ok();
}

/// What the list says of what the emulator cannot do. Should it learn, the list must follow.
#[test]
fn what_the_list_says_is_missing_is_still_missing() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account
        .run(
            "aws iam create-service-specific-credential --user-name demo \\
               --service-name bedrock.amazonaws.com",
        )
        .fails("InvalidAction");
    account
        .run(&format!(
            "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY\n\
             AWS_BEARER_TOKEN_BEDROCK=key {CONVERSE}"
        ))
        .fails("error occurred");
    account
        .as_user("aws sts get-session-token --duration-seconds 999999")
        .ok();
    for _ in 0..2 {
        account
            .run("aws iam create-access-key --user-name demo")
            .ok();
    }
    account
        .run(&format!(
            "AWS_REGION=us-esat-1 AWS_DEFAULT_REGION=us-esat-1 {LIST}"
        ))
        .ok();
    let misspelt = INVOKE.replace("bedrock:InvokeModel\"", "bedrock:InvokeMode\"");
    account.write("policy.json", &misspelt);
    account
        .run("aws iam create-policy --policy-name p --policy-document file://policy.json")
        .ok();
}

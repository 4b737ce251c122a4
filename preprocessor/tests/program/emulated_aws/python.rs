//! Python snippets: the packages, and pip without a network.

use super::account::{Account, INVOKE};

const MODEL: &str = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

/// The file by which the library's documentation has its users configure it.
const ENV: &str = "printf 'ANTHROPIC_API_KEY_1=unused\\nAWS_ACCESS_KEY_ID=%s\\n\
    AWS_SECRET_ACCESS_KEY=%s\\nAWS_REGION=us-east-1\\n' \
    \"$AWS_ACCESS_KEY_ID\" \"$AWS_SECRET_ACCESS_KEY\" > .env\n\
    unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_DEFAULT_REGION\n";

const HELLO: &str = "\
from anthropic import omit
from llm_dialog_manager import Agent

agent = Agent('us.anthropic.claude-sonnet-4-5-20250929-v1:0')
agent.add_user_message('Say hello in five words.')
print(agent.generate_response(max_tokens=200, top_p=omit, top_k=omit))
";

#[test]
fn llm_dialog_manager_replies_through_its_env_file() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account.write("hello.py", HELLO);
    let ran = account.as_user(&format!("{ENV}python3 hello.py"));
    assert!(ran.ok().contains(MODEL), "{ran:?}");
    assert!(ran.met.contains(&"reply"));
    assert!(
        !ran.met.contains(&"converse-action"),
        "it calls InvokeModel"
    );
    let ran = account.as_user(&format!("{ENV}sed -i /ANTHROPIC/d .env\npython3 hello.py"));
    ran.fails("ValueError: No API keys configured for anthropic");
    // Of temporary keys in variables the library drops the token.
    let session = "set -- $(aws sts get-session-token --output text \\
           --query 'Credentials.[AccessKeyId, SecretAccessKey, SessionToken]')
         export AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 AWS_SESSION_TOKEN=$3\n";
    account
        .as_user(&format!("{session}{ENV}python3 hello.py"))
        .fails("The security token included in the request is invalid");
}

#[test]
fn the_clients_of_anthropic_and_aws_accept_the_replies() {
    let Some(mut account) = Account::with_user(INVOKE) else {
        return;
    };
    account.write(
        "clients.py",
        &format!(
            "import boto3, json\n\
             from anthropic import AnthropicBedrock\n\
             messages = [{{'role': 'user', 'content': 'Hello'}}]\n\
             reply = AnthropicBedrock().messages.create(\n\
             model='{MODEL}', max_tokens=9, messages=messages)\n\
             print(reply.content[0].text)\n\
             body = {{'anthropic_version': 'bedrock-2023-05-31', 'max_tokens': 9,\n\
             'messages': messages}}\n\
             reply = boto3.client('bedrock-runtime').invoke_model(\n\
             modelId='{MODEL}', body=json.dumps(body))\n\
             print(json.loads(reply['body'].read())['content'][0]['text'])\n"
        ),
    );
    let ran = account.as_user("python3 clients.py");
    let lines: Vec<_> = ran.ok().lines().collect();
    assert_eq!(lines.len(), 2, "{ran:?}");
    assert!(lines.iter().all(|line| line.contains(MODEL)));
}

#[test]
fn pip_installs_without_a_network_and_only_for_the_chapter() {
    let Some(mut account) = Account::new() else {
        return;
    };
    let installed = account.run(
        "python3 -m pip install 'llm_dialog_manager==0.5.3' 'anthropic[bedrock]<1' pillow httpx \\
           requests",
    );
    assert!(
        installed
            .ok()
            .contains("Requirement already satisfied: anthropic")
    );
    let fresh = account.run(
        "python3 -m venv first-call &&
         first-call/bin/python -m pip install --quiet 'boto3>=1.39' &&
         first-call/bin/python -c 'import boto3; print(boto3.__file__)'",
    );
    assert!(fresh.ok().contains("/work/first-call/"), "{fresh:?}");
    account.write("hello.py", HELLO);
    let newer = account.run(&format!(
        "python3 -m pip install --quiet 'anthropic==1.17.0' &&\n{ENV}python3 hello.py"
    ));
    newer.fails("got an unexpected keyword argument 'temperature'");
    // The standard library is not hidden by a package of the same name.
    let uuid = account.run("python3 -c 'import uuid; print(uuid.__file__)'");
    assert!(uuid.ok().ends_with("/uuid.py") && !uuid.ok().contains("packages"));
    let Some(mut other) = Account::new() else {
        return;
    };
    let version = "python3 -c 'import anthropic; print(anthropic.__version__)'";
    assert_eq!(other.run(version).ok(), "0.125.0");
    assert_eq!(account.run(version).ok(), "1.17.0");
}

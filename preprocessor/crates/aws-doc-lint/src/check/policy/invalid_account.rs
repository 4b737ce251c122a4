//! `policy/invalid-account`

use crate::policy::{Notation, PolicySnippet};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::arn::Field;
use iam_policy_model::model::Features;
use iam_policy_model::placeholder;
use spanned_text::tree::{Node, Str, Value};

rule! {
    /// The account in an ARN is not an account number.
    ///
    /// An account number has twelve digits and no hyphens. A placeholder for it, `*`, a variable, and
    /// the few aliases that AWS uses, such as `aws` in the ARN of a managed policy, are right too.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "arn:aws:bedrock:us-east-1:11112222333:inference-profile/us.amazon.nova-lite-v1:0"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:GetInferenceProfile",
    ///       "Resource": "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Amazon Resource Names (ARNs)](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
    "policy/invalid-account", Error, aws: ["INVALID_ARN_ACCOUNT"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if snippet.notation == Notation::Yaml {
        for policy in &snippet.policies {
            octal(policy.node, sink);
        }
    }
    let those = Features::ARN | Features::CONDITION | Features::PRINCIPAL;
    for statement in snippet.statements_with(those) {
        for (text, arn) in statement.arns() {
            look(text, arn.account(), sink);
        }
        for principal in statement.principals() {
            let is_account = principal.kind.is_some_and(|kind| kind.as_str() == "AWS");
            let text = principal.text.as_str();
            if is_account
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_digit() || byte == b'-')
            {
                look(principal.text, Field { text, start: 0 }, sink);
            }
        }
        let lines = statement.conditions.iter().filter(|line| {
            let key = line.key.as_str();
            [
                "aws:SourceAccount",
                "aws:PrincipalAccount",
                "aws:ResourceAccount",
            ]
            .iter()
            .any(|one| one.eq_ignore_ascii_case(key))
        });
        for text in lines.flat_map(|line| line.texts()) {
            look(
                text,
                Field {
                    text: text.as_str(),
                    start: 0,
                },
                sink,
            );
        }
    }
}

/// Account numbers in YAML that begin with a zero and have no quotes. YAML 1.1 reads one without an 8 or 9
/// as an octal number.
fn octal(node: &Node<'_>, sink: &mut Sink<'_>) {
    match &node.value {
        Value::Number(digits) => {
            let is_octal = digits.len() == 12
                && digits.starts_with('0')
                && digits.bytes().all(|byte| (b'0'..=b'7').contains(&byte));
            if is_octal {
                let message = "YAML 1.1 reads this account number as an octal number";
                sink.push(
                    Finding::new(node.range(), message)
                        .without_aws()
                        .help("put it in quotes")
                        .fix(
                            "put it in quotes",
                            vec![(node.range(), format!("\"{digits}\""))],
                        ),
                );
            }
        }
        Value::Array(items) => items.iter().for_each(|item| octal(item, sink)),
        Value::Object(members) => {
            for member in members {
                octal(&member.value, sink);
            }
        }
        _ => {}
    }
}

fn look(whole: &Str<'_>, account: Field<'_>, sink: &mut Sink<'_>) {
    let text = account.text;
    let twelve_digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty()
        || twelve_digits
        || text.contains(['*', '?'])
        || placeholder::is_account(text)
    {
        return;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let message = if digits == text.len() {
        format!("an account number has 12 digits, this one {digits}")
    } else {
        "an account number is 12 digits and nothing else".to_owned()
    };
    sink.push(Finding::new(whole.range_of(account.range()), message));
}

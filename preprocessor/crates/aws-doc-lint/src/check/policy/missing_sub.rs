//! `policy/missing-sub`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;
use spanned_text::tree::{Node, Str, Value};

rule! {
    /// A CloudFormation template has `${AWS::…}` in a string that nothing substitutes.
    ///
    /// CloudFormation replaces `${AWS::Region}` in the text of `Fn::Sub` only. Elsewhere the policy is made with these
    /// very letters: IAM refuses it, or it applies to nothing.
    ///
    /// Only whole templates are looked at. The files of other tools, as of the Serverless Framework, may be
    /// substituted by these.
    ///
    /// ## Fails
    ///
    /// ```yaml
    /// Resources:
    ///   Models:
    ///     Type: AWS::IAM::ManagedPolicy
    ///     Properties:
    ///       PolicyDocument:
    ///         Version: "2012-10-17"
    ///         Statement:
    ///           - Effect: Allow
    ///             Action: bedrock:InvokeModel
    ///             Resource: "arn:aws:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0"
    /// ```
    ///
    /// ## Passes
    ///
    /// ```yaml
    /// Resources:
    ///   Models:
    ///     Type: AWS::IAM::ManagedPolicy
    ///     Properties:
    ///       PolicyDocument:
    ///         Version: "2012-10-17"
    ///         Statement:
    ///           - Effect: Allow
    ///             Action: bedrock:InvokeModel
    ///             Resource: !Sub "arn:aws:bedrock:${AWS::Region}::foundation-model/amazon.nova-lite-v1:0"
    /// ```
    ///
    /// ## References
    ///
    /// - [Fn::Sub](https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html)
    "policy/missing-sub", Error
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // What a mistake passes over may be what substitutes.
    let Some(root) = (snippet.json.root.as_ref()).filter(|_| snippet.mistakes.is_empty()) else {
        return;
    };
    let documents = root.as_array().unwrap_or(std::slice::from_ref(root));
    for template in documents.iter().filter(|one| is_template(one)) {
        let range = template.range();
        let policies = snippet.policies.iter();
        for policy in policies.filter(|one| range.contains(&one.node.range().start)) {
            look(policy.node, snippet.text, sink);
        }
    }
}

/// Whether a document is a CloudFormation template: it has AWS resources.
fn is_template(document: &Node<'_>) -> bool {
    let resources = document.get("Resources").and_then(Node::as_object);
    let mut resources = resources.unwrap_or_default().iter();
    // The Serverless Framework and others substitute by themselves.
    let is_foreign = ["service", "provider", "functions"]
        .iter()
        .any(|key| document.get(key).is_some());
    let is_of_aws = |node: &Node<'_>| {
        let kind = node.get("Type").and_then(Node::as_string);
        kind.is_some_and(|kind| kind.as_str().starts_with("AWS::"))
    };
    !is_foreign && resources.any(|member| is_of_aws(&member.value))
}

fn look(node: &Node<'_>, source: &str, sink: &mut Sink<'_>) {
    match &node.value {
        Value::String(text) if !is_substituted(text, source) => report(text, sink),
        Value::Array(items) => items.iter().for_each(|item| look(item, source, sink)),
        Value::Object(members) => {
            let substitutes = ["Fn::Sub", "Fn::Transform"];
            let others = members.iter();
            for member in others.filter(|one| !substitutes.contains(&one.key.as_str())) {
                look(&member.value, source, sink);
            }
        }
        _ => {}
    }
}

/// Whether the short form of `Fn::Sub` precedes a string in YAML.
fn is_substituted(text: &Str<'_>, source: &str) -> bool {
    let (before, from) = source
        .split_at_checked(text.range().start)
        .unwrap_or_default();
    // `!Sub >-` and `!Sub |` begin blocks of text.
    let is_mark =
        |c: char| c.is_whitespace() || matches!(c, '>' | '|' | '-' | '+') || c.is_ascii_digit();
    from.starts_with("!Sub") || before.trim_end_matches(is_mark).ends_with("!Sub")
}

fn report(text: &Str<'_>, sink: &mut Sink<'_>) {
    let value = text.as_str();
    let Some(start) = value.find("${AWS::") else {
        return;
    };
    let length = value.get(start..).and_then(|rest| rest.find('}'));
    let Some(length) = length.map(|end| end + 1) else {
        return;
    };
    let written = value.part(start..start + length);
    let message = format!("nothing replaces `{written}` here");
    sink.push(
        Finding::new(text.range_of(start..start + length), message)
            .help("make the text one of `Fn::Sub`, in YAML `!Sub`"),
    );
}

//! Decides one request by one policy.

use iam_policy_model::{Decision, Document, Request, evaluate};

fn main() {
    let document = Document::parse(
        r#"{
          "Version": "2012-10-17",
          "Statement": [
            { "Effect": "Allow", "Action": "bedrock:Invoke*", "Resource": "*" },
            { "Effect": "Deny", "Action": "*", "Resource": "*",
              "Condition": { "StringNotEquals": { "aws:RequestedRegion": "eu-west-1" } } }
          ]
        }"#,
    );
    assert!(document.errors().is_empty());
    let request = Request {
        action: "bedrock:InvokeModel",
        resource: Some("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"),
        context: &[("aws:RequestedRegion", vec!["us-east-1"])],
        ..Request::default()
    };
    match evaluate(&document.policies(None), &request) {
        Decision::ExplicitlyDenied { by } => println!("denied by statement {}", by.statement + 1),
        decision => println!("{decision:?}"),
    }
}

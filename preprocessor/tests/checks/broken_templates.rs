//! Break a line of a template: the policies of other resources are read as before, and nothing wrong
//! is said of what the broken line leaves open.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use crate::support::Memory;
use aws_doc_lint::diagnostic::Severity;
use saphyr_parser::Parser;

/// Resources with a policy each, in which one action is misspelled: that it is told shows that the
/// policy was read.
const RESOURCES: [&str; 5] = [
    r#"  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRol
"#,
    r#"  Reader:
    Type: 'AWS::IAM::Policy'
    Properties:
      PolicyName: !Sub "${AWS::StackName}-reader"
      Roles: [!Ref Role]
      PolicyDocument:
        Version: '2012-10-17'
        Statement:
        - Sid: Read
          Effect: Allow
          Action:
          - 's3:GetObject'
          - "s3:GetObjct"
          Resource: !Sub 'arn:${AWS::Partition}:s3:::${Bucket}/*'
"#,
    r#"  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Policies:
        - AWSLambdaBasicExecutionRole
        - Version: "2012-10-17"
          Statement:
            - Effect: Allow
              Action: [dynamodb:GetItem, dynamodb:Quer]
              Resource: !GetAtt Table.Arn
              Condition:
                ForAllValues:StringEquals:
                  dynamodb:LeadingKeys: ["${aws:username}"]
"#,
    r#"  Queue:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues:
        - !Ref Jobs
      PolicyDocument: {
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": { "AWS": "111122223333" },
          "Action": "sqs:SendMesage",
          "Resource": "*"
          }]
        }
"#,
    r#"  Key:
    Type: AWS::KMS::Key
    Properties:
      Description: |
        The key of the
        other resources: all.
      KeyPolicy: !Sub |
        {
          "Version": "2012-10-17",
          "Statement": [
            { "Effect": "Allow", "Principal": { "AWS": "${AWS::AccountId}" }, "Action": "kms:Decrpt", "Resource": "*" }
          ]
        }
"#,
];

/// A way to break a line; `None` where it cannot be.
type Break = fn(&str) -> Option<String>;

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

const BREAKS: [(&str, Break); 14] = [
    ("an ellipsis before it", |line| {
        Some(format!("{}...\n{line}", indentation(line)))
    }),
    ("an ellipsis at the margin", |line| {
        Some(format!("...\n{line}"))
    }),
    ("an ellipsis of one character", |line| {
        Some(format!("{}…\n{line}", indentation(line)))
    }),
    ("a line of a template", |line| {
        Some(format!("{}{{% if x %}}\n{line}", indentation(line)))
    }),
    ("a variable of a template", |line| {
        let (key, _) = line.split_once(": ")?;
        Some(format!("{key}: {{{{ x }}}}-{{{{ y }}}}"))
    }),
    ("a tab", |line| {
        let rest = line.trim_start();
        Some(format!("{}\t{rest}", &indentation(line)[2..]))
    }),
    ("one space too many", |line| Some(format!(" {line}"))),
    ("two spaces too many", |line| Some(format!("  {line}"))),
    ("a space too few", |line| Some(line[1..].to_owned())),
    ("no-break spaces", |line| {
        Some(line.replacen(' ', "\u{a0}", indentation(line).len()))
    }),
    ("a quote less", |line| {
        let at = line.rfind(['"', '\''])?;
        Some(format!("{}{}", &line[..at], &line[at + 1..]))
    }),
    ("no colon", |line| {
        Some(line.replacen(": ", " ", 1)).filter(|it| it != line)
    }),
    ("a second colon", |line| {
        let (key, value) = line.split_once(": ")?;
        Some(format!("{key}: a: {value}"))
    }),
    ("a bracket less", |line| {
        let at = line.rfind(['[', ']', '{', '}'])?;
        Some(format!("{}{}", &line[..at], &line[at + 1..]))
    }),
];

/// The code of each error with the text that it points at.
fn errors(template: &str) -> Vec<(&'static str, String)> {
    let page = format!("``````yaml\n{template}``````\n");
    Memory::one(&page).check(&["example.md"], |files, outcome, _| {
        let errors = outcome.diagnostics.iter();
        let errors = errors.filter(|one| one.severity == Severity::Error);
        errors
            .map(|one| {
                let span = one.span.unwrap();
                (
                    one.code,
                    files.text(span.file)[span.start..span.end].to_owned(),
                )
            })
            .collect()
    })
}

#[test]
fn a_broken_line_costs_no_other_policy() {
    let alone = RESOURCES.map(|resource| errors(&format!("Resources:\n{resource}")));
    for told in &alone {
        assert_eq!(told.len(), 1, "{told:?}");
    }
    let (mut tried, mut wrong) = (0, Vec::new());
    for (index, resource) in RESOURCES.iter().enumerate() {
        let lines: Vec<&str> = resource.lines().collect();
        for at in 0..lines.len() {
            for (name, break_line) in BREAKS {
                let Some(broken) = break_line(lines[at]) else {
                    continue;
                };
                let mut lines = lines.clone();
                lines[at] = &broken;
                let mut resources = RESOURCES.map(str::to_owned);
                resources[index] = lines.join("\n") + "\n";
                let template = format!("Resources:\n{}", resources.concat());
                if Parser::new_from_str(&template).all(|event| event.is_ok()) {
                    continue;
                }
                tried += 1;
                let told = errors(&template);
                let others = alone
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != index);
                let is_missed = others
                    .flat_map(|(_, told)| told)
                    .any(|one| !told.contains(one));
                let is_known = |one: &(&str, String)| {
                    one.0 == "policy/syntax" || alone.iter().any(|told| told.contains(one))
                };
                if is_missed || !told.iter().all(is_known) {
                    wrong.push(format!("{name}, line {at}:\n{}{told:#?}", resources[index]));
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert!(
        wrong.is_empty(),
        "{} of {tried}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

//! A rule of your own: policies in our documentation must not name our production account.
//! Run it with `cargo run --example own_rule`.

use aws_doc_facts::Facts;
use aws_doc_lint::Linter;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::policy::PolicySnippet;
use aws_doc_lint::rule::{Check, Finding, Rule, Sink};

static RULE: Rule = Rule::new(
    "house/production-account",
    Severity::Error,
    "A policy names our production account.\n\nExamples use 111122223333 instead.",
);

const PRODUCTION: &str = "444455556666";

fn check(policy: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for (start, found) in policy.text.match_indices(PRODUCTION) {
        let range = start..start + found.len();
        let finding = Finding::new(range.clone(), "this is our production account");
        sink.push(finding.fix(
            "write the example account",
            vec![(range, "111122223333".to_owned())],
        ));
    }
}

fn main() {
    let facts = Facts::bundled();
    let linter = Linter::new(&facts).policy_check(Check {
        rule: &RULE,
        run: check,
    });
    let policy = r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": "sts:AssumeRole",
    "Resource": "arn:aws:iam::444455556666:role/deploy"
  }
}"#;
    for found in linter.check_policy(policy) {
        println!("{}: {}", found.code, found.message);
    }
}

use super::*;
use crate::env::EnvSample;
use crate::policy::PolicySnippet;
use crate::rule::{Check, Finding, Rule, Sink};
use crate::sources::Overlay;

fn codes(report: &Report) -> Vec<&'static str> {
    report.diagnostics.iter().map(|one| one.code).collect()
}

fn access_key_id() -> String {
    ["AKIA", "QZ7T", "R2NW", "K5XJ", "4PVM"].concat()
}

#[test]
fn a_linter_serves_several_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let facts = Facts::bundled();
    let linter = Linter::new(&facts);
    shared(&linter);
    let check = |text: &'static str| linter.check(&[("a.md", text)]);
    let (wrong, right) = std::thread::scope(|scope| {
        let wrong = scope.spawn(|| check("in us-esat-1\n"));
        let right = scope.spawn(|| check("in us-east-1\n"));
        (wrong.join().unwrap(), right.join().unwrap())
    });
    assert_eq!(codes(&wrong), ["region/mistyped"]);
    assert!(codes(&right).is_empty());
}

#[test]
fn places_are_given_in_three_notations() {
    let facts = Facts::bundled();
    let report = Linter::new(&facts).check(&[("a.md", "\u{feff}𝒜é in us-esat-1\n\n𝒜 us-esat-2\n")]);
    let places: Vec<&Location> = report
        .diagnostics
        .iter()
        .map(|one| one.location.as_ref().unwrap())
        .collect();
    let [first, second] = places.as_slice() else {
        panic!("{report:?}");
    };
    assert_eq!(first.bytes, 13..22);
    assert_eq!((first.start.line, first.start.column), (1, 7));
    assert_eq!(
        (first.utf16.start.line, first.utf16.start.character),
        (0, 7)
    );
    assert_eq!(first.utf16.end.character, 16);
    assert_eq!((second.start.line, second.start.column), (3, 3));
    assert_eq!(
        (second.utf16.start.line, second.utf16.start.character),
        (2, 3)
    );
}

#[test]
fn one_text_includes_another_and_an_unreadable_one_hides_neither() {
    let facts = Facts::bundled();
    let linter = Linter::new(&facts);
    let disk = Memory::new([
        ("a.md", "```env\n{{#include a.env}}\n```\n"),
        ("a.env", "AWS_REGION=us-east-1\n"),
    ]);
    let buffers = Memory::new([("a.env", "AWS_REGION=us-esat-1\n")]);
    let inputs = [Input::file("gone.md"), Input::file("a.md")];
    let saved = linter.check_sources(&disk, &inputs);
    assert!(codes(&saved).is_empty(), "{saved:?}");
    let unsaved = linter.check_sources(&Overlay::new(&disk, &buffers), &inputs);
    assert!(codes(&unsaved).contains(&"region/mistyped"), "{unsaved:?}");
    assert_eq!(unsaved.unreadable.len(), 1);
    assert_eq!(unsaved.worst(), Some(crate::diagnostic::Severity::Error));
}

#[test]
fn no_part_of_a_diagnostic_repeats_a_secret() {
    let facts = Facts::bundled();
    let key = access_key_id();
    let text = format!("```env\nexport AWS_ACCESS_KEY_ID= '{key}'\nAWS_REGION = {key}\n```\n");
    let report = Linter::new(&facts).check(&[("a.md", &text)]);
    assert!(codes(&report).contains(&"secret/access-key"), "{report:?}");
    assert!(!format!("{report:?}").contains(&key));
}

#[test]
fn a_policy_needs_no_file() {
    let facts = Facts::bundled();
    let linter = Linter::new(&facts);
    let policy = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "s3:GetObjects", "Resource": "arn:aws:s3:::b/*",
        "Condition": {"StringEquals": {"aws:RequestedRegion": "us-esat-1"}}}}"#;
    let found = linter.check_policy(policy);
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.code, one.aws_finding))
        .collect();
    assert_eq!(
        found,
        [
            ("policy/unknown-action", Some("INVALID_ACTION")),
            ("region/mistyped", Some("INVALID_REGION")),
        ]
    );
    let right = policy.replace("Objects", "Object").replace("esat", "east");
    assert_eq!(linter.check_policy(&right), []);
    let broken = linter.check_policy("{");
    assert_eq!(broken.first().map(|one| one.code), Some("policy/syntax"));
}

static OWN: Rule = Rule::new(
    "house/name",
    crate::diagnostic::Severity::Warning,
    "A name that this house uses.",
);

fn own_env(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for setting in sample.settings() {
        sink.push(Finding::new(setting.range(), "a setting"));
    }
}

fn own_policy(policy: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    sink.push(Finding::new(0..policy.text.len(), "a policy"));
}

#[test]
fn own_checks_run_and_can_be_suppressed() {
    let facts = Facts::bundled();
    let linter = Linter::new(&facts)
        .env_check(Check {
            rule: &OWN,
            run: own_env,
        })
        .policy_check(Check {
            rule: &OWN,
            run: own_policy,
        });
    let text = "```env\nAWS_REGION=us-east-1\n```\n";
    let report = linter.check(&[("a.md", text)]);
    assert_eq!(codes(&report), ["house/name"]);
    assert_eq!(report.diagnostics[0].url, None);
    let suppressed = format!("<!-- aws-ignore house/name: as an example -->\n\n{text}");
    assert_eq!(codes(&linter.check(&[("a.md", &suppressed)])), [""; 0]);
    let policy = linter.check_policy("{\"Version\": \"2012-10-17\", \"Statement\": []}");
    assert!(policy.iter().any(|one| one.code == "house/name"));
}

//! Break one thing in a right policy, and the broken characters are pointed at; change nothing
//! that counts, and nothing more is said.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use std::ops::Range;

use crate::support::Memory;
use aws_doc_lint::diagnostic::Severity;

/// Right policies of every type, without any diagnostic but advice.
const RIGHT: [&str; 8] = [
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Invoke",
      "Effect": "Allow",
      "Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      "Resource": [
        "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0",
        "arn:aws:bedrock:*::foundation-model/amazon.nova-lite-v1:0"
      ]
    },
    {
      "Sid": "List",
      "Effect": "Allow",
      "Action": ["bedrock:ListFoundationModels", "bedrock:ListInferenceProfiles"],
      "Resource": "*"
    }
  ]
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Deny",
    "Action": "s3:DeleteObject",
    "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/*",
    "Condition": { "StringNotEquals": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } }
  }
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "Service": "ec2.amazonaws.com" },
      "Action": "sts:AssumeRole"
    }
  ]
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::111122223333:role/app" },
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/docs/*",
      "Condition": { "Bool": { "aws:SecureTransport": "true" } }
    }
  ]
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["dynamodb:GetItem", "dynamodb:Query"],
      "Resource": "arn:aws:dynamodb:eu-central-1:111122223333:table/Books",
      "Condition": {
        "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:username}"] },
        "IpAddress": { "aws:SourceIp": "203.0.113.0/24" }
      }
    }
  ]
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "lambda:InvokeFunction",
      "Resource": "arn:aws:lambda:us-west-2:111122223333:function:resize"
    },
    {
      "Effect": "Allow",
      "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
      "Resource": "arn:aws:logs:us-west-2:111122223333:log-group:/aws/lambda/resize:*"
    }
  ]
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Principal": {
        "Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
      },
      "Action": "sts:AssumeRoleWithWebIdentity",
      "Condition": {
        "StringEquals": {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": "repo:org/repo:ref:refs/heads/main"
        }
      }
    }
  ]
}"#,
    r#"{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": "kms:Decrypt",
      "Resource": "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      "Condition": {
        "StringLike": { "kms:ViaService": "s3.*.amazonaws.com" },
        "DateLessThan": { "aws:CurrentTime": "2027-01-01T00:00:00Z" },
        "NumericLessThan": { "aws:MultiFactorAuthAge": "3600" },
        "ArnLike": { "aws:PrincipalArn": "arn:aws-us-gov:iam::111122223333:role/docs-*" }
      }
    }
  ]
}"#,
];

/// What is said about a policy, but for advice: code and place in the policy's text.
fn said(policy: &str) -> Vec<(&'static str, Range<usize>)> {
    let head = "```json\n";
    Memory::one(&format!("{head}{policy}\n```\n")).check(&["example.md"], |_, outcome, _| {
        let serious = outcome
            .diagnostics
            .iter()
            .filter(|one| one.severity > Severity::Hint);
        let place = |span: spanned_text::Span| span.start - head.len()..span.end - head.len();
        serious
            .filter_map(|one| Some((one.code, place(one.span?))))
            .collect()
    })
}

/// A mutation: what it is, the policy that it makes, and the broken characters in it.
struct Mutation {
    what: &'static str,
    policy: String,
    broken: Range<usize>,
}

/// A generator whose numbers are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A word with two neighbours swapped, or a letter doubled, dropped or changed; never itself.
fn misspell(word: &str, numbers: &mut Numbers) -> String {
    loop {
        let mut letters: Vec<char> = word.chars().collect();
        let at = numbers.below(letters.len());
        match numbers.below(4) {
            0 if at + 1 < letters.len() => letters.swap(at, at + 1),
            1 => letters.insert(at, letters[at]),
            2 => {
                letters.remove(at);
            }
            _ if letters[at].is_ascii_alphabetic() => {
                letters[at] = if letters[at] == 'k' { 'q' } else { 'k' }
            }
            _ => {}
        }
        let new: String = letters.into_iter().collect();
        if !new.is_empty() && !new.eq_ignore_ascii_case(word) {
            return new;
        }
    }
}

fn replace(policy: &str, range: Range<usize>, what: &'static str, new: &str) -> Mutation {
    let mut text = policy.to_owned();
    text.replace_range(range.clone(), new);
    Mutation {
        what,
        policy: text,
        broken: range.start..range.start + new.len(),
    }
}

/// The stretches of the policy that `pattern` finds: the part between its two marks.
fn between(policy: &str, before: &str, after: &[char]) -> Vec<Range<usize>> {
    let starts = policy
        .match_indices(before)
        .map(|(at, _)| at + before.len());
    starts
        .filter_map(|start| {
            let length = policy[start..].find(after)?;
            (length > 0).then_some(start..start + length)
        })
        .collect()
}

/// The keys of all objects.
fn keys(policy: &str) -> Vec<Range<usize>> {
    let ends = policy.match_indices("\":").map(|(at, _)| at);
    ends.map(|end| policy[..end].rfind('"').unwrap() + 1..end)
        .collect()
}

fn is_element(name: &str) -> bool {
    [
        "Version",
        "Statement",
        "Sid",
        "Effect",
        "Principal",
        "Action",
        "Resource",
        "Condition",
    ]
    .contains(&name)
}

fn is_operator(name: &str) -> bool {
    let base = name.rsplit(':').next().unwrap();
    ["String", "Arn", "Bool", "Ip", "Date", "Numeric"]
        .iter()
        .any(|start| base.starts_with(start))
}

/// The actions: strings in `Action` elements.
fn actions(policy: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, key) in policy.match_indices("\"Action\": ") {
        let line = &policy[at + key.len()..][..policy[at + key.len()..].find('\n').unwrap()];
        let mut from = 0;
        while let Some(open) = line[from..].find('"').map(|open| from + open + 1) {
            let close = open + line[open..].find('"').unwrap();
            found.push(at + key.len() + open..at + key.len() + close);
            from = close + 1;
        }
    }
    found
}

fn breaking(policy: &str, numbers: &mut Numbers) -> Vec<Mutation> {
    let mut all = Vec::new();
    for action in actions(policy) {
        let colon = action.start + policy[action.clone()].find(':').unwrap();
        for (what, part) in [
            ("service", action.start..colon),
            ("action", colon + 1..action.end),
        ] {
            let new = misspell(&policy[part.clone()], numbers);
            all.push(replace(policy, part, what, &new));
        }
    }
    for (at, _) in policy.match_indices("\"arn:") {
        let arn = at + 1..at + 1 + policy[at + 1..].find('"').unwrap();
        let mut start = arn.start;
        let fields: Vec<Range<usize>> = policy[arn]
            .splitn(6, ':')
            .map(|field| {
                let range = start..start + field.len();
                start = range.end + 1;
                range
            })
            .collect();
        let names = [
            "prefix",
            "partition",
            "service of an ARN",
            "Region",
            "account",
        ];
        for (what, field) in names.into_iter().zip(fields) {
            let text = &policy[field.clone()];
            if text.is_empty() || text == "*" {
                continue;
            }
            let new = match what {
                "account" => text[1..].to_owned(),
                _ => misspell(text, numbers),
            };
            all.push(replace(policy, field, what, &new));
        }
    }
    for key in keys(policy) {
        let name = &policy[key.clone()];
        let what = if is_element(name) {
            "element"
        } else if is_operator(name) {
            "operator"
        } else if name.starts_with("aws:")
            || name.starts_with("kms:")
            || name.starts_with("dynamodb:")
        {
            "condition key"
        } else if ["AWS", "Service", "Federated"].contains(&name) {
            "type of principal"
        } else {
            continue;
        };
        let new = misspell(name, numbers);
        all.push(replace(policy, key.clone(), what, &new));
        if ["Effect", "Action", "Statement", "Resource"].contains(&name) {
            // Another name takes the element away; whatever is left must lack it.
            let quoted = key.start - 1..key.end + 1;
            let doubled = format!(
                "{}: \"x\", {}",
                &policy[quoted.clone()],
                &policy[quoted.clone()]
            );
            let mut one = replace(policy, quoted.clone(), "duplicate key", &doubled);
            one.broken = quoted.start..quoted.start + doubled.len();
            all.push(one);
            let value_at = key.end + 3;
            let first = policy[value_at..].chars().next().unwrap();
            if first == '"' {
                let close = value_at + 1 + policy[value_at + 1..].find('"').unwrap() + 1;
                all.push(replace(policy, value_at..close, "type", "17"));
            }
        }
    }
    for (element, needed) in [("Effect", true), ("Action", true), ("Resource", false)] {
        for range in between(policy, &format!("\n      \"{element}\": "), &['\n']) {
            if needed || !policy.contains("Principal") {
                let line = policy[..range.start].rfind('\n').unwrap()..range.end;
                let mut text = policy.to_owned();
                text.replace_range(line.clone(), "");
                // A comma is too many where the last line went.
                let head = text[..line.start].trim_end().to_owned();
                if text[line.start..].trim_start().starts_with('}') && head.ends_with(',') {
                    text.replace_range(head.len() - 1..head.len(), " ");
                }
                let open = text[..line.start].rfind("\n    {").unwrap() + "\n    ".len();
                all.push(Mutation {
                    what: "dropped element",
                    policy: text,
                    broken: open..open + 1,
                });
            }
        }
    }
    for range in between(policy, "\"Effect\": \"", &['"']) {
        let new = misspell(&policy[range.clone()], numbers);
        all.push(replace(policy, range, "Effect", &new));
    }
    for range in between(policy, "\"Version\": \"", &['"']) {
        let new = policy[range.clone()].replace("2012", "2021");
        all.push(replace(policy, range, "Version", &new));
    }
    all
}

fn harmless(policy: &str) -> Vec<Mutation> {
    let mut all = Vec::new();
    let whole = || 0..policy.len();
    for action in actions(policy) {
        let upper = policy[action.clone()].to_ascii_uppercase();
        all.push(replace(policy, action, "case of an action", &upper));
    }
    let squeezed: String = policy.lines().map(str::trim).collect();
    all.push(replace(policy, whole(), "white space", &squeezed));
    let value: serde_json::Value = serde_json::from_str(policy).unwrap();
    // Keys in the order of the alphabet.
    all.push(replace(
        policy,
        whole(),
        "order",
        &serde_json::to_string_pretty(&value).unwrap(),
    ));
    for range in between(policy, "\"aws:", &['"']) {
        let upper = policy[range.clone()].to_ascii_uppercase();
        if !policy[range.clone()].contains('/') && !policy[range.end..].starts_with("\"]") {
            all.push(replace(policy, range, "case of a key", &upper));
        }
    }
    all
}

#[test]
fn right_policies_stay_right_when_nothing_that_counts_changes() {
    for policy in RIGHT {
        assert_eq!(said(policy), [], "{policy}");
        for mutation in harmless(policy) {
            assert_eq!(
                said(&mutation.policy),
                [],
                "{}: {}",
                mutation.what,
                mutation.policy
            );
        }
    }
}

#[test]
fn what_is_broken_is_pointed_at() {
    let mut numbers = Numbers(20_261_122);
    let (mut all, mut missed) = (0, Vec::new());
    for _ in 0..25 {
        for policy in RIGHT {
            for mutation in breaking(policy, &mut numbers) {
                all += 1;
                let touches = |range: &Range<usize>| {
                    range.start < mutation.broken.end.max(mutation.broken.start + 1)
                        && mutation.broken.start < range.end.max(range.start + 1)
                };
                let found = said(&mutation.policy);
                if !found.iter().any(|(_, range)| touches(range)) {
                    let broken = &mutation.policy[mutation.broken.clone()];
                    missed.push(format!("{}: {broken:?}: {found:?}", mutation.what));
                }
            }
        }
    }
    println!("{} of {all} mutations missed", missed.len());
    assert!(all > 5_000);
    assert!(
        missed.len() * 100 <= all,
        "{} of {all} missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

#[test]
fn torn_policies_are_read_without_panic() {
    let mut numbers = Numbers(7);
    let scraps = [
        "\"", "{", "}", "[", "]", ":", ",", "${", "arn:", "*", "é", "\\u00", "\n", "//", "…", "17",
    ];
    for round in 0..600 {
        let mut text: Vec<char> = RIGHT[round % RIGHT.len()].chars().collect();
        for _ in 0..1 + numbers.below(6) {
            let at = numbers.below(text.len());
            if numbers.below(2) == 0 {
                let end = (at + 1 + numbers.below(40)).min(text.len());
                text.drain(at..end);
            } else {
                let scrap = scraps[numbers.below(scraps.len())];
                text.splice(at..at, scrap.chars());
            }
        }
        let text: String = text.into_iter().collect();
        for (code, range) in said(&text) {
            assert!(range.start <= range.end, "{code}: {text}");
        }
    }
}

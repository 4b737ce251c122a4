//! Right commands are made from the command model and broken: the right ones give no alarm,
//! every break is found, and nothing makes the checks panic.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use crate::support::Memory;
use aws_doc_facts::cli::{Argument, Arity, Bound, Cli, Command, Kind};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Every command below a service, with its path.
fn commands() -> Vec<(String, Command<'static>)> {
    let mut found = Vec::new();
    let root = Cli::snapshot().root();
    let mut open: Vec<(String, Command<'static>)> = root
        .children()
        .map(|child| (format!("aws {}", child.name()), child))
        .collect();
    while let Some((path, command)) = open.pop() {
        if command.has_children() {
            open.extend(
                command
                    .children()
                    .map(|child| (format!("{path} {}", child.name()), child)),
            );
        } else if command.versions().v2 {
            found.push((path, command));
        }
    }
    found
}

/// A value that the argument takes, as documentation would show it.
fn value(argument: Argument<'static>) -> String {
    let shape = argument.shape();
    let bounds = (shape.minimum(), shape.maximum());
    match (shape.kind(), bounds) {
        (Kind::Integer | Kind::Long, (Some(Bound::Whole(least)), _)) => least.to_string(),
        (Kind::Integer | Kind::Long, (_, Some(Bound::Whole(most)))) => most.to_string(),
        (Kind::Integer | Kind::Long, _) => "1".to_owned(),
        (Kind::String, _) => shape
            .values()
            .find(|value| !value.contains([' ', '*', '(', '<', '&', ';', '|', '\'', '$']))
            .unwrap_or_else(|| "\"$VALUE\"".to_owned()),
        _ => "\"$VALUE\"".to_owned(),
    }
}

/// The command with all that it requires.
fn right(path: &str, command: Command<'static>) -> String {
    let mut text = path.to_owned();
    for argument in command
        .arguments()
        .filter(|argument| argument.is_required())
    {
        if !argument.is_positional() {
            text.push_str(&format!(" --{}", argument.name()));
        }
        match argument.arity() {
            Arity::None => {}
            Arity::Two => text.push_str(" \"$A\" \"$B\""),
            _ => {
                // A list may have to hold several values.
                let least = match (argument.shape().kind(), argument.shape().minimum()) {
                    (Kind::List, Some(Bound::Whole(least))) => least.max(1),
                    _ => 1,
                };
                for _ in 0..least {
                    text.push_str(&format!(" {}", value(argument)));
                }
            }
        }
    }
    text
}

/// What the checks of commands say of a command.
fn codes(command: &str) -> Vec<&'static str> {
    let mut codes = Memory::one(&format!("```sh\n{command}\n```\n")).codes();
    codes.retain(|code| code.starts_with("command/"));
    codes
}

fn each(cases: u32, test: impl Fn(&str, Command<'static>, u64) -> Result<(), TestCaseError>) {
    let commands = commands();
    let strategy = (0..commands.len(), any::<u64>());
    TestRunner::new(Config::with_cases(cases))
        .run(&strategy, |(index, choice)| {
            let (path, command) = &commands[index];
            test(path, *command, choice)
        })
        .unwrap();
}

#[test]
fn right_commands_give_no_alarm() {
    each(2000, |path, command, _| {
        let text = right(path, command);
        prop_assert_eq!(codes(&text), Vec::<&str>::new(), "{}", text);
        Ok(())
    });
}

#[test]
fn a_misspelt_command_is_found() {
    each(500, |path, command, choice| {
        let text = right(path, command);
        let (before, name) = path.rsplit_once(' ').unwrap();
        let parent = before
            .split(' ')
            .skip(1)
            .fold(Cli::snapshot().root(), |command, name| {
                command.child(name).unwrap()
            });
        // Double one of its letters.
        let letters: Vec<usize> = (0..name.len())
            .filter(|at| name.as_bytes()[*at].is_ascii_lowercase())
            .collect();
        let at = letters[choice as usize % letters.len()];
        let wrong = format!("{}{}", name.get(..=at).unwrap(), name.get(at..).unwrap());
        prop_assume!(parent.child(&wrong).is_none());
        let text = text.replacen(path, &format!("{before} {wrong}"), 1);
        let code = if before == "aws" {
            "command/unknown-service"
        } else {
            "command/unknown-operation"
        };
        prop_assert_eq!(codes(&text), [code], "{}", text);
        Ok(())
    });
}

#[test]
fn a_missing_argument_is_found() {
    each(500, |path, command, choice| {
        let required: Vec<Argument<'_>> = command
            .arguments()
            .filter(|argument| argument.is_required() && !argument.is_positional())
            .collect();
        prop_assume!(!required.is_empty());
        let left_out = required[choice as usize % required.len()];
        let text = right(path, command);
        let option = format!(" --{} ", left_out.name());
        // A switch may be the last word.
        let start = format!("{text} ").find(&option).unwrap();
        let after = text.get(start + 1..).unwrap();
        let end = after
            .find(" --")
            .map_or(text.len(), |length| start + 1 + length);
        let text = format!("{}{}", text.get(..start).unwrap(), text.get(end..).unwrap());
        prop_assert!(
            codes(&text).contains(&"command/missing-argument"),
            "{}",
            text
        );
        Ok(())
    });
}

#[test]
fn a_misspelt_option_is_found() {
    each(500, |path, command, choice| {
        let options: Vec<Argument<'_>> = command
            .arguments()
            .filter(|argument| !argument.is_positional())
            .collect();
        prop_assume!(!options.is_empty());
        let name = options[choice as usize % options.len()].name();
        let wrong = format!("{name}z");
        prop_assume!(command.option(&wrong).is_none());
        let text = format!("{} --{wrong}", right(path, command));
        prop_assert_eq!(codes(&text), ["command/unknown-option"], "{}", text);
        Ok(())
    });
}

#[test]
fn wrong_values_are_found() {
    each(2000, |path, command, choice| {
        let taking: Vec<Argument<'_>> = command
            .arguments()
            .filter(|argument| argument.arity() == Arity::One && !argument.is_positional())
            .collect();
        prop_assume!(!taking.is_empty());
        let argument = taking[choice as usize % taking.len()];
        let shape = argument.shape();
        let (wrong, code) = match (shape.kind(), shape.minimum(), shape.maximum()) {
            (Kind::Integer | Kind::Long, _, Some(Bound::Whole(most))) if most < i64::MAX => (
                format!("{}", most.saturating_add(1)),
                "command/out-of-range",
            ),
            (Kind::Integer | Kind::Long, Some(Bound::Whole(least)), _) if least > 0 => {
                ((least - 1).to_string(), "command/out-of-range")
            }
            (Kind::Integer | Kind::Long, ..) => ("1h".to_owned(), "command/wrong-type"),
            (Kind::String, ..) if shape.has_values() => {
                ("Zq7-none".to_owned(), "command/unknown-value")
            }
            (Kind::String, _, Some(Bound::Whole(most))) if (1..2000).contains(&most) => {
                ("7".repeat(most as usize + 1), "command/wrong-length")
            }
            (Kind::Structure, ..) if shape.members().count() > 1 => {
                ("NoSuchMember7=1".to_owned(), "command/unknown-member")
            }
            _ => return Ok(()),
        };
        // Numbers beyond what a double tells apart are not compared to the last digit.
        prop_assume!(
            wrong.len() > 20
                || wrong.parse::<f64>().is_ok_and(|n| n < 1e15)
                || wrong.parse::<f64>().is_err()
        );
        let text = format!(
            "{path} --generate-cli-skeleton --{} {wrong}",
            argument.name()
        );
        prop_assume!(command.option("generate-cli-skeleton").is_some());
        prop_assert!(codes(&text).contains(&code), "{} in {}", code, text);
        Ok(())
    });
}

proptest! {
    /// Words in any order, quoted in any way, never make the checks panic; what they say has
    /// its place in the text.
    #[test]
    fn any_words_are_read(parts in proptest::collection::vec(
        proptest::sample::select(vec![
            "aws ", "sts ", "ec2 ", "s3 ", "cp ", "iam ", "create-role ", "describe-instances ", "wait ",
            "tag-role ", "--tags ", "--filters ", "--query ", "--region ", "--duration-seconds ", "--",
            "--assume-role-policy-document ", "--cli-input-json ", "Key=a,Value=b ", "'", "\"", "$(", ")",
            "${A}", "<x> ", "\\\n", "\n", "{", "}", "[", "]", "=", ",", "\\", "7 ", "-1 ", "é", "help ",
            "{\"Statement\": [", "`", "file://x ", "…", " ", "\u{a0}", "@", "|",
        ]),
        0..40,
    ), console: bool) {
        let language = if console { "console" } else { "sh" };
        let prompt = if console { "$ " } else { "" };
        let text = format!("``````{language}\n{prompt}aws {}\n``````\n", parts.concat());
        Memory::one(&text).check(&["example.md"], |files, outcome, _| {
            for diagnostic in &outcome.diagnostics {
                let span = diagnostic.span.unwrap();
                assert!(files.text(span.file).get(span.start..span.end).is_some());
            }
        });
    }
}

#[test]
fn a_policy_in_a_word_has_its_place_in_the_file() {
    for text in [
        r#"aws iam put-role-policy --role-name r --policy-name p --policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObjct", "Resource": "*"}]}'"#,
        r#"aws iam put-role-policy --role-name r --policy-name p --policy-document "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObjct\", \"Resource\": \"arn:aws:s3:::$BUCKET/*\"}]}""#,
    ] {
        let chapter = format!("# Policies\n\n> ```sh\n> {text}\n> ```\n");
        Memory::one(&chapter).check(&["example.md"], |files, outcome, _| {
            let found: Vec<_> = outcome
                .diagnostics
                .iter()
                .map(|diagnostic| {
                    let span = diagnostic.span.unwrap();
                    let text = files.text(span.file).get(span.start..span.end).unwrap();
                    (diagnostic.code, text)
                })
                .collect();
            assert_eq!(found, [("policy/unknown-action", "GetObjct")], "{text}");
        });
    }
}

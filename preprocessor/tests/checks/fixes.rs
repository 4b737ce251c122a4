//! Fixes remove what they claim to fix, keep the meaning, and change nothing when applied twice.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeMap;

use crate::machine;
use crate::support::Memory;
use aws_doc_lint::diagnostic::Applicability;
use aws_doc_lint::env::readers::{Effect, Reader};
use aws_doc_lint::fix::apply;
use proptest::prelude::*;

/// What is left of a chapter after one round, with how many fixes went in.
fn round(text: &str) -> (String, usize) {
    Memory::one(text).check(&["example.md"], |files, outcome, _| {
        let (fixed, count) = apply(files, &outcome.diagnostics);
        let text = fixed
            .first()
            .map_or_else(|| text.to_owned(), |file| file.text.clone());
        (text, count)
    })
}

fn fixed(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..16 {
        let (next, count) = round(&text);
        if count == 0 {
            assert_eq!(next, text);
            return text;
        }
        text = next;
    }
    panic!("fixes of {text:?} come to no end");
}

/// How many diagnostics have a safe fix, by code.
fn fixable(text: &str) -> BTreeMap<&'static str, usize> {
    Memory::one(text).check(&["example.md"], |_, outcome, _| {
        let mut codes = BTreeMap::new();
        for diagnostic in &outcome.diagnostics {
            let safe =
                |fix: &aws_doc_lint::diagnostic::Fix| fix.applicability == Applicability::Safe;
            if diagnostic.fixes.iter().any(safe) {
                *codes.entry(diagnostic.code).or_default() += 1;
            }
        }
        codes
    })
}

/// What most readers make of a file: the meaning that a fix must keep.
fn meaning(text: &str) -> BTreeMap<String, String> {
    let mut votes: BTreeMap<BTreeMap<String, String>, usize> = BTreeMap::new();
    for reader in Reader::ALL {
        let values = reader
            .read(text)
            .statements
            .into_iter()
            .filter_map(|statement| match statement.effect {
                Effect::Sets { name, value } => Some((name.into_owned(), value.into_owned())),
                _ => None,
            })
            .collect();
        *votes.entry(values).or_default() += 1;
    }
    votes
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(values, _)| values)
        .unwrap_or_default()
}

fn env_line() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec!["AWS_REGION", "AWS_PROFILE", "APP_NAME"]);
    let before = prop::sample::select(vec!["", "", "", "export ", "  "]);
    let equals = prop::sample::select(vec!["=", "=", "=", " = ", "= "]);
    let value = prop::sample::select(vec![
        "us-west-2",
        "\"us-west-2\"",
        "'us-west-2'",
        "dev",
        "\"a b\"",
        "a b",
        "ab$cd",
        "",
        "x#y",
    ]);
    let after = prop::sample::select(vec!["", "", "  # note", " #note", "  "]);
    (before, name, equals, value, after).prop_map(|(before, name, equals, value, after)| {
        format!("{before}{name}{equals}{value}{after}\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Of every line with a safe fix nothing is left to fix, and it means what it meant.
    #[test]
    fn a_mended_line_keeps_its_meaning(line in env_line()) {
        let sample = |line: &str| format!("```env\n{line}```\n");
        let text = sample(&line);
        let before = fixable(&text);
        let after = fixed(&text);
        prop_assert_eq!(fixable(&after), BTreeMap::new());
        if before.is_empty() {
            prop_assert_eq!(after, text);
        } else {
            let codes = Memory::one(&after).codes();
            for code in before.keys() {
                prop_assert!(!codes.contains(code), "{code} is still reported for {after:?}");
            }
            let block = after.strip_prefix("```env\n").unwrap().strip_suffix("```\n").unwrap();
            prop_assert_eq!(meaning(block), meaning(&line), "{}", after);
        }
    }

    /// Whole chapters: quotations, lists, several blocks, other text cx.
    #[test]
    fn twice_gives_the_same(
        lines in prop::collection::vec(env_line(), 1..6),
        prefix in prop::sample::select(vec!["", "> ", ">   ", "  > > "]),
        crlf in any::<bool>(),
    ) {
        let mut text = String::from("# Title\n\nText with `AWS_REGION = x  # y`.\n\n");
        for line in ["```env\n".to_owned()].iter().chain(&lines).chain(&["```\n".to_owned()]) {
            text += prefix;
            text += line;
        }
        text += "\nMore.\n";
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        // The line ends of the Markdown file do not belong to the sample.
        let codes = |text: &str| Memory::one(text).codes();
        prop_assert_eq!(codes(&text), codes(&text.replace("\r\n", "\n")));
        let after = fixed(&text);
        prop_assert_eq!(fixable(&after), BTreeMap::new());
        prop_assert_eq!(&fixed(&after), &after);
        prop_assert_eq!(crlf, !after.replace("\r\n", "").contains('\n'), "{:?}", after);
        let outside = |text: &str| {
            let start = text.find("```env").unwrap();
            let end = text.rfind("```").unwrap();
            (text[..start].to_owned(), text[end..].to_owned())
        };
        prop_assert_eq!(outside(&after), outside(&text));
    }
}

#[test]
fn the_program_mends_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guide.md");
    let text = "1. Set:\n\n   ```env\n   AWS_REGION=us-west-2  # the closest\n   AWS_PROFILE=\"dev\"\n   ```\n\n\
                <!-- aws-ignore env/quoted-value: shown as it is -->\n```env\nAWS_PROFILE=\"dev\"\n```\n";
    std::fs::write(&path, text).unwrap();
    let toml = "[preprocessor.aws.severity]\n\"env/quoted-value\" = \"hint\"\n";
    std::fs::write(folder.path().join("book.toml"), toml).unwrap();
    let run = || {
        machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
            .args(["check", "--fix"])
            .arg(&path)
            .output()
            .unwrap()
    };
    let output = run();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("2 fixes applied in 1 file"), "{errors}");
    assert!(output.status.success());
    let fixed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        fixed,
        "1. Set:\n\n   ```env\n   # the closest\n   AWS_REGION=us-west-2\n   AWS_PROFILE=dev\n   ```\n\n\
         <!-- aws-ignore env/quoted-value: shown as it is -->\n```env\nAWS_PROFILE=\"dev\"\n```\n"
    );
    let output = run();
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("0 fixes applied in 0 files"), "{errors}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), fixed);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

/// `check --fix` on a path: whether it passed, and what it said on standard error.
fn fix(path: &std::path::Path) -> (Option<i32>, String) {
    let output = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
        .args(["check", "--fix"])
        .arg(path)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), told)
}

/// A chapter with this many things to fix.
fn chapter(blocks: usize) -> String {
    "```env\nAWS_REGION=us-west-2  # the closest\n```\n\n".repeat(blocks)
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn files_of_windows_keep_their_line_ends() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    let text = "# A\r\n\r\n```sh\r\naws bedrock list-foundation-models \\ \r\n  --region \
                us-east-1\r\n```\r\n\r\n```env\r\nAWS_REGION=us-west-2  # x\r\n```\r\n";
    std::fs::write(&path, text).unwrap();
    let (code, told) = fix(&path);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("2 fixes applied in 1 file"), "{told}");
    let fixed = std::fs::read_to_string(&path).unwrap();
    let plain = fixed.replace("\r\n", "\n");
    assert!(!plain.contains('\r'), "{fixed:?}");
    assert_eq!(plain.replace('\n', "\r\n"), fixed);
    assert!(plain.contains("models \\\n  --region"), "{fixed:?}");
}

/// What is between two lines of a command may be prose as well.
#[test]
fn no_backslash_is_added_by_a_guess() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    let text = "```sh\naws iam get-role \\\nmfa_serial = x\n  --role-name demo\n```\n";
    std::fs::write(&path, text).unwrap();
    let (_, told) = fix(&path);
    assert!(told.contains("0 fixes applied in 0 files"), "{told}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn edits_made_meanwhile_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<_> = (0..4)
        .map(|n| folder.path().join(format!("{n}.md")))
        .collect();
    for path in &paths {
        std::fs::write(path, chapter(60)).unwrap();
    }
    let mut child = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
        .args(["check", "--fix"])
        .arg(folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut edits = String::new();
    for n in 0..10 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        let edit = format!("Edit {n}.\n");
        for path in &paths {
            use std::io::Write as _;
            let mut file = std::fs::File::options().append(true).open(path).unwrap();
            file.write_all(edit.as_bytes()).unwrap();
        }
        edits.push_str(&edit);
        std::thread::sleep(std::time::Duration::from_millis(25));
    }
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.ends_with(&edits), "{told}\n{text}");
        assert!(!text.contains("us-west-2  #"), "{told}");
    }
    assert_eq!(names(folder.path()).len(), 4);
}

#[test]
fn several_programs_at_once_fix_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    // A file of the user's with the name that another version took for its own.
    std::fs::write(folder.path().join("a.md.mdbook-aws-fix"), "mine").unwrap();
    std::fs::write(&path, chapter(20)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (code, told) = fix(&path);
                assert_eq!(code, Some(0), "{told}");
            });
        }
    });
    let fixed = std::fs::read_to_string(&path).unwrap();
    assert_eq!(
        fixed,
        chapter(20).replace(
            "AWS_REGION=us-west-2  # the closest",
            "# the closest\nAWS_REGION=us-west-2"
        )
    );
    assert_eq!(names(folder.path()), ["a.md", "a.md.mdbook-aws-fix"]);
}

#[test]
fn killed_at_any_moment_it_leaves_whole_files_and_no_rest() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.md");
    let (text, fixed) = {
        std::fs::write(&path, chapter(30)).unwrap();
        fix(&path);
        (chapter(30), std::fs::read_to_string(&path).unwrap())
    };
    assert_ne!(text, fixed);
    for round in 0..20_u64 {
        std::fs::write(&path, &text).unwrap();
        let mut child = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
            .args(["check", "--fix"])
            .arg(&path)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round * 15));
        child.kill().unwrap();
        child.wait().unwrap();
        let now = std::fs::read_to_string(&path).unwrap();
        assert!(now == text || now == fixed, "torn after {round}");
    }
    // As a kill in the middle of writing leaves it.
    std::fs::write(
        folder
            .path()
            .join(".mdbook-aws-unfinished-abcdefghijkl.tmp"),
        "to",
    )
    .unwrap();
    let (code, told) = fix(&path);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), fixed);
    assert_eq!(names(folder.path()), ["a.md"]);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_said_and_the_rest_is_fixed() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("1.md"), folder.path().join("2.md"));
    for path in [&one, &two] {
        std::fs::write(path, chapter(1)).unwrap();
    }
    std::fs::set_permissions(&one, std::fs::Permissions::from_mode(0o444)).unwrap();
    let (code, told) = fix(folder.path());
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("1 fix applied in 1 file"), "{told}");
    assert!(told.contains("error: cannot fix"), "{told}");
    assert!(told.contains("1.md: it is read-only"), "{told}");
    assert_eq!(std::fs::read_to_string(&one).unwrap(), chapter(1));
    assert!(!std::fs::read_to_string(&two).unwrap().contains("  #"));
}

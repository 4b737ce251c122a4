//! The program as a user meets it: arguments, exit status, formats.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::path::Path;
use std::process::Output;

use clap::ValueEnum as _;
use mdbook_aws::report::format::Format;

use crate::machine;
use crate::support::access_key_id;
use serde_json::Value;
use tempfile::TempDir;

/// A folder of files for one test.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            folder.write(path, text.as_bytes());
        }
        folder
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_in("", arguments)
    }

    pub(crate) fn run_in(&self, folder: &str, arguments: &[&str]) -> Output {
        machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
            .args(arguments)
            .current_dir(self.0.path().join(folder))
            .output()
            .unwrap()
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The JSON report of `check` with the exit status, proven to be of the published form.
    pub(crate) fn json(&self, arguments: &[&str]) -> (Value, i32) {
        let mut all = vec!["check", "--format", "json"];
        all.extend(arguments);
        let output = self.run(&all);
        (valid(&output), output.status.code().unwrap())
    }
}

fn valid(output: &Output) -> Value {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let schema: Value = serde_json::from_str(mdbook_aws::report::json::SCHEMA).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?} in {report}");
    report
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) const WRONG: &str = "# x\n\n```env\nAWS_REGION=us-esat-1\n```\n";
const WARNED: &str = "```json\n\
    {\"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}\n```\n";

#[test]
fn the_exit_status_tells_what_came_of_it() {
    let folder = Folder::new(&[
        ("right.md", "us-east-1\n"),
        ("wrong.md", WRONG),
        ("warned.md", WARNED),
    ]);
    let status = |arguments: &[&str]| folder.run(arguments).status.code().unwrap();
    assert_eq!(status(&["check", "right.md"]), 0);
    assert_eq!(status(&["check", "wrong.md"]), 1);
    assert_eq!(status(&["check", "right.md", "wrong.md"]), 1);
    assert_eq!(status(&["check", "warned.md"]), 0);
    assert_eq!(status(&["check", "--deny", "warnings", "warned.md"]), 1);
    assert_eq!(status(&["check", "missing.md"]), 2);
    assert_eq!(status(&["check"]), 2);
    assert_eq!(status(&["check", "--colour", "right.md"]), 2);
    assert_eq!(status(&["chekc"]), 2);
    assert_eq!(status(&["--help"]), 0);
    assert_eq!(status(&["explain"]), 0);
    assert_eq!(status(&["explain", "env/inline-comment"]), 0);
    assert_eq!(status(&["explain", "env/inline-coment"]), 2);
    assert_eq!(status(&["supports", "anything"]), 0);
}

#[test]
fn denying_warnings_leaves_them_warnings() {
    let folder = Folder::new(&[("warned.md", WARNED)]);
    let (report, status) = folder.json(&["--deny", "warnings", "warned.md"]);
    assert_eq!(status, 1);
    assert_eq!(report["diagnostics"][0]["severity"], "warning");
    assert_eq!(report["diagnostics"][0]["aws_finding"], "MISSING_VERSION");
    assert_eq!(report["summary"]["warnings"], 1);
    assert_eq!(report["summary"]["snippets"]["policy"], 1);
}

#[test]
fn positions_are_those_of_the_file_on_disk() {
    let text = "\u{feff}> é\tus-esat-1\r\n";
    let folder = Folder::new(&[("a.md", text)]);
    let (report, _) = folder.json(&["a.md"]);
    let location = &report["diagnostics"][0]["location"];
    assert_eq!(location["file"], "a.md");
    assert_eq!(location["start"]["line"], 1);
    assert_eq!(location["start"]["column"], 5);
    let start = usize::try_from(location["start"]["offset"].as_u64().unwrap()).unwrap();
    let end = usize::try_from(location["end"]["offset"].as_u64().unwrap()).unwrap();
    assert_eq!(text.get(start..end).unwrap(), "us-esat-1");
    assert_eq!(location["end"]["column"], 14);
}

#[test]
fn files_are_named_as_they_were_reached() {
    let folder = Folder::new(&[
        ("docs/book.toml", "[book]\ntitle = \"x\"\n"),
        ("docs/src/SUMMARY.md", "# S\n\n- [A](a/a.md)\n- [Draft]()\n"),
        ("docs/src/a/a.md", "{{#include ../../extra/x.md}}\n"),
        ("docs/src/unlisted.md", "us-wset-2\n"),
        ("docs/extra/x.md", "\nus-esat-1\n"),
    ]);
    let file = |report: &Value| report["diagnostics"][0]["location"]["file"].clone();
    let (report, _) = folder.json(&["docs"]);
    assert_eq!(file(&report), "docs/extra/x.md");
    let from = &report["diagnostics"][0]["location"]["included_from"];
    assert_eq!(from[0]["file"], "docs/src/a/a.md");
    assert_eq!(from[0]["line"], 1);
    assert_eq!(report["diagnostics"].as_array().unwrap().len(), 1);
    assert_eq!(file(&folder.json(&["./docs"]).0), "./docs/extra/x.md");
    assert_eq!(file(&folder.json(&["."]).0), "./docs/extra/x.md");
    assert_eq!(
        file(&folder.json(&["docs/src/a/a.md"]).0),
        "docs/src/a/../../extra/x.md"
    );
    let output = folder.run_in("docs/src", &["check", "--format", "json", "unlisted.md"]);
    assert_eq!(file(&valid(&output)), "unlisted.md");
}

#[test]
fn a_file_that_is_included_twice_is_reported_once() {
    let folder = Folder::new(&[
        ("a.md", "{{#include x.md}}\n\n{{#include x.md}}\n"),
        ("b.md", "{{#include x.md}}\n"),
        ("x.md", WRONG),
    ]);
    let (report, _) = folder.json(&["a.md", "b.md", "x.md", "."]);
    let diagnostics = report["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(diagnostics[0]["location"]["file"], "x.md");
    assert_eq!(report["summary"]["files"], 3);
    assert_eq!(report["summary"]["snippets"]["env"], 1);
}

#[test]
fn errors_of_the_program_come_as_json_too() {
    let folder = Folder::new(&[
        ("bad/book.toml", "[preprocessor.aws]\nlvie = \"never\"\n"),
        ("bad/src/SUMMARY.md", ""),
        ("gone/book.toml", ""),
        ("gone/src/SUMMARY.md", "- [x](x.md)\n"),
    ]);
    folder.write("latin1.md", b"caf\xe9\n");
    let message = |arguments: &[&str]| {
        let (report, status) = folder.json(arguments);
        assert_eq!(status, 2);
        assert_eq!(report["diagnostics"].as_array().unwrap().len(), 0);
        report["errors"][0]["message"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        message(&["bad"]),
        "bad/book.toml:2:1: [preprocessor.aws]: there is no setting `lvie`; did you mean `live`?"
    );
    assert!(message(&["gone"]).starts_with("cannot read gone/src/x.md: the file does not exist"));
    assert!(message(&["latin1.md"]).contains("not UTF-8 (first bad byte at offset 3)"));
    assert!(message(&["missing.md"]).starts_with("cannot check missing.md: "));
    assert!(message(&["--frobnicate"]).contains("--frobnicate"));
}

#[test]
fn an_unreadable_chapter_hides_nothing_of_the_others() {
    let folder = Folder::new(&[
        ("book.toml", ""),
        ("src/SUMMARY.md", "- [x](x.md)\n- [gone](gone.md)\n"),
        ("src/x.md", "In us-esat-1.\n"),
    ]);
    let (report, status) = folder.json(&["."]);
    assert_eq!(status, 2);
    assert_eq!(report["diagnostics"][0]["code"], "region/mistyped");
    let message = report["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.contains("src/gone.md: the file does not exist"),
        "{message}"
    );
}

#[test]
fn no_report_prints_a_secret() {
    let key = access_key_id();
    let text = format!(
        "```env\nAWS_ACCESS_KEY_ID={key} # {key}\n```\n\n```json\n{{\"Statement\": [], \"{key}\": 1, \"{key}\": 2}}\n```\n"
    );
    let folder = Folder::new(&[("a.md", &text)]);
    for format in formats() {
        let output = folder.run(&["check", "--format", &format, "a.md"]);
        assert_eq!(output.status.code(), Some(1));
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(stream);
            assert!(!text.contains(&key), "{format}: {text}");
        }
        assert!(stdout(&output).contains("AKIA"), "{format}");
    }
}

/// The words of `--format`.
pub(crate) fn formats() -> Vec<String> {
    let words = Format::value_variants().iter();
    words
        .filter_map(|format| Some(format.to_possible_value()?.get_name().to_owned()))
        .collect()
}

#[test]
fn no_secret_in_a_name_an_argument_or_a_setting_is_printed() {
    let key = access_key_id();
    let settings = format!("[preprocessor.aws]\nlive = \"{key}\"\n");
    let summary = format!("- [a]({key}.md)\n- [b]({key}-none.md)\n");
    let folder = Folder::new(&[
        (&format!("{key}.md"), "in us-esat-1\n"),
        ("wrong/book.toml", &settings),
        ("wrong/src/SUMMARY.md", ""),
        ("book/book.toml", "[book]\ntitle = \"a\"\n"),
        ("book/src/SUMMARY.md", &summary),
        (&format!("book/src/{key}.md"), "in us-esat-1\n"),
    ]);
    let name = format!("{key}.md");
    let missing = format!("{key}-none.md");
    for format in ["human", "json", "github", &key] {
        for path in [&name, &missing, "wrong", "book"] {
            let output = folder.run(&["check", "--format", format, path]);
            assert_ne!(output.status.code(), Some(0), "{format} {path}");
            for stream in [&output.stdout, &output.stderr] {
                let text = String::from_utf8_lossy(stream);
                assert!(!text.contains(&key), "{format} {path}: {text}");
            }
        }
    }
    for arguments in [[&key[..], "a"], ["explain", &key], ["--format=json", &key]] {
        let output = folder.run(&arguments);
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8_lossy(stream);
            assert!(!text.contains(&key), "{arguments:?}: {text}");
        }
    }
}

/// A secret that is not real, put together here so that none stands in the tree.
fn secret_key() -> String {
    ["k7Qp2ZxV9m", "Lt4RwY8sBn", "3HdJ6fGc1T", "uEo5Aai0Kq"].concat()
}

/// Messages show the beginning of a long value, and settings what cannot be.
#[test]
fn no_part_of_a_secret_is_printed() {
    let (id, secret) = (access_key_id(), secret_key());
    let chapter = format!(
        "# A\n\n```env\nAWS_ACCESS_KEY_ID={id}\nAWS_SECRET_ACCESS_KEY={secret}\n```\n\n\
         ```env\nAWS_SECRET_ACCESS_KEY={secret}\nX= \"{secret}\" # \"x\"\n```\n"
    );
    let toml = |setting: &str| format!("[preprocessor.aws.choices.x]\nvalues = [\"a\"]\n{setting}");
    let folder = Folder::new(&[
        ("a.md", &chapter),
        ("b/book.toml", &toml(&format!("default = \"{id}\"\n"))),
        (
            "c/book.toml",
            &format!("[preprocessor.aws]\nlive = \"{id}\"\n"),
        ),
        (
            "d/book.toml",
            &format!("[preprocessor.aws.severity]\n{id} = \"off\"\n"),
        ),
    ]);
    for book in ["b", "c", "d"] {
        folder.write(&format!("{book}/src/SUMMARY.md"), b"- [A](a.md)\n");
    }
    for path in ["a.md", "b", "c", "d"] {
        for format in formats() {
            let output = folder.run(&["check", "--format", &format, path]);
            assert_ne!(output.status.code(), Some(0), "{path}");
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            for whole in [&id, &secret] {
                let pieces = whole.as_bytes().windows(8).skip(1);
                for piece in pieces.map(|piece| std::str::from_utf8(piece).unwrap()) {
                    assert!(!said.contains(piece), "{path}: {format}: {piece} in {said}");
                }
            }
            // The others show no excerpt.
            if ["human", "json", "github"].contains(&format.as_str()) {
                assert!(said.contains('*'), "{path}: {format}: {said}");
            }
        }
    }
}

#[test]
fn people_see_the_line_and_carets() {
    let folder = Folder::new(&[("docs/a.md", WRONG)]);
    let output = folder.run(&["check", "docs/a.md"]);
    assert_eq!(
        stdout(&output),
        "\
error[region/mistyped]: AWS has no Region `us-esat-1`
 --> docs/a.md:4:12
  |
4 | AWS_REGION=us-esat-1
  |            ^^^^^^^^^
  |
  = help: did you mean `us-east-1`?

checked 1 snippet in 1 file (1 env): 1 error, 0 warnings, 0 hints
"
    );
}

/// Names of files, settings and text that would move the cursor, or begin a line of their own.
#[cfg(unix)]
#[test]
fn what_people_see_cannot_be_taken_for_something_else() {
    let raw = |text: &str| {
        let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        text.chars().any(control) || text.lines().any(|line| line.starts_with("::"))
    };
    let name = "x\n::error file=src::PWN\u{1b}[2J\u{9b}K\r.md";
    let text = "# \u{1b}[2J\n\n```env\nAWS_REGION=us-esat-1\u{9b}K \u{85} \u{1b}[1A\n```\n\
                {{#include a\u{9b}b}}\n";
    let folder = Folder::new(&[("a.md", "# A\n")]);
    folder.write(name, text.as_bytes());
    let output = folder.run(&["check", name]);
    let said = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("us-esat-1\u{fffd}K"), "{said}");
    assert!(!raw(&said), "{said:?}");
    // The caret is where it should be.
    let line = said
        .lines()
        .position(|line| line.contains("AWS_REGION="))
        .unwrap();
    let at = said.lines().nth(line).unwrap().find("us-esat").unwrap();
    assert_eq!(
        said.lines().nth(line + 1).unwrap().find('^'),
        Some(at),
        "{said}"
    );
    folder.write(name, b"\xff");
    let toml = "[preprocessor.aws]\nlive = \"\\u001b[2J\\u009b\\n::error::x\"\n";
    for (path, text) in [("b/book.toml", toml), ("b/src/SUMMARY.md", "")] {
        folder.write(path, text.as_bytes());
    }
    for arguments in [
        &["check", name][..],
        &["check", "no\n::error::x\u{9b}"],
        &["check", "b"],
        &["explain", "no\n::error::x\u{9b}"],
        &["refresh", "no\n::error::x\u{9b}"],
        &["links", "no\n::error::x\u{9b}"],
    ] {
        let output = folder.run(arguments);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.starts_with("error: "), "{told}");
        assert!(!raw(&told), "{arguments:?}: {told:?}");
    }
}

#[test]
fn files_of_windows_look_as_others_do() {
    let folder = Folder::new(&[("a.md", WRONG), ("b.md", &WRONG.replace('\n', "\r\n"))]);
    let said = |name: &str| stdout(&folder.run(&["check", name])).replace("b.md", "a.md");
    assert_eq!(said("a.md"), said("b.md"));
}

/// A full disk loses what was written; a reader that goes away wants no more.
#[cfg(target_os = "linux")]
#[test]
fn lost_output_is_a_failure() {
    let folder = Folder::new(&[
        ("right.md", "# A\n"),
        ("wrong.md", WRONG),
        ("book.toml", "[preprocessor.aws]\nlive = \"never\"\n"),
    ]);
    let run = |arguments: &[&str], out: &str, errors: &str, input: &str| {
        folder.write("input", input.as_bytes());
        let open = |path: &str| std::fs::File::options().write(true).open(path).unwrap();
        let output = machine::program(env!("CARGO_BIN_EXE_mdbook-aws"))
            .args(arguments)
            .current_dir(folder.0.path())
            .stdin(std::fs::File::open(folder.0.path().join("input")).unwrap())
            .stdout(match out {
                "" => std::process::Stdio::null(),
                path => open(path).into(),
            })
            .stderr(match errors {
                "" => std::process::Stdio::piped(),
                path => open(path).into(),
            })
            .spawn()
            .unwrap()
            .wait_with_output()
            .unwrap();
        (
            output.status.code(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    for arguments in [
        &["check", "right.md"][..],
        &["check", "wrong.md"],
        &["check", "--format", "json", "right.md"],
        &["check", "--format", "github", "wrong.md"],
        &["explain"],
        &["explain", "region/mistyped"],
    ] {
        let (code, told) = run(arguments, "/dev/full", "", "");
        assert_eq!(code, Some(2), "{arguments:?}: {told}");
        assert!(told.contains("standard output cannot be written"), "{told}");
    }
    let input = serde_json::json!([
        {
            "root": folder.0.path(), "config": { "book": { "src": "." } },
            "renderer": "html", "mdbook_version": "0.5.4",
        },
        { "items": [] },
    ]);
    let (code, told) = run(&["preprocess"], "/dev/full", "", &input.to_string());
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("cannot write the book"), "{told}");
    // Where nothing can be said, the exit status still says it.
    for (arguments, expected) in [
        (&["check", "nosuch"][..], 2),
        (&["check", "--fix", "right.md"], 0),
        (&["explain", "no/such"], 2),
        (&["refresh", "nosuch"], 2),
        (&["links", "nosuch"], 2),
        (&["preprocess"], 1),
        (&["render"], 1),
    ] {
        let (code, _) = run(arguments, "", "/dev/full", "");
        assert_eq!(code, Some(expected), "{arguments:?}");
    }
}

/// As `mdbook-aws check | head -0` does it.
#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = Folder::new(&[("right.md", "# A\n"), ("wrong.md", WRONG)]);
    for (arguments, expected) in [
        ("check right.md", 0),
        ("check wrong.md", 1),
        ("explain", 0),
        ("--help", 0),
    ] {
        let program = env!("CARGO_BIN_EXE_mdbook-aws");
        // The reader is gone before the program begins.
        let line = format!("(sleep 0.3; {program} {arguments}; echo $? >status) | true");
        let status = machine::program("sh")
            .args(["-c", &line])
            .current_dir(folder.0.path())
            .status()
            .unwrap();
        assert!(status.success());
        let path = folder.0.path().join("status");
        for _ in 0..200 {
            if std::fs::metadata(&path).is_ok_and(|it| it.len() > 0) {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let code = std::fs::read_to_string(&path).unwrap();
        assert_eq!(code.trim(), expected.to_string(), "{arguments}");
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn github_gets_annotations() {
    let folder = Folder::new(&[("docs/a.md", WRONG)]);
    let output = folder.run(&["check", "--format", "github", "docs/a.md"]);
    assert_eq!(
        stdout(&output),
        "::error title=region/mistyped,file=docs/a.md,line=4,endLine=4,col=12,endColumn=21::\
         AWS has no Region `us-esat-1`%0Ahelp: did you mean `us-east-1`?\n"
    );
}

#[test]
fn nothing_to_check_is_said() {
    let folder = Folder::new(&[("empty/readme.txt", "x")]);
    let output = folder.run(&["check", "empty"]);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        message,
        "error: cannot check empty: there is no Markdown file in it\n"
    );
}

#[test]
fn the_readme_shows_the_real_help() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(readme).unwrap();
    let folder = Folder::new(&[]);
    let commands: &[&str] = if cfg!(unix) {
        &["check", "test"]
    } else {
        &["check"]
    };
    for command in commands {
        let help = stdout(&folder.run(&[command, "--help"]));
        assert!(
            readme.contains(&help),
            "README.md does not hold this:\n{help}"
        );
    }
}

#[test]
fn claims_are_counted_by_their_evidence() {
    let book = "[preprocessor.aws]\nlive = \"never\"\n";
    let chapter = "# x\n\nBedrock bills by the token.[^1]\n\nIAM is free of charge.\n\n\
        AWS has {{#aws count regions}} of them.\n\nSTS signs the call.[^2]\n\n\
        [^1]: [AWS](https://docs.aws.amazon.com/x.html): \"by the token\". Verified 2026-11-28.\n\
        [^2]: `probe:signed`\n\n```sh,probe=signed\ntrue\n```\n";
    let folder = Folder::new(&[
        ("book.toml", book),
        ("src/SUMMARY.md", "- [x](x.md)\n"),
        ("src/x.md", chapter),
    ]);
    let output = folder.run(&["claims", "--format", "json", "."]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let total = serde_json::json!({
        "claims": 4, "tested": 0, "data": 1, "quoted": 1, "asserted": 2, "share": 50,
    });
    assert_eq!(report["total"], total);
    let chapter = &report["chapters"][0];
    let first = serde_json::json!({ "line": 5, "column": 1, "text": "IAM is free of charge." });
    assert_eq!(chapter["without_evidence"][0], first);
    // What has not run proves nothing.
    assert_eq!(chapter["probes_not_run"], serde_json::json!(["signed"]));
    for (least, status) in [("50", 0), ("51", 1), ("101", 2)] {
        let output = folder.run(&["claims", ".", "--at-least", least]);
        assert_eq!(output.status.code(), Some(status), "{least}");
    }
    let people = stdout(&folder.run(&["claims", "src/x.md"]));
    assert!(
        people.contains("src/x.md:5:1: no evidence: IAM is free of charge.\n"),
        "{people}"
    );
}

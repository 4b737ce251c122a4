//! The models of `.env` readers against the readers themselves.
//!
//! Every reader that can be had on this machine reads the same generated files as its model, and
//! the values are compared one by one. What is installed for that goes to Cargo's folder for
//! temporary files of tests; nothing outside of it is changed. A reader that is missing is skipped.
//!
//! Debian packages that the comparison uses: `direnv`, `golang-go` with
//! `golang-github-joho-godotenv-dev`, `systemd`, `nodejs` with `npm`, `python3` with its `venv`.
//! Docker's command line is used where it is installed; it talks to a small engine of the test on loopback.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

mod containers;
mod corpus;
mod engine;
mod install;

use crate::machine;

use aws_doc_lint::env::readers::{Effect, OnFault, Reader, Reading};
use corpus::Corpus;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

type Values = BTreeMap<String, String>;

/// What a real reader makes of a file: its variables, or that it refuses the file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Real {
    Values(Values),
    Refused(String),
}

/// What the model says of the same file.
fn modelled(reader: Reader, reading: &Reading<'_>) -> Real {
    let mut values = Values::new();
    for statement in &reading.statements {
        match &statement.effect {
            Effect::Sets { name, value } => {
                if reader.first_wins() {
                    values
                        .entry(name.to_string())
                        .or_insert_with(|| value.to_string());
                } else {
                    values.insert(name.to_string(), value.to_string());
                }
            }
            // For python-dotenv this is a variable without a value, which is not loaded.
            Effect::Inherits { name } if reader == Reader::PythonDotenv => {
                values.remove(name.as_ref());
            }
            Effect::Inherits { .. } => {}
            Effect::Fault(fault) if fault.effect == OnFault::RefusesFile => {
                return Real::Refused(fault.reason.to_owned());
            }
            Effect::Fault(_) => {}
        }
    }
    Real::Values(values)
}

/// Compares the model with the reader, file by file, and shows the first few differences.
fn compare(reader: Reader, files: &[String], real: &[Real]) {
    assert_eq!(
        files.len(),
        real.len(),
        "{} answered for other files",
        reader.id()
    );
    let mut differences = Vec::new();
    let mut values = 0;
    let mut refused = 0;
    for (text, real) in files.iter().zip(real) {
        let reading = reader.read(text);
        check_ranges(text, &reading);
        let model = modelled(reader, &reading);
        let same = match (&model, real) {
            (Real::Values(model), Real::Values(real)) => {
                values += real.len();
                model == real
            }
            (Real::Refused(_), Real::Refused(_)) => {
                refused += 1;
                true
            }
            _ => false,
        };
        if !same {
            differences.push(format!("{text:?}\n   model {model:?}\n    real {real:?}"));
        }
    }
    println!(
        "{}: {} files, {values} values and {refused} refusals alike",
        reader.id(),
        files.len() - differences.len(),
    );
    assert!(
        differences.is_empty(),
        "{} of {} files are read differently by {}:\n{}",
        differences.len(),
        files.len(),
        reader.id(),
        differences
            .iter()
            .take(8)
            .cloned()
            .collect::<Vec<_>>()
            .join("\n")
    );
    assert!(
        values > files.len() / 4,
        "{} hardly read anything",
        reader.id()
    );
}

/// Every range begins and ends between characters of the file, and a plain value is the text in its range.
fn check_ranges(text: &str, reading: &Reading<'_>) {
    for statement in &reading.statements {
        for range in [&statement.range, &statement.name, &statement.value] {
            assert!(text.get(range.clone()).is_some(), "{range:?} in {text:?}");
        }
        if let Effect::Sets { name, value } = &statement.effect {
            let at_name = &text[statement.name.clone()];
            assert_eq!(
                at_name.replace('\r', ""),
                name.replace('\r', ""),
                "name of {text:?}"
            );
            let raw = &text[statement.value.clone()];
            if !raw.contains(['"', '\'', '`', '\\', '$', '\r']) {
                assert_eq!(raw, value, "value in {text:?}");
            }
        }
    }
}

fn run(command: &mut Command) -> Output {
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The answers of a driver that reads all files in one process and prints JSON.
fn batch(command: impl Fn() -> Command, folder: &Path, files: &[String]) -> Vec<Real> {
    let paths = corpus::write(folder, files);
    let mut all = Vec::new();
    for paths in paths.chunks(2000) {
        let output = run(command().args(paths));
        let results: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        all.extend(results.into_iter().map(|result| match &result["error"] {
            serde_json::Value::String(error) => Real::Refused(error.clone()),
            _ => Real::Values(serde_json::from_value(result["values"].clone()).unwrap()),
        }));
    }
    all
}

fn folder(name: &str) -> PathBuf {
    let folder = install::folder().join("files").join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[test]
fn python_dotenv_reads_as_modelled() {
    let Some(python) = install::python("python-dotenv") else {
        return;
    };
    let files = Corpus::new().files(4000);
    let script = install::driver("python_dotenv.py");
    let command = || {
        let mut command = machine::program(&python);
        command.arg(&script);
        command
    };
    compare(
        Reader::PythonDotenv,
        &files,
        &batch(command, &folder("python-dotenv"), &files),
    );
}

#[test]
fn dotenv_reads_as_modelled() {
    let Some(modules) = install::node_modules("dotenv") else {
        return;
    };
    let files = Corpus::new().files(4000);
    let script = install::driver("dotenv.cjs");
    let command = || {
        let mut command = machine::program("node");
        command.arg(&script).env("NODE_PATH", &modules);
        command
    };
    compare(
        Reader::Dotenv,
        &files,
        &batch(command, &folder("dotenv"), &files),
    );
}

#[test]
fn node_reads_as_modelled() {
    if !install::node("Node.js") {
        return;
    }
    let files = Corpus::new().files(4000);
    let script = install::driver("node.cjs");
    let command = || {
        let mut command = machine::program("node");
        command.arg(&script);
        command
    };
    compare(
        Reader::Node,
        &files,
        &batch(command, &folder("node"), &files),
    );

    // The option itself goes the same way.
    for path in corpus::write(&folder("node-option"), &files[..20]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let print = "for (const k in process.env) if (/^(AWS|K)/.test(k)) \
                     console.log(JSON.stringify([k, process.env[k]]))";
        let output = run(Command::new("node")
            .env_clear()
            .arg(format!("--env-file={}", path.display()))
            .args(["-e", print]));
        let real: Values = String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str::<(String, String)>(line).unwrap())
            .collect();
        let Real::Values(model) = modelled(Reader::Node, &Reader::Node.read(&text)) else {
            panic!("{text:?} is never refused");
        };
        for (name, value) in &real {
            assert_eq!(model.get(name), Some(value), "{name} in {text:?}");
        }
    }
}

#[test]
fn dotenvy_reads_as_modelled() {
    if !machine::in_clean_environment("dotenvy_reads_as_modelled") {
        return;
    }
    let files = Corpus::new().files(4000);
    let real: Vec<Real> = files
        .iter()
        .map(|text| {
            // The loading functions skip the byte order mark; the iterator does not.
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            let mut values = Values::new();
            for item in dotenvy::from_read_iter(text.as_bytes()) {
                match item {
                    Ok((name, value)) => {
                        values.entry(name).or_insert(value);
                    }
                    Err(error) => return Real::Refused(error.to_string()),
                }
            }
            Real::Values(values)
        })
        .collect();
    compare(Reader::Dotenvy, &files, &real);
}

#[test]
fn dotenvy_loads_past_a_byte_order_mark_and_keeps_the_first_value() {
    if !machine::in_clean_environment(
        "dotenvy_loads_past_a_byte_order_mark_and_keeps_the_first_value",
    ) {
        return;
    }
    let text = "\u{feff}MDBOOK_AWS_MARK=first\nMDBOOK_AWS_MARK=second\n";
    dotenvy::from_read(text.as_bytes()).unwrap();
    assert_eq!(std::env::var("MDBOOK_AWS_MARK").unwrap(), "first");
    assert!(
        dotenvy::from_read_iter(text.as_bytes())
            .next()
            .unwrap()
            .is_err()
    );
    let model = modelled(Reader::Dotenvy, &Reader::Dotenvy.read(text));
    let expected = [("MDBOOK_AWS_MARK".to_owned(), "first".to_owned())];
    assert_eq!(model, Real::Values(expected.into()));
}

#[test]
fn godotenv_reads_as_modelled() {
    let Some(program) = install::godotenv() else {
        return;
    };
    let files = Corpus::new().files(4000);
    compare(
        Reader::Godotenv,
        &files,
        &batch(|| machine::program(&program), &folder("godotenv"), &files),
    );
}

#[test]
fn direnv_reads_as_modelled() {
    if !install::program("direnv", "direnv") {
        return;
    }
    let files = Corpus::new().files(300);
    let home = folder("direnv-home");
    let real: Vec<Real> = corpus::write(&folder("direnv"), &files)
        .iter()
        .map(|path| {
            let output = machine::program("direnv")
                .env("HOME", &home)
                .args(["dotenv", "json"])
                .arg(path)
                .output()
                .unwrap();
            if output.status.success() {
                Real::Values(serde_json::from_slice(&output.stdout).unwrap())
            } else {
                Real::Refused(String::from_utf8_lossy(&output.stderr).into_owned())
            }
        })
        .collect();
    compare(Reader::Direnv, &files, &real);
}

#[test]
fn bash_reads_as_modelled() {
    if !install::program("bash", "bash") {
        return;
    }
    // What is run, redirected or left to the shell has no value to compare.
    let followed = |text: &String| {
        Reader::Bash.read(text).statements.iter().all(|statement| {
            let line = &text[statement.range.clone()];
            match &statement.effect {
                Effect::Fault(fault) => {
                    fault.effect != OnFault::Unclear
                        && !line.contains(['<', '>', '|', '&', '(', '`'])
                }
                _ => true,
            }
        })
    };
    let files: Vec<String> = Corpus::new()
        .files(1200)
        .into_iter()
        .filter(followed)
        .collect();
    let real: Vec<Real> = corpus::write(&folder("bash"), &files)
        .iter()
        .map(|path| exported_by_bash(path))
        .collect();
    compare(Reader::Bash, &files, &real);
}

/// The variables that sourcing the file adds to the environment.
fn exported_by_bash(path: &Path) -> Real {
    let script = "set -a; PATH=/nowhere source \"$1\"; /usr/bin/env -0";
    let output = Command::new("bash")
        .args(["--norc", "-c", script, "bash"])
        .arg(path)
        .env_clear()
        .env("LC_ALL", "C.UTF-8")
        .current_dir(path.parent().unwrap())
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    if errors.contains("unexpected EOF") || errors.contains("syntax error") {
        return Real::Refused(errors);
    }
    let own = ["LC_ALL", "PWD", "OLDPWD", "SHLVL", "_", "PATH"];
    Real::Values(
        String::from_utf8(output.stdout)
            .unwrap()
            .split('\0')
            .filter_map(|pair| pair.split_once('='))
            .filter(|(name, _)| !own.contains(name))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

#[test]
fn systemd_reads_as_modelled() {
    let generator = Path::new(
        "/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator",
    );
    if !install::file("systemd", generator, "systemd") {
        return;
    }
    // The generator shares the parser of `EnvironmentFile=` and differs in three things: it
    // expands `$`, which is doubled here to stay; it drops empty values; and before 254 a
    // backslash continues a comment.
    let files: Vec<String> = Corpus::new()
        .files(1000)
        .into_iter()
        .filter(|text| {
            !text
                .lines()
                .any(|line| line.contains('#') && line.ends_with('\\'))
        })
        .collect();
    let home = folder("systemd");
    let settings = home.join("environment.d");
    std::fs::create_dir_all(&settings).unwrap();
    let real: Vec<Real> = files
        .iter()
        .map(|text| {
            std::fs::write(settings.join("sample.conf"), text.replace('$', "$$")).unwrap();
            let output = run(Command::new(generator)
                .env_clear()
                .env("HOME", &home)
                .env("XDG_CONFIG_HOME", &home));
            Real::Values(
                String::from_utf8(output.stdout)
                    .unwrap()
                    .lines()
                    .filter_map(|line| line.split_once('='))
                    .filter(|(name, _)| *name != "QT_ACCESSIBILITY")
                    .map(|(name, value)| (name.to_owned(), printed_by_systemd(value)))
                    .collect(),
            )
        })
        .collect();
    // Empty values last in the file are dropped by the generator; compare the rest.
    let mut kept = Vec::new();
    let mut answers = Vec::new();
    for (text, real) in files.iter().zip(real) {
        let reading = Reader::Systemd.read(text);
        let empty = reading.statements.iter().any(
            |statement| matches!(&statement.effect, Effect::Sets { value, .. } if value.is_empty()),
        );
        if !empty {
            kept.push(text.clone());
            answers.push(real);
        }
    }
    assert!(kept.len() > files.len() / 2);
    compare(Reader::Systemd, &kept, &answers);
}

/// A value as the generator prints it: bare, or in double quotes with C escapes.
fn printed_by_systemd(printed: &str) -> String {
    let Some(inner) = printed
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return printed.to_owned();
    };
    let mut value = String::new();
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (c, false) => value.push(c),
            (_, true) => value.push(match chars.next().unwrap() {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                other => other,
            }),
        }
    }
    value
}

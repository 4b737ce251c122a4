//! The examples in the AWS CLI's own documentation, some seven thousand blocks of commands,
//! give no alarm but those that a person has looked at, and are read alike with and without the
//! grammar.
//!
//! `aws_cli_examples/known.txt` lists those, under the reason for which each is right.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use crate::machine;
use crate::support::Memory;
use aws_doc_lint::shell::{self, Dialect};
use aws_doc_shell::Bash;

#[test]
fn aws_own_examples_give_no_false_alarm() {
    let folder = tempfile::tempdir().unwrap();
    let what = "the checks on the AWS CLI's own examples";
    let arguments: [&dyn AsRef<OsStr>; 2] = [&"--examples", &folder.path()];
    let Some(output) = machine::generate(what, "cli/build.py", &arguments) else {
        return;
    };
    machine::succeeded(&output);

    let root = folder.path().join("awscli/examples");
    let mut book = Memory::default();
    let mut blocks = 0;
    read(&root, &root, &mut book, &mut blocks);
    assert!(blocks > 7000, "{blocks} blocks");

    let found = alarms(&book);
    let known = include_str!("aws_cli_examples/known.txt");
    let expected: BTreeMap<(String, String), usize> = known
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split(' ');
            let mut field = || fields.next().unwrap().to_owned();
            let key = (field(), field());
            (key, field().parse().unwrap())
        })
        .collect();
    let mut wrong = String::new();
    for ((code, file), count) in &found {
        if expected.get(&(code.clone(), file.clone())) != Some(count) {
            wrong.push_str(&format!("found:  {code} {file} {count}\n"));
        }
    }
    for (key @ (code, file), count) in &expected {
        if !found.contains_key(key) {
            wrong.push_str(&format!("absent: {code} {file} {count}\n"));
        }
    }
    assert!(
        wrong.is_empty(),
        "look at each of these commands; is the alarm right?\n{wrong}"
    );
}

/// How often each check of commands speaks up in each file.
fn alarms(book: &Memory) -> BTreeMap<(String, String), usize> {
    let paths: Vec<&str> = book.0.keys().map(String::as_str).collect();
    book.check(&paths, |files, outcome, _| {
        let mut found = BTreeMap::new();
        for diagnostic in &outcome.diagnostics {
            if !diagnostic.code.starts_with("command/") {
                continue;
            }
            let file = files.get(diagnostic.span.unwrap().file).unwrap();
            let key = (diagnostic.code.to_owned(), file.path().to_owned());
            *found.entry(key).or_default() += 1;
        }
        found
    })
}

fn read(root: &Path, folder: &Path, book: &mut Memory, blocks: &mut usize) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, book, blocks);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut chapter = String::new();
        for block in literal_blocks(&text) {
            let is_session = |line: &str| line.starts_with("$ aws") || line.starts_with("> aws");
            let language = if block.lines().any(is_session) {
                "console"
            } else if block.lines().any(|line| line.starts_with("aws ")) {
                "sh"
            } else {
                continue;
            };
            *blocks += 1;
            same_without_the_grammar(&block);
            chapter.push_str(&format!("``````{language}\n{block}``````\n\n"));
        }
        if !chapter.is_empty() {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap();
            book.0.insert(name.to_owned(), chapter);
        }
    }
}

/// Plain commands are read without the grammar, and as the grammar reads them.
fn same_without_the_grammar(block: &str) {
    // The grammar lets such a line go on the one before, which no shell does.
    if block.lines().any(|line| line.trim_start() == "\\") {
        return;
    }
    for dialect in [Dialect::Script, Dialect::Console] {
        assert_eq!(
            shell::parse(block, dialect, Some(&Bash)),
            shell::parse_by_grammar(block, dialect, &Bash),
            "{block}"
        );
    }
}

/// The literal blocks of reStructuredText: what is indented behind a line that ends in `::`.
fn literal_blocks(text: &str) -> Vec<String> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if !line.trim_end().ends_with("::") {
            continue;
        }
        let outer = indent(line);
        let inside: Vec<&str> = lines
            .iter()
            .skip(at)
            .take_while(|line| line.trim().is_empty() || indent(line) > outer)
            .copied()
            .collect();
        at += inside.len();
        let margin = inside
            .iter()
            .filter(|line| !line.trim().is_empty())
            .map(|line| indent(line))
            .min();
        let Some(margin) = margin else {
            continue;
        };
        let block: String = inside
            .iter()
            .map(|line| format!("{}\n", line.get(margin..).unwrap_or_default()))
            .collect();
        blocks.push(format!("{}\n", block.trim_matches('\n')));
    }
    blocks
}

//! A book of 100 chapters and 1 MB: how long the checks take, compared with how long mdBook itself takes to
//! build it; and the start of the program on one small file.
//!
//! `cargo bench -p mdbook-aws --bench book`
#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on should stop"
)]

use std::path::Path;
use std::process::Command;

use aws_doc_facts::Facts;
use aws_doc_lint::document::Input;
use aws_doc_lint::run::{Options, check};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use mdbook_aws::mdbook::Aws;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;
use spanned_text::{Files, Memory};

fn main() {
    divan::main();
}

const CHAPTERS: usize = 100;

/// About 10 kB of prose and of snippets of every kind, all right.
fn chapter(number: usize) -> String {
    let mut text = format!("# Chapter {number}\n\n");
    let mut part = 0;
    while text.len() < 10_000 {
        part += 1;
        text.push_str(&format!(
            "## Part {part} of {number}\n\nAmazon Bedrock in `us-east-1` and eu-west-1, as chapter \
             {number} has it: a call is allowed when the policy names both the profile and the \
             models behind it, and the Region is one of those.\n\n\
             ```json\n{{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {{\n      \
             \"Effect\": \"Allow\",\n      \"Action\": [\"bedrock:InvokeModel\", \
             \"bedrock:InvokeModelWithResponseStream\"],\n      \"Resource\": \
             \"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-{number}-v1:{part}\"\n    \
             }}\n  ]\n}}\n```\n\n\
             ```env\n# Part {part}\nAWS_REGION=us-east-1\nAWS_DEFAULT_REGION=us-east-1\n\
             AWS_PROFILE=reader-{number}\n```\n\n\
             ```sh\naws bedrock list-foundation-models --region us-east-1 --profile \
             reader-{number}\n```\n\n\
             | Region | Use |\n| --- | --- |\n| us-east-1 | {part} |\n| eu-west-1 | {number} |\n\n"
        ));
    }
    text
}

fn memory() -> Memory {
    let chapters = (0..CHAPTERS).map(|number| (format!("src/{number}.md"), chapter(number)));
    chapters.collect()
}

/// Everything but reading files and printing.
#[divan::bench]
fn all_checks(bencher: Bencher<'_, '_>) {
    let memory = memory();
    let bytes: usize = memory.iter().map(|(_, text)| text.len()).sum();
    let inputs: Vec<Input> = memory.iter().map(|(path, _)| Input::file(path)).collect();
    let facts = Facts::bundled();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let mut files = Files::new(&memory);
        let outcome = check(&mut files, &inputs, &facts, &Options::default());
        assert_eq!(outcome.diagnostics, []);
        black_box(outcome.snippets.len())
    });
}

/// Writes the book below `root`.
fn write(root: &Path) {
    std::fs::create_dir_all(root.join("src")).unwrap();
    let mut summary = String::new();
    for (path, text) in memory().iter() {
        std::fs::write(root.join(path), text).unwrap();
        let name = path.trim_start_matches("src/");
        summary.push_str(&format!("- [{name}]({name})\n"));
    }
    std::fs::write(root.join("src/SUMMARY.md"), summary).unwrap();
    let settings =
        "[preprocessor.aws]\nbefore = [\"links\"]\ncommand = \"true\"\noptional = true\n";
    std::fs::write(root.join("book.toml"), settings).unwrap();
}

fn build(root: &Path, checked: bool) {
    let mut config = Config::from_disk(root.join("book.toml")).unwrap();
    if !checked {
        config = Config::default();
    }
    let mut book = MDBook::load_with_config(root, config).unwrap();
    if checked {
        book.with_preprocessor(Aws::with_reporter(|_| {}));
    }
    book.build().unwrap();
}

/// mdBook alone, from files to pages.
#[divan::bench(sample_count = 20)]
fn mdbook_alone(bencher: Bencher<'_, '_>) {
    let root = tempfile::tempdir().unwrap();
    write(root.path());
    bencher.bench_local(|| build(root.path(), false));
}

/// mdBook with the preprocessor in its process.
#[divan::bench(sample_count = 20)]
fn mdbook_with_checks(bencher: Bencher<'_, '_>) {
    let root = tempfile::tempdir().unwrap();
    write(root.path());
    bencher.bench_local(|| build(root.path(), true));
}

/// From process start to exit, on a file of one env sample.
#[divan::bench]
fn start_on_one_small_file(bencher: Bencher<'_, '_>) {
    start(bencher, &["check", "small.md"]);
}

/// The same program doing nothing: what starting a process costs here.
#[divan::bench]
fn start_alone(bencher: Bencher<'_, '_>) {
    start(bencher, &["supports", "html"]);
}

fn start(bencher: Bencher<'_, '_>, arguments: &[&str]) {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(
        root.path().join("small.md"),
        "```env\nAWS_REGION=us-east-1\n```\n",
    )
    .unwrap();
    bencher.bench_local(|| {
        let output = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"))
            .args(arguments)
            .current_dir(root.path())
            .output()
            .unwrap();
        assert!(output.status.success());
    });
}

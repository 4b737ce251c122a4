//! `mdbook-aws refresh` and live builds when they are killed, run at once, or given much to read.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::aws;
use crate::book::{Book, signed, stderr, whole};
use crate::server::{Reply, Server};
use aws_doc_disk::store;

/// The names in a folder; none if it is not there.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn facts_and_cache_survive_a_kill_at_any_moment() {
    let server = Server::start(whole);
    let book = Book::new("", "{{#aws regions}}\n");
    let facts = book.root().join(store::FOLDER);
    let cache = book.root().join("cache");
    let run = |command: &str| {
        let mut program = book.program(&server.url(""));
        signed(&mut program);
        program.env("MDBOOK_AWS_CACHE_DIR", &cache);
        match command {
            "refresh" => program.arg("refresh"),
            _ => program.env("MDBOOK_AWS_LIVE", "always"),
        };
        program
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    };
    let started = Instant::now();
    assert!(run("refresh").wait().unwrap().success());
    let mut wait = started.elapsed();
    let (mut killed, mut finished) = (0, 0);
    for step in 0..40 {
        // There is all to write each time.
        std::fs::remove_dir_all(&facts).unwrap_or_default();
        let mut child = run("refresh");
        std::thread::sleep(wait);
        child.kill().unwrap();
        // The kills close in on the end of the run, where files are written.
        wait = match child.wait().unwrap().success() {
            true => {
                finished += 1;
                wait.mul_f64(0.9)
            }
            false => {
                killed += 1;
                wait.mul_f64(1.06)
            }
        };
        let known = store::load(book.root());
        assert!(known.is_ok(), "step {step}: {:?}", known.err());
        for name in names(&facts) {
            let text = std::fs::read(facts.join(&name)).unwrap();
            // What a killed run was writing has a name of its own.
            if !name.starts_with('.') {
                let json: Result<serde_json::Value, _> = serde_json::from_slice(&text);
                assert!(json.is_ok(), "step {step}: {name} is torn");
            }
        }
    }
    println!("{killed} killed, {finished} finished before");
    assert!(killed > 8, "the kills came too late");
    // What a killed run leaves behind stands in nobody's way.
    assert!(run("refresh").wait().unwrap().success());
    let (page, told) = book
        .build({
            let mut program = book.program(&server.url(""));
            program.env("MDBOOK_AWS_CACHE_DIR", &cache);
            program
        })
        .unwrap();
    assert!(page.contains("us-east-1"), "{told}");
}

#[test]
fn builds_and_refreshes_at_once_do_no_harm() {
    let server = Server::start(whole);
    let book = Book::new("", "{{#aws count regions}}\n");
    std::thread::scope(|scope| {
        for turn in 0..6 {
            let (book, url) = (&book, server.url(""));
            scope.spawn(move || {
                if turn % 2 == 0 {
                    let output = book.refresh(&url, &[]);
                    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
                } else {
                    let (page, _) = book.build(book.program(&url)).unwrap();
                    assert_eq!(page, "36\n");
                }
            });
        }
    });
    let found = names(&book.root().join(store::FOLDER));
    assert!(found.iter().all(|name| !name.starts_with('.')), "{found:?}");
    assert!(store::load(book.root()).is_ok());
}

/// The most memory that a process has held, in kB, as Linux tells it while it runs.
fn peak(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Answers as large as AWS's own: a table of all services in all Regions, and 120 models in each.
#[test]
#[cfg(target_os = "linux")]
fn a_whole_pull_takes_less_than_60_mb() {
    let table = {
        let mut table: serde_json::Value =
            serde_json::from_str(&aws::regional_table(&aws::regions())).unwrap();
        let rows = table["prices"].as_array_mut().unwrap();
        for service in 0..210 {
            for region in aws::regions() {
                rows.push(serde_json::json!({"id": format!("{service:040x}:{region}"),
                    "attributes": {"aws:region": region, "aws:serviceName": format!("AWS Service {service}"),
                    "aws:serviceUrl": format!("https://aws.amazon.com/service-{service}/")}}));
            }
        }
        table.to_string()
    };
    assert!(table.len() > 1_300_000, "{}", table.len());
    let models = |region: &str| {
        let rows: Vec<_> = (0..120)
            .map(|number| {
                let id = format!("maker{}.a-model-with-a-long-name-{number}-v1:0", number % 15);
                serde_json::json!({"modelArn": format!("arn:aws:bedrock:{region}::foundation-model/{id}"),
                    "modelId": id, "modelName": format!("A Model {number}"), "providerName": "Maker",
                    "inputModalities": ["TEXT", "IMAGE"], "outputModalities": ["TEXT"],
                    "responseStreamingSupported": true, "customizationsSupported": [],
                    "inferenceTypesSupported": ["ON_DEMAND", "INFERENCE_PROFILE"],
                    "modelLifecycle": {"status": "ACTIVE"}})
            })
            .collect();
        serde_json::json!({ "modelSummaries": rows }).to_string()
    };
    let server = Server::start(move |request| match request.path.as_str() {
        "/table" => Reply::json(&table),
        "/foundation-models" => Reply::json(&models(request.region())),
        _ => whole(request),
    });
    let book = Book::new("", "");
    let mut program = book.program(&server.url(""));
    signed(&mut program);
    let mut child = program
        .arg("refresh")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(peak(child.id()).unwrap_or_default());
        std::thread::sleep(Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success());
    println!("a pull of everything took {most} kB at its peak");
    assert!(most > 1_000, "no figure could be had");
    assert!(most < 60_000, "{most} kB");
    let models = std::fs::read_to_string(book.root().join("facts/models.json")).unwrap();
    assert!(models.contains("a-model-with-a-long-name-119-v1:0"));
}

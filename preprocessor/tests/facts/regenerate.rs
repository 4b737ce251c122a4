//! The facts in `facts/`, and the locks of the tools, are what their generators write from the pinned
//! packages.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::machine;

use std::path::Path;

/// Runs a generator of `facts/build` and compares what it writes with what is committed.
fn regenerates(script: &str, files: &[&str]) {
    regenerates_in("crates/aws-doc-facts/data", script, files);
}

/// The same for files in another folder.
fn regenerates_in(folder: &str, script: &str, files: &[&str]) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().unwrap();
    let Some(output) = machine::generate(machine::FACTS, script, &[&out.path()]) else {
        return;
    };
    machine::succeeded(&output);
    for file in files {
        let committed = std::fs::read(root.join(folder).join(file)).unwrap();
        let written = std::fs::read(out.path().join(file)).unwrap();
        assert!(
            committed == written,
            "{folder}/{file} is not what {script} writes"
        );
    }
}

#[test]
fn regions() {
    regenerates("regions.py", &["regions.json", "regions.provenance.json"]);
}

#[test]
fn models() {
    regenerates("models.py", &["models.json", "models.provenance.json"]);
}

#[test]
fn partitions() {
    regenerates(
        "partitions.py",
        &["partitions.json", "partitions.provenance.json"],
    );
}

#[test]
fn region_history() {
    regenerates(
        "region_history.py",
        &["region_history.json", "region_history.provenance.json"],
    );
}

#[test]
fn managed_policies() {
    let files = [
        "managed_policies.json",
        "managed_policies.provenance.json",
        "managed_policy_versions.json",
    ];
    regenerates("managed_policies.py", &files);
}

#[test]
fn service_principals() {
    let files = [
        "service_principals.json",
        "service_principals.provenance.json",
    ];
    regenerates("service_principals.py", &files);
}

#[test]
fn notices() {
    let files = [
        "NOTICE.md",
        "crates/aws-doc-facts/data/LICENCES.md",
        "crates/iam-policy-model/data/LICENCES.md",
    ];
    regenerates_in("", "notices.py", &files);
}

#[test]
fn locks_of_the_tools() {
    let files = [
        "aws_cli_1.txt",
        "aws_cli_2.txt",
        "build.txt",
        "emulator.txt",
        "python.txt",
        "python_other.txt",
        "tools.provenance.json",
    ];
    regenerates_in("src/doctest/tools", "tools.py", &files);
}

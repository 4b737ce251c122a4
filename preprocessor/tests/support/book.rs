//! A book of one chapter, and the program that works on it with an AWS on the loopback interface.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::aws;
use crate::server::{Reply, Request};

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_mdbook-aws");

/// A book of one chapter in a home of its own.
pub(crate) struct Book(TempDir);

impl Book {
    pub(crate) fn new(settings: &str, chapter: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir(root.join("src")).unwrap();
        let toml = format!("[book]\ntitle = \"x\"\n[preprocessor.aws]\n{settings}");
        std::fs::write(root.join("book.toml"), toml).unwrap();
        std::fs::write(root.join("src/SUMMARY.md"), "- [A](a.md)\n").unwrap();
        std::fs::write(root.join("src/a.md"), chapter).unwrap();
        Self(folder)
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    /// The program with nothing of this machine's environment but what it needs to start.
    pub(crate) fn program(&self, url: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .env_clear()
            .current_dir(self.root())
            .env("HOME", self.root().join("home"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("MDBOOK_AWS_REGIONAL_TABLE_URL", format!("{url}/table"))
            .env("MDBOOK_AWS_PRICE_LIST_URL", format!("{url}/prices"))
            .env(
                "MDBOOK_AWS_SERVICE_REFERENCE_URL",
                format!("{url}/reference"),
            )
            .env("AWS_ENDPOINT_URL", url);
        command
    }

    pub(crate) fn refresh(&self, url: &str, arguments: &[&str]) -> Output {
        let mut command = self.program(url);
        signed(&mut command);
        command.arg("refresh").args(arguments).output().unwrap()
    }

    /// Runs the preprocessor as mdBook does; the chapter's new text, or what went wrong.
    pub(crate) fn build(&self, mut command: Command) -> Result<(String, String), String> {
        let toml = std::fs::read_to_string(self.root().join("book.toml")).unwrap();
        let config: toml::Table = toml::from_str(&toml).unwrap();
        let text = std::fs::read_to_string(self.root().join("src/a.md")).unwrap();
        let chapter = json!({"Chapter": {
            "name": "A", "content": text, "number": null, "sub_items": [], "path": "a.md",
            "source_path": "a.md", "parent_names": []}});
        let input = json!([
            {"root": self.root(), "config": config, "renderer": "html", "mdbook_version": "0.5.4"},
            {"items": [chapter]}
        ]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.to_string().as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        if !output.status.success() {
            return Err(told);
        }
        let book: Value = serde_json::from_slice(&output.stdout).unwrap();
        let page = book["items"][0]["Chapter"]["content"].as_str().unwrap();
        Ok((page.to_owned(), told))
    }
}

/// Made-up credentials, put together here so that none stand in the tree.
pub(crate) fn signed(command: &mut Command) {
    command
        .env("AWS_ACCESS_KEY_ID", ["AKIA", "QZ7TR2NWK5XJ4PVM"].concat())
        .env("AWS_SECRET_ACCESS_KEY", "not-a-secret".repeat(3))
        .env("AWS_REGION", "us-east-1");
}

pub(crate) fn whole(request: &Request) -> Reply {
    aws::answer(request, &aws::regions())
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

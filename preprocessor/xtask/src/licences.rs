//! The licences of all crates that a program contains, as texts: most of them ask to be passed on with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// The package whose program it is.
const PROGRAM: &str = "mdbook-aws";

/// How the names of files with licences and notices begin.
const NAMES: [&str; 5] = ["license", "licence", "notice", "copying", "unlicense"];

/// A crate that a program contains.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// The texts for the program as it is built for `target`, each once, with the crates that it is of.
///
/// # Errors
/// When Cargo cannot say what the program contains, or a crate has no licence at all.
pub fn texts(root: &Path, target: &str) -> Result<String> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .args(["--filter-platform", target])
        .current_dir(root)
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!(
            "cargo metadata: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let mut page = String::from("The crates that this program contains, and their licences.\n\n");
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for each in contained(&metadata)? {
        let name = format!("{} {}", each.name, each.version);
        writeln!(page, "{name}: {}", each.licence)?;
        for text in files(&each.folder)? {
            by_text.entry(text).or_default().push(name.clone());
        }
    }
    for (text, crates) in by_text {
        writeln!(
            page,
            "\n{}\n{}\n\n{text}",
            "-".repeat(80),
            crates.join(", ")
        )?;
    }
    Ok(page)
}

/// The crates that are linked into the program, without those of this workspace: what is only used
/// to build or to test is not in it.
fn contained(metadata: &Value) -> Result<BTreeSet<Crate>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let linked = list(&node["deps"]).into_iter().filter(|dependency| {
            let kinds = list(&dependency["dep_kinds"]);
            kinds.iter().any(|kind| kind["kind"].is_null())
        });
        let linked = linked.map(|dependency| text(&dependency["pkg"]));
        needs.insert(text(&node["id"]), linked.collect());
    }
    let packages = list(&metadata["packages"]);
    let program = packages.iter().find(|package| package["name"] == PROGRAM);
    let program = program.context("the program is not in the workspace")?;
    let mut found = BTreeSet::new();
    let mut open = vec![text(&program["id"])];
    while let Some(id) = open.pop() {
        if found.insert(id.clone()) {
            open.extend(needs.get(&id).into_iter().flatten().cloned());
        }
    }
    let others = packages
        .iter()
        .filter(|package| found.contains(&text(&package["id"])) && !package["source"].is_null());
    others
        .map(|package| {
            let manifest = PathBuf::from(text(&package["manifest_path"]));
            let name = text(&package["name"]);
            let licence = package["license"].as_str().map(str::to_owned);
            let licence = licence.or_else(|| package["license_file"].as_str().map(str::to_owned));
            Ok(Crate {
                licence: licence.with_context(|| format!("{name} has no licence"))?,
                name,
                version: text(&package["version"]),
                folder: manifest.parent().map(Path::to_owned).unwrap_or(manifest),
            })
        })
        .collect()
}

/// The texts of the files with licences and notices in a folder.
fn files(folder: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let name = name.to_ascii_lowercase();
        if path.is_file() && NAMES.iter().any(|begin| name.starts_with(begin)) {
            paths.push(path);
        }
    }
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path);
        let text = text.with_context(|| format!("cannot read {}", path.display()))?;
        Ok(text.replace("\r\n", "\n").trim().to_owned())
    };
    paths.iter().map(read).collect()
}

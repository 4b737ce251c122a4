//! The licences of all crates that a program contains, as texts: most of them ask to be passed on with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

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
    let metadata: Metadata = serde_json::from_slice(&output.stdout)?;
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

/// What `cargo metadata` prints, as far as it is of use.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    license: Option<String>,
    license_file: Option<String>,
    /// None for a package of this workspace.
    source: Option<String>,
    manifest_path: PathBuf,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    pkg: String,
    dep_kinds: Vec<Kind>,
}

#[derive(Deserialize)]
struct Kind {
    /// None for one that is linked; `build` or `dev` for others.
    kind: Option<String>,
}

/// The crates that are linked into the program, without those of this workspace: what is only used
/// to build or to test is not in it.
fn contained(metadata: &Metadata) -> Result<BTreeSet<Crate>> {
    let mut needs: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for node in &metadata.resolve.nodes {
        let linked = node.deps.iter().filter(|dependency| {
            let mut kinds = dependency.dep_kinds.iter();
            kinds.any(|kind| kind.kind.is_none())
        });
        needs.insert(&node.id, linked.map(|it| it.pkg.as_str()).collect());
    }
    let packages = || metadata.packages.iter();
    let program = packages().find(|package| package.name == PROGRAM);
    let program = program.context("the program is not in the workspace")?;
    let mut found = BTreeSet::new();
    let mut open = vec![program.id.as_str()];
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(needs.get(id).into_iter().flatten().copied());
        }
    }
    packages()
        .filter(|package| package.source.is_some() && found.contains(package.id.as_str()))
        .map(|package| {
            let licence = package.license.as_ref().or(package.license_file.as_ref());
            let licence = licence.with_context(|| format!("{} has no licence", package.name))?;
            let folder = package.manifest_path.parent();
            Ok(Crate {
                name: package.name.clone(),
                version: package.version.clone(),
                licence: licence.clone(),
                folder: folder.context("a manifest without a folder")?.to_owned(),
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

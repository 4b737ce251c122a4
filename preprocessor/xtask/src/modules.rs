//! Which top-level module of a crate uses which.
//!
//! Each file is parsed, and each path in it resolved: those of `use`, those within expressions and types,
//! and those in the arguments of macros. A name that the crate's root re-exports counts for the module
//! that it comes from. Code under `#[cfg(test)]` does not count, and neither does the root itself, which
//! declares all modules and may be used by each.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use syn::Item;
use syn::visit::Visit as _;

use paths::{Paths, declared, flatten, only_for_tests};

mod paths;

/// The use of one module by another: the file and the line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, relative to the workspace.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// The top-level modules of a crate, and for each those that it uses with the first place where it does.
#[derive(Debug, Clone, Default)]
pub struct Graph {
    /// The name of the crate.
    pub name: String,
    /// The uses, by module.
    pub uses: BTreeMap<String, BTreeMap<String, Place>>,
}

/// Reads the modules of all crates of the workspace.
///
/// # Errors
/// When a file cannot be read or is not valid Rust.
pub fn read_workspace(root: &Path) -> Result<Vec<Graph>> {
    let crates = crate::crates(root)?;
    crates
        .iter()
        .map(|(name, folder)| read_crate(root, name, &folder.join("src")))
        .collect()
}

/// Reads the modules of the crate whose sources are in `sources`.
///
/// # Errors
/// When a file cannot be read or is not valid Rust, or there is no root file.
pub fn read_crate(root: &Path, name: &str, sources: &Path) -> Result<Graph> {
    let roots = ["lib.rs", "main.rs"].map(|file| sources.join(file));
    let start = roots
        .iter()
        .find(|file| file.is_file())
        .with_context(|| format!("{} has no lib.rs and no main.rs", sources.display()))?;
    let file = parse(start)?;
    let mut reader = Reader {
        root,
        graph: Graph {
            name: name.to_owned(),
            ..Graph::default()
        },
        exports: BTreeMap::new(),
    };
    let modules = declared(&file.items);
    for module in &modules {
        reader.graph.uses.entry(module.clone()).or_default();
    }
    for item in &file.items {
        if let Item::Use(item) = item {
            let mut paths = Vec::new();
            flatten(&item.tree, &mut Vec::new(), &mut paths);
            for path in paths {
                let segments = path.segments.iter();
                let from = segments
                    .map(String::as_str)
                    .find(|name| !["crate", "self"].contains(name));
                if let Some(from) = from.filter(|from| modules.contains(*from)) {
                    reader.exports.insert(path.name, from.to_owned());
                }
            }
        }
    }
    reader.module(start, &[], &file.items, sources)?;
    Ok(reader.graph)
}

fn parse(path: &Path) -> Result<syn::File> {
    let text = crate::read(path)?;
    syn::parse_file(&text).with_context(|| format!("{} is not valid Rust", path.display()))
}

struct Reader<'a> {
    root: &'a Path,
    graph: Graph,
    /// The names that the root of the crate re-exports, and the module of each.
    exports: BTreeMap<String, String>,
}

impl Reader<'_> {
    /// Reads the items of the module `path`, whose files of submodules are in `folder`.
    fn module(
        &mut self,
        file: &Path,
        path: &[String],
        items: &[Item],
        folder: &Path,
    ) -> Result<()> {
        for item in items {
            let Item::Mod(module) = item else { continue };
            if only_for_tests(&module.attrs) {
                continue;
            }
            let name = module.ident.to_string();
            let mut inner = path.to_vec();
            inner.push(name.clone());
            let below = folder.join(&name);
            if let Some((_, items)) = &module.content {
                self.module(file, &inner, items, &below)?;
            } else {
                let choices = [folder.join(format!("{name}.rs")), below.join("mod.rs")];
                let found: Option<&PathBuf> = choices.iter().find(|choice| choice.is_file());
                let found = found.with_context(|| {
                    format!("{} declares `{name}`, which has no file", file.display())
                })?;
                let parsed = parse(found)?;
                if !only_for_tests(&parsed.attrs) {
                    self.module(found, &inner, &parsed.items, &below)?;
                }
            }
        }
        if let Some(own) = path.first() {
            let shown = file.strip_prefix(self.root).unwrap_or(file);
            let mut paths = Paths {
                module: path,
                children: declared(items),
                found: Vec::new(),
            };
            for item in items {
                // Modules within this file have been read above.
                if !matches!(item, Item::Mod(_)) {
                    paths.visit_item(item);
                }
            }
            for (target, line) in paths.found {
                let target = self.exports.get(&target).unwrap_or(&target);
                if target == own || !self.graph.uses.contains_key(target) {
                    continue;
                }
                let place = Place {
                    file: shown.display().to_string(),
                    line,
                };
                let uses = self.graph.uses.entry(own.clone()).or_default();
                uses.entry(target.clone()).or_insert(place);
            }
        }
        Ok(())
    }
}

impl Graph {
    /// The graph as a Mermaid drawing.
    #[must_use]
    pub fn draw(&self) -> String {
        let mut text = format!("%% {}\nflowchart TD\n", self.name);
        for (module, uses) in &self.uses {
            if uses.is_empty() {
                let _ = writeln!(text, "    {module}");
            }
            for used in uses.keys() {
                let _ = writeln!(text, "    {module} --> {used}");
            }
        }
        text
    }

    /// The circles: one for each set of modules that reach each other, with the places of its uses.
    #[must_use]
    pub fn circles(&self) -> Vec<String> {
        let reached: BTreeMap<&str, BTreeSet<&str>> = self
            .uses
            .keys()
            .map(|module| (module.as_str(), self.reached(module)))
            .collect();
        let reach = |from: &str, to: &str| reached.get(from).is_some_and(|all| all.contains(to));
        let mut seen = BTreeSet::new();
        let mut circles = Vec::new();
        for module in self.uses.keys() {
            if !reach(module, module) || seen.contains(module.as_str()) {
                continue;
            }
            let mut text = String::new();
            for (member, uses) in &self.uses {
                if !(reach(module, member) && reach(member, module)) {
                    continue;
                }
                seen.insert(member.as_str());
                for (used, place) in uses {
                    if reach(used, member) {
                        let Place { file, line } = place;
                        let _ = writeln!(text, "  {member} uses {used} ({file}:{line})");
                    }
                }
            }
            circles.push(text);
        }
        circles
    }

    fn reached(&self, from: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut next = vec![from];
        while let Some(module) = next.pop() {
            for used in self.uses.get(module).into_iter().flat_map(BTreeMap::keys) {
                if reached.insert(used.as_str()) {
                    next.push(used);
                }
            }
        }
        reached
    }
}

/// The crates of the workspace and which depends on which, as a Mermaid drawing. Dependencies of tests
/// do not count; Cargo allows no circle among the others.
///
/// # Errors
/// When a manifest cannot be read.
pub fn draw_crates(root: &Path) -> Result<String> {
    let crates = crate::crates(root)?;
    let mut text = "flowchart TD\n".to_owned();
    for (name, folder) in &crates {
        let manifest = crate::read_toml(&folder.join("Cargo.toml"))?;
        let dependencies = manifest.get("dependencies").and_then(toml::Value::as_table);
        let names = dependencies.into_iter().flat_map(toml::Table::keys);
        for used in names.filter(|used| crates.iter().any(|(name, _)| name == *used)) {
            let _ = writeln!(text, "    {name} --> {used}");
        }
    }
    Ok(text)
}

//! Looks for turns of phrase that sound translated, in comments, messages and Markdown.
//!
//! `preprocessor/xtask/prose-allowed.txt` says how many each part of the workspace may have. The numbers
//! only go down: `cargo xtask prose --lower` writes those found where they are lower.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use proc_macro2::{TokenStream, TokenTree};
use regex::Regex;

/// The numbers that are allowed, relative to the workspace.
pub const ALLOWED: &str = "preprocessor/xtask/prose-allowed.txt";

/// A turn of phrase: where it is found, which texts that match are fine nevertheless, and what to write.
struct Turn {
    pattern: &'static str,
    fine: &'static str,
    instead: &'static str,
}

const NEVER: &str = "$^";

const TURNS: &[Turn] = &[
    Turn {
        pattern: r"\bstands?\b(?: \w+)?",
        fine: r"(?i)^stands? (for|in|alone|out|by|up)\b",
        instead: "be, or a verb that says what happens",
    },
    Turn {
        pattern: r"(?:\w+,? )?\b(?:is|are|was|were) no \w+",
        fine: r"(?i)^there |\bno (longer|more|less|fewer|later|larger|smaller|different|matter|one)$",
        instead: "is not a",
    },
    Turn {
        pattern: r"(?:\w+ )?\bof AWS\b(?:'s|-| [A-Z])?",
        fine: r"(?i)^(place|instead|outside|independent|know|knows|known) |('s|-| (?-i:[A-Z]))$",
        instead: "AWS's",
    },
    Turn {
        pattern: r"\b(?:tells?|told)\b (?:that|what|which|how|whether|of|why|where)\b",
        fine: NEVER,
        instead: "say, show or report",
    },
    Turn {
        pattern: r"\bwhat (?:became|becomes) of\b",
        fine: NEVER,
        instead: "the result of",
    },
    Turn {
        pattern: r"\bmend(?:s|ed|ing)?\b",
        fine: NEVER,
        instead: "fix",
    },
    Turn {
        pattern: r"\bbeside\b",
        fine: NEVER,
        instead: "next to, or besides",
    },
    Turn {
        pattern: r"\b(?:of|none of) ours\b",
        fine: NEVER,
        instead: "our own, or the name of the thing",
    },
    Turn {
        pattern: r"\bwho(?:ever)? asks?\b",
        fine: NEVER,
        instead: "the caller",
    },
    Turn {
        pattern: r"\bheed(?:s|ed|ing)?\b",
        fine: NEVER,
        instead: "respect or apply",
    },
    Turn {
        pattern: r"\bforeseen?\b",
        fine: NEVER,
        instead: "expected or known",
    },
    Turn {
        pattern: r"\bweigh(?:s|ed|ts?)?\b",
        fine: NEVER,
        instead: "severity",
    },
];

/// One unnatural turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The line, from 1.
    pub line: usize,
    /// The words.
    pub text: String,
    /// What to write instead.
    pub instead: &'static str,
}

/// What was found in the workspace.
#[derive(Debug, Default)]
pub struct Report {
    /// The number for each part of the workspace: each crate, the root's papers, and the book.
    pub counts: BTreeMap<String, usize>,
    lines: String,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines)
    }
}

/// The patterns of all turns, compiled.
struct Patterns(Vec<(Regex, Regex, &'static str)>);

impl Patterns {
    fn new() -> Result<Self> {
        let compile = |turn: &Turn| {
            let pattern = format!("(?i){}", turn.pattern.replace(' ', r"\s+"));
            // Names keep their case.
            let pattern = pattern
                .replace("AWS", "(?-i:AWS)")
                .replace("[A-Z]", "(?-i:[A-Z])");
            let fine = turn.fine.replace(' ', r"\s+");
            Ok((Regex::new(&pattern)?, Regex::new(&fine)?, turn.instead))
        };
        Ok(Self(TURNS.iter().map(compile).collect::<Result<_>>()?))
    }

    /// Looks through a text that begins on this line.
    fn find(&self, text: &str, first_line: usize, found: &mut Vec<Found>) {
        for (pattern, fine, instead) in &self.0 {
            for hit in pattern.find_iter(text) {
                if fine.is_match(hit.as_str()) {
                    continue;
                }
                let before = text.get(..hit.start()).unwrap_or(text);
                found.push(Found {
                    line: first_line + before.matches('\n').count(),
                    text: hit
                        .as_str()
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" "),
                    instead,
                });
            }
        }
    }
}

/// Looks through the comments and strings of Rust code.
///
/// # Errors
/// When it is not valid Rust.
pub fn look_at_rust(text: &str) -> Result<Vec<Found>> {
    let patterns = Patterns::new()?;
    let mut found = Vec::new();
    let mut comment = String::new();
    let mut start = 0;
    for (number, line) in text.lines().chain([""]).enumerate() {
        if let Some(words) = line.trim_start().strip_prefix("//") {
            if comment.is_empty() {
                start = number + 1;
            }
            comment.push_str(words.trim_start_matches(['/', '!']));
            comment.push('\n');
        } else if !comment.is_empty() {
            patterns.find(&without_code(&comment), start, &mut found);
            comment.clear();
        }
    }
    let tokens: TokenStream = text
        .parse()
        .map_err(|error| anyhow::anyhow!("it is not valid Rust: {error}"))?;
    strings(tokens, &patterns, &mut found);
    found.sort_by_key(|found| found.line);
    Ok(found)
}

fn strings(tokens: TokenStream, patterns: &Patterns, found: &mut Vec<Found>) {
    // A doc comment is an attribute here, and has been read as a comment.
    let mut in_doc = false;
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => in_doc = ident == "doc",
            TokenTree::Group(group) => strings(group.stream(), patterns, found),
            TokenTree::Literal(literal) if !in_doc => {
                let line = literal.span().start().line;
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    patterns.find(&text.value(), line, found);
                }
            }
            _ => {}
        }
    }
}

/// Looks through the prose of Markdown.
///
/// # Errors
/// When a pattern is malformed.
pub fn look_at_markdown(text: &str) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    Patterns::new()?.find(&without_code(text), 1, &mut found);
    found.sort_by_key(|found| found.line);
    Ok(found)
}

/// Markdown with the content of fences and code spans blanked, on the same lines.
fn without_code(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let trimmed = line.trim_start_matches([' ', '>']);
        let marks: String = trimmed.chars().take_while(|c| "`~".contains(*c)).collect();
        match &fence {
            Some(open) if marks.starts_with(open.as_str()) => fence = None,
            Some(_) => {}
            None if marks.len() >= 3 => fence = Some(marks),
            None => {
                // What is between backticks is blanked: every second piece.
                for (at, piece) in line.split('`').enumerate() {
                    kept.push_str(if at % 2 == 0 { piece } else { "`" });
                }
            }
        }
        kept.push('\n');
    }
    kept
}

/// Looks through the workspace.
///
/// # Errors
/// When a file cannot be read or is not valid Rust.
pub fn look(root: &Path) -> Result<Report> {
    let mut report = Report::default();
    for (name, folder) in crate::crates(root)? {
        for part in ["src", "tests", "examples", "benches", "build"] {
            let folder = folder.join(part);
            if !folder.is_dir() {
                continue;
            }
            for file in crate::files(&folder, "rs")? {
                // This file and its tests have the turns themselves.
                if file.ends_with("xtask/src/prose.rs") || file.ends_with("xtask/tests/prose.rs") {
                    continue;
                }
                let found = look_at_rust(&crate::read(&file)?)
                    .with_context(|| format!("in {}", file.display()))?;
                report.add(root, &name, &file, &found);
            }
        }
        for paper in papers(&folder)? {
            let found = look_at_markdown(&crate::read(&paper)?)?;
            report.add(root, &name, &paper, &found);
        }
    }
    for chapter in crate::files(&root.join("book/src"), "md")? {
        let found = look_at_markdown(&crate::read(&chapter)?)?;
        report.add(root, "book", &chapter, &found);
    }
    Ok(report)
}

/// The Markdown in the folder of a crate and in that of its tests, without the cases.
fn papers(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let mut papers = Vec::new();
    for folder in [folder.to_owned(), folder.join("tests")] {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "md") {
                papers.push(path);
            }
        }
    }
    papers.sort();
    Ok(papers)
}

impl Report {
    fn add(&mut self, root: &Path, part: &str, file: &Path, found: &[Found]) {
        *self.counts.entry(part.to_owned()).or_default() += found.len();
        let file = file.strip_prefix(root).unwrap_or(file).display();
        for Found {
            line,
            text,
            instead,
        } in found
        {
            let _ = writeln!(self.lines, "{file}:{line}: `{text}`: write {instead}");
        }
    }
}

fn allowed(root: &Path) -> Result<BTreeMap<String, usize>> {
    let text = crate::read(&root.join(ALLOWED))?;
    let line = |line: &str| {
        let (part, count) = line
            .split_once(' ')
            .with_context(|| format!("{ALLOWED}: `{line}` is not a name and a number"))?;
        let count = count
            .parse()
            .with_context(|| format!("{ALLOWED}: `{count}` is not a number"))?;
        Ok((part.to_owned(), count))
    };
    text.lines().map(line).collect()
}

/// A line for each part of the workspace that has more than it may have; empty if there is none.
///
/// # Errors
/// When the allowed numbers cannot be read.
pub fn exceeded(root: &Path, report: &Report) -> Result<String> {
    Ok(over(&allowed(root)?, &report.counts))
}

/// A line for each part that has more than it may have.
#[must_use]
pub fn over(allowed: &BTreeMap<String, usize>, counts: &BTreeMap<String, usize>) -> String {
    let mut text = String::new();
    for (part, count) in counts {
        let most = allowed.get(part).copied().unwrap_or_default();
        if *count > most {
            let _ = writeln!(
                text,
                "{part}: {count} unnatural turns, {most} allowed; `cargo xtask prose` lists them"
            );
        }
    }
    text
}

/// Lowers the allowed numbers to those found.
///
/// # Errors
/// When they cannot be read or written.
pub fn lower(root: &Path, report: &Report) -> Result<()> {
    let allowed = allowed(root)?;
    let mut text = String::new();
    for (part, count) in &report.counts {
        let most = allowed.get(part).copied().unwrap_or_default();
        if most.min(*count) > 0 {
            let _ = writeln!(text, "{part} {}", most.min(*count));
        }
    }
    let path = root.join(ALLOWED);
    std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))
}

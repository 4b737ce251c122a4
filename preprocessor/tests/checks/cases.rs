//! Runs the literate cases in `tests/cases/`; see `tests/README.md`.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::path::{Path, PathBuf};

use crate::support::{Memory, annotate, facts, strip, with_secrets, without_secrets};
use aws_doc_lint::document::Input;
use aws_doc_lint::document::attributes::Info;
use aws_doc_lint::run::{BookFile, Findings, check};
use mdbook_aws::settings::Settings;
use spanned_text::Files;

/// The opening of a block of a case.
const FENCE: &str = "``````";

/// A piece of a case file: text between blocks, or a block with its opening line.
enum Piece {
    Text(String),
    File {
        opening: String,
        name: Option<String>,
        body: String,
    },
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::Text(String::new())];
    let mut open = false;
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix(FENCE), open) {
            (Some(info), false) => {
                open = true;
                let info = Info::parse(info.trim_end());
                pieces.push(Piece::File {
                    opening: line.to_owned(),
                    name: info.value("file").map(str::to_owned),
                    body: String::new(),
                });
            }
            (Some(_), true) => {
                open = false;
                pieces.push(Piece::Text(line.to_owned()));
            }
            (None, _) => match pieces.last_mut().unwrap() {
                Piece::Text(text) => text.push_str(line),
                Piece::File { body, .. } => body.push_str(line),
            },
        }
    }
    pieces
}

/// The same case file with what the checks say now.
fn rewritten(text: &str) -> String {
    let pieces = pieces(text);
    let mut out = String::new();
    // A named file belongs to every block of its section without a name.
    let mut section: Vec<(String, String)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Text(text) => {
                if text.lines().any(|line| line.starts_with("## ")) {
                    section = named_files(pieces.get(index + 1..).unwrap());
                }
                out.push_str(text);
            }
            Piece::File {
                opening,
                name,
                body,
            } => {
                out.push_str(opening);
                out.push_str(&file(name.as_deref(), body, &section));
            }
        }
    }
    out
}

fn named_files(pieces: &[Piece]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) if text.lines().any(|line| line.starts_with("## ")) => break,
            Piece::File {
                name: Some(name),
                body,
                ..
            } => {
                files.push((name.clone(), with_secrets(&strip(body))));
            }
            _ => {}
        }
    }
    files
}

fn file(name: Option<&str>, body: &str, section: &[(String, String)]) -> String {
    if name.is_some_and(|name| !name.ends_with(".md") && name != "book.toml") {
        // Findings in an included file are shown there, by way of the chapter.
        let name = name.unwrap();
        let text = with_secrets(&strip(body));
        let chapter = format!("```json\n{{{{#include {name}}}}}\n```\n");
        return checked("chapter.md", &chapter, section, name, &text);
    }
    if name == Some("book.toml") {
        return body.to_owned();
    }
    let path = name.unwrap_or("example.md");
    let text = with_secrets(&strip(body));
    checked(path, &text, section, path, &text)
}

fn checked(
    chapter: &str,
    chapter_text: &str,
    section: &[(String, String)],
    shown: &str,
    shown_text: &str,
) -> String {
    run(chapter, chapter_text, section, |files, outcome| {
        without_secrets(&annotate(shown, shown_text, files, outcome))
    })
}

/// Checks a chapter among the named files of its section.
fn run<T>(
    chapter: &str,
    chapter_text: &str,
    section: &[(String, String)],
    tell: impl FnOnce(&Files<'_>, &Findings) -> T,
) -> T {
    let mut book = Memory::default();
    let mut settings = Settings::default();
    for (name, text) in section {
        if name == "book.toml" {
            settings = Settings::from_book_toml(text, "book.toml").unwrap();
            settings.run.book = Some(BookFile {
                path: name.clone(),
                whole: true,
            });
        }
        book = book.with(name, text);
    }
    settings.run.directives = Some(mdbook_aws::render::validate);
    book = book.with(chapter, chapter_text);
    let facts = facts();
    let mut files = Files::new(&book);
    let outcome = check(&mut files, &[Input::file(chapter)], &facts, &settings.run);
    tell(&files, &outcome)
}

/// A text with one fix applied.
struct FixedFile {
    code: &'static str,
    title: String,
    /// How many findings of this code there were before.
    before: usize,
    text: String,
}

/// The text `text` with each of its fixes.
fn mended(path: &str, text: &str, section: &[(String, String)]) -> Vec<FixedFile> {
    run(path, text, section, |files, outcome| {
        let mut mended = Vec::new();
        for diagnostic in &outcome.diagnostics {
            for fix in &diagnostic.fixes {
                let mut edits: Vec<_> = fix.edits.iter().collect();
                edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
                let file = files.get(edits.first().unwrap().span.file).unwrap();
                if file.path() != path {
                    continue;
                }
                let mut text = text.to_owned();
                for edit in edits {
                    text.replace_range(edit.span.start..edit.span.end, &edit.text);
                }
                mended.push(FixedFile {
                    code: diagnostic.code,
                    title: fix.title.clone(),
                    before: count(outcome, diagnostic.code),
                    text,
                });
            }
        }
        mended
    })
}

fn count(outcome: &Findings, code: &str) -> usize {
    let found = &outcome.diagnostics;
    found.iter().filter(|other| other.code == code).count()
}

/// What is wrong with the fixes of a block: those after which as many findings of their check are
/// left as before.
fn idle_fixes(
    path: &str,
    text: &str,
    section: &[(String, String)],
    tried: &mut usize,
) -> Vec<String> {
    let mended = mended(path, text, section);
    let mut idle = Vec::new();
    *tried += mended.len();
    for FixedFile {
        code,
        title,
        before,
        text,
    } in mended
    {
        let after = run(path, &text, section, |_, outcome| count(outcome, code));
        if after >= before {
            idle.push(format!(
                "{code}: {title}: {before} before, {after} after\n{text}"
            ));
        }
    }
    idle
}

fn case_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            case_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
}

#[test]
fn every_case_says_what_the_checks_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths = Vec::new();
    case_files(&folder, &mut paths);
    paths.sort();
    assert!(!paths.is_empty());
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        let now = rewritten(&text);
        if now == text {
            continue;
        }
        if update {
            std::fs::write(&path, &now).unwrap();
            continue;
        }
        let name = path.strip_prefix(&folder).unwrap().display().to_string();
        let diff = similar::TextDiff::from_lines(&text, &now)
            .unified_diff()
            .header(&format!("{name} as written"), &format!("{name} as checked"))
            .to_string();
        wrong.push(diff);
    }
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE=1 rewrites the cases; read what it wrote",
        wrong.join("\n")
    );
}

/// Hands every unnamed block of every case to `look`, with the named files of its section.
fn each_block(mut look: impl FnMut(&Path, &str, &[(String, String)])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths = Vec::new();
    case_files(&folder, &mut paths);
    for case in paths {
        let text = std::fs::read_to_string(&case).unwrap();
        let pieces = pieces(&text);
        let mut section = Vec::new();
        for (index, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Text(text) if text.lines().any(|line| line.starts_with("## ")) => {
                    section = named_files(pieces.get(index + 1..).unwrap());
                }
                Piece::File {
                    name: None, body, ..
                } => look(&case, &with_secrets(&strip(body)), &section),
                _ => {}
            }
        }
    }
}

#[test]
fn every_fix_mends_what_it_is_for() {
    let (mut idle, mut tried) = (Vec::new(), 0);
    each_block(|_, text, section| {
        idle.extend(idle_fixes("example.md", text, section, &mut tried));
    });
    assert!(tried > 100, "only {tried} fixes were tried");
    assert!(idle.is_empty(), "{}", idle.join("\n\n"));
}

/// Fixing a text with the line ends of Windows gives the fixed text with the line ends of Windows,
/// whatever the fix.
#[test]
fn fixes_keep_the_line_ends_of_windows() {
    let (mut wrong, mut tried) = (Vec::new(), 0);
    each_block(|case, text, section| {
        if text.contains('\r') {
            return;
        }
        let windows = |text: &str| text.replace('\n', "\r\n");
        let plain = mended("example.md", text, section);
        let other = mended("example.md", &windows(text), section);
        tried += plain.len();
        if plain.len() != other.len() {
            let (one, two) = (plain.len(), other.len());
            wrong.push(format!(
                "{}: {one} fixes, {two} of CRLF\n{text}",
                case.display()
            ));
        }
        for (plain, other) in plain.iter().zip(&other) {
            if windows(&plain.text) != other.text {
                let (code, title) = (plain.code, &plain.title);
                wrong.push(format!("{code}: {title}\n{:?}", other.text));
            }
        }
    });
    assert!(tried > 100, "only {tried} fixes were tried");
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

//! The guide as a whole: it builds from the program, covers what it promises, and a mistake in it
//! fails the build.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::machine;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

fn book() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            // The pages of an earlier build are not part of the source.
            if path != book().join("book") {
                copy(&path, &target);
            }
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn program(arguments: &[&str], folder: &Path) -> Output {
    machine::program(env!("CARGO_BIN_EXE_bedrock-guide"))
        .env("MDBOOK_AWS_LIVE", "never")
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The guide, built by the program into a folder of its own, once for all tests.
fn pages() -> &'static Path {
    static PAGES: std::sync::OnceLock<(TempDir, PathBuf)> = std::sync::OnceLock::new();
    let (_, html) = PAGES.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let dest = folder.path().join("pages");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let output = program(&["--dest", dest.to_str().unwrap()], root);
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{told}");
        assert!(told.contains(": 0 errors, 0 warnings, "), "{told}");
        let said = String::from_utf8(output.stdout).unwrap();
        let place = said.trim_end().strip_prefix("The guide is in ").unwrap();
        let html = Path::new(place).parent().unwrap().to_owned();
        assert!(Path::new(place).is_file());
        (folder, html)
    });
    html
}

fn page(name: &str) -> String {
    std::fs::read_to_string(pages().join(name)).unwrap()
}

/// A page's main part without its tags, entities resolved, white space folded.
fn text_of(html: &str) -> String {
    let main = html
        .split("<main>")
        .nth(1)
        .unwrap()
        .split("</main>")
        .next()
        .unwrap();
    let mut text = String::new();
    for part in main.split('<').enumerate() {
        match part {
            (0, first) => text.push_str(first),
            (_, part) => text.push_str(part.split_once('>').map_or("", |(_, rest)| rest)),
        }
    }
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a page from the heading with this id to the next heading of its rank or higher.
fn section(html: &str, anchor: &str) -> Option<String> {
    let id = format!(" id=\"{anchor}\"");
    let at = html.find(&id)?;
    let open = html.get(..at)?.rfind('<')?;
    let rank = html.get(open + 1..open + 3)?;
    let level: u32 = rank.strip_prefix('h')?.parse().ok()?;
    let rest = html.get(at..)?;
    let end = (1..=level)
        .filter_map(|level| rest.find(&format!("<h{level} ")))
        .min()
        .unwrap_or(rest.len());
    Some(format!("<main>{}</main>", html.get(open..at + end)?))
}

#[test]
fn the_region_table_is_whole() {
    let html = page("regions.html");
    let text = text_of(&html);
    assert!(text.contains("36 Regions offer Amazon Bedrock."), "{text}");
    assert!(text.contains("4 isolated Regions"));
    assert!(text.contains("Retrieved 2026-"));
    for code in [
        "us-east-1",
        "mx-central-1",
        "eusc-de-east-1",
        "us-gov-west-1",
    ] {
        assert!(
            html.contains(&format!("<td><code>{code}</code></td>")),
            "{code}"
        );
    }
    for code in [
        "ap-east-1",
        "cn-north-1",
        "bedrock-us-east-1",
        "fips-us-gov-west-1",
    ] {
        assert!(
            !html.contains(&format!("<td><code>{code}</code></td>")),
            "{code}"
        );
    }
}

#[test]
fn the_reference_has_a_page_for_every_check() {
    let table = page("reference.html");
    for rule in aws_doc_lint::check::rules() {
        let name = format!("reference/{}.html", rule.code);
        assert!(table.contains(&format!("href=\"{name}\"")), "{name}");
        let page = page(&name);
        for heading in ["fails", "passes"] {
            assert!(
                page.contains(&format!("id=\"{heading}\"")),
                "{name}: {heading}"
            );
        }
    }
}

#[test]
fn a_wrong_region_in_any_chapter_fails_the_build() {
    let chapters: BTreeSet<PathBuf> = std::fs::read_dir(book().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "SUMMARY.md"))
        .collect();
    assert!(chapters.len() > 15);
    let folder = tempfile::tempdir().unwrap();
    copy(&book(), &folder.path().join("book"));
    for chapter in chapters {
        let name = chapter.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&chapter).unwrap();
        let line = text.lines().count() + 2;
        let copy = folder.path().join("book/src").join(name);
        std::fs::write(&copy, format!("{text}\nAlso in `us-esat-1`.\n")).unwrap();
        let output = program(&["--dest", "pages"], folder.path());
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{name}: {told}");
        for part in [
            "error[region/mistyped]",
            &format!("book/src/{name}:{line}:10"),
            "^^^^^^^^^",
            "did you mean `us-east-1`?",
        ] {
            assert!(told.contains(part), "{name}: no {part} in {told}");
        }
        std::fs::write(&copy, text).unwrap();
    }
}

/// An entry of `book/coverage.toml`.
fn entries(kind: &str) -> Vec<toml::Table> {
    let text = std::fs::read_to_string(book().join("coverage.toml")).unwrap();
    let table: toml::Table = toml::from_str(&text).unwrap();
    let entries = table.get(kind).and_then(toml::Value::as_array).unwrap();
    entries
        .iter()
        .map(|entry| entry.as_table().unwrap().clone())
        .collect()
}

fn field<'t>(entry: &'t toml::Table, name: &str) -> &'t str {
    entry
        .get(name)
        .and_then(toml::Value::as_str)
        .unwrap_or_else(|| panic!("no {name} in {entry}"))
}

/// The text of the place that an entry names.
fn place(entry: &toml::Table) -> String {
    let name = field(entry, "page").replace(".md", ".html");
    let html = page(&name);
    let anchor = field(entry, "anchor");
    let section = section(&html, anchor);
    text_of(&section.unwrap_or_else(|| panic!("{name} has no heading #{anchor}")))
}

/// The headings of the guide that this one replaces.
const OLD_HEADINGS: [&str; 16] = [
    "AWS Bedrock Credentials Guide",
    "Prerequisites",
    "Getting AWS Bedrock Credentials",
    "1. Create an IAM User",
    "2. Attach Permissions to the IAM User",
    "3. Enable Model Access in Bedrock",
    "4. Create and Retrieve Access Keys",
    "5. Session Tokens (Optional)",
    "Configuring Your Environment",
    "Available AWS Regions for Bedrock",
    "Security Best Practices",
    "Troubleshooting",
    "Common Issues",
    "Access Denied errors",
    "Region not supported errors",
    "Credential validation errors",
];

#[test]
fn every_heading_of_the_old_guide_is_covered() {
    let entries = entries("seed");
    let known: BTreeSet<&str> = entries
        .iter()
        .map(|entry| field(entry, "heading"))
        .collect();
    for heading in OLD_HEADINGS {
        assert!(
            known.iter().any(|known| known.contains(heading)),
            "{heading}: {known:?}"
        );
    }
    for entry in &entries {
        assert!(!place(entry).is_empty());
        let verdict = field(entry, "verdict");
        assert!(
            ["kept", "corrected", "retired"].contains(&verdict),
            "{verdict}"
        );
        assert!(!field(entry, "why").is_empty());
    }
}

#[test]
fn every_claim_of_the_old_guide_is_answered() {
    let entries = entries("claim");
    assert_eq!(entries.len(), 13);
    for entry in &entries {
        assert!(place(entry).len() > 40, "{}", field(entry, "seed"));
        assert!(!field(entry, "verdict").is_empty());
    }
}

#[test]
fn every_error_message_can_be_found() {
    let entries = entries("error");
    assert_eq!(entries.len(), 56);
    for entry in &entries {
        let text = place(entry);
        let also = entry.get("also").and_then(toml::Value::as_array);
        let also = also.into_iter().flatten().filter_map(toml::Value::as_str);
        for message in std::iter::once(field(entry, "message")).chain(also) {
            let message = message.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&message), "{message} is not in: {text}");
        }
    }
}

/// The day that a text names behind `Verified `, as `2026-11-28`.
fn verified(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("Verified ")?;
    let day = rest.get(..10)?;
    let digits = day
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c });
    (digits.collect::<String>() == "0000-00-00").then_some(day)
}

/// A page that cites AWS says when it was verified and against what, in one line at its end; a page
/// that still has dated footnotes says it in each of them.
#[test]
fn every_page_says_when_its_sources_were_read() {
    let mut cited = 0;
    for chapter in std::fs::read_dir(book().join("src")).unwrap() {
        let path = chapter.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let last = text
            .lines()
            .rfind(|line| line.starts_with("Verified ") && verified(line).is_some());
        if let Some(last) = last {
            assert!(last.contains(" against: "), "{name}: against what? {last}");
        }
        let mut defined = BTreeSet::new();
        for line in text.lines().filter(|line| line.starts_with("[^")) {
            let (label, source) = line.split_once("]: ").unwrap();
            let label = format!("{label}]");
            let dated = last.is_some() || verified(source).is_some();
            assert!(dated, "{name}: {label} has no date: {source}");
            let words = [
                "](https://",
                "package ",
                "packages ",
                "crate ",
                "AWS CLI",
                "tried",
                "Tried",
                "`probe:",
            ];
            assert!(
                words.iter().any(|word| source.contains(word)),
                "{name}: {label} names no source: {source}"
            );
            let uses = text.matches(&label).count();
            assert!(uses > 1, "{name}: {label} is used nowhere");
            assert!(defined.insert(label.clone()), "{name}: {label} twice");
        }
        for part in text.split("[^").skip(1) {
            let label = part.split(']').next().unwrap();
            // Patterns in commands hold `[^"]` and the like.
            if label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
                let label = format!("[^{label}]");
                assert!(defined.contains(&label), "{name}: {label} is not defined");
            }
        }
        let sources = text.matches("](https://docs.aws.amazon.com/").count();
        cited += sources;
        assert!(
            sources == 0 || last.is_some() || !defined.is_empty(),
            "{name} cites AWS's documentation and does not say when it was read"
        );
    }
    assert!(cited > 80, "{cited}");
}

#[test]
fn help_tells_every_command() {
    let output = program(&["--help"], &book());
    let help = String::from_utf8(output.stdout).unwrap();
    for part in ["build", "serve", "--book", "--dest"] {
        assert!(help.contains(part), "{part}: {help}");
    }
    let output = program(&["serve", "--help"], &book());
    let help = String::from_utf8(output.stdout).unwrap();
    for part in ["--port", "--open", "--book"] {
        assert!(help.contains(part), "{part}: {help}");
    }
}

/// The pages below a folder of the finished guide, by their paths from its root.
fn addresses(folder: &Path, below: &str, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let address = format!("{below}{name}");
        if path.is_dir() {
            addresses(&path, &format!("{address}/"), found);
        } else if name.ends_with(".html") && !["404.html", "toc.html"].contains(&name) {
            found.insert(address);
        }
    }
}

/// What others link to stays: `book/addresses.txt` names every page that there has been, and each
/// is still a page or a redirect. Where a redirect leads, the build itself looks at.
#[test]
fn no_address_is_ever_lost() {
    let path = book().join("addresses.txt");
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    let kept: BTreeSet<String> = kept.lines().map(str::to_owned).collect();
    let mut now = BTreeSet::new();
    addresses(pages(), "", &mut now);
    let lost: Vec<&String> = kept.difference(&now).collect();
    assert!(
        lost.is_empty(),
        "pages are gone, and book.toml has no [output.html.redirect] for them: {lost:?}"
    );
    let new: Vec<&String> = now.difference(&kept).collect();
    if std::env::var_os("UPDATE").is_some() {
        let all: String = now
            .union(&kept)
            .map(|address| format!("{address}\n"))
            .collect();
        std::fs::write(&path, all).unwrap();
    } else {
        assert!(
            new.is_empty(),
            "book/addresses.txt does not name {new:?}; `UPDATE=1 cargo test --test guide \
             no_address` adds them"
        );
    }
}

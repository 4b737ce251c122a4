//! How a test says that it cannot run on this machine.
//!
//! [`skip`] notes it in a file of this run of `cargo test`, and `tests/summary`, which Cargo runs last,
//! prints everything that was noted as one table.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test uses a part of it, and a test that cannot go on should stop"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// A test that was skipped: what it would have tested, why it could not, and what makes it run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Skipped {
    pub(crate) what: String,
    pub(crate) why: String,
    pub(crate) remedy: String,
    /// The name of the test.
    pub(crate) test: String,
}

/// Whether skipping is forbidden: continuous integration sets `CI=true`.
pub(crate) fn forbidden() -> bool {
    std::env::var_os("CI").is_some_and(|value| value == "true")
}

/// Notes that `what` is not tested, and what to do about it. The first line of `why` goes into the
/// table; the rest is shown with the output of the test.
///
/// # Panics
/// With `CI=true`, where every test must run.
#[track_caller]
pub(crate) fn skip(what: &str, why: &str, remedy: &str) {
    assert!(
        !forbidden(),
        "CI=true, but {what} cannot be tested: {why}\nto run it: {remedy}"
    );
    println!("{what}: {why}");
    let why = why.lines().next().unwrap_or_default();
    let current = std::thread::current();
    // A test that runs alone may run on the main thread.
    let test = current.name().filter(|name| *name != "main");
    let skipped = Skipped {
        what: one_line(what),
        why: one_line(why),
        remedy: one_line(remedy),
        test: test.unwrap_or(what).to_owned(),
    };
    tell(&skipped);
    note(&file(), &skipped);
}

/// Tells it at once too, as a run of some tests need not end with the table. What the test harness
/// captures is not seen, and it captures only the macros that print.
fn tell(skipped: &Skipped) {
    static TOLD: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let line = format!(
        "skipped: {}: {}; to run it: {}\n",
        skipped.what, skipped.why, skipped.remedy
    );
    let mut told = TOLD.lock().unwrap_or_else(PoisonError::into_inner);
    if told.insert(line.clone()) {
        std::io::stderr().write_all(line.as_bytes()).unwrap();
    }
}

/// Between the fields of a note; no text on a single line has it.
const BETWEEN: char = '\u{1f}';

fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Adds a note to the file, as one line.
pub(crate) fn note(file: &Path, skipped: &Skipped) {
    let Skipped {
        what,
        why,
        remedy,
        test,
    } = skipped;
    let line = format!("{what}{BETWEEN}{why}{BETWEEN}{remedy}{BETWEEN}{test}\n");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.create(true).append(true).open(file).unwrap();
    file.write_all(line.as_bytes()).unwrap();
}

/// What the file notes.
pub(crate) fn noted(file: &Path) -> Vec<Skipped> {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let fields = |line: &str| {
        let mut fields = line.split(BETWEEN).map(str::to_owned);
        Some(Skipped {
            what: fields.next()?,
            why: fields.next()?,
            remedy: fields.next()?,
            test: fields.next()?,
        })
    };
    text.lines().filter_map(fields).collect()
}

/// The file for the notes of this run of `cargo test`, whose process starts every test program.
pub(crate) fn file() -> PathBuf {
    folder().join(run())
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("skipped")
}

/// A name for this run of `cargo test`: the number of its process, and on Linux when it started, as
/// numbers are used again.
#[cfg(unix)]
fn run() -> String {
    let parent = std::os::unix::process::parent_id();
    let stat = std::fs::read_to_string(format!("/proc/{parent}/stat")).unwrap_or_default();
    // The name of the program, which may hold anything, ends with the last parenthesis.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let started = fields.split_whitespace().nth(19).unwrap_or_default();
    format!("{parent}-{started}")
}

/// Elsewhere the standard library does not tell whose child a process is.
#[cfg(not(unix))]
fn run() -> String {
    "run".to_owned()
}

/// Forgets the notes of this run, which has been reported, and those of runs that never were.
pub(crate) fn forget() {
    let old = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
    // Nothing has been noted if there is no folder, and another run may be at it as well.
    let _ = std::fs::remove_file(file());
    for entry in std::fs::read_dir(folder()).into_iter().flatten().flatten() {
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        if modified.is_ok_and(|modified| modified < old) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// The widths of the columns of the table.
const WIDTHS: [usize; 3] = [44, 32, 44];

/// Everything that was skipped, as a table with a row for each thing that is missing.
pub(crate) fn table(skipped: &[Skipped]) -> String {
    let mut rows: BTreeMap<[&str; 2], BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for each in skipped {
        let row = rows.entry([&each.why, &each.remedy]).or_default();
        row.entry(&each.what).or_default().insert(&each.test);
    }
    let all = rows.values().flat_map(BTreeMap::values);
    let mut text = match all.map(BTreeSet::len).sum::<usize>() {
        0 => return "No test was skipped.\n".to_owned(),
        1 => "1 test was skipped. With CI=true it must run.\n\n".to_owned(),
        many => format!("{many} tests were skipped. With CI=true each must run.\n\n"),
    };
    let titles = ["Not tested", "Because", "To run it"];
    row(&mut text, titles.map(|title| vec![title.to_owned()]));
    for ([why, remedy], whats) in rows {
        row(&mut text, WIDTHS.map(|width| vec!["-".repeat(width)]));
        let what = whats.iter().flat_map(|(what, tests)| {
            let what = match tests.len() {
                1 => (*what).to_owned(),
                many => format!("{what} ({many}\u{a0}tests)"),
            };
            wrap(&what, WIDTHS[0])
        });
        let cells = [
            what.collect(),
            wrap(why, WIDTHS[1]),
            wrap(remedy, WIDTHS[2]),
        ];
        row(&mut text, cells);
    }
    text
}

/// Adds a row, whose cells are given by their lines.
fn row(text: &mut String, cells: [Vec<String>; 3]) {
    let height = cells.iter().map(Vec::len).max().unwrap_or_default();
    for at in 0..height {
        let line = cells.iter().zip(WIDTHS).map(|(lines, width)| {
            let cell = lines.get(at).map_or("", String::as_str);
            format!("{cell:width$}")
        });
        text.push_str(line.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
}

/// A text in lines of at most so many characters. What does not fit on the first is indented; a longer
/// word has a line of its own.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
            Some(_) => lines.push(format!("  {word}")),
        }
    }
    lines
}

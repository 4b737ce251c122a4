//! How time grows with the length of what is checked, for each kind of hostile input:
//!
//! ```text
//! cargo bench -p mdbook-aws --bench growth [-- --longest=BYTES NAME...]
//! ```
//!
//! Every generator makes books of ten lengths, each longer than the one before by the same factor. A
//! book is checked, its directives are rendered, and the reports are written in all three formats. The
//! exponent is that of the curve which fits the times best: 1 is linear, 2 quadratic. `NAME` selects the
//! generators whose names contain it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark that cannot go on should stop"
)]

use std::time::{Duration, Instant};

use aws_doc_facts::Facts;
use aws_doc_lint::document::Input;
use aws_doc_lint::run::{BookFile, Findings, check};
use mdbook_aws::render::{apply, replacements, validate};
use mdbook_aws::report::{Report, github, human, json};
use mdbook_aws::settings::Settings;
use spanned_text::{Files, Memory};

#[path = "../tests/support/hostile.rs"]
mod hostile;
use hostile::{Generator, Hostile};

/// The shortest book, in bytes.
const SHORTEST: usize = 1_000;
/// The longest, unless the command says otherwise.
const LONGEST: usize = 512_000;
/// How many lengths there are.
const LENGTHS: u32 = 10;
/// Longer books are left out once one has taken so long.
const ENOUGH: Duration = Duration::from_secs(4);
/// Shorter times are mostly noise.
const NOISE: Duration = Duration::from_micros(1_500);

/// The stages of a check that are timed.
const STAGES: [&str; 5] = ["check", "render", "human", "json", "github"];

/// What one book took and gave.
#[derive(Debug, Clone, Copy, Default)]
struct Took {
    stages: [Duration; STAGES.len()],
    /// The bytes of the human report and of JSON.
    printed: [usize; 2],
    diagnostics: usize,
}

impl Took {
    fn total(&self) -> Duration {
        self.stages.iter().sum()
    }
}

fn main() {
    // Cargo passes `--bench`.
    let wanted: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .collect();
    let longest = std::env::args()
        .find_map(|it| it.strip_prefix("--longest=")?.parse().ok())
        .unwrap_or(LONGEST);
    let facts = Facts::bundled();
    println!(
        "{:<30} {:>8} {:>9} {:>9} {:>7} {:>9} {:>9}  slowest stage",
        "generator", "exponent", "bytes", "ms", "found", "human", "json"
    );
    let mut steep = Vec::new();
    let all = hostile::all();
    let selected = all.iter().filter(|(name, _)| {
        wanted.is_empty() || wanted.iter().any(|it| name.contains(it.as_str()))
    });
    let mut number = 0;
    for generator in selected {
        number += 1;
        if let Some(exponent) = row(generator, longest, &facts)
            && exponent > 1.2
        {
            steep.push(generator.0);
        }
    }
    println!(
        "\n{number} generators, {} above 1.2: {}",
        steep.len(),
        steep.join(", ")
    );
}

/// Measures a generator and prints its row; its exponent, where it takes time enough to have one.
fn row((name, generate): &Generator, longest: usize, facts: &Facts) -> Option<f64> {
    let idle = measure(&generate(1), facts).total();
    let mut points = Vec::new();
    let mut last = (0, Took::default());
    for step in 0..LENGTHS {
        let factor =
            (longest as f64 / SHORTEST as f64).powf(f64::from(step) / f64::from(LENGTHS - 1));
        let length = (SHORTEST as f64 * factor) as usize;
        let book = generate(length);
        let took = measure(&book, facts);
        points.push((length, took.total().saturating_sub(idle)));
        last = (book.len(), took);
        if took.total() > ENOUGH {
            break;
        }
    }
    let exponent = exponent(&points);
    let shown = exponent.map_or("-".to_owned(), |it| format!("{it:.2}"));
    let (bytes, took) = last;
    let stages = STAGES.iter().zip(&took.stages);
    let (slowest, time) = stages.max_by_key(|(_, time)| **time).unwrap();
    println!(
        "{name:<30} {shown:>8} {bytes:>9} {:>9.1} {:>7} {:>9} {:>9}  {slowest} {:.1}",
        took.total().as_secs_f64() * 1e3,
        took.diagnostics,
        took.printed[0],
        took.printed[1],
        time.as_secs_f64() * 1e3,
    );
    exponent
}

/// The slope of the line through the logarithms, by least squares.
fn exponent(points: &[(usize, Duration)]) -> Option<f64> {
    let logarithms: Vec<(f64, f64)> = points
        .iter()
        .filter(|(_, time)| *time > NOISE)
        .map(|(bytes, time)| ((*bytes as f64).ln(), time.as_secs_f64().ln()))
        .collect();
    if logarithms.len() < 3 {
        return None;
    }
    let count = logarithms.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logarithms.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|it| it.0), mean(|it| it.1));
    let both: f64 = logarithms.iter().map(|it| (it.0 - x) * (it.1 - y)).sum();
    let square: f64 = logarithms.iter().map(|it| (it.0 - x).powi(2)).sum();
    Some(both / square)
}

/// The lesser of two runs where one is short: what else the machine does counts for nothing.
fn measure(book: &Hostile, facts: &Facts) -> Took {
    let mut best = once(book, facts);
    let runs = match best.total() {
        it if it > Duration::from_millis(20) => 0,
        _ => 1,
    };
    for _ in 0..runs {
        let next = once(book, facts);
        for (best, next) in best.stages.iter_mut().zip(next.stages) {
            *best = next.min(*best);
        }
    }
    best
}

fn once(book: &Hostile, facts: &Facts) -> Took {
    let mut sources: Vec<(&str, &str)> = book
        .files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let mut options = Settings::default().run;
    if !book.book_toml.is_empty() {
        let settings = Settings::from_book_toml(&book.book_toml, "book.toml");
        options = settings.unwrap_or_else(|error| panic!("{error}")).run;
        options.book = Some(BookFile {
            path: "book.toml".to_owned(),
            whole: true,
        });
        sources.push(("book.toml", &book.book_toml));
    }
    options.directives = Some(validate);
    let memory = Memory::from_iter(sources);
    let chapters = if book.all_chapters {
        book.files.len()
    } else {
        1
    };
    let mut inputs: Vec<Input> = book
        .files
        .iter()
        .take(chapters)
        .map(|(path, _)| Input::file(path.as_str()))
        .collect();
    if let Some(first) = inputs.first_mut() {
        first.content.clone_from(&book.given);
    }
    let mut took = Took::default();
    let mut files = Files::new(&memory);
    let start = now();
    let findings = check(&mut files, &inputs, facts, &options);
    took.stages[0] = now() - start;
    took.diagnostics = findings.diagnostics.len();
    let start = now();
    render(&findings, facts);
    took.stages[1] = now() - start;
    let mut timed = |stage: usize, print: &dyn Fn(&Report<'_>) -> String| {
        let start = now();
        let printed = print(&Report::new(&files, &findings, facts)).len();
        took.stages[stage] = now() - start;
        printed
    };
    let human = timed(2, &|report| human::print(report, false));
    let json = timed(3, &|report| json::print(report).unwrap());
    timed(4, &|report| github::print(report));
    took.printed = [human, json];
    took
}

fn render(findings: &Findings, facts: &Facts) {
    for chapter in &findings.chapters {
        let new = replacements(chapter, "a.md", facts, &findings.choices, &[]);
        std::hint::black_box(apply(chapter.given.as_str(), &new));
    }
}

/// What this thread has had of the processor, where the system says so; else the clock, which also
/// counts what other programs do.
fn now() -> Duration {
    thread_local!(static START: Instant = Instant::now());
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = text.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.with(Instant::elapsed), Duration::from_nanos)
}

//! `mdbook-aws claims`

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;

use super::{FAILED, write_out};
use crate::claims::{Counts, PageClaims};
use crate::doctest::plan::{ChapterPlan, Setting};
use crate::target;
use aws_doc_disk::Disk;
use aws_doc_lint::claim::Evidence;
use aws_doc_lint::redact;
use aws_doc_lint::run::{self, Findings};
use spanned_text::Files;

use crate::say;

pub(super) const EXIT_STATUS: &str = "\
Exit status: 0 the work is done, 1 fewer claims have evidence than --at-least asks, 2 it could not be done.";

/// How many characters of a claim are shown.
const SHOWN: usize = 100;

/// The arguments of `claims`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A book (a folder with a book.toml), another folder, or a Markdown file
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Fail if fewer of 100 claims have evidence
    #[arg(long, value_name = "SHARE", value_parser = clap::value_parser!(u8).range(0..=100))]
    at_least: Option<u8>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: each claim without evidence, then a line for each chapter
    #[default]
    Human,
    /// One JSON object, for programs
    Json,
}

/// Changes when a reader of the JSON must change.
const SCHEMA_VERSION: u32 = 1;

#[derive(Debug, Serialize)]
struct Report {
    schema_version: u32,
    chapters: Vec<ChapterReport>,
    total: Line,
}

#[derive(Debug, Serialize)]
struct Line {
    #[serde(flatten)]
    counts: Counts,
    /// Of 100 claims, how many have evidence.
    share: usize,
}

#[derive(Debug, Serialize)]
struct ChapterReport {
    file: String,
    #[serde(flatten)]
    line: Line,
    /// The claims without evidence.
    without_evidence: Vec<Place>,
    /// Probes whose blocks have not run as they are now.
    probes_not_run: BTreeSet<String>,
}

#[derive(Debug, Serialize)]
struct Place {
    line: usize,
    column: usize,
    text: String,
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    let report = match report(&arguments.path) {
        Ok(report) => report,
        Err(error) => {
            say::error(&redact::unknown(&format!("{error:#}")));
            return ExitCode::from(FAILED);
        }
    };
    let share = report.total.share;
    let text = match arguments.format {
        Format::Human => human(&report),
        Format::Json => match serde_json::to_string_pretty(&report) {
            Ok(text) => format!("{text}\n"),
            Err(error) => {
                say::error(&format!("the report cannot be written: {error}"));
                return ExitCode::from(FAILED);
            }
        },
    };
    if !write_out(&text) {
        return ExitCode::from(FAILED);
    }
    match arguments.at_least {
        Some(least) if share < usize::from(least) => {
            say::error(&format!(
                "{share} of 100 claims have evidence, fewer than {least}"
            ));
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

fn report(path: &std::path::Path) -> anyhow::Result<Report> {
    let mut disk = Disk::default();
    let targets = target::resolve(path, &mut disk)?;
    let record = match path.join("book.toml").is_file() {
        true => crate::mdbook::executed(path)?,
        false => None,
    };
    let mut files = Files::new(&disk);
    let mut chapters = Vec::new();
    let mut total = Counts::default();
    for target in &targets {
        let options = &target.settings.run;
        let read = run::read(&mut files, &target.inputs, &target.facts, options);
        let outcome = Findings::unchecked(read, &files)
            .complete()
            .map_err(|errors| {
                let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
                anyhow::anyhow!("{}", errors.join("\n"))
            })?;
        let plans = Setting::of(&target.settings.test);
        for (input, chapter) in target.inputs.iter().zip(&outcome.chapters) {
            // Only the record of the book that was named counts.
            let sources = target.sources.as_deref().filter(|_| targets.len() == 1);
            let ran = sources.zip(record.as_ref()).map(|(sources, record)| {
                let path = input.path.strip_prefix(sources).unwrap_or(&input.path);
                (ChapterPlan::of(path, &chapter.document, &plans), record)
            });
            let ran = ran.as_ref().map(|(plan, record)| (plan, *record));
            let page = PageClaims::of(chapter, options, &target.facts, ran);
            let counts = page.counts();
            if counts.claims == 0 {
                continue;
            }
            total.add(&counts);
            let asserted = page
                .claims
                .iter()
                .filter(|(_, it)| *it == Evidence::Asserted);
            let places = asserted.map(|(claim, _)| {
                let span = chapter.expanded.text.span(claim.range.clone());
                let place = span.and_then(|span| Some((span, files.get(span.file)?)));
                let place = place.map(|(span, file)| file.position(span.start));
                Place {
                    line: place.map_or(0, |place| place.line),
                    column: place.map_or(0, |place| place.column),
                    text: redact::unknown(&short(&claim.text)),
                }
            });
            let file = files.get(chapter.file);
            chapters.push(ChapterReport {
                file: file
                    .map(|file| file.display().to_owned())
                    .unwrap_or_default(),
                line: Line::of(counts),
                without_evidence: places.collect(),
                probes_not_run: page.unproven,
            });
        }
    }
    Ok(Report {
        schema_version: SCHEMA_VERSION,
        chapters,
        total: Line::of(total),
    })
}

impl Line {
    fn of(counts: Counts) -> Self {
        let share = counts.share();
        Self { counts, share }
    }
}

/// The beginning of a claim.
fn short(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .collect();
    let text = words.join(" ");
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => format!("{}…", text.get(..cut).unwrap_or_default()),
        None => text,
    }
}

fn human(report: &Report) -> String {
    let mut text = String::new();
    for chapter in &report.chapters {
        for place in &chapter.without_evidence {
            text.push_str(&format!(
                "{}:{}:{}: no evidence: {}\n",
                chapter.file, place.line, place.column, place.text
            ));
        }
        for probe in &chapter.probes_not_run {
            text.push_str(&format!(
                "{}: the block `probe={probe}` has not run as it is now; run `mdbook-aws test --record`\n",
                chapter.file
            ));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str("evidence  claims  tested  data  quoted  asserted  chapter\n");
    let lines = report
        .chapters
        .iter()
        .map(|it| (&it.line, it.file.as_str()));
    for (line, name) in lines.chain([(&report.total, "all")]) {
        let Line { counts, share } = line;
        text.push_str(&format!(
            "{:>7}%  {:>6}  {:>6}  {:>4}  {:>6}  {:>8}  {name}\n",
            share, counts.claims, counts.tested, counts.data, counts.quoted, counts.asserted
        ));
    }
    text
}

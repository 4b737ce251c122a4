//! `mdbook-aws check`

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::ValueEnum;

use super::baseline::{Baseline, keep_new};
use super::overrides::{Overrides, RuleArguments};
use super::{Error, FAILED, fix, write_report};
use crate::report::Report;
use crate::report::format::{Extras, Format};
use crate::say;
use crate::target::{self, Selection, Target};
use crate::terminal::ColorChoice;
use crate::words::counted;
use aws_doc_disk::{Disk, regular, write_whole};
use aws_doc_facts::Facts;
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::document::{Form, Kind};
use aws_doc_lint::redact;
use aws_doc_lint::run::{self, Findings};
use spanned_text::Files;

/// The arguments of `check`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Books (folders with a book.toml), other folders, or files; `-` for standard input
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Write the report to a file instead of standard output
    #[arg(long, value_name = "FILE")]
    output_file: Option<PathBuf>,
    /// Apply the safe fixes to the files, then report what remains
    #[arg(long)]
    fix: bool,
    /// What fails the check in addition to errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Deny>,
    #[command(flatten)]
    rules: RuleArguments,
    /// Pass over the files that match a pattern, written as in .gitignore; may be given several times
    #[arg(long, value_name = "PATTERN")]
    exclude: Vec<String>,
    /// What the named files are, whatever their names say: `markdown`, `policy`, `env`, `command`, …
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<Form>,
    /// The name of standard input in reports, which also says what it is
    #[arg(long, value_name = "FILE")]
    stdin_filename: Option<PathBuf>,
    /// Report only findings that are not in this file
    #[arg(long, value_name = "FILE", conflicts_with = "write_baseline")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, for `--baseline`, and succeed
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Succeed even if there are errors
    #[arg(long)]
    exit_zero: bool,
    /// Print findings only, without the summary
    #[arg(long, short)]
    quiet: bool,
    /// Count the findings of each check after the report
    #[arg(long)]
    statistics: bool,
    /// When to use colors
    #[arg(long, value_enum, default_value_t)]
    color: ColorChoice,
}

/// What a file is, by its word.
fn kind(word: &str) -> Result<Form, String> {
    if word == "markdown" {
        return Ok(Form::Markdown);
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Other);
    let kind = Kind::from_name(word).filter(|kind| *kind != Kind::Other);
    kind.map(Form::Plain).ok_or_else(|| {
        let words: Vec<&str> = kinds.map(Kind::as_str).collect();
        format!("expected markdown, {}", words.join(", "))
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings
    Warnings,
}

/// Whether arguments that cannot be understood ask for JSON.
pub(super) fn asks_for_json(arguments: impl Iterator<Item = OsString>) -> bool {
    let arguments: Vec<OsString> = arguments.collect();
    arguments.iter().any(|argument| argument == "--format=json")
        || arguments
            .windows(2)
            .any(|pair| matches!(pair, [option, value] if option == "--format" && value == "json"))
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    match check(arguments) {
        Ok(passed) => ExitCode::from(u8::from(!passed)),
        Err(errors) if errors.is_empty() => ExitCode::from(FAILED),
        Err(errors) => {
            print_errors(arguments.format, errors.iter().map(ToString::to_string));
            ExitCode::from(FAILED)
        }
    }
}

/// Reports why the command failed.
pub(super) fn print_errors(format: Format, messages: impl IntoIterator<Item = String>) {
    let messages: Vec<String> = messages
        .into_iter()
        .map(|text| redact::unknown(&text))
        .collect();
    match format.errors(&messages).transpose() {
        // Whether they can be written or not, the program has failed.
        Some(document) => {
            let _ = write_report(document);
        }
        None => messages.iter().for_each(|message| say::error(message)),
    }
}

fn check(arguments: &Arguments) -> Result<bool, Vec<Error>> {
    let severities = Overrides::of(&arguments.rules).map_err(|error| vec![error])?;
    let selection = Selection::new(arguments.kind, &arguments.exclude);
    let selection = selection.map_err(|error| vec![error.into()])?;
    let mut baseline = match &arguments.baseline {
        Some(path) => Some(Baseline::read(path).map_err(|error| vec![error.into()])?),
        None => None,
    };
    let mut disk = Disk::default();
    let (mut targets, mut errors) = resolve(arguments, &selection, &mut disk);
    for target in &mut targets {
        severities.apply(&mut target.settings.run.severities);
    }
    if arguments.fix && errors.is_empty() {
        let done = fix::fix(&disk, &targets);
        for note in &done.notes {
            say::note(note);
        }
        errors.extend(done.errors);
    }
    let mut files = Files::new(&disk);
    let mut whole = Findings::default();
    let mut denied = false;
    let mut known = 0;
    let mut written = Baseline::default();
    target::keep_each_once(&mut targets);
    for target in &mut targets {
        let mut outcome = run::check(
            &mut files,
            &target.inputs,
            &target.facts,
            &target.settings.run,
        );
        if arguments.write_baseline.is_some() {
            written.add(&Report::new(&files, &outcome, &target.facts));
        } else if let Some(baseline) = &mut baseline {
            let in_baseline = baseline.take(&Report::new(&files, &outcome, &target.facts));
            known += keep_new(&mut outcome.diagnostics, &in_baseline);
        }
        let deny = target.settings.deny_warnings || arguments.deny.is_some();
        denied |= deny && outcome.count(Severity::Warning) > 0;
        whole.merge(outcome, &files);
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if let Some(path) = &arguments.write_baseline {
        written.write(path).map_err(|error| vec![error.into()])?;
        let count = counted(written.len(), "finding");
        say::note(&format!("wrote {count} to {}", path.display()));
        return Ok(true);
    }
    // The report names one set of facts: those of the first book.
    let bundled = Facts::bundled();
    let facts = targets.first().map_or(&bundled, |target| &target.facts);
    let report = Report::new(&files, &whole, facts);
    let mut summary = String::new();
    if arguments.statistics {
        summary.push_str(&statistics(&whole));
    }
    if !arguments.quiet {
        summary.push_str(&report.summary());
        if let Some(baseline) = &baseline {
            summary.push_str(&format!("; {known} in the baseline"));
            if baseline.len() > 0 {
                summary.push_str(&format!(
                    ", {} of which nothing is left",
                    counted(baseline.len(), "other finding")
                ));
            }
        }
        summary.push('\n');
    }
    let extras = Extras {
        summary,
        tests: None,
    };
    if !print(arguments, &report, extras)? {
        // This has been reported.
        return Err(Vec::new());
    }
    if !whole.unreadable.is_empty() {
        if !arguments.format.reports_unreadable_files() {
            print_errors(
                arguments.format,
                whole.unreadable.iter().map(ToString::to_string),
            );
        }
        return Err(Vec::new());
    }
    let passed = whole.count(Severity::Error) == 0 && !denied;
    Ok(passed || arguments.exit_zero)
}

/// The targets of all paths, and why some have none.
fn resolve(
    arguments: &Arguments,
    selection: &Selection,
    disk: &mut Disk,
) -> (Vec<Target>, Vec<Error>) {
    let mut targets = Vec::new();
    let mut errors = Vec::new();
    for path in &arguments.paths {
        let found = match path.to_str() {
            Some("-") => standard_input(arguments, selection, disk),
            _ => target::resolve_selected(path, disk, selection).map_err(Error::from),
        };
        match found {
            Ok(found) => targets.extend(found),
            Err(error) => errors.push(error),
        }
    }
    (targets, errors)
}

fn standard_input(
    arguments: &Arguments,
    selection: &Selection,
    disk: &mut Disk,
) -> Result<Vec<Target>, Error> {
    let mut text = String::new();
    // One byte more than a file may have is refused when it is read.
    let mut input = std::io::stdin().lock().take(regular::MOST_BYTES + 1);
    input
        .read_to_string(&mut text)
        .map_err(Error::StandardInput)?;
    let name = match (&arguments.stdin_filename, arguments.kind) {
        (Some(name), _) => name.clone(),
        // Without a name it is Markdown, unless the arguments say otherwise.
        (None, Some(_)) => PathBuf::from("<stdin>"),
        (None, None) => {
            let markdown = Selection::new(Some(Form::Markdown), &[])?;
            let target = target::text(Path::new("<stdin>"), text, disk, &markdown)?;
            return Ok(vec![target]);
        }
    };
    Ok(vec![target::text(&name, text, disk, selection)?])
}

/// Writes the report; `false` if that failed and was reported.
fn print(arguments: &Arguments, report: &Report<'_>, extras: Extras) -> Result<bool, Vec<Error>> {
    let Some(path) = &arguments.output_file else {
        let color = arguments.color.wants_color(std::io::stdout().is_terminal());
        return Ok(write_report(arguments.format.print(report, extras, color)));
    };
    let color = arguments.color == ColorChoice::Always;
    let text = arguments.format.print(report, extras, color);
    let written = text
        .map_err(std::io::Error::from)
        .and_then(|text| write_whole(path, text.as_bytes()));
    written.map_err(|error| {
        vec![Error::Output {
            path: path.clone(),
            error,
        }]
    })?;
    Ok(true)
}

/// How many findings each check has, the most first.
fn statistics(findings: &Findings) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in &findings.diagnostics {
        *counts.entry(diagnostic.code).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(code, count)| (Reverse(*count), *code));
    let lines = counts.iter();
    lines
        .map(|(code, count)| format!("{count:6}  {code}\n"))
        .collect()
}

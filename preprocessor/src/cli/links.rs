//! `mdbook-aws links`

mod quotations;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use super::check::print_errors;
use super::{FAILED, write_report};
use crate::build_facts::variable;
use crate::report::Report;
use crate::report::format::{Extras, Format};
use crate::target;
use crate::terminal::wants_color;
use crate::words::counted;
use aws_doc_disk::Disk;
use aws_doc_facts::Facts;
use aws_doc_lint::check::claim::{unreadable_source, words_gone};
use aws_doc_lint::check::link::{dead, moved, unanswered};
use aws_doc_lint::diagnostic::Severity;
use aws_doc_lint::document::link;
use aws_doc_lint::rule::{Finding, ReportedBy, Rule, Sink};
use aws_doc_lint::run::suppression;
use aws_doc_lint::run::{self, Findings};

use aws_doc_lint::secret;
use aws_doc_live::FetchErrorKind;
use aws_doc_live::links::{self, Address, LinkStatus};
use spanned_text::Files;

use crate::say;

pub(super) const EXIT_STATUS: &str = "\
Exit status: 0 no dead links, 1 dead links or missing quotations found, 2 there is no network, or the work could not be done.";

/// The arguments of `links`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Books (folders with a book.toml), other folders, or Markdown files
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Time limit in seconds for all requests
    #[arg(long, value_name = "SECONDS", default_value_t = 300,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    match visit(arguments) {
        Ok(code) => code,
        Err(error) => {
            print_errors(arguments.format, [format!("{error:#}")]);
            ExitCode::from(FAILED)
        }
    }
}

fn visit(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if variable("MDBOOK_AWS_LIVE").as_deref() == Some("never") {
        anyhow::bail!("MDBOOK_AWS_LIVE is \"never\", so no server is asked; unset it");
    }
    let mut disk = Disk::default();
    let mut targets = Vec::new();
    for path in &arguments.paths {
        targets.extend(target::resolve(path, &mut disk)?);
    }
    let mut files = Files::new(&disk);
    let mut books = Vec::new();
    target::keep_each_once(&mut targets);
    for target in &mut targets {
        let read = run::read(
            &mut files,
            &target.inputs,
            &target.facts,
            &target.settings.run,
        );
        let outcome = Findings::unchecked(read, &files);
        let outcome = outcome.complete().map_err(|errors| {
            let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
            anyhow::anyhow!("{}", errors.join("\n"))
        })?;
        books.push((target, outcome));
    }
    let mut found = Vec::new();
    for (index, (target, outcome)) in books.iter().enumerate() {
        for (number, chapter) in outcome.chapters.iter().enumerate() {
            let text = chapter.expanded.text.as_str();
            let links = link::external(text, &target.settings.run.markdown);
            found.extend(links.into_iter().map(|link| (index, number, link)));
        }
    }
    let addresses: BTreeSet<Address> = found
        .iter()
        .filter_map(|(_, _, link)| address(link))
        .collect();
    let deadline = Instant::now() + Duration::from_secs(arguments.timeout);
    let statuses = ask(&addresses, deadline)?;
    for (index, number, link) in &found {
        let status = address(link).and_then(|address| statuses.get(&address));
        let (Some(status), Some((_, outcome))) = (status, books.get_mut(*index)) else {
            continue;
        };
        let (Some((rule, finding)), Some(chapter)) =
            (finding(link, status), outcome.chapters.get(*number))
        else {
            continue;
        };
        let text = &chapter.expanded.text;
        Sink::new(rule, text, None, &mut outcome.diagnostics).push(finding);
    }
    let quoted = quotations::check(&mut books, &statuses, deadline)?;
    let mut whole = Findings::default();
    for (target, mut outcome) in books {
        let chapters = outcome.chapters.iter();
        let chapters = chapters.map(|chapter| (&chapter.expanded.text, &chapter.document));
        let counts = suppression::apply(chapters, ReportedBy::Links, &mut outcome.diagnostics);
        outcome.suppressions.suppressed += counts.suppressed;
        run::apply_severity_overrides(&target.settings.run.severities, &mut outcome.diagnostics);
        whole.merge(outcome, &files);
    }
    let bundled = Facts::bundled();
    let facts = targets.first().map_or(&bundled, |target| &target.facts);
    let report = Report::new(&files, &whole, facts);
    let left_out = found.len() - asked(&found, &statuses);
    let extras = Extras {
        summary: format!("{}\n", summary(&whole, &statuses, left_out, quoted)),
        tests: None,
    };
    let color = wants_color(std::io::stdout().is_terminal());
    let printed = write_report(arguments.format.print(&report, extras, color));
    Ok(match (printed, whole.count(Severity::Error)) {
        (false, _) => ExitCode::from(FAILED),
        (true, 0) => ExitCode::SUCCESS,
        (true, _) => ExitCode::FAILURE,
    })
}

/// The URL to request for a link; `None` if it is not public or holds a secret.
fn address(link: &link::Link) -> Option<Address> {
    public(&link.url)
}

fn public(url: &str) -> Option<Address> {
    let secret = !secret::scan(url).is_empty();
    Address::public(url).filter(|_| !secret)
}

/// How many of the links were requested.
fn asked(found: &[(usize, usize, link::Link)], statuses: &BTreeMap<Address, LinkStatus>) -> usize {
    let known =
        |link: &link::Link| address(link).is_some_and(|address| statuses.contains_key(&address));
    found.iter().filter(|(_, _, link)| known(link)).count()
}

/// Requests all URLs, with progress on a terminal.
fn ask(
    addresses: &BTreeSet<Address>,
    deadline: Instant,
) -> anyhow::Result<BTreeMap<Address, LinkStatus>> {
    let bundle = variable("AWS_CA_BUNDLE").filter(|path| !path.is_empty());
    let terminal = std::io::stderr().is_terminal();
    let all = addresses.len();
    let left = deadline.saturating_duration_since(Instant::now());
    let statuses = links::visit(addresses, left, bundle.as_deref(), |done| {
        if terminal {
            // Progress is not essential.
            let _ = write!(std::io::stderr(), "\rasked for {done} of {all} addresses");
        }
    })?;
    if terminal && all > 0 {
        say::line("");
    }
    // If no server answers at all, the network is missing.
    let silent = |status: &&LinkStatus| {
        matches!(
            status,
            LinkStatus::UnknownHost
                | LinkStatus::Unanswered(FetchErrorKind::Unreachable(_) | FetchErrorKind::TimedOut)
        )
    };
    if !statuses.is_empty() && statuses.values().filter(silent).count() == statuses.len() {
        let of = match all {
            1 => "the only address".to_owned(),
            all => format!("any of {all} addresses"),
        };
        anyhow::bail!("no server answered for {of}; check the network, HTTPS_PROXY and HTTP_PROXY");
    }
    Ok(statuses)
}

/// The finding for a link, if there is one.
fn finding(link: &link::Link, status: &LinkStatus) -> Option<(&'static Rule, Finding)> {
    let new = |message: String| Finding::new(link.range.clone(), message);
    let url = &link.url;
    Some(match status {
        LinkStatus::Present => return None,
        LinkStatus::Moved(to) => (
            &moved::RULE,
            new(format!("the page `{url}` has permanently moved")).help(format!("write `{to}`")),
        ),
        LinkStatus::Gone(status) => (
            &dead::RULE,
            new(format!("there is no page at `{url}`"))
                .note(format!("its server answers with HTTP status {status}"))
                .help("find its new URL, or remove the link"),
        ),
        LinkStatus::UnknownHost => (
            &dead::RULE,
            new(format!("there is no server for `{url}`"))
                .note("its host name does not exist")
                .help("find the page's new URL, or remove the link"),
        ),
        LinkStatus::Unanswered(why) => (
            &unanswered::RULE,
            new(format!(
                "could not find out whether there is a page at `{url}`"
            ))
            .note(why.to_string())
            .help("check it in a browser"),
        ),
    })
}

fn summary(
    outcome: &Findings,
    statuses: &BTreeMap<Address, LinkStatus>,
    left_out: usize,
    quoted: usize,
) -> String {
    let count = |code: &str| {
        let of_code = outcome.diagnostics.iter().filter(|it| it.code == code);
        of_code.count()
    };
    let mut line = format!(
        "asked for {}: {} dead, {} unanswered, {} moved",
        counted(statuses.len(), "address"),
        count(dead::RULE.code),
        count(unanswered::RULE.code),
        count(moved::RULE.code),
    );
    if quoted > 0 {
        let gone = match count(words_gone::RULE.code) + count(unreadable_source::RULE.code) {
            0 => "all found".to_owned(),
            gone => format!("{gone} not found"),
        };
        line.push_str(&format!(
            "; looked for {}: {gone}",
            counted(quoted, "quotation")
        ));
    }
    if left_out > 0 {
        line.push_str(&format!(
            "; {} to examples or private hosts skipped",
            counted(left_out, "link")
        ));
    }
    if outcome.suppressions.suppressed > 0 {
        line.push_str(&format!("; {} suppressed", outcome.suppressions.suppressed));
    }
    line
}

//! `mdbook-aws refresh`

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::ValueEnum;
use serde_json::json;

use super::{FAILED, write_out};
use crate::build_facts::{self, variable};
use crate::render::drift;
use crate::say;
use crate::settings::Settings;
use aws_doc_disk::store;
use aws_doc_facts::drift::Drift;
use aws_doc_facts::{Changes, Known};
use aws_doc_lint::suggest::nearest;

use aws_doc_live::FetchError;
use aws_doc_live::availability::{self, Availability};
use aws_doc_live::reconcile;
use aws_doc_live::source::{self, Source};
use aws_doc_live::{self as live, Config, REFRESH_DEADLINE, SourceResult};

pub(super) const EXIT_STATUS: &str = "\
Exit status: 0 done, 1 with --check if AWS's facts differ from the book's, 2 no source \
answered, or the work could not be done.";

/// The arguments of `refresh`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the book, which holds book.toml
    #[arg(default_value = ".", value_name = "BOOK")]
    book: PathBuf,
    /// Change nothing; exit with 1 if AWS's facts differ from the book's
    #[arg(long)]
    check: bool,
    /// The form of the summary
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Use only sources that need no credentials
    #[arg(long)]
    no_credentials: bool,
    /// Also ask whether the account may use each model, in all Regions or in those given, such as
    /// `--availability=us-east-1,eu-west-1`. This takes a call for each model in each Region; the
    /// answers are printed and never written to a file
    #[arg(
        long,
        value_name = "REGION",
        value_delimiter = ',',
        num_args = 0..,
        require_equals = true,
        conflicts_with = "no_credentials"
    )]
    availability: Option<Vec<String>>,
    /// Time limit in seconds for all requests
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: Option<u64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON object, for programs
    Json,
    /// For a pull request
    Markdown,
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    match refresh(arguments) {
        Ok(code) => code,
        Err(error) => {
            say::error(&format!("{error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn refresh(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let root = &arguments.book;
    let settings = settings(root)?;
    // The setting is about builds; the variable is about everything.
    if variable("MDBOOK_AWS_LIVE").as_deref() == Some("never") {
        anyhow::bail!("MDBOOK_AWS_LIVE is \"never\", so AWS is not asked; unset it to refresh");
    }
    if arguments.availability.is_some() && arguments.format == Format::Markdown {
        anyhow::bail!(
            "--availability is about your account and --format markdown is for others to read; \
             take --format human or json"
        );
    }
    let own = store::book_facts(root)?;
    let before = store::with_built_in(own.clone());
    let deadline = arguments
        .timeout
        .map_or(REFRESH_DEADLINE, Duration::from_secs);
    let mut config = Config::from_environment(deadline, !arguments.no_credentials, variable);
    config.endpoints = config
        .endpoints
        .or_mirrors(&build_facts::mirrors(&settings.live_mirrors));
    let (mut after, sources) = ask(&config, before.clone());
    if sources.iter().all(|report| report.fault.is_some()) {
        anyhow::bail!("no source answered, so nothing was changed");
    }
    let drift = Drift::between(&before, &after);
    let today = live::date(SystemTime::now());
    let record = Changes::with_refresh(own.changes.as_ref(), &own, &after, &today);
    after.changes = Some(record);
    let written = match arguments.check {
        true => Vec::new(),
        false => store::save(root, &after)?,
    };
    let availability = match &arguments.availability {
        None => None,
        Some(regions) => Some(available(&config, &after, regions)?),
    };
    let out = match arguments.format {
        Format::Human => {
            let folder = root.join(store::FOLDER);
            let files = written.iter().map(|name| folder.join(name));
            let files: String = files
                .map(|path| format!("wrote {}\n", path.display()))
                .collect();
            let availability = availability.as_deref().map(availability::human);
            let availability = availability.unwrap_or_else(String::new);
            format!("{}{files}{availability}", drift::human(&drift))
        }
        Format::Json => {
            let sources: Vec<_> = sources.iter().map(SourceReport::to_json).collect();
            let mut report = json!({
                "changes": drift.changes,
                "sources": sources,
                "written": written,
            });
            if let (Some(availability), Some(report)) = (availability, report.as_object_mut()) {
                report.insert("availability".to_owned(), json!(availability));
            }
            format!("{report:#}\n")
        }
        Format::Markdown => {
            let sources: String = sources.iter().map(SourceReport::to_markdown).collect();
            format!("{}### Sources\n\n{sources}", drift::markdown(&drift))
        }
    };
    if !write_out(&out) {
        return Ok(ExitCode::from(FAILED));
    }
    Ok(match arguments.check && !drift.is_empty() {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// Whether the account may use the models in Bedrock's own lists.
fn available(
    config: &Config,
    known: &Known,
    regions: &[String],
) -> anyhow::Result<Vec<Availability>> {
    let stranger = regions
        .iter()
        .find(|code| !known.models.asked.contains_key(*code));
    if let Some(stranger) = stranger {
        let near = nearest(stranger, known.models.asked.keys().map(String::as_str), 3);
        let hint = match near {
            Some(near) => format!("; did you mean `{near}`?"),
            None => String::new(),
        };
        anyhow::bail!(
            "Bedrock has not listed its models in `{stranger}`, so none can be asked about{hint}"
        );
    }
    let (found, faults) = availability::ask(config, &known.models, regions)?;
    for fault in faults {
        say::warning(&fault.to_string());
    }
    Ok(found)
}

fn settings(root: &Path) -> anyhow::Result<Settings> {
    let path = root.join("book.toml");
    let text = aws_doc_disk::regular::read_text(&path).map_err(|error| {
        anyhow::anyhow!(
            "cannot read {}: {error}; name the book's folder",
            path.display()
        )
    })?;
    Ok(Settings::from_book_toml(
        &text,
        &path.display().to_string(),
    )?)
}

/// The result of one source, for the report.
struct SourceReport {
    source: &'static dyn Source,
    fault: Option<FetchError>,
    gaps: Vec<FetchError>,
    elapsed: Duration,
}

impl SourceReport {
    fn to_json(&self) -> serde_json::Value {
        json!({
            "source": self.source.key(),
            "title": self.source.title(),
            "answered": self.fault.is_none(),
            "faults": self.faults().map(ToString::to_string).collect::<Vec<_>>(),
            "milliseconds": u64::try_from(self.elapsed.as_millis()).unwrap_or(u64::MAX),
        })
    }

    fn to_markdown(&self) -> String {
        let faults: Vec<String> = self.faults().map(ToString::to_string).collect();
        let state = match faults.as_slice() {
            [] => "answered".to_owned(),
            faults => faults.join("; "),
        };
        let title = crate::render::escape_cell(self.source.title());
        format!("- {title}: {}\n", crate::render::escape_cell(&state))
    }

    fn faults(&self) -> impl Iterator<Item = &FetchError> {
        self.fault.iter().chain(&self.gaps)
    }
}

/// Fetches from all sources. Bedrock comes last, so that Regions that others just named are included.
fn ask(config: &Config, mut known: Known) -> (Known, Vec<SourceReport>) {
    let terminal = std::io::stderr().is_terminal();
    let today = live::date(SystemTime::now());
    let (last, first): (Vec<_>, Vec<_>) = config
        .sources()
        .partition(|source| source.key() == source::BEDROCK);
    let mut reports = Vec::new();
    for round in [first, last] {
        if round.is_empty() {
            continue;
        }
        let names: Vec<_> = round.iter().map(|source| source.title()).collect();
        if terminal {
            say::note(&format!("asking {} …", names.join(", ")));
        }
        let answers = live::pull(config, &round, &known.regions, &today, |result| {
            if terminal && result.outcome.is_ok() {
                let seconds = result.elapsed.as_secs_f64();
                say::note(&format!("  {} answered in {seconds:.1} s", result.key));
            }
        });
        for SourceResult {
            key,
            outcome,
            elapsed,
        } in answers
        {
            let Some(source) = source::find(key) else {
                continue;
            };
            let (fault, gaps) = match outcome {
                Ok(answer) => (
                    reconcile::apply(&mut known, source.title(), &answer).err(),
                    answer.gaps,
                ),
                Err(fault) => (Some(fault), Vec::new()),
            };
            let report = SourceReport {
                source,
                fault,
                gaps,
                elapsed,
            };
            for fault in report.faults() {
                say::warning(&fault.to_string());
            }
            reports.push(report);
        }
    }
    (known, reports)
}

//! `mdbook-aws test`, `allow` and `status`: runs the blocks of a book.

mod apart;
mod book;
mod consent;
mod job;
mod kept;
mod told;

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;

use super::check::{Format, print_errors};
use super::{FAILED, write_out};
use crate::build_facts::variable;
use crate::doctest::emulator;
use crate::doctest::execution::judge::{Judgement, judge};
use crate::doctest::execution::protocol::Job;
use crate::doctest::execution::run::{self, Ran};
use crate::doctest::execution::sandbox::groups::Groups;
use crate::doctest::execution::sandbox::{self, Isolation};
use crate::doctest::execution::scratch::Scratch;
use crate::doctest::execution::stop::Stop;
use crate::doctest::execution::store::Passed;
use crate::doctest::pin::Need;
use crate::doctest::plan::ChapterPlan;
use crate::doctest::tools::install::{Installed, Tools};
use crate::report::{Report, github, human, json};
use crate::terminal::wants_color;
use apart::Apart;
use aws_doc_disk::cache_folder;
use aws_doc_lint::diagnostic::{Diagnostic, Severity};
use aws_doc_lint::visible::visible;
use book::Book;
use job::job;
use kept::{keep_record, new_record};
use told::Progress;

pub(super) use consent::{allow, status};

pub(super) const EXIT_STATUS: &str = "\
Exit status: 0 all blocks did what the book says, 1 some did not, 2 the work could not be done.";

/// The arguments of `test`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The folder of the book, which holds book.toml
    #[arg(value_name = "BOOK")]
    book: PathBuf,
    /// Run only this chapter, by its path below the book's sources; may be given several times
    #[arg(long, value_name = "PATH")]
    chapter: Vec<String>,
    /// Run without asking, whatever the blocks do
    #[arg(long)]
    yes: bool,
    /// Write what has run to executed.json in the book's folder, for the badges
    #[arg(long)]
    record: bool,
    /// Write what came out into the pages where they expect something else
    #[arg(long)]
    update: bool,
    /// Run chapters that have passed before and have not changed, too
    #[arg(long)]
    no_cache: bool,
    /// How many chapters run at a time; as many as there are processors without it
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..=256))]
    jobs: Option<u16>,
    /// Call AWS itself with the credentials in the AWS variables of this environment: what the
    /// blocks make and call there is real and is billed. Nothing is emulated, cached or recorded
    #[arg(long, conflicts_with_all = ["record", "isolation"])]
    real_aws: bool,
    /// How chapters are kept apart from the machine
    #[arg(long, value_enum, default_value_t)]
    isolation: Wanted,
    /// The form of the report
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Wanted {
    /// By namespaces where the kernel gives them, else by their environment
    #[default]
    Auto,
    /// By namespaces, or nothing runs
    Namespaces,
    /// By their environment and refusing proxies
    Environment,
}

/// Runs the command.
pub(super) fn main(arguments: &Arguments) -> ExitCode {
    match test(arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            print_errors(arguments.format, [format!("{error:#}")]);
            ExitCode::from(FAILED)
        }
    }
}

/// Is the process of a chapter.
pub(super) fn worker() -> ExitCode {
    match crate::doctest::execution::worker::main() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Confines this process and becomes another program.
pub(super) fn confined(arguments: &[std::ffi::OsString]) -> ExitCode {
    // Whoever reads what the program would have printed learns that it is not there.
    println!("{}", sandbox::confine::main(arguments));
    ExitCode::from(FAILED)
}

fn test(arguments: &Arguments) -> anyhow::Result<bool> {
    // Without namespaces blocks see this process, too.
    sandbox::guard_memory()?;
    let disk = book::disk(&arguments.book)?;
    let mut book = Book::load(&disk, &arguments.chapter)?;
    // What a block asks for must be understood before anything runs.
    let faults = book.faults();
    if !faults.is_empty() {
        book.outcome.diagnostics = faults;
        report(arguments, &book, None);
        return Ok(false);
    }
    let state = state()?;
    let program = std::env::current_exe()?;
    let apart = Apart::wanted(arguments.isolation, arguments.real_aws, &book, &program)?;
    if !arguments.yes {
        consent::ask(&book, &state, &apart)?;
    }
    if arguments.real_aws {
        consent::ask_for_real_aws(&book, arguments.yes)?;
    }
    let began = Instant::now();
    let mut progress = Progress::new();
    let settings = &book.target.settings.test;
    let mut needs: BTreeSet<Need> = book.plans.iter().flat_map(ChapterPlan::needs).collect();
    if settings.endpoint.is_some() || arguments.real_aws {
        needs.remove(&Need::Emulator);
    }
    let mut tools = Tools::new(&cache()?);
    if settings.tools_from_path {
        tools = tools.from_path();
    }
    let installed = tools.install(&needs, &mut |line| progress.line(line))?;
    let passed = Passed::at(&state);
    let facts = match settings.endpoint {
        Some(_) => None,
        None => Some(emulator::facts_digest(&book.target.facts)),
    };
    let known: Vec<Option<Vec<Vec<String>>>> = book
        .plans
        .iter()
        .map(|plan| match arguments.no_cache || arguments.real_aws {
            true => None,
            false => passed.get(&plan.digest(facts.as_ref())),
        })
        .collect();
    let ran = run_chapters(
        arguments,
        &book,
        &program,
        &apart,
        &installed,
        &known,
        &mut progress,
    )?;
    let judgements = judge_all(&book, &ran.chapters, &known);
    for ((plan, ran), judgement) in book.plans.iter().zip(&ran.chapters).zip(&judgements) {
        if let Some(ran) = ran
            && !arguments.real_aws
            && judgement.passed.len() == plan.steps.len()
        {
            let differs: Vec<_> = ran.steps.iter().map(|step| step.differs.clone()).collect();
            // One that cannot be noted runs again.
            let _ = passed.note(&plan.digest(facts.as_ref()), &differs);
        }
    }
    let chapters = told::chapters(&book, &ran.chapters, &judgements);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for judgement in &judgements {
        diagnostics.extend(judgement.diagnostics.iter().cloned());
    }
    aws_doc_lint::fix::continue_lines(&book.files, &mut diagnostics);
    if arguments.update {
        let updated = book.update(&mut diagnostics)?;
        for file in &updated.edited {
            progress.line(&format!(
                "{file} was edited while its blocks ran: nothing was written to it; run --update again"
            ));
        }
        let (count, files) = (updated.expectations, updated.files);
        progress.line(&format!("{count} expectations written in {files} files"));
    }
    let all_passed = diagnostics.is_empty();
    let new = new_record(&book, &installed, &ran.chapters, &known, &judgements);
    let old = book.record()?;
    if arguments.real_aws {
        // The record is of what anyone can repeat.
    } else if all_passed && !arguments.update {
        keep_record(arguments, &book, new, old, &mut diagnostics, &mut progress)?;
    } else if arguments.record {
        progress.line("nothing was recorded: not all blocks did what the book says");
    }
    book.outcome.diagnostics = diagnostics;
    book.outcome.sort(&book.files);
    let summary = told::Summary {
        isolation: ran.isolation,
        chapters,
        took: began.elapsed(),
    };
    report(arguments, &book, Some(&summary));
    Ok(book.outcome.count(Severity::Error) == 0)
}

/// The folder for what is kept of runs.
fn state() -> anyhow::Result<PathBuf> {
    Ok(cache()?.join("test"))
}

fn cache() -> anyhow::Result<PathBuf> {
    let folder = cache_folder(variable).ok_or_else(|| {
        anyhow::anyhow!("there is no folder for caches; set MDBOOK_AWS_CACHE_DIR to one")
    })?;
    Ok(std::path::absolute(folder)?)
}

struct AllRan {
    isolation: Option<Isolation>,
    /// What ran, in the order of the plans; nothing for chapters that passed before.
    chapters: Vec<Option<Ran>>,
}

fn run_chapters(
    arguments: &Arguments,
    book: &Book<'_>,
    program: &Path,
    apart: &Apart,
    installed: &Installed,
    known: &[Option<Vec<Vec<String>>>],
    progress: &mut Progress,
) -> anyhow::Result<AllRan> {
    let to_run: Vec<usize> = (0..book.plans.len())
        .filter(|index| known.get(*index).is_some_and(Option::is_none))
        .collect();
    let mut chapters: Vec<Option<Ran>> = book.plans.iter().map(|_| None).collect();
    if to_run.is_empty() {
        return Ok(AllRan {
            isolation: None,
            chapters,
        });
    }
    let isolation = apart.isolation;
    progress.line(&format!("kept apart: {}", apart.describe()));
    let stop = Stop::on_signals()?;
    // In namespaces each chapter has a `/tmp` of its own.
    let scratch = match isolation {
        Isolation::Namespaces => None,
        Isolation::Environment => Some(Scratch::new().with_context(|| {
            let place = std::env::temp_dir();
            format!("cannot make a folder in {}", place.display())
        })?),
    };
    let groups = Groups::new();
    let jobs: Vec<Job> = to_run
        .iter()
        .filter_map(|index| book.plans.get(*index))
        .enumerate()
        .map(|(number, plan)| {
            let folder = match &scratch {
                Some(scratch) => scratch.path().join(number.to_string()),
                None => PathBuf::from("/tmp/book"),
            };
            let mut job = job(book, plan, installed, isolation, folder);
            let own = groups.as_ref().map(|it| it.chapter(number, &job.limits));
            job.groups = own.transpose()?;
            if arguments.real_aws {
                job.real_aws = true;
                job.emulate = None;
                job.environment = consent::credentials();
            }
            Ok(job)
        })
        .collect::<std::io::Result<_>>()
        .context("cannot make a control group")?;
    let parallel = arguments.jobs.map_or_else(
        || std::thread::available_parallelism().map_or(1, usize::from),
        usize::from,
    );
    let follow = progress.follow(book, &to_run);
    let results = run::chapters(program, &jobs, parallel, &stop, &follow);
    drop(scratch);
    drop(groups);
    stop.finish();
    for (index, ran) in to_run.iter().zip(results) {
        if let Some(fault) = &ran.fault {
            let chapter = book.plans.get(*index).map_or("", |plan| &plan.chapter);
            let fault: Vec<String> = fault.lines().map(visible).collect();
            anyhow::bail!("cannot run {}: {}", visible(chapter), fault.join("\n"));
        }
        if let Some(place) = chapters.get_mut(*index) {
            *place = Some(ran);
        }
    }
    Ok(AllRan {
        isolation: Some(isolation),
        chapters,
    })
}

fn judge_all(
    book: &Book<'_>,
    ran: &[Option<Ran>],
    known: &[Option<Vec<Vec<String>>>],
) -> Vec<Judgement> {
    let documents = book.chapters.iter().map(|chapter| {
        let chapter = book.outcome.chapters.get(*chapter);
        chapter.map(|chapter| &chapter.document)
    });
    book.plans
        .iter()
        .zip(documents)
        .zip(ran.iter().zip(known))
        .map(|((plan, document), (ran, _))| match (ran, document) {
            (Some(ran), Some(document)) => judge(plan, ran, document),
            _ => {
                let mut judgement = Judgement::default();
                judgement.passed.extend(0..plan.steps.len());
                judgement.tally.passed = plan.steps.len();
                judgement
            }
        })
        .collect()
}

fn report(arguments: &Arguments, book: &Book<'_>, summary: Option<&told::Summary>) {
    let report = Report::new(&book.files, &book.outcome, &book.target.facts);
    match arguments.format {
        Format::Json => write_out(&json::print_with(
            &report,
            summary.map(told::Summary::to_json),
        )),
        Format::Github => write_out(&github::print(&report)),
        Format::Human => {
            let color = wants_color(std::io::stdout().is_terminal());
            let mut text = human::print(&report, color);
            match summary {
                Some(summary) => text.push_str(&summary.human()),
                None => text.push_str("nothing was run: the attributes above are not understood\n"),
            }
            write_out(&text)
        }
    };
}

//! From a chapter's plan to the job of the process that runs it.

use std::path::PathBuf;

use super::book::Book;
use crate::doctest::execution::limits::Limits;
use crate::doctest::execution::protocol::{Job, JobAction, JobStep};
use crate::doctest::execution::sandbox::Isolation;
use crate::doctest::pin::Need;
use crate::doctest::plan::{Action, ChapterPlan, Runner, Step};
use crate::doctest::tools::install::Installed;

/// What a process is asked to do for a chapter.
pub(super) fn job(
    book: &Book<'_>,
    plan: &ChapterPlan,
    installed: &Installed,
    isolation: Isolation,
    folder: PathBuf,
) -> Job {
    let limits = Limits::default();
    let endpoint = &book.target.settings.test.endpoint;
    let emulate = plan.needs().contains(&Need::Emulator) && endpoint.is_none();
    let environment = endpoint.iter().map(|endpoint| {
        let name = "AWS_ENDPOINT_URL".to_owned();
        (name, endpoint.clone())
    });
    Job {
        isolation,
        real_aws: false,
        folder,
        keep: installed.needed(),
        endpoint: endpoint.as_deref().and_then(port),
        environment: environment.collect(),
        installed: installed.clone(),
        emulate: emulate.then(|| book.root.clone()),
        steps: plan
            .steps
            .iter()
            .map(|step| job_step(step, &limits))
            .collect(),
        limits,
        groups: None,
    }
}

fn port(address: &str) -> Option<u16> {
    url::Url::parse(address).ok()?.port_or_known_default()
}

fn job_step(step: &Step, limits: &Limits) -> JobStep {
    let action = match &step.action {
        Action::Write { file, text } => JobAction::Write {
            file: file.clone(),
            text: text.as_str().to_owned(),
        },
        Action::Run { runner, parts } => {
            let mut texts = parts.iter().map(|part| part.text.as_str().to_owned());
            let program = |command: &str, extension: &str, text| JobAction::Program {
                command: command.to_owned(),
                extension: extension.to_owned(),
                text,
            };
            match runner {
                Runner::Session => JobAction::Session(texts.collect()),
                Runner::Script => JobAction::Script(texts.next().unwrap_or_default()),
                Runner::Python => program("python3", "py", texts.next().unwrap_or_default()),
                Runner::Powershell => program(
                    "pwsh -NoLogo -NoProfile -File",
                    "ps1",
                    texts.next().unwrap_or_default(),
                ),
            }
        }
    };
    JobStep {
        action,
        exit: step.request.exit,
        timeout: step.request.timeout.unwrap_or(limits.timeout),
        teardown: step.request.teardown,
    }
}

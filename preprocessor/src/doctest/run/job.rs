//! From a chapter's plan to the job of the process that runs it.

use std::path::PathBuf;

use super::{AwsAccess, Run};
use crate::doctest::execution::limits::Limits;
use crate::doctest::execution::protocol::{Job, JobAction, JobStep};
use crate::doctest::pin::Need;
use crate::doctest::plan::{Action, ChapterPlan, Runner, Step};
use crate::doctest::tools::install::Installed;

impl Run<'_, '_> {
    /// What a process is asked to do for a chapter, in a folder of its own.
    pub(super) fn job(&self, plan: &ChapterPlan, installed: &Installed, folder: PathBuf) -> Job {
        let limits = Limits::default();
        let endpoint = self.book.endpoint();
        let (real_aws, environment) = match &self.request.aws {
            AwsAccess::Real(credentials) => (true, credentials.0.clone()),
            AwsAccess::Emulated => {
                let address = endpoint.map(|it| ("AWS_ENDPOINT_URL".to_owned(), it.to_owned()));
                (false, address.into_iter().collect())
            }
        };
        let emulate = plan.needs().contains(&Need::Emulator) && endpoint.is_none() && !real_aws;
        let steps = plan.steps.iter();
        Job {
            isolation: self.separation.isolation(),
            real_aws,
            folder,
            keep: installed.needed(),
            endpoint: endpoint.and_then(port),
            environment,
            installed: installed.clone(),
            emulate: emulate.then(|| self.book.root().to_owned()),
            steps: steps.map(|step| job_step(step, &limits)).collect(),
            limits,
            groups: None,
        }
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
            let texts = parts.iter().map(|part| part.text.as_str());
            let program = |command: &str, extension: &str, text| JobAction::Program {
                command: command.to_owned(),
                extension: extension.to_owned(),
                text,
            };
            match runner {
                Runner::Session => JobAction::Session(texts.map(str::to_owned).collect()),
                // All others have one part.
                Runner::Script => JobAction::Script(texts.collect()),
                Runner::Python => program("python3", "py", texts.collect()),
                Runner::Powershell => {
                    program("pwsh -NoLogo -NoProfile -File", "ps1", texts.collect())
                }
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

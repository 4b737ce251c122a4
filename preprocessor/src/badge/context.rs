//! The badge of a snippet: executed, checked or not checked.

use serde::{Deserialize, Serialize};

use crate::doctest::pin::Need;
use crate::doctest::plan::{Action, ChapterPlan};
use crate::doctest::record::{Record, Status};
use aws_doc_facts::Facts;
use aws_doc_lint::document::{Kind, Snippet};
use aws_doc_lint::run::{Findings, Inspection};

/// The badge of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Badge {
    /// The strongest claim that holds.
    pub kind: BadgeKind,
    /// The rest of its sentence, without a full stop; it may be empty.
    pub detail: String,
}

impl Badge {
    /// The badge of a form for another shell, made from a block with this badge.
    #[must_use]
    pub(crate) fn of_form(&self) -> Self {
        match self.kind {
            BadgeKind::Executed | BadgeKind::Used | BadgeKind::Checked => Self {
                kind: BadgeKind::Checked,
                detail: " as the block in bash from which it is made".to_owned(),
            },
            BadgeKind::Fails | BadgeKind::NotChecked => self.clone(),
        }
    }
}

/// The claim that a badge makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum BadgeKind {
    /// It ran exactly as shown, and did what the page says.
    Executed,
    /// It was a file, exactly as shown, that snippets used when they ran.
    Used,
    /// Checks that know its kind looked at it.
    Checked,
    /// It must fail, and does.
    Fails,
    /// Nothing that knows its kind looked at it.
    NotChecked,
}

impl BadgeKind {
    /// What the page says.
    #[must_use]
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Executed => "Executed",
            Self::Used => "Used",
            Self::Checked => "Checked",
            Self::Fails => "Wrong on purpose",
            Self::NotChecked => "Not checked",
        }
    }

    /// The part of a class name for it.
    #[must_use]
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Executed | Self::Used => "executed",
            Self::Checked => "checked",
            Self::Fails => "fails",
            Self::NotChecked => "not-checked",
        }
    }
}

/// What badges of the snippets of a chapter are made from.
#[derive(Clone, Copy)]
pub(crate) struct BadgeContext<'w> {
    /// The facts that the snippets were checked by.
    pub facts: &'w Facts,
    /// What the checks found and, for each snippet, what they read of it.
    pub findings: &'w Findings,
    /// The number of the chapter among those of the findings.
    pub chapter: usize,
    /// The plan of the chapter, and the record of what has run.
    pub ran: Option<(&'w ChapterPlan, &'w Record)>,
}

impl BadgeContext<'_> {
    /// The badge of the snippet with this number; `None` for a block that is not code.
    #[must_use]
    pub(crate) fn badge(&self, index: usize, snippet: &Snippet) -> Option<Badge> {
        let no_code = matches!(
            snippet.info.language.as_str(),
            "" | "text" | "txt" | "output"
        );
        if no_code && matches!(snippet.kind, Kind::Other | Kind::Output) {
            return None;
        }
        if let Some(codes) = snippet.info.value("fails") {
            let codes: Vec<String> = codes.split('+').map(|code| format!("`{code}`")).collect();
            let detail = format!(": the build fails unless {} is found", codes.join(" and "));
            return Some(Badge {
                kind: BadgeKind::Fails,
                detail,
            });
        }
        let checked = self.checked(index, snippet);
        if let Some(executed) = self.executed(index, snippet) {
            let Badge { kind, mut detail } = executed;
            if let Some(checked) = checked {
                detail.push_str("; checked ");
                detail.push_str(&checked);
            }
            return Some(Badge { kind, detail });
        }
        Some(match checked {
            Some(checked) => Badge {
                kind: BadgeKind::Checked,
                detail: format!(" {checked}"),
            },
            None => Badge {
                kind: BadgeKind::NotChecked,
                detail: " beyond names of Regions, ARNs and secrets".to_owned(),
            },
        })
    }

    fn executed(&self, index: usize, snippet: &Snippet) -> Option<Badge> {
        let (plan, record) = self.ran?;
        let step = plan.step_of(index)?;
        let Status::Executed(entry) = record.status(&plan.chapter, &step.copied, &step.depends)
        else {
            return None;
        };
        let with = if snippet.template.is_some() {
            " with the values that it shows at first"
        } else {
            ""
        };
        let differs = match entry.differs.as_slice() {
            [] => String::new(),
            differs => format!(" (emulator differs: {})", differs.join("; ")),
        };
        let version = |need: Need| {
            let tool = record.tools.get(need.as_str());
            tool.filter(|_| step.needs.contains(&need))
                .map(|tool| format!("`{}`", tool.version))
        };
        let by = [version(Need::Aws), version(Need::Python)];
        let by: Vec<String> = by.into_iter().flatten().collect();
        let by = match by.as_slice() {
            [] => String::new(),
            by => format!(" by {}", by.join(" and ")),
        };
        let against = match version(Need::Emulator) {
            Some(version) => format!(", against an emulated AWS ({version})"),
            None if step.needs.contains(&Need::Emulator) => ", against an emulated AWS".to_owned(),
            None => String::new(),
        };
        if let Action::Write { file, .. } = &step.action {
            return Some(Badge {
                kind: BadgeKind::Used,
                detail: format!(" as the file `{file}` of what ran on {}{with}", entry.date),
            });
        }
        Some(Badge {
            kind: BadgeKind::Executed,
            detail: format!("{differs} on {}{by}{against}{with}", entry.date),
        })
    }

    /// How a snippet was checked, if a check that knows its kind looked at it.
    fn checked(&self, index: usize, snippet: &Snippet) -> Option<String> {
        let inspection = self.findings.inspection(self.chapter, index)?;
        let by = self.checked_as(snippet, inspection)?;
        Some(match inspection.versions {
            0 | 1 => by,
            versions => {
                format!("{by}, in {versions} versions, with every value that you can choose")
            }
        })
    }

    fn checked_as(&self, snippet: &Snippet, inspection: &Inspection) -> Option<String> {
        let is_script = matches!(snippet.kind, Kind::Command | Kind::Console);
        if inspection.policies > 0 && !is_script {
            let provenance = aws_doc_facts::iam_provenance();
            return Some(format!(
                "as a policy, by AWS's actions, resources and condition keys of {}",
                provenance.newest()
            ));
        }
        if inspection.commands > 0 {
            let (first, second) = self.facts.cli().versions();
            return Some(format!(
                "by the commands and options of the AWS CLI {second} and {first}"
            ));
        }
        if inspection.config_samples > 0 && !is_script {
            return Some("as a file with AWS profiles".to_owned());
        }
        let is_file = snippet.kind == Kind::Env;
        if inspection.env_samples == 0 || !is_file && inspection.aws_variables == 0 {
            return None;
        }
        let day = self.facts.env_names().provenance().newest();
        Some(if is_file {
            format!("as an env file, by what its readers do and AWS's variables of {day}")
        } else {
            format!("by AWS's environment variables of {day}")
        })
    }
}

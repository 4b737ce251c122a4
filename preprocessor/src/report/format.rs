//! The formats of reports, by the words of `--format`.

use clap::ValueEnum;

use super::{
    Report, checkstyle, concise, github, gitlab, human, json, junit, markdown, rdjson, sarif,
};

/// How a report is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people: excerpts with carets
    #[default]
    Human,
    /// For people: one line for each finding
    Concise,
    /// One JSON object, with everything
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// The code quality report of GitLab
    Gitlab,
    /// JUnit's XML
    Junit,
    /// Checkstyle's XML
    Checkstyle,
    /// The JSON of reviewdog
    Rdjson,
    /// A Markdown table, as for the step summary of GitHub Actions
    Markdown,
}

/// What a command adds to its report.
#[derive(Debug, Default)]
pub struct Extras {
    /// What follows the findings for people.
    pub summary: String,
    /// The results of the chapters that `test` has run.
    pub tests: Option<serde_json::Value>,
}

impl Format {
    /// Whether the report of findings also holds why the program could not do all of its work.
    /// In other formats, [`Format::errors`] goes to standard error.
    #[must_use]
    pub fn reports_unreadable_files(self) -> bool {
        matches!(self, Self::Json | Self::Sarif)
    }

    /// Writes a report. `color` uses the terminal's escape sequences, which only people see.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn print(
        self,
        report: &Report<'_>,
        extras: Extras,
        color: bool,
    ) -> serde_json::Result<String> {
        Ok(match self {
            Self::Human => human::print(report, color) + &extras.summary,
            Self::Concise => concise::print(report) + &extras.summary,
            Self::Json => json::print_with(report, extras.tests)?,
            Self::Github => github::print(report),
            Self::Sarif => sarif::print(report),
            Self::Gitlab => gitlab::print(report),
            Self::Junit => junit::print(report),
            Self::Checkstyle => checkstyle::print(report),
            Self::Rdjson => rdjson::print(report),
            Self::Markdown => markdown::print(report, &extras.summary),
        })
    }

    /// The document for a program that could not do its work, for standard output; `None` where the
    /// format has no place for it.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn errors(self, messages: &[String]) -> serde_json::Result<Option<String>> {
        Ok(match self {
            Self::Json => Some(json::print_errors(messages.iter().cloned())?),
            Self::Sarif => Some(sarif::print_errors(messages)),
            Self::Github => {
                let all = messages.iter().map(|message| github::print_error(message));
                Some(all.collect())
            }
            _ => None,
        })
    }
}

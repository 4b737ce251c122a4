//! A baseline: findings that a project already has, so that only new ones count.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use aws_doc_disk::{regular, write_whole};
use aws_doc_lint::diagnostic::Diagnostic;
use serde::{Deserialize, Serialize};

use crate::report::Report;

/// Changes when a reader of the file must change.
const VERSION: u32 = 1;

/// The findings of a baseline file, by fingerprint.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Baseline {
    version: u32,
    findings: BTreeMap<String, Known>,
}

/// A finding, for people who read the file.
#[derive(Debug, Serialize, Deserialize)]
struct Known {
    code: String,
    path: String,
}

/// Why a baseline cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub(super) enum BaselineError {
    /// It cannot be read.
    #[error("cannot read the baseline {path}: {error}; --write-baseline writes one")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is not one, or of a later version.
    #[error(
        "{path} is not a baseline of this version of mdbook-aws ({reason}); --write-baseline writes it anew"
    )]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It cannot be written.
    #[error("cannot write the baseline {path}: {error}")]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

impl Baseline {
    /// Reads a baseline file.
    pub(super) fn read(path: &Path) -> Result<Self, BaselineError> {
        let text = regular::read_text(path).map_err(|error| BaselineError::Unreadable {
            path: path.to_owned(),
            error,
        })?;
        let malformed = |reason: String| BaselineError::Malformed {
            path: path.to_owned(),
            reason,
        };
        let baseline: Self =
            serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        match baseline.version {
            VERSION => Ok(baseline),
            other => Err(malformed(format!("version {other}"))),
        }
    }

    /// Writes a baseline file.
    pub(super) fn write(&mut self, path: &Path) -> Result<(), BaselineError> {
        self.version = VERSION;
        let text =
            serde_json::to_string_pretty(self).map_err(|error| BaselineError::Unwritable {
                path: path.to_owned(),
                error: error.into(),
            })?;
        write_whole(path, (text + "\n").as_bytes()).map_err(|error| BaselineError::Unwritable {
            path: path.to_owned(),
            error,
        })
    }

    /// Adds the findings of a report.
    pub(super) fn add(&mut self, report: &Report<'_>) {
        for finding in report.fingerprints() {
            let known = Known {
                code: finding.code.to_owned(),
                path: finding.path,
            };
            self.findings.insert(finding.fingerprint, known);
        }
    }

    /// How many findings there are.
    pub(super) fn len(&self) -> usize {
        self.findings.len()
    }

    /// Takes the findings of a report out of the baseline; for each, whether it was in there.
    pub(super) fn take(&mut self, report: &Report<'_>) -> Vec<bool> {
        let found = report.fingerprints();
        found
            .iter()
            .map(|finding| self.findings.remove(&finding.fingerprint).is_some())
            .collect()
    }
}

/// Keeps the diagnostics that are new; how many are not.
pub(super) fn keep_new(diagnostics: &mut Vec<Diagnostic>, known: &[bool]) -> usize {
    let before = diagnostics.len();
    let mut known = known.iter();
    diagnostics.retain(|_| !known.next().copied().unwrap_or(false));
    before - diagnostics.len()
}

//! Which of the files at a path are meant, and what they are.

use std::path::Path;

use super::{TargetError, is_markdown, target};
use aws_doc_disk::{regular, slashes};
use aws_doc_lint::document::{Form, plain};
use ignore::overrides::{Override, OverrideBuilder};

/// Which of the files at a path are meant.
#[derive(Debug, Default)]
pub struct Selection {
    /// What a named file is; without it, its name and its text decide.
    pub(super) form: Option<Form>,
    /// Files that are passed over.
    pub(super) excluded: Option<Override>,
}

impl Selection {
    /// Files are taken for `form`, and those that match a pattern of `exclude` are passed over.
    /// Patterns are those of `.gitignore`, relative to the working directory.
    ///
    /// # Errors
    /// When a pattern is not valid.
    pub fn new(form: Option<Form>, exclude: &[String]) -> Result<Self, TargetError> {
        if exclude.is_empty() {
            let excluded = None;
            return Ok(Self { form, excluded });
        }
        let invalid = |pattern: &str, error: ignore::Error| TargetError::Pattern {
            pattern: pattern.to_owned(),
            reason: error.to_string(),
        };
        let mut builder = OverrideBuilder::new(".");
        for pattern in exclude {
            let ignored = format!("!{pattern}");
            builder
                .add(&ignored)
                .map_err(|error| invalid(pattern, error))?;
        }
        let excluded = builder
            .build()
            .map_err(|error| invalid(&exclude.join(" "), error))?;
        Ok(Self {
            form,
            excluded: Some(excluded),
        })
    }

    /// Whether the file at `path`, or a folder above it, is passed over.
    pub(super) fn excludes(&self, path: &Path) -> bool {
        let Some(excluded) = &self.excluded else {
            return false;
        };
        let path = path.strip_prefix(".").unwrap_or(path);
        let folders = path.ancestors().skip(1);
        excluded.matched(path, false).is_ignore()
            || folders
                .filter(|folder| !folder.as_os_str().is_empty())
                .any(|folder| excluded.matched(folder, true).is_ignore())
    }

    /// What the file at `path` is.
    pub(super) fn form(&self, path: &Path) -> Result<Form, TargetError> {
        if let Some(form) = self.form {
            return Ok(form);
        }
        if is_markdown(path) {
            return Ok(Form::Markdown);
        }
        // If it cannot be read, that is reported when it is checked.
        let Ok(text) = regular::read_text(path) else {
            return Ok(Form::Markdown);
        };
        let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        plain::form(&slashes(&full), &text).ok_or_else(|| unknown_kind(path))
    }
}

/// The error for a file that nothing is known to check in.
pub(super) fn unknown_kind(path: &Path) -> TargetError {
    let reason = "nothing in files of its kind can be checked; if it is something else, say so with \
                  `--kind`";
    target(path, reason)
}

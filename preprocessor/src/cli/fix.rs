//! `mdbook-aws check --fix`: writes fixed files.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use crate::target::Target;
use crate::words::counted;
use aws_doc_disk::Disk;
use aws_doc_disk::replace::{self, ReplaceError};
use aws_doc_lint::diagnostic::{Diagnostic, Fix, Severity};
use aws_doc_lint::fix::{apply_all, safe_fix};
use aws_doc_lint::run::{self, Findings};
use spanned_text::{FileId, Files, ReadError, Sources};

/// Of overlapping fixes, one is applied in each round. No text needs more rounds than this.
const ROUNDS: usize = 64;

/// How often files are read again when another program changes them at the same time.
const TRIES: usize = 16;

/// What was fixed, and what could not be.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Lines for the user.
    pub(super) notes: Vec<String>,
    pub(super) errors: Vec<Error>,
    fixes: usize,
    files: BTreeSet<String>,
    /// Files that could not be written.
    failed: BTreeSet<String>,
}

/// Applies the safe fixes to the files of all targets.
pub(super) fn fix(disk: &Disk, targets: &[Target]) -> Done {
    let mut done = Done::default();
    for target in targets {
        sweep(disk, target);
        for last in (0..TRIES).rev() {
            let again = match Plan::of(disk, target) {
                Ok(plan) => plan.write(disk, last == 0, &mut done),
                Err(errors) => {
                    done.errors.extend(errors);
                    false
                }
            };
            if !again {
                break;
            }
        }
    }
    done.notes.dedup();
    done.notes.push(format!(
        "{} applied in {}",
        counted(done.fixes, "fix"),
        counted(done.files.len(), "file")
    ));
    done
}

/// Removes what killed programs have left next to the chapters.
fn sweep(disk: &Disk, target: &Target) {
    let files = target.inputs.iter();
    for file in files.filter_map(|input| disk.locate(&input.path)) {
        if let Some(folder) = file.parent() {
            replace::sweep(folder);
        }
    }
}

/// The text of a file as it was read, and as it is to be.
struct Change {
    before: String,
    after: String,
    fixes: usize,
}

/// The files of a target with their fixes, by path.
#[derive(Default)]
struct Plan {
    changes: BTreeMap<String, Change>,
    refused: Refused,
}

/// What is not fixed, as there would be more errors after it.
#[derive(Default)]
struct Refused {
    /// Files of which the findings of one check are fixed at a time, to see which fixes it is.
    single: BTreeSet<String>,
    /// Files and the codes of which nothing is fixed in them.
    codes: BTreeSet<(String, &'static str)>,
}

/// The disk with some files changed.
struct Changed<'a> {
    disk: &'a Disk,
    changes: &'a BTreeMap<String, Change>,
}

impl Sources for Changed<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match self.changes.get(path) {
            Some(change) => Ok(change.after.clone()),
            None => self.disk.read(path),
        }
    }

    fn display(&self, path: &str) -> String {
        self.disk.display(path)
    }
}

/// The codes of findings that were fixed.
type Codes = BTreeSet<&'static str>;

/// How many errors each file has, by its name in reports; `None` for those that are not in a file.
type Errors = BTreeMap<Option<String>, usize>;

impl Plan {
    /// Applies fixes in memory until there are none left. Those after which there are more errors
    /// than before are taken back.
    fn of(disk: &Disk, target: &Target) -> Result<Self, Vec<Error>> {
        let mut plan = Self::default();
        // What the files of the last round were before it, and the errors that there were.
        let mut undo: BTreeMap<String, (Option<Change>, Codes)> = BTreeMap::new();
        let mut errors: Option<Errors> = None;
        let mut rounds = 0;
        loop {
            let changed = Changed {
                disk,
                changes: &plan.changes,
            };
            let mut files = Files::new(&changed);
            let outcome = run::check(
                &mut files,
                &target.inputs,
                &target.facts,
                &target.settings.run,
            )
            .complete()
            .map_err(|unreadable| unreadable.into_iter().map(Error::from).collect::<Vec<_>>())?;
            let now = count(&files, &outcome);
            let blamed = blamed(disk, errors.as_ref(), &now, undo.keys());
            if !blamed.is_empty() {
                for path in blamed {
                    let Some((old, codes)) = undo.remove(&path) else {
                        continue;
                    };
                    plan.refused.add(&path, codes);
                    match old {
                        Some(change) => plan.changes.insert(path, change),
                        None => plan.changes.remove(&path),
                    };
                }
                continue;
            }
            if rounds == ROUNDS {
                return Ok(plan);
            }
            rounds += 1;
            let (fixes, mut codes) = plan.refused.others(&files, &outcome.diagnostics);
            let (fixed, applied) = apply_all(&files, fixes);
            if applied == 0 {
                return Ok(plan);
            }
            let fixed: Vec<(String, Change)> = fixed
                .into_iter()
                .filter_map(|file_fix| {
                    let file = files.get(file_fix.file)?;
                    let change = Change {
                        before: file.text().to_owned(),
                        after: file_fix.text,
                        fixes: file_fix.fixes,
                    };
                    Some((file.path().to_owned(), change))
                })
                .collect();
            undo.clear();
            for (path, mut change) in fixed {
                let known = plan.changes.remove(&path);
                if let Some(known) = &known {
                    change.before.clone_from(&known.before);
                    change.fixes += known.fixes;
                }
                let codes = codes.remove(&path).unwrap_or_else(Codes::new);
                undo.insert(path.clone(), (known, codes));
                plan.changes.insert(path, change);
            }
            errors = Some(now);
        }
    }

    /// Writes the files; whether any has changed since it was read, so that there is more to do.
    fn write(self, disk: &Disk, last: bool, done: &mut Done) -> bool {
        let mut again = false;
        for (path, change) in self.changes {
            let shown = disk.display(&path);
            let Some(file) = disk.locate(&path) else {
                again = true;
                continue;
            };
            match replace::text(&file, &change.before, &change.after) {
                Ok(()) => {
                    done.fixes += change.fixes;
                    done.files.insert(shown);
                }
                Err(ReplaceError::Changed) if !last => {
                    again = true;
                    done.notes.push(format!(
                        "note: {shown} was changed by another program meanwhile, and is read again"
                    ));
                }
                Err(error) if done.failed.insert(shown.clone()) => done.errors.push(Error::Fix {
                    path: shown,
                    reason: error.to_string(),
                }),
                Err(_) => {}
            }
        }
        if !again {
            done.notes
                .extend(self.refused.codes.iter().map(|(path, code)| {
                    let shown = disk.display(path);
                    format!(
                        "warning: {shown}: {code} is not fixed, as there would be more errors than \
                     before"
                    )
                }));
        }
        again
    }
}

impl Refused {
    /// Remembers that there were more errors after the findings of `codes` had been fixed in the
    /// file at `path`.
    fn add(&mut self, path: &str, codes: Codes) {
        if codes.len() > 1 && self.single.insert(path.to_owned()) {
            return;
        }
        let pairs = codes.into_iter().map(|code| (path.to_owned(), code));
        self.codes.extend(pairs);
    }

    /// The safe fixes that may go in now, and the codes of them by file.
    fn others<'d>(
        &self,
        files: &Files<'_>,
        diagnostics: &'d [Diagnostic],
    ) -> (Vec<&'d Fix>, BTreeMap<String, Codes>) {
        let path = |file: FileId| files.get(file).map_or("", |file| file.path());
        let mut fixes = Vec::new();
        let mut codes: BTreeMap<String, Codes> = BTreeMap::new();
        for found in diagnostics {
            let Some(fix) = safe_fix(found) else {
                continue;
            };
            let paths: BTreeSet<&str> = fix.edits.iter().map(|it| path(it.span.file)).collect();
            let allowed = paths.iter().all(|path| {
                let first = codes.get(*path).and_then(|codes| codes.first());
                let turn = first.is_none_or(|first| *first == found.code);
                (turn || !self.single.contains(*path))
                    && !self.codes.contains(&((*path).to_owned(), found.code))
            });
            if allowed {
                fixes.push(fix);
                for path in paths {
                    codes.entry(path.to_owned()).or_default().insert(found.code);
                }
            }
        }
        (fixes, codes)
    }
}

fn count(files: &Files<'_>, outcome: &Findings) -> Errors {
    let mut errors = Errors::new();
    for found in &outcome.diagnostics {
        if found.severity != Severity::Error {
            continue;
        }
        let file = found.span.and_then(|span| files.get(span.file));
        let shown = file.map(|file| file.display().to_owned());
        let shown = shown.or_else(|| found.file.clone());
        *errors.entry(shown).or_default() += 1;
    }
    errors
}

/// The files whose last fixes are to be taken back: those with more errors than before, or all
/// that were fixed where only others have more.
fn blamed<'p>(
    disk: &Disk,
    before: Option<&Errors>,
    now: &Errors,
    fixed: impl Iterator<Item = &'p String>,
) -> Vec<String> {
    let Some(before) = before else {
        return Vec::new();
    };
    let worse = |shown: &Option<String>| {
        let count = |errors: &Errors| errors.get(shown).copied().unwrap_or(0);
        count(now) > count(before)
    };
    let (own, others): (Vec<String>, Vec<String>) = fixed
        .cloned()
        .partition(|path| worse(&Some(disk.display(path))));
    match own.is_empty() && now.keys().any(worse) {
        true => others,
        false => own,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target;

    fn resolved(path: &std::path::Path) -> (Disk, Vec<Target>) {
        let mut disk = Disk::default();
        let targets = target::resolve(path, &mut disk).unwrap();
        (disk, targets)
    }

    #[test]
    fn an_edit_between_reading_and_writing_wins_and_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        std::fs::write(&path, "```env\nAWS_REGION=us-west-2  # x\n```\n").unwrap();
        let (disk, targets) = resolved(&path);
        let plan = Plan::of(&disk, &targets[0]).unwrap();
        let edited = "```env\nAWS_REGION=us-west-2  # x\n```\n\nAn edit.\n";
        std::fs::write(&path, edited).unwrap();
        let mut done = Done::default();
        assert!(plan.write(&disk, false, &mut done));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), edited);
        assert!(done.notes[0].ends_with("is read again"), "{:?}", done.notes);
        assert!(done.errors.is_empty());
        let done = fix(&disk, &targets);
        assert_eq!(done.notes, ["1 fix applied in 1 file"]);
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "```env\n# x\nAWS_REGION=us-west-2\n```\n\nAn edit.\n");
    }

    #[test]
    fn fixes_that_lead_to_more_errors_are_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        let command =
            "```sh\naws iam get-role \\ \n  --rolename x --nmae y --foo z --bar 1 --baz 2\n```\n";
        let sample = "```env\nAWS_REGION=us-west-2  # x\n```\n";
        std::fs::write(&path, format!("{command}{sample}{sample}")).unwrap();
        let (disk, targets) = resolved(&path);
        let done = fix(&disk, &targets);
        assert!(done.errors.is_empty());
        assert_eq!(done.notes.len(), 2, "{:?}", done.notes);
        let note = "a.md: command/broken-continuation is not fixed, as there would be more errors \
                    than before";
        assert!(done.notes[0].ends_with(note), "{:?}", done.notes);
        assert_eq!(done.notes[1], "2 fixes applied in 1 file");
        let fixed = "```env\n# x\nAWS_REGION=us-west-2\n```\n";
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("{command}{fixed}{fixed}"));
    }
}

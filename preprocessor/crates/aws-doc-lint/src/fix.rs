//! Mends what can be mended: applies the fixes of diagnostics to the files that they are in.

use std::collections::BTreeMap;

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use spanned_text::{FileId, Files};

/// A file with fixes applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The file.
    pub file: FileId,
    /// Its new text.
    pub text: String,
}

/// The new texts of all files that the safe fixes of `diagnostics` change, and how many fixes
/// went in. Of fixes that touch each other the first goes in; the others are for another round,
/// once the files have been checked again.
#[must_use]
pub fn apply(files: &Files<'_>, diagnostics: &[Diagnostic]) -> (Vec<Mended>, usize) {
    apply_all(files, diagnostics.iter().filter_map(safe_fix))
}

/// The same with `fixes`, whatever they are.
#[must_use]
pub fn apply_all<'f>(
    files: &Files<'_>,
    fixes: impl IntoIterator<Item = &'f Fix>,
) -> (Vec<Mended>, usize) {
    let mut accepted: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        let free = fix.edits.iter().all(|edit| {
            accepted
                .get(&edit.span.file)
                .is_none_or(|edits| !edits.iter().any(|other| touch(edit, other)))
        });
        if free && !fix.edits.is_empty() {
            count += 1;
            for edit in &fix.edits {
                accepted.entry(edit.span.file).or_default().push(edit);
            }
        }
    }
    let mended = accepted
        .into_iter()
        .filter_map(|(file, edits)| {
            let text = replace(files.text(file), edits)?;
            Some(Mended { file, text })
        })
        .collect();
    (mended, count)
}

fn safe_fix(diagnostic: &Diagnostic) -> Option<&Fix> {
    diagnostic
        .fixes
        .iter()
        .find(|fix| fix.applicability == Applicability::Safe)
}

/// Whether two edits overlap or meet.
fn touch(one: &Edit, other: &Edit) -> bool {
    one.span.start <= other.span.end && other.span.start <= one.span.end
}

/// `text` with all edits, which do not touch; nothing if one lies outside of it.
fn replace(text: &str, mut edits: Vec<&Edit>) -> Option<String> {
    edits.sort_by_key(|edit| edit.span.start);
    let mut mended = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        mended.push_str(text.get(done..edit.span.start)?);
        mended.push_str(&edit.text);
        done = edit.span.end;
    }
    mended.push_str(text.get(done..)?);
    Some(mended)
}

/// Gives every line that a fix adds the beginning of the line that it was found in: the marks of
/// quotations and the indentation of lists, which are no part of a snippet's text.
pub fn continue_lines(files: &Files<'_>, diagnostics: &mut [Diagnostic]) {
    let edits = diagnostics
        .iter_mut()
        .flat_map(|diagnostic| &mut diagnostic.fixes)
        .flat_map(|fix| &mut fix.edits);
    edits.for_each(|edit| continue_edit(files, edit));
}

/// The same for one edit.
pub fn continue_edit(files: &Files<'_>, edit: &mut Edit) {
    if !edit.text.contains('\n') {
        return;
    }
    let text = files.text(edit.span.file);
    let before = text.get(..edit.span.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let marks = line.trim_start_matches(['\u{feff}']);
    let len = marks
        .find(|c| !matches!(c, ' ' | '\t' | '>'))
        .unwrap_or(marks.len());
    let end = if line_end_is_crlf(text) { "\r\n" } else { "\n" };
    let marks = marks.get(..len).unwrap_or_default();
    edit.text = edit.text.replace('\n', &format!("{end}{marks}"));
}

fn line_end_is_crlf(text: &str) -> bool {
    text.split_once('\n')
        .is_some_and(|(first, _)| first.ends_with('\r'))
}

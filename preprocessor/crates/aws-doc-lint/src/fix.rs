//! Applies the fixes of diagnostics to the files that they are in.

use std::collections::BTreeMap;

use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix};
use spanned_text::{Cut as _, Part as _};
use spanned_text::{FileId, Files};

/// A file with fixes applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FixedFile {
    /// The file.
    pub file: FileId,
    /// Its new text.
    pub text: String,
    /// How many fixes were applied. One that edits several files counts for the first of them.
    pub fixes: usize,
}

/// The new texts of all files that the safe fixes of `diagnostics` change, and the number of fixes applied.
/// Of overlapping fixes only the first is applied; check the files again to apply the rest.
#[must_use]
pub fn apply(files: &Files<'_>, diagnostics: &[Diagnostic]) -> (Vec<FixedFile>, usize) {
    apply_all(files, diagnostics.iter().filter_map(safe_fix))
}

/// The same with `fixes`, safe or not.
#[must_use]
pub fn apply_all<'f>(
    files: &Files<'_>,
    fixes: impl IntoIterator<Item = &'f Fix>,
) -> (Vec<FixedFile>, usize) {
    let mut accepted: BTreeMap<FileId, Edits<'f>> = BTreeMap::new();
    let mut counts: BTreeMap<FileId, usize> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        let free = fix.edits.iter().all(|edit| {
            accepted
                .get(&edit.span.file)
                .is_none_or(|edits| !edits.touch(edit))
        });
        if free && !fix.edits.is_empty() {
            count += 1;
            if let Some(first) = fix.edits.first() {
                *counts.entry(first.span.file).or_default() += 1;
            }
            for edit in &fix.edits {
                accepted.entry(edit.span.file).or_default().insert(edit);
            }
        }
    }
    let fixed = accepted
        .into_iter()
        .filter_map(|(file, edits)| {
            let text = replace(files.text(file), edits.0.into_values())?;
            let fixes = counts.get(&file).map_or(0, |count| *count);
            Some(FixedFile { file, text, fixes })
        })
        .collect();
    (fixed, count)
}

/// The fix of a diagnostic that needs no review.
#[must_use]
pub fn safe_fix(diagnostic: &Diagnostic) -> Option<&Fix> {
    diagnostic
        .fixes
        .iter()
        .find(|fix| fix.applicability == Applicability::Safe)
}

/// The accepted edits of one file, by their start and the order in which they came. They do not overlap.
#[derive(Default)]
struct Edits<'f>(BTreeMap<(usize, usize), &'f Edit>);

impl<'f> Edits<'f> {
    fn insert(&mut self, edit: &'f Edit) {
        self.0.insert((edit.span.start, self.0.len()), edit);
    }

    /// Whether `edit` overlaps or meets one of them. As they do not overlap, it is enough to look at the
    /// last one that does not begin after `edit`.
    fn touch(&self, edit: &Edit) -> bool {
        let mut before = self.0.range(..=(edit.span.end, usize::MAX));
        let last = before.next_back();
        last.is_some_and(|(_, other)| edit.span.start <= other.span.end)
    }
}

/// `text` with all edits, which come in order and do not overlap; `None` if one lies outside of it.
fn replace<'e>(text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> Option<String> {
    let mut fixed = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits {
        fixed.push_str(text.get(done..edit.span.start)?);
        fixed.push_str(&edit.text);
        done = edit.span.end;
    }
    fixed.push_str(text.get(done..)?);
    Some(fixed)
}

/// Gives every line that a fix adds the beginning of the line that it was found in: the marks of
/// quotations and the indentation of lists, which are not part of a snippet's text. Lines end as
/// those around them do.
pub fn continue_lines(files: &Files<'_>, diagnostics: &mut [Diagnostic]) {
    let edits = diagnostics
        .iter_mut()
        .flat_map(|diagnostic| &mut diagnostic.fixes)
        .flat_map(|fix| &mut fix.edits);
    edits.for_each(|edit| continue_edit(files, edit));
}

/// The same for one edit.
pub fn continue_edit(files: &Files<'_>, edit: &mut Edit) {
    let text = files.text(edit.span.file);
    keep_pairs(text, edit);
    if !edit.text.contains('\n') {
        return;
    }
    let before = text.part(..edit.span.start);
    let line = before.after_last('\n');
    let marks = line.trim_start_matches(['\u{feff}']);
    let len = marks
        .find(|c| !matches!(c, ' ' | '\t' | '>'))
        .unwrap_or(marks.len());
    let end = line_end(text, edit.span.start);
    let marks = marks.part(..len);
    let plain = edit.text.replace("\r\n", "\n");
    edit.text = plain.replace('\n', &format!("{end}{marks}"));
}

/// Moves an edit that begins or ends inside a `\r\n`, of which a snippet knows the `\n` only: to
/// before it.
fn keep_pairs(text: &str, edit: &mut Edit) {
    let bytes = text.as_bytes();
    let inside = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        before == Some(&b'\r') && bytes.get(at) == Some(&b'\n')
    };
    if inside(edit.span.start) {
        edit.span.start -= 1;
    }
    if inside(edit.span.end) {
        edit.span.end -= 1;
    }
}

/// How the line of the byte at `offset` ends; the last line as the one before.
fn line_end(text: &str, offset: usize) -> &'static str {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let crlf = match after.split_once('\n') {
        Some(("", _)) => before.ends_with('\r'),
        Some((line, _)) => line.ends_with('\r'),
        None => before
            .rsplit_once('\n')
            .is_some_and(|(lines, _)| lines.ends_with('\r')),
    };
    if crlf { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spanned_text::{Memory, Span};

    /// `text` with `range` replaced by `by`, as a snippet sees it.
    fn edited(text: &'static str, range: std::ops::Range<usize>, by: &str) -> String {
        let sources = Memory::from_iter([("x", text)]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let mut edit = Edit {
            span: Span {
                file,
                via: None,
                start: range.start,
                end: range.end,
            },
            text: by.to_owned(),
        };
        continue_edit(&files, &mut edit);
        replace(text, [&edit]).unwrap()
    }

    #[test]
    fn edits_do_not_part_what_ends_a_line() {
        // At the `\n`, after what ends a line, up to the `\n`, and from the `\n` on.
        assert_eq!(edited("a\r\nb\r\n", 2..2, " \\"), "a \\\r\nb\r\n");
        assert_eq!(edited("a\r\nb\r\n", 3..3, "x"), "a\r\nxb\r\n");
        assert_eq!(edited("a\r\nb\r\n", 0..2, "x"), "x\r\nb\r\n");
        assert_eq!(edited("a\r\nb\r\n", 2..3, ""), "ab\r\n");
        assert_eq!(edited("a\r\nb", 2..2, "\r\nx"), "a\r\nx\r\nb");
    }

    #[test]
    fn of_fixes_that_touch_the_first_is_applied() {
        let sources = Memory::from_iter([("x", "abcdefgh")]);
        let mut files = Files::new(&sources);
        let file = files.load("x").unwrap();
        let fix = |ranges: &[(usize, usize)]| Fix {
            title: String::new(),
            applicability: Applicability::Safe,
            edits: ranges
                .iter()
                .map(|(start, end)| Edit {
                    span: Span {
                        file,
                        via: None,
                        start: *start,
                        end: *end,
                    },
                    text: "-".to_owned(),
                })
                .collect(),
        };
        let applied = |fixes: &[Fix]| {
            let (fixed, count) = apply_all(&files, fixes);
            (fixed[0].text.clone(), count)
        };
        let (one, within) = (fix(&[(1, 5)]), fix(&[(2, 3)]));
        assert_eq!(applied(&[one.clone(), within.clone()]).0, "a-fgh");
        assert_eq!(applied(&[within, one]).0, "ab-defgh");
        let (meets, apart) = (fix(&[(5, 6)]), fix(&[(6, 7)]));
        assert_eq!(
            applied(&[fix(&[(4, 5)]), meets, apart]),
            ("abcd-f-h".to_owned(), 2)
        );
        // An insertion, and a replacement right after it, in one fix.
        let both = fix(&[(2, 2), (2, 3)]);
        let around = fix(&[(0, 1), (7, 8)]);
        assert_eq!(
            applied(&[both, fix(&[(3, 4)]), around]),
            ("-b--defg-".to_owned(), 2)
        );
    }

    #[test]
    fn new_lines_end_as_their_neighbours_do() {
        assert_eq!(edited("a\r\nb\nc\n", 0..0, "x\n"), "x\r\na\r\nb\nc\n");
        assert_eq!(edited("a\r\nb\nc\n", 3..3, "x\n"), "a\r\nx\nb\nc\n");
        assert_eq!(edited("a\r\nb", 4..4, "\r\nx"), "a\r\nb\r\nx");
        assert_eq!(edited("> a\r\n> b", 3..3, "\nx"), "> a\r\n> x\r\n> b");
        assert_eq!(edited("a", 1..1, "\nx"), "a\nx");
    }
}

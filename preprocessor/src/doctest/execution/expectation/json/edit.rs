//! Changes to an expectation in JSON that leave all else as its author wrote it.

use std::ops::Range;

use serde_json::Value as Json;

/// Changes to a text, which do not overlap.
pub(super) struct Edits<'t> {
    text: &'t str,
    edits: Vec<(Range<usize>, String)>,
}

impl<'t> Edits<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            edits: Vec::new(),
        }
    }

    /// Replaces the text at `range` with `value`.
    pub(super) fn replace(&mut self, range: Range<usize>, value: &Json) {
        let value = self.written(value, range.start);
        self.edits.push((range, value));
    }

    /// Takes those of the list's members or elements at `ranges` out whose indices are in `gone`,
    /// with the commas that they leave over.
    pub(super) fn remove(&mut self, ranges: &[Range<usize>], gone: &[usize]) {
        let first_kept = (0..ranges.len()).find(|index| !gone.contains(index));
        for index in gone {
            let Some(range) = ranges.get(*index) else {
                continue;
            };
            let before = index.checked_sub(1).and_then(|index| ranges.get(index));
            let behind = ranges.get(index + 1);
            let range = match (first_kept, before, behind) {
                // The comma before it goes too, …
                (Some(kept), Some(before), _) if kept < *index => before.end..range.end,
                // … or the one behind it, if nothing before it stays.
                (Some(_), _, Some(behind)) => range.start..behind.start,
                (None, _, Some(behind)) => range.start..behind.start,
                _ => range.clone(),
            };
            self.edits.push((range, String::new()));
        }
    }

    /// Adds elements behind the last one of a list.
    pub(super) fn append(&mut self, last: &Range<usize>, values: &[Json]) {
        let line = self.line_start(last.start);
        let before = self.text.get(line..last.start).unwrap_or_default();
        // Each on its own line if the last one is.
        let between = match before.trim().is_empty() && line > 0 {
            true => format!(",\n{before}"),
            false => ", ".to_owned(),
        };
        let mut added = String::new();
        for value in values {
            added.push_str(&between);
            added.push_str(&self.written(value, last.start));
        }
        self.edits.push((last.end..last.end, added));
    }

    /// The text with all changes.
    pub(super) fn apply(mut self) -> String {
        self.edits
            .sort_by_key(|(range, _)| (range.start, range.end));
        let mut text = String::with_capacity(self.text.len());
        let mut done = 0;
        for (range, new) in &self.edits {
            text.push_str(self.text.get(done..range.start).unwrap_or_default());
            text.push_str(new);
            done = range.end.max(done);
        }
        text.push_str(self.text.get(done..).unwrap_or_default());
        text
    }

    /// The value as it is written on the line of `at`.
    fn written(&self, value: &Json, at: usize) -> String {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        let line = self.text.get(self.line_start(at)..at).unwrap_or_default();
        let indent = line.len() - line.trim_start().len();
        let indent = line.get(..indent).unwrap_or_default();
        text.replace('\n', &format!("\n{indent}"))
    }

    fn line_start(&self, at: usize) -> usize {
        let before = self.text.get(..at).unwrap_or_default();
        before.rfind('\n').map_or(0, |end| end + 1)
    }
}

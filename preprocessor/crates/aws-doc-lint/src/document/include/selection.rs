//! Which lines of a file an include asks for.

use std::ops::Range;

use spanned_text::Cut as _;

/// The lines that are asked for.
#[derive(Clone, Copy)]
pub(super) enum Selection<'t> {
    /// Line numbers from 0; the end is exclusive.
    Lines(usize, Option<usize>),
    Anchor(&'t str),
}

impl<'t> Selection<'t> {
    /// Reads `2:10`, `2`, `2:`, `:10` or an anchor, as mdBook does.
    pub(super) fn parse(text: &'t str) -> Self {
        let first = text.before(':');
        let last = text
            .split_once(':')
            .map(|(_, last)| last.before(':').parse::<usize>().ok());
        match (first.parse::<usize>(), last) {
            (Ok(line), None) => {
                let start = line.saturating_sub(1);
                Self::Lines(start, Some(start + 1))
            }
            (Ok(line), Some(end)) => Self::Lines(line.saturating_sub(1), end),
            (Err(_), last) if first.is_empty() => Self::Lines(0, last.flatten()),
            (Err(_), _) => Self::Anchor(first),
        }
    }

    pub(super) fn describe(self) -> Option<String> {
        match self {
            Self::Lines(0, None) => None,
            Self::Lines(start, None) => Some(format!("lines from {}", start + 1)),
            Self::Lines(start, Some(end)) if end == start + 1 => Some(format!("line {end}")),
            Self::Lines(start, Some(end)) => Some(format!("lines {} to {end}", start + 1)),
            Self::Anchor(name) => Some(format!("anchor `{name}`")),
        }
    }
}

/// A line of an included file.
pub(super) struct Line {
    /// Without its line end.
    pub(super) range: Range<usize>,
    /// With it.
    pub(super) full: Range<usize>,
    /// Asked for; the others of a `rustdoc_include` are hidden.
    pub(super) selected: bool,
}

pub(super) struct Lines<'t> {
    text: &'t str,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text }
    }

    fn all(&self) -> impl Iterator<Item = (&'t str, Range<usize>, Range<usize>)> {
        let mut start = 0;
        self.text.split_inclusive('\n').map(move |full| {
            let line = full.strip_suffix('\n').unwrap_or(full);
            let line = line.strip_suffix('\r').unwrap_or(line);
            let at = start;
            start += full.len();
            (line, at..at + line.len(), at..at + full.len())
        })
    }

    /// Every line that mdBook would keep, with whether it was asked for. Lines that only name an
    /// anchor are left out where an anchor was asked for.
    pub(super) fn select(&self, selection: Selection<'t>) -> impl Iterator<Item = Line> {
        let mut inside = false;
        let mut over = false;
        self.all()
            .enumerate()
            .filter_map(move |(index, (line, range, full))| {
                let selected = match selection {
                    Selection::Lines(start, end) => {
                        index >= start && end.is_none_or(|end| index < end)
                    }
                    Selection::Anchor(name) => {
                        if let Some(found) = anchor(line, "ANCHOR_END:") {
                            if inside && found == name {
                                (inside, over) = (false, true);
                            }
                            return None;
                        }
                        if let Some(found) = anchor(line, "ANCHOR:") {
                            inside |= !over && found == name;
                            return None;
                        }
                        inside
                    }
                };
                Some(Line {
                    range,
                    full,
                    selected,
                })
            })
    }
}

/// The name after an anchor comment's keyword.
fn anchor<'t>(line: &'t str, keyword: &str) -> Option<&'t str> {
    let rest = line.split_once(keyword)?.1.trim_start();
    let len = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-'))
        .unwrap_or(rest.len());
    rest.get(..len).filter(|name| !name.is_empty())
}

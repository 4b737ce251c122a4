//! Resolves mdBook's `{{#include}}`, `{{#rustdoc_include}}` and `{{#playground}}`, keeping for
//! every byte the place that it has on disk.

use std::ops::Range;

mod selection;

use super::directive::{self, Directive};
use selection::{Line, Lines, Selection};
use spanned_text::ReadError;
use spanned_text::files::{FileId, Files, SiteId, Span, join};
use spanned_text::text::MappedText;

/// mdBook follows includes to this depth.
const MAX_DEPTH: usize = 10;

/// More than this, in one chapter, is a book that includes itself in some clever way.
const MAX_INCLUDES: usize = 10_000;

/// No chapter is longer than this with what it includes, in bytes.
const MAX_EXPANDED: usize = 16 << 20;

/// The files that a chapter includes have no more bytes than this, those of a file counted each
/// time that it is included: all of it is looked through for the lines that are asked for.
const MAX_SEARCHED: usize = 64 << 20;

/// What is wrong with an include.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The path in the directive; `None` where that is on no disk.
    pub span: Option<Span>,
    /// The path as it was written.
    pub path: String,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// How an include can fail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The file cannot be read.
    Unreadable(ReadError),
    /// The path leaves the root.
    Outside,
    /// The file includes itself, through the others that are named in order.
    Cycle(Vec<String>),
    /// Nested deeper than mdBook follows, or too many.
    TooDeep,
    /// With it the chapter is too large.
    TooLarge,
    /// The anchor or the lines asked for are not in the file.
    NothingSelected(String),
}

/// A chapter with its includes resolved.
#[derive(Debug, Default)]
pub struct Expanded {
    /// The whole text.
    pub text: MappedText,
    /// The chapter's own includes: the place of the directive in the chapter as given, and
    /// what it became in `text`.
    pub sites: Vec<(Range<usize>, Range<usize>)>,
    /// What went wrong on the way.
    pub problems: Vec<Problem>,
}

/// Resolves the includes of the chapter `whole`, whose file is `file`.
pub fn expand(files: &mut Files<'_>, file: FileId, whole: &MappedText) -> Expanded {
    let path = files
        .get(file)
        .map_or("", spanned_text::files::File::path)
        .to_owned();
    let mut work = Work {
        files,
        problems: Vec::new(),
        chain: vec![(file, None)],
        includes: 0,
        searched: 0,
        taken: 0,
        full: false,
    };
    let mut expanded = Expanded::default();
    let mut done = 0;
    for directive in directive::scan(whole.as_str()) {
        let Some(wanted) = Wanted::of(&directive) else {
            continue;
        };
        expanded.text.push_slice(whole, done..directive.range.start);
        let start = expanded.text.len();
        if let Some(included) = work.include(whole, &directive, &wanted, &path) {
            expanded.text.push_slice(&included, 0..included.len());
            done = directive.range.end;
        } else {
            done = directive.range.start;
        }
        expanded
            .sites
            .push((directive.range, start..expanded.text.len()));
    }
    expanded.text.push_slice(whole, done..whole.len());
    expanded.problems = work.problems;
    expanded
}

/// Which directive, and of which file.
struct Wanted<'t> {
    path: &'t str,
    how: How<'t>,
}

enum How<'t> {
    Include(Selection<'t>),
    Rustdoc(Selection<'t>),
    Playground(&'t str),
}

impl<'t> Wanted<'t> {
    fn of(directive: &Directive<'t>) -> Option<Self> {
        let (target, rest) = match directive.argument.split_once(char::is_whitespace) {
            Some((target, rest)) => (target, rest.trim()),
            None => (directive.argument, ""),
        };
        if target.is_empty() {
            return None;
        }
        let (path, selection) = match target.split_once(':') {
            Some((path, selection)) => (path, Selection::parse(selection)),
            None => (target, Selection::Lines(0, None)),
        };
        Some(match directive.name {
            "include" => Self {
                path,
                how: How::Include(selection),
            },
            "rustdoc_include" => Self {
                path,
                how: How::Rustdoc(selection),
            },
            "playground" | "playpen" => Self {
                path: target,
                how: How::Playground(rest),
            },
            _ => return None,
        })
    }
}

impl<'t> Wanted<'t> {
    fn selection(&self) -> Selection<'t> {
        match self.how {
            How::Include(selection) | How::Rustdoc(selection) => selection,
            How::Playground(_) => Selection::Lines(0, None),
        }
    }
}

struct Work<'f, 's> {
    files: &'f mut Files<'s>,
    problems: Vec<Problem>,
    /// The files that are being included, with what was asked of them.
    chain: Vec<(FileId, Option<String>)>,
    includes: usize,
    /// The bytes of all files that were included, and those that were taken from them.
    searched: usize,
    taken: usize,
    /// Whether the size limit has been reached and reported.
    full: bool,
}

impl Work<'_, '_> {
    /// The text that `directive` of `text`, a part of the file at `base`, brings in.
    fn include(
        &mut self,
        text: &MappedText,
        directive: &Directive<'_>,
        wanted: &Wanted<'_>,
        base: &str,
    ) -> Option<MappedText> {
        let at = directive.argument_range.start;
        let span = text.span(at..at + wanted.path.len());
        let site_span = text.span(directive.range.clone());
        let mut fail = |kind| {
            let path = wanted.path.to_owned();
            self.problems.push(Problem { span, path, kind });
        };
        self.includes += 1;
        if self.full {
            return None;
        }
        if self.chain.len() > MAX_DEPTH || self.includes > MAX_INCLUDES {
            fail(ProblemKind::TooDeep);
            self.full = self.includes > MAX_INCLUDES;
            return None;
        }
        let Some(path) = join(base, wanted.path) else {
            fail(ProblemKind::Outside);
            return None;
        };
        let file = match self.files.load(&path) {
            Ok(file) => file,
            Err(ReadError::Outside) => {
                fail(ProblemKind::Outside);
                return None;
            }
            Err(error) => {
                fail(ProblemKind::Unreadable(error));
                return None;
            }
        };
        self.searched += self.files.text(file).len();
        if self.searched > MAX_SEARCHED {
            fail(ProblemKind::TooLarge);
            self.full = true;
            return None;
        }
        let key = (file, wanted.selection().describe());
        if self.chain.contains(&key) {
            let through = self
                .chain
                .iter()
                .skip_while(|link| **link != key)
                .skip(1)
                .filter_map(|(file, _)| self.files.get(*file))
                .map(|file| file.display().to_owned())
                .collect();
            fail(ProblemKind::Cycle(through));
            return None;
        }
        let via = site_span.map(|span| self.files.add_site(span, file));
        let (selected, empty) = self.select(file, wanted, site_span, via);
        self.taken += selected.len();
        if self.taken > MAX_EXPANDED {
            let path = wanted.path.to_owned();
            let kind = ProblemKind::TooLarge;
            self.problems.push(Problem { span, path, kind });
            self.full = true;
            return None;
        }
        if let Some(what) = empty {
            let path = wanted.path.to_owned();
            let kind = ProblemKind::NothingSelected(what);
            self.problems.push(Problem { span, path, kind });
        }
        self.chain.push(key);
        let expanded = self.expand_inner(&selected, &path);
        self.chain.pop();
        Some(expanded)
    }

    fn expand_inner(&mut self, text: &MappedText, base: &str) -> MappedText {
        let mut expanded = MappedText::new();
        let mut done = 0;
        for directive in directive::scan(text.as_str()) {
            let Some(wanted) = Wanted::of(&directive) else {
                continue;
            };
            expanded.push_slice(text, done..directive.range.start);
            done = directive.range.start;
            if let Some(included) = self.include(text, &directive, &wanted, base) {
                expanded.push_slice(&included, 0..included.len());
                done = directive.range.end;
            }
        }
        expanded.push_slice(text, done..text.len());
        expanded
    }

    /// The part of `file` that was asked for, and what was asked for if that is nothing.
    fn select(
        &self,
        file: FileId,
        wanted: &Wanted<'_>,
        site: Option<Span>,
        via: Option<SiteId>,
    ) -> (MappedText, Option<String>) {
        let mut selected = MappedText::new();
        let Some(source) = self.files.get(file) else {
            return (selected, None);
        };
        let whole = MappedText::of_file(file, source.text(), source.bom_len()..source.text().len());
        let lines = Lines::of(whole.as_str());
        let mut found = false;
        let selection = match wanted.how {
            How::Include(selection) => {
                let mut taken = lines
                    .select(selection)
                    .filter(|line| line.selected)
                    .peekable();
                found = taken.peek().is_some();
                push_lines(&mut selected, &whole, taken, site);
                selection
            }
            How::Rustdoc(selection) => {
                let taken = lines
                    .select(selection)
                    .inspect(|line| found |= line.selected);
                push_lines(&mut selected, &whole, taken, site);
                selection
            }
            How::Playground(attributes) => {
                let comma = if attributes.is_empty() { "" } else { "," };
                let attributes = attributes.split_whitespace().collect::<Vec<_>>().join(",");
                push_standing(
                    &mut selected,
                    &format!("```rust{comma}{attributes}\n"),
                    site,
                );
                selected.push_slice(&whole, 0..whole.len());
                if !whole.as_str().ends_with('\n') {
                    push_standing(&mut selected, "\n", site);
                }
                push_standing(&mut selected, "```\n", site);
                found = true;
                Selection::Lines(0, None)
            }
        };
        if let Some(via) = via {
            selected.set_via(via);
        }
        let empty = if found { None } else { selection.describe() };
        (selected, empty)
    }
}

/// Appends text that the directive at `site` brings in.
fn push_standing(to: &mut MappedText, text: &str, site: Option<Span>) {
    match site {
        Some(site) => to.push_replaced(text, site),
        None => to.push_unmapped(text),
    }
}

/// Joins lines as mdBook does: with `\n`, and none after the last.
fn push_lines(
    to: &mut MappedText,
    whole: &MappedText,
    lines: impl Iterator<Item = Line>,
    site: Option<Span>,
) {
    let mut pending: Option<Range<usize>> = None;
    for line in lines {
        if let Some(end) = pending.take() {
            if end.len() == 1 {
                to.push_slice(whole, end);
            } else {
                to.push_for("\n", whole, end);
            }
        }
        if !line.selected {
            push_standing(to, "# ", site);
        }
        to.push_slice(whole, line.range.clone());
        pending = Some(line.range.end..line.full.end);
    }
}

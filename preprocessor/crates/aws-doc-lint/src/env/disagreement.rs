//! Lines of an env sample that its readers read differently: who reads what, why, and how to
//! write the line so that all read the same.

mod cause;
mod mask;
mod wording;

use std::ops::Range;

use spanned_text::Part as _;

pub use cause::Cause;
pub(crate) use cause::comment;
pub use wording::ReaderGroup;

use super::characters;
use super::readers::{Effect, OnFault, Reader, Statement};
use super::sample::EnvSample;
use crate::diagnostic::Severity;
use crate::document::env::{Content, Line};
use crate::rule::{Finding, Sink};

/// A line that two readers read differently.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disagreement {
    /// What in the line is read differently.
    pub range: Range<usize>,
    /// Why.
    pub cause: Cause,
    /// The name of the variable, as most readers see it; empty if none sees one.
    pub name: String,
    /// Who reads what: readers that agree are grouped, the largest group first.
    pub groups: Vec<ReaderGroup>,
    /// How to write the line so that all read what most read now.
    pub rewrite: Option<Rewrite>,
}

/// Another way to write a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewrite {
    /// What is replaced: the line without the white space around it.
    pub range: Range<usize>,
    /// The new line; two without indentation, if there is a comment to keep.
    pub text: String,
}

/// What one reader makes of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Interpretation {
    /// It sets one variable.
    Sets { name: String, value: String },
    /// It sets several.
    SetsSeveral(Vec<(String, String)>),
    /// It takes the variable from the environment.
    Inherits,
    /// It skips the line.
    Skips,
    /// It refuses the file.
    Refuses(&'static str),
    /// It runs the text.
    Runs,
    /// The model does not know.
    Unclear,
}

/// Every line of the sample that two of `readers` read differently, in order. What the line means
/// is taken to be what most of all the readers that are known make of it.
pub fn find(text: &str, lines: &[Line], readers: &[Reader]) -> Vec<Disagreement> {
    if lines.iter().all(|line| is_read_alike(text, line)) {
        return Vec::new();
    }
    let masked = mask::placeholders(text, lines);
    // All readers read the line, whichever of them the report names.
    let readings: Vec<(Reader, Vec<Statement<'_>>)> = Reader::ALL
        .into_iter()
        .map(|reader| (reader, reader.read(&masked.text).statements))
        .collect();
    // How far each reader has been followed.
    let mut next: Vec<usize> = vec![0; readings.len()];
    let mut covered = 0;
    let mut found = Vec::new();
    for line in lines {
        let mut here = Vec::with_capacity(readings.len());
        let mut used_up = covered;
        for ((reader, statements), next) in readings.iter().zip(&mut next) {
            let rest = statements.part(*next..);
            let count = rest
                .iter()
                .take_while(|statement| statement.range.start <= line.range.end)
                .count();
            let statements = rest.part(..count);
            *next += count;
            for statement in statements {
                used_up = used_up.max(statement.range.end);
            }
            here.push((*reader, statements));
        }
        let inside = covered > line.range.start;
        covered = used_up;
        // A line within a value that began above is reported there.
        if inside || is_read_alike(text, line) || is_told_elsewhere(text, line) {
            continue;
        }
        let mut takes: Vec<(Reader, Interpretation)> = here
            .into_iter()
            .map(|(reader, statements)| (reader, take(statements)))
            .collect();
        takes.retain(|(_, take)| *take != Interpretation::Unclear);
        let mut groups = groups(takes);
        let intended = groups.first().map(|(_, take)| take.clone());
        for (group, _) in &mut groups {
            group.retain(|reader| readers.contains(reader));
        }
        groups.retain(|(group, _)| !group.is_empty());
        if groups.len() > 1 {
            found.push(describe(text, line, &groups, intended, readers, &masked));
        }
    }
    found
}

/// Whether no readers disagree about a line, or another check reports it.
fn is_told_elsewhere(text: &str, line: &Line) -> bool {
    let whole = text.part(line.range.clone());
    match line.content {
        Content::Blank | Content::Comment => true,
        Content::Other => is_left_out(whole),
        // `env/invisible-character`
        Content::Assignment(_) => {
            !whole.is_ascii() && whole.contains(|c| characters::find(c).is_some())
        }
    }
}

/// Whether a line only says that something was left out.
fn is_left_out(line: &str) -> bool {
    let line = line.trim().trim_matches(['[', ']', '<', '>', '(', ')']);
    line.chars().all(|c| matches!(c, '.' | '…'))
}

/// Whether a line is one that every reader reads the same way, as far as its characters show.
fn is_read_alike(text: &str, line: &Line) -> bool {
    match &line.content {
        Content::Blank | Content::Comment => true,
        Content::Other => false,
        Content::Assignment(assignment) => {
            let name = text.part(assignment.name.clone());
            let value = text.part(assignment.value.clone());
            assignment.export.is_none()
                && assignment.name.end + 1 == assignment.value.start
                && name.bytes().enumerate().all(|(at, byte)| match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'_' => true,
                    b'0'..=b'9' => at > 0,
                    _ => false,
                })
                && value.bytes().all(|byte| {
                    byte.is_ascii_alphanumeric()
                        || matches!(
                            byte,
                            b'_' | b'-' | b'.' | b'/' | b':' | b'@' | b'%' | b',' | b'+' | b'='
                        )
                })
        }
    }
}

fn take(here: &[Statement<'_>]) -> Interpretation {
    let mut sets = Vec::new();
    let mut inherits = false;
    for statement in here {
        match &statement.effect {
            Effect::Sets { name, value } => sets.push((name.to_string(), value.to_string())),
            Effect::Inherits { .. } => inherits = true,
            Effect::Fault(fault) => match fault.effect {
                OnFault::RefusesFile => return Interpretation::Refuses(fault.reason),
                OnFault::RunsCommand => return Interpretation::Runs,
                OnFault::Unclear => return Interpretation::Unclear,
                OnFault::SkipsLine => {}
            },
        }
    }
    match sets.pop() {
        Some((name, value)) if sets.is_empty() && !inherits => Interpretation::Sets { name, value },
        Some(last) => {
            sets.push(last);
            Interpretation::SetsSeveral(sets)
        }
        None if inherits => Interpretation::Inherits,
        None => Interpretation::Skips,
    }
}

/// Puts readers that agree together; the largest group that sets a variable comes first.
fn groups(takes: Vec<(Reader, Interpretation)>) -> Vec<(Vec<Reader>, Interpretation)> {
    let mut groups: Vec<(Vec<Reader>, Interpretation)> = Vec::new();
    for (reader, take) in takes {
        match groups.iter_mut().find(|(_, other)| same(other, &take)) {
            Some((readers, _)) => readers.push(reader),
            None => groups.push((vec![reader], take)),
        }
    }
    groups.sort_by_key(|(readers, take)| {
        let sets = matches!(take, Interpretation::Sets { .. });
        (!sets, std::cmp::Reverse(readers.len()))
    });
    groups
}

/// Whether two readings have the same effect. Reasons for refusing a file do not count.
fn same(one: &Interpretation, other: &Interpretation) -> bool {
    matches!(
        (one, other),
        (Interpretation::Refuses(_), Interpretation::Refuses(_))
    ) || one == other
}

fn describe(
    text: &str,
    line: &Line,
    groups: &[(Vec<Reader>, Interpretation)],
    intended: Option<Interpretation>,
    readers: &[Reader],
    masked: &mask::Masked<'_>,
) -> Disagreement {
    let (cause, range) = cause::of(text, line);
    let intended = match &intended {
        Some(Interpretation::Sets { name, value }) => Some((name.as_str(), value.as_str())),
        _ => None,
    };
    let rewrite =
        intended.and_then(|(name, value)| rewrite(text, line, name, value, readers, masked));
    let name = intended.map_or_else(String::new, |(name, _)| name.to_owned());
    Disagreement {
        groups: wording::groups(&name, groups, masked),
        range,
        cause,
        name,
        rewrite,
    }
}

/// The first way of writing the value that all readers read as `value`.
fn rewrite(
    text: &str,
    line: &Line,
    name: &str,
    value: &str,
    readers: &[Reader],
    masked: &mask::Masked<'_>,
) -> Option<Rewrite> {
    let spellings = [
        value.to_owned(),
        format!("\"{value}\""),
        format!("'{value}'"),
    ];
    let agreed = |spelling: &&String| {
        let candidate = format!("{name}={spelling}\n");
        readers.iter().all(|reader| {
            matches!(
                reader.read(&candidate).statements.as_slice(),
                [Statement { effect: Effect::Sets { name: n, value: v }, .. }]
                    if n == name && v == value
            )
        })
    };
    let spelling = spellings.iter().find(agreed)?;
    let whole = text.get(line.range.clone())?;
    let start = line.range.start + (whole.len() - whole.trim_start().len());
    let range = start..start + whole.trim().len();
    let comment = match &line.content {
        Content::Assignment(assignment) => cause::comment(text.get(assignment.value.clone())?)
            .map(|at| assignment.value.start + at),
        _ => None,
    };
    let spelling = masked.unmask(spelling);
    let rewritten = match comment.and_then(|at| text.get(at..range.end)) {
        Some(comment) => format!("{comment}\n{name}={spelling}"),
        None => format!("{name}={spelling}"),
    };
    // A line that stays as it is fixes nothing.
    (text.get(range.clone()) != Some(rewritten.as_str())).then_some(Rewrite {
        range,
        text: rewritten,
    })
}

impl Disagreement {
    /// The readers that differ from the largest group.
    #[must_use]
    pub fn odd_readers(&self) -> Vec<Reader> {
        let odd = self.groups.part(1..);
        let mut readers: Vec<Reader> = odd.iter().flat_map(|group| group.readers.clone()).collect();
        readers.sort_unstable();
        readers
    }

    /// The readers that differ, with a verb for one of them or for several.
    pub(crate) fn odd(&self, one: &str, several: &str) -> String {
        let readers = self.odd_readers();
        let verb = if readers.len() == 1 { one } else { several };
        format!("{} {verb}", wording::list(&readers))
    }

    /// Whether every reader sets the variable, if to different values.
    pub(crate) fn all_set(&self) -> bool {
        self.groups.iter().all(|group| group.sets)
    }
}

/// Whether a quoted value is followed by a semicolon, as before another assignment of a shell.
fn holds_two(value: &str) -> bool {
    let value = value.trim();
    let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return value.contains("';") || value.contains("\";");
    };
    let inner = value.part(1..);
    let behind = inner.split_once(quote).map(|(_, behind)| behind);
    behind.is_some_and(|behind| behind.trim_start().starts_with(';'))
}

/// How the check for a cause reports it.
pub(crate) struct Wording {
    /// The cause.
    pub(crate) cause: Cause,
    /// What to do about it, where the line cannot be fixed for all readers.
    pub(crate) help: &'static str,
    /// What a fix does; none where a person must decide.
    pub(crate) fix: Option<&'static str>,
}

/// Reports the disagreements of one cause: a message for each, and a note for each group of readers.
pub(crate) fn report(
    sample: &EnvSample<'_>,
    sink: &mut Sink<'_>,
    wording: &Wording,
    message: impl Fn(&Disagreement) -> String,
) {
    for found in sample.disagreements() {
        if found.cause != wording.cause {
            continue;
        }
        let mut finding = Finding::new(found.range.clone(), message(found)).help(wording.help);
        // Those who differ first, then the others.
        let (most, odd) = found
            .groups
            .split_first()
            .map_or((None, &[][..]), |(most, odd)| (Some(most), odd));
        for group in odd.iter().chain(most) {
            finding = finding.note(group.sentence.clone());
        }
        if sample.readers.chosen {
            finding = finding.severity(Severity::Error);
        } else if wording.cause == Cause::Quotes && !found.all_set() {
            // Who does not get the variable at all is worse off than who gets it with quotes.
            finding = finding.severity(Severity::Warning);
        }
        let line = sample.text.part(found.range.clone());
        if wording.cause == Cause::Quotes && holds_two(line) {
            finding = finding.help("set one variable on each line, without `;`");
        }
        if let Some(rewrite) = &found.rewrite {
            let edits = vec![(rewrite.range.clone(), rewrite.text.clone())];
            finding = match wording.fix {
                Some(title) => finding.fix(title, edits),
                None => finding.unsafe_fix("write the line so that all readers agree", edits),
            };
        }
        sink.push(finding);
    }
}

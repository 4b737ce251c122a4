//! Mistakes that are known from documentation, and what its authors do not consider mistakes: each with
//! the ways to read on.

use super::candidate::Candidate;
use super::edit::Edit;
use super::lines::{Line, Lines};
use super::mistake::MistakeKind;
use super::repair::Failure;
use crate::Part as _;
use crate::lookalike;

/// The known mistakes, each with the ways to pass over it.
pub(super) fn known(text: &str, lines: &Lines<'_>, failure: &Failure) -> Vec<Vec<Candidate>> {
    let mut found = Vec::new();
    let (good, wrong) = (lines.at(failure.from), lines.at(failure.at));
    let between = (good..=wrong).map(|index| lines.get(index));
    let editorial: Vec<_> = between
        .clone()
        .filter(Line::is_editorial)
        .map(|line| Edit::blank(line.content()))
        .collect();
    if let (Some(first), Some(last)) = (editorial.first(), editorial.last()) {
        let range = first.range.start..last.range.end;
        let passing = Candidate::new(editorial, 0, range, MistakeKind::PassedOver);
        found.push(vec![passing]);
    }
    found.push(colonless(lines, wrong, failure).into_iter().collect());
    let star = between.clone().rev().find_map(|line| star(&line));
    let mut before = (0..=wrong).rev().map(|index| lines.get(index));
    let odd_space = before.find_map(|line| odd_space(text, &line));
    // That a scalar goes on after a tab is reported at its beginning.
    let behind = lines.next_from(wrong + 1).map(|index| lines.get(index));
    let tab = between.clone().chain(behind).find_map(|line| tab(&line));
    let tab = tab.into_iter().flat_map(|tab| {
        let width = [8, 4, 2, 1].into_iter();
        width.map(move |width| {
            let edits = tabs_as_spaces(text, width);
            Candidate::new(edits, 0, tab..tab + 1, MistakeKind::Tab)
        })
    });
    found.push(star.into_iter().collect());
    found.push(odd_space.into_iter().collect());
    found.push(tab.collect());
    found
}

/// A line without a colon before one that has one at no greater depth: it is not its key.
fn colonless(lines: &Lines<'_>, wrong: usize, failure: &Failure) -> Option<Candidate> {
    let before = lines.get(lines.before(wrong)?);
    let line = lines.get(wrong);
    let text = before.text.get(before.depth()..)?;
    let is_one = failure.bracket.is_none()
        && before.colon().is_none()
        && line.colon().is_some()
        && before.depth() == line.indentation()
        && text.starts_with(char::is_alphanumeric);
    let range = before.start + before.depth()..before.content().end;
    is_one.then(|| Candidate::passing(Edit::blank(range.clone()), range.len()))
}

/// `*` as a value, followed by nothing but a bracket, comma or comment.
fn star(line: &Line<'_>) -> Option<Candidate> {
    if line.is_comment() {
        return None;
    }
    let stars = line.text.match_indices('*').map(|(at, _)| at);
    let is_value = |at: &usize| {
        let before = line.text.part(..*at);
        let behind = line.text.part(at + 1..);
        let rest = behind.trim_start();
        before.ends_with([' ', '[', ',', '{'])
            && (rest.is_empty()
                || rest.starts_with([']', ',', '}'])
                || (rest.starts_with('#') && rest.len() < behind.len()))
    };
    let mut stars = stars.filter(is_value);
    let start = line.start + stars.next()?;
    let range = start..start + 1;
    let edit = Edit::replace(range.clone(), "'*'");
    Some(Candidate::new(vec![edit], 0, range, MistakeKind::Star))
}

/// Characters in the indentation of a line that look like spaces or like nothing. All lines that
/// have them are repaired.
pub(super) fn odd_space(text: &str, line: &Line<'_>) -> Option<Candidate> {
    let odd = |line: &Line<'_>| {
        let rest = line.text.trim_start_matches(lookalike::is_space);
        let indentation = line.text.part(..line.text.len() - rest.len());
        let mut odd = Vec::new();
        for (at, c) in indentation.char_indices() {
            if !c.is_ascii() {
                let start = line.start + at;
                odd.push(Edit::replace(start..start + c.len_utf8(), " "));
            }
        }
        odd
    };
    let first = odd(line).first()?.range.clone();
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    for index in lines.all() {
        edits.extend(odd(&lines.get(index)));
    }
    Some(Candidate::new(edits, 0, first, MistakeKind::WrongSpace))
}

/// Where a tab is in the indentation of a line.
pub(super) fn tab(line: &Line<'_>) -> Option<usize> {
    let indentation = line.text.get(..line.indentation())?;
    let at = indentation.find('\t').filter(|_| !line.is_blank())?;
    Some(line.start + at)
}

fn tabs_as_spaces(text: &str, width: usize) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    for index in lines.all() {
        let line = lines.get(index);
        let indentation = line.text.part(..line.indentation());
        for (at, _) in indentation.match_indices('\t') {
            let mut edit = Edit::indent(line.start + at, width);
            edit.range.end += 1;
            edits.push(edit);
        }
    }
    edits
}

//! Ways to write the place of a mistake differently.

use std::borrow::Cow;
use std::ops::Range;

use super::edit::Edit;
use super::lines::{Line, Lines};
use super::mistake::{Mistake, MistakeKind};
use super::repair::Failure;

/// A way to write the place of a mistake differently.
#[derive(Debug)]
pub(super) struct Candidate {
    /// The change.
    pub edits: Vec<Edit>,
    /// What is lost by it, roughly in bytes.
    pub cost: usize,
    /// What is wrong; `None` where only the parser is too strict.
    pub mistake: Option<Mistake>,
}

impl Candidate {
    fn new(edits: Vec<Edit>, cost: usize, mistake: Range<usize>, kind: MistakeKind) -> Self {
        let mistake = Some(Mistake {
            range: mistake,
            kind,
        });
        Self {
            edits,
            cost,
            mistake,
        }
    }

    fn passing(edit: Edit, cost: usize) -> Self {
        let range = edit.range.clone();
        Self::new(vec![edit], cost, range, MistakeKind::PassedOver)
    }
}

/// The lines where a mistake can be: those of the last good and of the wrong place, and their
/// neighbours.
fn suspects(lines: &Lines<'_>, failure: &Failure) -> Vec<usize> {
    let (good, wrong) = (lines.at(failure.from), lines.at(failure.at));
    let mut suspects = vec![wrong];
    suspects.extend(lines.before(wrong).filter(|line| *line >= good));
    suspects.push(good);
    suspects.extend(failure.bracket.map(|bracket| lines.at(bracket)));
    suspects.extend(lines.next_from(good + 1).filter(|line| *line <= wrong));
    suspects.retain(|line| !lines.get(*line).is_blank());
    let mut seen = Vec::new();
    suspects.retain(|line| {
        !seen.contains(line) && {
            seen.push(*line);
            true
        }
    });
    suspects
}

/// What is known to stand in documentation, each with the ways to pass over it.
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
    // That a scalar goes on behind a tab is told at its beginning.
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

/// A line without a colon before one that has one, and is no deeper: it is not its key.
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

/// `*` as a value.
fn star(line: &Line<'_>) -> Option<Candidate> {
    if line.is_comment() {
        return None;
    }
    let mut before = ' ';
    let mut chars = line.text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let begins = matches!(before, ' ' | '[' | ',');
        let ends = next.is_none_or(|next| matches!(next, ' ' | ']' | ',' | '}' | '\r'));
        if c == '*' && begins && ends {
            let range = line.start + at..line.start + at + 1;
            let edit = Edit::replace(range.clone(), "'*'");
            return Some(Candidate::new(vec![edit], 0, range, MistakeKind::Star));
        }
        before = c;
    }
    None
}

/// Characters in the indentation of a line that look like spaces or like nothing. All lines that
/// have them are mended.
pub(super) fn odd_space(text: &str, line: &Line<'_>) -> Option<Candidate> {
    let odd = |line: &Line<'_>| {
        let rest = line.text.trim_start_matches(is_space);
        let indentation = line.text.get(..line.text.len() - rest.len());
        let mut odd = Vec::new();
        for (at, c) in indentation.unwrap_or_default().char_indices() {
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

/// Whether a character is a space, or looks like one or like nothing.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Where a tab stands in the indentation of a line.
fn tab(line: &Line<'_>) -> Option<usize> {
    let indentation = line.text.get(..line.indentation())?;
    let at = indentation.find('\t').filter(|_| !line.is_blank())?;
    Some(line.start + at)
}

fn tabs_as_spaces(text: &str, width: usize) -> Vec<Edit> {
    let lines = Lines::of(text);
    let mut edits = Vec::new();
    for index in lines.all() {
        let line = lines.get(index);
        let indentation = line.text.get(..line.indentation()).unwrap_or_default();
        for (at, _) in indentation.match_indices('\t') {
            let mut edit = Edit::indent(line.start + at, width);
            edit.range.end += 1;
            edits.push(edit);
        }
    }
    edits
}

/// Lines inside quotes or brackets that are indented less than what they stand in, which other
/// parsers allow.
fn shallow(text: &str, lines: &Lines<'_>, failure: &Failure) -> Option<Candidate> {
    let start = match failure.bracket {
        Some(bracket) => bracket,
        None => {
            let line = lines.get(lines.at(failure.good));
            let behind = failure.good.max(line.value()?.start);
            let mut value = text.get(behind..)?.trim_start();
            // A tag or an anchor stands before the value.
            while value.starts_with(['!', '&']) {
                value = value.trim_start_matches(|c: char| !c.is_whitespace());
                value = value.trim_start();
            }
            text.len() - value.len()
        }
    };
    let end = construct_end(text.get(start..)?)? + start;
    let first = lines.at(start);
    let depth = lines.get(first).depth();
    let mut edits = Vec::new();
    for index in first + 1..=lines.at(end.saturating_sub(1)) {
        let line = lines.get(index);
        if line.indentation() <= depth && !line.is_blank() {
            edits.push(Edit::indent(line.start, depth + 1));
        }
    }
    (!edits.is_empty()).then_some(Candidate {
        edits,
        cost: 0,
        mistake: None,
    })
}

/// The end of the quoted string, or of what brackets enclose, at the start of a text.
fn construct_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => continue,
            (None, '"' | '\'') => {
                quote = Some(c);
                continue;
            }
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && quote.is_none() {
            // A quote that is doubled goes on.
            let next = text.get(at + c.len_utf8()..)?;
            if matches!(c, '\'') && next.starts_with('\'') {
                quote = Some(c);
                chars.next();
                continue;
            }
            return matches!(c, '"' | '\'' | ']' | '}').then_some(at + 1);
        }
    }
    None
}

/// Changes of a line or two.
pub(super) fn small(text: &str, lines: &Lines<'_>, failure: &Failure) -> Vec<Candidate> {
    let mut found: Vec<_> = shallow(text, lines, failure).into_iter().collect();
    found.extend(brackets(text, lines, failure));
    let wrong = lines.at(failure.at);
    shifts(lines, wrong, failure, &mut found);
    for index in suspects(lines, failure) {
        let line = lines.get(index);
        let unclosed = unclosed(text, lines, index);
        let told = |mut candidate: Candidate| {
            if unclosed.is_some() {
                candidate.mistake.clone_from(&unclosed);
            } else if let Some(range) = second_colon(&line, failure).filter(|_| index == wrong) {
                let kind = MistakeKind::SecondColon;
                candidate.mistake = Some(Mistake { range, kind });
            }
            candidate
        };
        if let Some(value) = line.value() {
            let cost = value.len();
            found.push(told(Candidate::passing(Edit::opaque(value.clone()), cost)));
            found.push(told(Candidate::passing(Edit::blank(value), cost + 1)));
        }
        let content = line.content();
        let cost = content.len() + 2;
        found.push(told(Candidate::passing(Edit::blank(content), cost)));
    }
    found
}

/// What is between brackets closed at the end of its block, or passed over.
fn brackets(text: &str, lines: &Lines<'_>, failure: &Failure) -> Vec<Candidate> {
    let Some(bracket) = failure.bracket else {
        return Vec::new();
    };
    let first = lines.at(bracket);
    let block = lines.block_end(first, lines.get(first).indentation() + 1);
    let end = lines.get(block.saturating_sub(1)).content().end;
    let upto = lines.before(lines.at(failure.at));
    let upto = upto.map(|line| lines.get(line).content().end);
    let ends = upto.into_iter().chain([end]).filter(|end| *end > bracket);
    let passing = ends.map(|end| Candidate::passing(Edit::opaque(bracket..end), end - bracket));
    let mut found: Vec<_> = passing.collect();
    let open = text.get(bracket..end).and_then(open_brackets);
    if let Some(closing) = open.filter(|closing| !closing.is_empty()) {
        let edit = Edit {
            range: end..end,
            with: Cow::Owned(closing),
        };
        found.push(Candidate::passing(edit, 0));
    }
    found
}

/// What closes the brackets that stay open in a text; `None` where they do not match.
fn open_brackets(text: &str) -> Option<String> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('"'), '\\') => {
                chars.next();
            }
            (Some(begun), c) if begun == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') => open.push(']'),
            (None, '{') => open.push('}'),
            (None, ']' | '}') if open.pop() != Some(c) => return None,
            _ => {}
        }
    }
    quote.is_none().then(|| open.iter().rev().collect())
}

/// The lines of the wrong one's block moved to a level above.
fn shifts(lines: &Lines<'_>, wrong: usize, failure: &Failure, found: &mut Vec<Candidate>) {
    let line = lines.get(wrong);
    let own = line.indentation();
    if failure.bracket.is_some() || tab(&line).is_some() || line.is_blank() {
        return;
    }
    let levels = lines.levels(wrong);
    let kind = if is_surely_misplaced(lines, wrong, &levels, failure) {
        MistakeKind::Indentation
    } else {
        MistakeKind::PassedOver
    };
    let end = lines.block_end(wrong, own);
    let mut targets: Vec<_> = levels.into_iter().filter(|level| *level != own).collect();
    targets.sort_by_key(|level| level.abs_diff(own));
    for target in targets.into_iter().take(3) {
        let shifted = (wrong..end).map(|index| lines.get(index));
        let edits = shifted.filter(|line| !line.is_blank()).map(|line| {
            if target > own {
                Edit::indent(line.start, target - own)
            } else {
                Edit::blank(line.start..line.start + (own - target))
            }
        });
        let key = line.colon().unwrap_or(line.content().end);
        let range = line.content().start..key;
        found.push(Candidate::new(edits.collect(), 0, range, kind));
    }
}

/// Whether a line belongs to nothing above it, whatever was left out.
fn is_surely_misplaced(
    lines: &Lines<'_>,
    wrong: usize,
    levels: &[usize],
    failure: &Failure,
) -> bool {
    let line = lines.get(wrong);
    let Some(before) = lines.before(wrong) else {
        return false;
    };
    // Of an excerpt, the first line is often cut to begin at the margin.
    let is_first = lines.before(before).is_none();
    if line.colon().is_none() || is_first {
        return false;
    }
    let above = lines.get(before);
    let own = line.indentation();
    if own > above.depth() {
        let value = above
            .value()
            .and_then(|value| above.text.get(value.start - above.start..));
        let is_plain = |value: &str| {
            !value.starts_with(['|', '>', '&', '!', '{', '[', '"', '\'', '<', '.', '…'])
        };
        return failure.reason.contains("mapping values")
            && above.colon().is_some()
            && value.is_some_and(is_plain);
    }
    let first = lines.next_from(0).map(|first| lines.get(first).levels());
    let first = first.unwrap_or_default();
    let is_within = |level: &usize| *level < own && !first.contains(level);
    !levels.contains(&own) && levels.iter().any(is_within)
}

/// The quote or bracket that opens a value, or the key, of a line and is not closed there, while the
/// next line is one of its own.
fn unclosed(text: &str, lines: &Lines<'_>, index: usize) -> Option<Mistake> {
    let line = lines.get(index);
    let start = match line.value() {
        Some(value) => value.start,
        None => line.content().start,
    };
    let value = line.text.get(start - line.start..)?;
    let kind = match value.chars().next()? {
        quote @ ('"' | '\'') if !value.get(1..)?.contains(quote) => MistakeKind::UnclosedQuote,
        '[' | '{' if construct_end(text.get(start..)?).is_none() => MistakeKind::UnclosedBracket,
        _ => return None,
    };
    let next = lines.next_from(index + 1).map(|index| lines.get(index))?;
    let is_own = next.indentation() <= line.depth()
        && (next.colon().is_some() || next.depth() > next.indentation());
    let range = start..start + 1;
    is_own.then_some(Mistake { range, kind })
}

/// The second colon on a line that is wrong for it.
fn second_colon(line: &Line<'_>, failure: &Failure) -> Option<Range<usize>> {
    let value = line.value().filter(|_| line.colon().is_some())?;
    let text = line
        .text
        .get(value.start - line.start..value.end - line.start)?;
    let is_plain = !text.starts_with(['|', '>', '&', '!', '{', '[', '"', '\'', '<', '.', '…']);
    if !is_plain || text.contains(['<', '{', '[']) || !failure.reason.contains("mapping values") {
        return None;
    }
    let at = text
        .find(": ")
        .or_else(|| text.strip_suffix(':').map(str::len))?;
    let at = value.start + at;
    (line.start..=line.content().end)
        .contains(&failure.at)
        .then_some(at..at + 1)
}

/// Changes that pass over a block, or give up what belongs together.
pub(super) fn large(lines: &Lines<'_>, failure: &Failure) -> Vec<Candidate> {
    let mut found = Vec::new();
    let wrong = lines.at(failure.at);
    for index in suspects(lines, failure) {
        let line = lines.get(index);
        // A value of several lines.
        let deeper = lines.block_end(index, line.indentation() + 1);
        let end = lines.get(deeper.saturating_sub(1)).content().end;
        if let Some(value) = line.value().filter(|_| deeper > index + 1) {
            let cost = end - value.start;
            found.push(Candidate::passing(Edit::opaque(value.start..end), cost));
        }
        let start = line.content().start;
        found.push(Candidate::passing(Edit::blank(start..end), end - start + 2));
    }
    let line = lines.get(wrong);
    let start = line.content().start;
    let end = lines.get(lines.block_end(wrong, line.indentation()).saturating_sub(1));
    let end = end.content().end.max(start);
    found.push(Candidate::passing(Edit::blank(start..end), end - start + 2));
    found.push(Candidate::passing(Edit::split(line.start), 1 << 16));
    found
}

//! For people at a terminal, in the style of rustc: the line, carets, the code, help.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Report;
use aws_doc_lint::diagnostic::{Diagnostic, Severity};
use spanned_text::{FileId, Part as _, Span};

use aws_doc_lint::visible::{quoted, visible};

/// Longer lines are cut around what is shown of them.
const MAX_LINE: usize = 400;

/// No excerpt is longer, in bytes: of a longer place the beginning is shown, and places that are farther
/// apart have an excerpt each.
const MAX_EXCERPT: usize = 8 << 10;

/// All diagnostics, each with its excerpt, without the summary line. `color` uses the terminal's
/// escape sequences.
#[must_use]
pub fn print(report: &Report<'_>, color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for diagnostic in report.shown() {
        one(report, diagnostic, &renderer, &mut out);
        out.push_str("\n\n");
    }
    for omitted in report.omitted() {
        let line = omitted.line.map(|line| format!(":{line}"));
        out.push_str(&format!(
            "{}{}: {}\n\n",
            visible(&omitted.file),
            line.unwrap_or_default(),
            omitted.message()
        ));
    }
    out
}

fn one(report: &Report<'_>, diagnostic: &Diagnostic, renderer: &Renderer, out: &mut String) {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    };
    let texts = report.texts(diagnostic);
    let message = quoted(&texts.message);
    let notes: Vec<String> = texts.notes.iter().map(|note| quoted(note)).collect();
    let help = texts.help.as_deref().map(quoted);
    let excerpts = excerpts(report, diagnostic.span, &texts.labels);
    let url = aws_doc_lint::check::find(diagnostic.code).and_then(|rule| rule.url());
    let mut title = level.primary_title(message.as_str()).id(diagnostic.code);
    if let Some(url) = &url {
        title = title.id_url(url.as_str());
    }
    let mut group: Group<'_> = Group::with_title(title);
    for excerpt in &excerpts {
        let mut snippet = Snippet::source(excerpt.text.as_str())
            .line_start(excerpt.line)
            .path(excerpt.path.as_str())
            .fold(true);
        for (range, label, primary) in &excerpt.marks {
            let kind = if *primary {
                AnnotationKind::Primary
            } else {
                AnnotationKind::Context
            };
            let mark = kind.span(range.clone());
            snippet = snippet.annotation(match label {
                Some(label) => mark.label(label.as_str()),
                None => mark,
            });
        }
        group = group.element(snippet);
    }
    for note in &notes {
        group = group.element(Level::NOTE.message(note.as_str()));
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    out.push_str(&renderer.render(&[group]));
    if excerpts.is_empty()
        && let Some(file) = &diagnostic.file
    {
        out.push_str(&format!("\n  --> {}", visible(&report.clean(file))));
    }
    for site in report
        .files
        .included_from(diagnostic.span.and_then(|span| span.via))
    {
        if let Some(file) = report.files.get(site.file) {
            let line = file.position(site.start).line;
            let name = visible(&report.clean(file.display()));
            out.push_str(&format!("\n  included from {name}:{line}"));
        }
    }
}

/// Some whole lines of a file with what is marked in them.
struct Excerpt {
    file: FileId,
    path: String,
    line: usize,
    start: usize,
    end: usize,
    text: String,
    marks: Vec<(std::ops::Range<usize>, Option<String>, bool)>,
}

/// The excerpts that show the place of a finding, and those of its labels.
fn excerpts(report: &Report<'_>, primary: Option<Span>, labels: &[(Span, String)]) -> Vec<Excerpt> {
    let mut found: Vec<Excerpt> = Vec::new();
    let primary = primary.into_iter().map(|span| (span, None, true));
    let labels = labels
        .iter()
        .map(|(span, message)| (*span, Some(quoted(message)), false));
    let mut marks = Vec::new();
    for (span, label, is_primary) in primary.chain(labels) {
        let Some(file) = report.files.get(span.file) else {
            continue;
        };
        let span = shortened(file.text(), span);
        let (start, end) = lines_around(file.text(), file.bom_len(), &span);
        let fits = |one: &&mut Excerpt| {
            one.file == span.file && one.end.max(end) - one.start.min(start) <= MAX_EXCERPT
        };
        let number = match found.iter_mut().enumerate().find(|(_, one)| fits(&one)) {
            Some((number, excerpt)) => {
                excerpt.start = excerpt.start.min(start);
                excerpt.end = excerpt.end.max(end);
                number
            }
            None => {
                found.push(Excerpt {
                    file: span.file,
                    path: visible(&report.clean(file.display())),
                    line: 1,
                    start,
                    end,
                    text: String::new(),
                    marks: Vec::new(),
                });
                found.len() - 1
            }
        };
        marks.push((number, span, label, is_primary));
    }
    for (number, excerpt) in found.iter_mut().enumerate() {
        let (start, end) = (excerpt.start, excerpt.end);
        if let Some(file) = report.files.get(excerpt.file) {
            excerpt.line = file.position(start).line;
        }
        let text = report
            .redactor
            .excerpt(report.files, excerpt.file, start, end);
        for (_, span, label, primary) in marks.iter().filter(|mark| mark.0 == number) {
            let from = span.start.max(start) - start;
            let to = span.end.min(end).max(span.start.max(start)) - start;
            // Escaping may change the length of what comes before.
            let at = |at: usize| quoted(text.part(..at)).len();
            let range = at(from)..at(to);
            excerpt.marks.push((range, label.clone(), *primary));
        }
        excerpt.text = quoted(&text);
    }
    found
}

/// A place, or the first line of it if it is very long.
fn shortened(text: &str, mut span: Span) -> Span {
    if span.end - span.start > MAX_EXCERPT / 2 {
        let inside = text.part(span.start..span.end);
        let most = inside.floor_char_boundary(MAX_LINE);
        let line = inside.part(..most);
        span.end = span.start + line.find('\n').unwrap_or(most);
    }
    span
}

/// The bytes of the lines that `span` touches, cut where they are very long.
fn lines_around(text: &str, bom: usize, span: &Span) -> (usize, usize) {
    let before = text.floor_char_boundary(span.start.saturating_sub(MAX_LINE));
    let before = text.part(before..span.start);
    let start = match before.rfind('\n') {
        Some(at) => span.start - before.len() + at + 1,
        None if before.len() == span.start => bom.min(span.start),
        None => text.ceil_char_boundary(span.start - MAX_LINE / 2),
    };
    let after = text.ceil_char_boundary(span.end + MAX_LINE);
    let after = text.part(span.end..after);
    let end = match after.find('\n') {
        Some(at) => span.end + at,
        None if span.end + after.len() == text.len() => text.len(),
        None => text.floor_char_boundary(span.end + MAX_LINE / 2),
    };
    (start, end)
}

//! For people at a terminal, in the style of rustc: the line, carets, the code, help.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Report;
use aws_doc_lint::diagnostic::{Diagnostic, Severity};
use spanned_text::{FileId, Part as _, Span};

use aws_doc_lint::visible::{quoted, visible};

/// Longer lines are cut around what is shown of them.
const MAX_LINE: usize = 400;

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
    for diagnostic in &report.outcome.diagnostics {
        one(report, diagnostic, &renderer, &mut out);
        out.push_str("\n\n");
    }
    out
}

fn one(report: &Report<'_>, diagnostic: &Diagnostic, renderer: &Renderer, out: &mut String) {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Hint => Level::INFO.with_name("hint"),
    };
    let plain = |text: &str| quoted(&report.redactor.text(text));
    let message = plain(&diagnostic.message);
    let notes: Vec<String> = diagnostic.notes.iter().map(|note| plain(note)).collect();
    let help = diagnostic.help.as_deref().map(plain);
    let excerpts = excerpts(report, diagnostic);
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
        out.push_str(&format!("\n  --> {}", visible(file)));
    }
    for site in report
        .files
        .included_from(diagnostic.span.and_then(|span| span.via))
    {
        if let Some(file) = report.files.get(site.file) {
            let line = file.position(site.start).line;
            let name = visible(file.display());
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

fn excerpts(report: &Report<'_>, diagnostic: &Diagnostic) -> Vec<Excerpt> {
    let mut found: Vec<Excerpt> = Vec::new();
    let primary = diagnostic.span.into_iter().map(|span| (span, None, true));
    let labels = diagnostic.labels.iter().map(|label| {
        (
            label.span,
            Some(quoted(&report.redactor.text(&label.message))),
            false,
        )
    });
    let marks: Vec<(Span, Option<String>, bool)> = primary.chain(labels).collect();
    for (span, ..) in &marks {
        let Some(file) = report.files.get(span.file) else {
            continue;
        };
        let (start, end) = lines_around(file.text(), file.bom_len(), span);
        match found.iter_mut().find(|excerpt| excerpt.file == span.file) {
            Some(excerpt) => {
                excerpt.start = excerpt.start.min(start);
                excerpt.end = excerpt.end.max(end);
            }
            None => found.push(Excerpt {
                file: span.file,
                path: visible(file.display()),
                line: 1,
                start,
                end,
                text: String::new(),
                marks: Vec::new(),
            }),
        }
    }
    for excerpt in &mut found {
        let (start, end) = (excerpt.start, excerpt.end);
        if let Some(file) = report.files.get(excerpt.file) {
            excerpt.line = file.position(start).line;
        }
        let text = report
            .redactor
            .excerpt(report.files, excerpt.file, start, end);
        for (span, label, primary) in &marks {
            if span.file == excerpt.file {
                let from = span.start.max(start) - start;
                let to = span.end.min(end).max(span.start.max(start)) - start;
                // Escaping may change the length of what comes before.
                let at = |at: usize| quoted(text.part(..at)).len();
                let range = at(from)..at(to);
                excerpt.marks.push((range, label.clone(), *primary));
            }
        }
        excerpt.text = quoted(&text);
    }
    found
}

/// The bytes of the lines that `span` touches, cut where they are very long.
fn lines_around(text: &str, bom: usize, span: &Span) -> (usize, usize) {
    let before = text.part(..span.start);
    let mut start = before.rfind('\n').map_or(bom.min(span.start), |at| at + 1);
    let after = text.part(span.end..);
    let mut end = after.find('\n').map_or(text.len(), |at| span.end + at);
    if span.start - start > MAX_LINE {
        start = span.start - MAX_LINE / 2;
        while !text.is_char_boundary(start) {
            start += 1;
        }
    }
    if end - span.end > MAX_LINE {
        end = span.end + MAX_LINE / 2;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
    }
    (start, end)
}

//! Workflow commands of GitHub Actions, which show each diagnostic next to its line.

use super::Report;
use aws_doc_lint::diagnostic::Severity;

/// The report, a command on each line.
#[must_use]
pub fn print(report: &Report<'_>) -> String {
    let mut out = String::new();
    for diagnostic in report.shown() {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "notice",
        };
        out.push_str(&format!("::{command} title={}", property(diagnostic.code)));
        if let Some((span, file)) = diagnostic
            .span
            .and_then(|span| Some((span, report.files.get(span.file)?)))
        {
            let (start, end) = (file.position(span.start), file.position(span.end));
            out.push_str(&format!(
                ",file={},line={}",
                property(&report.clean(file.display())),
                start.line
            ));
            out.push_str(&format!(",endLine={}", end.line));
            // Columns only count within one line there.
            if start.line == end.line {
                out.push_str(&format!(",col={},endColumn={}", start.column, end.column));
            }
        } else if let Some(file) = &diagnostic.file {
            out.push_str(&format!(",file={}", property(&report.clean(file))));
        }
        let texts = report.texts(diagnostic);
        let mut message = texts.message;
        for note in &texts.notes {
            message.push_str(&format!("\nnote: {note}"));
        }
        if let Some(help) = &texts.help {
            message.push_str(&format!("\nhelp: {help}"));
        }
        out.push_str(&format!("::{}\n", data(&message)));
    }
    for omitted in report.omitted() {
        let line = omitted.line.map(|line| format!(",line={line}"));
        out.push_str(&format!(
            "::notice title=mdbook-aws,file={}{}::{}\n",
            property(&omitted.file),
            line.unwrap_or_default(),
            data(&omitted.message())
        ));
    }
    out
}

/// The command for a program that could not do its work.
#[must_use]
pub fn print_error(message: &str) -> String {
    format!("::error::{}\n", data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

//! A Markdown table, which reads well in a pull request or the step summary of GitHub Actions.

use super::{Report, entry};
use aws_doc_lint::visible::quoted;

/// More rows than that help nobody, and GitHub cuts a summary at 1 MB.
const MOST_ROWS: usize = 500;

/// The report: the summary, and a row for each finding.
pub(super) fn print(report: &Report<'_>, summary: &str) -> String {
    let entries = entry::entries(report);
    let mut out = String::from("### mdbook-aws\n\n");
    out.push_str(&cell(summary.trim()));
    out.push('\n');
    if entries.is_empty() {
        return out;
    }
    out.push_str("\n| | Place | Finding | Check |\n| --- | --- | --- | --- |\n");
    for entry in entries.iter().take(MOST_ROWS) {
        let mut place = code(entry.path().unwrap_or(""));
        if let Some(at) = &entry.location {
            place = code(&format!("{}:{}", at.path, at.start.line));
        }
        let mut message = cell(&entry.message);
        if let Some(help) = &entry.help {
            message.push_str("<br>");
            message.push_str(&cell(help));
        }
        let check = match &entry.docs {
            Some(url) => format!("[`{}`]({url})", entry.code),
            None => format!("`{}`", entry.code),
        };
        out.push_str(&format!(
            "| {} | {place} | {message} | {check} |\n",
            entry.severity.as_str()
        ));
    }
    if let Some(more) = entries
        .len()
        .checked_sub(MOST_ROWS)
        .filter(|more| *more > 0)
    {
        out.push_str(&format!("\nand {more} more\n"));
    }
    out
}

/// Text in a cell: nothing in it is markup, but code between grave accents.
fn cell(text: &str) -> String {
    let text = quoted(text);
    if text.matches('`').count() % 2 == 1 {
        return escaped(&text);
    }
    let parts = text.split('`').enumerate();
    // As accents come in pairs, every second part is code.
    parts
        .map(|(at, part)| match at % 2 {
            0 => escaped(part),
            _ => code(part),
        })
        .collect()
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("<br>"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '#' | '~' | '@' | '!' => {
                out.push_str(&format!("&#{};", u32::from(character)));
            }
            character => out.push(character),
        }
    }
    out
}

/// Code in a cell. A bar would end the cell, so it is escaped, as GitHub wants it.
fn code(text: &str) -> String {
    let text = quoted(text).replace('\n', " ");
    if text.is_empty() {
        return text;
    }
    let longest = text.split(|character| character != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or(0) + 1);
    let pad = if text.contains('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        assert_eq!(cell("a | b"), "a &#124; b");
        assert_eq!(cell("see `a|b` <x>"), "see `a\\|b` &#60;x&#62;");
        assert_eq!(cell("one ` accent"), "one &#96; accent");
        assert_eq!(code("a`b"), "`` a`b ``");
    }
}

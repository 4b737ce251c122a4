//! Puts the forms of a block for other shells below it.

use super::Replacement;
use aws_doc_lint::document::Document;
use aws_doc_lint::document::choice::{Assignment, Choices};
use aws_doc_lint::document::forms::Forms;
use aws_doc_lint::document::markdown::{self, MarkdownOptions};
use aws_doc_lint::document::{Snippet, slot};
use shell_forms::Shell;
use spanned_text::{Cut as _, MappedText, Part as _};

/// What must change in `text`, the chapter with its includes resolved.
pub(super) fn replacements(
    text: &str,
    document: &Document,
    forms: &[Forms],
    defaults: &Assignment,
) -> Vec<Replacement> {
    let mut replacements = Vec::new();
    for one in forms.iter().filter(|one| !one.written.is_empty()) {
        let Some(snippet) = document.snippets.get(one.snippet) else {
            continue;
        };
        let (start, end) = (snippet.range.start, snippet.range.end);
        let prefix = prefix(text, start);
        if !has_own_comment(snippet, &one.choice) {
            let comment = comment(&one.choice, &one.same);
            replacements.push((start..start, format!("{comment}\n{prefix}")));
        }
        let mut below = String::new();
        for (shells, form) in &one.written {
            let mut template = MappedText::new();
            template.push_unmapped(form);
            let filled = slot::fill(&template, defaults).text;
            let block = format!(
                "{}\n{}",
                comment(&one.choice, shells),
                fenced(shells, filled.as_str())
            );
            below.push('\n');
            for line in block.lines() {
                below.push('\n');
                below.push_str(format!("{prefix}{line}").trim_end());
            }
        }
        // A block that its chapter does not close is closed by the end of the text.
        replacements.push((end..end, below));
    }
    replacements
}

fn comment(choice: &str, shells: &[Shell]) -> String {
    let ids: Vec<&str> = shells.iter().map(|shell| shell.id()).collect();
    format!("<!-- aws-for {choice}={} -->", ids.join("+"))
}

/// A form as a block.
fn fenced(shells: &[Shell], form: &str) -> String {
    let language = shells.first().map_or("sh", |shell| shell.language());
    let ticks = form.split(|c| c != '`').map(str::len);
    let longest = ticks.max().unwrap_or(0);
    let fence = "`".repeat(3.max(longest + 1));
    format!("{fence}{language}\n{form}{fence}\n")
}

fn has_own_comment(snippet: &Snippet, choice: &str) -> bool {
    snippet.comments.iter().any(|comment| {
        comment.name == aws_doc_lint::document::variant::NAME
            && comment.body.as_str().starts_with(&format!("{choice}="))
    })
}

/// What each line of a block has before it: the marks of quotations, and blanks for those of lists.
fn prefix(text: &str, start: usize) -> String {
    let line = text.part(..start).after_last('\n');
    let mark = |c: char| if c == '>' || c == '\t' { c } else { ' ' };
    line.chars().map(mark).collect()
}

/// The forms of a block as the blocks that they are on the page.
pub(crate) fn snippets(forms: &Forms, choices: &Choices) -> Vec<Snippet> {
    let options = MarkdownOptions {
        choices: choices.clone(),
        ..MarkdownOptions::default()
    };
    let blocks = forms.written.iter().flat_map(|(shells, form)| {
        let mut text = MappedText::new();
        text.push_unmapped(&fenced(shells, form));
        markdown::parse(&text, &options).snippets
    });
    blocks.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_in_lists_and_quotations_stay_there() {
        assert_eq!(prefix("a\n   ", 5), "   ");
        assert_eq!(prefix("> - ```", 4), ">   ");
        assert_eq!(fenced(&[Shell::Cmd], "a ```\n"), "````bat\na ```\n````\n");
    }
}

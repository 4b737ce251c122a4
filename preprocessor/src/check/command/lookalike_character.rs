//! `command/lookalike-character`

use std::ops::Range;

use super::CommandCall;
use crate::check::rule::{Finding, Sink, rule};
use crate::document::shell::Word;
use aws_doc_facts::Facts;

rule! {
    /// A command has a dash, a quotation mark or a space that no shell takes for one.
    ///
    /// Word processors and some Markdown renderers turn `--` into a dash, `"` into curly quotes and a
    /// space into one that does not break. They look right on the page. To the shell they are letters:
    /// an option becomes an argument, a quoted text falls apart at its spaces.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws iam get-role —role-name demo
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws iam get-role --role-name demo
    /// ```
    ///
    /// ## References
    ///
    /// - [ShellCheck SC1100: a Unicode dash](https://www.shellcheck.net/wiki/SC1100)
    "command/lookalike-character", Error, Command(check)
}

fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let found = &call.command.lookalikes;
    let Some(first) = found.first() else {
        return;
    };
    let edits = found
        .iter()
        .map(|each| (each.range.clone(), each.instead.to_owned()))
        .collect();
    let finding = Finding::new(first.range.clone(), first.kind.message()).help(first.kind.help());
    // Between straight quotes, the shell reads more than between curly ones.
    let has_quotes = found.iter().any(|each| each.kind == Kind::Quote);
    let title = "write the plain characters";
    sink.push(if has_quotes {
        finding.unsafe_fix(title, edits)
    } else {
        finding.fix(title, edits)
    });
}

/// What a character looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dash,
    Quote,
    Space,
}

impl Kind {
    fn message(self) -> &'static str {
        match self {
            Kind::Dash => "a dash stands where an option begins",
            Kind::Quote => "a curly quotation mark quotes nothing in a shell",
            Kind::Space => "this looks like a space, but separates nothing in a shell",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Kind::Dash => "an option begins with two hyphens: `--`",
            Kind::Quote => "write `\"` or `'`",
            Kind::Space => "write a space",
        }
    }
}

/// A character in a word of a command that is not what it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookalike {
    range: Range<usize>,
    instead: &'static str,
    kind: Kind,
}

/// The hyphens and dashes that Unicode has beside the one that shells know.
const DASHES: [char; 6] = [
    '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
];

/// The lookalikes of a word that stands without quotes.
pub(super) fn lookalikes(word: &Word) -> Vec<Lookalike> {
    let text = word.value();
    if text.is_ascii() || text.len() != word.range.len() {
        return Vec::new();
    }
    let at = |part: Range<usize>, instead, kind| Lookalike {
        range: word.range_of(part),
        instead,
        kind,
    };
    let mut found = Vec::new();
    let name = text.trim_start_matches(|c| c == '-' || DASHES.contains(&c));
    let dashes = 0..text.len() - name.len();
    let begins_option = name.starts_with(|c: char| c.is_ascii_lowercase());
    if begins_option
        && text
            .get(dashes.clone())
            .is_some_and(|dashes| !dashes.is_ascii())
    {
        found.push(at(dashes, "--", Kind::Dash));
    }
    for (offset, c) in text.char_indices().filter(|(_, c)| !c.is_ascii()) {
        let part = offset..offset + c.len_utf8();
        let is_edge = offset == 0
            || part.end == text.len()
            || text
                .get(..offset)
                .is_some_and(|before| before.ends_with('='));
        match c {
            '\u{201c}' | '\u{201d}' | '\u{201e}' if is_edge => {
                found.push(at(part, "\"", Kind::Quote));
            }
            '\u{2018}' | '\u{2019}' | '\u{201a}' if is_edge => {
                found.push(at(part, "'", Kind::Quote));
            }
            _ if c.is_whitespace() => found.push(at(part, " ", Kind::Space)),
            _ => {}
        }
    }
    found
}

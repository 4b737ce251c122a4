//! `env/invisible-character`

use super::{Dialect, EnvSample};
use crate::check::rule::{Finding, Sink, rule};
use crate::document::env::Content;
use aws_doc_facts::Facts;

rule! {
    /// A character that cannot be seen, or is taken for another, stands in an env sample.
    ///
    /// Word processors and web pages put no-break spaces, zero-width spaces and curly quotes into text.
    /// Readers take them for parts of the name or the value: `AWS_REGION=“us-west-2”` asks for a Region
    /// whose name begins with a curly quote. Comments may hold anything.
    ///
    /// ## Fails
    ///
    /// ```env
    /// AWS_REGION=“us-west-2”
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// # “the closest”
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [Unicode: general punctuation](https://www.unicode.org/charts/PDF/U2000.pdf)
    "env/invisible-character", Error, Env(check)
}

fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if sample.dialect != Dialect::File || sample.text.is_ascii() {
        return;
    }
    for line in &sample.lines {
        let Content::Assignment(assignment) = &line.content else {
            continue;
        };
        let comment = sample
            .text
            .get(assignment.value.clone())
            .and_then(super::disagreement::comment)
            .map_or(line.range.end, |at| assignment.value.start + at);
        let code = sample
            .text
            .get(line.range.start..comment)
            .unwrap_or_default();
        let found = code
            .char_indices()
            .find_map(|(at, c)| Some((at, c, what(c)?)));
        if let Some((at, c, (what, plain))) = found {
            let start = line.range.start + at;
            let range = start..start + c.len_utf8();
            let title = if plain.is_empty() {
                "remove it".to_owned()
            } else {
                format!("write `{plain}`")
            };
            let edits: Vec<_> = code
                .char_indices()
                .filter_map(|(at, c)| {
                    let (_, plain) = self::what(c)?;
                    let start = line.range.start + at;
                    Some((start..start + c.len_utf8(), plain.to_owned()))
                })
                .collect();
            sink.push(
                Finding::new(range, format!("{what} is read as a part of the text"))
                    .help(format!("{title} instead, if nothing else is meant"))
                    .unsafe_fix("write plain characters", edits),
            );
        }
    }
}

/// What a character is, and the plain one that is meant.
pub(super) fn what(c: char) -> Option<(&'static str, &'static str)> {
    Some(match c {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => ("a no-break space", " "),
        '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}' => {
            ("a zero-width character", "")
        }
        '\u{ad}' => ("a soft hyphen", ""),
        '\u{201c}' | '\u{201d}' | '\u{201e}' => ("a curly quote", "\""),
        '\u{2018}' | '\u{2019}' => ("a curly quote", "'"),
        '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}' => {
            ("a dash that is no hyphen", "-")
        }
        _ => return None,
    })
}

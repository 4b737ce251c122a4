//! `env/invisible-character`

use crate::document::env::Content;
use crate::env::characters;
use crate::env::{Dialect, EnvSample};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;

rule! {
    /// An env sample holds a character that is invisible or looks like another.
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
    "env/invisible-character", Error
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
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
            .and_then(crate::env::disagreement::comment)
            .map_or(line.range.end, |at| assignment.value.start + at);
        let code = sample.text.part(line.range.start..comment);
        let found = code
            .char_indices()
            .find_map(|(at, c)| Some((at, c, characters::find(c)?)));
        if let Some((at, c, lookalike)) = found {
            let start = line.range.start + at;
            let range = start..start + c.len_utf8();
            let plain = lookalike.plain;
            let title = if plain.is_empty() {
                "remove it".to_owned()
            } else {
                format!("write `{plain}`")
            };
            let edits: Vec<_> = code
                .char_indices()
                .filter_map(|(at, c)| {
                    let plain = characters::find(c)?.plain;
                    let start = line.range.start + at;
                    Some((start..start + c.len_utf8(), plain.to_owned()))
                })
                .collect();
            sink.push(
                Finding::new(
                    range,
                    format!("{} is read as a part of the text", lookalike.name),
                )
                .help(format!("{title} instead, if nothing else is meant"))
                .unsafe_fix("write plain characters", edits),
            );
        }
    }
}

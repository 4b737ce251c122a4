//! `policy/syntax`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;
use spanned_text::json::{SyntaxError, SyntaxErrorKind};
use spanned_text::yaml::MistakeKind;

rule! {
    /// A policy is not JSON, or the template that holds it not YAML.
    ///
    /// IAM takes a policy as strict JSON. One comma too many, a comment or a typographic quote,
    /// and the whole policy is refused with `MalformedPolicyDocument`. The check names the exact
    /// place and what is wrong with it, and goes on: what follows is checked too.
    ///
    /// Comments and ellipses are warnings, since documentation uses them to explain and to
    /// shorten; a reader who copies the block still has to take them out.
    ///
    /// In YAML, what is surely a mistake is reported at its place: a tab in the indentation, a line
    /// that is indented like none it could belong to, `*` without quotes, a quote or bracket that is
    /// never closed. Anything else that is not YAML, as an ellipsis or a line of a template engine,
    /// is passed over in silence. In both cases the rest is checked.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     { "Effect": "Allow", "Action": "bedrock:ListFoundationModels", "Resource": "*" },
    ///   ]
    /// }
    /// ```
    ///
    /// ```yaml
    /// Version: "2012-10-17"
    /// Statement:
    ///   - Effect: Allow
    ///     Action: bedrock:ListFoundationModels
    ///     Resource: *
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     { "Effect": "Allow", "Action": "bedrock:ListFoundationModels", "Resource": "*" }
    ///   ]
    /// }
    /// ```
    ///
    /// ```yaml
    /// Version: "2012-10-17"
    /// Statement:
    ///   - Effect: Allow
    ///     Action: bedrock:ListFoundationModels
    ///     Resource: "*"
    /// ```
    ///
    /// ## References
    ///
    /// - [Grammar of the IAM JSON policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
    /// - [RFC 8259, the JSON format](https://www.rfc-editor.org/rfc/rfc8259)
    /// - [YAML 1.2](https://yaml.org/spec/1.2.2/)
    "policy/syntax", Error, aws: ["JSON_SYNTAX_ERROR"]
}

pub(crate) fn check(policy: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for mistake in policy.mistakes {
        let Some(message) = mistake.kind.message() else {
            continue;
        };
        let mut finding = Finding::new(mistake.range.clone(), message);
        if let Some(help) = mistake.kind.help() {
            finding = finding.help(help);
        }
        if mistake.kind == MistakeKind::Star {
            let edit = (mistake.range.clone(), "'*'".to_owned());
            finding = finding.fix("put it in quotes", vec![edit]);
        }
        sink.push(finding);
    }
    let end = policy.text.trim_end();
    let is_beginning = policy.is_beginning || end.ends_with("...") || end.ends_with('…');
    let (editorial, wrong): (Vec<_>, Vec<_>) = policy
        .json
        .errors
        .iter()
        .filter(|error| match error.kind {
            SyntaxErrorKind::Unclosed => !is_beginning,
            // The reader sees that something is left out, or has to be put in.
            SyntaxErrorKind::Ellipsis => false,
            SyntaxErrorKind::BareWord => !is_placeholder(policy.text, error),
            _ => true,
        })
        .partition(|error| error.kind.is_editorial());
    // What follows a bracket or colon out of place mostly follows from it.
    let mut broken = false;
    let mut told_quotes = false;
    for (index, error) in wrong.iter().enumerate() {
        // Who writes one string in other quotes writes all so.
        let is_quotes = error.kind == SyntaxErrorKind::WrongQuotes;
        if is_quotes && std::mem::replace(&mut told_quotes, true) {
            continue;
        }
        let follows = matches!(
            error.kind,
            SyntaxErrorKind::BareWord
                | SyntaxErrorKind::MissingComma
                | SyntaxErrorKind::ExtraComma
                | SyntaxErrorKind::TrailingText
        );
        // A comma seems to be missing where it is a bracket that is wrong.
        let same_place = |next: &&SyntaxError| {
            next.kind.is_structural() && next.range.start == error.range.start
        };
        if (broken && (follows || error.kind.is_structural()))
            || (follows && wrong.get(index + 1).is_some_and(same_place))
        {
            continue;
        }
        broken |= error.kind.is_structural();
        sink.push(Finding::new(error.range.clone(), error.kind.message()));
    }
    // One diagnostic for all that the author left out or explained.
    let mut editorial = editorial.into_iter();
    if let Some(first) = editorial.next() {
        let mut finding = Finding::new(first.range.clone(), first.kind.message())
            .severity(Severity::Warning)
            .help("IAM refuses the policy as written; explain it in the surrounding text");
        for next in editorial {
            finding = finding.label(next.range.clone(), next.kind.message());
        }
        sink.push(finding);
    }
}

/// Whether a word without quotes is put where a value of the reader's goes: `<your role>`,
/// `MyStatement`.
fn is_placeholder(text: &str, error: &SyntaxError) -> bool {
    let word = text.part(error.range.clone());
    let after = text.part(error.range.end..);
    let is_key = after.trim_start().starts_with([':', '=']);
    let lower = word.to_ascii_lowercase();
    !is_key
        && ((word.starts_with('<') && word.ends_with('>'))
            || ["my", "your"].iter().any(|start| lower.starts_with(start))
            || ["statement", "placeholder"]
                .iter()
                .any(|part| lower.contains(part)))
}

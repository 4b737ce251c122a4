//! `policy/variable`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::model::{Features, Statement};
use iam_policy_model::operator::{Family, Operator};
use spanned_text::tree::Str;
use spanned_text::{Cut as _, Part as _};

mod misspelt;

rule! {
    /// A policy variable is malformed, or is used where it has no effect.
    ///
    /// A variable is `${key}` or `${key, 'default'}`. It counts in `Resource` and in the values of string and
    /// ARN operators, in policies of the version `2012-10-17`; in others it is plain text.
    ///
    /// Templates write `${AWS::Region}` and the like in the same form: what cannot be a policy variable is
    /// taken for a placeholder, unless it is a slip away from the name of a condition key.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "s3:GetObject",
    ///       "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## Passes
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "s3:GetObject",
    ///       "Resource": "arn:aws:s3:::amzn-s3-demo-bucket/${aws:username}/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM policy elements: Variables and tags](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html)
    "policy/variable", Error, aws: ["MISSING_BRACE_IN_VARIABLE", "MISSING_QUOTE_IN_VARIABLE", "UNSUPPORTED_SPACE_IN_VARIABLE", "EMPTY_VARIABLE", "VARIABLE_UNSUPPORTED_IN_ELEMENT", "VARIABLE_UNSUPPORTED_IN_VERSION", "INVALID_VARIABLE_FOR_OPERATOR"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    // Most policies have none, nor what was meant as one.
    if !snippet.features.contains(Features::VARIABLE_SIGN) {
        return;
    }
    for policy in &snippet.policies {
        // Without any version `missing-version` is the better advice.
        let is_old = policy.version().is_some() && !policy.has_variables();
        let has_sign = |one: &&Statement<'_>| one.features.contains(Features::VARIABLE_SIGN);
        for statement in policy.statements.iter().filter(has_sign) {
            let values = statement.conditions.iter().flat_map(|line| {
                let operator = line.operator;
                line.texts().map(move |text| (text, operator))
            });
            let resources = statement.resources().chain(statement.not_resources());
            for (text, operator) in resources.map(|text| (text, None)).chain(values) {
                look(text, operator, is_old, facts, sink);
            }
            let actions = statement.actions.iter().map(|one| (one.text, "actions"));
            let principals = statement.principals().into_iter();
            let principals = principals.map(|one| (one.text, "principals"));
            let all = actions.chain(principals);
            for (text, place) in all.filter(|(text, _)| text.classes().has_variable_sign()) {
                if let Some((range, _)) =
                    variables(text.as_str()).find(|(_, name)| is_key(name, facts))
                {
                    let message = format!("policy variables have no effect in {place}");
                    let finding = Finding::new(text.range_of(range), message);
                    sink.push(finding.aws("VARIABLE_UNSUPPORTED_IN_ELEMENT"));
                }
            }
        }
    }
}

fn look(
    text: &Str<'_>,
    operator: Option<Operator>,
    is_old: bool,
    facts: &Facts,
    sink: &mut Sink<'_>,
) {
    let value = text.as_str();
    if !text.classes().has_variable_sign() {
        return;
    }
    for (range, right) in misspelt::brackets(value, facts) {
        let range = text.range_of(range);
        sink.push(
            Finding::new(
                range.clone(),
                format!("a policy variable is written `{right}`"),
            )
            .severity(Severity::Warning)
            .note("as written, it is plain text")
            .unsafe_fix(format!("write `{right}`"), vec![(range, right)])
            .without_aws(),
        );
    }
    // `${` without an end, and not the ellipsis of a shortened text.
    let mut at = 0;
    while let Some(open) = value
        .get(at..)
        .and_then(|rest| rest.find("${"))
        .map(|open| at + open)
    {
        let inside = value.part(open + 2..);
        at = open + 2;
        let begins_key = inside
            .get(..4)
            .is_some_and(|head| head.eq_ignore_ascii_case("aws:"));
        match inside.find('}') {
            None if begins_key || inside.is_empty() => {
                let finding = Finding::new(
                    text.range_of(open..value.len()),
                    "the variable is never closed with `}`",
                );
                sink.push(finding.aws("MISSING_BRACE_IN_VARIABLE"));
                return;
            }
            None => return,
            Some(0) => {
                let finding =
                    Finding::new(text.range_of(open..open + 3), "the variable has no name");
                sink.push(finding.aws("EMPTY_VARIABLE"));
            }
            Some(_) => {}
        }
    }
    for (range, name) in variables(value) {
        let (key, default) = match name.split_once(',') {
            Some((key, default)) => (key, Some(default)),
            None => (name, None),
        };
        if !is_key(key, facts) {
            if let Some((wrong, right)) = misspelt::key(key, facts) {
                let start = range.start + 2;
                let name = text.range_of(start + wrong.start..start + wrong.end);
                let message = format!("`{}` is not a condition key", key.trim());
                sink.push(
                    Finding::new(name, message)
                        .suggest_in(
                            text.range_of(start..start + key.len()),
                            &right,
                            &format!("${{{right}}}"),
                        )
                        .without_aws(),
                );
            }
            continue;
        }
        let place = text.range_of(range);
        if key.trim() != key || key.contains(' ') && !key.contains('/') {
            let finding = Finding::new(place.clone(), "a variable has no spaces around its name");
            sink.push(finding.aws("UNSUPPORTED_SPACE_IN_VARIABLE"));
        }
        if let Some(default) = default.map(str::trim)
            && !(default.len() >= 2 && default.starts_with('\'') && default.ends_with('\''))
        {
            let finding = Finding::new(
                place.clone(),
                "the default of a variable is written in single quotes",
            );
            sink.push(finding.aws("MISSING_QUOTE_IN_VARIABLE"));
        }
        if is_old {
            sink.push(
                Finding::new(
                    place.clone(),
                    "in the version 2008-10-17 this is plain text",
                )
                .help("set `Version` to `2012-10-17`")
                .aws("VARIABLE_UNSUPPORTED_IN_VERSION"),
            );
        }
        if operator.is_some_and(|one| !matches!(one.family, Family::String | Family::Arn)) {
            sink.push(
                Finding::new(place, "variables count in string and ARN operators only")
                    .aws("INVALID_VARIABLE_FOR_OPERATOR"),
            );
        }
    }
}

/// No variable is longer, in bytes, with its default.
const LONGEST: usize = 1_000;

/// The closed variables of a text: their place and what is between the braces.
fn variables(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    text.match_indices("${").filter_map(move |(open, _)| {
        let start = open + 2;
        let close = text.part(start..start + LONGEST).find('}')?;
        Some((open..start + close + 1, text.part(start..start + close)))
    })
}

/// Whether this is the name of a condition key, spaces in it aside, and not a variable of a
/// template.
fn is_key(name: &str, facts: &Facts) -> bool {
    let name = name.before(',').trim();
    if name.contains("::") {
        return false;
    }
    let spaced = || name.contains(' ') && facts.iam().key(&name.replace(' ', "")).is_some();
    facts.iam().key(name).is_some() || spaced()
}

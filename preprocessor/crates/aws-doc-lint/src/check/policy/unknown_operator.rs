//! `policy/unknown-operator`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::Features;
use iam_policy_model::operator::{OPERATORS, Operator, Qualifier, split_qualifier};
use iam_policy_model::placeholder;
use spanned_text::tree::Str;

rule! {
    /// A condition operator does not exist.
    ///
    /// IAM refuses the policy. The set operators `ForAllValues:` and `ForAnyValue:` precede the
    /// operator, `IfExists` at its end.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "StringEqual": { "aws:RequestedRegion": "us-east-1" } }
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
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "*",
    ///       "Condition": { "StringEquals": { "aws:RequestedRegion": "us-east-1" } }
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [IAM JSON policy elements: Condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)
    "policy/unknown-operator", Error, aws: ["INVALID_CONDITION_OPERATOR"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // A line that was passed over may be the operator of those that follow.
    if snippet.is_cut() {
        return;
    }
    for statement in snippet.statements_with(Features::CONDITION) {
        for block in statement.condition_blocks() {
            look(&block.key, sink);
        }
    }
}

fn look(operator: &Str<'_>, sink: &mut Sink<'_>) {
    let text = operator.as_str();
    // `"Condition": { "condition": … }` shows the form of a statement.
    if placeholder::is_within(text) || text == "condition" {
        return;
    }
    let (qualifier, base) = split_qualifier(text);
    let stem = base.strip_suffix("IfExists").unwrap_or(base);
    let is_set = ["", "ForAllValues:", "ForAnyValue:"]
        .iter()
        .any(|set| text.strip_prefix(set) == Some(base));
    if is_set && OPERATORS.iter().any(|(name, ..)| *name == stem) {
        return;
    }
    if Operator::parse(text).is_some() {
        let right = canonical(text);
        if right != text {
            let range = operator.range_of(0..text.len());
            sink.push(
                Finding::new(range.clone(), format!("the operator is written `{right}`"))
                    .severity(Severity::Warning)
                    .fix(format!("write `{right}`"), vec![(range, right)]),
            );
        }
        return;
    }
    // Of `ForAllValues:StringEqual` only the second part is wrong.
    let (start, wrong) = match (qualifier, text.split_once(':')) {
        (Some(_), _) => (text.len() - base.len(), base),
        (None, Some((set, _))) => {
            let range = operator.range_of(0..set.len());
            let finding = Finding::new(range, format!("there is no set operator `{set}`"));
            sink.push(finding.help("the set operators are `ForAllValues` and `ForAnyValue`"));
            return;
        }
        (None, None) => (0, text),
    };
    let names = OPERATORS.iter().map(|(name, ..)| *name);
    let (stem, suffix) = match wrong.strip_suffix("IfExists") {
        Some(stem) => (stem, "IfExists"),
        None => (wrong, ""),
    };
    let range = operator.range_of(start..start + wrong.len());
    let finding = Finding::new(
        range.clone(),
        format!("there is no condition operator `{wrong}`"),
    );
    sink.push(match nearest(stem, names, 4) {
        Some(right) => {
            let right = format!("{right}{suffix}");
            finding.suggest(range, &right)
        }
        None => finding,
    });
}

/// The operator in AWS's spelling.
fn canonical(text: &str) -> String {
    let (qualifier, base) = split_qualifier(text);
    let set = match qualifier {
        Some(Qualifier::ForAllValues) => "ForAllValues:",
        Some(Qualifier::ForAnyValue) => "ForAnyValue:",
        None => "",
    };
    let exact = OPERATORS
        .iter()
        .find(|(name, ..)| name.eq_ignore_ascii_case(base));
    let with_suffix = OPERATORS
        .iter()
        .find(|(name, ..)| format!("{name}IfExists").eq_ignore_ascii_case(base));
    match (exact, with_suffix) {
        (Some((name, ..)), _) => format!("{set}{name}"),
        (_, Some((name, ..))) => format!("{set}{name}IfExists"),
        _ => text.to_owned(),
    }
}

//! `policy/unknown-element`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::{
    Features, Form, POLICY_ELEMENTS, STATEMENT_ELEMENTS, Statement, is_inclusion,
};
use iam_policy_model::placeholder;
use spanned_text::tree::Node;

rule! {
    /// A policy or statement has an element that the policy language does not know.
    ///
    /// IAM refuses the whole policy. Most often the name is misspelt, or an element of a statement is
    /// outside of it. A name that differs only in letter case gets a warning.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Actions": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
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
    ///       "Action": "bedrock:ListFoundationModels",
    ///       "Resource": "*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Grammar of the IAM JSON policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
    "policy/unknown-element", Error, aws: ["INVALID_POLICY_ELEMENT"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if snippet.is_broken() {
        return;
    }
    for policy in &snippet.policies {
        // What is next to the elements of an excerpt need not be one.
        if policy.form == Form::Whole {
            look(policy.node, &POLICY_ELEMENTS, "policy", sink);
        }
        let is_odd = |one: &&Statement<'_>| one.features.contains(Features::ODD_ELEMENT);
        for statement in policy.statements.iter().filter(is_odd) {
            look(statement.node, &STATEMENT_ELEMENTS, "statement", sink);
        }
    }
}

fn look(node: &Node<'_>, known: &[&'static str], of: &str, sink: &mut Sink<'_>) {
    for member in node.members() {
        let name = member.key.as_str();
        if known.contains(&name) || placeholder::is_within(name) || is_inclusion(name) {
            continue;
        }
        let range = member.key.range_of(0..name.len());
        if let Some(right) = known.iter().find(|known| known.eq_ignore_ascii_case(name)) {
            let finding = Finding::new(range.clone(), format!("the element is written `{right}`"))
                .severity(Severity::Warning)
                .fix(
                    format!("write `{right}`"),
                    vec![(range, (*right).to_owned())],
                );
            sink.push(finding);
            continue;
        }
        let mut finding = Finding::new(range.clone(), format!("a {of} has no element `{name}`"));
        if let Some(right) = nearest(name, known.iter().copied(), 3) {
            finding = finding.suggest(range, right);
        } else if of == "policy" && STATEMENT_ELEMENTS.contains(&name) {
            finding = finding.help("it belongs inside a statement");
        } else {
            finding = finding.help(format!("the elements are {}", known.join(", ")));
        }
        sink.push(finding);
    }
}

//! `policy/missing-element`

use crate::diagnostic::Severity;
use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use iam_policy_model::model::{
    Form, POLICY_ELEMENTS, Policy, PolicyType, STATEMENT_ELEMENTS, Statement, element, is_open,
};
use spanned_text::Cut as _;
use spanned_text::json::SyntaxErrorKind;
use spanned_text::tree::Node;

rule! {
    /// A policy or statement lacks an element that it must have.
    ///
    /// Every policy has a `Statement`; every statement an `Effect`, and an `Action` or `NotAction`.
    /// Identity policies need a `Resource` or `NotResource`; resource policies and trust policies need a
    /// `Principal`. The type of the policy follows from its content, or from the attribute `policy=` of the
    /// block.
    ///
    /// ## Fails
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel"
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
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/*"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Grammar of the IAM JSON policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html)
    "policy/missing-element", Error, aws: ["MISSING_STATEMENT", "MISSING_EFFECT", "MISSING_ACTION", "MISSING_RESOURCE", "MISSING_PRINCIPAL"]
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // What was left out may be what is missing.
    let is_cut = |range: &std::ops::Range<usize>| {
        snippet.json.errors.iter().any(|error| {
            (error.kind == SyntaxErrorKind::Ellipsis || error.kind == SyntaxErrorKind::Comment)
                && range.start <= error.range.start
                && error.range.end <= range.end
        })
    };
    if snippet.is_broken() {
        return;
    }
    // Of statements that are shown alone, something may be left out.
    let whole = snippet
        .policies
        .iter()
        .filter(|policy| policy.form != Form::Statements);
    for policy in whole {
        let node = &policy.node.range();
        if element(policy.node, "Statement").is_none() && !has_near(policy.node, &["Statement"]) {
            if !is_cut(node) && policy.form == Form::Whole {
                push(
                    node.start,
                    "the policy has no `Statement`",
                    "MISSING_STATEMENT",
                    sink,
                );
            }
            continue;
        }
        for statement in &policy.statements {
            if !is_cut(&statement.node.range()) && !is_open(statement.node) {
                look(policy, statement, sink);
            }
        }
    }
}

fn look(policy: &Policy<'_>, statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let start = statement.node.range().start;
    let near = |names: &[&str]| has_near(statement.node, names);
    if statement.effect.is_none() && !near(&["Effect"]) {
        push(
            start,
            "the statement has no `Effect`",
            "MISSING_EFFECT",
            sink,
        );
    }
    if statement.action.is_none()
        && statement.not_action.is_none()
        && !near(&["Action", "NotAction"])
    {
        push(
            start,
            "the statement has no `Action`",
            "MISSING_ACTION",
            sink,
        );
    }
    let has_resource = statement.resource.is_some() || statement.not_resource.is_some();
    let has_principal = statement.principal.is_some() || statement.not_principal.is_some();
    if policy.kind.has_principal() && !has_principal && !near(&["Principal", "NotPrincipal"]) {
        let message = match policy.kind {
            PolicyType::Trust => "the statement of a trust policy has no `Principal`",
            _ => "the statement of a resource policy has no `Principal`",
        };
        push(start, message, "MISSING_PRINCIPAL", sink);
    }
    // The policies of container repositories are attached to the one thing that they are about.
    let of_repository = || {
        statement.actions.iter().any(|action| {
            let prefix = action.text.as_str().before(':');
            ["ecr", "ecr-public"].contains(&prefix)
        })
    };
    let needs_resource = || match policy.kind {
        PolicyType::Trust => false,
        PolicyType::Resource => !of_repository(),
        _ => true,
    };
    if !has_resource && needs_resource() && !near(&["Resource", "NotResource"]) {
        let finding = Finding::new(start..start + 1, "the statement has no `Resource`");
        let finding = finding.aws("MISSING_RESOURCE");
        // Some services do without it in the policies of their resources.
        sink.push(match policy.kind {
            PolicyType::Resource => finding.severity(Severity::Warning),
            _ => finding,
        });
    }
}

fn push(start: usize, message: &str, id: &'static str, sink: &mut Sink<'_>) {
    sink.push(Finding::new(start..start + 1, message).aws(id));
}

/// Whether an unknown element reads like one of these; then the misspelling is what is wrong.
fn has_near(node: &Node<'_>, names: &[&str]) -> bool {
    node.members().iter().any(|member| {
        let name = member.key.as_str();
        !STATEMENT_ELEMENTS.contains(&name)
            && !POLICY_ELEMENTS.contains(&name)
            && nearest(name, names.iter().copied(), 3).is_some()
    })
}

//! `policy/expectation`

use crate::policy::{PolicySnippet, is_expectation};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::evaluate::{
    self, Condition, Decision, Effect, Kind, Miss, Patterns, Principals, Request, evaluate,
};
use iam_policy_model::expect::{self, Assertion};
use iam_policy_model::model::{PolicyType, Statement};
use iam_policy_model::operator::Operator;
use spanned_text::tree::{Node, Str, Value};

rule! {
    /// A policy does not decide as the comment before it states.
    ///
    /// An author states what the policy must allow and deny, and the check evaluates it as IAM does: explicit
    /// deny, `NotAction` and `NotResource`, wildcards, policy variables and conditions. Context keys that the
    /// assertion does not give are absent from the request.
    ///
    /// ```text
    /// <!-- aws-expect: allows ACTION on ARN [as PRINCIPAL] [when KEY=VALUE [and KEY=VALUE]…]; denies … -->
    /// ```
    ///
    /// With wildcards in the assertion's action or resource all that they match must be allowed, or denied.
    /// In trust policies `on ARN` is left out, and in policies with principals `as PRINCIPAL` says who asks:
    /// an ARN, an account or a service.
    ///
    /// ## Fails
    ///
    /// ````markdown
    /// <!-- aws-expect: allows bedrock:InvokeModel on arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0 -->
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
    /// ````
    ///
    /// ## Passes
    ///
    /// ````markdown
    /// <!-- aws-expect: allows bedrock:InvokeModel on arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0; denies s3:GetObject on * -->
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
    /// ````
    ///
    /// ## References
    ///
    /// - [Policy evaluation logic](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html)
    "policy/expectation", Error
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for comment in snippet
        .comments
        .iter()
        .filter(|comment| is_expectation(comment))
    {
        let mut sink = sink.inside(&comment.body);
        let text = comment.body.as_str();
        let assertions = match expect::parse(text) {
            Ok(assertions) => assertions,
            Err(error) => {
                sink.push(Finding::new(
                    error.range,
                    format!("expected {}", error.expected),
                ));
                continue;
            }
        };
        for assertion in &assertions {
            decide(snippet, assertion, &mut sink);
        }
    }
}

fn decide(snippet: &PolicySnippet<'_>, assertion: &Assertion<'_>, sink: &mut Sink<'_>) {
    let range = assertion.range.clone();
    if snippet.policies.is_empty() {
        return sink.push(Finding::new(
            range,
            "there is no policy in the block that could decide this",
        ));
    }
    let with_principal = snippet
        .policies
        .iter()
        .any(|policy| policy.kind.has_principal() && policy.kind != PolicyType::ResourceControl);
    if with_principal && assertion.principal.is_none() {
        let finding = Finding::new(range, "the policy has principals: say who asks");
        return sink.push(finding.help("add `as PRINCIPAL`: an ARN, an account or a service"));
    }
    let is_trust = snippet
        .policies
        .iter()
        .all(|policy| policy.kind == PolicyType::Trust);
    if assertion.resource.is_none() && !is_trust {
        let finding = Finding::new(range, "say on which resource");
        return sink.push(finding.help("add `on ARN`"));
    }
    let decision = owned(snippet, |policies| {
        let request = Request {
            principal: assertion.principal,
            action: assertion.action,
            resource: assertion.resource,
            context: &assertion.context,
        };
        evaluate(policies, &request)
    });
    let name = |(policy, statement): (usize, usize)| {
        let found = snippet
            .policies
            .get(policy)
            .and_then(|policy| policy.statements.get(statement));
        let sid = found
            .and_then(|found| found.sid?.value.as_string())
            .map(|sid| sid.as_str());
        match sid {
            Some(sid) => format!("statement `{sid}`"),
            None => format!("statement {}", statement + 1),
        }
    };
    let finding = match (assertion.allows, decision) {
        (true, Decision::Allowed { .. })
        | (false, Decision::ExplicitlyDenied { .. } | Decision::ImplicitlyDenied { .. }) => return,
        // A resource control policy allows by denying nothing.
        (false, Decision::Allowed { by: (policy, _) })
            if snippet
                .policies
                .get(policy)
                .is_some_and(|one| one.kind == PolicyType::ResourceControl) =>
        {
            Finding::new(range, "no statement of the policy denies this")
        }
        (false, Decision::Allowed { by }) => {
            Finding::new(range, format!("the policy allows this, by {}", name(by)))
        }
        (true, Decision::ExplicitlyDenied { by }) => {
            Finding::new(range, format!("the policy denies this, by {}", name(by)))
        }
        (true, Decision::ImplicitlyDenied { nearest, .. }) => {
            let finding = Finding::new(range, "no statement of the policy allows this");
            match nearest {
                Some((by, miss)) => finding.note(format!(
                    "{} comes nearest, but {}",
                    name(by),
                    reason(snippet, by, miss)
                )),
                None => finding,
            }
        }
        (_, Decision::Mixed { by }) => {
            let outcome = if assertion.allows { "allows" } else { "denies" };
            Finding::new(range, format!("the policy {outcome} only a part of this")).note(format!(
                "{} decides otherwise for the rest, or for a part",
                name(by)
            ))
        }
    };
    sink.push(finding);
}

fn reason(snippet: &PolicySnippet<'_>, (policy, statement): (usize, usize), miss: Miss) -> String {
    match miss {
        Miss::Action => "it is about other actions".to_owned(),
        Miss::Principal => "it is about other principals".to_owned(),
        Miss::Resource => "it is about other resources".to_owned(),
        Miss::Condition(index) => {
            let found = snippet
                .policies
                .get(policy)
                .and_then(|policy| policy.statements.get(statement));
            let lines = found.into_iter().flat_map(|found| &found.conditions);
            let line = lines.filter(|line| line.operator.is_some()).nth(index);
            line.map_or("a condition does not hold".to_owned(), |line| {
                format!("its condition on `{}` does not hold", line.key.as_str())
            })
        }
    }
}

/// The policies as the evaluator takes them.
fn owned<T>(snippet: &PolicySnippet<'_>, look: impl FnOnce(&[evaluate::Policy<'_>]) -> T) -> T {
    let parts: Vec<Vec<Parts<'_>>> = snippet
        .policies
        .iter()
        .map(|policy| policy.statements.iter().map(Parts::of).collect())
        .collect();
    let conditions: Vec<Vec<Vec<Condition<'_>>>> = parts
        .iter()
        .map(|statements| statements.iter().map(Parts::conditions).collect())
        .collect();
    let statements: Vec<Vec<evaluate::Statement<'_>>> = snippet
        .policies
        .iter()
        .zip(parts.iter().zip(&conditions))
        .map(|(policy, (parts, conditions))| {
            let each = policy.statements.iter().zip(parts.iter().zip(conditions));
            each.map(|(statement, (parts, conditions))| parts.statement(statement, conditions))
                .collect()
        })
        .collect();
    let policies: Vec<_> = snippet
        .policies
        .iter()
        .zip(&statements)
        .map(|(policy, statements)| evaluate::Policy {
            kind: match policy.kind {
                PolicyType::Identity => Kind::Identity,
                PolicyType::Resource | PolicyType::Trust => Kind::Resource,
                PolicyType::ServiceControl => Kind::ServiceControl,
                PolicyType::ResourceControl => Kind::ResourceControl,
                PolicyType::Boundary => Kind::Boundary,
            },
            has_variables: policy.has_variables(),
            statements,
        })
        .collect();
    look(&policies)
}

/// The lists of a statement.
struct Parts<'p> {
    actions: Vec<&'p str>,
    resources: Vec<&'p str>,
    principals: Vec<(&'p str, &'p str)>,
    values: Vec<(Operator, &'p str, Vec<&'p str>)>,
}

impl<'p> Parts<'p> {
    fn of(statement: &'p Statement<'p>) -> Self {
        let resources = statement.resources().chain(statement.not_resources());
        let principals = statement.principals();
        let value = |node: &'p Node<'p>| match &node.value {
            Value::String(text) => Some(text.as_str()),
            Value::Bool(true) => Some("true"),
            Value::Bool(false) => Some("false"),
            Value::Number(text) => Some(*text),
            _ => None,
        };
        let lines = statement.conditions.iter().filter_map(|line| {
            Some((
                line.operator?,
                line.key.as_str(),
                line.values().filter_map(value).collect(),
            ))
        });
        Self {
            actions: statement
                .actions
                .iter()
                .map(|action| action.text.as_str())
                .collect(),
            resources: resources.map(Str::as_str).collect(),
            principals: principals
                .iter()
                .map(|one| (one.kind.map_or("AWS", Str::as_str), one.text.as_str()))
                .collect(),
            values: lines.collect(),
        }
    }

    fn conditions(&self) -> Vec<Condition<'_>> {
        let each = self.values.iter();
        each.map(|(operator, key, values)| Condition {
            operator: *operator,
            key,
            values,
        })
        .collect()
    }

    fn statement<'a>(
        &'a self,
        statement: &Statement<'_>,
        conditions: &'a [Condition<'a>],
    ) -> evaluate::Statement<'a> {
        let patterns = |has: bool, not: bool, list: &'a [&'a str]| match (has, not) {
            (true, _) => Patterns::Any(list),
            (false, true) => Patterns::Not(list),
            (false, false) => Patterns::Absent,
        };
        let not_principal = statement.not_principal.is_some();
        evaluate::Statement {
            effect: if statement.allows() == Some(true) {
                Effect::Allow
            } else {
                Effect::Deny
            },
            principals: match (statement.principal.is_some(), not_principal) {
                (true, _) => Principals::Any(&self.principals),
                (false, true) => Principals::Not(&self.principals),
                (false, false) => Principals::Attached,
            },
            actions: patterns(
                statement.action.is_some(),
                statement.not_action.is_some(),
                &self.actions,
            ),
            resources: patterns(
                statement.resource.is_some(),
                statement.not_resource.is_some(),
                &self.resources,
            ),
            conditions,
        }
    }
}

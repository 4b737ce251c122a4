//! `policy/expectation`

use crate::policy::{PolicySnippet, is_expectation};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::evaluate::{Decision, Miss, Request, StatementId, evaluate};
use iam_policy_model::expect::{self, Assertion};
use iam_policy_model::model::{PolicyType, Statement};

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
    /// In trust policies `on ARN` is left out, and in policies with principals `as PRINCIPAL` names the caller:
    /// an ARN, an account or a service.
    ///
    /// A service control policy that only denies (` ```json,policy=scp `) is attached next to `FullAWSAccess`, as
    /// every resource control policy is next to `RCPFullAWSAccess`. Of such a policy, `denies` means that one of
    /// its statements denies the request, and `allows` that none does. A service control policy that allows
    /// something must allow what it is to let pass.
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

/// To decide an expectation, all of the policy is looked at: its bytes are counted again for each, and
/// more often for one that is long. There are no more of them than this.
const MOST_WORK: usize = 1 << 24;

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let mut work = 0_usize;
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
            let times = 1 + assertion.range.len() / 100;
            work = work.saturating_add(snippet.text.len().saturating_mul(times));
            if work > MOST_WORK {
                let range = assertion.range.clone();
                let message = "a policy of this size takes no more expectations";
                return sink
                    .push(Finding::new(range, message).help("remove this and all that follow"));
            }
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
        let finding = Finding::new(range, "the policy has principals: name the caller");
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
    let request = Request {
        principal: assertion.principal,
        action: assertion.action,
        resource: assertion.resource,
        context: &assertion.context,
    };
    let decision = evaluate(&snippet.policies, &request);
    let name = |id: StatementId| {
        let sid = statement(snippet, id)
            .and_then(|found| found.sid?.value.as_string())
            .map(|sid| sid.as_str());
        match sid {
            Some(sid) => format!("statement `{sid}`"),
            None => format!("statement {}", id.statement + 1),
        }
    };
    let finding = match (assertion.allows, decision) {
        (true, Decision::Allowed { .. })
        | (false, Decision::ExplicitlyDenied { .. } | Decision::ImplicitlyDenied { .. }) => return,
        // A control policy that only denies lets the rest pass.
        (false, Decision::Allowed { by: None }) => {
            Finding::new(range, "no statement of the policy denies this")
        }
        (false, Decision::Allowed { by: Some(by) }) => {
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

fn statement<'s>(snippet: &'s PolicySnippet<'_>, id: StatementId) -> Option<&'s Statement<'s>> {
    let policy = snippet.policies.get(id.policy)?;
    policy.statements.get(id.statement)
}

fn reason(snippet: &PolicySnippet<'_>, id: StatementId, miss: Miss) -> String {
    match miss {
        Miss::Action => "it is about other actions".to_owned(),
        Miss::Principal => "it is about other principals".to_owned(),
        Miss::Resource => "it is about other resources".to_owned(),
        Miss::Condition(index) => {
            let line = statement(snippet, id).and_then(|found| found.conditions.get(index));
            line.map_or("a condition does not hold".to_owned(), |line| {
                format!("its condition on `{}` does not hold", line.key.as_str())
            })
        }
    }
}

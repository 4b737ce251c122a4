//! `policy/broad`

use crate::policy::PolicySnippet;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use iam_policy_model::iam::{AccessLevel, Action};
use iam_policy_model::model::{ActionPattern, Resolved, Statement};

rule! {
    /// A statement allows more than its actions need.
    ///
    /// `"Resource": "*"` is right for actions that accept nothing else. Where an action can be limited to a
    /// resource, name it: the check says which ARNs the action takes. `service:*` allows what the service
    /// will be able to do tomorrow, too.
    ///
    /// It is a hint: sometimes everything is what is meant.
    ///
    /// Where a page shows what an administrator may do, breadth is meant; so this is reported only in books
    /// that ask for it.
    ///
    /// ## Fails
    ///
    /// ````toml
    /// [preprocessor.aws.severity]
    /// "policy/broad" = "hint"
    /// ````
    ///
    /// ```json
    /// {
    ///   "Version": "2012-10-17",
    ///   "Statement": [
    ///     {
    ///       "Effect": "Allow",
    ///       "Action": "bedrock:InvokeModel",
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
    ///       "Action": "bedrock:InvokeModel",
    ///       "Resource": "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0"
    ///     }
    ///   ]
    /// }
    /// ```
    ///
    /// ## References
    ///
    /// - [Security best practices in IAM](https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html)
    "policy/broad", Hint, on_request: true
}

pub(crate) fn check(snippet: &PolicySnippet<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for statement in snippet.granting() {
        if let Some(pattern) = statement
            .actions
            .iter()
            .find(|pattern| is_all_of_service(pattern))
        {
            let text = pattern.text.as_str();
            let message = format!("`{text}` allows all that the service can do, also in future");
            sink.push(Finding::new(pattern.text.range_of(0..text.len()), message));
        } else if statement.condition.is_none() {
            resource(statement, sink);
        }
    }
}

fn is_all_of_service(pattern: &ActionPattern<'_>) -> bool {
    !pattern.negated
        && match pattern.resolved {
            Resolved::Everything => true,
            Resolved::Pattern(_) => pattern.name() == "*",
            _ => false,
        }
}

fn resource(statement: &Statement<'_>, sink: &mut Sink<'_>) {
    let Some(star) = statement
        .resources()
        .find(|resource| resource.as_str() == "*")
    else {
        return;
    };
    let narrowable = statement
        .actions
        .iter()
        .filter(|pattern| !pattern.negated)
        .find_map(|pattern| {
            // Lists and reads of everything are common, and seldom harm; to invoke is called a read.
            let invokes = pattern.name().starts_with(['I', 'i', '*', '?']);
            let changes = |action: &Action<'_>| {
                action.access_level().is_some_and(|level| {
                    level >= AccessLevel::Tagging
                        || (invokes && action.name().starts_with("Invoke"))
                })
            };
            let found = pattern
                .actions()?
                .find(|action| changes(action) && !action.is_wildcard_only())?;
            Some((pattern, found))
        });
    let Some((pattern, action)) = narrowable else {
        return;
    };
    let mut kinds: Vec<_> = action.resources().collect();
    // What most people call comes first.
    kinds.sort_by_key(|kind| !["foundation-model", "inference-profile"].contains(&kind.name()));
    let formats = kinds.iter().flat_map(|kind| kind.arn_formats());
    let shown: Vec<_> = formats
        .take(3)
        .map(|format| format!("`{format}`"))
        .collect();
    let more = if kinds.len() > 3 { " and others" } else { "" };
    sink.push(
        Finding::new(
            star.range(),
            format!("`{}` can be limited to resources", pattern.text.as_str()),
        )
        .help(format!("it takes {}{more}", shown.join(", "))),
    );
}

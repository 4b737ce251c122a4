//! The policies of a text, read in one step.

use crate::iam::Iam;
use crate::model::{Policy, PolicyType, find};
use spanned_text::json::{Parsed, SyntaxError, parse_excerpt};

/// A JSON text that holds policies: a policy document, statements without a policy around them, or
/// something larger with policies in it, such as a CloudFormation template.
#[derive(Debug)]
pub struct Document<'t> {
    json: Parsed<'t>,
}

impl<'t> Document<'t> {
    /// Reads a text. It never fails: what cannot be read is among the [errors](Self::errors), and
    /// the rest is read.
    #[must_use]
    pub fn parse(text: &'t str) -> Self {
        Self {
            json: parse_excerpt(text),
        }
    }

    /// What is wrong with the text as JSON. A policy of a text with errors may lack elements: do
    /// not rely on a decision about it.
    #[must_use]
    pub fn errors(&self) -> &[SyntaxError] {
        &self.json.errors
    }

    /// The policies in the text, in order, with AWS's actions and condition keys as they are
    /// [compiled in](Iam::snapshot). `kind` is what they are attached to; without it, it is inferred
    /// from what each of them holds.
    #[must_use]
    pub fn policies(&self, kind: Option<PolicyType>) -> Vec<Policy<'_>> {
        let Some(root) = &self.json.root else {
            return Vec::new();
        };
        let found = find(root, self.json.is_excerpt).into_iter();
        found
            .map(|one| Policy::read(one.node, one.form, kind.or(one.kind), Iam::snapshot()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::{Decision, Request, evaluate};

    #[test]
    fn a_text_is_read_and_decided() {
        let text = r#"{
            "Version": "2012-10-17",
            "Statement": { "Effect": "Allow", "Action": "s3:Get*", "Resource": "*" }
        }"#;
        let document = Document::parse(text);
        assert!(document.errors().is_empty());
        let policies = document.policies(None);
        assert_eq!(policies[0].kind, PolicyType::Identity);
        let request = Request {
            action: "s3:GetObject",
            resource: Some("arn:aws:s3:::amzn-s3-demo-bucket/a"),
            ..Request::default()
        };
        let decision = evaluate(&policies, &request);
        assert!(matches!(decision, Decision::Allowed { by: Some(_) }));
    }

    #[test]
    fn what_is_not_a_policy_is_none() {
        assert!(Document::parse("{}").policies(None).is_empty());
        let document = Document::parse("no JSON at all");
        assert!(!document.errors().is_empty());
        assert!(document.policies(None).is_empty());
    }
}

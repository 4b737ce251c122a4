//! Policies of the few forms that generated tests use, and IAM's rules again for them, written as
//! plainly as they can be. The fuzz target `evaluator` uses this file, too.

use serde_json::{Value, json};

use super::PolicyType;

pub(crate) const ACTIONS: [&str; 5] = ["*", "s3:*", "s3:Get*", "s3:GetObject", "sqs:SendMessage"];
pub(crate) const RESOURCES: [&str; 5] = [
    "*",
    "arn:aws:s3:::a*",
    "arn:aws:s3:::a",
    "arn:aws:s3:::b",
    "arn:aws:s3:::${aws:username}",
];
pub(crate) const VALUES: [&str; 4] = ["a", "b", "a*", "${aws:username}"];
pub(crate) const OPERATORS: [&str; 9] = [
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLikeIfExists",
    "StringEqualsIfExists",
    "ForAllValues:StringEquals",
    "ForAnyValue:StringLike",
    "ForAnyValue:StringNotEquals",
    "Null",
];

/// What a statement is generated from.
#[derive(Clone, Debug)]
pub(crate) struct Owned {
    pub(crate) allow: bool,
    pub(crate) not_action: bool,
    pub(crate) actions: Vec<&'static str>,
    pub(crate) not_resource: bool,
    pub(crate) resources: Vec<&'static str>,
    pub(crate) conditions: Vec<(&'static str, Vec<&'static str>)>,
}

/// A policy: its type, whether its version has variables, and its statements.
pub(crate) type OwnedPolicy = (PolicyType, bool, Vec<Owned>);

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) action: &'static str,
    pub(crate) resource: &'static str,
    pub(crate) key: Vec<&'static str>,
    pub(crate) username: Option<&'static str>,
}

impl Owned {
    fn json(&self) -> Value {
        let mut statement = json!({ "Effect": if self.allow { "Allow" } else { "Deny" } });
        statement[if self.not_action {
            "NotAction"
        } else {
            "Action"
        }] = json!(self.actions);
        let resource = if self.not_resource {
            "NotResource"
        } else {
            "Resource"
        };
        statement[resource] = json!(self.resources);
        for (operator, values) in &self.conditions {
            statement["Condition"][operator]["test:Key"] = json!(values);
        }
        statement
    }
}

/// A policy as its text.
pub(crate) fn text((_, has_variables, statements): &OwnedPolicy) -> String {
    let version = if *has_variables {
        "2012-10-17"
    } else {
        "2008-10-17"
    };
    let statements: Vec<Value> = statements.iter().map(Owned::json).collect();
    json!({ "Version": version, "Statement": statements }).to_string()
}

impl Call {
    /// The condition keys of the request.
    pub(crate) fn context(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        let mut context = Vec::new();
        if !self.key.is_empty() {
            context.push(("Test:key", self.key.clone()));
        }
        if let Some(username) = self.username {
            context.push(("aws:username", vec![username]));
        }
        context
    }
}

/// Whether a policy lets pass what it does not deny.
pub(crate) fn passes((kind, _, statements): &OwnedPolicy) -> bool {
    *kind == PolicyType::ServiceControl && statements.iter().all(|one| !one.allow)
}

fn like(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    }
}

fn filled(text: &str, variables: bool, call: &Call) -> Option<String> {
    if !variables || !text.contains("${aws:username}") {
        return Some(text.to_owned());
    }
    call.username
        .map(|name| text.replace("${aws:username}", name))
}

fn condition(operator: &str, values: &[&str], variables: bool, call: &Call) -> bool {
    let key = &call.key;
    if operator == "Null" {
        return values
            .iter()
            .any(|value| (*value == "true") == key.is_empty());
    }
    let equal = |have: &str| {
        values
            .iter()
            .any(|value| filled(value, variables, call).as_deref() == Some(have))
    };
    let alike = |have: &str| {
        values
            .iter()
            .any(|value| filled(value, variables, call).is_some_and(|value| like(&value, have)))
    };
    match operator {
        "StringEquals" => key.iter().any(|have| equal(have)),
        "StringNotEquals" => !key.iter().any(|have| equal(have)),
        "StringLike" => key.iter().any(|have| alike(have)),
        "StringNotLikeIfExists" => !key.iter().any(|have| alike(have)),
        "StringEqualsIfExists" => key.is_empty() || key.iter().any(|have| equal(have)),
        "ForAllValues:StringEquals" => key.iter().all(|have| equal(have)),
        "ForAnyValue:StringLike" => key.iter().any(|have| alike(have)),
        "ForAnyValue:StringNotEquals" => key.iter().any(|have| !equal(have)),
        other => panic!("{other}"),
    }
}

fn applies(statement: &Owned, variables: bool, call: &Call) -> bool {
    let action = call.action.to_lowercase();
    let action_listed = statement
        .actions
        .iter()
        .any(|pattern| like(&pattern.to_lowercase(), &action));
    let resource_listed = statement.resources.iter().any(|pattern| {
        filled(pattern, variables, call).is_some_and(|pattern| like(&pattern, call.resource))
    });
    action_listed != statement.not_action
        && resource_listed != statement.not_resource
        && statement
            .conditions
            .iter()
            .all(|(operator, values)| condition(operator, values, variables, call))
}

/// Whether the policies allow the request.
pub(crate) fn allowed(policies: &[OwnedPolicy], call: &Call) -> bool {
    let any = |wanted_allow: bool, of: &dyn Fn(PolicyType) -> bool| {
        policies
            .iter()
            .filter(|(kind, ..)| of(*kind))
            .any(|(_, variables, statements)| {
                statements
                    .iter()
                    .any(|one| one.allow == wanted_allow && applies(one, *variables, call))
            })
    };
    let bounds_allow = policies
        .iter()
        .filter(|policy| policy.0 != PolicyType::Identity && !passes(policy))
        .all(|(_, variables, statements)| {
            statements
                .iter()
                .any(|one| one.allow && applies(one, *variables, call))
        });
    let no_identity = policies
        .iter()
        .all(|(kind, ..)| *kind != PolicyType::Identity);
    !any(false, &|_| true)
        && bounds_allow
        && (no_identity || any(true, &|kind| kind == PolicyType::Identity))
}

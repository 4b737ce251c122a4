//! Where the policies are in a tree of any kind.

use super::strings::Strings;
use super::template::known_members;
use super::{Form, PolicyType, STATEMENT_ELEMENTS, element};
use spanned_text::tree::{Node, Str, Value};

/// A policy that was found in a tree.
#[derive(Clone, Copy, Debug)]
pub struct PolicyNode<'p> {
    /// [`Policy::node`](super::Policy::node)
    pub node: &'p Node<'p>,
    /// [`Policy::form`](super::Policy::form)
    pub form: Form,
    /// The type, where the property that holds it says so.
    pub kind: Option<PolicyType>,
}

/// The policies in a tree: objects with a `Statement` that is one, or at least a version as policies
/// have it (`WAF` rules and database queries have a `Statement` too), and statements that stand
/// alone. The root may be an [excerpt](spanned_text::json::Parsed::is_excerpt).
#[must_use]
pub fn find<'p>(root: &'p Node<'p>, is_excerpt: bool) -> Vec<PolicyNode<'p>> {
    let mut found = Vec::new();
    collect(root, None, &mut found);
    for one in found.iter_mut().filter(|one| std::ptr::eq(one.node, root)) {
        if is_excerpt && one.form == Form::Whole {
            one.form = Form::Excerpt;
        }
    }
    found
}

/// Whether a policy is of another language than IAM's: it says how data are protected, which resources
/// of a CloudFormation stack may be updated, what another provider than AWS allows, or it is
/// Terraform's `aws_iam_policy_document` as a plan shows it.
fn is_of_another_language(node: &Node<'_>) -> bool {
    let Some(statements) = node.get("Statement") else {
        let plan = node.get("statement").and_then(Node::as_array);
        return plan.is_some_and(|plan| {
            let mut plan = plan.iter();
            plan.any(|one| one.get("actions").is_some() || one.get("not_actions").is_some())
        });
    };
    let list = statements.as_array();
    let list = list.unwrap_or(std::slice::from_ref(statements));
    let version = node.get("Version").and_then(Node::as_string);
    match version.map(Str::as_str) {
        Some("2021-06-01") => return true,
        // Others than AWS count theirs.
        Some("1" | "1.0" | "1.1" | "2.0") => {
            let is_of_aws = |text: &Str<'_>| text.as_str().starts_with("arn:aws");
            return !list.iter().flat_map(resources).any(is_of_aws);
        }
        _ => {}
    }
    list.iter().any(is_statement_of_another_language)
}

/// [`is_of_another_language`], of a statement.
fn is_statement_of_another_language(statement: &Node<'_>) -> bool {
    // The first item of each list decides.
    let begins = |name: &str, starts: &[&str]| {
        let first = statement.get(name);
        let first = first.and_then(|node| Strings::of(node).next());
        first.is_some_and(|text| starts.iter().any(|one| text.as_str().starts_with(one)))
    };
    let resources = ["LogicalResourceId/", "acs:", "qcs:"];
    let operator = statement
        .get("Condition")
        .and_then(|node| known_members(node).first());
    let key = operator.and_then(|operator| known_members(&operator.value).first());
    statement.get("DataIdentifier").is_some()
        || begins("Resource", &resources)
        || begins("NotResource", &resources)
        || begins("Action", &["Update:"])
        || begins("NotAction", &["Update:"])
        || key.is_some_and(|line| line.key.as_str().starts_with("acs:"))
}

/// The resources that a statement names.
fn resources<'p>(statement: &'p Node<'p>) -> impl Iterator<Item = &'p Str<'p>> {
    let elements = ["Resource", "NotResource"].into_iter();
    let elements = elements.filter_map(|name| statement.get(name));
    elements.flat_map(Strings::of)
}

fn collect<'p>(node: &'p Node<'p>, kind: Option<PolicyType>, found: &mut Vec<PolicyNode<'p>>) {
    let mut push = |form| found.push(PolicyNode { node, form, kind });
    if is_policy(node) {
        return push(Form::Whole);
    }
    if is_of_another_language(node) {
        return;
    }
    let items = node.items();
    if is_lone_statement(node)
        || (items.iter().any(is_lone_statement) && !items.iter().any(is_policy))
    {
        return push(Form::Statements);
    }
    for item in items {
        collect(item, kind, found);
    }
    for member in node.members() {
        collect(&member.value, type_of_property(member.key.as_str()), found);
    }
}

/// Whether an object can be nothing but a statement: it allows or denies actions of services.
fn is_lone_statement(node: &Node<'_>) -> bool {
    let value = |name: &str| node.get(name);
    let effect = value("Effect").and_then(Node::as_string);
    let is_exact = |effect: &str| ["Allow", "Deny"].contains(&effect);
    // A misspelt effect, where the rest is that of a statement.
    let is_near = |effect: &str| {
        let is_word = effect.bytes().all(|byte| byte.is_ascii_alphabetic());
        let rest = ["Resource", "NotResource", "Principal"];
        (3..=7).contains(&effect.len())
            && is_word
            && effect.starts_with(['A', 'a', 'D', 'd'])
            && rest.iter().any(|name| value(name).is_some())
    };
    if !effect.is_some_and(|effect| is_exact(effect.as_str()) || is_near(effect.as_str())) {
        return false;
    }
    if is_statement_of_another_language(node) {
        return false;
    }
    let actions = value("Action").or_else(|| value("NotAction"));
    let is_action = |text: &str| text == "*" || text.contains(':');
    actions.is_some_and(|actions| Strings::of(actions).any(|action| is_action(action.as_str())))
}

/// The type of policy that a property of this name holds, where the name says so.
#[must_use]
pub fn type_of_property(name: &str) -> Option<PolicyType> {
    [
        "AssumeRolePolicyDocument",
        "AssumeRolePolicy",
        "TrustPolicy",
    ]
    .contains(&name)
    .then_some(PolicyType::Trust)
}

fn is_policy(node: &Node<'_>) -> bool {
    // The permission of an event bus has its elements next to its one statement.
    if node.get("StatementId").is_some() || is_of_another_language(node) {
        return false;
    }
    let is_statement = |node: &Node<'_>| {
        let members = node.members();
        members
            .iter()
            .any(|member| STATEMENT_ELEMENTS.contains(&member.key.as_str()))
    };
    let has_version = || {
        let version = element(node, "Version").and_then(|version| version.value.as_string());
        version.is_some_and(|version| ["2012-10-17", "2008-10-17"].contains(&version.as_str()))
    };
    // A call that adds a statement returns it so.
    let mut members = node.members().iter();
    let is_response = |name: &str| name == "ResponseMetadata" || name == "RevisionId";
    if members.any(|member| is_response(member.key.as_str())) && !has_version() {
        return false;
    }
    match element(node, "Statement").map(|statement| &statement.value) {
        None => has_version(),
        Some(statement) => match &statement.value {
            Value::Array(items) => {
                items.is_empty() || has_version() || items.iter().any(is_statement)
            }
            Value::Object(_) => has_version() || is_statement(statement),
            _ => has_version(),
        },
    }
}

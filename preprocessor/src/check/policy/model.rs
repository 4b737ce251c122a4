//! A policy as the checks see it: every element with its place, every action and key looked up.
//!
//! Nothing is lost: duplicates, order and letter case are in the tree of nodes, to which all of
//! this refers.

mod action;
mod features;
mod resource_arn;
mod statement;

pub use action::{ActionPattern, Resolved};
pub use features::Features;
pub use resource_arn::ResourceArn;
pub use statement::{
    ConditionLine, Principal, Statement, Strings, is_function, is_inclusion, is_open,
};

use crate::document::tree::{Member, Node, Value};
use crate::facts::Facts;

/// What a policy is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyType {
    /// A user, group or role.
    Identity,
    /// A resource: a bucket, a key, a queue.
    Resource,
    /// A role, to say who may assume it.
    Trust,
    /// An account or organizational unit: a service control policy.
    ServiceControl,
    /// The same, for resources: a resource control policy.
    ResourceControl,
    /// A user or role, as the most that it may do.
    Boundary,
}

impl PolicyType {
    /// The type that the attribute `policy=` names.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "identity" => Self::Identity,
            "resource" => Self::Resource,
            "trust" => Self::Trust,
            "scp" => Self::ServiceControl,
            "rcp" => Self::ResourceControl,
            "boundary" => Self::Boundary,
            _ => return None,
        })
    }

    /// The type in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Identity => "an identity policy",
            Self::Resource => "a resource policy",
            Self::Trust => "a role's trust policy",
            Self::ServiceControl => "a service control policy",
            Self::ResourceControl => "a resource control policy",
            Self::Boundary => "a permissions boundary",
        }
    }

    /// Whether its statements name principals.
    #[must_use]
    pub fn has_principal(self) -> bool {
        matches!(self, Self::Resource | Self::Trust | Self::ResourceControl)
    }
}

/// How much of a policy documentation shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// All of it.
    Whole,
    /// Some of its elements, without the braces around them.
    Excerpt,
    /// One statement or several, without the policy around them.
    Statements,
}

/// A policy.
#[derive(Debug)]
pub struct Policy<'p> {
    /// The object; of [statements alone](Form::Statements) the statement or the list of them.
    pub node: &'p Node<'p>,
    /// How much of a policy there is.
    pub form: Form,
    /// What it is attached to.
    pub kind: PolicyType,
    /// Whether the author said so; otherwise it is inferred from what the policy holds.
    pub is_declared: bool,
    /// The statements.
    pub statements: Vec<Statement<'p>>,
}

impl<'p> Policy<'p> {
    /// Reads the policy that `node` is.
    #[must_use]
    pub fn read(
        node: &'p Node<'p>,
        form: Form,
        declared: Option<PolicyType>,
        facts: &'p Facts,
    ) -> Self {
        let statement = match form {
            Form::Whole | Form::Excerpt => element(node, "Statement").map(|member| &member.value),
            Form::Statements => Some(node),
        };
        let mut statements = Vec::new();
        if let Some(node) = statement {
            Statement::read_all(node, facts, &mut statements);
        }
        let kind = declared.unwrap_or_else(|| infer(&statements));
        Self {
            node,
            form,
            kind,
            is_declared: declared.is_some(),
            statements,
        }
    }

    /// The element `Version`.
    #[must_use]
    pub fn version(&self) -> Option<&'p Member<'p>> {
        element(self.node, "Version")
    }

    /// Whether policy variables count: only in the version of 2012-10-17. A version that cannot
    /// be read may be it.
    #[must_use]
    pub fn has_variables(&self) -> bool {
        self.version().is_some_and(|version| {
            version
                .value
                .as_string()
                .is_none_or(|text| text.as_str() != "2008-10-17")
        })
    }
}

/// The first member of this name, in any case, as elements are recognized even where their
/// spelling is worth a word.
#[must_use]
pub fn element<'p>(node: &'p Node<'p>, name: &str) -> Option<&'p Member<'p>> {
    let members = node.as_object()?;
    members
        .iter()
        .find(|member| member.key.as_str().eq_ignore_ascii_case(name))
}

/// The elements of a policy.
pub const POLICY_ELEMENTS: [&str; 3] = ["Version", "Id", "Statement"];

/// The elements of a statement.
pub const STATEMENT_ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// A policy that was found in a tree.
#[derive(Clone, Copy, Debug)]
pub struct Found<'p> {
    /// [`Policy::node`]
    pub node: &'p Node<'p>,
    /// [`Policy::form`]
    pub form: Form,
    /// The type, where the property that holds it says so.
    pub kind: Option<PolicyType>,
}

/// The policies in a tree: objects with a `Statement` that is one, or at least a version as policies
/// have it (`WAF` rules and database queries have a `Statement` too), and statements that stand
/// alone. The root may be an [excerpt](crate::document::json::Parsed::is_excerpt).
#[must_use]
pub fn find<'p>(root: &'p Node<'p>, is_excerpt: bool) -> Vec<Found<'p>> {
    let mut found = Vec::new();
    collect(root, None, &mut found);
    for one in found.iter_mut().filter(|one| std::ptr::eq(one.node, root)) {
        if is_excerpt && one.form == Form::Whole {
            one.form = Form::Excerpt;
        }
    }
    found
}

/// Whether a policy is of another language than IAM's: it says how data are protected, or which
/// resources of a CloudFormation stack may be updated.
fn is_of_another_language(node: &Node<'_>) -> bool {
    let Some(statements) = node.get("Statement") else {
        return false;
    };
    let version = node.get("Version").and_then(Node::as_string);
    if version.is_some_and(|version| version.as_str() == "2021-06-01") {
        return true;
    }
    let own = is_statement_of_another_language;
    let list = statements.as_array();
    list.map_or(own(statements), |list| list.iter().any(own))
}

/// [`is_of_another_language`], of a statement.
fn is_statement_of_another_language(statement: &Node<'_>) -> bool {
    // The first of each list tells.
    let first = |name: &str, start: &str| {
        let first = statement
            .get(name)
            .and_then(|node| Strings::of(node).next());
        first.is_some_and(|text| text.as_str().starts_with(start))
    };
    statement.get("DataIdentifier").is_some()
        || ["Resource", "NotResource"]
            .iter()
            .any(|name| first(name, "LogicalResourceId/"))
        || ["Action", "NotAction"]
            .iter()
            .any(|name| first(name, "Update:"))
}

fn collect<'p>(node: &'p Node<'p>, kind: Option<PolicyType>, found: &mut Vec<Found<'p>>) {
    let mut push = |form| found.push(Found { node, form, kind });
    if is_policy(node) {
        return push(Form::Whole);
    }
    if is_of_another_language(node) {
        return;
    }
    let items = node.as_array().unwrap_or_default();
    if is_lone_statement(node)
        || (items.iter().any(is_lone_statement) && !items.iter().any(is_policy))
    {
        return push(Form::Statements);
    }
    for item in items {
        collect(item, kind, found);
    }
    for member in node.as_object().unwrap_or_default() {
        collect(&member.value, type_of_property(member.key.as_str()), found);
    }
}

/// Whether an object can be nothing but a statement: it allows or denies actions of services.
fn is_lone_statement(node: &Node<'_>) -> bool {
    let value = |name: &str| node.get(name);
    let effect = value("Effect").and_then(Node::as_string);
    if !effect.is_some_and(|effect| ["Allow", "Deny"].contains(&effect.as_str())) {
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
    // The permission of an event bus has its elements beside its one statement.
    if node.get("StatementId").is_some() || is_of_another_language(node) {
        return false;
    }
    let is_statement = |node: &Node<'_>| {
        let members = node.as_object().unwrap_or_default();
        members
            .iter()
            .any(|member| STATEMENT_ELEMENTS.contains(&member.key.as_str()))
    };
    let has_version = || {
        let version = element(node, "Version").and_then(|version| version.value.as_string());
        version.is_some_and(|version| ["2012-10-17", "2008-10-17"].contains(&version.as_str()))
    };
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

/// The type of policy, by what it holds.
fn infer(statements: &[Statement<'_>]) -> PolicyType {
    let assumes = |statement: &Statement<'_>| {
        !statement.actions.is_empty()
            && statement.actions.iter().all(|action| {
                let text = action.text.as_str().to_ascii_lowercase();
                TRUST_ACTIONS.iter().any(|trust| {
                    text.strip_prefix("sts:")
                        .is_some_and(|name| name.starts_with(trust))
                })
            })
            && statement.resource.is_none()
            && statement.not_resource.is_none()
    };
    if !statements.is_empty() && statements.iter().all(assumes) {
        return PolicyType::Trust;
    }
    let with_principal = statements
        .iter()
        .filter(|statement| statement.principal.is_some() || statement.not_principal.is_some());
    let trusting = with_principal.clone().filter(|statement| {
        let mut actions = statement.actions.iter();
        actions.any(|action| {
            action
                .text
                .as_str()
                .to_ascii_lowercase()
                .starts_with("sts:assumerole")
        })
    });
    match (with_principal.count(), trusting.count()) {
        (0, _) => PolicyType::Identity,
        (_, 0) => PolicyType::Resource,
        _ => PolicyType::Trust,
    }
}

/// How the names of the actions begin that a trust policy can hold.
const TRUST_ACTIONS: [&str; 4] = [
    "assumerole",
    "tagsession",
    "setsourceidentity",
    "setcontext",
];

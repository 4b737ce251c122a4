//! A policy as the checks see it: every element with its place, every action and key looked up.
//!
//! Nothing is lost: duplicates, order and letter case are in the tree of nodes, to which all of
//! this refers.

mod action;
mod condition;
mod element;
mod features;
mod resource_arn;
mod statement;
mod strings;
mod template;

pub use action::{ActionPattern, Resolved};
pub use condition::ConditionLine;
pub use features::Features;
pub use resource_arn::ResourceArn;
pub use statement::{Principal, Statement};
pub use strings::Strings;
pub use template::{is_function, is_inclusion, is_open};

use template::known_members;

use crate::document::tree::{Member, Node, Str, Value};
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
    // The first of each list tells.
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
    // A call that adds a statement returns it so.
    let mut members = node.as_object().unwrap_or_default().iter();
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
    if denies_everyone(statements) {
        return PolicyType::ResourceControl;
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
        _ if speaks_of_more(statements) => PolicyType::Resource,
        _ => PolicyType::Trust,
    }
}

/// Whether statements deny everyone what no one resource policy does: actions of several services, or
/// to assume roles that are named.
fn denies_everyone(statements: &[Statement<'_>]) -> bool {
    let denies = |statement: &Statement<'_>| {
        let principal = statement.principal.and_then(|one| one.value.as_string());
        statement.allows() == Some(false)
            && statement.not_action.is_none()
            && principal.is_some_and(|one| one.as_str() == "*")
    };
    let names = |statement: &Statement<'_>| {
        statement.resource.is_some() || statement.not_resource.is_some()
    };
    if statements.is_empty() || !statements.iter().all(|one| denies(one) && names(one)) {
        return false;
    }
    let mut services = statements.iter().flat_map(services);
    let first = services.next();
    let is_other = |one: &str| first.is_some_and(|first| !one.eq_ignore_ascii_case(first));
    first.is_some_and(|first| first.eq_ignore_ascii_case("sts")) || services.any(is_other)
}

/// Whether statements with resources speak of more than roles and who assumes them.
fn speaks_of_more(statements: &[Statement<'_>]) -> bool {
    let mut with_resource = statements
        .iter()
        .filter(|one| one.resource.is_some() || one.not_resource.is_some());
    let mut others = statements.iter().flat_map(services);
    with_resource.next().is_some() && others.any(|one| !one.eq_ignore_ascii_case("sts"))
}

/// The prefixes of the services whose actions a statement names.
fn services<'s>(statement: &'s Statement<'_>) -> impl Iterator<Item = &'s str> {
    let actions = statement.actions.iter();
    actions.filter_map(|action| Some(action.text.as_str().split_once(':')?.0))
}

/// How the names of the actions begin that a trust policy can hold.
const TRUST_ACTIONS: [&str; 4] = [
    "assumerole",
    "tagsession",
    "setsourceidentity",
    "setcontext",
];

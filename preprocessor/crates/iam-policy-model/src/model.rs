//! A policy as the checks see it: every element with its place, every action and key looked up.
//!
//! Nothing is lost: duplicates, order and letter case are in the tree of nodes, to which all of
//! this refers.

mod action;
mod condition;
mod element;
mod features;
mod find;
mod infer;
mod resource_arn;
mod statement;
mod strings;
mod template;

pub use action::{ActionPattern, Resolved};
pub use condition::ConditionLine;
pub use features::Features;
pub use find::{PolicyNode, find, type_of_property};
pub use resource_arn::ResourceArn;
pub use statement::{Principal, Statement};
pub use strings::Strings;
pub use template::{is_function, is_inclusion, is_open};

use infer::infer;

use crate::iam::Iam;
use spanned_text::tree::{Member, Node};

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
        iam: Iam<'p>,
    ) -> Self {
        let statement = match form {
            Form::Whole | Form::Excerpt => element(node, "Statement").map(|member| &member.value),
            Form::Statements => Some(node),
        };
        let mut statements = Vec::new();
        if let Some(node) = statement {
            Statement::read_all(node, iam, &mut statements);
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

    /// Whether it has statements, and none of them allows anything.
    #[must_use]
    pub fn only_denies(&self) -> bool {
        let mut statements = self.statements.iter();
        !self.statements.is_empty() && statements.all(|one| one.allows() != Some(true))
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
/// spelling is a finding.
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

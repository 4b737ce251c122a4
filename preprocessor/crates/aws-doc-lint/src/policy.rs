//! Policies in snippets: found, read once, and handed to the rules.

use std::ops::Range;

use crate::diagnostic::InSnippet;
use crate::document::suppression::Comment;
use aws_doc_facts::Facts;
use iam_policy_model::policy_text;
use spanned_text::json::{self, Parsed};
use spanned_text::tree::{Node, Str, Value};
use spanned_text::{MappedText, yaml};

use iam_policy_model::iam::ConditionKey;
use iam_policy_model::model::{ConditionLine, Features, Policy, PolicyType, Statement};
use iam_policy_model::operator::Operator;

/// A text that holds policies, read.
#[derive(Debug)]
pub struct PolicySnippet<'p> {
    /// The text.
    pub text: &'p str,
    /// How it is written.
    pub notation: Notation,
    /// The text as a tree, with what keeps it from being JSON.
    pub json: &'p Parsed<'p>,
    /// [`Origin::is_beginning`]
    pub is_beginning: bool,
    /// What keeps it from being YAML, where it is written so.
    pub mistakes: &'p [yaml::Mistake],
    /// The policies in it, in order.
    pub policies: Vec<Policy<'p>>,
    /// What their statements hold at least once.
    pub features: Features,
    /// Our comments before the block.
    pub comments: &'p [Comment],
}

/// A line of a condition of which operator and key are known.
pub(crate) struct KnownCondition<'s, 'p> {
    /// Where it is.
    pub statement: &'s Statement<'p>,
    /// All of it.
    pub line: &'s ConditionLine<'p>,
    /// The operator.
    pub operator: Operator,
    /// The key.
    pub key: ConditionKey<'p>,
}

impl<'p> PolicySnippet<'p> {
    /// The statements of all policies.
    pub fn statements(&self) -> impl Iterator<Item = &Statement<'p>> {
        self.policies.iter().flat_map(|policy| &policy.statements)
    }

    /// The statements that grant something. Boundaries and service control policies bound; they
    /// grant nothing.
    pub fn granting(&self) -> impl Iterator<Item = &Statement<'p>> {
        let is_identity = |policy: &&Policy<'_>| policy.kind == PolicyType::Identity;
        let policies = self.policies.iter().filter(is_identity);
        let statements = policies.flat_map(|policy| &policy.statements);
        statements.filter(|statement| statement.allows() == Some(true))
    }

    /// The statements that hold one of `features`.
    pub fn statements_with(&self, features: Features) -> impl Iterator<Item = &Statement<'p>> {
        let is_there = self.features.intersects(features);
        let statements = is_there.then(|| self.statements());
        let statements = statements.into_iter().flatten();
        statements.filter(move |statement| statement.features.intersects(features))
    }

    /// The lines of conditions of which operator and key are known, each with its statement.
    pub(crate) fn known_conditions(&self) -> impl Iterator<Item = KnownCondition<'_, 'p>> {
        let statements = self.statements_with(Features::CONDITION);
        statements.flat_map(|statement| {
            statement.conditions.iter().filter_map(move |line| {
                Some(KnownCondition {
                    statement,
                    line,
                    operator: line.operator?,
                    key: line.known?,
                })
            })
        })
    }

    /// Whether a mistake of syntax leaves open what belongs to what. Elements that seem to be
    /// missing, wrong or twice there may be so by that mistake, which is reported.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        let mut errors = self.json.errors.iter();
        errors.any(|error| error.kind.is_structural()) || self.is_cut()
    }

    /// Whether something was passed over in a policy in YAML.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        let is_blank = |range: Range<usize>| {
            let between = self.text.get(range);
            between.is_none_or(|text| text.trim().is_empty())
        };
        self.mistakes.iter().any(|mistake| {
            let mut nodes = self.policies.iter().map(|policy| policy.node.range());
            nodes.any(|node| {
                node.start <= mistake.range.end && is_blank(node.end..mistake.range.start)
            })
        })
    }
}

/// How a text that holds policies is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// JSON
    Json,
    /// YAML, as CloudFormation and SAM templates are.
    Yaml,
}

/// Where a text comes from, and what its author said of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'s> {
    /// The type of its policies, where the author named it.
    pub declared: Option<PolicyType>,
    /// Our comments before the block.
    pub comments: &'s [Comment],
    /// The snippet that the diagnostics are about.
    pub snippet: Option<InSnippet>,
    /// Whether only the beginning is shown, so that brackets may stay open.
    pub is_beginning: bool,
}

/// Reads the policies of a text, and of the strings in it that hold policies as escaped JSON, and
/// shows each text to `look`, with the way from it to the file.
pub fn read(
    text: &MappedText,
    notation: Notation,
    origin: Origin<'_>,
    facts: &Facts,
    look: &mut dyn FnMut(&PolicySnippet<'_>, &MappedText),
) {
    let mut mistakes = Vec::new();
    let json = match notation {
        Notation::Json => json::parse_excerpt(text.as_str()),
        Notation::Yaml => {
            let range = 0..text.len();
            let parsed = yaml::parse(text.as_str());
            mistakes = parsed.mistakes;
            Parsed {
                root: Some(Node::new(range, Value::Array(parsed.documents))),
                errors: Vec::new(),
                is_excerpt: false,
            }
        }
    };
    let mut inner = Vec::new();
    // A string with quotes in it has them escaped, unless something is wrong with it.
    let is_plain = notation == Notation::Json
        && json.errors.is_empty()
        && memchr::memchr(b'\\', text.as_str().as_bytes()).is_none();
    if let Some(root) = json.root.as_ref().filter(|_| !is_plain) {
        strings(root, "", &mut inner);
    }
    let mut found = match &json.root {
        Some(root) => iam_policy_model::model::find(root, json.is_excerpt),
        None => Vec::new(),
    };
    // What its author calls a policy is one, whatever it lacks.
    let root = json.root.as_ref().filter(|root| root.as_object().is_some());
    if let Some(node) = root.filter(|_| {
        let is_declared = origin.declared.is_some() && !json.is_excerpt;
        is_declared && found.is_empty() && inner.is_empty() && notation == Notation::Json
    }) {
        found.push(iam_policy_model::model::PolicyNode {
            node,
            form: iam_policy_model::model::Form::Whole,
            kind: origin.declared,
        });
    }
    let policies: Vec<Policy<'_>> = found
        .into_iter()
        .map(|one| {
            Policy::read(
                one.node,
                one.form,
                origin.declared.or(one.kind),
                facts.iam(),
            )
        })
        .collect();
    let statements = policies.iter().flat_map(|policy| &policy.statements);
    let features = statements.fold(Features::empty(), |all, one| all | one.features);
    let Origin {
        comments,
        is_beginning,
        ..
    } = origin;
    // Where the policies are strings, the JSON around them is not our subject.
    let is_expected = comments.iter().any(is_expectation);
    if !policies.is_empty() || (inner.is_empty() && (notation == Notation::Json || is_expected)) {
        look(
            &PolicySnippet {
                text: text.as_str(),
                notation,
                json: &json,
                is_beginning,
                mistakes: &mistakes,
                policies,
                features,
                comments,
            },
            text,
        );
    }
    for (string, property) in inner {
        let declared = origin
            .declared
            .or(iam_policy_model::model::type_of_property(property));
        let shown = string.as_str().trim_end();
        let is_last = string.range().end >= text.as_str().trim_end().len();
        let origin = Origin {
            declared,
            // A template that ends after an opening bracket or a comma goes on elsewhere.
            is_beginning: is_last && notation == Notation::Yaml && shown.ends_with(['{', '[', ',']),
            ..origin
        };
        read(&string.mapped(text), Notation::Json, origin, facts, look);
    }
}

/// The strings in a tree that hold a policy, with the name of the property that they are.
fn strings<'n>(node: &'n Node<'n>, property: &'n str, found: &mut Vec<(&'n Str<'n>, &'n str)>) {
    match &node.value {
        Value::String(text) => {
            let mut bytes = text.as_str().bytes();
            let mut next = || bytes.find(|byte| !byte.is_ascii_whitespace());
            let first = next();
            // Some services give a policy whose quotes are escaped once more than they need be.
            let is_json = matches!(first, Some(b'{' | b'[')) && next() != Some(b'\\');
            if is_json && policy_text::in_json(text.as_str()) {
                found.push((text, property));
            }
        }
        Value::Array(items) => {
            for item in items {
                strings(item, property, found);
            }
        }
        Value::Object(members) => {
            // The parts of a join are not whole texts.
            for member in members.iter().filter(|one| one.key.as_str() != "Fn::Join") {
                let key = member.key.as_str();
                // What a function gives is the property's.
                let property = if key.starts_with("Fn::") {
                    property
                } else {
                    key
                };
                strings(&member.value, property, found);
            }
        }
        _ => {}
    }
}

/// Whether a comment states what the policy that follows must decide.
pub(crate) fn is_expectation(comment: &Comment) -> bool {
    comment.name.trim_end_matches(':') == "aws-expect"
}

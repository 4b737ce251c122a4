//! Judging the values of a command by the shapes of the command model.

mod input;
mod scalar;

use std::ops::Range;

use super::fault::{Fault, FaultKind, expected, wrong_type};
use super::given::Given;
use super::invocation::AwsCommand;
use super::placeholder::{names_its_kind, stands_for_something};
use crate::document::shorthand;
use aws_doc_facts::cli::{Arity, Kind, Shape};
use spanned_text::Part as _;
use spanned_text::json;
use spanned_text::tree::{Node, Value};

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Notation {
    Json,
    Shorthand,
}

/// Judges every value of a command.
pub(crate) fn faults(command: &AwsCommand<'_>) -> Vec<Fault> {
    let mut judge = Judge { faults: Vec::new() };
    for option in &command.options {
        // A stray word after the value is mostly the rest of a phrase without quotes.
        let is_phrase = option
            .values
            .last()
            .is_some_and(|last| command.is_followed_by_stray(*last));
        if is_phrase {
            continue;
        }
        if option.full_name == "cli-input-json" {
            if let Some(value) = option.values.first() {
                judge.input(command, *value);
            }
            continue;
        }
        let of = format!("`--{}`", option.full_name);
        judge.argument(
            &option.values,
            option.argument.shape(),
            option.argument.arity(),
            &of,
        );
    }
    for (argument, value) in &command.positionals {
        let name = argument.name();
        let of = format!("`{name}`");
        // A list of words is judged word by word.
        let shape = argument.shape();
        if shape.kind() == Kind::String {
            judge.scalar(*value, shape, &of);
        }
    }
    judge.faults
}

struct Judge {
    faults: Vec<Fault>,
}

/// One value under judgement.
#[derive(Clone, Copy)]
struct Place<'p> {
    given: Given<'p>,
    notation: Notation,
}

impl Judge {
    fn push(&mut self, range: Range<usize>, of: &str, kind: FaultKind) {
        self.faults.push(Fault {
            range,
            of: of.to_owned(),
            kind,
        });
    }

    fn argument(&mut self, values: &[Given<'_>], shape: Shape<'static>, arity: Arity, of: &str) {
        let Some(first) = values.first() else {
            return;
        };
        if arity == Arity::None {
            return;
        }
        let is_json = first.text().trim_start().starts_with(['[', '{']);
        match shape.kind() {
            Kind::List => {
                let Some(element) = shape.element() else {
                    return;
                };
                let is_complex = matches!(element.kind(), Kind::Structure | Kind::List | Kind::Map);
                if is_json && first.text().trim_start().starts_with('[') {
                    if values.len() == 1 {
                        self.json(*first, shape, of);
                    }
                    return;
                }
                // A word without `=` among others is the rest of a phrase: `Key=tag name,Values=b`.
                let is_phrase = is_complex
                    && values.len() > 1
                    && values.iter().any(|value| {
                        let text = value.text();
                        !text.contains('=') && !text.starts_with('{') && !is_file(text)
                            || text.starts_with(|c: char| c.is_lowercase())
                                && text.contains(',')
                                && text.find(',') < text.find('=')
                    });
                if is_phrase {
                    return;
                }
                // The only value, if it is a variable, may hold the whole list as JSON.
                let mut all_known = values.len() > 1 || first.is_known(0..1);
                for value in values {
                    all_known &= !value.word().spreads() && !is_file(value.text());
                    if is_complex && value.text().trim_start().starts_with('{') {
                        self.json(*value, element, of);
                    } else if is_complex && !is_json {
                        self.shorthand(*value, element, of);
                    } else if !is_complex {
                        self.scalar(*value, element, of);
                    }
                }
                if all_known && let (Some(first), Some(last)) = (values.first(), values.last()) {
                    let range = first.range().start..last.range().end;
                    self.length(values.len(), "element", shape, range, of);
                }
            }
            Kind::Structure | Kind::Map if is_json => self.json(*first, shape, of),
            Kind::Structure | Kind::Map => self.shorthand(*first, shape, of),
            _ => {
                for value in values {
                    self.scalar(*value, shape, of);
                }
            }
        }
    }

    fn json(&mut self, given: Given<'_>, shape: Shape<'static>, of: &str) {
        let text = given.text();
        if holds_document(shape, 0) {
            return;
        }
        let parsed = json::parse(text);
        let is_known = given.is_known(0..text.len());
        if let Some(error) = parsed
            .errors
            .iter()
            .find(|error| !error.kind.is_editorial())
        {
            // With an expansion inside, who knows what it will be.
            let is_editorial = parsed.errors.iter().any(|error| error.kind.is_editorial());
            if is_known && !is_editorial && !offers_choice(text, error.range.start) {
                self.push(
                    given.range_of(error.range.clone()),
                    of,
                    FaultKind::Json {
                        message: error.kind.message(),
                    },
                );
            }
            return;
        }
        if let Some(root) = &parsed.root {
            let place = Place {
                given,
                notation: Notation::Json,
            };
            let is_open = !parsed.errors.is_empty();
            self.node(place, root, shape, of, is_open);
        }
    }

    fn shorthand(&mut self, given: Given<'_>, shape: Shape<'static>, of: &str) {
        let text = given.text();
        if is_file(text)
            || text.is_empty()
            || holds_document(shape, 0)
            || given.word().spreads()
            || is_handled_otherwise(shape, text)
        {
            return;
        }
        match shorthand::parse(text) {
            Ok(root) => {
                let place = Place {
                    given,
                    notation: Notation::Shorthand,
                };
                self.node(place, &root, shape, of, false);
            }
            Err(error) => {
                let is_first = self.faults.last().is_none_or(|last| {
                    last.of != of || !matches!(last.kind, FaultKind::Shorthand { .. })
                });
                if is_first && given.literal().is_some() && !is_described(text, of) {
                    self.push(
                        given.range_of(error.range.clone()),
                        of,
                        FaultKind::Shorthand {
                            message: error.message,
                        },
                    );
                }
            }
        }
    }

    fn node(
        &mut self,
        place: Place<'_>,
        node: &Node<'_>,
        shape: Shape<'static>,
        of: &str,
        is_open: bool,
    ) {
        let range = || place.given.range_of(node.range());
        match (shape.kind(), &node.value) {
            (Kind::Any, _) | (_, Value::Null | Value::Unknown(_)) => {}
            (Kind::Structure, Value::Object(members)) => {
                let mut is_open = is_open;
                for member in members {
                    let name = member.key.as_str();
                    if !place.given.is_known(member.key.range())
                        || stands_for_something(name)
                        || name == "..."
                    {
                        is_open = true;
                        continue;
                    }
                    match shape.member(name) {
                        Some(found) => {
                            let of = format!("`{name}` of {of}");
                            self.node(place, &member.value, found.shape, &of, is_open);
                        }
                        None => {
                            is_open = true;
                            let known = shape.members().map(|member| member.name()).collect();
                            self.push(
                                place.given.range_of(member.key.range()),
                                of,
                                FaultKind::UnknownMember {
                                    name: name.to_owned(),
                                    known,
                                },
                            );
                        }
                    }
                }
                let missing: Vec<String> = shape
                    .members()
                    .filter(|member| member.is_required)
                    .map(|member| member.name())
                    .filter(|name| !members.iter().any(|member| member.key.as_str() == name))
                    .collect();
                if !missing.is_empty() && !is_open {
                    self.push(range(), of, FaultKind::MissingMember { names: missing });
                }
            }
            (Kind::Map, Value::Object(members)) => {
                let Some((key, value)) = shape.key_and_value() else {
                    return;
                };
                for member in members {
                    let name = member.key.as_str();
                    let key_range = member.key.range();
                    if place.given.is_known(key_range.clone()) && !stands_for_something(name) {
                        let range = place.given.range_of(key_range);
                        self.text(name, range, key, &format!("a key of {of}"));
                    }
                    let of = format!("`{name}` of {of}");
                    self.node(place, &member.value, value, &of, is_open);
                }
                if !is_open {
                    self.length(members.len(), "entry", shape, range(), of);
                }
            }
            (Kind::List, Value::Array(items)) => {
                if let Some(element) = shape.element() {
                    for item in items {
                        self.node(place, item, element, of, is_open);
                    }
                }
                let all_known = place.given.is_known(node.range());
                if !is_open && all_known {
                    self.length(items.len(), "element", shape, range(), of);
                }
            }
            // The CLI makes a list of the one value.
            (Kind::List, Value::String(_) | Value::Object(_))
                if place.notation == Notation::Shorthand =>
            {
                if let Some(element) = shape.element() {
                    self.node(place, node, element, of, is_open);
                }
            }
            (Kind::Structure | Kind::Map | Kind::List, value) => {
                // `…` in the place of a structure, or an expansion.
                let is_known = place.given.is_known(node.range());
                let is_placeholder = matches!(value, Value::String(text)
                    if stands_for_something(text.as_str()) || text.as_str().is_empty()
                        || names_its_kind(text.as_str(), of));
                if is_known && !is_placeholder {
                    let expected = expected(shape.kind());
                    self.push(
                        range(),
                        of,
                        FaultKind::Type {
                            found: node.type_name(),
                            expected,
                        },
                    );
                }
            }
            (kind, Value::String(text)) => {
                let text = text.as_str();
                if !place.given.is_known(node.range())
                    || stands_for_something(text)
                    || is_file(text)
                {
                    return;
                }
                let strict = place.notation == Notation::Json;
                match kind {
                    Kind::Integer | Kind::Long | Kind::Float | Kind::Double => {
                        if strict {
                            self.push(range(), of, wrong_type(node, kind));
                        } else {
                            self.number(text, range(), shape, of);
                        }
                    }
                    Kind::Boolean => {
                        let is_boolean = !strict
                            && ["true", "false"].contains(&text.to_ascii_lowercase().as_str());
                        if !is_boolean && !names_its_kind(text, of) && text != "boolean" {
                            self.push(range(), of, wrong_type(node, kind));
                        }
                    }
                    _ => self.text(text, range(), shape, of),
                }
            }
            (Kind::Integer | Kind::Long | Kind::Float | Kind::Double, Value::Number(number)) => {
                self.number(number, range(), shape, of);
            }
            (Kind::Boolean, Value::Bool(_)) | (Kind::Timestamp, Value::Number(_)) => {}
            // `KEY=[value]` is how documentation marks a value to fill in.
            (_, Value::Array(items))
                if place.notation == Notation::Shorthand
                    && (items.len() == 1
                        && place.given.text().as_bytes().get(node.range().start)
                            == Some(&b'[')
                        || items.iter().any(|item| {
                            matches!(&item.value, Value::String(text)
                                if names_its_kind(text.as_str(), of)
                                    || stands_for_something(text.as_str()))
                        })) => {}
            (kind, _) => {
                if place.given.is_known(node.range()) {
                    self.push(range(), of, wrong_type(node, kind));
                }
            }
        }
    }
}

/// `true_or_false` is written in JSON where one of the two belongs.
fn offers_choice(text: &str, at: usize) -> bool {
    let rest = text.part(at..);
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
    rest.get(..end.unwrap_or(rest.len()))
        .is_some_and(|word| word.contains("_or_"))
}

/// `parameter name=parameter value` describes the form of a value in words.
fn is_described(text: &str, of: &str) -> bool {
    text.split(['=', ','])
        .all(|part| names_its_kind(part.trim(), of))
}

/// The CLI reads the value from a file (or, in version 1, from a web address).
fn is_file(text: &str) -> bool {
    ["file://", "fileb://", "http://", "https://"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Structures of one member `Value`, and lists of structures of one member, may be given as
/// the bare value.
fn is_handled_otherwise(shape: Shape<'_>, text: &str) -> bool {
    shape.kind() == Kind::Structure && shape.members().count() == 1 && !text.contains('=')
}

/// Whether the shape accepts anything somewhere, which then can be given as JSON only.
fn holds_document(shape: Shape<'_>, depth: usize) -> bool {
    match shape.kind() {
        Kind::Any => true,
        Kind::List if depth < 4 => shape
            .element()
            .is_some_and(|element| holds_document(element, depth + 1)),
        _ => false,
    }
}

//! YAML into the tree of nodes, for the policies of CloudFormation and SAM templates.
//!
//! A text that is YAML is read as the parser reads it. Of one that is not, what is wrong is
//! passed over (see `repair`) and the rest is read with true positions.
//!
//! CloudFormation's short functions are read as the long ones: `!Ref X` as `{"Ref": "X"}`. `!Sub`
//! keeps its text, whose `${…}` are placeholders. Aliases are what they stand for.

mod align;
mod brackets;
mod candidate;
mod edit;
mod known;
mod lines;
mod merge;
mod mistake;
mod repair;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

pub use mistake::{Mistake, MistakeKind};

use super::json::MAX_DEPTH;
use super::tree::{Escape, Member, Node, Str, Value};
use crate::Part as _;
use crate::lookalike::is_space;
use edit::{Edit, Edited};
use merge::{merge, size};

/// So many nodes are copied for aliases; further aliases are values of unknown content.
const MAX_COPIES: usize = 10_000;

/// What a parse gave.
#[derive(Debug)]
pub struct Parsed<'t> {
    /// The documents of the text.
    pub documents: Vec<Node<'t>>,
    /// What is wrong with it, in order.
    pub mistakes: Vec<Mistake>,
}

/// The documents of a text.
#[must_use]
pub fn parse(text: &str) -> Parsed<'_> {
    let plain = Edited::plain(text);
    let mut reader = Reader::new(text, &plain, &[]);
    if !repair::has_ellipsis(text) && reader.read() && !reader.has_odd_key {
        return Parsed {
            documents: reader.documents,
            mistakes: Vec::new(),
        };
    }
    let repaired = repair::repair(text);
    let edited = Edited::new(text, &repaired.edits);
    let mut reader = Reader::new(text, &edited, &repaired.edits);
    reader.read();
    Parsed {
        documents: reader.documents,
        mistakes: repaired.mistakes,
    }
}

struct Reader<'t, 'e> {
    text: &'t str,
    edited: &'e Edited<'t>,
    /// The parts of the text that stand for a value of unknown content.
    opaque: Vec<Range<usize>>,
    /// What of the text is not read, in order.
    left_out: Vec<Range<usize>>,
    open: Vec<Open<'t>>,
    documents: Vec<Node<'t>>,
    /// The nodes that aliases may stand for, by the parser's numbers.
    anchored: HashMap<usize, Node<'t>>,
    copies: usize,
    /// Whether a key begins with what only looks like a space.
    has_odd_key: bool,
}

/// A list or an object that is being read.
struct Open<'t> {
    start: usize,
    anchor: usize,
    /// The function that it is given to.
    function: Option<String>,
    content: Content<'t>,
}

enum Content<'t> {
    List(Vec<Node<'t>>),
    Map {
        members: Vec<Member<'t>>,
        /// What `<<` merges in.
        merged: Vec<Node<'t>>,
        key: Option<Str<'t>>,
    },
}

impl<'t, 'e> Reader<'t, 'e> {
    fn new(text: &'t str, edited: &'e Edited<'t>, edits: &[Edit]) -> Self {
        let opaque = edits.iter().filter(|edit| edit.is_opaque());
        let left_out = edits.iter().filter(|edit| edit.with.is_empty());
        Self {
            text,
            edited,
            opaque: opaque.map(|edit| edit.range.clone()).collect(),
            left_out: left_out.map(|edit| edit.range.clone()).collect(),
            open: Vec::new(),
            documents: Vec::new(),
            anchored: HashMap::new(),
            copies: 0,
            has_odd_key: false,
        }
    }

    /// Reads all of it; false when there is a mistake, up to which it is then read.
    fn read(&mut self) -> bool {
        let mut is_whole = true;
        for event in Parser::new_from_str(&self.edited.text) {
            let Ok((event, span)) = event else {
                is_whole = false;
                break;
            };
            if self.open.len() > MAX_DEPTH {
                break;
            }
            self.take(event, span);
        }
        // What was open at a mistake is kept as far as it goes.
        while !self.open.is_empty() {
            self.close(self.text.len());
        }
        is_whole
    }

    fn take(&mut self, event: Event<'_>, span: Span) {
        let start = self.edited.offset(span.start.index());
        let range = start..self.edited.offset(span.end.index()).max(start);
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let has_properties = tag.is_some() || anchor > 0;
                let text = Text {
                    value: &value,
                    style,
                    begin: range.start
                        + if has_properties {
                            self.properties(&range, style)
                        } else {
                            0
                        },
                    range,
                };
                let node = self.scalar(&text, tag.as_deref());
                self.anchor(anchor, &node);
                self.put(node);
            }
            Event::Alias(anchor) => {
                let node = self.alias(anchor, range);
                self.put(node);
            }
            Event::SequenceStart(anchor, tag) => {
                let content = Content::List(Vec::new());
                self.open(start, anchor, tag.as_deref(), content);
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map {
                    members: Vec::new(),
                    merged: Vec::new(),
                    key: None,
                };
                self.open(start, anchor, tag.as_deref(), content);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            Event::DocumentEnd => self.anchored.clear(),
            _ => {}
        }
    }

    fn open(&mut self, start: usize, anchor: usize, tag: Option<&Tag>, content: Content<'t>) {
        self.open.push(Open {
            start,
            anchor,
            function: tag.and_then(function),
            content,
        });
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let range = open.start..end.max(open.start);
        let value = match open.content {
            Content::List(items) => Value::Array(items),
            Content::Map {
                mut members,
                merged,
                ..
            } => {
                let source = self.text.part(range.clone());
                // A template's `{{ variable }}` reads as an object.
                let is_known = !source.starts_with("{{")
                    && merged.into_iter().all(|node| merge(&mut members, node));
                if is_known {
                    Value::Object(members)
                } else {
                    Value::Unknown(source)
                }
            }
        };
        let mut node = Node::new(range, value);
        if let Some(name) = open.function {
            node = self.call(name, node);
        }
        self.anchor(open.anchor, &node);
        self.put(node);
    }

    /// The long form of a function.
    fn call(&self, name: String, argument: Node<'t>) -> Node<'t> {
        let range = argument.range();
        let source = self.text.part(range.clone());
        let tag = source.find(char::is_whitespace).unwrap_or(source.len());
        let tag = range.start..range.start + tag;
        let whole = Escape {
            value: 0..name.len(),
            source: tag.clone(),
        };
        let key = Str::new(Cow::Owned(name), tag, range.start, vec![whole]);
        let value = argument;
        Node::new(range, Value::Object(vec![Member { key, value }]))
    }

    fn anchor(&mut self, anchor: usize, node: &Node<'t>) {
        if anchor > 0 {
            self.anchored.insert(anchor, node.clone());
        }
    }

    /// What an alias stands for, where its anchor does. That keeps the two alike in what is found.
    fn alias(&mut self, anchor: usize, range: Range<usize>) -> Node<'t> {
        let node = self.anchored.get(&anchor);
        let copies = node.map_or(0, size);
        if let Some(node) = node.filter(|_| self.copies + copies <= MAX_COPIES) {
            self.copies += copies;
            return node.clone();
        }
        let word = self.text.part(range.clone());
        Node::new(range, Value::Unknown(word))
    }

    fn put(&mut self, node: Node<'t>) {
        let Some(open) = self.open.last_mut() else {
            return self.documents.push(node);
        };
        match &mut open.content {
            Content::List(items) => items.push(node),
            Content::Map {
                members,
                merged,
                key,
            } => match key.take() {
                Some(key) if key.as_str() == "<<" => merged.push(node),
                Some(key) => members.push(Member { key, value: node }),
                None => {
                    let range = node.range();
                    let source = self.text.part(range.clone());
                    self.has_odd_key |= source.starts_with(is_space);
                    *key = Some(match node.value {
                        Value::String(text) => text,
                        // A number or `true` as a key is its text.
                        _ => Str::plain(source, range.start, 0),
                    });
                }
            },
        }
    }

    /// The length of the tag and the anchor before a scalar, with which the header of a block comes
    /// along.
    fn properties(&self, range: &Range<usize>, style: ScalarStyle) -> usize {
        let source = self.text.part(range.clone());
        let mut rest = source;
        while rest.starts_with(['!', '&']) {
            rest = rest.trim_start_matches(|c: char| !c.is_whitespace());
            rest = rest.trim_start();
        }
        if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            // The header alone is an empty block.
            rest = rest
                .split_once('\n')
                .map_or("", |(_, block)| block.trim_start());
        }
        source.len() - rest.len()
    }

    fn scalar(&self, text: &Text<'_>, tag: Option<&Tag>) -> Node<'t> {
        let range = text.range.clone();
        let source = self.text.part(range.clone());
        let is_opaque = |part: &Range<usize>| part.start < range.end && range.start < part.end;
        let value = if self.opaque.iter().any(is_opaque) {
            Value::Unknown(source)
        } else {
            let word = match text.value {
                _ if text.style != ScalarStyle::Plain || tag.is_some() => None,
                "" | "~" | "null" => Some(Value::Null),
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                text if text.parse::<f64>().is_ok() => Some(Value::Number(source)),
                _ => None,
            };
            word.unwrap_or_else(|| Value::String(self.string(text)))
        };
        let node = Node::new(range, value);
        match tag.and_then(function) {
            Some(name) if name != "Fn::Sub" => self.call(name, node),
            _ => node,
        }
    }

    fn string(&self, text: &Text<'_>) -> Str<'t> {
        let (value, range) = (text.value, text.range.clone());
        let inner = self.text.part(text.begin..range.end);
        // The content is in the source as it is, or is rewritten by quotes, folds and indentation.
        if let Some(at) = inner.find(value).filter(|_| !value.is_empty()) {
            let part = inner.part(at..at + value.len());
            return Str::new(Cow::Borrowed(part), range, text.begin + at, Vec::new());
        }
        let first = self.left_out.partition_point(|part| part.end <= text.begin);
        let left_out = self.left_out.iter().skip(first);
        let left_out: Vec<_> = left_out
            .take_while(|part| part.start < range.end)
            .map(|part| part.start.saturating_sub(text.begin)..part.end - text.begin)
            .collect();
        let (content, escapes) = match align::align(value, inner, &left_out, text.style) {
            Some((at, mut escapes)) => {
                for Escape { source, .. } in &mut escapes {
                    *source = text.begin + source.start..text.begin + source.end;
                }
                (text.begin + at, escapes)
            }
            None => {
                let whole = Escape {
                    value: 0..value.len(),
                    source: range.clone(),
                };
                (range.start, vec![whole])
            }
        };
        Str::new(Cow::Owned(value.to_owned()), range, content, escapes)
    }
}

/// A scalar as the parser gives it.
struct Text<'v> {
    value: &'v str,
    style: ScalarStyle,
    /// Its place, tag and anchor included.
    range: Range<usize>,
    /// Where it begins after these.
    begin: usize,
}

/// The long name of the function that a tag is.
fn function(tag: &Tag) -> Option<String> {
    if tag.is_yaml_core_schema() || tag.suffix.is_empty() {
        return None;
    }
    Some(match tag.suffix.as_str() {
        name @ ("Ref" | "Condition") => name.to_owned(),
        name => format!("Fn::{name}"),
    })
}

#[cfg(test)]
mod tests;

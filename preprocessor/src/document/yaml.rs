//! YAML into the tree of nodes, for the policies of CloudFormation and SAM templates.
//!
//! What cannot be known from the text, an alias or one of CloudFormation's functions, is a value
//! of unknown content; `!Sub` keeps its text, whose `${…}` are placeholders.

use std::borrow::Cow;
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};

use super::json::MAX_DEPTH;
use super::tree::{Escape, Member, Node, Str, Value};

/// The documents of a text, up to the first place that is not YAML.
#[must_use]
pub fn parse(text: &str) -> Vec<Node<'_>> {
    let offsets = (!text.is_ascii()).then(|| {
        text.char_indices()
            .map(|(at, _)| at)
            .chain([text.len()])
            .collect()
    });
    let mut reader = Reader {
        text,
        offsets,
        open: Vec::new(),
        documents: Vec::new(),
    };
    for event in Parser::new_from_str(text) {
        let Ok((event, span)) = event else { break };
        if reader.open.len() > MAX_DEPTH {
            break;
        }
        reader.take(event, span);
    }
    // What was open at a mistake is kept as far as it goes.
    while !reader.open.is_empty() {
        reader.close(text.len());
    }
    reader.documents
}

struct Reader<'t> {
    text: &'t str,
    /// The byte at which each character begins, where the text is not ASCII.
    offsets: Option<Vec<usize>>,
    open: Vec<Open<'t>>,
    documents: Vec<Node<'t>>,
}

enum Open<'t> {
    List {
        start: usize,
        is_known: bool,
        items: Vec<Node<'t>>,
    },
    Map {
        start: usize,
        is_known: bool,
        members: Vec<Member<'t>>,
        key: Option<Str<'t>>,
    },
}

impl<'t> Reader<'t> {
    fn offset(&self, character: usize) -> usize {
        let offset = match &self.offsets {
            None => character,
            Some(offsets) => offsets.get(character).copied().unwrap_or(usize::MAX),
        };
        offset.min(self.text.len())
    }

    fn take(&mut self, event: Event<'t>, span: Span) {
        let range = self.offset(span.start.index())..self.offset(span.end.index());
        match event {
            Event::Scalar(value, style, _, tag) => {
                let node = self.scalar(value, style, tag.as_deref(), range);
                self.put(node);
            }
            Event::Alias(_) => {
                let word = self.text.get(range.clone()).unwrap_or_default();
                self.put(Node::new(range, Value::Unknown(word)));
            }
            Event::SequenceStart(_, tag) => self.open.push(Open::List {
                start: range.start,
                is_known: tag.is_none(),
                items: Vec::new(),
            }),
            Event::MappingStart(_, tag) => self.open.push(Open::Map {
                start: range.start,
                is_known: tag.is_none(),
                members: Vec::new(),
                key: None,
            }),
            Event::SequenceEnd | Event::MappingEnd => self.close(range.end),
            _ => {}
        }
    }

    fn close(&mut self, end: usize) {
        let unknown = |start: usize| Value::Unknown(self.text.get(start..end).unwrap_or_default());
        let node = match self.open.pop() {
            None => return,
            Some(Open::List {
                start,
                is_known,
                items,
            }) => {
                let value = if is_known {
                    Value::Array(items)
                } else {
                    unknown(start)
                };
                Node::new(start..end.max(start), value)
            }
            Some(Open::Map {
                start,
                is_known,
                members,
                ..
            }) => {
                let value = if is_known {
                    Value::Object(members)
                } else {
                    unknown(start)
                };
                Node::new(start..end.max(start), value)
            }
        };
        self.put(node);
    }

    fn put(&mut self, node: Node<'t>) {
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { members, key, .. }) => match key.take() {
                Some(key) => members.push(Member { key, value: node }),
                None => {
                    let range = node.range();
                    let source = self.text.get(range.clone()).unwrap_or_default();
                    *key = Some(match node.value {
                        Value::String(text) => text,
                        // A number or `true` as a key is its text.
                        _ => Str::plain(source, range.start, 0),
                    });
                }
            },
        }
    }

    fn scalar(
        &self,
        value: Cow<'t, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        range: Range<usize>,
    ) -> Node<'t> {
        let source = self.text.get(range.clone()).unwrap_or_default();
        let function = tag.filter(|tag| !tag.is_yaml_core_schema());
        if function.is_some_and(|tag| tag.suffix != "Sub") {
            return Node::new(range, Value::Unknown(source));
        }
        if style == ScalarStyle::Plain && tag.is_none() {
            let word = match value.as_ref() {
                "" | "~" | "null" => Some(Value::Null),
                "true" => Some(Value::Bool(true)),
                "false" => Some(Value::Bool(false)),
                text if text.parse::<f64>().is_ok() => Some(Value::Number(source)),
                _ => None,
            };
            if let Some(value) = word {
                return Node::new(range, value);
            }
        }
        // The content stands in the source as it is, or is rewritten by quotes and folds.
        let quotes = usize::from(matches!(
            style,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted
        ));
        let inner = source
            .get(quotes..source.len().saturating_sub(quotes))
            .unwrap_or_default();
        let (content, escapes) = if inner == value.as_ref() {
            (range.start + quotes, Vec::new())
        } else if let Some(at) = source.find(value.as_ref()).filter(|_| !value.is_empty()) {
            (range.start + at, Vec::new())
        } else {
            let whole = Escape {
                value: 0..value.len(),
                source: range.clone(),
            };
            (range.start, vec![whole])
        };
        let text = Str::new(value, range.clone(), content, escapes);
        Node::new(range, Value::String(text))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_know_their_place() {
        let text = "# é\nPolicy:\n  Effect: Allow\n  Action:\n    - 's3:GetObject'\n    - \"s3:Put\\u004fbject\"\n";
        let documents = parse(text);
        let policy = documents[0].get("Policy").unwrap();
        let effect = policy.get("Effect").unwrap().as_string().unwrap();
        assert_eq!(text.get(effect.range_of(0..5)), Some("Allow"));
        let actions = policy.get("Action").unwrap().as_array().unwrap();
        let first = actions[0].as_string().unwrap();
        assert_eq!(text.get(first.range_of(3..12)), Some("GetObject"));
        let second = actions[1].as_string().unwrap();
        assert_eq!(second.as_str(), "s3:PutObject");
        assert_eq!(
            text.get(second.range_of(0..2)),
            Some("\"s3:Put\\u004fbject\"")
        );
    }

    #[test]
    fn functions_are_unknown_and_sub_is_text() {
        let text =
            "a: !Ref Bucket\nb: !Sub 'arn:${X}'\nc: !Join ['', [a]]\nd: 2012-10-17\ne: true\n";
        let documents = parse(text);
        let value = |key| &documents[0].get(key).unwrap().value;
        assert!(matches!(value("a"), Value::Unknown(_)));
        assert!(matches!(value("b"), Value::String(text) if text.as_str() == "arn:${X}"));
        assert!(matches!(value("c"), Value::Unknown(_)));
        assert!(matches!(value("d"), Value::String(_)));
        assert!(matches!(value("e"), Value::Bool(true)));
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[a-c:\\-\\[\\]{}!'\"&* \\n#é|>?,]{0,40}") {
            for document in parse(&text) {
                prop_assert!(document.range().end <= text.len());
            }
        }
    }
}

//! Excerpts: the inside of an object or a list, as documentation shows it.

use super::list::List;
use super::{Parsed, Parser, SyntaxErrorKind};
use crate::Part as _;
use crate::tree::{Node, Value};

/// Parses `text`, which may be members without the braces around them (`"Statement": [ … ]`), or
/// several objects in a row (`{ … }, { … }`).
#[must_use]
pub fn parse_excerpt(text: &str) -> Parsed<'_> {
    let mut parser = Parser::new(text);
    parser.skip_space();
    // What was left out before an excerpt.
    let rest = text.part(parser.at..);
    let left_out = rest.len()
        - rest
            .trim_start_matches(['.', '…', ',', ' ', '\r', '\n'])
            .len();
    if left_out < rest.len() {
        parser.at += left_out;
    }
    parser.skip_space();
    let start = parser.at;
    if starts_with_key(text.part(start..)) {
        let list = List::inside(b'}', None);
        let value = parser.members(list, 0);
        return finish(parser, start, value);
    }
    let root = parser.root();
    parser.skip_space();
    match root {
        Some(
            first @ Node {
                value: Value::Object(_),
                ..
            },
        ) if parser.peek() == Some(b',') && !parser.stopped => {
            let list = List::inside(b']', Some(parser.at));
            let value = parser.items(list, 0, Some(first));
            finish(parser, start, value)
        }
        root => parser.finish(root, false),
    }
}

fn finish<'t>(parser: Parser<'t>, start: usize, value: Value<'t>) -> Parsed<'t> {
    let text = parser.text;
    let end = text.trim_end().len().max(start);
    let root = Node::new(start..end, value);
    let mut parsed = parser.finish(Some(root), true);
    // What was left out after an excerpt is not part of it.
    parsed.errors.retain(|error| {
        let rest = text.part(error.range.end..);
        error.kind != SyntaxErrorKind::Ellipsis
            || !rest.trim_matches([',', '.', ' ', '\n', '\r']).is_empty()
    });
    parsed
}

/// Whether the text begins with a string and a colon.
fn starts_with_key(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('"') else {
        return false;
    };
    let key = rest
        .split_once('"')
        .filter(|(key, _)| !key.contains(['\n', '\\']));
    key.is_some_and(|(_, rest)| rest.trim_start().starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> (bool, Vec<SyntaxErrorKind>) {
        let parsed = parse_excerpt(text);
        let kinds = parsed.errors.iter().map(|error| error.kind).collect();
        (parsed.is_excerpt, kinds)
    }

    #[test]
    fn members_without_braces_are_an_object() {
        let text = " \"A\" : [1],\n\"B\": {\"C\": 2},";
        let parsed = parse_excerpt(text);
        assert!(parsed.errors.is_empty() && parsed.is_excerpt);
        let root = parsed.root.unwrap();
        assert_eq!(root.as_object().unwrap().len(), 2);
        assert_eq!(root.get("B").unwrap().range(), 17..25);
    }

    #[test]
    fn objects_in_a_row_are_a_list() {
        let parsed = parse_excerpt("{\"A\": 1}, {\"B\": 2}");
        assert!(parsed.errors.is_empty() && parsed.is_excerpt);
        assert_eq!(parsed.root.unwrap().as_array().unwrap().len(), 2);
    }

    #[test]
    fn mistakes_stay_mistakes() {
        assert_eq!(
            kinds("\"A\": 1 }"),
            (true, vec![SyntaxErrorKind::WrongBracket])
        );
        assert_eq!(
            kinds("{\"A\": 1} {}"),
            (false, vec![SyntaxErrorKind::TrailingText])
        );
        assert_eq!(
            kinds("{\"A\": 1}, {"),
            (true, vec![SyntaxErrorKind::Unclosed])
        );
        assert_eq!(kinds("\"A\""), (false, vec![]));
        assert_eq!(kinds(""), (false, vec![SyntaxErrorKind::Empty]));
    }
}

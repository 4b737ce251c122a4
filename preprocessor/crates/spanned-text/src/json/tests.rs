use super::*;
use proptest::prelude::*;

fn kinds(text: &str) -> Vec<(SyntaxErrorKind, &str)> {
    parse(text)
        .errors
        .into_iter()
        .map(|error| (error.kind, text.get(error.range).unwrap()))
        .collect()
}

#[test]
fn each_mistake_is_named_where_it_stands() {
    use SyntaxErrorKind::{
        BadEscape, BadNumber, BareWord, Comment, ControlCharacter, Ellipsis, Empty, ExtraComma,
        MissingBrace, MissingBracket, MissingColon, MissingComma, MissingQuote, MissingValue,
        TrailingComma, TrailingText, Unclosed, WrongBracket, WrongQuotes, WrongSpace,
    };
    for (text, expected) in [
        ("", vec![(Empty, "")]),
        ("{", vec![(Unclosed, "{")]),
        (r#"{"a": 1,}"#, vec![(TrailingComma, ",")]),
        ("[1,,2]", vec![(ExtraComma, ",")]),
        (r#"{"a": 1 "b": 2}"#, vec![(MissingComma, "")]),
        (r#"{"a" 1}"#, vec![(MissingColon, "")]),
        (r#"{"a"}"#, vec![(MissingValue, "\"a\"")]),
        (r#"{"a": , "b": 1}"#, vec![(MissingValue, "\"a\"")]),
        ("{} // end", vec![(Comment, "// end")]),
        ("[1, /* two */ 3]", vec![(Comment, "/* two */")]),
        ("[1, ...]", vec![(Ellipsis, "...")]),
        ("{\"a\": 1,\n …\n}", vec![(Ellipsis, "…")]),
        (
            "[{ ... YOUR STATEMENT ... }, 1]",
            vec![(Ellipsis, "... YOUR STATEMENT ...")],
        ),
        ("{\"a\": 1,\n // ...\n}", vec![(Ellipsis, "// ...")]),
        (
            "{\"a\": 1,\n // the rest\n}",
            vec![(Comment, "// the rest"), (TrailingComma, ",")],
        ),
        ("[... \"a\"]", vec![(Ellipsis, "...")]),
        ("[<account>]", vec![(BareWord, "<account>")]),
        ("{'a': 1}", vec![(WrongQuotes, "'a'")]),
        ("[“a”]", vec![(WrongQuotes, "“a”")]),
        ("[\"a\tb\"]", vec![(ControlCharacter, "\t")]),
        (r#"["\x"]"#, vec![(BadEscape, r"\x")]),
        (r#"["\ud800"]"#, vec![(BadEscape, r"\ud800")]),
        ("[01]", vec![(BadNumber, "01")]),
        ("[1}", vec![(WrongBracket, "}"), (Unclosed, "[")]),
        ("{} {}", vec![(TrailingText, "{}")]),
        ("{\u{a0}\u{a0}\"a\":\u{a0}1}", vec![(WrongSpace, "\u{a0}")]),
        ("{\"a\": \"b\n}", vec![(MissingQuote, "\"b")]),
        (r#"{"a: "b", "c": "d"}"#, vec![(MissingQuote, "\"a")]),
        (r#"{"a: ["b"], "c": 1}"#, vec![(MissingQuote, "\"a")]),
        (r#"[{"a": "b}, {"c": "d"}]"#, vec![(MissingQuote, "\"b")]),
        (r#"{"a": "b": 1}}"#, vec![(MissingBrace, "\"b\"")]),
        (r#"["a": 1}, {"b": 2}]"#, vec![(MissingBrace, "\"a\"")]),
        (r#"{"a": ["b", "c", "d": 1}"#, vec![(MissingBracket, ",")]),
    ] {
        assert_eq!(kinds(text), expected, "{text}");
    }
}

#[test]
fn the_rest_is_read_behind_a_mistake() {
    let parsed = parse("{\n  // why\n  \"a\": [1, 2,],\n  ...\n  \"b\": <x>\n}");
    let root = parsed.root.unwrap();
    assert_eq!(root.get("a").unwrap().as_array().unwrap().len(), 2);
    assert_eq!(root.get("b").unwrap().value, Value::Unknown("<x>"));
}

#[test]
fn what_lacks_a_quote_or_bracket_is_read_as_it_was_meant() {
    let right = parse(r#"{"a": ["b", "c"], "d": {"e": 1}}"#).root.unwrap();
    for text in [
        r#"{"a: ["b", "c"], "d": {"e": 1}}"#,
        r#"{"a": ["b, "c"], "d": {"e": 1}}"#,
        r#"{"a": ["b", "c], "d": {"e": 1}}"#,
        r#"{"a": ["b", "c", "d": {"e": 1}}"#,
        r#"{"a": ["b", "c"], "d": "e": 1}}"#,
    ] {
        let read = parse(text).root.unwrap();
        assert_eq!(plain(&read), plain(&right), "{text}");
    }
}

#[test]
fn strings_know_the_place_of_each_byte() {
    let text = r#"  "a\u0062\\c\ud83d\ude00d""#;
    let parsed = parse(text);
    assert_eq!(parsed.errors, []);
    let root = parsed.root.unwrap();
    let string = root.as_string().unwrap();
    assert_eq!(string.as_str(), "ab\\c😀d");
    let source = |range: Range<usize>| text.get(string.range_of(range)).unwrap();
    assert_eq!(source(0..1), "a");
    assert_eq!(source(1..2), r"\u0062");
    assert_eq!(source(2..4), r"\\c");
    assert_eq!(source(4..8), r"\ud83d\ude00");
    assert_eq!(source(8..9), "d");
    assert_eq!(source(0..9), r"a\u0062\\c\ud83d\ude00d");
}

#[test]
fn deep_nesting_is_an_error_and_no_overflow() {
    let text = "[".repeat(1_000_000);
    assert_eq!(
        parse(&text).errors.first().unwrap().kind,
        SyntaxErrorKind::TooDeep
    );
}

/// A tree as `serde_json` has it, where it is one.
fn plain(node: &Node<'_>) -> serde_json::Value {
    match &node.value {
        Value::Null | Value::Unknown(_) => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => serde_json::from_str(text).unwrap(),
        Value::String(string) => string.as_str().into(),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => members
            .iter()
            .map(|member| (member.key.as_str().to_owned(), plain(&member.value)))
            .collect(),
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<String>().prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 64, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn right_json_reads_as_serde_reads_it(value in any_json(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.errors, &[]);
        prop_assert_eq!(plain(&parsed.root.unwrap()), value);
    }

    #[test]
    fn whatever_serde_refuses_is_refused(text in r#"[\[\]{}":,0-9a-z \\\n.'/#-]{0,40}"#) {
        let ours = parse(&text).errors.is_empty();
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn errors_stay_inside_any_text(text in any::<String>()) {
        for error in parse(&text).errors {
            prop_assert!(error.range.start <= error.range.end);
            prop_assert!(text.get(error.range.clone()).is_some(), "{:?}", error);
        }
    }
}

//! What is read, and where it is.

use proptest::prelude::*;

use super::*;

#[test]
fn values_know_their_place() {
    let text = "# é\nPolicy:\n  Effect: Allow\n  Action:\n    - 's3:GetObject'\n    - \"s3:Put\\u004fbject\"\n";
    let documents = parse(text).documents;
    let policy = documents[0].get("Policy").unwrap();
    let effect = policy.get("Effect").unwrap().as_string().unwrap();
    assert_eq!(text.get(effect.range_of(0..5)), Some("Allow"));
    let actions = policy.get("Action").unwrap().as_array().unwrap();
    let first = actions[0].as_string().unwrap();
    assert_eq!(text.get(first.range_of(3..12)), Some("GetObject"));
    let second = actions[1].as_string().unwrap();
    assert_eq!(second.as_str(), "s3:PutObject");
    assert_eq!(text.get(second.range_of(6..12)), Some("\\u004fbject"));
}

#[test]
fn functions_are_read_in_their_long_form_and_sub_is_text() {
    let text = "a: !Ref Bucket\nb: !Sub 'arn:${X}'\nc: !Join ['', [a]]\nd: 2012-10-17\ne: true\n";
    let documents = parse(text).documents;
    let value = |key| documents[0].get(key).unwrap();
    assert_eq!(
        value("a").get("Ref").unwrap().as_string().unwrap().as_str(),
        "Bucket"
    );
    assert!(matches!(&value("b").value, Value::String(text) if text.as_str() == "arn:${X}"));
    assert!(value("c").get("Fn::Join").unwrap().as_array().is_some());
    assert!(matches!(value("d").value, Value::String(_)));
    assert!(matches!(value("e").value, Value::Bool(true)));
}

#[test]
fn texts_of_several_lines_know_their_place() {
    let text = "a: |\n    é {\n      \"b\"\n\n    }\nb: >-\n  one\n  two\nc: 'it''s\n  so'\nd: \"x\\ty\n   z\"\ne: one\n  two\nf: !Sub |\n  ${A} and\n  b\n";
    let documents = parse(text).documents;
    for (key, value, parts) in [
        ("a", "é {\n  \"b\"\n\n}\n", vec!["é {", "\"b\"", "}"]),
        ("b", "one two", vec!["one", "two"]),
        ("c", "it's so", vec!["it", "s", "so"]),
        ("d", "x\ty z", vec!["x", "y", "z"]),
        ("e", "one two", vec!["one", "two"]),
        ("f", "${A} and\nb\n", vec!["${A} and", "b"]),
    ] {
        let string = documents[0].get(key).unwrap().as_string().unwrap();
        assert_eq!(string.as_str(), value);
        let mut at = 0;
        for part in parts {
            let start = at + value.get(at..).unwrap().find(part).unwrap();
            at = start + part.len();
            assert_eq!(text.get(string.range_of(start..at)), Some(part), "{key}");
        }
    }
}

#[test]
fn aliases_and_merges_bring_what_they_stand_for() {
    let text =
        "a: &a\n  Effect: Allow\n  Action: x\nb:\n  <<: *a\n  Action: y\nc: *a\nd:\n  <<: *none\n";
    let documents = parse(text).documents;
    let b = documents[0].get("b").unwrap();
    assert_eq!(b.as_object().unwrap().len(), 2);
    assert_eq!(
        b.get("Effect").unwrap().as_string().unwrap().as_str(),
        "Allow"
    );
    assert_eq!(b.get("Action").unwrap().as_string().unwrap().as_str(), "y");
    assert!(documents[0].get("c").unwrap().get("Action").is_some());
    assert!(matches!(
        documents[0].get("d").unwrap().value,
        Value::Unknown(_)
    ));
}

/// The ranges of a node and all that is in it.
fn ranges(node: &Node<'_>, found: &mut Vec<Range<usize>>) {
    found.push(node.range());
    match &node.value {
        Value::String(text) => string_ranges(text, found),
        Value::Array(items) => items.iter().for_each(|item| ranges(item, found)),
        Value::Object(members) => {
            for member in members {
                string_ranges(&member.key, found);
                ranges(&member.value, found);
            }
        }
        _ => {}
    }
}

/// Where a string is, and each of its characters.
fn string_ranges(text: &Str<'_>, found: &mut Vec<Range<usize>>) {
    found.push(text.range());
    for (at, c) in text.as_str().char_indices() {
        found.push(text.range_of(at..at + c.len_utf8()));
    }
}

fn assert_all_within(text: &str) {
    let parsed = parse(text);
    let mut all = Vec::new();
    for document in &parsed.documents {
        ranges(document, &mut all);
    }
    all.extend(parsed.mistakes.into_iter().map(|mistake| mistake.range));
    for range in all {
        assert!(text.get(range.clone()).is_some(), "{range:?} of {text:?}");
    }
}

/// Lines as documentation has them, right and wrong.
fn line() -> impl Strategy<Value = String> {
    let indentation = prop_oneof![
        8 => (0..5_usize).prop_map(|depth| "  ".repeat(depth)),
        1 => Just("   ".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("\u{a0} ".to_owned()),
    ];
    let content = prop::sample::select(vec![
        "a: b",
        "- a: b",
        "- c",
        "key:",
        "- ",
        "text: |",
        "text: >-",
        "a: 'b",
        "a: \"b\\",
        "a: '",
        "}'",
        "a: {",
        "b: [",
        "}",
        "],",
        "x, y",
        "...",
        "…",
        "---",
        "{% if é %}",
        "a: {{ é }}-b",
        "a: *",
        "- *",
        "a: &x !Sub 'é",
        "<<: *x",
        "!Ref a",
        "a: b: c",
        "a b",
        "# é",
        "\u{200b}",
        "? a",
        "%x",
        "@x",
        "",
    ]);
    (indentation, content).prop_map(|(indentation, content)| indentation + content)
}

/// A tree of keys with texts, as the lines of YAML.
fn tree() -> impl Strategy<Value = Vec<String>> {
    let value = prop::sample::select(vec![
        "a",
        "'b: c'",
        "\"\\té\"",
        "!Sub x",
        "[a, b]",
        "{c: d}",
    ]);
    let leaf = value.prop_map(|value| vec![format!("key: {value}")]);
    leaf.prop_recursive(3, 12, 3, |inner| {
        (prop::collection::vec(inner, 1..4), any::<bool>()).prop_map(|(parts, is_list)| {
            let mut lines = Vec::new();
            for (index, part) in parts.into_iter().enumerate() {
                if !is_list {
                    lines.push(format!("member{index}:"));
                }
                for (at, line) in part.into_iter().enumerate() {
                    let mark = if is_list && at == 0 { "- " } else { "  " };
                    lines.push(format!("{mark}{line}"));
                }
            }
            lines
        })
    })
}

/// What is wrong on a line of its own, and cannot be the value of the line before it.
fn mistake() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "  ...",
        "{% endif %}",
        "broken: a: b",
        "broken: 'it",
        "broken: \"it",
        "broken: *",
        "broken: [a, b",
        "broken: {a",
        "broken: @x",
        "broken: {{ x }} y",
        "broken: a\n   deeper: b",
        "broken:\n\ta: b",
        "broken:\n   a: b\n  b: c",
        "\u{200b}",
    ])
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "[a-c:\\-\\[\\]{}!'\"&* \\n\t#é|>?,.%@]{0,60}") {
        assert_all_within(&text);
    }

    #[test]
    fn any_lines_are_read_without_panic(lines in prop::collection::vec(line(), 0..14)) {
        assert_all_within(&lines.join("\n"));
        assert_all_within(&lines.join("\r\n"));
    }

    /// Nothing is passed over in a text that is YAML, nor would be.
    #[test]
    fn what_is_yaml_is_read_as_it_is(lines in tree()) {
        let text = lines.join("\n");
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.mistakes, &[]);
        prop_assert_eq!(parsed.documents.len(), 1);
        let repaired = repair::repair(&text);
        prop_assert!(repaired.edits.is_empty() && repaired.mistakes.is_empty());
    }

    /// What is around a mistake is read as if the mistake were not there.
    #[test]
    fn a_mistake_keeps_to_itself(
        before in tree(),
        after in tree(),
        mistake in mistake(),
    ) {
        let under = |name: &str, lines: &[String]| {
            let lines = lines.iter().map(|line| format!("  {line}\n"));
            format!("{name}:\n{}", lines.collect::<String>())
        };
        let (before, after) = (under("first", &before), under("last", &after));
        let text = format!("{before}{mistake}\n{after}");
        let parsed = parse(&text);
        prop_assert!(!parsed.mistakes.is_empty(), "{}", text);
        for (name, alone) in [("first", &before), ("last", &after)] {
            let plain = parse(alone);
            let found = parsed.documents.iter().find_map(|document| document.get(name));
            let wanted = plain.documents[0].get(name).unwrap();
            prop_assert!(found.is_some_and(|found| same(found, wanted)), "{} of {}", name, text);
        }
    }
}

/// Whether two nodes are alike, wherever they are.
fn same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.value, &other.value) {
        (Value::String(one), Value::String(other)) => one.as_str() == other.as_str(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let is_same = |(one, other): (&Member<'_>, &Member<'_>)| {
                one.key.as_str() == other.key.as_str() && same(&one.value, &other.value)
            };
            one.len() == other.len() && one.iter().zip(other).all(is_same)
        }
        (one, other) => one == other,
    }
}

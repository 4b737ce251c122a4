use proptest::prelude::*;

use super::*;

fn expected(form: Form, text: &str) -> Expected {
    Expected {
        form,
        text: text.to_owned(),
        snippet: 0,
        range: 0..text.len(),
    }
}

fn mismatch(form: Form, text: &str, stdout: &str) -> Option<Mismatch> {
    compare(&expected(form, text), stdout, "").unwrap()
}

#[test]
fn lines_and_wildcards() {
    for (text, stdout) in [
        ("a\nb\n", "a\nb"),
        ("a\n\n", "a  \n"),
        ("a[..]c\n", "abc\n"),
        ("a[..]c\n", "ac\n"),
        ("[..]\n", "x\n"),
        ("[..]b[..]d\n", "abcbd\n"),
        ("...\n", ""),
        ("...\nend\n", "1\nend\n2\nend\n"),
        ("a\n...\nc\n", "a\nb\nb\nc\n"),
        ("a\n...\nc\n", "a\nc\n"),
        ("  ...\nx\n", "1\nx\n"),
        ("a\r\n", "a\n"),
    ] {
        assert_eq!(
            mismatch(Form::Lines, text, stdout),
            None,
            "{text:?} {stdout:?}"
        );
    }
    for (text, stdout) in [
        ("a\n", "b\n"),
        ("a\n", "a\na\n"),
        ("a\n", ""),
        (" a\n", "a\n"),
        ("a[..]c\n", "ab\n"),
        ("a[..]a\n", "a\n"),
        ("...\nend\n", "end\n2\n"),
        ("a.\n", "ab\n"),
    ] {
        assert!(
            mismatch(Form::Lines, text, stdout).is_some(),
            "{text:?} {stdout:?}"
        );
    }
}

#[test]
fn regular_expressions_match_whole_lines() {
    assert_eq!(
        mismatch(Form::Regex, "a+\n...\n[0-9]{2}\n", "aa\nx\n42\n"),
        None
    );
    assert!(mismatch(Form::Regex, "a\n", "ab\n").is_some());
    let wrong = compare(&expected(Form::Regex, "a\n(b\n"), "", "").unwrap_err();
    assert_eq!(wrong.at, 2);
    assert!(wrong.reason.contains("unclosed group"), "{}", wrong.reason);
}

#[test]
fn json_needs_only_the_members_that_are_named() {
    let found = r#"{"Arn": "arn:aws:iam::1:user/x", "List": [1, 2], "More": null, "N": 7}"#;
    for text in [
        r#"{"Arn": "arn:aws:iam::[..]:user/x"}"#,
        r#"{"List": [1, 2]}"#,
        r#"{"List": [1, "..."], "N": "[..]"}"#,
        "{}",
    ] {
        assert_eq!(mismatch(Form::Json, text, found), None, "{text}");
    }
    for (text, at, reason) in [
        (r#"{"Arn": "x"}"#, "\"x\"", "`Arn` is another text"),
        (r#"{"List": [1]}"#, "[1]", "`List` has 2 elements, not 1"),
        (
            r#"{"List": [1, 2, 3]}"#,
            "3]",
            "`List` has 2 elements, not 3",
        ),
        (r#"{"List": [1, 3]}"#, "3]", "`List`[1] is another number"),
        (r#"{"N": 7, "Gone": 1}"#, "\"Gone\"", "`Gone` is not there"),
        (r#"{"More": {}}"#, "{}", "`More` is null, not an object"),
        (r#"  []"#, "[]", "the whole is an object, not a list"),
    ] {
        let mismatch = mismatch(Form::Json, text, found).unwrap();
        assert_eq!(mismatch.reason.as_deref(), Some(reason));
        assert!(text.get(mismatch.at..).unwrap().starts_with(at), "{text}");
    }
    assert!(compare(&expected(Form::Json, "{x}"), "{}", "").is_err());
}

#[test]
fn standard_error_comes_behind_standard_output() {
    let all = expected(Form::Lines, "out\nerr\n");
    assert_eq!(compare(&all, "out", "err\n").unwrap(), None);
    let json = expected(Form::Json, "{\"a\": 1}");
    assert_eq!(compare(&json, "{\"a\": 1}", "a warning\n").unwrap(), None);
}

#[test]
fn the_difference_keeps_what_holds() {
    let text = "start\nid [..]\nold\n...\nend\n";
    let mismatch = mismatch(Form::Lines, text, "start\nid 42\nnew\nx\ny\nend\n").unwrap();
    assert_eq!(
        mismatch.diff,
        "  start\n  id 42\n- old\n  new\n  x\n  y\n  end\n"
    );
    let update = mismatch.update.as_deref();
    assert_eq!(update, Some("start\nid [..]\n...\nend\n"));
    assert_eq!(text.get(mismatch.at..).unwrap(), "old\n...\nend\n");
    let extra = super::tests::mismatch(Form::Lines, "a\nc\n", "a\nb\nc\n").unwrap();
    assert_eq!(extra.diff, "  a\n+ b\n  c\n");
    assert_eq!(extra.update.as_deref(), Some("a\nb\nc\n"));
    assert_eq!(extra.at, 2);
}

#[test]
fn an_update_holds() {
    for (text, stdout) in [
        ("a\n", "b\n"),
        ("a\n...\nb\n", "c\nb\nd\n"),
        ("", "x\n"),
        ("x\n", ""),
        ("[..]z\n...\n", "1\n2\n3\n"),
    ] {
        let Some(wrong) = mismatch(Form::Lines, text, stdout) else {
            continue;
        };
        assert_eq!(
            mismatch(Form::Lines, &wrong.update.unwrap(), stdout),
            None,
            "{text:?}"
        );
    }
}

#[test]
fn an_update_keeps_wildcards_that_take_nothing() {
    let wrong = mismatch(Form::Lines, "a\n...\nc\nd\n", "a\nc\nx\n").unwrap();
    assert_eq!(wrong.update.as_deref(), Some("a\n...\nc\nx\n"));
    assert_eq!(wrong.diff, "  a\n  c\n- d\n+ x\n");
}

#[test]
fn an_update_of_regular_expressions_is_of_them() {
    let wrong = mismatch(Form::Regex, "a+\nold\n", "aaa\n1.5 (x)\n").unwrap();
    assert_eq!(wrong.update.as_deref(), Some("a+\n1\\.5 \\(x\\)\n"));
    let outside = compare(&expected(Form::Regex, "a)(?:b\n"), "", "").unwrap_err();
    assert!(outside.reason.contains("unopened group"), "{outside:?}");
}

#[test]
fn colours_and_carriage_returns_are_no_text() {
    let all = "\u{1b}[1;31mred\u{1b}[0m\r\n10 %\r20 %\n\u{1b}]8;;x\u{7}link\u{1b}]8;;\u{7}\n";
    assert_eq!(mismatch(Form::Lines, "red\n10 %\n20 %\nlink", all), None);
    let json = "{\u{1b}[34m\"a\"\u{1b}[0m: 1}";
    assert_eq!(mismatch(Form::Json, "{\"a\": 1}", json), None);
}

#[test]
fn a_long_difference_is_shown_where_it_is() {
    let many: String = (0..5000).map(|line| format!("line {line}\n")).collect();
    let other = many.replace("line 3000\n", "another\n");
    let wrong = mismatch(Form::Lines, &many, &other).unwrap();
    assert_eq!(
        wrong.diff,
        "… 2997 lines as expected\n  line 2997\n  line 2998\n  line 2999\n- line 3000\n\
         + another\n  line 3001\n  line 3002\n  line 3003\n… 1996 lines as expected\n"
    );
    assert!(many.get(wrong.at..).unwrap().starts_with("line 3000\n"));
    let all = mismatch(Form::Lines, &"a\n".repeat(3000), &"b\n".repeat(3000)).unwrap();
    assert_eq!(all.diff.lines().count(), 29);
    assert!(
        all.diff.ends_with("… 5972 more lines differ\n"),
        "{}",
        all.diff
    );
}

#[test]
fn nothing_is_expected() {
    let wrong = mismatch(Form::Lines, "\n", "x\n").unwrap();
    assert_eq!(wrong.reason.as_deref(), Some("nothing was to come out"));
    assert_eq!(wrong.at, 0);
    assert_eq!(mismatch(Form::Lines, "", ""), None);
}

#[test]
fn an_update_of_json_changes_what_is_wrong_alone() {
    let found = r#"{"z": {"id": "x1", "n": 2}, "a": [1, 2, {"k": []}], "more": 1}"#;
    for (text, update) in [
        (
            "{\n    \"z\": { \"id\": \"[..]\", \"n\": 1 },\n    \"a\": \"[..]\"\n}\n",
            "{\n    \"z\": { \"id\": \"[..]\", \"n\": 2 },\n    \"a\": [\n      1,\n      2,\n      \
             {\n        \"k\": []\n      }\n    ]\n}\n",
        ),
        (
            "{ \"gone\": 1, \"z\": {\"n\": 2} }",
            "{ \"z\": {\"n\": 2} }",
        ),
        (
            "{ \"z\": {\"n\": 2}, \"gone\": 1, \"gone too\": 1 }",
            "{ \"z\": {\"n\": 2} }",
        ),
        ("{\"b\": 1, \"gone\": 1}", "{}"),
        (
            "{\"a\": [\n  1\n]}",
            "{\"a\": [\n  1,\n  2,\n  {\n    \"k\": []\n  }\n]}",
        ),
        ("{\"a\": [0, 2, \"...\"]}", "{\"a\": [1, 2, \"...\"]}"),
    ] {
        let wrong = mismatch(Form::Json, text, found).unwrap();
        assert_eq!(wrong.update.as_deref(), Some(update));
    }
}

/// Lines of few letters, so that they meet patterns often.
fn some_lines() -> impl Strategy<Value = String> {
    let line = proptest::sample::select(vec![
        "", "a", "b", "ab", "a b ", "...", "[..]", "a[..]", "(", "a.b", " x",
    ]);
    proptest::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
}

fn some_json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        (0..3_i32).prop_map(Into::into),
        proptest::sample::select(vec!["", "a", "[..]", "a[..]", "...", "ä\"\n"])
            .prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let key = proptest::sample::select(vec!["a", "b", "c", "\""]);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            proptest::collection::vec((key, inner), 0..4).prop_map(|members| {
                let members = members
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value));
                serde_json::Value::Object(members.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_itself(text in "\\PC*(\n\\PC*){0,6}") {
        prop_assert_eq!(mismatch(Form::Lines, &text, &text), None);
        let escaped: Vec<_> = text.split('\n').map(regex::escape).collect();
        prop_assert_eq!(mismatch(Form::Regex, &escaped.join("\n"), &text), None);
    }

    #[test]
    fn what_is_updated_holds(text in some_lines(), printed in some_lines()) {
        if let Some(wrong) = mismatch(Form::Lines, &text, &printed) {
            prop_assert!(wrong.at <= text.len());
            prop_assert_eq!(mismatch(Form::Lines, &wrong.update.unwrap(), &printed), None);
        }
        let expected = expected(Form::Regex, &text);
        if let Ok(Some(wrong)) = compare(&expected, &printed, "") {
            prop_assert_eq!(mismatch(Form::Regex, &wrong.update.unwrap(), &printed), None);
        }
    }

    #[test]
    fn what_is_updated_in_json_holds(
        wanted in some_json(),
        printed in some_json(),
        pretty in any::<bool>(),
    ) {
        let text = match pretty {
            true => serde_json::to_string_pretty(&wanted).unwrap(),
            false => wanted.to_string(),
        };
        let printed = printed.to_string();
        if let Some(wrong) = mismatch(Form::Json, &text, &printed) {
            prop_assert!(wrong.at <= text.len());
            let update = wrong.update.unwrap();
            prop_assert_eq!(mismatch(Form::Json, &update, &printed), None, "{}", update);
        }
    }
}

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
    for (text, reason) in [
        (
            r#"{"Arn": "x"}"#,
            "`Arn`: is \"arn:aws:iam::1:user/x\", not \"x\"",
        ),
        (r#"{"List": [1]}"#, "`List`: has 2 elements, not 1"),
        (r#"{"List": [1, 3]}"#, "`List`[1]: is 2, not 3"),
        (r#"{"Gone": 1}"#, "`Gone`: is not there"),
    ] {
        let mismatch = mismatch(Form::Json, text, found).unwrap();
        assert_eq!(mismatch.reason.as_deref(), Some(reason));
    }
    let update = mismatch(
        Form::Json,
        r#"{"Arn": "[..]", "List": 0, "Gone": 1}"#,
        found,
    )
    .unwrap();
    let update: serde_json::Value = serde_json::from_str(&update.update).unwrap();
    assert_eq!(update, serde_json::json!({"Arn": "[..]", "List": [1, 2]}));
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
    assert_eq!(mismatch.update, "start\nid [..]\n...\nend\n");
    assert_eq!(text.get(mismatch.at..).unwrap(), "old\n...\nend\n");
    let extra = super::tests::mismatch(Form::Lines, "a\nc\n", "a\nb\nc\n").unwrap();
    assert_eq!(extra.diff, "  a\n+ b\n  c\n");
    assert_eq!(extra.update, "a\nb\nc\n");
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
            mismatch(Form::Lines, &wrong.update, stdout),
            None,
            "{text:?}"
        );
    }
}

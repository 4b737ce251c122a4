use super::*;
use proptest::prelude::*;

fn shown(node: &Node<'_>) -> String {
    match &node.value {
        Value::String(string) => format!("{:?}", string.as_str()),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(shown).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|member| format!("{}:{}", member.key.as_str(), shown(&member.value)))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn values_are_read_as_the_cli_reads_them() {
    for (text, expected) in [
        ("a=b", r#"{a:"b"}"#),
        ("a=b,c", r#"{a:["b","c"]}"#),
        ("a=b,c,d=e", r#"{a:["b","c"],d:"e"}"#),
        ("a=b,d=e,f", r#"{a:"b",d:["e","f"]}"#),
        ("a=,b=c", r#"{a:"",b:"c"}"#),
        ("a=", r#"{a:""}"#),
        ("a='b,c',d=\"e \\\" f\"", r#"{a:"b,c",d:"e \" f"}"#),
        ("a=b\\,c", r#"{a:"b,c"}"#),
        (
            "a=[b,c],d={e=f,g=[h]}",
            r#"{a:["b","c"],d:{e:"f",g:["h"]}}"#,
        ),
        ("a=[]", r#"{a:[]}"#),
        ("Name=tag:x/y,Values=*", r#"{Name:"tag:x/y",Values:"*"}"#),
        ("tag:x=y", r#"{tag:x:"y"}"#),
        ("a = b , c = d e", r#"{a:"b",c:"d e"}"#),
        ("a@=file://x", r#"{a:"file://x"}"#),
        ("a=b=c", r#"{a:"b=c"}"#),
        ("a=x}y", r#"error at 3..4"#),
    ] {
        let read = match parse(text) {
            Ok(node) => shown(&node),
            Err(error) => format!("error at {:?}", error.range),
        };
        assert_eq!(read, expected, "{text}");
    }
}

#[test]
fn mistakes_have_their_place() {
    for (text, range) in [
        ("a", 1..1),
        ("", 0..0),
        ("a=b,a=c", 4..5),
        ("a=[b", 4..4),
        ("a={b}", 4..5),
        ("a='b", 2..3),
        ("a b", 2..3),
        ("a=b,", 4..4),
    ] {
        assert_eq!(
            parse(text).map_err(|error| error.range),
            Err(range),
            "{text}"
        );
    }
    assert!(parse(&"a=[".repeat(10_000)).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read(text in "[a-c=,\\[\\]{}'\"\\\\@ é]{0,40}") {
        let range = match parse(&text) {
            Ok(node) => node.range(),
            Err(error) => error.range,
        };
        prop_assert!(text.get(range).is_some());
    }
}

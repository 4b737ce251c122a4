use proptest::prelude::*;

use super::*;
use aws_doc_lint::shell::{self, Dialect, Script};
use spanned_text::MappedText;

fn parse(text: &str, dialect: Dialect) -> Script {
    shell::parse(text, dialect, Some(&Bash))
}

fn parse_by_grammar(text: &str, dialect: Dialect) -> Script {
    shell::parse_by_grammar(text, dialect, &Bash)
}

/// Each command as its words; a word that is not known is shown whole, in ⟨⟩.
fn words(text: &str, dialect: Dialect) -> Vec<Vec<String>> {
    parse(text, dialect)
        .commands
        .iter()
        .map(|command| {
            command
                .words
                .iter()
                .map(|word| match word.literal() {
                    Some(literal) => literal.to_owned(),
                    None => format!("⟨{}⟩", word.value()),
                })
                .collect()
        })
        .collect()
}

fn script(text: &str) -> Vec<Vec<String>> {
    words(text, Dialect::Script)
}

#[test]
fn quotes_and_escapes_are_resolved() {
    assert_eq!(
        script(r#"aws iam 'a "b"' "c \"d\" \n" e\ f g'h'"i"j $'k\tl\x41\'' "#),
        [[
            "aws",
            "iam",
            "a \"b\"",
            "c \"d\" \\n",
            "e f",
            "ghij",
            "k\tlA'"
        ]]
    );
}

#[test]
fn continued_lines_are_one_command() {
    assert_eq!(
        script("aws s3 ls \\\n  --recursive \\\r\n  s3://b\n"),
        [["aws", "s3", "ls", "--recursive", "s3://b"]]
    );
    assert_eq!(script("aws s3\\\napi x"), [["aws", "s3api", "x"]]);
}

#[test]
fn commands_are_found_wherever_they_run() {
    let text = "if aws a | jq . && aws b; then X=$(aws c \"$(aws d)\") aws e; fi\n\
                for i in 1 2; do aws f & done\n( aws g; ! aws h ) > out\n\
                export Y=`aws i` Z=\"$(aws j)\"\nf() { aws k; }\ndiff <(aws l) <(aws m)\n\
                [[ $(aws n) == x ]] || aws o # aws not\n";
    let mut names: Vec<_> = script(text)
        .into_iter()
        .filter(|words| words[0] == "aws")
        .map(|words| words[1].clone())
        .collect();
    names.sort();
    let expected: Vec<_> = ('a'..='o').map(|c| c.to_string()).collect();
    assert_eq!(names, expected);
}

#[test]
fn redirections_are_no_arguments() {
    for text in [
        "aws a b > out c",
        "aws a b 2>&1 c",
        "aws a > out b c",
        "> out aws a b c",
        "aws a <in b c",
        "aws a b <<< \"$x\" c",
        "aws a b c <<EOF\naws x 'y\nEOF\n",
        "aws a b c >> log 2>> err",
    ] {
        assert_eq!(script(text), [["aws", "a", "b", "c"]], "{text}");
    }
}

#[test]
fn expansions_are_unknown() {
    let parsed = parse(
        "aws x --a $A --b \"${B:-c d}\" --c=\"p$(date)q\" \"${L[@]}\" s3://$B/k",
        Dialect::Script,
    );
    let words = &parsed.commands[0].words;
    assert_eq!(words[3].literal(), None);
    assert_eq!(words[3].value(), "$A");
    assert!(words[3].spreads());
    assert!(!words[5].spreads());
    assert_eq!(words[6].value(), "--c=p$(…)q");
    assert_eq!(words[6].known_start(), "--c=p");
    assert!(words[6].is_known(0..5));
    assert!(!words[6].is_known(4..6));
    assert!(words[7].spreads());
    assert_eq!(words[8].known_start(), "s3://");
}

#[test]
fn placeholders_are_unknown_and_no_redirections() {
    let parsed = parse(
        "aws iam get-user --user-name <your user's name> --path /<a>/b >out",
        Dialect::Script,
    );
    let words = &parsed.commands[0].words;
    assert_eq!(words[4].value(), "<your user's name>");
    assert_eq!(words[4].literal(), None);
    assert!(!words[4].spreads());
    assert_eq!(words[6].value(), "/<a>/b");
    assert_eq!(words.len(), 7);
    assert_eq!(script("sort <in >out"), [["sort"]]);
}

#[test]
fn a_bad_line_hides_only_itself() {
    let parsed = parse(
        "aws a\naws 'b\nstill quoted'\naws )c\naws d",
        Dialect::Script,
    );
    let names: Vec<_> = parsed
        .commands
        .iter()
        .map(|command| command.words[1].value())
        .collect();
    assert_eq!(names, ["a", "b\nstill quoted", "d"]);
    assert_eq!(parsed.unparsed.len(), 1);
}

#[test]
fn consoles_hold_commands_behind_prompts() {
    let text = "$ aws a \\\n>   --b 'c\nd'\n{ \"Output\": \"isn't one\" }\n# aws e\n\
                PS> aws f\nPS C:\\Users\\x> aws g\n[me@host dir]$ aws h\nme@host:~/d$ aws i\n\
                $\n$ cat <<EOF | aws j\n$ aws not\nEOF\naws not\n";
    let found = words(text, Dialect::Console);
    let aws: Vec<_> = found.iter().filter(|words| words[0] == "aws").collect();
    let names: Vec<_> = aws.iter().map(|words| words[1].as_str()).collect();
    assert_eq!(names, ["a", "e", "f", "g", "h", "i", "j"]);
    assert_eq!(aws[0][2..], ["--b", "c\nd"]);
}

#[test]
fn parts_of_a_value_lead_to_the_text() {
    let text = r#"aws x --p "{\"A\": \"b\"}"'c'$D"#;
    let parsed = parse(text, Dialect::Script);
    let word = &parsed.commands[0].words[3];
    assert_eq!(word.value(), r#"{"A": "b"}c$D"#);
    let source = |part: Range<usize>| text.get(word.range_of(part)).unwrap();
    assert_eq!(source(0..1), "{");
    assert_eq!(source(1..2), "\\\"");
    assert_eq!(source(1..4), "\\\"A\\\"");
    assert_eq!(source(6..9), "\\\"b\\\"");
    assert_eq!(source(10..11), "c");
    assert_eq!(source(11..13), "$D");
    assert_eq!(word.range_of(13..13), text.len()..text.len());
    assert_eq!(
        text.get(word.range.clone()),
        Some(r#""{\"A\": \"b\"}"'c'$D"#)
    );
}

#[test]
fn depth_and_length_do_no_harm() {
    let nested = |depth| format!("{}x{}", "aws $(".repeat(depth), ")".repeat(depth));
    assert_eq!(parse(&nested(400), Dialect::Script).commands.len(), 401);
    let deep = parse(&nested(10_000), Dialect::Script);
    assert_eq!((deep.commands.len(), deep.unparsed.len()), (0, 1));
    let open = "aws \"$(".repeat(10_000);
    assert!(parse(&open, Dialect::Script).commands.is_empty());
    for pattern in [
        "<a",
        "<<A\n",
        "'\n",
        "$ '\n",
        "aws <<\n",
        "x\\\n",
        "[[ (",
        "`",
        "case x in (",
        "((",
    ] {
        let text = pattern.repeat(20_000);
        let _ = parse(&text, Dialect::Script);
        let _ = parse(&text, Dialect::Console);
    }
}

/// A megabyte without meaning, always the same.
#[test]
fn a_megabyte_of_noise_is_read_in_reasonable_time() {
    let mut state = 1_u64;
    let noise: String = (0..1_000_000)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            let byte = (state >> 33) as u8 % 97;
            if byte == 96 {
                '\n'
            } else {
                char::from(byte + 32)
            }
        })
        .collect();
    let start = std::time::Instant::now();
    let _ = parse(&noise, Dialect::Script);
    let _ = parse(&noise, Dialect::Console);
    // An unoptimized build takes about two seconds; quadratic work would take hours.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// The grammar's scanner in C crashed on text like this.
#[test]
fn characters_beyond_every_table_are_read() {
    let far: String = (0x1_0000..0x1_0400)
        .step_by(7)
        .chain(0x1_ee00..0x1_ef00)
        .filter_map(char::from_u32)
        .collect();
    for mark in [
        "$", "${", "$'", "`", "<<", "=", "[[ a =~ ", "\\", "#", "((", "<",
    ] {
        let text: String = far.chars().map(|c| format!("{mark}{c} ")).collect();
        check(&text, Dialect::Script);
        check(&text, Dialect::Console);
    }
}

#[test]
fn a_character_of_four_bytes_in_backticks_is_read() {
    check("\"\"`\u{1f300}`\"\"", Dialect::Script);
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,200}", console: bool) {
        let dialect = if console { Dialect::Console } else { Dialect::Script };
        check(&text, dialect);
    }

    #[test]
    fn any_shell_like_text_is_read(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "aws", " ", " ", "\n", "\\", "'", "\"", "$(", ")", "`", "${A}", "$A", "<x y>",
                "<<E", "E", "|", "&&", "{", "}", "é", "$'", "#", "$ ", "> ", "--opt", "=", "[", "]",
            ]),
            0..40,
        ),
        console: bool,
    ) {
        let dialect = if console { Dialect::Console } else { Dialect::Script };
        check(&parts.concat(), dialect);
    }

    /// What single quotes hold is taken as it is.
    #[test]
    fn single_quotes_keep_everything(value in "[^'\0]{0,60}") {
        let text = format!("aws x '{value}'");
        let parsed = parse(&text, Dialect::Script);
        prop_assume!(parsed.commands.len() == 1);
        let word = &parsed.commands[0].words[2];
        prop_assert_eq!(word.value(), value.as_str());
    }
}

proptest! {
    /// Plain commands are read without the grammar, and as the grammar reads them. Operators of
    /// tests and redirections are left out: after them the grammar joins lines that are two.
    #[test]
    fn plain_commands_are_read_as_the_grammar_does(
        parts in proptest::collection::vec(
            proptest::sample::select(vec![
                "aws", "aws ", "a", " ", " ", " ", "\t", "\n", "\n", "\r\n", "\r", " \\\n  ", "\\\n", "\\\r\n",
                "'", "'x y'", "'{\"a\": [1]}'", "'\n'", "\"", "\"x y\"", "\"{\\\"a\\\": 1}\"",
                "\"\\\\\"", "\"\\\n\"", "\"\n\"", "é", "\u{a0}", "<a b>", "--opt", "-", "--opt=", "Key=a,Value=b", "a=b", "7", "2", ".", "./x", "/", ":", ",", "@", "+", "%", "~",
                "#", " # c", "if", "then", "fi", "do", "done", "in", "case", "esac", "time", "export ",
                "test", "*", "?", "$A", "$(a)", ]),
            0..24,
        ),
        console: bool,
    ) {
        let dialect = if console { Dialect::Console } else { Dialect::Script };
        let text = parts.concat();
        // An escaped line end at the beginning of a line, and a line of assignments only: the
        // grammar lets each join two lines, which no shell does.
        let joins = |line: &str| {
            let first = line.split_whitespace().next().unwrap_or("");
            first.starts_with('\\') || first.contains('=')
        };
        prop_assume!(!text.lines().any(joins));
        prop_assert_eq!(parse(&text, dialect), parse_by_grammar(&text, dialect), "{:?}", text);
    }
}

/// Every position lies in the text, on boundaries of characters, and maps back to it.
fn check(text: &str, dialect: Dialect) {
    for command in parse(text, dialect).commands {
        assert!(text.get(command.range.clone()).is_some(), "{text:?}");
        for word in &command.words {
            assert!(text.get(word.range.clone()).is_some(), "{text:?}");
            let length = word.value().len();
            for (at, c) in word.value().char_indices() {
                let end = at + c.len_utf8();
                let source = word.range_of(at..end);
                assert!(
                    text.get(source.clone()).is_some(),
                    "{text:?}: {word:?} at {at}"
                );
                assert!(word.range.start <= source.start && source.end <= word.range.end);
            }
            let all = word.range_of(0..length);
            assert!(text.get(all).is_some(), "{text:?}: {word:?}");
        }
    }
}

/// What each heredoc writes, and where.
fn heredocs(text: &str) -> Vec<(String, Option<&str>)> {
    let mut mapped = MappedText::new();
    mapped.push_unmapped(text);
    parse(text, Dialect::Script)
        .heredocs
        .iter()
        .map(|heredoc| {
            let target = heredoc.target.clone().and_then(|range| text.get(range));
            (heredoc.text(&mapped).as_str().to_owned(), target)
        })
        .collect()
}

#[test]
fn heredocs_are_read_as_the_shell_writes_them() {
    let read = |text: &'static str| heredocs(text).into_iter().next().unwrap();
    assert_eq!(
        read("cat > policy.json <<'EOF'\n{\"a\": \"$b\\n\"}\nEOF\necho x\n"),
        ("{\"a\": \"$b\\n\"}\n".to_owned(), Some("policy.json"))
    );
    assert_eq!(
        read("cat <<EOF > p.json\n$a ${B} $(aws sts x) \\$d é\\\ne\n\\n\nEOF\n"),
        (
            "<value> <value> <value> $d ée\n\\n\n".to_owned(),
            Some("p.json")
        )
    );
    assert_eq!(
        read("cat <<-EOF >> ~/.aws/config\n\t\t[default]\n\tregion = x\n\tEOF\n"),
        ("[default]\nregion = x\n".to_owned(), Some("~/.aws/config"))
    );
    assert_eq!(
        read("sudo tee -a .env > /dev/null <<\"EOF\"\nA=1\nEOF\n"),
        ("A=1\n".to_owned(), Some(".env"))
    );
    assert_eq!(
        read("cat <<EOF | tee x.json\n{}\nEOF\n"),
        ("{}\n".to_owned(), Some("x.json"))
    );
    assert_eq!(
        read("aws iam create-role --policy-document \"$(cat <<'EOF'\n{}\nEOF\n)\"\n"),
        ("{}\n".to_owned(), None)
    );
    assert_eq!(heredocs("cat <<EOF\nEOF\n"), [(String::new(), None)]);
}

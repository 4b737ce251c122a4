#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should stop"
)]

use proptest::prelude::*;

use super::read::{self, Version};
use super::{Shell, translate};

const OTHERS: [Shell; 3] = [Shell::Fish, Shell::Powershell, Shell::Cmd];

fn form(source: &str, to: Shell) -> String {
    match translate(source, to, &|name| name != "user") {
        Ok(text) => text,
        Err(refusal) => format!("refused: {}", refusal.reason),
    }
}

/// The cases of `forms.md`: a block in bash, then the block of each other shell.
fn cases() -> Vec<(String, String)> {
    let text = include_str!("forms.md");
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.split_inclusive('\n') {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.trim().to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, block)), None) => block.push_str(line),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn blocks_have_these_forms() {
    let mut source = String::new();
    let mut wrong = Vec::new();
    for (language, block) in cases() {
        if language == "sh" {
            source = block;
            continue;
        }
        let shell = OTHERS
            .into_iter()
            .find(|shell| shell.language() == language)
            .unwrap();
        let mut now = form(&source, shell);
        if !now.ends_with('\n') {
            now.push('\n');
        }
        if now != block {
            wrong.push(format!("--- {language}\n{block}+++ now\n{now}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_uncertain_is_refused() {
    for (source, shells) in [
        ("aws s3 ls *.txt", "fish powershell cmd"),
        ("for x in a b; do echo $x; done", "fish powershell cmd"),
        ("frobnicate --now", "powershell cmd"),
        ("aws s3 ls &", "fish powershell cmd"),
        ("aws s3 ls > out.txt", "powershell"),
        ("aws x --a \"$(cat policy.json)\"", "powershell cmd"),
        ("aws x --a \"{\\\"a\\\": \\\"$b\\\"}\"", "powershell"),
        ("aws x --a 'a\nb \"c\"'", "powershell cmd"),
        ("aws x --a '100%'", "cmd"),
        ("aws x --a '\"^\"' b", "cmd"),
        ("export A=~/x", "fish powershell cmd"),
        ("aws s3 ls 1>x", "fish powershell cmd"),
        ("path=x", "powershell cmd"),
        ("aws x --a $matches", "powershell"),
        ("aws x --a $TMPDIR", "powershell cmd"),
        ("A=b aws s3 ls", "powershell cmd"),
        ("echo \"${#A}\"", "fish powershell cmd"),
        ("echo a b", "powershell"),
        ("cat > f <<EOF\n$a\nEOF\n", "fish powershell cmd"),
        ("aws x --a ‘b’", "powershell"),
        ("echo 'unclosed", "fish powershell cmd"),
        ("aws x --user {{aws:user}},b", ""),
    ] {
        let refused: Vec<&str> = OTHERS
            .into_iter()
            .filter(|shell| translate(source, *shell, &|name| name != "user").is_err())
            .map(Shell::id)
            .collect();
        assert_eq!(refused.join(" "), shells, "{source}");
    }
}

/// The arguments that each reader finds in the form for a shell.
fn received(text: &str, shell: Shell) -> Vec<Vec<String>> {
    let commands = read::commands(text, shell);
    let [command] = commands.as_slice() else {
        panic!("{} commands in {text:?}: {commands:?}", commands.len());
    };
    if shell == Shell::Powershell {
        let versions = [Version::V5, Version::V7];
        return versions
            .into_iter()
            .map(|version| read::arguments(command, version).unwrap())
            .collect();
    }
    let values: Option<Vec<String>> = command.words.iter().map(read::Word::literal).collect();
    vec![values.unwrap()]
}

/// A word as bash reads it back.
fn in_bash(value: &str, style: u8) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./:=,+@%".contains(c);
    match style {
        0 if !value.is_empty() && value.chars().all(is_plain) => value.to_owned(),
        1 => {
            let mut quoted = "\"".to_owned();
            for c in value.chars() {
                if matches!(c, '"' | '\\' | '$' | '`') {
                    quoted.push('\\');
                }
                quoted.push(c);
            }
            quoted + "\""
        }
        _ => format!("'{}'", value.replace('\'', "'\\''")),
    }
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9._:/=,+@-]{0,12}",
        "[a-z \"'\\\\$%^&|<>()\\[\\]{}*?!,;=@#~`:.\\-\\n\té’-]{0,10}",
        "\\{\"[a-z]{1,4}\": ?\"[a-z<> ]{0,5}\"\\}",
        "[a-z\\\\\" ]{0,8}",
        "(-{0,2}[a-z%.:]{0,4}){1,2}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever arguments a program has in bash, it has in every form that is written.
    #[test]
    fn each_form_hands_on_the_same_arguments(
        words in proptest::collection::vec((value(), 0..3_u8, any::<bool>()), 1..6),
    ) {
        let mut source = "aws".to_owned();
        let mut expected = vec!["aws".to_owned()];
        for (value, style, breaks) in &words {
            source.push_str(if *breaks { " \\\n    " } else { " " });
            source.push_str(&in_bash(value, *style));
            expected.push(value.clone());
        }
        source.push('\n');
        for shell in OTHERS {
            let Ok(text) = translate(&source, shell, &|_| true) else {
                continue;
            };
            for received in received(&text, shell) {
                prop_assert_eq!(&received, &expected, "{}: {:?} from {:?}", shell.id(), text, source);
            }
        }
    }

    /// Nothing makes the translator or a reader panic, and places are within the text.
    #[test]
    fn any_text_is_read(text in "[a-z \"'\\\\$%^&|<>(){}\\[\\]#=`@\\-\\né’]{0,60}") {
        for shell in Shell::ALL {
            if let Err(refusal) = translate(&text, shell, &|_| true) {
                prop_assert!(text.get(refusal.range.clone()).is_some(), "{refusal:?}");
            }
            for command in read::commands(&text, shell) {
                prop_assert!(text.get(command.range.clone()).is_some());
                for word in &command.words {
                    prop_assert!(text.get(word.range.clone()).is_some());
                    for piece in &word.pieces {
                        prop_assert!(text.get(piece.source.clone()).is_some());
                    }
                }
            }
        }
    }
}

#[test]
fn most_arguments_have_a_form() {
    // The property above would also hold of a translator that refuses everything.
    let sources = [
        "aws x --messages '[{\"role\":\"user\",\"content\":[{\"text\":\"Hello\"}]}]'\n",
        "aws x --query \"Quotas[?contains(QuotaName, 'Claude')].[QuotaName, Value]\" --output table\n",
        "aws x --tags \"key=team,value=support\" --name a,b\n",
        "aws x --filter 'a & b | c > d'\n",
    ];
    for source in sources {
        for shell in OTHERS {
            let text = translate(source, shell, &|_| true);
            assert!(text.is_ok(), "{}: {source}: {text:?}", shell.id());
        }
    }
}

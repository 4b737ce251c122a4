//! The forms of blocks for fish, against bash and fish themselves: both run the same block, and a program
//! called `aws` writes down what it gets.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use std::path::{Path, PathBuf};

use crate::machine::{program, which};
use crate::skip::skip;
use shell_forms::{Shell, translate};

/// What is put into arguments, in all pairs and each alone.
const PARTS: &[&str] = &[
    "a", " ", "'", "\"", "\\", "$", "$HOME", "`", "~", "*", "?", "[x]", "{a,b}", "(", ")", "<",
    ">", "|", "&", ";", "#", "%", "%self", "^", "!", "=", ",", "@", "-", "--", "\n", "\t", "é",
    "\\n", "\\'", "\"'", "$(x)",
];

/// `value` in single quotes of bash.
fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "'\\''"))
}

/// The output of `script`, and the files it writes, in a folder of its own.
fn run(shell: &Path, arguments: &[&str], script: &str, tools: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("script");
    std::fs::write(&file, script).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let path = std::iter::once(tools.to_owned()).chain(std::env::split_paths(&path));
    let output = program(shell)
        .args(arguments)
        .arg(&file)
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", folder.path())
        .env("AWS_BEFORE", "set")
        .current_dir(folder.path())
        .output()
        .unwrap();
    let mut told = String::from_utf8(output.stdout).unwrap();
    told.push_str(&String::from_utf8_lossy(&output.stderr));
    for name in ["policy.json", "other.txt"] {
        if let Ok(text) = std::fs::read_to_string(folder.path().join(name)) {
            told.push_str(&format!("--- {name}\n{text}"));
        }
    }
    told.replace(&*folder.path().to_string_lossy(), "/home")
}

/// A folder with the program `aws`, which prints each of its arguments and two variables.
fn tools() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let aws = folder.path().join("aws");
    std::fs::write(
        &aws,
        "#!/bin/sh\nfor word in \"$@\"; do printf '<%s>' \"$word\"; done\n\
         printf ' %s %s\\n' \"$AWS_REGION\" \"${AWS_BEFORE-gone}\"\n",
    )
    .unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&aws, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    folder
}

fn shells() -> Option<(PathBuf, PathBuf)> {
    let (Some(bash), Some(fish)) = (which("bash"), which("fish")) else {
        let why = "bash or fish is missing";
        skip(
            "that fish does what bash does",
            why,
            "install the package `fish`",
        );
        return None;
    };
    Some((bash, fish))
}

#[test]
fn fish_hands_on_the_arguments_that_bash_does() {
    let Some((bash, fish)) = shells() else {
        return;
    };
    let tools = tools();
    let mut source = String::new();
    for first in PARTS {
        source.push_str(&format!("aws {}", quoted(first)));
        for second in PARTS {
            source.push_str(&format!(" \\\n    {}", quoted(&format!("{first}{second}"))));
        }
        source.push('\n');
    }
    let form = translate(&source, Shell::Fish, &|_| true).unwrap();
    let expected = run(&bash, &[], &source, tools.path());
    assert_eq!(run(&fish, &["--no-config"], &form, tools.path()), expected);
    assert!(expected.contains("<$(x)$HOME>"), "{expected}");
}

#[test]
fn fish_sets_and_writes_what_bash_does() {
    let Some((bash, fish)) = shells() else {
        return;
    };
    let tools = tools();
    let source = r#"# Variables
export AWS_REGION=us-east-1 OTHER='a b'
id=AKIAIOSFODNN7EXAMPLE
aws "$id" "x-${id}y" "$OTHER" $AWS_REGION "{$id}" "$id[1]" ~/.aws "$HOME/.aws"
said="$(aws one two)"
many=$(aws 'a
b')
aws "$said" "$many" "Id=$said,$(aws three)"
unset AWS_BEFORE
aws gone && aws both
AWS_REGION=eu-west-1 aws once
aws hidden 2>/dev/null > /dev/null
cat > policy.json <<'EOF'
{
  "It's": "a \"$test\" \\ \n `x` %s",

  "end": 1
}
EOF
aws more > other.txt
aws again >> other.txt
cat policy.json | grep test
mkdir -p a/b && cp policy.json a/b && cat a/b/policy.json
"#;
    let form = translate(source, Shell::Fish, &|_| true).unwrap();
    let expected = run(&bash, &[], source, tools.path());
    assert_eq!(
        run(&fish, &["--no-config"], &form, tools.path()),
        expected,
        "{form}"
    );
    assert!(
        expected.contains("--- other.txt\n<more> us-east-1 gone\n<again>"),
        "{expected}"
    );
}

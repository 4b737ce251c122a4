//! Nothing runs that nobody has allowed.

use super::book::Book;

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_book_runs_once_it_is_allowed_and_asks_again_when_it_changes() {
    let book = Book::new("```sh\necho one\necho two\n```\n```env,file=.env\nA=1\n```\n");
    let refused = book.output(&["test", "book"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(refused.stderr).contains("2 blocks have not been allowed to run"),
        "a run without anyone to ask"
    );
    let status = book.output(&["status", "book"]);
    assert_eq!(status.status.code(), Some(1));
    assert_eq!(
        text(status.stdout),
        "not allowed yet:\n  book/src/a.md:1  script: echo one  (1 line more)\n  book/src/a.md:5  writes .env: A=1\n"
    );
    assert_eq!(book.output(&["allow", "book"]).status.code(), Some(0));
    assert_eq!(book.output(&["status", "book"]).status.code(), Some(0));
    assert_eq!(book.output(&["test", "book"]).status.code(), Some(0));
    // What is around a block does not matter, what runs does.
    book.write(
        "book/src/a.md",
        "# T\n\n```sh\necho one\necho two\n```\n```env,file=.env\nA=1\n```\n",
    );
    assert_eq!(book.output(&["test", "book"]).status.code(), Some(0));
    book.write(
        "book/src/a.md",
        "```sh\necho one\n~echo hidden\necho two\n```\n```env,file=.env\nA=1\n```\n",
    );
    let refused = book.output(&["test", "book"]);
    assert_eq!(refused.status.code(), Some(2));
    // The file is another one, too, when what runs before it is.
    assert!(text(refused.stderr).contains("2 blocks have not been allowed to run"));
}

#[test]
fn leave_for_one_run_is_not_kept_and_a_copy_of_the_book_is_another_book() {
    let book = Book::new("```sh\ntrue\n```\n");
    book.test(&[]).passes();
    assert_eq!(book.output(&["test", "book"]).status.code(), Some(2));
    assert_eq!(book.output(&["allow", "book"]).status.code(), Some(0));
    std::fs::create_dir_all(book.path("copy/src")).unwrap();
    for file in ["book.toml", "src/SUMMARY.md", "src/a.md"] {
        std::fs::copy(
            book.path(&format!("book/{file}")),
            book.path(&format!("copy/{file}")),
        )
        .unwrap();
    }
    assert_eq!(book.output(&["test", "copy"]).status.code(), Some(2));
}

#[test]
fn aws_itself_is_called_only_when_that_is_said_and_credentials_are_given() {
    let book = Book::new(
        "```sh\necho \"$AWS_REGION ${HTTPS_PROXY-none} ${AWS_PROFILE-none}\"\n```\n```output\neu-west-1 none none\n```\n",
    );
    let refused = book.output(&["test", "book", "--yes", "--real-aws"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(refused.stderr).contains("needs AWS_ACCESS_KEY_ID"));
    let both = book.output(&["test", "book", "--real-aws", "--record"]);
    assert_eq!(both.status.code(), Some(2));
    let mut command = book.command(&["test", "book", "--yes", "--real-aws"]);
    command
        .env("AWS_ACCESS_KEY_ID", "a")
        .env("AWS_SECRET_ACCESS_KEY", "b")
        .env("AWS_REGION", "eu-west-1")
        .env("AWS_PROFILE", "work");
    let output = command.output().unwrap();
    let said = text(output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("calls of models are billed"), "{said}");
    // It does not count as a run that anyone can repeat.
    assert_eq!(book.test(&[]).found().len(), 1);
}

#[test]
fn a_block_that_is_gone_asks_about_those_behind_it() {
    let book = Book::new("```sh\nmkdir x\n```\n```sh\ncd x\n```\n```sh\nrm -f *\n```\n");
    assert_eq!(book.output(&["allow", "book"]).status.code(), Some(0));
    book.write(
        "book/src/a.md",
        "```sh\nmkdir x\n```\n```sh\nrm -f *\n```\n",
    );
    let status = book.output(&["status", "book"]);
    assert_eq!(
        text(status.stdout),
        "may run:\n  book/src/a.md:1  script: mkdir x\n\
         not allowed yet:\n  book/src/a.md:4  script: rm -f *\n"
    );
    assert_eq!(book.output(&["test", "book"]).status.code(), Some(2));
}

#[test]
fn a_book_cannot_ask_for_less_isolation_and_a_question_names_its_settings() {
    let book = Book::new("```sh\ntouch REAL_HOME/ran\n```\n");
    book.write(
        "book/book.toml",
        "[preprocessor.aws.test]\nendpoint = \"http://127.0.0.1:9\"\ntools = \"path\"\n",
    );
    for isolation in ["auto", "namespaces"] {
        let refused = book.output(&["test", "book", "--yes", "--isolation", isolation]);
        let said = text(refused.stderr);
        assert_eq!(refused.status.code(), Some(2), "{said}");
        assert!(
            said.contains(
                "book.toml sets `endpoint` to http://127.0.0.1:9, which cannot be reached"
            ),
            "{said}"
        );
        assert!(said.contains("--isolation environment"), "{said}");
    }
    assert!(!book.path("home/ran").exists());
    for command in ["status", "allow"] {
        let told = text(book.output(&[command, "book"]).stdout);
        for line in [
            "  book.toml: AWS calls go to http://127.0.0.1:9, which needs --isolation environment\n",
            "  book.toml: the AWS CLI and Python are those of this machine\n",
        ] {
            assert!(told.contains(line), "{command}: {told}");
        }
    }
    // Another endpoint asks again.
    book.write(
        "book/book.toml",
        "[preprocessor.aws.test]\nendpoint = \"http://127.0.0.1:10\"\ntools = \"path\"\n",
    );
    assert_eq!(book.output(&["status", "book"]).status.code(), Some(1));
}

#[test]
fn no_line_of_a_question_hides_another() {
    let name = "a\u{1b}c\u{9b}2K\u{202e}.md";
    let book = Book::of(&[(name, "```sh\ncat ~/.ssh/id_rsa\n```\n")]);
    book.write(
        "book/src/SUMMARY.md",
        &format!("- [x](<{name}>)\n- [y](b.md)\n"),
    );
    book.write("book/src/b.md", "```sh\necho \u{9b}1A\u{202e}\n```\n");
    for command in ["status", "allow"] {
        let output = book.output(&[command, "book"]);
        let told = text(output.stdout) + &text(output.stderr);
        let hidden = |c: char| c != '\n' && c.is_control() || c == '\u{202e}';
        assert!(!told.contains(hidden), "{command}: {told:?}");
        assert!(told.contains("cat ~/.ssh/id_rsa"), "{command}: {told:?}");
    }
}

#[test]
fn a_question_says_how_the_book_is_kept_apart() {
    let script = std::path::Path::new("/usr/bin/script");
    if !script.exists() {
        let remedy = "apt-get install util-linux, or what has it on your system";
        return crate::skip::skip("what a question says", "there is no script(1)", remedy);
    }
    let book = Book::new("```sh\necho one\n```\n");
    let plain = book.command(&[]);
    for (isolation, told) in [
        ("environment", "  kept apart: by environment alone: "),
        ("auto", "  kept apart: "),
    ] {
        let program = env!("CARGO_BIN_EXE_mdbook-aws");
        let line = format!("{program} test book --isolation {isolation} </dev/tty; echo status $?");
        let mut command = std::process::Command::new(script);
        command.args(["-qec", &line, "/dev/null"]).env_clear();
        for (name, value) in plain.get_envs() {
            command.env(name, value.unwrap());
        }
        command.current_dir(plain.get_current_dir().unwrap());
        command.stdin(std::process::Stdio::piped());
        command.stdout(std::process::Stdio::piped());
        let mut child = command.spawn().unwrap();
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), b"n\n").unwrap();
        let said = text(child.wait_with_output().unwrap().stdout);
        assert!(said.contains("a.md:1  script: echo one"), "{said}");
        assert!(said.contains(told), "{said}");
        assert!(said.contains("Run them? [y/N]"), "{said}");
        assert!(said.contains("nothing was run"), "{said}");
        assert!(said.contains("status 2"), "{said}");
    }
}

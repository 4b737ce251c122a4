//! Books that are broken in one way each. What needs AWS is in `emulated_aws`.

use super::book::{Book, namespaces};

/// That the chapter has this one fault, under either isolation, and leaves nothing behind.
#[track_caller]
fn breaks(chapter: &str, found: &str) {
    for isolation in ["auto", "environment"] {
        breaks_under(chapter, found, isolation);
    }
}

#[track_caller]
fn breaks_under(chapter: &str, found: &str, isolation: &str) -> Book {
    let book = Book::new(chapter);
    std::fs::write(book.path("home/.aws/credentials"), "[default]\n").unwrap();
    let told = book.test(&["--isolation", isolation]);
    assert_eq!(
        told.found(),
        [found],
        "{isolation}: {:#}",
        told.report["diagnostics"]
    );
    assert_eq!(told.code, Some(1));
    book.left_nothing();
    book
}

#[test]
fn changed_output() {
    breaks(
        "```console\n$ echo one\n$ echo two\n$ printf 'a\\nb\\n'\na\nc\n```\n",
        "test/output at 6: `printf 'a\\nb\\n'` printed something else",
    );
}

#[test]
fn changed_output_of_a_script() {
    breaks(
        "```sh\necho two\n```\n\nSo:\n\n```output\none\n```\n",
        "test/output at 8: `echo two` printed something else",
    );
}

#[test]
fn changed_member_of_json() {
    breaks(
        "```sh\necho '{\"a\": {\"b\": [1]}}'\n```\n```output,json\n{\"a\": {\"b\": [2]}}\n```\n",
        "test/output at 5: `echo '{\"a\": {\"b\": [1]}}'` printed something else: `a` → `b`[0] is another number",
    );
}

#[test]
fn a_regular_expression_that_is_none() {
    breaks(
        "```sh\necho a\n```\n```output,regex\na\n(\n```\n",
        "test/unusable-expectation at 6: this is not a regular expression: unclosed group",
    );
}

#[test]
fn a_command_that_fails_in_the_middle() {
    breaks(
        "```sh\necho a\nfor n in 1 2; do\n  ls /no/such/place\ndone\necho b\n```\n",
        "test/failed at 4: the block ended with exit status 2, not 0",
    );
}

#[test]
fn a_mistyped_command() {
    breaks(
        "```sh\ntrue\n\nawss sts get-caller-identity\n```\n",
        "test/failed at 4: the block ended with exit status 127, not 0",
    );
}

#[test]
fn another_exit_status_than_said() {
    breaks(
        "```sh,exit=254\nexit 253\n```\n",
        "test/failed at 2: the block ended with exit status 253, not 254",
    );
    breaks(
        "```sh,exit=1\ntrue\n```\n",
        "test/failed at 2: the block ended well, but should end with exit status 1",
    );
    breaks(
        "```console,exit=1\n$ true\n$ true\n```\n",
        "test/failed at 2: no command of the session ended with exit status 1",
    );
}

#[test]
fn a_renamed_variable() {
    breaks(
        "```env,file=.env\nAWS_REGION=eu-west-1\n```\n```sh\n~set -u\n~. ./.env\necho \"$AWS_REGON\"\n```\n",
        "test/failed at 7: the block ended with exit status 1, not 0",
    );
}

#[test]
fn a_hidden_line_that_fails() {
    breaks(
        "```sh\necho a\n~false\n```\n",
        "test/failed at 3: the block ended with exit status 1, not 0",
    );
}

#[test]
fn an_endless_loop() {
    breaks(
        "```sh,timeout=1s\ntrue\nwhile true; do :; done\n```\n",
        "test/timeout at 2: the block took longer than 1 s and was killed",
    );
}

#[test]
fn a_program_that_waits_for_ever_elsewhere() {
    breaks(
        "```console,timeout=1s\n$ true\n$ setsid bash -c 'exec -a MARKER sleep 300'\n```\n",
        "test/timeout at 3: the command took longer than 1 s and was killed",
    );
}

#[test]
fn endless_output() {
    breaks(
        "```sh\nyes MARKER\n```\n",
        "test/limit at 2: the block printed more than 1024 KiB",
    );
}

#[test]
fn a_huge_file() {
    breaks(
        "```sh\ntrue\nyes > big\n```\n",
        "test/failed at 3: the block ended with exit status 153, not 0",
    );
}

#[test]
fn a_process_left_behind() {
    breaks(
        "```sh\ntrue\n```\n```sh\n(setsid bash -c 'exec -a MARKER sleep 300' >/dev/null 2>&1 &)\n```\n",
        "test/left-running at 5: a process that the block started still ran at the end of the chapter",
    );
}

#[test]
fn too_many_processes() {
    // Not without end: where nothing limits them, they could fill the machine before they are
    // stopped.
    breaks(
        "```sh\nfor _ in $(seq 400); do sleep 20 & done\nwait\n```\n",
        "test/limit at 2: the block had more than 128 processes at a time and was killed",
    );
}

#[test]
fn credentials_of_the_machine_are_out_of_reach() {
    breaks(
        "```sh\ncat ~/.aws/credentials\n```\n",
        "test/failed at 2: the block ended with exit status 1, not 0",
    );
}

#[test]
fn credentials_of_the_machine_are_out_of_reach_by_their_path() {
    if !namespaces() {
        return;
    }
    breaks_under(
        "```sh\ncat 'REAL_HOME/.aws/credentials'\n```\n",
        "test/failed at 2: the block ended with exit status 1, not 0",
        "namespaces",
    );
}

#[test]
fn variables_of_the_machine_are_out_of_reach() {
    let book = Book::new("```sh\nenv\n```\n```output\n```\n");
    let mut command = book.command(&["test", "book", "--yes", "--format", "json"]);
    let key = crate::support::access_key_id();
    command
        .env("AWS_ACCESS_KEY_ID", &key)
        .env("AWS_PROFILE", "work");
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("AWS_EC2_METADATA_DISABLED=true"), "{text}");
    assert!(
        !text.contains(&key) && !text.contains("AWS_PROFILE"),
        "{text}"
    );
}

#[test]
fn addresses_beyond_the_loopback_interface_are_out_of_reach() {
    if !namespaces() {
        return;
    }
    for address in ["93.184.215.14/80", "169.254.169.254/80", "8.8.8.8/53"] {
        breaks_under(
            &format!("```sh,timeout=5s\ntrue\n: > /dev/tcp/{address}\n```\n"),
            "test/failed at 3: the block ended with exit status 1, not 0",
            "namespaces",
        );
    }
    // The loopback interface itself is there.
    let book = Book::new(
        "```sh,exit=1\n: > /dev/tcp/127.0.0.1/9\n```\n```output\n[..]refused\n...\n```\n",
    );
    book.test(&["--isolation", "namespaces"]).passes();
}

#[test]
fn without_namespaces_proxies_refuse() {
    let book = Book::new(
        "```sh\necho $HTTPS_PROXY $NO_PROXY\n```\n```output\nhttp://127.0.0.1:9 localhost,127.0.0.1,::1\n```\n",
    );
    let told = book.test(&["--isolation", "environment"]);
    told.passes();
    assert!(
        told.stderr.contains("kept apart: by environment alone"),
        "{}",
        told.stderr
    );
}

#[test]
fn files_of_the_machine_cannot_be_changed() {
    if !namespaces() {
        return;
    }
    for file in [
        "REAL_HOME/x",
        "/etc/mdbook-aws-x",
        "/usr/x",
        "/run/docker.sock",
    ] {
        breaks_under(
            &format!("```sh\ntrue\nls -d '{file}' 2>/dev/null && exit 7\n: > '{file}'\n```\n"),
            "test/failed at 4: the block ended with exit status 1, not 0",
            "namespaces",
        );
    }
    breaks_under(
        "```sh\numount /tmp\n```\n",
        "test/failed at 2: the block ended with exit status 32, not 0",
        "namespaces",
    );
    // A place for temporary files is there, and empty.
    let book = Book::new("```sh\nls -A /tmp/x /var/tmp || true\necho MARKER > /tmp/x\n```\n");
    book.test(&["--isolation", "namespaces"]).passes();
    assert!(!std::path::Path::new("/tmp/x").exists());
}

#[test]
fn a_wrong_attribute_is_told_before_anything_runs() {
    let book = Book::new("```sh\ntouch 'REAL_HOME/ran'\n```\n```sh,timeout=soon\ntrue\n```\n");
    let told = book.test(&["--isolation", "environment"]);
    assert_eq!(
        told.found(),
        ["attribute/unknown at 4: `timeout` cannot be `soon`"]
    );
    assert_eq!(told.code, Some(1));
    book.left_nothing();
}

#[test]
fn what_is_printed_of_a_secret_is_its_start() {
    let secret = crate::support::access_key_id();
    let book = Book::new(&format!(
        "```sh\nx=AKIA\necho key ${{x}}{}\nfalse\n```\n```console\n$ echo AKIA{0}\n```\n",
        secret.strip_prefix("AKIA").unwrap()
    ));
    for format in ["human", "json", "github"] {
        let output = book.output(&["test", "book", "--yes", "--format", format]);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("key AKIA*"), "{text}");
        assert!(!text.contains(&secret), "{text}");
    }
}

#[test]
fn a_fault_has_its_form_in_each_format() {
    let book = Book::new("```sh\necho a\n```\n```output\nb\n```\n");
    let human = book.output(&["test", "book", "--yes"]);
    let human = String::from_utf8(human.stdout).unwrap();
    for part in [
        "error[test/output]: `echo a` printed something else",
        " --> book/src/a.md:5:1",
        "- b",
        "+ a",
        "a.md  0 passed, 1 failed",
    ] {
        assert!(human.contains(part), "{part}: {human}");
    }
    let github = book.output(&["test", "book", "--yes", "--format", "github"]);
    let github = String::from_utf8(github.stdout).unwrap();
    assert!(
        github.starts_with("::error title=test/output,file=book/src/a.md,line=5,"),
        "{github}"
    );
    assert!(book.test(&[]).notes().contains("- b\n  + a"));
}

#[test]
fn a_folder_without_a_book_is_said() {
    let book = Book::new("");
    let told = book.output(&["test", "home", "--yes"]);
    assert_eq!(told.status.code(), Some(2));
    let message = String::from_utf8(told.stderr).unwrap();
    assert!(
        message.starts_with("error: home is not a book: there is no book.toml in it"),
        "{message}"
    );
}

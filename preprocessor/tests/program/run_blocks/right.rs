//! Books that do what they say.

use super::book::Book;

#[test]
fn a_chapter_is_one_shell_with_files_hidden_lines_and_expectations() {
    let book = Book::new(
        "# Set up\n\n```env,file=.env\nAWS_REGION=eu-west-1\n```\n\n\
         ```sh\n~. ./.env\nid=$(printf '%s-1' \"$AWS_REGION\")\n```\n\n\
         - In a list:\n\n  ```console\n  $ echo \"$id\"\n  eu-[..]-1-1\n  $ for n in 1 2 3; do\n  >   echo $n\n  > done\n  1\n  ...\n  ```\n\n\
         > ```bash\n> printf '{\"a\": [1, 2], \"b\": 0}'\n> ```\n>\n> ```output,json\n> {\"a\": [1, \"...\"]}\n> ```\n\n\
         ```sh,exit=3\n(exit 3)\n```\n\n```sh,no_run\nrm -rf /\n```\n\n\
         ```text,file=~/.aws/config\n[default]\n```\n\n```sh\ncat ~/.aws/config\n```\n\n```output\n[default]\n```\n",
    );
    let told = book.test(&[]);
    told.passes();
    assert_eq!(told.chapter()["passed"], 7);
    assert_eq!(told.chapter()["not_run"], 1);
    book.left_nothing();
}

#[test]
fn chapters_share_nothing() {
    let chapter = "```sh\ntest ! -e file\ntest -z \"${x-}\"\nx=1\ntouch file ~/file \"$TMPDIR/file\"\n\
                   ls ~ \"$TMPDIR\"\n```\n```output\n/[..]home:\nfile\n\n/[..]tmp:\nfile\n```\n";
    let book = Book::of(&[("a.md", chapter), ("b.md", chapter), ("c.md", chapter)]);
    for isolation in ["auto", "environment"] {
        let told = book.test(&["--isolation", isolation, "--no-cache"]);
        told.passes();
        book.left_nothing();
    }
}

#[test]
fn the_teardown_runs_whatever_happened() {
    let book = Book::new(
        "```sh,teardown\necho \"down $a\" >&2\ntest \"$a\" = 1\nfalse\n```\n\
         ```sh\na=1\nfalse\n```\n```sh\necho never\n```\n",
    );
    let told = book.test(&[]);
    let found = told.found();
    assert_eq!(
        found,
        [
            "test/failed at 4: the block ended with exit status 1, not 0",
            "test/failed at 8: the block ended with exit status 1, not 0",
        ]
    );
    assert_eq!(told.chapter()["skipped"], 1);
    assert_eq!(told.code, Some(1));
}

#[test]
fn what_has_passed_does_not_run_again_until_it_changes() {
    let book = Book::new("```sh\necho 1\n```\n");
    assert_eq!(book.test(&[]).passes().chapter()["cached"], false);
    assert_eq!(book.test(&[]).passes().chapter()["cached"], true);
    assert_eq!(
        book.test(&["--no-cache"]).passes().chapter()["cached"],
        false
    );
    book.write("book/src/a.md", "# Title\n\n```sh\necho 1\n```\n");
    assert_eq!(book.test(&[]).passes().chapter()["cached"], true);
    book.write("book/src/a.md", "```sh\necho 2\n```\n");
    assert_eq!(book.test(&[]).passes().chapter()["cached"], false);
}

#[test]
fn an_update_writes_what_came_out_and_keeps_what_holds() {
    let chapter = "> 1. x\n>    ```console\n>    $ printf 'id 42\\nb\\nc\\n'\n>    id [..]\n>    old\n>    ```\n\n\
                   ```sh\necho new\n```\n\n```output\nold\n```\n";
    let book = Book::new(chapter);
    assert_eq!(book.test(&[]).found().len(), 2);
    book.test(&["--update"]).passes();
    assert_eq!(
        book.read("book/src/a.md"),
        chapter
            .replacen(">    old\n", ">    b\n>    c\n", 1)
            .replacen("```output\nold", "```output\nnew", 1)
    );
    book.test(&[]).passes();
}

#[test]
fn one_chapter_alone() {
    let book = Book::of(&[
        ("a.md", "```sh\nfalse\n```\n"),
        ("b.md", "```sh\ntrue\n```\n"),
    ]);
    book.test(&["--chapter", "b.md"]).passes();
    let told = book.test(&["--chapter", "x.md"]);
    assert_eq!(told.code, Some(2));
    let message = told.report["errors"][0]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "the book has no chapter x.md; chapters are named as in SUMMARY.md, such as a.md"
    );
}

#[test]
fn an_edit_made_while_the_blocks_run_is_not_lost() {
    let book = Book::of(&[
        (
            "a.md",
            "```sh\necho new > REAL_HOME/../tmp/begun-a; sleep 2; echo new\n```\n```output\nold\n```\n",
        ),
        ("b.md", "```sh\necho new\n```\n```output\nold\n```\n"),
    ]);
    let child = book
        .command(&[
            "test",
            "book",
            "--yes",
            "--update",
            "--isolation",
            "environment",
        ])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let begun = book.path("tmp/begun-a");
    for _ in 0..500 {
        if begun.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let edited = book.read("book/src/a.md") + "\nA sentence.\n";
    std::fs::write(book.path("book/src/a.md"), &edited).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("a.md was edited while its blocks ran"),
        "{said}"
    );
    assert!(said.contains("1 expectation written in 1 file"), "{said}");
    assert_eq!(
        output.status.code(),
        Some(1),
        "the other page is still wrong"
    );
    assert_eq!(book.read("book/src/a.md"), edited);
    assert!(book.read("book/src/b.md").contains("```output\nnew\n```"));
}

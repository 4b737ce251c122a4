//! Real mdBook, with the program as its preprocessor.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should stop"
)]

use crate::machine;
use crate::mdbook::{self, Through, files, write};

use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use mdbook_aws::mdbook::Aws;
use mdbook_driver::MDBook;

const PROGRAM: &str = env!("CARGO_BIN_EXE_mdbook-aws");

/// Builds the book at `root` into the folder `to`.
fn build(root: &Path, to: &Path, through: Through) -> anyhow::Result<()> {
    let mut book = mdbook::load(root, through, &[])?;
    book.config.build.build_dir = to.to_owned();
    book.build()
}

#[cfg(unix)]
#[test]
fn the_guide_is_the_same_by_either_way() {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../book")
        .canonicalize()
        .unwrap();
    let out = tempfile::tempdir().unwrap();
    let (inside, outside) = (out.path().join("inside"), out.path().join("outside"));
    build(&guide, &inside, Through::Library).unwrap();
    build(&guide, &outside, Through::Program).unwrap();
    let (inside, outside) = (files(&inside), files(&outside));
    assert_eq!(
        inside.keys().collect::<Vec<_>>(),
        outside.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &inside {
        assert!(
            outside.get(name) == Some(bytes),
            "{} differs",
            name.display()
        );
    }
    let page = "reference/env/inline-comment.html";
    assert!(inside.keys().any(|name| name.ends_with(page)));
}

#[test]
fn a_wrong_region_in_any_chapter_fails_the_build() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            (
                "book.toml",
                "[book]\ntitle = \"x\"\n[preprocessor.aws]\nbefore = [\"links\"]\n",
            ),
            ("src/SUMMARY.md", "- [A](a.md)\n  - [B](b/b.md)\n"),
            ("src/a.md", "# A\n\n{{#aws regions columns=code}}\n"),
            ("src/b/b.md", "# B\n\nIn us-east-1.\n"),
        ],
    );
    let out = root.path().join("out");
    build(root.path(), &out, Through::Library).unwrap();
    let page = std::fs::read_to_string(out.join("a.html")).unwrap();
    assert!(
        page.contains("<td><code>eu-central-1</code></td>"),
        "{page}"
    );
    assert!(!page.contains("{{#aws"));
    write(root.path(), &[("src/b/b.md", "# B\n\nIn us-esat-1.\n")]);
    let error = build(root.path(), &out, Through::Library).unwrap_err();
    assert_eq!(format!("{error:#}"), "1 error in the book");
}

fn preprocess(input: &str) -> Output {
    let mut child = machine::program(PROGRAM)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

/// What mdBook sends for the book at `root`, whose only chapter has been changed on the way.
fn input(root: &Path, version: &str, content: &str) -> String {
    serde_json::json!([
        {
            "root": root,
            "config": { "book": { "src": "src" }, "preprocessor": { "aws": { "live": "never" } } },
            "renderer": "html",
            "mdbook_version": version,
        },
        {
            "items": [{ "Chapter": {
                "name": "A", "content": content, "number": [1], "sub_items": [],
                "path": "a.md", "source_path": "a.md", "parent_names": [],
            }}],
        },
    ])
    .to_string()
}

#[test]
fn the_protocol_by_hand() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[("book.toml", ""), ("src/a.md", "# A\n\nus-east-1\n")],
    );
    let right = preprocess(&input(root.path(), "0.5.99", "# A\n\nus-east-1\n"));
    assert!(right.status.success());
    let book: serde_json::Value = serde_json::from_slice(&right.stdout).unwrap();
    let content = book.pointer("/items/0/Chapter/content").unwrap();
    assert_eq!(content, "# A\n\nus-east-1\n");
    assert!(
        !String::from_utf8(right.stderr)
            .unwrap()
            .contains("warning:")
    );

    let later = preprocess(&input(root.path(), "0.6.1", "# A\n\nus-east-1\n"));
    assert!(later.status.success());
    assert!(
        String::from_utf8(later.stderr)
            .unwrap()
            .contains("this is 0.6.1")
    );

    let none = preprocess("{}");
    assert!(!none.status.success());
    assert!(none.stdout.is_empty());
}

#[test]
fn what_another_preprocessor_changed_has_no_guessed_line() {
    let root = tempfile::tempdir().unwrap();
    let disk = "# A\n\n```env\nAWS_REGION=us-east-1\n```\n";
    write(root.path(), &[("book.toml", ""), ("src/a.md", disk)]);
    let changed = "# A\n\nnew line\n\n```env\nAWS_REGION=us-east-1 # c\n```\n\n{{#aws nope}}\n";
    let output = preprocess(&input(root.path(), "0.5.4", changed));
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("error[env/inline-comment]"), "{told}");
    assert!(told.contains("src/a.md\n"), "{told}");
    assert!(!told.contains("a.md:"), "{told}");
    assert!(told.contains("error: 2 errors in the book"), "{told}");
}

/// Builds a book at `bk` with these files next to it; what the preprocessor printed.
fn told(files: &[(&str, &str)]) -> (bool, String) {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), files);
    let output = machine::program(PROGRAM)
        .arg("preprocess")
        .current_dir(root.path())
        .stdin(handed_over(&root.path().join("bk")))
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    (output.status.success(), told)
}

/// What mdBook hands to the preprocessors of the book at `root`.
fn handed_over(root: &Path) -> std::fs::File {
    let book = MDBook::load(root).unwrap();
    let context = mdbook_preprocessor::PreprocessorContext::new(
        root.to_owned(),
        book.config.clone(),
        "html".to_owned(),
    );
    let mut file = tempfile::tempfile().unwrap();
    serde_json::to_writer(&mut file, &(context, &book.book)).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    file
}

#[test]
fn chapters_outside_of_the_book_are_checked() {
    let wrong = "# A\n\nIn us-esat-1.\n";
    let toml =
        |src: &str| format!("[book]\nsrc = \"{src}\"\n[preprocessor.aws]\nlive = \"never\"\n");
    let (passed, text) = told(&[
        ("bk/book.toml", &toml("../docs")),
        ("docs/SUMMARY.md", "- [A](a.md)\n"),
        ("docs/a.md", wrong),
    ]);
    assert!(!passed, "{text}");
    assert!(text.contains("bk/../docs/a.md:3:4"), "{text}");
    assert!(text.contains("in 1 file: 1 error"), "{text}");
    let (passed, text) = told(&[
        ("bk/book.toml", &toml("src")),
        (
            "bk/src/SUMMARY.md",
            "- [A](a.md)\n- [O](../../outdir/o.md)\n",
        ),
        ("bk/src/a.md", "# A\n"),
        ("outdir/o.md", wrong),
    ]);
    assert!(!passed, "{text}");
    assert!(text.contains("bk/src/../../outdir/o.md:3:4"), "{text}");
    assert!(text.contains("in 2 files: 1 error"), "{text}");
    // What is right there builds. Its includes are not followed, and a hint says so.
    let (passed, text) = told(&[
        ("bk/book.toml", &toml("../docs")),
        ("docs/SUMMARY.md", "- [A](a.md)\n"),
        ("docs/a.md", "# A\n\nIn us-east-1.\n"),
    ]);
    assert!(passed, "{text}");
    let (passed, text) = told(&[
        ("bk/book.toml", &toml("../docs")),
        ("docs/SUMMARY.md", "- [A](a.md)\n"),
        ("docs/a.md", "# A\n\n{{#include x.md}}\n"),
        ("docs/x.md", "us-esat-1"),
    ]);
    assert!(passed, "{text}");
    assert!(text.contains("leads out of the book"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_chapter_behind_a_link_out_of_the_book_is_checked() {
    let root = tempfile::tempdir().unwrap();
    let files = [
        ("bk/book.toml", "[preprocessor.aws]\nlive = \"never\"\n"),
        ("bk/src/SUMMARY.md", "- [A](a.md)\n"),
        ("a.md", "# A\n\nIn us-esat-1.\n"),
    ];
    write(root.path(), &files);
    std::os::unix::fs::symlink(root.path().join("a.md"), root.path().join("bk/src/a.md")).unwrap();
    let error = build(
        &root.path().join("bk"),
        &root.path().join("out"),
        Through::Library,
    )
    .unwrap_err();
    assert_eq!(format!("{error:#}"), "1 error in the book");
}

#[test]
fn a_chapter_without_a_file_is_checked() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), &[("book.toml", "")]);
    let sent = |source: serde_json::Value, content: &str| {
        let input = input(root.path(), "0.5.4", content);
        let mut input: serde_json::Value = serde_json::from_str(&input).unwrap();
        *input.pointer_mut("/1/items/0/Chapter/source_path").unwrap() = source;
        let output = preprocess(&input.to_string());
        (
            output.status.success(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let wrong = "# A\n\nIn us-esat-1.\n\n```env\nAWS_REGION=us-esat-1 # c\n```\n";
    for (source, shown) in [
        (serde_json::Value::Null, "chapter `A`:3:4"),
        (
            "../../../../etc/passwd".into(),
            "etc/passwd, preprocessed):3:4",
        ),
        ("/etc/passwd".into(), "(/etc/passwd, preprocessed):3:4"),
    ] {
        let (passed, text) = sent(source.clone(), wrong);
        assert!(!passed, "{text}");
        assert!(text.contains(shown), "{text}");
        assert!(text.contains("env/inline-comment"), "{text}");
        assert!(!text.contains("root:"), "{text}");
        let (passed, text) = sent(source, "# A\n\nIn us-east-1.\n");
        assert!(passed, "{text}");
    }
    // A draft has no text.
    let (passed, text) = sent(serde_json::Value::Null, "");
    assert!(passed, "{text}");
    assert!(text.contains("in 0 files"), "{text}");
}

#[test]
fn what_another_preprocessor_wrote_into_prose_is_checked() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[("book.toml", ""), ("src/a.md", "# A\n\nx\n")],
    );
    let output = preprocess(&input(root.path(), "0.5.4", "# A\n\nIn us-esat-1.\n"));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("error[region/mistyped]"), "{told}");
    assert!(told.contains("error: 1 error in the book"), "{told}");
    // What its author expects is still expected.
    let ignored = "# A\n\n<!-- aws-ignore region/mistyped: an example -->\nIn us-esat-1.\n";
    let output = preprocess(&input(root.path(), "0.5.4", ignored));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!told.contains("region/mistyped]"), "{told}");
}

#[test]
fn a_block_of_hidden_lines_alone_stands_on_no_page() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            (
                "book.toml",
                "[book]\ntitle = \"x\"\n[preprocessor.aws]\nbefore = [\"links\"]\n\
                 [output.html.code.hidelines]\nsh = \"#~ \"\n[output.site]\n",
            ),
            ("src/SUMMARY.md", "- [A](a.md)\n"),
            (
                "src/a.md",
                "Before\n\n```sh\n#~ echo first\n```\n\n```sh\n#~ echo second\necho seen\n```\n\n\
                 - list\n\n  ```sh\n  #~ echo third\n  ```\n\nAfter\n",
            ),
        ],
    );
    let out = tempfile::tempdir().unwrap();
    build(root.path(), out.path(), Through::Library).unwrap();
    let page = std::fs::read_to_string(out.path().join("html/a.html")).unwrap();
    for gone in ["first", "third"] {
        assert!(!page.contains(gone), "{page}");
    }
    for seen in [
        "Before",
        "<span class=\"boring\">echo second",
        "echo seen",
        "After",
    ] {
        assert!(page.contains(seen), "no {seen} in {page}");
    }
    assert_eq!(page.matches("<pre").count(), 1, "{page}");
}

#[test]
fn a_book_is_checked_once_for_all_renderers_of_a_build() {
    let root = tempfile::tempdir().unwrap();
    write(
        root.path(),
        &[
            (
                "book.toml",
                "[preprocessor.aws]\nlive = \"never\"\n[output.html]\n[output.markdown]\n[output.site]\n",
            ),
            ("src/SUMMARY.md", "- [One](one.md)\n"),
            ("src/one.md", "# One\n\n{{#include part.md}}\n"),
            ("src/part.md", "{{#aws count regions}} Regions\n"),
        ],
    );
    let reports = std::rc::Rc::new(std::cell::Cell::new(0));
    let counter = std::rc::Rc::clone(&reports);
    let mut book = mdbook::load(root.path(), Through::Library, &[]).unwrap();
    book.with_preprocessor(Aws::with_reporter(move |_| counter.set(counter.get() + 1)));
    book.build().unwrap();
    assert_eq!(reports.get(), 1);
    let copy = || std::fs::read_to_string(root.path().join("book/html/one.md")).unwrap();
    assert!(copy().contains(" Regions\n"), "{}", copy());
    // The next build sees what has changed on disk.
    std::fs::write(root.path().join("src/part.md"), "changed\n").unwrap();
    book.build().unwrap();
    assert_eq!(reports.get(), 2);
    assert!(copy().contains("changed\n"), "{}", copy());
}

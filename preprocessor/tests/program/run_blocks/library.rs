//! A book's blocks run by a library call.

use std::sync::Mutex;

use mdbook_aws::doctest::book::{Book as ReadBook, BookError, BookFiles};
use mdbook_aws::doctest::run::{Credentials, Request, Run, RunError, RunEvent, WantedIsolation};

use super::book::Book;

#[test]
fn a_caller_is_told_what_happens_and_gets_the_result() {
    let book = Book::of(&[
        ("a.md", "```sh\necho one\n```\n\n```output\ntwo\n```\n"),
        ("b.md", "# B\n\n```sh\ntrue\n```\n"),
        ("c.md", "Nothing runs here.\n"),
    ]);
    let files = BookFiles::find(&book.path("book")).unwrap();
    let read = ReadBook::read(&files, &[]).unwrap();
    assert_eq!(read.chapters(), ["a.md", "b.md", "c.md"]);
    assert_eq!(read.faults(), []);
    let places: Vec<String> = read.blocks().map(|block| block.place).collect();
    assert!(places[1].ends_with("b.md:3"), "{places:?}");

    let program = env!("CARGO_BIN_EXE_mdbook-aws");
    let mut request = Request::new(program.into(), book.path("cache"));
    request.isolation = WantedIsolation::Environment;
    let run = || Run::prepare(&read, request.clone()).unwrap();
    assert_eq!(run().consent().asks(&read.plans()[1]), [0]);
    let ran = Mutex::new(Vec::new());
    let follow = |event: &RunEvent<'_>| {
        if let RunEvent::ChapterRan { chapter, .. } = event {
            ran.lock().unwrap().push((*chapter).to_owned());
        }
    };
    let result = run().start(&follow).unwrap();
    let codes: Vec<_> = result.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, ["test/output"]);
    let passed = |result: &[mdbook_aws::doctest::run::ChapterResult]| {
        let chapters = result.iter();
        let chapters = chapters.map(|it| (it.path.clone(), it.tally.passed, it.took.is_some()));
        chapters.collect::<Vec<_>>()
    };
    let chapter = |path: &str, passed, ran| (path.to_owned(), passed, ran);
    assert_eq!(
        passed(&result.chapters),
        [chapter("a.md", 0, true), chapter("b.md", 1, true)]
    );
    // What has passed does not run again.
    let again = run().start(&follow).unwrap();
    assert_eq!(
        passed(&again.chapters),
        [chapter("a.md", 0, true), chapter("b.md", 1, false)]
    );
    let mut ran = ran.into_inner().unwrap();
    ran.sort();
    assert_eq!(ran, ["a.md", "a.md", "b.md"]);
}

#[test]
fn what_cannot_be_run_is_an_error_of_its_own_kind() {
    let book = Book::new("```sh\ntrue\n```\n");
    assert!(matches!(
        BookFiles::find(&book.path("home")),
        Err(BookError::NoBook(_))
    ));
    let files = BookFiles::find(&book.path("book")).unwrap();
    let unknown = ReadBook::read(&files, &["z.md".to_owned()]);
    let Err(BookError::UnknownChapter { chapter, example }) = unknown else {
        panic!("the book has no such chapter");
    };
    assert_eq!((chapter.as_str(), example.as_str()), ("z.md", "a.md"));
    let nothing = Credentials::from_environment(|_| None);
    assert!(matches!(nothing, Err(RunError::NoCredentials)));
    let secret = ["wJalr", "XUtnFEMI"].concat();
    let credentials = Credentials::from_environment(|_| Some(secret.clone())).unwrap();
    assert!(!format!("{credentials:?}").contains(&secret));
}

use super::*;
use crate::doctest::plan::Setting;
use aws_doc_lint::document::Document;
use aws_doc_lint::document::markdown::{self, MarkdownOptions};
use spanned_text::MappedText;

fn document(page: &str) -> Document {
    let mut options = MarkdownOptions::default();
    options.hidelines.insert("sh".to_owned(), "~".to_owned());
    let mut text = MappedText::new();
    text.push_unmapped(page);
    markdown::parse(&text, &options)
}

fn plan(chapter: &str, blocks: &[&str]) -> ChapterPlan {
    let page: String = blocks
        .iter()
        .map(|block| format!("```sh\n{block}\n```\n\n"))
        .collect();
    ChapterPlan::of(chapter, &document(&page), &Setting::default())
}

#[test]
fn what_is_new_asks_and_what_was_allowed_does_not() {
    let place = tempfile::tempdir().unwrap();
    let state = place.path().join("state");
    let root = place.path().join("book");
    std::fs::create_dir(&root).unwrap();
    let load = || Consent::load(&state, &root, &[], false);
    let old = [plan("a.md", &["x", "cd y", "rm z"]), plan("b.md", &["x"])];
    assert_eq!(load().asks(&old[0]), [0, 1, 2]);
    load().allow(&old).unwrap();
    for plan in &old {
        assert!(load().asks(plan).is_empty());
    }
    // The same by another way to the same folder.
    let other = Consent::load(&state, &root.join("../book"), &[], false);
    assert!(other.asks(&old[0]).is_empty());
    for (blocks, asked) in [
        (&["x", "cd z", "rm z"][..], &[1, 2][..]),
        (&["x", "cd y", "rm z", "new"], &[3]),
        (&["x", "rm z"], &[1]),
        (&["x", "rm z", "cd y"], &[1, 2]),
        (&["x", "x", "cd y", "rm z"], &[1]),
        (&["x", "cd y"], &[]),
        // One is gone and another is new: what comes after it runs elsewhere now.
        (&["x", "echo harmless", "rm z"], &[1, 2]),
        (&["x", "rm z", "echo harmless"], &[1, 2]),
    ] {
        assert_eq!(load().asks(&plan("a.md", blocks)), asked, "{blocks:?}");
    }
    // What was allowed in one chapter, book or setting is not in another.
    assert_eq!(load().asks(&plan("c.md", &["x"])), [0]);
    let elsewhere = Consent::load(&state, place.path(), &[], false);
    assert_eq!(elsewhere.asks(&old[1]), [0]);
    let endpoint = Consent::load(&state, &root, &["endpoint x".to_owned()], false);
    assert_eq!(endpoint.asks(&old[1]), [0]);
    // Allowing one chapter leaves the others.
    load().allow(&[plan("b.md", &["y"])]).unwrap();
    assert!(load().asks(&old[0]).is_empty());
    assert_eq!(load().asks(&old[1]), [0]);
}

#[test]
fn all_that_decides_what_runs_is_allowed_or_asked_about() {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("book");
    std::fs::create_dir(&root).unwrap();
    let page = |first: &str| {
        let page = format!("```{first}\ncd build\n```\n\n```sh\nrm -rf *\n```\n");
        ChapterPlan::of("a.md", &document(&page), &Setting::default())
    };
    let load = |weak| Consent::load(place.path(), &root, &[], weak);
    load(false).allow(&[page("sh")]).unwrap();
    assert!(load(false).asks(&page("sh,timeout=20s")).is_empty());
    assert_eq!(load(false).asks(&page("sh,exit=1")), [0, 1]);
    assert_eq!(load(false).asks(&page("sh,needs=python")), [0, 1]);
    assert_eq!(load(false).asks(&page("sh,teardown")), [0, 1]);
    // A system that gives less isolation asks again, and what is allowed there may run with more.
    assert_eq!(load(true).asks(&page("sh")), [0, 1]);
    load(true).allow(&[page("sh")]).unwrap();
    assert!(load(true).asks(&page("sh")).is_empty());
    assert!(load(false).asks(&page("sh")).is_empty());
}

#[test]
fn no_name_of_a_file_hides_another_block() {
    let page = "```text,file=x\u{1b}[A\u{1b}[2K\r\ny\n```\n";
    let plan = ChapterPlan::of("x.md", &document(page), &Setting::default());
    assert!(
        plan.steps.is_empty(),
        "control characters are not part of a name"
    );
    let told = |name: &str| {
        let document = document(&format!("```text,file={name}\ny\n```\n"));
        let plan = ChapterPlan::of("x.md", &document, &Setting::default());
        describe(plan.steps.first().unwrap(), None)
    };
    assert_eq!(told("a\u{202e}b"), "writes a\u{fffd}b: y");
    let long = told(&"x".repeat(5000));
    assert!(long.chars().count() < 100, "{long}");
}

#[test]
fn a_torn_note_allows_nothing_and_books_that_are_gone_are_forgotten() {
    let place = tempfile::tempdir().unwrap();
    let (one, other) = (place.path().join("one"), place.path().join("other"));
    std::fs::create_dir(&one).unwrap();
    std::fs::create_dir(&other).unwrap();
    let plans = [plan("a.md", &["x"])];
    let load = |root: &Path| Consent::load(place.path(), root, &[], false);
    load(&one).allow(&plans).unwrap();
    load(&other).allow(&plans).unwrap();
    assert!(load(&one).asks(&plans[0]).is_empty());
    std::fs::remove_dir(&one).unwrap();
    load(&other).allow(&plans).unwrap();
    std::fs::create_dir(&one).unwrap();
    assert_eq!(load(&one).asks(&plans[0]), [0]);
    assert!(load(&other).asks(&plans[0]).is_empty());
    let file = place.path().join(FILE);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.get(..text.len() / 2).unwrap()).unwrap();
    assert_eq!(load(&other).asks(&plans[0]), [0]);
}

#[test]
fn a_question_shows_what_runs_and_no_secret() {
    let told = |page: &str| {
        let document = document(page);
        let plan = ChapterPlan::of("x.md", &document, &Setting::default());
        let step = plan.steps.first().unwrap();
        describe(step, document.snippets.get(step.snippet))
    };
    assert_eq!(
        told("```sh\naws sts get-caller-identity\n```\n"),
        "script: aws sts get-caller-identity  (needs aws, emulator)"
    );
    assert_eq!(
        told("```sh\n~rm -r x\necho a\n\necho b\n```\n"),
        "script: rm -r x  (2 lines more; 1 hidden on the page)"
    );
    assert_eq!(
        told("```env,file=.env\nA=1\nB=2\n```\n"),
        "writes .env: A=1  (1 line more)"
    );
    assert_eq!(
        told("```sh\necho \u{202e}a\u{1b}[2K\n```\n"),
        "script: echo \u{fffd}a\u{fffd}[2K"
    );
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    let key: String = (0..40)
        .map(|place| letters[(place * 23 + 7) % 62])
        .collect();
    // The line is cut off within the key.
    let before = "x".repeat(20);
    let line = told(&format!(
        "```sh\necho {before}; export AWS_SECRET_ACCESS_KEY={key}\n```\n"
    ));
    let masked = format!("AWS_SECRET_ACCESS_KEY={}****", key.get(..4).unwrap());
    assert!(line.contains(&masked), "{line}");
}

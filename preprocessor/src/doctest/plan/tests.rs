use super::*;
use crate::doctest::pin::PinnedTool;
use aws_doc_lint::document::markdown::{self, MarkdownOptions};
use spanned_text::{Files, Memory};

fn pins(version: &str) -> Pins {
    Pins::none().with(
        Need::Aws,
        PinnedTool {
            name: "AWS CLI".to_owned(),
            version: version.to_owned(),
            digest: String::new(),
        },
    )
}

fn plan_with(text: &str, setting: &Setting) -> ChapterPlan {
    let sources = Memory::from_iter([("x.md", text)]);
    let mut files = Files::new(&sources);
    let file = files.load("x.md").unwrap();
    let mut options = MarkdownOptions::default();
    options.hidelines.insert("sh".to_owned(), "~".to_owned());
    let document = markdown::parse(&MappedText::of_file(file, text, 0..text.len()), &options);
    ChapterPlan::of("x.md", &document, setting)
}

fn plan(text: &str) -> ChapterPlan {
    let setting = Setting {
        pins: pins("2.0"),
        ..Setting::default()
    };
    plan_with(text, &setting)
}

/// What runs or is written, in order.
fn told(plan: &ChapterPlan) -> Vec<String> {
    let part = |part: &Part| {
        let expected = part.expected.as_ref().map(|expected| &expected.text);
        format!("{:?} → {expected:?}", part.text.as_str())
    };
    plan.steps
        .iter()
        .map(|step| match &step.action {
            Action::Write { file, text } => format!("{file}: {:?}", text.as_str()),
            Action::Run { parts, .. } => parts.iter().map(part).collect::<Vec<_>>().join("; "),
        })
        .collect()
}

#[test]
fn scripts_run_in_order_with_their_hidden_lines_and_the_teardown_last() {
    let plan = plan(
        "```sh,teardown\nrm x\n```\n```sh\n~set -u\necho a\n~b\n```\n```output\na\n```\n\
         ```sh,no_run\nno\n```\n```python\nno\n```\n```env,file=.env\nA=1\n```\n",
    );
    assert_eq!(
        told(&plan),
        [
            "\"set -u\\necho a\\nb\\n\" → Some(\"a\\n\")",
            ".env: \"A=1\\n\"",
            "\"rm x\\n\" → None",
        ]
    );
    assert_eq!(plan.not_run, 1);
}

#[test]
fn sessions_run_command_by_command() {
    let plan = plan("```console\n$ echo a\na\n$ true\n```\n");
    assert_eq!(
        told(&plan),
        ["\"echo a\\n\" → Some(\"a\\n\"); \"true\\n\" → None"]
    );
}

#[test]
fn what_is_needed_is_seen() {
    let needs = |text| plan(text).needs().into_iter().collect::<Vec<_>>();
    assert_eq!(needs("```sh\necho\n```\n"), []);
    assert_eq!(
        needs("```sh\naws s3 ls\n```\n"),
        [Need::Aws, Need::Emulator]
    );
    assert_eq!(
        needs("```python,run\nx = 1\n```\n"),
        [Need::Emulator, Need::Python]
    );
    assert_eq!(needs("```sh,needs=aws,no_run\nx\n```\n"), []);
}

/// Each change must take the digest of the last block with it, or leave it.
#[test]
fn the_digest_covers_all_that_a_result_depends_on() {
    let chapter = "```json,file=p.json\n{\"Statement\": []}\n```\n```sh\n~x=1\necho 1\n```\n\
                   ```output\n1\n```\n```sh\naws s3 ls\n```\n";
    let last = |text: &str| plan(text).steps.last().unwrap().depends.clone();
    let before = last(chapter);
    let changed = |from: &str, to: &str| {
        assert!(chapter.contains(from));
        last(&chapter.replacen(from, to, 1)) != before
    };
    assert!(changed("aws s3 ls", "aws s3 ls "), "the block itself");
    assert!(changed("echo 1", "echo 2"), "an earlier block");
    assert!(changed("[]", "[ ]"), "the policy");
    assert!(changed("~x=1", "~x=2"), "a hidden line");
    assert!(changed("output\n1", "output\n2"), "what is expected before");
    assert!(changed("```sh\n~x", "```sh,exit=1\n~x"), "an attribute");
    let other = Setting {
        pins: pins("2.1"),
        ..Setting::default()
    };
    let step = plan_with(chapter, &other).steps;
    assert_ne!(
        step.last().unwrap().depends,
        before,
        "the version of a tool"
    );
    assert_eq!(
        step.first().unwrap().depends,
        plan(chapter).steps.first().unwrap().depends,
        "a block before the tool is needed"
    );
    let prose = format!("# Title\n\n{chapter}\nmore\n```sh\nlater\n```\n");
    assert_eq!(
        plan(&prose).steps.get(2).unwrap().depends,
        before,
        "the text before and after the block"
    );
}

#[test]
fn a_reader_copies_what_is_seen() {
    let copied = |text| plan(text).steps.first().unwrap().copied.clone();
    assert_eq!(
        copied("```console\n$ echo a\na\n```\n"),
        Digest::of("echo a\n")
    );
    assert_eq!(copied("```sh\n~x\necho a\n```\n"), Digest::of("echo a\n"));
}

#[test]
fn a_chapter_of_the_emulated_aws_depends_on_the_facts_that_it_is_given() {
    let (old, new) = (Digest::of("old facts"), Digest::of("new facts"));
    let calls = plan("```sh\naws bedrock list-foundation-models\n```\n");
    assert_ne!(calls.digest(Some(&old)), calls.digest(Some(&new)));
    assert_ne!(calls.digest(Some(&old)), calls.digest(None));
    let local = plan("```sh\necho a\n```\n");
    assert_eq!(local.digest(Some(&old)), local.digest(Some(&new)));
}

//! The renderer `site` on small books, through real mdBook.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::mdbook::{self, Through, files, write};

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use aws_doc_lint::document::markdown::{self, MarkdownOptions};
use mdbook_aws::doctest::plan::Setting;
use mdbook_aws::doctest::record::Entry;
use mdbook_aws::doctest::{ChapterPlan, PinnedTool, Record};
use mdbook_aws::settings::TestSettings;
use mdbook_aws::site::Site;
use spanned_text::MappedText;
use tempfile::TempDir;

const BOOK_TOML: &str = "\
[book]
title = \"A book\"
description = \"About <things> & more\"

[preprocessor.aws]
before = [\"links\"]
live = \"never\"

[output.html]
site-url = \"/guide/\"

[output.html.redirect]
\"/old.html\" = \"deep/more.html\"

[output.site]
url = \"https://example.com/guide/\"
";

const SUMMARY: &str = "# Summary\n\n[One](one.md)\n\n# Part\n\n- [More](deep/more.md)\n- [Draft]()\n- [Checks](checks.md)\n";

/// A small book on disk.
fn book(one: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("book.toml", BOOK_TOML),
        ("src/SUMMARY.md", SUMMARY),
        ("src/one.md", one),
        (
            "src/deep/more.md",
            "# More\n\n## A place\n\n[back](../one.md#one)\n\n{{#aws regions}}\n",
        ),
        ("src/checks.md", "# Checks\n\n{{#aws checks}}\n"),
    ];
    write(folder.path(), &files);
    folder
}

const GOOD: &str = "# One\n\n[there](deep/more.md#a-place), [top](#top), [out](https://x.example)\n\n\
    | a | b |\n|--:|:--|\n| 1 | 2 |\n\n<button onclick=\"f()\">x</button>\n";

fn build(folder: &Path, through: Through, more: &[(&str, &str)]) -> Result<PathBuf, String> {
    let book = mdbook::load(folder, through, more).unwrap();
    book.build().map_err(|error| format!("{error:#}"))?;
    Ok(book.build_dir_for("html"))
}

fn read(html: &Path, name: &str) -> String {
    std::fs::read_to_string(html.join(name)).unwrap()
}

#[test]
fn the_program_and_the_library_give_the_same_bytes_every_time() {
    let folder = book(GOOD);
    let first = files(&build(folder.path(), Through::Library, &[]).unwrap());
    let second = files(&build(folder.path(), Through::Library, &[]).unwrap());
    let third = files(&build(folder.path(), Through::Program, &[]).unwrap());
    assert!(first.len() > 30);
    assert!(first == second, "two builds differ");
    assert!(first == third, "the program and the library differ");
}

#[test]
fn a_page_tells_browsers_search_engines_and_machines_what_is_due() {
    let folder = book(GOOD);
    let html = build(folder.path(), Through::Library, &[]).unwrap();
    let more = read(&html, "deep/more.html");
    let policy = more
        .find("<meta http-equiv=\"Content-Security-Policy\"")
        .unwrap();
    assert!(policy < more.find("<script").unwrap());
    assert!(policy < more.find("<link").unwrap());
    assert!(!more.contains("unsafe-inline"));
    assert!(
        more.contains("<link rel=\"canonical\" href=\"https://example.com/guide/deep/more.html\">")
    );
    assert!(more.contains("<link rel=\"alternate\" type=\"text/markdown\" href=\"more.md\">"));

    // The first chapter has two pages, and one address.
    for name in ["index.html", "one.html"] {
        let page = read(&html, name);
        assert!(page.contains("<link rel=\"canonical\" href=\"https://example.com/guide/\">"));
        assert!(page.contains("type=\"text/markdown\" href=\"one.md\">"));
    }
    for name in ["404.html", "print.html", "toc.html", "old.html"] {
        let page = read(&html, name);
        assert!(page.contains("Content-Security-Policy"), "{name}");
        assert!(!page.contains("rel=\"alternate\""), "{name}");
    }

    let twin = read(&html, "deep/more.md");
    assert!(twin.starts_with("# More\n\n## A place\n\n[back](../one.md#one)\n"));
    assert!(twin.contains("| `us-east-1` |"), "directives are replaced");
    assert!(read(&html, "llms.txt").contains("- [More](https://example.com/guide/deep/more.md)\n"));
    let sitemap = read(&html, "sitemap.xml");
    assert!(sitemap.contains("<loc>https://example.com/guide/</loc>"));
    assert!(
        sitemap.contains("<loc>https://example.com/guide/checks/env/inline-comment.html</loc>")
    );
    assert!(!sitemap.contains("print.html") && !sitemap.contains("/one.html"));
}

#[test]
fn without_an_address_nothing_is_claimed() {
    let folder = book(GOOD);
    let toml = BOOK_TOML.split("\nurl").next().unwrap();
    std::fs::write(folder.path().join("book.toml"), toml).unwrap();
    let html = build(folder.path(), Through::Library, &[]).unwrap();
    assert!(!read(&html, "one.html").contains("canonical"));
    assert!(!html.join("sitemap.xml").exists());
    assert!(read(&html, "llms.txt").contains("- [More](deep/more.md)\n"));
}

#[test]
fn a_served_page_keeps_its_script_and_has_no_policy() {
    let folder = book(GOOD);
    let more = [
        ("output.html.live-reload-endpoint", "__livereload"),
        ("output.html.site-url", "/"),
    ];
    let html = build(folder.path(), Through::Library, &more).unwrap();
    let page = read(&html, "one.html");
    assert!(page.contains("__livereload"));
    assert!(!page.contains("Content-Security-Policy"));
}

#[test]
fn links_that_lead_nowhere_end_the_build() {
    let folder = book("# One\n\n[a](deep/mroe.md) [b](deep/more.md#a-plcae)\n[c](#one)\n");
    let error = build(folder.path(), Through::Program, &[]).unwrap_err();
    assert!(error.contains("The \"site\" renderer failed"), "{error}");

    let told = Rc::new(RefCell::new(String::new()));
    let heard = Rc::clone(&told);
    let mut book = mdbook::load(folder.path(), Through::Library, &[]).unwrap();
    book.with_renderer(Site::with_reporter(move |text| {
        heard.borrow_mut().push_str(text)
    }));
    let error = format!("{:#}", book.build().unwrap_err());
    assert!(
        error.contains("2 links in the book lead nowhere"),
        "{error}"
    );
    let told = told.borrow();
    for part in [
        "error[link/missing-file]: the link `deep/mroe.html` leads to no file of the book\n",
        "src/one.md:3:5\n  |\n3 | [a](deep/mroe.md) [b](deep/more.md#a-plcae)\n  |     ^^^^^^^^^^^^\n  |\n  \
         = help: did you mean `deep/more.html`?\n",
        "error[link/missing-fragment]: the link `deep/more.html#a-plcae` leads to no place in \
         deep/more.html\n",
        "src/one.md:3:23\n",
        "  = help: did you mean `#a-place`?",
    ] {
        assert!(told.contains(part), "{part} is not in:\n{told}");
    }
}

#[test]
fn settings_weigh_broken_links_as_they_weigh_all_else() {
    let folder = book("# One\n\n[a](deep/mroe.md) [b](#nowhere)\n");
    let build_with = |severities: &str| {
        let toml = format!("{BOOK_TOML}\n[preprocessor.aws.severity]\n{severities}");
        std::fs::write(folder.path().join("book.toml"), toml).unwrap();
        build(folder.path(), Through::Library, &[])
    };
    let error = build_with("\"link/missing-file\" = \"off\"\n").unwrap_err();
    assert!(
        error.contains("1 link in the book leads nowhere"),
        "{error}"
    );
    build_with("\"link/missing-file\" = \"off\"\n\"link/missing-fragment\" = \"warning\"\n")
        .unwrap();
}

#[test]
fn a_page_offers_choices_and_says_what_was_done_with_its_snippets() {
    let folder = book(
        "# One\n\n> 1. ```env,hidelines=~\n>    ~# hidden\n>    AWS_REGION={{aws:region}}\n>    \
         AWS_DEFAULT_REGION={{aws:region}}\n>    ```\n\n```python\nprint()\n```\n\n\
         ```env,fails=env/inline-comment\nAWS_PROFILE=a # b\n```\n\n```text\nx\n```\n\n\
         <!-- aws-for shell=b -->\n```sh\necho \\{{aws:region}} '<&\"é'\n```\n",
    );
    let toml = BOOK_TOML.replace(
        "[output.html]",
        "[preprocessor.aws.choices]\nregion = { values = [\"us-west-2\", \"eu-west-1\"], see = \
         \"deep/more.md#a-place\" }\nshell = { values = [\"a\", \"b\"] }\n\n[output.html]",
    ) + "badges = \"deep/more.md#a-place\"\n";
    std::fs::write(folder.path().join("book.toml"), toml).unwrap();
    let html = build(folder.path(), Through::Program, &[]).unwrap();
    let one = read(&html, "one.html");
    // The prefix `~` of the hidden line is gone: `# hidden\nAWS_REGION=` comes before the value.
    assert!(
        one.contains("<code data-slots=\"20:region 49:region\""),
        "{one}"
    );
    assert!(one.contains("AWS_REGION=us-west-2\n"));
    let badge = |class: &str, word: &str| {
        format!("<p class=\"aws-badge aws-{class}\"><a href=\"deep/more.html#a-place\">{word}</a>")
    };
    assert!(one.contains(&format!("{} as an env file", badge("checked", "Checked"))));
    assert!(one.contains("in 2 versions, with every value that you can choose"));
    assert!(one.contains(&badge("not-checked", "Not checked")));
    assert!(one.contains(&format!(
        "{}: the build fails unless <code>env/inline-comment</code> is found.",
        badge("fails", "Wrong on purpose")
    )));
    // Blocks that are not code have no badge.
    assert_eq!(one.matches("class=\"aws-badge").count(), 4);
    assert!(one.contains(
        "<p>The snippets of this page are written for: <a href=\"deep/more.html#a-place\">region</a> \
         <code>us-west-2</code>."
    ));
    assert!(one.contains("<!-- aws-for shell=b -->"));
    assert!(one.contains("echo {{aws:region}}"));
    assert!(one.contains("<script defer src=\"mdbook-aws.js\">"));
    // The chapter with the table of Regions brings its data along.
    let data: serde_json::Value = serde_json::from_str(&read(&html, "data/regions.json")).unwrap();
    assert!(data["regions"].as_array().unwrap().len() > 20);
    assert!(read(&html, "llms.txt").contains("(https://example.com/guide/data/regions.csv)"));
    assert!(!html.join("data/models.csv").exists());
    // Pages without choices load nothing for them.
    let more = read(&html, "deep/more.html");
    assert!(!more.contains("mdbook-aws"));
    for page in ["index.html", "print.html"] {
        assert!(
            read(&html, page).contains(&badge("checked", "Checked")),
            "{page}"
        );
    }
    assert!(!read(&html, "print.html").contains("aws-choices"));
    assert!(!read(&html, "one.md").contains("aws-page"));
    assert!(read(&html, "one.md").contains(">    AWS_REGION=us-west-2\n"));

    let record: serde_json::Value = serde_json::from_str(&read(&html, "snippets.json")).unwrap();
    let blocks = record["pages"]["one.html"].as_array().unwrap();
    let digests = |index: usize| -> Vec<(String, String)> {
        let copies = blocks[index].as_array().unwrap().iter();
        let region = |it: &serde_json::Value| it["choices"]["region"].as_str().map(str::to_owned);
        let of = |it: &serde_json::Value| it["sha256"].as_str().unwrap().to_owned();
        copies
            .map(|it| (region(it).unwrap_or_default(), of(it)))
            .collect()
    };
    let sha256 = |text: &str| {
        let bytes = <sha2::Sha256 as sha2::Digest>::digest(text.as_bytes());
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let env = |region: &str| {
        let text = format!("AWS_REGION={region}\nAWS_DEFAULT_REGION={region}\n");
        (region.to_owned(), sha256(&text))
    };
    assert_eq!(digests(0), [env("us-west-2"), env("eu-west-1")]);
    let last = "echo {{aws:region}} '<&\"é'\n";
    assert_eq!(digests(blocks.len() - 1), [(String::new(), sha256(last))]);
}

#[test]
fn a_snippet_is_called_executed_only_as_long_as_it_is_what_ran() {
    let chapter = "# One\n\n```env,file=.env\nAWS_PROFILE=bedrock\n```\n\n\
                   ```sh\nexport AWS_REGION=us-west-2\n```\n\n\
                   ```sh\naws sts get-caller-identity\n```\n";
    let folder = book(chapter);
    let toml = format!("{BOOK_TOML}badges = \"deep/more.md\"\n");
    std::fs::write(folder.path().join("book.toml"), toml).unwrap();
    let mut text = MappedText::new();
    text.push_unmapped(chapter);
    let document = markdown::parse(&text, &MarkdownOptions::default());
    let plan = ChapterPlan::of("one.md", &document, &Setting::of(&TestSettings::default()));
    let mut record = Record::default();
    let entries = plan.steps.iter().map(|step| Entry {
        copied: step.copied.clone(),
        depends: step.depends.clone(),
        date: "2026-11-23".to_owned(),
        differs: Vec::new(),
    });
    let mut entries: Vec<Entry> = entries.collect();
    entries.last_mut().unwrap().differs = vec!["`a` < b".to_owned()];
    let tool = PinnedTool {
        name: "aws-cli".to_owned(),
        version: "aws-cli/2.0.0".to_owned(),
        digest: String::new(),
    };
    record.tools.insert("aws".to_owned(), tool);
    record.chapters.insert("one.md".to_owned(), entries);
    let file = folder.path().join("executed.json");
    std::fs::write(&file, record.to_json().unwrap()).unwrap();

    let executed = |html: &Path| {
        let page = read(html, "one.html");
        let badges = page.split("<p class=\"aws-badge ").skip(1);
        let badges: Vec<String> = badges
            .map(|badge| badge.split("</p>").next().unwrap().to_owned())
            .collect();
        assert_eq!(badges.len(), 3, "{page}");
        badges
    };
    let badges = executed(&build(folder.path(), Through::Program, &[]).unwrap());
    assert_eq!(
        badges[2].split("; checked").next().unwrap(),
        "aws-executed\"><a href=\"deep/more.html\">Executed</a> (emulator differs: <code>a</code> \
         &lt; b) on 2026-11-23 by <code>aws-cli/2.0.0</code>, against an emulated AWS"
    );
    assert!(
        badges[1].contains("Executed</a> on 2026-11-23; checked by"),
        "{}",
        badges[1]
    );
    let file_badge =
        "Used</a> as the file <code>.env</code> of what ran on 2026-11-23; checked as an env";
    assert!(badges[0].contains(file_badge), "{}", badges[0]);

    // The block itself is the same, but one that it depends on is another.
    let changed = chapter.replace("us-west-2", "us-east-1");
    std::fs::write(folder.path().join("src/one.md"), changed).unwrap();
    let badges = executed(&build(folder.path(), Through::Library, &[]).unwrap());
    assert!(
        badges[1..]
            .iter()
            .all(|badge| badge.contains(">Checked</a>")),
        "{badges:?}"
    );

    std::fs::write(&file, "{").unwrap();
    let error = build(folder.path(), Through::Library, &[]).unwrap_err();
    assert!(error.contains("executed.json:1:"), "{error}");
}

#[test]
fn a_redirect_that_leads_nowhere_ends_the_build() {
    let folder = book(GOOD);
    let toml = BOOK_TOML.replace("\"deep/more.html\"", "\"deep/mroe.html\"");
    std::fs::write(folder.path().join("book.toml"), toml).unwrap();
    let told = Rc::new(RefCell::new(String::new()));
    let heard = Rc::clone(&told);
    let mut book = mdbook::load(folder.path(), Through::Library, &[]).unwrap();
    book.with_renderer(Site::with_reporter(move |text| {
        heard.borrow_mut().push_str(text)
    }));
    assert!(book.build().is_err());
    assert_eq!(
        *told.borrow(),
        "error[link/missing-file]: the link `deep/mroe.html` leads to no file of the book\n  --> \
         book.toml:13:1\n   |\n13 | \"/old.html\" = \"deep/mroe.html\"\n   | ^^^^^^^^^^^\n   |\n   \
         = help: did you mean `deep/more.html`?"
    );
}

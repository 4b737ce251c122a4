//! Books that somebody who means harm, or a program, would write: each takes a length in bytes and
//! is about that long. The benchmark `growth` times them, and `checks/report_sizes.rs` measures what
//! reports say of them.

use std::fmt::Write as _;

/// A book in memory.
#[derive(Debug, Default, Clone)]
pub(crate) struct Hostile {
    /// The files, by path; the first is the only chapter unless `all_chapters` is set.
    pub(crate) files: Vec<(String, String)>,
    /// The text of the first chapter as another preprocessor has left it.
    pub(crate) given: Option<String>,
    /// Its settings.
    pub(crate) book_toml: String,
    /// Whether every file is a chapter.
    pub(crate) all_chapters: bool,
}

impl Hostile {
    /// How many bytes it has in all.
    pub(crate) fn len(&self) -> usize {
        let files = self.files.iter().map(|(_, text)| text.len());
        files.sum::<usize>() + self.book_toml.len()
    }
}

/// A generator and its name.
pub(crate) type Generator = (&'static str, fn(usize) -> Hostile);

fn page(text: String) -> Hostile {
    Hostile {
        files: vec![("a.md".to_owned(), text)],
        ..Hostile::default()
    }
}

/// A page of one block.
fn block(language: &str, body: &str) -> Hostile {
    page(format!("``````{language}\n{body}\n``````\n"))
}

/// `piece` as often as fits into `length`.
fn times(piece: &str, length: usize) -> String {
    piece.repeat(length / piece.len())
}

/// What `piece` writes for 0, 1, 2 … until there are `length` bytes.
fn count(length: usize, piece: impl Fn(usize) -> String) -> String {
    let mut text = String::with_capacity(length + 64);
    let mut number = 0;
    while text.len() < length {
        text.push_str(&piece(number));
        number += 1;
    }
    text
}

/// `open` and `close` around `inside`, as deep as fits.
fn nested(open: &str, inside: &str, close: &str, length: usize) -> String {
    let depth = length / (open.len() + close.len());
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
}

/// Lines each of which is indented more than the one before.
fn stairs(line: &str, length: usize) -> String {
    let mut text = String::new();
    let mut depth = 0;
    while text.len() < length {
        let _ = writeln!(text, "{}{line}", "  ".repeat(depth));
        depth += 1;
    }
    text
}

/// A policy whose one statement has these members.
fn policy(members: &str) -> Hostile {
    block(
        "json",
        &format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{members}}}]}}"),
    )
}

/// A policy of the statements that `piece` writes.
fn statements(length: usize, piece: impl Fn(usize) -> String) -> Hostile {
    let list = count(length, |n| format!("{{{}}},\n", piece(n)));
    let list = list.trim_end_matches(",\n");
    block(
        "json",
        &format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{list}]}}"),
    )
}

/// A policy with a list of the strings that `piece` writes as its `element`.
fn list(element: &str, length: usize, piece: impl Fn(usize) -> String) -> Hostile {
    let items = count(length, |n| format!("\"{}\",\n", piece(n)));
    let items = items.trim_end_matches(",\n");
    let rest = match element {
        "Action" => "\"Resource\": \"*\"",
        _ => "\"Action\": \"bedrock:InvokeModel\"",
    };
    policy(&format!(
        "\"Effect\": \"Allow\", {rest}, \"{element}\": [{items}]"
    ))
}

/// A page with these settings.
fn with_settings(book_toml: String, text: String) -> Hostile {
    Hostile {
        book_toml,
        ..page(text)
    }
}

/// A page and the files that it includes.
fn with_files(text: String, files: impl IntoIterator<Item = (String, String)>) -> Hostile {
    let mut book = page(text);
    book.files.extend(files);
    book
}

/// Letters that look random, the same for the same number.
fn letters(alphabet: &[u8], length: usize, number: usize) -> String {
    let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut text = String::with_capacity(length);
    for _ in 0..length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = usize::try_from(state >> 33).unwrap_or(0) % alphabet.len();
        text.extend(alphabet.get(at).map(|byte| char::from(*byte)));
    }
    text
}

const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A key id that no account has.
fn key_id(number: usize) -> String {
    format!("{}{}", ["AK", "IA"].concat(), letters(BASE32, 16, number))
}

const READ: &str = "\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\"";

/// All generators, by kind.
pub(crate) fn all() -> Vec<Generator> {
    [
        markdown(),
        choices(),
        includes(),
        suppressions(),
        policies(),
        yaml(),
        env(),
        config(),
        commands(),
        texts(),
    ]
    .concat()
}

fn markdown() -> Vec<Generator> {
    vec![
        ("markdown/headings", |n| {
            page(count(n, |n| format!("# h{n}\n\n")))
        }),
        ("markdown/quotes-deep", |n| {
            page(format!("{}a\n", times("> ", n)))
        }),
        ("markdown/quotes", |n| page(times("> a\n\n", n))),
        ("markdown/lists-deep", |n| page(stairs("- a", n))),
        ("markdown/lists", |n| page(times("1. a\n", n))),
        ("markdown/emphasis", |n| page(times("*a **b _c ", n))),
        ("markdown/links", |n| {
            page(times("[a](https://example.com/b) ", n))
        }),
        ("markdown/brackets", |n| page(times("[", n))),
        ("markdown/images", |n| page(times("![a](", n))),
        ("markdown/definitions", |n| {
            page(count(n, |n| format!("[a{n}]: b{n}\n\n[a{n}]\n\n")))
        }),
        ("markdown/backticks", |n| {
            page(count(n, |n| format!("{} ", "`".repeat(n % 97 + 1))))
        }),
        ("markdown/table-rows", |n| {
            page(format!(
                "| a | b |\n| --- | --- |\n{}",
                times("| c | d |\n", n)
            ))
        }),
        ("markdown/table-columns", |n| {
            let third = n / 3;
            page(format!(
                "{}\n{}\n{}\n",
                times("|a", third),
                times("|-", third),
                times("|b", third)
            ))
        }),
        ("markdown/comments", |n| page(times("<!-- a -->\n\n", n))),
        ("markdown/comments-open", |n| page(times("<!-- a\n\n", n))),
        ("markdown/tags", |n| page(times("<a b='", n))),
        ("markdown/blocks", |n| {
            page(times("```env\nA=b\n```\n\n", n))
        }),
        ("markdown/blocks-open", |n| page(times("```env\n~~~\n", n))),
        ("markdown/blocks-in-lists", |n| {
            page(times(
                "- a\n\n  ```env\n  AWS_REGION=us-east-1\n  ```\n\n",
                n,
            ))
        }),
        ("markdown/blocks-in-quotes", |n| {
            page(format!(
                "> ```env\n{}> ```\n",
                times("> AWS_REGION = x  # y\n", n)
            ))
        }),
        ("markdown/one-line", |n| page(times("word ", n))),
        ("markdown/blank-lines", |n| page(times("\n", n))),
        ("markdown/carriage-returns", |n| page(times("a\r", n))),
        ("markdown/footnotes", |n| {
            page(count(n, |n| format!("a[^{n}]\n\n[^{n}]: b\n\n")))
        }),
        ("markdown/emoji", |n| page(times("👩\u{200d}💻 ", n))),
        ("markdown/changed", |n| Hostile {
            given: Some(count(n, |n| format!("b {n}\n"))),
            ..page(count(n, |n| format!("a {n}\n")))
        }),
        ("markdown/changed-half", |n| Hostile {
            given: Some(count(n, |n| format!("{} {}\n", n % 2, n / 2 * 2))),
            ..page(count(n, |n| format!("{n}\n")))
        }),
        ("attributes/unknown", |n| {
            block(&format!("env{}", count(n, |n| format!(",a{n}=b"))), "A=b")
        }),
        ("attributes/one-long", |n| {
            block(&format!("env,reader={}", times("a", n)), "A=b")
        }),
        ("attributes/blocks", |n| {
            page(count(n, |n| format!("```env,redaer{n}=b\nA=b\n```\n\n")))
        }),
        ("attributes/readers", |n| {
            block(&format!("env,reader={}", times("dcoker+", n)), "A=b")
        }),
        ("chapters/many", |n| Hostile {
            all_chapters: true,
            files: (0..n / 64)
                .map(|n| {
                    let text = "```env\nAWS_REGION = us-esat-1  # a\n```\n\nin us-esat-1\n";
                    (format!("{n}.md"), text.to_owned())
                })
                .collect(),
            ..Hostile::default()
        }),
    ]
}

fn choices() -> Vec<Generator> {
    // A book has at most 100 choices and 1,000 values.
    vec![
        ("choices/declared", |n| {
            let choice =
                |n: usize| format!("[preprocessor.aws.choices.c{n}]\nvalues = [\"a\", \"b\"]\n");
            let slots = count(n, |n| format!("{{{{aws:c{}}}}} ", n % 100));
            let settings = (0..100).map(choice).collect();
            with_settings(settings, format!("```text\n{slots}\n```\n"))
        }),
        ("choices/blocks", |n| {
            let settings = "[preprocessor.aws.choices.c]\nvalues = [\"a\", \"b\"]\n".to_owned();
            with_settings(settings, times("```sh\naws s3 ls {{aws:c}}\n```\n\n", n))
        }),
        ("choices/values", |n| {
            let values: String = (0..20).map(|n| format!("\"v{n}\", ")).collect();
            with_settings(
                format!("[preprocessor.aws.choices.c]\nvalues = [{values}]\n"),
                format!(
                    "```sh\naws s3 ls {{{{aws:c}}}}\n{}\n```\n",
                    times("aws s3 lss\n", n)
                ),
            )
        }),
        ("choices/values-in-blocks", |n| {
            let values: String = (0..90).map(|n| format!("\"us-esat-{n}\", ")).collect();
            with_settings(
                format!("[preprocessor.aws.choices.c]\nvalues = [{values}]\n"),
                times("```sh\naws s3 ls --region {{aws:c}}\n```\n\n", n),
            )
        }),
        ("choices/slots", |n| {
            with_settings(
                "[preprocessor.aws.choices.c]\nvalues = [\"a\", \"b\"]\n".to_owned(),
                format!("```sh\naws s3 ls {}\n```\n", times("{{aws:c}} ", n)),
            )
        }),
        ("choices/slots-undeclared", |n| {
            with_settings(
                "[preprocessor.aws.choices.c]\nvalues = [\"a\", \"b\"]\n".to_owned(),
                format!(
                    "```sh\n{}\n```\n",
                    count(n, |n| format!("{{{{aws:cc{n}}}}} "))
                ),
            )
        }),
        ("choices/slots-open", |n| block("sh", &times("{{aws:", n))),
        ("choices/slots-escaped", |n| {
            block("sh", &times("\\{{aws:c}} ", n))
        }),
        ("choices/dependent", |n| {
            let dependent = |n| {
                format!(
                    "[preprocessor.aws.choices.d{n}]\ndepends-on = \"c\"\nvalues = {{ \"a\" = [\"x\"], \"b\" = [\"y\", \"z\"] }}\n"
                )
            };
            let slots = count(n, |n| format!("{{{{aws:d{}}}}} ", n % 90));
            let settings: String = (0..90).map(dependent).collect();
            with_settings(
                format!("[preprocessor.aws.choices.c]\nvalues = [\"a\", \"b\"]\n{settings}"),
                format!("```text\n{{{{aws:c}}}} {slots}\n```\n"),
            )
        }),
        ("choices/patterns", |n| {
            let values: String = (0..90)
                .map(|n| format!("\"us-*{n}\" = [\"a\"], "))
                .collect();
            with_settings(
                format!(
                    "[preprocessor.aws.choices.r]\nfrom = \"regions\"\ndefault = \"us-west-2\"\n[preprocessor.aws.choices.c]\ndepends-on = \"r\"\nvalues = {{ {values} \"*\" = [\"b\"] }}\n"
                ),
                times("```sh\naws s3 ls {{aws:c}} {{aws:r}}\n```\n\n", n),
            )
        }),
        ("choices/variants", |n| {
            with_settings(
                "[preprocessor.aws.choices.c]\nvalues = [\"a\", \"b\"]\n".to_owned(),
                count(n, |n| {
                    let value = if n % 3 == 0 { "x" } else { "a" };
                    format!("<!-- aws-for c={value} -->\n\n```sh\na\n```\n\n")
                }),
            )
        }),
    ]
}

fn includes() -> Vec<Generator> {
    vec![
        ("includes/files", |n| {
            with_files(
                count(n / 2, |n| format!("{{{{#include {n}.md}}}}\n")),
                (0..n / 36).map(|n| (format!("{n}.md"), "in us-esat-1\n".to_owned())),
            )
        }),
        ("includes/one-file", |n| {
            let text = "```env\nAWS_REGION = us-esat-1\n```\n";
            with_files(
                times("{{#include b.md}}\n", n),
                [("b.md".to_owned(), text.to_owned())],
            )
        }),
        ("includes/one-large-file", |n| {
            with_files(
                times("{{#include b.md}}\n", 18 * 16),
                [("b.md".to_owned(), times("AWS_REGION = us-esat-1\n", n))],
            )
        }),
        ("includes/missing", |n| {
            page(count(n, |n| format!("{{{{#include {n}.md}}}}\n")))
        }),
        ("includes/lines", |n| {
            with_files(
                times("{{#include b.md:3:9}}\n", 22 * 16),
                [("b.md".to_owned(), count(n, |n| format!("line {n}\n")))],
            )
        }),
        ("includes/anchors", |n| {
            with_files(
                times("{{#include b.md:a}}\n", 20 * 16),
                [("b.md".to_owned(), times("ANCHOR: a\na\nANCHOR_END: a\n", n))],
            )
        }),
        ("includes/open", |n| page(times("{{#include ", n))),
        ("includes/cycle", |n| page(times("{{#include a.md}}\n", n))),
        ("includes/pair", |n| {
            with_files(
                times("{{#include b.md}}\n", n / 2),
                [("b.md".to_owned(), times("{{#include a.md}}\n", n / 2))],
            )
        }),
        ("includes/escaped", |n| {
            page(times("\\{{#include a.md}}\n", n))
        }),
        ("directives/unknown", |n| {
            page(count(n, |n| format!("{{{{#aws regoins{n}}}}}\n\n")))
        }),
        ("directives/escaped", |n| page(times("\\{{#aws ", n))),
        ("directives/open", |n| page(times("{{#aws ", n))),
        ("directives/tables", |n| {
            page(times("{{#aws count regions}}\n\n", n))
        }),
        ("directives/options", |n| {
            page(format!(
                "{{{{#aws regions {}}}}}\n",
                count(n, |n| format!("a{n}=b "))
            ))
        }),
    ]
}

fn suppressions() -> Vec<Generator> {
    vec![
        ("suppressions/unused", |n| {
            page(times(
                "<!-- aws-ignore env/quoted-value: a -->\n\n```env\nA=b\n```\n\n",
                n,
            ))
        }),
        ("suppressions/used", |n| {
            page(times(
                "<!-- aws-ignore region/mistyped: a -->\n\nus-esat-1\n\n",
                n,
            ))
        }),
        ("suppressions/used-blocks", |n| {
            page(times(
                "<!-- aws-ignore env/space-around-equals: a -->\n\n```env\nAWS_REGION = us-east-1\n```\n\n",
                n,
            ))
        }),
        ("suppressions/codes", |n| {
            page(format!(
                "<!-- aws-ignore {}: a -->\n\na\n",
                times("env/quoted-value ", n)
            ))
        }),
        ("suppressions/unknown-codes", |n| {
            page(format!(
                "<!-- aws-ignore {}: a -->\n\na\n",
                count(n, |n| format!("env/quoted-valeu{n} "))
            ))
        }),
        ("suppressions/no-reason", |n| {
            page(times(
                "<!-- aws-ignore region/mistyped -->\n\nus-esat-1\n\n",
                n,
            ))
        }),
        ("suppressions/large-block", |n| {
            let lines = times("AWS_REGION = us-esat-1\n", n / 2);
            page(format!(
                "{}```env\n{lines}```\n",
                times("<!-- aws-ignore env/duplicate-name: a -->\n\n", n / 2)
            ))
        }),
        ("suppressions/section", |n| {
            page(format!(
                "<!-- aws-ignore region/mistyped: a -->\n# A\n\n{}",
                times("us-esat-1\n\n", n)
            ))
        }),
        ("suppressions/expected", |n| {
            page(times(
                "```env,fails=region/mistyped\nAWS_REGION=us-esat-1\n```\n\n",
                n,
            ))
        }),
        ("suppressions/unfulfilled", |n| {
            page(times(
                "```env,fails=region/mistyped\nAWS_REGION=us-east-1\n```\n\n",
                n,
            ))
        }),
        ("suppressions/expected-codes", |n| {
            block(
                &format!("env,fails={}", times("region/mistyped+", n)),
                "AWS_REGION=us-esat-1",
            )
        }),
        ("suppressions/changed", |n| Hostile {
            given: Some(times(
                "<!-- aws-ignore region/mistyped: a -->\n\nus-esat-1\n\n",
                n,
            )),
            ..page("a\n".to_owned())
        }),
    ]
}

fn policies() -> Vec<Generator> {
    vec![
        ("policy/statements", |n| {
            statements(n, |n| format!("{READ}: \"arn:aws:s3:::b{n}/*\""))
        }),
        ("policy/statements-denied", |n| {
            statements(n, |n| {
                format!("\"Effect\": \"Deny\", \"Action\": \"s3:Get{n}*\", \"Resource\": \"*\"")
            })
        }),
        ("policy/statements-same", |n| {
            statements(n, |_| format!("{READ}: \"*\""))
        }),
        ("policy/statements-empty", |n| {
            statements(n, |_| String::new())
        }),
        ("policy/statements-odd", |n| {
            statements(n, |n| {
                format!("\"Efect\": \"allow\", \"Action\": {n}, \"Sid\": \"a b\"")
            })
        }),
        ("policy/sids", |n| {
            statements(n, |n| format!("\"Sid\": \"S{}\", {READ}: \"*\"", n % 3))
        }),
        ("policy/resources", |n| {
            list("Resource", n, |n| {
                format!("arn:aws:bedrock:us-east-1::foundation-model/a{n}*")
            })
        }),
        ("policy/resources-same", |n| {
            list("Resource", n, |_| {
                "arn:aws:bedrock:us-east-1::foundation-model/a".to_owned()
            })
        }),
        ("policy/resources-mismatched", |n| {
            list("Resource", n, |n| format!("arn:aws:s3:::b{n}/*"))
        }),
        ("policy/resources-malformed", |n| {
            list("Resource", n, |n| format!("arn:aws:{n}"))
        }),
        ("policy/resources-stars", |n| {
            list("Resource", n, |_| {
                format!("arn:aws:s3:::{}b", "*a".repeat(40))
            })
        }),
        ("policy/resource-stars", |n| {
            let half = n / 2;
            list("Resource", 1, |_| {
                let stars = format!("arn:aws:s3:::{}b", times("*a", half));
                format!("{stars}\", \"arn:aws:s3:::{}", times("a", half))
            })
        }),
        ("policy/resource-retries", |n| {
            let half = n / 2;
            list("Resource", 1, |_| {
                let one = format!("arn:aws:s3:::*{}b", times("a", half));
                format!("{one}\", \"arn:aws:s3:::{}", times("a", half))
            })
        }),
        ("policy/actions", |n| {
            list("Action", n, |n| format!("s3:GetObjct{n}"))
        }),
        ("policy/actions-known", |n| {
            let known = [
                "GetObject",
                "PutObject",
                "ListBucket",
                "DeleteObject",
                "GetBucketAcl",
            ];
            list("Action", n, |n| {
                format!("s3:{}", known.get(n % known.len()).unwrap_or(&""))
            })
        }),
        ("policy/actions-wildcards", |n| {
            list("Action", n, |n| format!("s3:Get*{n}"))
        }),
        ("policy/actions-services", |n| {
            list("Action", n, |n| format!("serv{n}:Get"))
        }),
        ("policy/action-stars", |n| {
            list("Action", 1, |_| format!("s3:{}", times("*e", n)))
        }),
        ("policy/members-repeated", |n| {
            policy(&format!(
                "{}{READ}: \"*\"",
                times("\"Effect\": \"Allow\",\n", n)
            ))
        }),
        ("policy/members-unknown", |n| {
            policy(&format!(
                "{}{READ}: \"*\"",
                count(n, |n| format!("\"Condtion{n}\": {{}},\n"))
            ))
        }),
        ("policy/conditions", |n| {
            let keys = count(n, |n| {
                format!("\"aws:RequestedRegoin{n}\": \"us-esat-1\",\n")
            });
            let keys = keys.trim_end_matches(",\n");
            policy(&format!(
                "{READ}: \"*\", \"Condition\": {{\"StringEquals\": {{{keys}}}}}"
            ))
        }),
        ("policy/conditions-tags", |n| {
            let keys = count(n, |n| format!("\"aws:PrincipalTag/a{n}\": \"b\",\n"));
            let keys = keys.trim_end_matches(",\n");
            policy(&format!(
                "{READ}: \"*\", \"Condition\": {{\"StringEquals\": {{{keys}}}}}"
            ))
        }),
        ("policy/conditions-same", |n| {
            let keys = times("\"aws:SourceIp\": \"10.0.0.0/8\",\n", n);
            let keys = keys.trim_end_matches(",\n");
            policy(&format!(
                "{READ}: \"*\", \"Condition\": {{\"IpAddress\": {{{keys}}}}}"
            ))
        }),
        ("policy/operators", |n| {
            let lines = count(n, |n| {
                format!("\"StringEqual{n}\": {{\"aws:SourceIp\": \"a\"}},\n")
            });
            let lines = lines.trim_end_matches(",\n");
            policy(&format!("{READ}: \"*\", \"Condition\": {{{lines}}}"))
        }),
        ("policy/condition-values", |n| {
            let values = count(n, |n| format!("\"10.0.{n}.0/33\",\n"));
            let values = values.trim_end_matches(",\n");
            policy(&format!(
                "{READ}: \"*\", \"Condition\": {{\"IpAddress\": {{\"aws:SourceIp\": [{values}]}}}}"
            ))
        }),
        ("policy/condition-regions", |n| {
            let values = count(n, |n| format!("\"us-esat-{n}\",\n"));
            let values = values.trim_end_matches(",\n");
            policy(&format!(
                "{READ}: \"*\", \"Condition\": {{\"StringEquals\": {{\"aws:RequestedRegion\": [{values}]}}}}"
            ))
        }),
        ("policy/principals", |n| {
            let names = count(n, |n| format!("\"arn:aws:iam::{n}:root\",\n"));
            let names = names.trim_end_matches(",\n");
            policy(&format!(
                "{READ}: \"*\", \"Principal\": {{\"AWS\": [{names}]}}"
            ))
        }),
        ("policy/principals-services", |n| {
            let names = count(n, |n| format!("\"s{n}.amazonaws.com\",\n"));
            let names = names.trim_end_matches(",\n");
            policy(&format!(
                "\"Effect\": \"Allow\", \"Action\": \"sts:AssumeRole\", \"Principal\": {{\"Service\": [{names}]}}"
            ))
        }),
        ("policy/lists-deep", |n| {
            block("json", &nested("[", "", "]", n))
        }),
        ("policy/lists-open", |n| block("json", &times("[", n))),
        ("policy/objects-deep", |n| {
            block("json", &nested("{\"Statement\": ", "1", "}", n))
        }),
        ("policy/objects-open", |n| {
            block("json", &times("{\"Statement\": ", n))
        }),
        ("policy/variables-deep", |n| {
            policy(&format!("{READ}: \"{}\"", times("${", n)))
        }),
        ("policy/variables", |n| {
            policy(&format!("{READ}: \"{}\"", times("${aws:usrname}", n)))
        }),
        ("policy/variables-defaults", |n| {
            policy(&format!("{READ}: \"{}\"", times("${aws:username, 'a'}", n)))
        }),
        ("policy/placeholders", |n| {
            policy(&format!("{READ}: \"{}\"", times("<a>", n)))
        }),
        ("policy/escapes", |n| {
            policy(&format!("{READ}: \"{}\"", times("\\u0041", n)))
        }),
        ("policy/escapes-arn", |n| {
            list("Resource", n, |_| {
                "\\u0061rn:aws:s3:::b/\\u0041*".to_owned()
            })
        }),
        ("policy/comments", |n| {
            block("json", &format!("{}{{}}", times("// a\n", n)))
        }),
        ("policy/comments-inside", |n| {
            policy(&format!("{}{READ}: \"*\"", times("/* a */\n", n)))
        }),
        ("policy/strings-open", |n| {
            block("json", &times("{\"Statement\": [\"\n", n))
        }),
        ("policy/commas", |n| {
            block("json", &format!("{{\"Statement\": [{}]}}", times(",", n)))
        }),
        ("policy/quotes-typographic", |n| {
            block(
                "json",
                &format!("{{\"Statement\": [{}]}}", times("“a”, ", n)),
            )
        }),
        ("policy/ellipses", |n| {
            block(
                "json",
                &format!("{{\"Statement\": [{}]}}", times("..., ", n)),
            )
        }),
        ("policy/words", |n| {
            block(
                "json",
                &format!("{{\"Statement\": [{}]}}", times("abc ", n)),
            )
        }),
        ("policy/blanks", |n| {
            block(
                "json",
                &format!("{{\"Statement\": [{}]}}", times("\u{a0}", n)),
            )
        }),
        ("policy/one-string", |n| {
            policy(&format!("{READ}: \"{}\"", times("a", n)))
        }),
        ("policy/documents", |n| {
            let one =
                format!("{{\"Version\": \"2012-10-17\", \"Statement\": [{{{READ}: \"*\"}}]}}");
            let all = count(n, |n| format!("\"p{n}\": {one},\n"));
            block("json", &format!("{{{}}}", all.trim_end_matches(",\n")))
        }),
        ("policy/templates", |n| {
            let one = format!(
                "{{\"Type\": \"AWS::IAM::ManagedPolicy\", \"Properties\": {{\"PolicyDocument\": {{\"Version\": \"2012-10-17\", \"Statement\": [{{{READ}: {{\"Fn::Sub\": \"${{A}}/*\"}}}}]}}}}}}"
            );
            let all = count(n, |n| format!("\"P{n}\": {one},\n"));
            block(
                "json",
                &format!("{{\"Resources\": {{{}}}}}", all.trim_end_matches(",\n")),
            )
        }),
        ("policy/expectations", |n| {
            let expected = times(
                "<!-- aws-expect: allows s3:PutObject on arn:aws:s3:::b/* -->\n\n",
                n,
            );
            page(format!(
                "{expected}```json\n{{\"Version\": \"2012-10-17\", \"Statement\": [{{{READ}: \"*\"}}]}}\n```\n"
            ))
        }),
        ("policy/expectations-one", |n| {
            let expected = times("allows s3:PutObject on arn:aws:s3:::b/*; ", n);
            page(format!(
                "<!-- aws-expect: {expected} -->\n\n```json\n{{\"Version\": \"2012-10-17\", \"Statement\": [{{{READ}: \"*\"}}]}}\n```\n"
            ))
        }),
        ("policy/expectations-statements", |n| {
            let expected = times(
                "<!-- aws-expect: allows s3:PutObject on arn:aws:s3:::b/* -->\n\n",
                n / 2,
            );
            let mut book = statements(n / 2, |n| format!("{READ}: \"arn:aws:s3:::b{n}/*\""));
            if let Some((_, text)) = book.files.first_mut() {
                text.insert_str(0, &expected);
            }
            book
        }),
    ]
}

fn yaml() -> Vec<Generator> {
    vec![
        ("yaml/anchors", |n| {
            let anchors = count(n, |n| {
                format!("a{n}: &a{n} [*a{}, *a{}]\n", n.max(1) - 1, n.max(1) - 1)
            });
            block("yaml", &format!("a: &a0 [b]\n{anchors}"))
        }),
        ("yaml/lists-deep", |n| {
            block("yaml", &nested("[", "a", "]", n))
        }),
        ("yaml/lists-open", |n| block("yaml", &times("[", n))),
        ("yaml/maps-deep", |n| {
            block("yaml", &stairs("Statement:", n))
        }),
        ("yaml/dashes", |n| {
            block("yaml", &format!("{}a", times("- ", n)))
        }),
        ("yaml/mistakes", |n| block("yaml", &times("a: b: c\n", n))),
        ("yaml/tabs", |n| block("yaml", &times("\ta: [b\n", n))),
        ("yaml/quotes-open", |n| block("yaml", &times("a: 'b\n", n))),
        ("yaml/ellipses", |n| {
            block("yaml", &times("...\n b: *\n", n))
        }),
        ("yaml/documents", |n| {
            block("yaml", &times("---\nStatement: []\n", n))
        }),
        ("yaml/keys-repeated", |n| {
            block("yaml", &times("Statement: []\n", n))
        }),
        ("yaml/keys", |n| {
            block("yaml", &count(n, |n| format!("k{n}: v\n")))
        }),
        ("yaml/policies", |n| {
            block(
                "yaml",
                &count(n, |n| {
                    format!(
                        "P{n}:\n  Version: '2012-10-17'\n  Statement:\n    - Effect: Allow\n      Action: s3:GetObjct\n      Resource: '*'\n"
                    )
                }),
            )
        }),
        ("yaml/statements", |n| {
            let all = times(
                "  - Effect: Allow\n    Action: s3:GetObjct\n    Resource: '*'\n",
                n,
            );
            block("yaml", &format!("Version: '2012-10-17'\nStatement:\n{all}"))
        }),
        ("yaml/folded", |n| {
            let lines = times("    arn:aws:s3:::b\n", n);
            block(
                "yaml",
                &format!(
                    "Version: '2012-10-17'\nStatement:\n- Effect: Allow\n  Action: '*'\n  Resource: >\n{lines}"
                ),
            )
        }),
        ("yaml/sub", |n| {
            let parts = times("${AWS::Acount}", n);
            block(
                "yaml",
                &format!(
                    "Version: '2012-10-17'\nStatement:\n- Effect: Allow\n  Action: '*'\n  Resource: !Sub '{parts}'\n"
                ),
            )
        }),
    ]
}

fn env() -> Vec<Generator> {
    vec![
        ("env/names", |n| {
            block("env", &count(n, |n| format!("AWS_REGOIN{n}=a\n")))
        }),
        ("env/names-repeated", |n| {
            block("env", &times("AWS_REGION=us-east-1\n", n))
        }),
        ("env/names-other", |n| {
            block("env", &count(n, |n| format!("N{n}=a\n")))
        }),
        ("env/mistakes", |n| {
            block("env", &times("AWS_REGION = us-esat-1  # a\n", n))
        }),
        ("env/quotes-open", |n| block("env", &times("K=\"\n", n))),
        ("env/quotes-escaped", |n| {
            block("env", &times("K=\"\\\"\n", n))
        }),
        ("env/quotes-single", |n| block("env", &times("K='a\n", n))),
        ("env/expansions", |n| block("env", &times("K=a$K$K\n", n))),
        ("env/expansions-chain", |n| {
            block("env", &count(n, |n| format!("K{}=$K{n}$K{n}\n", n + 1)))
        }),
        ("env/expansions-deep", |n| {
            block("env", &format!("K={}", times("${K:-", n)))
        }),
        ("env/substitutions", |n| {
            block("env", &format!("K={}", times("$(", n)))
        }),
        ("env/backslashes", |n| block("env", &times("K=\\\n", n))),
        ("env/one-value", |n| {
            block("env", &format!("AWS_REGION={}", times("a", n)))
        }),
        ("env/one-name", |n| {
            block("env", &format!("AWS_{}=a", times("A", n)))
        }),
        ("env/exports", |n| {
            block("env", &times("export AWS_REGION=us-east-1\n", n))
        }),
        ("env/prose", |n| {
            block("env", &times("this is not an assignment\n", n))
        }),
        ("env/comments", |n| {
            block("env", &times("# AWS_REGION=us-esat-1\n", n))
        }),
        ("env/files", |n| {
            page(times("```env\nAWS_REGION=\"us-east-1\"\n```\n\n", n))
        }),
        ("env/powershell", |n| {
            block("powershell", &times("$env:AWS_REGOIN = \"us-esat-1\"\n", n))
        }),
        ("env/powershell-open", |n| {
            block("powershell", &times("$env:A = \"`\"$(\n", n))
        }),
        ("env/cmd", |n| {
            block("bat", &times("set AWS_REGOIN = us-esat-1\n", n))
        }),
    ]
}

fn config() -> Vec<Generator> {
    vec![
        ("config/source-chain", |n| {
            block(
                "ini,kind=config",
                &count(n, |n| {
                    format!(
                        "[profile p{n}]\nsource_profile = p{}\nrole_arn = a\n",
                        n + 1
                    )
                }),
            )
        }),
        ("config/source-circle", |n| {
            let total = n / 48 + 1;
            let body: String = (0..total)
                .map(|n| {
                    format!(
                        "[profile p{n}]\nsource_profile = p{}\nrole_arn = a\n",
                        (n + 1) % total
                    )
                })
                .collect();
            block("ini,kind=config", &body)
        }),
        ("config/source-tail", |n| {
            // All lead into a small circle.
            let tail = count(n, |n| {
                format!("[profile p{n}]\nsource_profile = p{}\n", n / 2)
            });
            block("ini,kind=config", &tail)
        }),
        ("config/source-missing", |n| {
            block(
                "ini,kind=config",
                &count(n, |n| format!("[profile p{n}]\nsource_profile = x{n}\n")),
            )
        }),
        ("config/profiles-repeated", |n| {
            block(
                "ini,kind=config",
                &times("[profile a]\nregion = us-esat-1\n", n),
            )
        }),
        ("config/settings-repeated", |n| {
            block(
                "ini,kind=config",
                &format!("[default]\n{}", times("region = us-esat-1\n", n)),
            )
        }),
        ("config/settings-unknown", |n| {
            block(
                "ini,kind=config",
                &format!("[default]\n{}", count(n, |n| format!("regoin{n} = a\n"))),
            )
        }),
        ("config/settings-nested", |n| {
            block(
                "ini,kind=config",
                &format!("[default]\ns3 =\n{}", times("  max_concurent = 1\n", n)),
            )
        }),
        ("config/values-wrong", |n| {
            block(
                "ini,kind=config",
                &format!("[default]\n{}", times("output = jsn # a\n", n)),
            )
        }),
        ("config/headers", |n| {
            block("ini,kind=config", &count(n, |n| format!("[profle a{n}]\n")))
        }),
        ("config/headers-open", |n| {
            block("ini,kind=config", &times("[a\n", n))
        }),
        ("config/continued", |n| {
            block(
                "ini,kind=config",
                &format!("[default]\na =\n{}", times(" b\n", n)),
            )
        }),
        ("config/sso-sessions", |n| {
            block(
                "ini,kind=config",
                &count(n, |n| {
                    format!(
                        "[profile p{n}]\nsso_session = s{n}\n[sso-session s{}]\n",
                        n + 1
                    )
                }),
            )
        }),
        ("config/keys", |n| {
            block(
                "ini,kind=config",
                &count(n, |n| {
                    format!("[p{n}]\naws_access_key_id = {}\n", key_id(n))
                }),
            )
        }),
        ("config/sections-plain", |n| {
            block(
                "ini,kind=config",
                &count(n, |n| format!("[p{n}]\nregion = us-east-1\n")),
            )
        }),
    ]
}

fn commands() -> Vec<Generator> {
    vec![
        ("command/calls", |n| block("sh", &times("aws s3 ls\n", n))),
        ("command/services", |n| {
            block("sh", &count(n, |n| format!("aws bedrok{n} list\n")))
        }),
        ("command/operations", |n| {
            block(
                "sh",
                &count(n, |n| format!("aws bedrock list-foundation-modles{n}\n")),
            )
        }),
        ("command/options", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 run-instances {}",
                    count(n, |n| format!("--imgae-id{n} a "))
                ),
            )
        }),
        ("command/options-repeated", |n| {
            block(
                "sh",
                &format!("aws ec2 run-instances {}", times("--image-id a ", n)),
            )
        }),
        ("command/arguments", |n| {
            block("sh", &format!("aws s3 ls {}", times("a ", n)))
        }),
        ("command/continued", |n| {
            block("sh", &format!("aws s3 ls{}", times(" \\\n  a", n)))
        }),
        ("command/continued-badly", |n| {
            block("sh", &format!("aws s3 ls{}", times(" \\ \n  a", n)))
        }),
        ("command/continued-calls", |n| {
            block("sh", &times("aws s3 ls \\ \n  --region us-east-1\n", n))
        }),
        ("command/one-word", |n| {
            block("sh", &format!("aws s3 ls {}", times("a", n)))
        }),
        ("command/quotes-open", |n| {
            block("sh", &times("aws s3 ls '\n", n))
        }),
        ("command/quotes-double", |n| {
            block("sh", &times("aws s3 ls \"\n", n))
        }),
        ("command/quotes-adjacent", |n| {
            block("sh", &format!("aws s3 ls {}", times("'a'\"b\"", n)))
        }),
        ("command/escapes", |n| {
            block("sh", &format!("aws s3 ls {}", times("\\a", n)))
        }),
        ("command/expansions", |n| {
            block("sh", &format!("aws s3 ls {}", times("$A", n)))
        }),
        ("command/expansions-deep", |n| {
            block("sh", &format!("aws s3 ls {}", nested("${A:-", "", "}", n)))
        }),
        ("command/substitutions", |n| {
            block("sh", &nested("$(aws s3 ls ", "", ")", n))
        }),
        ("command/backticks", |n| {
            block("sh", &times("aws s3 ls `\n", n))
        }),
        ("command/pipes", |n| block("sh", &times("aws s3 ls | ", n))),
        ("command/lists", |n| block("sh", &times("aws s3 ls && ", n))),
        ("command/ifs-deep", |n| {
            block("sh", &times("if true; then\n", n))
        }),
        ("command/subshells", |n| {
            block("sh", &times("( aws s3 ls\n", n))
        }),
        ("command/functions", |n| block("sh", &times("f() {\n", n))),
        ("command/cases", |n| {
            block("sh", &times("case a in a)\n", n))
        }),
        ("command/arithmetic", |n| block("sh", &times("$((", n))),
        ("command/tests", |n| block("sh", &times("[[ a =~ ", n))),
        ("command/heredocs", |n| {
            block(
                "sh",
                &count(n, |n| format!("cat > f{n} <<E\nAWS_REGION=us-esat-1\nE\n")),
            )
        }),
        ("command/heredocs-open", |n| {
            block("sh", &times("cat <<E\naws\n", n))
        }),
        ("command/heredocs-one-line", |n| {
            block("sh", &format!("cat {}", times("<<E ", n)))
        }),
        ("command/heredocs-used", |n| {
            block(
                "sh",
                &count(n, |n| {
                    format!(
                        "cat > p{n}.json <<E\n{{\"Statement\": []}}\nE\naws iam put-role-policy --role-name a --policy-name b --policy-document file://p{n}.json\n"
                    )
                }),
            )
        }),
        ("command/policies", |n| {
            block(
                "sh",
                &times(
                    "aws iam put-role-policy --role-name a --policy-name b --policy-document '{\"Statement\": []}'\n",
                    n,
                ),
            )
        }),
        ("command/policy-open", |n| {
            block(
                "sh",
                &format!(
                    "aws iam create-policy --policy-name a --policy-document '{}",
                    times("{\"Statement\":", n)
                ),
            )
        }),
        ("command/policies-whole", |n| {
            block("sh", &times("{\"Statement\": []}\naws\n", n))
        }),
        ("command/policies-loose", |n| {
            block("sh", &times("{\"Statement\":", n))
        }),
        ("command/json", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 run-instances --image-id a --network-interfaces '{}'",
                    nested("[", "", "]", n)
                ),
            )
        }),
        ("command/json-members", |n| {
            let members = count(n, |n| format!("\"Kye{n}\": 1, "));
            block(
                "sh",
                &format!(
                    "aws ec2 create-tags --resources a --tags '[{{{members}\"Key\": \"a\"}}]'"
                ),
            )
        }),
        ("command/shorthand", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 create-tags --resources a --tags {}",
                    times("Key=a,Value=b,", n)
                ),
            )
        }),
        ("command/shorthand-lists", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 create-tags --resources a --tags {}",
                    times("Key=[a,", n)
                ),
            )
        }),
        ("command/shorthand-deep", |n| {
            block(
                "sh",
                &format!("aws ec2 create-tags --tags {}", times("Key={a=", n)),
            )
        }),
        ("command/shorthand-words", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 create-tags --resources a --tags {}",
                    times("Kye=a,Value=b ", n)
                ),
            )
        }),
        ("command/query", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 describe-instances --query '{}'",
                    times("a.b[0].", n)
                ),
            )
        }),
        ("command/query-deep", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 describe-instances --query '{}'",
                    times("a[?b==(", n)
                ),
            )
        }),
        ("command/query-lists", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 describe-instances --query '{}a{}'",
                    times("[", n / 2),
                    times("]", n / 2)
                ),
            )
        }),
        ("command/query-pipes", |n| {
            block(
                "sh",
                &format!("aws ec2 describe-instances --query '{}a'", times("a|", n)),
            )
        }),
        ("command/urls", |n| {
            block(
                "sh",
                &format!(
                    "aws ec2 describe-instances --filters '{}'",
                    times("Name=a,Values=b,c,d,", n)
                ),
            )
        }),
        ("command/lookalikes", |n| {
            block("sh", &times("aws s3 ls –region us-east-1\n", n))
        }),
        ("command/placeholders", |n| {
            block("sh", &format!("aws s3 ls {}", times("<a b>", n)))
        }),
        ("command/placeholders-open", |n| {
            block("sh", &format!("aws s3 ls {}", times("<a ", n)))
        }),
        ("command/assignments", |n| {
            block("sh", &times("export AWS_REGION=us-esat-1\n", n))
        }),
        ("command/configure", |n| {
            block("sh", &times("aws configure set region us-esat-1\n", n))
        }),
        ("console/prompts", |n| {
            block("console", &times("$ aws s3 lss\n", n))
        }),
        ("console/continued", |n| {
            block("console", &times("$ aws s3 ls \\\n", n))
        }),
        ("console/output", |n| {
            block("console", &format!("$ aws s3 ls\n{}", times("a\n", n)))
        }),
        ("console/quotes", |n| {
            block("console", &times("$ aws s3 ls '\n> \n", n))
        }),
    ]
}

fn texts() -> Vec<Generator> {
    vec![
        ("arn/many", |n| {
            page(count(n, |n| format!("arn:asw:s3:us-esat-1:{n}:a\n\n")))
        }),
        ("arn/one-line", |n| {
            page(times("arn:aws:s3:us-esat-1:1:a ", n))
        }),
        ("arn/starts", |n| page(times("arn:", n))),
        ("arn/fields", |n| page(format!("arn:aws:{}", times("a", n)))),
        ("arn/code", |n| {
            block("python", &times("x = \"arn:asw:iam::1:role/a\"\n", n))
        }),
        ("region/many", |n| page(times("us-esat-1\n\n", n))),
        ("region/one-line", |n| page(times("us-esat-1 ", n))),
        ("region/unknown", |n| {
            page(count(n, |n| format!("us-east-{}\n\n", n % 90 + 9)))
        }),
        ("region/dashes", |n| page(times("-", n))),
        ("region/words", |n| page(times("a-b-", n))),
        ("region/endpoints", |n| {
            page(times("https://s3.us-esat-1.amazonaws.com/ ", n))
        }),
        ("region/links", |n| {
            page(times(
                "<https://console.aws.amazon.com/s3?region=us-esat-1>\n\n",
                n,
            ))
        }),
        ("region/arns", |n| page(times("arn:aws:s3:us-esat-1", n))),
        ("region/blocks", |n| {
            page(times("```text\nus-esat-1\n```\n\n", n))
        }),
        ("secret/key-ids", |n| {
            page(count(n, |n| format!("{}\n\n", key_id(n))))
        }),
        ("secret/key-ids-one-line", |n| {
            page(count(n, |n| format!("{} ", key_id(n))))
        }),
        ("secret/keys", |n| {
            page(count(n, |n| {
                format!("aws_secret_access_key = {}\n\n", letters(BASE64, 40, n))
            }))
        }),
        ("secret/env", |n| {
            block(
                "env",
                &count(n, |n| {
                    format!(
                        "export AWS_ACCESS_KEY_ID=\"{}\"\nAWS_SECRET_ACCESS_KEY = {}\n",
                        key_id(n),
                        letters(BASE64, 40, n)
                    )
                }),
            )
        }),
        ("secret/tokens", |n| {
            page(count(n, |n| {
                format!("aws_session_token = {}\n\n", letters(BASE64, 300, n))
            }))
        }),
        ("secret/one-token", |n| {
            page(format!("aws_session_token = {}\n", letters(BASE64, n, 1)))
        }),
        ("secret/private-keys", |n| {
            page(count(n, |n| {
                let (begin, end) = (
                    ["-----BEGIN RSA PRIV", "ATE KEY-----"].concat(),
                    ["-----END RSA PRIV", "ATE KEY-----"].concat(),
                );
                format!("{begin}\n{}\n{end}\n\n", letters(BASE64, 64, n))
            }))
        }),
        ("secret/private-keys-open", |n| {
            page(times(
                &format!("{}\n", ["-----BEGIN RSA PRIV", "ATE KEY-----"].concat()),
                n,
            ))
        }),
        ("secret/short-term-starts", |n| {
            page(times("bedrock-api-key-", n))
        }),
        ("secret/names", |n| {
            page(times("aws_secret_access_key = ", n))
        }),
        ("secret/letters", |n| page(letters(BASE64, n, 1))),
    ]
}

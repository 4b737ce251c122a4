//! A secret is printed nowhere, wherever it stands: generated secrets of every kind that the scanner
//! knows, in every place of a book, in every format of a report.
#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a test that cannot go on should stop"
)]

use std::collections::BTreeSet;

use crate::support::Memory;

use aws_doc_lint::linter::Linter;
use mdbook_aws::report::{Report, github, human, json};
use proptest::prelude::*;

/// Where `{}` stands for the secret. Each place is wrong in some way, so that something is said of it.
const PLACES: &[&str] = &[
    "in us-esat-1 {}\n",
    "# {} us-esat-1\n",
    "[{}](https://s3.us-esat-1.amazonaws.com)\n",
    "[a](https://s3.us-esat-1.amazonaws.com/?X-Amz-Security-Token={})\n",
    "![a](https://{}@s3.us-esat-1.amazonaws.com)\n",
    "| a |\n| --- |\n| {} us-esat-1 |\n",
    "`{} us-esat-1`\n",
    "<!-- {} us-esat-1 -->\n",
    "<!-- aws-ignore env/quoted-value: {} -->\n\na\n",
    "<!-- aws-ignore {}: a -->\n\na\n",
    "<!-- aws-ignore {} -->\n\na\n",
    "<!-- aws-for {}=a -->\n\na\n",
    "<!-- aws-expect: allows {} on a -->\n\n```json\n{\"Version\": \"2012-10-17\", \"Statement\": []}\n```\n",
    "```env,{}=a,raeder=b\nAWS_REGION=us-esat-1 {}\n```\n",
    "```env,reader={}\nA=b\n```\n",
    "```env,fails={}\nA=b\n```\n",
    "```env\nAWS_PROFILE = {}\n```\n",
    "```env\nAWS_PROFILE=\"{}\" # a\n```\n",
    "```env\nAWS_PROFILE=\"{}\n```\n",
    "```env\nAWS_PROFILE='{}\nB=c\n```\n",
    "```env\n{}\n```\n",
    "```env\nsome words {}\n```\n",
    "```env\nexport {}=us-esat-1\n```\n",
    "```env\nAWS_REGION={} us-esat-1\n```\n",
    "```env\nAWS_REGION=\"\\n{}\\t\"\n```\n",
    "```env\nAWS_PROFILE=$A {} # a\n```\n",
    "```env\nAWS_PROFILE=a#{}\n```\n",
    "```ini\n[default]\nregion = {}  # a\n```\n",
    "```ini\n[profle {}]\nregion = a\n[default]\naws_access_key_id = a\n```\n",
    "```ini\n[default]\nsso_regoin = {}\nregion = us-esat-1 # {}\n```\n",
    "```ini\n[profile {}]\nsource_profile = {}\nrole_arn = a\n```\n",
    "```sh\naws {} ls\n```\n",
    "```sh\naws s3 {}\n```\n",
    "```sh\naws bedrock list-foundation-models --{} a\n```\n",
    "```sh\naws bedrock list-foundation-models --region {} --outptu a\n```\n",
    "```sh\naws bedrock list-foundation-models {} --region us-esat-1\n```\n",
    "```sh\naws bedrock list-foundation-models --query '{}..a['\n```\n",
    "```sh\naws ec2 create-tags --resources a --tags Kye={},Value=a\n```\n",
    "```sh\naws ec2 create-tags --resources a --tags '[{\"Kye\": \"{}\"}]'\n```\n",
    "```sh\naws ec2 create-tags --resources a --tags '[{\"{}\": \"a\"'\n```\n",
    "```sh\naws s3 ls 'us-esat-1 {}\n```\n",
    "```sh\nexport AWS_REGION=us-esat-1 AWS_PROFILE={}\n```\n",
    "```sh\ncat > a.env <<E\nAWS_PROFILE = \"{}\nE\n```\n",
    "```sh\naws bedrock list-foundation-models \\ \n  --region {}\n```\n",
    "```console\n$ aws s3 lss\n{} us-esat-1\n```\n",
    "```powershell\n$env:AWS_REGOIN = \"{}\"\n```\n",
    "```bat\nset AWS_REGION=us-esat-1 {}\n```\n",
    "```json\n{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"{}\", \"Action\": \"{}\", \"Resource\": \"{}\"}]}\n```\n",
    "```json\n{\"Version\": \"{}\", \"Statement\": [{\"Sid\": \"a {}\", \"Effect\": \"Allow\", \"Action\": \"s3:{}\", \"Resource\": \"arn:aws:s3:us-esat-1::{}\"}]}\n```\n",
    "```json\n{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\", \"{}\": 1, \"Condition\": {\"{}\": {\"{}\": \"{}\"}}}]}\n```\n",
    "```json\n{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\", \"Principal\": {\"AWS\": \"arn:aws:iam::us-esat-1:{}\"}}]}\n```\n",
    "```json\n{\"Statement\": [{\"a\": {}\n```\n",
    "```yaml\nVersion: '2012-10-17'\nStatement:\n- Effect: {}\n  Action: {}\n  {}: a\n```\n",
    "```yaml\nStatement: [{}: a: us-esat-1\n```\n",
    "arn:asw:s3:us-esat-1:{}:{}\n",
    "{{#include {}.md}}\n",
    "{{#include a.md:{}}}\n",
    "{{#aws {}}}\n",
    "{{#aws regions {}=a}}\n",
    "```sh\naws s3 ls {{aws:{}}}\n```\n",
];

/// How a secret may be written.
#[derive(Debug, Clone, Copy)]
enum Written {
    AsItIs,
    SlashEscaped,
    SlashByNumber,
    Percent,
    Entity,
}

impl Written {
    const ALL: [Self; 5] = [
        Self::AsItIs,
        Self::SlashEscaped,
        Self::SlashByNumber,
        Self::Percent,
        Self::Entity,
    ];

    fn of(self, secret: &str) -> String {
        match self {
            Self::AsItIs => secret.to_owned(),
            Self::SlashEscaped => secret.replace('/', "\\/"),
            Self::SlashByNumber => secret.replace('/', "\\u002f"),
            Self::Percent => secret.replace('/', "%2F"),
            Self::Entity => secret.replace('/', "&#x2F;"),
        }
    }
}

fn letters(alphabet: &'static str, len: usize) -> impl Strategy<Value = String> {
    let bytes = alphabet.as_bytes();
    prop::collection::vec(prop::sample::select(bytes), len)
        .prop_map(|bytes| String::from_utf8(bytes).unwrap())
}

const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A secret, a line that names it, and how many of its first characters may be shown.
#[derive(Debug, Clone)]
struct Planted {
    secret: String,
    named: String,
    shown: usize,
}

fn planted() -> impl Strategy<Value = Planted> {
    let make = |secret: String, named: String, shown| Planted {
        secret,
        named,
        shown,
    };
    let id = letters(BASE32, 16).prop_map(move |rest| {
        let id = format!("{}{rest}", ["AK", "IA"].concat());
        make(id, String::new(), 4)
    });
    let key = letters(BASE64, 36).prop_map(move |rest| {
        let key = format!("aZ9/{rest}");
        make(key.clone(), format!("AWS_SECRET_ACCESS_KEY={key}\n"), 4)
    });
    let token = letters(BASE64, 300)
        .prop_map(move |token| make(token.clone(), format!("AWS_SESSION_TOKEN={token}\n"), 4));
    let long = letters(BASE64, 128)
        .prop_map(move |rest| make(format!("{}{rest}", ["AB", "SK"].concat()), String::new(), 4));
    let short = letters(BASE64, 200).prop_map(move |rest| {
        let start = ["bedrock-api-key-", "YmVkcm9jay5hbWF6b25hd3MuY29t"].concat();
        let shown = start.len() + 4;
        make(format!("{start}{rest}"), String::new(), shown)
    });
    let private = letters(BASE64, 640).prop_map(move |body| {
        let label = ["RSA PRIV", "ATE KEY-----"].concat();
        let key = format!("-----BEGIN {label}\n{body}\n-----END {label}\n");
        make(body, key, 4)
    });
    prop_oneof![id, key, token, long, short, private]
        // The scanner passes over what it cannot tell from a hash or a placeholder.
        .prop_filter("known to the scanner", |planted| {
            let text = format!("{} {}", planted.named, planted.secret);
            !aws_doc_lint::secret::scan(&text).is_empty()
        })
}

/// All that is printed of a book.
fn printed(text: &str) -> Vec<(&'static str, String)> {
    let book = Memory::one(text);
    book.check(&["example.md"], |files, findings, facts| {
        let report = Report::new(files, findings, facts);
        let linted = Linter::new(facts).check(&[("example.md", text)]);
        vec![
            ("human", human::print(&report, false)),
            ("json", json::print(&report).unwrap()),
            ("github", github::print(&report)),
            ("linter", format!("{linted:?}")),
        ]
    })
}

/// A piece of eight characters of the secret that is in `text`, beyond what may be shown. A row of few
/// different letters is in many a text.
fn leaked<'s>(text: &str, planted: &'s Planted) -> Option<&'s str> {
    let secret = &planted.secret;
    let is_telling = |piece: &&str| piece.bytes().collect::<BTreeSet<_>>().len() > 4;
    (planted.shown..=secret.len().saturating_sub(8))
        .map(|from| &secret[from..from + 8])
        .filter(is_telling)
        .find(|piece| text.contains(piece))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn no_report_prints_a_generated_secret(
        planted in planted(),
        place in prop::sample::select(PLACES),
        written in prop::sample::select(&Written::ALL[..]),
        named_first: bool,
    ) {
        let body = place.replace("{}", &written.of(&planted.secret));
        let named = match planted.named.as_str() {
            "" => String::new(),
            named => format!("```text\n{named}```\n\n"),
        };
        let text = match named_first {
            true => format!("{named}{body}"),
            false => format!("{body}\n{named}"),
        };
        for (format, printed) in printed(&text) {
            prop_assert_eq!(leaked(&printed, &planted), None, "{} of\n{}\n{}", format, text, printed);
        }
    }
}

/// So that the property above says something: most places are reported, and excerpts of them printed.
#[test]
fn something_is_said_of_every_place() {
    let silent: Vec<&&str> = PLACES
        .iter()
        .filter(|place| {
            let text = place.replace("{}", "harmless");
            printed(&text)
                .first()
                .is_some_and(|(_, human)| human.is_empty())
        })
        .collect();
    assert!(silent.len() * 10 <= PLACES.len(), "{silent:#?}");
}

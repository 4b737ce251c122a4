//! `command/text-for-bytes`

use crate::command::{AwsCommand, CommandCall, Given};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use aws_doc_facts::cli::Kind;

rule! {
    /// An option that takes bytes gets text, which version 2 of the AWS CLI takes for base64.
    ///
    /// Version 1 sends the text as it is. Version 2 decodes it first: it stops with "Invalid base64" or,
    /// where the letters happen to be base64, sends other bytes than those written. The same is true of
    /// `file://`. Give the bytes with `fileb://`, or say with `--cli-binary-format raw-in-base64-out` that the
    /// text is meant as it is.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws lambda invoke --function-name guide --payload '{"name": "Ada"}' out.json
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws lambda invoke --function-name guide --payload '{"name": "Ada"}' \
    ///   --cli-binary-format raw-in-base64-out out.json
    /// aws lambda invoke --function-name guide --payload fileb://event.json out.json
    /// ```
    ///
    /// ## References
    ///
    /// - [The parameter `cli_binary_format`](https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html#parameter-type-blob)
    "command/text-for-bytes", Error
}

/// How the names of files end that hold no base64.
const ENDS: [&str; 26] = [
    ".json", ".yaml", ".yml", ".xml", ".html", ".csv", ".md", ".sh", ".py", ".zip", ".jar", ".bin",
    ".gz", ".tar", ".png", ".jpg", ".jpeg", ".gif", ".pdf", ".mp3", ".mp4", ".wav", ".pem", ".crt",
    ".der", ".key",
];

/// What a word holds that only names what belongs there.
const KINDS: [&str; 10] = [
    "base64", "blob", "bytes", "cipher", "content", "data", "key", "payload", "text", "value",
];

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if is_raw(&call.command) || call.page.sets_binary_format() {
        return;
    }
    for option in &call.command.options {
        let shape = option.argument.shape();
        // `command/missing-file-prefix` reports the code of functions, which no option makes text of.
        if shape.kind() != Kind::Blob
            || shape.is_path()
            || !option.argument.versions().v2
            || option.full_name == "zip-file"
        {
            continue;
        }
        for value in &option.values {
            let (message, help) = match fault(*value, &option.full_name) {
                Some(Fault::Text) => (
                    format!(
                        "version 2 of the AWS CLI takes base64 for `--{}`, not text",
                        option.full_name
                    ),
                    "add `--cli-binary-format raw-in-base64-out`, or give the bytes with `fileb://`",
                ),
                Some(Fault::File) => (
                    "version 2 of the AWS CLI takes what is in the file for base64".to_owned(),
                    "write `fileb://`, or add `--cli-binary-format raw-in-base64-out`",
                ),
                None => continue,
            };
            let finding = Finding::new(value.range(), message).help(help);
            sink.push(if value.text().starts_with("file://") {
                let prefix = value.range_of(0.."file".len());
                finding.fix("write `fileb://`", vec![(prefix, "fileb".to_owned())])
            } else {
                finding
            });
        }
    }
}

/// Longer texts without a space are not words.
const LONGEST_WORD: usize = 40;

enum Fault {
    Text,
    File,
}

/// What is wrong with the value of an option that takes bytes, if that is certain.
fn fault(value: Given<'_>, option: &str) -> Option<Fault> {
    let text = value.text();
    if let Some(path) = text.strip_prefix("file://") {
        let lower = path.to_ascii_lowercase();
        let is_known = value.is_known(0..text.len()) && ENDS.iter().any(|end| lower.ends_with(end));
        return is_known.then_some(Fault::File);
    }
    if text.contains("://") {
        return None;
    }
    // Of `{}` nothing is left, which a function takes for an empty event.
    if !text.contains(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    // JSON is text, whatever is filled in.
    if text.trim_start().starts_with(['{', '[']) && text.contains('"') {
        return Some(Fault::Text);
    }
    let text = value.literal()?;
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
    let is_text = text
        .chars()
        .any(|c| c == ' ' || matches!(c, '!' | '"' | '{' | ',' | '\''));
    let letters = text
        .bytes()
        .filter(|byte| is_base64(*byte) && *byte != b'=')
        .count();
    // A word for what belongs there, as `base64-encoded-data`, is not text that is sent.
    let lower = text.to_ascii_lowercase();
    let is_word =
        letters < 3 || option.contains(&lower) || KINDS.iter().any(|word| lower.contains(word));
    // A long one is meant as base64, and cut short.
    let is_broken =
        text.bytes().all(is_base64) && text.len() % 4 != 0 && text.len() <= LONGEST_WORD;
    (is_text || (is_broken && !is_word)).then_some(Fault::Text)
}

/// Whether the call says that text is meant as it is.
fn is_raw(command: &AwsCommand<'_>) -> bool {
    let mut options = command.options.iter();
    options.any(|option| option.full_name == "cli-binary-format")
}

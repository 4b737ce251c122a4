//! `config/section-header`

use crate::config::{ConfigSample, FileKind, SectionKind};
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;
use spanned_text::Cut as _;
use spanned_text::Part as _;

rule! {
    /// The header of a section is not what its file needs.
    ///
    /// In `~/.aws/config` a profile is `[profile NAME]`, and only the default one is `[default]`: a section
    /// `[NAME]` is not a profile there and is not found. In `~/.aws/credentials` it is the other way round: a
    /// profile is `[NAME]`, without the word.
    ///
    /// Which file a sample shows is known from `ini,file=~/.aws/config`, from a comment in it that names
    /// the file, or from its other headers.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// # ~/.aws/config
    /// [dev]
    /// region = us-west-2
    /// output = json
    /// sso_session = work
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// # ~/.aws/config
    /// [profile dev]
    /// region = us-west-2
    ///
    /// # ~/.aws/credentials
    /// [dev]
    /// aws_access_key_id = your-access-key-id
    /// aws_secret_access_key = your-secret-access-key
    /// ```
    ///
    /// ## References
    ///
    /// - [Configuration and credential file settings](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html)
    "config/section-header", Error
}

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    // Only the config file has sections with a word before the name.
    let worded = sample.sections.iter().any(|section| {
        matches!(
            section.kind,
            SectionKind::Profile(_) | SectionKind::SsoSession(_) | SectionKind::Services(_)
        )
    });
    for section in &sample.sections {
        let text = sample.text.part(section.header.clone());
        let range = section.header.clone();
        let is_config = match section.file {
            Some(file) => file == FileKind::Config,
            // Keys are what the credentials file is for.
            None => {
                worded
                    && section.entry("aws_access_key_id").is_none()
                    && section.entry("aws_secret_access_key").is_none()
            }
        };
        match &section.kind {
            SectionKind::Plain(name)
                if is_config && !name.contains(['<', '$', '{', '…']) && !name.contains("...") =>
            {
                let right = format!("[profile {name}]");
                sink.push(
                    Finding::new(
                        range.clone(),
                        "a profile of the config file has `profile` before its name",
                    )
                    .help(format!("write `{right}`"))
                    .unsafe_fix(format!("write `{right}`"), vec![(range, right)]),
                );
            }
            SectionKind::Profile(name) if section.file == Some(FileKind::Credentials) => {
                let right = format!("[{name}]");
                sink.push(
                    Finding::new(
                        range.clone(),
                        "a profile of the credentials file has no `profile` before its name",
                    )
                    .help(format!("write `{right}`"))
                    .unsafe_fix(format!("write `{right}`"), vec![(range, right)]),
                );
            }
            SectionKind::Profile(name) | SectionKind::SsoSession(name)
                if name.contains(char::is_whitespace) && !text.contains(['"', '\'', '<', '{']) =>
            {
                let word = text.trim_start_matches('[').trim_start();
                let word = word.before([' ', '\t']);
                let right = format!("[{word} \"{name}\"]");
                sink.push(
                    Finding::new(range.clone(), "a name with spaces needs quotes")
                        .note("botocore and the AWS CLI skip this section")
                        .help(format!("write `{right}`, or use a name without spaces"))
                        .unsafe_fix(format!("write `{right}`"), vec![(range, right)]),
                );
            }
            SectionKind::Other => tell_other(text, range, sink),
            _ => {}
        }
    }
}

fn tell_other(text: &str, range: std::ops::Range<usize>, sink: &mut Sink<'_>) {
    let inner = text.trim_matches(['[', ']']).trim();
    if !text.contains(']') {
        sink.push(
            Finding::new(range, "this header has no `]`").help("close it, as in `[profile dev]`"),
        );
        return;
    }
    let (word, name) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    if name.is_empty() {
        let message = if word.is_empty() {
            "this header has no name".to_owned()
        } else {
            format!("`{word}` needs a name after it")
        };
        sink.push(Finding::new(range, message).help("write it as in `[profile dev]`"));
        return;
    }
    let known = ["profile", "sso-session", "services"];
    if let Some(near) = nearest(word, known, 2) {
        sink.push(
            Finding::new(range, format!("there is no section `{word}`"))
                .did_you_mean(&format!("[{near} {}]", name.trim())),
        );
    }
}

//! `config/process-path`

use crate::config::ConfigSample;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::{Cut as _, Part as _};

rule! {
    /// The program of `credential_process` begins with `~` or a variable.
    ///
    /// botocore, and with it the AWS CLI, starts the program without a shell. Nothing replaces `~` or
    /// `$HOME`, so the program is not found. Write the whole path, or the name alone where it is in the `PATH`.
    ///
    /// ## Fails
    ///
    /// ```ini
    /// [profile dev]
    /// credential_process = ~/bin/get-keys --role dev
    /// ```
    ///
    /// ## Passes
    ///
    /// ```ini
    /// [profile dev]
    /// credential_process = /home/alice/bin/get-keys --role dev
    ///
    /// [profile test]
    /// credential_process = get-keys --role test
    /// ```
    ///
    /// ## References
    ///
    /// - [Source credentials with an external process](https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html)
    "config/process-path", Warning
}

pub(crate) fn check(sample: &ConfigSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let entries = sample.sections.iter().flat_map(|section| &section.entries);
    for entry in entries.filter(|entry| entry.key == "credential_process") {
        let command = entry.value.trim_start_matches(['"', '\'']);
        let skipped = entry.value.len() - command.len();
        let is_home = |name: &str| ["HOME", "USERPROFILE"].contains(&name);
        let length = if command.starts_with("~/") {
            1
        } else if let Some(rest) = command.strip_prefix("${") {
            let Some((name, _)) = rest.split_once('}') else {
                continue;
            };
            if !is_home(name) {
                continue;
            }
            name.len() + 3
        } else if let Some(rest) = command.strip_prefix('$') {
            let name = rest.before(['/', '\\', ' ']);
            if !is_home(name) {
                continue;
            }
            name.len() + 1
        } else {
            continue;
        };
        let start = entry.value_range.start + skipped;
        let written = command.part(..length);
        let message = format!("no shell replaces `{written}` here");
        sink.push(
            Finding::new(start..start + length, message)
                .note("botocore and the AWS CLI start the program without a shell, and do not find it")
                .help("write the whole path of the program"),
        );
    }
}

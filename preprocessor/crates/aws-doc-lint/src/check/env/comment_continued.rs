//! `env/comment-continued`

use crate::document::env::Content;
use crate::env::Dialect;
use crate::env::EnvSample;
use crate::env::readers::Reader;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;
use spanned_text::Part as _;

rule! {
    /// A comment of a `.env` file ends in a backslash, before a variable.
    ///
    /// systemd before version 254 reads the next line as a part of the comment, so that the variable
    /// is not set. Debian 12, Ubuntu 22.04 and Red Hat Enterprise Linux 9 have such versions.
    ///
    /// ## Fails
    ///
    /// ```env
    /// # shares are in \\\\files\
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## Passes
    ///
    /// ```env
    /// # shares are in \\\\files
    /// AWS_REGION=us-west-2
    /// ```
    ///
    /// ## References
    ///
    /// - [systemd.exec: EnvironmentFile=](https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html#EnvironmentFile=)
    "env/comment-continued", Warning
}

pub(crate) fn check(sample: &EnvSample<'_>, _: &Facts, sink: &mut Sink<'_>) {
    if sample.dialect != Dialect::File || !sample.readers.list.contains(&Reader::Systemd) {
        return;
    }
    for pair in sample.lines.windows(2) {
        let [comment, next] = pair else { continue };
        let text = sample.text.part(comment.range.clone());
        let is_lost = matches!(next.content, Content::Assignment(_));
        if comment.content != Content::Comment || !text.ends_with('\\') || !is_lost {
            continue;
        }
        let end = comment.range.end;
        sink.push(
            Finding::new(
                end - 1..end,
                "systemd before version 254 reads the next line as a part of this comment",
            )
            .label(next.range.clone(), "not set there")
            .help("end the comment otherwise"),
        );
    }
}

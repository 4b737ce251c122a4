//! The settings of a book, as the reference lists them. What they do is read here alone: by the
//! README, by `{{#aws settings}}`, and by the messages about wrong ones.

/// A setting of ours.
#[derive(Debug)]
pub struct Setting {
    /// The key in its table of `book.toml`.
    pub key: &'static str,
    /// What it takes.
    pub takes: &'static str,
    /// What holds without it.
    pub default: &'static str,
    /// What it does.
    pub doc: &'static str,
}

/// Every setting under `[preprocessor.aws]`. The only list of them.
pub const AWS: &[Setting] = &[
    Setting {
        key: "choices",
        takes: "a table of choices; see [Choices](#choices)",
        default: "none",
        doc: "What readers choose for themselves, as their Region: the values of the slots \
              `{{aws:…}}` in snippets.",
    },
    Setting {
        key: "deny-warnings",
        takes: "`true` or `false`",
        default: "`false`",
        doc: "Warnings fail the build as errors do.",
    },
    Setting {
        key: "env-readers",
        takes: "a list of names, as `[\"docker\", \"python-dotenv\"]`",
        default: "all readers that are known",
        doc: "The programs that read the env files of the book. A line that two of them read \
              differently is an error. There are `python-dotenv`, `dotenv`, `node`, `dotenvy`, \
              `docker`, `compose`, `systemd`, `bash`, `direnv` and `godotenv`.",
    },
    Setting {
        key: "facts-max-age",
        takes: "a whole number of days",
        default: "no limit",
        doc: "Tables of older facts say that they are old. `SOURCE_DATE_EPOCH` stands for today.",
    },
    Setting {
        key: "include-root",
        takes: "a folder relative to `book.toml`, as `\"..\"`",
        default: "the book's own folder",
        doc: "The folder that `{{#include}}` may not leave.",
    },
    Setting {
        key: "live",
        takes: "`\"auto\"`, `\"always\"` or `\"never\"`",
        default: "`\"auto\"`",
        doc: "Whether facts are asked of AWS while the book is built. `auto` asks, at most once a \
              day, and uses the facts at hand when nobody answers in time; `always` fails then; \
              `never` opens no connection. The variable `MDBOOK_AWS_LIVE` comes first.",
    },
    Setting {
        key: "live-credentials",
        takes: "`true` or `false`",
        default: "`false`",
        doc: "Builds also ask sources that need AWS credentials, found as the AWS CLI finds them: \
              the models of every Region are then those that your account sees. It counts only \
              where the variable `MDBOOK_AWS_LIVE_CREDENTIALS` is `allow`: no book can use your \
              credentials, or run what gets them, by itself. `mdbook-aws refresh` asks them in \
              any case.",
    },
    Setting {
        key: "live-mirrors",
        takes: "a table with addresses for `regional-table`, `price-list` or `service-reference`",
        default: "AWS's own addresses",
        doc: "Mirrors of the sources that ask for no credentials, which get requests without a \
              signature. Endpoints that get signed requests are named by variables only, so that \
              no book can ask for them.",
    },
    Setting {
        key: "live-timeout",
        takes: "a whole number of seconds from `1` to `60`",
        default: "`3`",
        doc: "How long a build waits for all sources of facts together.",
    },
    Setting {
        key: "severity",
        takes: "a table from codes to `\"error\"`, `\"warning\"`, `\"hint\"` or `\"off\"`",
        default: "what each check's page says",
        doc: "Another weight for what a check finds.",
    },
    Setting {
        key: "test",
        takes: "a table with `endpoint` or `tools`; see [Running the blocks](#running-the-blocks)",
        default: "an emulated AWS and pinned tools",
        doc: "What the command `test` runs the book's blocks with.",
    },
];

/// Every setting under `[output.site]`. The only list of them.
pub const SITE: &[Setting] = &[
    Setting {
        key: "url",
        takes: "an address with a slash at its end",
        default: "none",
        doc: "Where the book is published. Its path must be that of `output.html.site-url`.",
    },
    Setting {
        key: "badges",
        takes: "a chapter, as `\"checks.md#badges\"`",
        default: "none",
        doc: "Below each snippet stands whether it was executed, checked or not checked, with a link \
              to this chapter, which says what that means.",
    },
    Setting {
        key: "check-links",
        takes: "`true` or `false`",
        default: "`true`",
        doc: "Whether a link that leads nowhere fails the build.",
    },
    Setting {
        key: "content-security-policy",
        takes: "`true` or `false`",
        default: "`true`",
        doc: "Whether pages get a policy. Scripts that load others from another server, as \
              MathJax, need `false`.",
    },
];

/// Settings as a table in Markdown.
#[must_use]
pub fn table(settings: &[Setting]) -> String {
    let mut table = String::from("| key | takes | default | what it does |\n|---|---|---|---|\n");
    for setting in settings {
        let Setting {
            key,
            takes,
            default,
            doc,
        } = setting;
        table.push_str(&format!("| `{key}` | {takes} | {default} | {doc} |\n"));
    }
    table
}

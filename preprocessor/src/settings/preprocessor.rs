//! The settings under `[preprocessor.aws]`. The only list of them: the parser, the README, the
//! directive `{{#aws settings}}` and the schema for editors follow from it.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use toml::{Table, Value};

use crate::clock::day_before;

use super::codes::{self, Severities};
use super::declaration::{Problem, Refusal, Setting, describe};
use super::{Live, Settings, choices, mirrors, test};
use aws_doc_lint::claim::MaxAge;
use aws_doc_lint::env::Readers;
use aws_doc_lint::env::readers::Reader;

/// Every setting under `[preprocessor.aws]`.
pub(crate) static SETTINGS: &[Setting<Settings>] = &[
    Setting {
        key: "choices",
        takes: "a table of choices; see [Choices](#choices)",
        default: "none",
        doc: "What readers choose for themselves, such as their Region: the values of the slots \
              `{{aws:…}}` in snippets.",
        schema: choices::schema,
        read: |settings, value| {
            let table = value.as_table().ok_or(Refusal::Value)?;
            settings.run.markdown.choices = choices::read(table)?;
            Ok(())
        },
    },
    Setting {
        key: "claims-max-age",
        takes: "a whole number of days",
        default: "no limit",
        doc: "A quotation that was verified before that is a warning; see [Claims](#claims). \
              `SOURCE_DATE_EPOCH` overrides today.",
        schema: || json!({ "type": "integer", "minimum": 0 }),
        read: |settings, value| {
            let days = value.as_integer().and_then(|it| u32::try_from(it).ok());
            let days = days.ok_or(Refusal::Value)?;
            settings.run.claims_max_age = Some(MaxAge {
                days,
                since: day_before(days),
                today: day_before(0),
            });
            Ok(())
        },
    },
    Setting {
        key: "claims-summary",
        takes: "a chapter, such as `\"checks.md#claims\"`",
        default: "none",
        doc: "At the end of each page, a sentence says how many of its claims about AWS have \
              evidence of which kind, and links to this chapter, which explains what that means.",
        schema: || json!({ "type": "string" }),
        read: |settings, value| {
            let chapter = value.as_str().filter(|it| is_chapter(it));
            settings.claims_summary = Some(chapter.ok_or(Refusal::Value)?.to_owned());
            Ok(())
        },
    },
    Setting {
        key: "deny-warnings",
        takes: "`true` or `false`",
        default: "`false`",
        doc: "Warnings fail the build as errors do.",
        schema: || json!({ "type": "boolean" }),
        read: |settings, value| {
            settings.deny_warnings = value.as_bool().ok_or(Refusal::Value)?;
            Ok(())
        },
    },
    Setting {
        key: "env-readers",
        takes: "a list of names, such as `[\"docker\", \"python-dotenv\"]`",
        default: "all known readers",
        doc: "The programs that read the env files of the book. A line that two of them read \
              differently is an error. Known readers: `python-dotenv`, `dotenv`, `node`, `dotenvy`, \
              `docker`, `compose`, `systemd`, `bash`, `direnv` and `godotenv`.",
        schema: || {
            let readers: Vec<&str> = Reader::ALL.into_iter().map(Reader::id).collect();
            json!({ "type": "array", "items": { "enum": readers } })
        },
        read: |settings, value| {
            settings.run.readers = readers(value)?;
            Ok(())
        },
    },
    Setting {
        key: "facts-max-age",
        takes: "a whole number of days",
        default: "no limit",
        doc: "Tables of older facts say that they are old. `SOURCE_DATE_EPOCH` overrides today.",
        schema: || json!({ "type": "integer", "minimum": 0 }),
        read: |settings, value| {
            let days = value.as_integer().and_then(|it| u32::try_from(it).ok());
            settings.facts_max_age = Some(days.ok_or(Refusal::Value)?);
            Ok(())
        },
    },
    Setting {
        key: "include-root",
        takes: "a folder relative to `book.toml`, such as `\"..\"`",
        default: "the book's own folder",
        doc: "The folder that `{{#include}}` may not leave.",
        schema: || json!({ "type": "string" }),
        read: |settings, value| {
            let folder = value.as_str().filter(|it| !it.starts_with(['/', '\\']));
            let folder = folder.filter(|it| !Path::new(it).is_absolute());
            settings.include_root = Some(folder.ok_or(Refusal::Value)?.to_owned());
            Ok(())
        },
    },
    Setting {
        key: "live",
        takes: "`\"auto\"`, `\"always\"` or `\"never\"`",
        default: "`\"auto\"`",
        doc: "Whether the build asks AWS for facts. `auto` asks at most once a day, and uses the \
              facts at hand when no answer comes in time; `always` fails then; `never` opens no \
              connection. The variable `MDBOOK_AWS_LIVE` takes precedence.",
        schema: || json!({ "enum": ["auto", "always", "never"] }),
        read: |settings, value| {
            settings.live = match value.as_str() {
                Some("auto") => Live::Auto,
                Some("always") => Live::Always,
                Some("never") => Live::Never,
                _ => return Err(Refusal::Value),
            };
            Ok(())
        },
    },
    Setting {
        key: "live-credentials",
        takes: "`true` or `false`",
        default: "`false`",
        doc: "Builds also query sources that need AWS credentials, found as the AWS CLI finds \
              them: the models of every Region are then those that your account sees. This works \
              only where the variable `MDBOOK_AWS_LIVE_CREDENTIALS` is `allow`: no book can use \
              your credentials, or run what gets them, by itself. `mdbook-aws refresh` always \
              queries them.",
        schema: || json!({ "type": "boolean" }),
        read: |settings, value| {
            settings.live_credentials = value.as_bool().ok_or(Refusal::Value)?;
            Ok(())
        },
    },
    Setting {
        key: "live-mirrors",
        takes: "a table with addresses for `regional-table`, `price-list` or `service-reference`",
        default: "AWS's own addresses",
        doc: "Mirrors of the sources that need no credentials; requests to them are not signed. \
              Endpoints that get signed requests can be set by variables only, never by a book.",
        schema: mirrors::schema,
        read: |settings, value| {
            settings.live_mirrors = mirrors::read(value.as_table().ok_or(Refusal::Value)?)?;
            Ok(())
        },
    },
    Setting {
        key: "live-timeout",
        takes: "a whole number of seconds from `1` to `60`",
        default: "`3`",
        doc: "How long a build waits for all sources of facts together.",
        schema: || json!({ "type": "integer", "minimum": 1, "maximum": 60 }),
        read: |settings, value| {
            let seconds = value.as_integer().and_then(|it| u64::try_from(it).ok());
            let seconds = seconds.filter(|it| (1..=60).contains(it));
            settings.live_timeout = Duration::from_secs(seconds.ok_or(Refusal::Value)?);
            Ok(())
        },
    },
    Setting {
        key: "severity",
        takes: "a table from codes, or families such as `\"policy/*\"`, to `\"error\"`, `\"warning\"`, `\"hint\"` or `\"off\"`",
        default: "what each check's page says",
        doc: "Overrides the severity of a check's findings. A single code outweighs its family.",
        schema: severity_schema,
        read: |settings, value| {
            settings.run.severities = severities(value.as_table().ok_or(Refusal::Value)?)?;
            Ok(())
        },
    },
    Setting {
        key: "test",
        takes: "a table with `endpoint` or `tools`; see [Running the blocks](#running-the-blocks)",
        default: "an emulated AWS and pinned tools",
        doc: "What the command `test` runs the book's blocks with.",
        schema: test::schema,
        read: |settings, value| {
            settings.test = test::read(value.as_table().ok_or(Refusal::Value)?)?;
            Ok(())
        },
    },
];

/// Whether a text names a chapter by its path from the book's sources, perhaps with a place in it.
fn is_chapter(text: &str) -> bool {
    let path = text.split('#').next().unwrap_or_default();
    path.ends_with(".md")
        && !path.starts_with('/')
        && !text.contains(['(', ')', '<', '>', ' ', '\n'])
}

/// The readers in a list of their names.
fn readers(value: &Value) -> Result<Readers, Refusal> {
    let names = value.as_array().ok_or(Refusal::Value)?;
    let names: Option<Vec<&str>> = names.iter().map(Value::as_str).collect();
    let names = names.ok_or(Refusal::Value)?;
    if let Some(unknown) = names.iter().find(|name| Reader::from_id(name).is_none()) {
        let known: Vec<&str> = Reader::ALL.into_iter().map(Reader::id).collect();
        let message = format!(
            "there is no reader `{unknown}`; there are {}",
            known.join(", ")
        );
        return Err(Problem::of("env-readers", message).into());
    }
    Readers::chosen(names).ok_or(Refusal::Value)
}

/// The severity of each code that a table overrides; `None` for `off`. A single check outweighs its
/// family.
fn severities(table: &Table) -> Result<Severities, Problem> {
    let mut severities = Severities::new();
    let mut single = Severities::new();
    for (pattern, value) in table {
        let problem = |message: String| Problem::of("severity", message).inside(pattern);
        let codes = codes::matching(pattern).map_err(problem)?;
        let word = value.as_str().ok_or(());
        let severity = word.and_then(codes::severity).map_err(|()| {
            problem(format!(
                "`{pattern}` takes \"error\", \"warning\", \"hint\" or \"off\", not {}",
                describe(value)
            ))
        })?;
        let into = match pattern.contains('/') && !pattern.ends_with("/*") {
            true => &mut single,
            false => &mut severities,
        };
        into.extend(codes.into_iter().map(|code| (code.to_owned(), severity)));
    }
    severities.extend(single);
    Ok(severities)
}

fn severity_schema() -> serde_json::Value {
    json!({
        "type": "object",
        "additionalProperties": { "enum": ["error", "warning", "warn", "hint", "info", "off"] },
    })
}

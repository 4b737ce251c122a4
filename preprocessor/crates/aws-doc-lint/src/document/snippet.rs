//! A code block: its text, its kind, and its place.

use std::ops::Range;

use super::attributes::Info;
use super::choice::Assignment;
use super::numbered;
use super::slot::{self, Template};
use super::suppression::Comment;
use iam_policy_model::policy_text;
use spanned_text::files::Span;
use spanned_text::json;
use spanned_text::text::MappedText;

/// What a snippet is. The order is that of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// JSON that holds an IAM policy.
    Policy,
    /// Other JSON.
    Json,
    /// Lines of `KEY=value`.
    Env,
    /// A shell script.
    Command,
    /// Commands after a prompt, with their output.
    Console,
    /// An AWS `config` or `credentials` file.
    Config,
    /// PowerShell.
    Powershell,
    /// YAML.
    Yaml,
    /// What a command printed.
    Output,
    /// Anything else.
    Other,
}

impl Kind {
    /// All kinds in the order of the summary.
    pub const ALL: [Self; 10] = [
        Self::Policy,
        Self::Json,
        Self::Env,
        Self::Command,
        Self::Console,
        Self::Config,
        Self::Powershell,
        Self::Yaml,
        Self::Output,
        Self::Other,
    ];

    /// The word for it in reports, and in the attribute `kind=`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Json => "json",
            Self::Env => "env",
            Self::Command => "command",
            Self::Console => "console",
            Self::Config => "config",
            Self::Powershell => "powershell",
            Self::Yaml => "yaml",
            Self::Output => "output",
            Self::Other => "other",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Tells the kind from what the author said, the language, and the content, in this order.
    #[must_use]
    pub fn infer(info: &Info, text: &str) -> Self {
        if let Some(kind) = info.value("kind").and_then(Self::from_name) {
            return kind;
        }
        if info.has("policy") {
            return Self::Policy;
        }
        match info.language.as_str() {
            "json" | "jsonc" | "json5" => {
                if writes_policy(text) {
                    Self::Command
                } else if policy_text::in_json(text) || policy_text::in_single_quotes(text) {
                    Self::Policy
                } else {
                    Self::Json
                }
            }
            "env" | "dotenv" | ".env" => Self::Env,
            "properties" | "conf" if is_env(text) => Self::Env,
            "sh" | "bash" | "shell" | "zsh" | "ksh" | "dash" => {
                // Many a session is marked as a script, and many a file of credentials.
                if is_console(text) {
                    Self::Console
                } else if is_config(text) {
                    Self::Config
                } else {
                    Self::Command
                }
            }
            "console" | "shell-session" | "sh-session" | "shellsession" | "terminal" => {
                Self::Console
            }
            "ini" | "cfg" | "aws-config" | "aws" if is_config(text) || shows_profiles(info) => {
                Self::Config
            }
            "powershell" | "ps1" | "pwsh" | "ps" => Self::Powershell,
            "yaml" | "yml" => Self::Yaml,
            "output" => Self::Output,
            "" | "text" | "txt" | "plaintext" | "plain" => Self::from_content(text),
            // JavaScript for its colours, XML by a slip.
            _ if is_policy_as_it_stands(text) => Self::Policy,
            _ => Self::Other,
        }
    }

    fn from_content(text: &str) -> Self {
        let trimmed = text.trim_start();
        // An excerpt may begin with what was left out.
        let excerpt = trimmed.trim_start_matches(['.', '…', ',', ' ', '\r', '\n']);
        if excerpt.starts_with(['{', '[', '"']) && policy_text::in_json(trimmed) {
            Self::Policy
        } else if policy_text::in_yaml(trimmed) {
            Self::Yaml
        } else if is_config(trimmed) {
            Self::Config
        } else if is_env(trimmed) {
            Self::Env
        } else if is_console(trimmed) {
            Self::Console
        } else if trimmed.starts_with("aws ") || is_script_with_policy(trimmed) {
            Self::Command
        } else {
            Self::Other
        }
    }
}

/// Whether it is a script that gives a policy to the AWS CLI, or writes one to a file.
fn is_script_with_policy(text: &str) -> bool {
    let runs = |line: &str| {
        line.starts_with("aws ")
            || line
                .split_once("=$(aws ")
                .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'))
            || ((line.starts_with("cat ") || line.starts_with("read ")) && line.contains("<<"))
    };
    policy_text::in_json(text) && text.lines().any(|line| runs(line.trim_start()))
}

/// Whether its first line writes what follows, a policy, to a file.
fn writes_policy(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.trim_start().starts_with("cat ") && line.contains("<<"))
        && policy_text::in_json(text)
}

/// Whether the text is JSON without any fault, and a policy.
fn is_policy_as_it_stands(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"'])
        && policy_text::in_json(text)
        && json::parse_excerpt(text).errors.is_empty()
}

/// Whether every line is an assignment, a comment or blank, and one assigns an `AWS_…` variable.
fn is_env(text: &str) -> bool {
    let mut aws = false;
    for line in text.lines() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let Some((name, _)) = line.split_once('=') else {
            return false;
        };
        let name = name.trim_end();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return false;
        }
        aws |= name.starts_with("AWS_");
    }
    aws
}

/// Whether the first line is a prompt with an AWS command, or two lines are prompts.
fn is_console(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| {
        let line = line.trim_start();
        line.strip_prefix("$ ")
            .is_some_and(|command| !command.trim().is_empty())
    })
}

/// Whether the block shows one of AWS's files of profiles, by the name that its author gives it.
fn shows_profiles(info: &Info) -> bool {
    let names = ["file", "title", "filename"].into_iter();
    let mut names = names.filter_map(|name| info.value(name));
    names.any(|name| name.ends_with(".aws/config") || name.ends_with(".aws/credentials"))
}

/// Whether it looks like an AWS `config` or `credentials` file.
fn is_config(text: &str) -> bool {
    let mut section = false;
    let mut aws = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('[') {
            section = true;
            aws |= ["default]", "profile ", "sso-session ", "services "]
                .iter()
                .any(|start| name.starts_with(start));
        } else if !section && !line.is_empty() && !line.starts_with(['#', ';']) {
            return false;
        } else if let Some((key, _)) = line.split_once('=') {
            let key = key.trim_end();
            aws |= key.starts_with("aws_") || key.starts_with("sso_") || key == "role_arn";
        }
    }
    section && aws
}

/// A code block of a chapter.
#[derive(Debug, Clone)]
pub struct Snippet {
    /// What it is.
    pub kind: Kind,
    /// Language and attributes.
    pub info: Info,
    /// The info string with its place.
    pub info_text: MappedText,
    /// What the reader sees: the content without the marks of quotations and lists around it and
    /// without hidden lines.
    pub text: MappedText,
    /// The lines that mdBook hides, without the prefix, each with the offset in `text` at which
    /// it stood.
    pub hidden: Vec<(usize, MappedText)>,
    /// What its author wrote, where that holds slots: `text` and `hidden` are then those of the
    /// choices' defaults.
    pub template: Option<Template>,
    /// Whether it is fenced, not indented.
    pub fenced: bool,
    /// The whole block in the chapter's text.
    pub range: Range<usize>,
    /// The whole block on disk.
    pub span: Option<Span>,
    /// Our comments before it.
    pub comments: Vec<Comment>,
}

/// The lines of a block that mdBook hides, without the prefix, each with the offset in the rest at
/// which it stood.
pub(crate) type Hidden = Vec<(usize, MappedText)>;

impl Snippet {
    /// Whether nothing of it is on the page: all of its lines are hidden.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.fenced && !self.hidden.is_empty() && self.text.as_str().trim().is_empty()
    }

    /// The same block for other choices; itself where it has no slot.
    #[must_use]
    pub fn with(&self, assignment: &Assignment) -> Self {
        let mut other = self.clone();
        if let Some(template) = &self.template {
            let filled = slot::fill(&template.content, assignment).text;
            other.comments = template.comments(assignment);
            let (text, hidden) = hide(filled, template.hides.as_deref());
            (other.kind, other.text) = recognize(&other.info, text);
            other.hidden = hidden;
        }
        other
    }
}

/// What a block is, and its text without what does not belong to it: the line numbers of a listing are
/// not part of the policy in it.
pub(crate) fn recognize(info: &Info, text: MappedText) -> (Kind, MappedText) {
    let kind = Kind::infer(info, text.as_str());
    if matches!(kind, Kind::Other | Kind::Json | Kind::Policy | Kind::Yaml)
        && let Some(plain) = numbered::without_numbers(&text)
        && let found @ (Kind::Policy | Kind::Yaml) = Kind::infer(info, plain.as_str())
    {
        return (found, plain);
    }
    (kind, text)
}

/// Takes out the lines that mdBook hides: those that begin with `prefix`.
pub(crate) fn hide(content: MappedText, prefix: Option<&str>) -> (MappedText, Hidden) {
    let Some(prefix) = prefix else {
        return (content, Vec::new());
    };
    let mut visible = MappedText::new();
    let mut hidden = Vec::new();
    let mut at = 0;
    for line in content.as_str().split_inclusive('\n') {
        let range = at..at + line.len();
        at = range.end;
        let trimmed = line.trim_start();
        if let Some(rest) = trimmed.strip_prefix(prefix) {
            let mut kept = content.slice(range.start..range.end - trimmed.len());
            kept.push_slice(&content, range.end - rest.len()..range.end);
            hidden.push((visible.len(), kept));
        } else {
            visible.push_slice(&content, range);
        }
    }
    (visible, hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(info: &str, text: &str) -> Kind {
        Kind::infer(&Info::parse(info), text)
    }

    #[test]
    fn language_and_content_tell_the_kind() {
        assert_eq!(kind("json", "{\"Statement\" : []}"), Kind::Policy);
        assert_eq!(kind("json", "{\"statement\": []}"), Kind::Json);
        assert_eq!(kind("json", "{\"Version\" : \"2012-10-17\"}"), Kind::Policy);
        assert_eq!(kind("json", "{\"Version\": \"2010-09-09\"}"), Kind::Json);
        assert_eq!(
            kind("json", r#"{"p": "{\"Statement\": []}"}"#),
            Kind::Policy
        );
        assert_eq!(kind("json", "\"The Statement\": 1"), Kind::Json);
        assert_eq!(kind("", "\"Statement\": []"), Kind::Policy);
        assert_eq!(
            kind("", "{\"Effect\": \"Allow\", \"Action\": []}"),
            Kind::Policy
        );
        assert_eq!(kind("", "Effect: Allow\nAction: s3:*\n"), Kind::Yaml);
        assert_eq!(kind("json,policy=trust", "{}"), Kind::Policy);
        assert_eq!(kind("text,kind=env", ""), Kind::Env);
        assert_eq!(kind("", "# AWS\nAWS_REGION=x # y\n"), Kind::Env);
        assert_eq!(kind("", "FOO=1\n"), Kind::Other);
        assert_eq!(kind("bash", "aws s3 ls\n"), Kind::Command);
        assert_eq!(kind("bash", "$ aws s3 ls\n"), Kind::Console);
        assert_eq!(
            kind("ini", "[profile x]\nregion = us-east-1\n"),
            Kind::Config
        );
        assert_eq!(kind("ini", "[mysqld]\nport = 1\n"), Kind::Other);
        assert_eq!(
            kind("ini,file=~/.aws/config", "[dev]\nregion = us-east-1\n"),
            Kind::Config
        );
        assert_eq!(
            kind("bash", "[default]\naws_access_key_id = x\n"),
            Kind::Config
        );
        assert_eq!(kind("js", "{\"Statement\" : []}"), Kind::Policy);
        assert_eq!(kind("js", "{\"Statement\" : [], }"), Kind::Other);
        assert_eq!(
            kind("json", "cat >p.json <<EOF\n{\"Statement\" : []}\nEOF\n"),
            Kind::Command
        );
        assert_eq!(kind("rust", "fn main() {}"), Kind::Other);
    }
}

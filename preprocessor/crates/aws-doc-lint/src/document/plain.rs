//! Files that are not Markdown: each is one snippet.

use super::attributes::Info;
use super::{Document, Form, Kind, Snippet};
use spanned_text::text::MappedText;

/// What a file is, by its name and its text; `None` when it is nothing that can be checked. `path` has
/// `/` between its parts.
#[must_use]
pub fn form(path: &str, text: &str) -> Option<Form> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let as_if = |language: &str| Kind::infer(&Info::parse(language), text);
    let kind = match extension {
        "md" | "markdown" | "mdx" => return Some(Form::Markdown),
        "json" | "jsonc" | "json5" => as_if("json"),
        "yaml" | "yml" | "template" => Kind::Yaml,
        "sh" | "bash" | "zsh" | "ksh" => Kind::Command,
        "ps1" | "psm1" => Kind::Powershell,
        "env" => Kind::Env,
        "ini" | "cfg" | "conf" => as_if("ini"),
        _ if name == ".env" || name.starts_with(".env.") || name == ".envrc" => Kind::Env,
        _ if matches!(name.as_str(), "config" | "credentials") && folder.ends_with(".aws") => {
            Kind::Config
        }
        _ if is_script(text) => Kind::Command,
        // A file without an extension, or a text.
        "txt" => as_if("text"),
        _ if extension.is_empty() => as_if("text"),
        _ => Kind::Other,
    };
    (kind != Kind::Other).then_some(Form::Plain(kind))
}

/// Whether the first line names a shell.
fn is_script(text: &str) -> bool {
    let first = text.lines().next().and_then(|line| line.strip_prefix("#!"));
    let program = first.and_then(|line| line.split([' ', '/']).rfind(|part| !part.is_empty()));
    matches!(program, Some("sh" | "bash" | "zsh" | "ksh" | "dash"))
}

/// A document that is one snippet.
pub(crate) fn document(text: &MappedText, kind: Kind) -> Document {
    let bom = if text.as_str().starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let range = bom..text.len();
    let snippet = Snippet {
        kind,
        info: Info::default(),
        info_text: text.slice(bom..bom),
        text: text.slice(range.clone()),
        hidden: Vec::new(),
        template: None,
        fenced: true,
        span: text.span(range.clone()),
        range,
        comments: Vec::new(),
    };
    Document {
        snippets: vec![snippet],
        ..Document::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_and_text_say_what_a_file_is() {
        let policy = "{\"Statement\": []}";
        for (path, text, kind) in [
            ("policy.json", policy, Kind::Policy),
            ("a/package.json", "{}", Kind::Json),
            ("template.yaml", "", Kind::Yaml),
            (".env", "", Kind::Env),
            ("a/.env.example", "", Kind::Env),
            ("prod.env", "", Kind::Env),
            ("home/.aws/config", "", Kind::Config),
            ("home/.aws/credentials", "", Kind::Config),
            ("x.ini", "[profile x]\nregion = us-east-1\n", Kind::Config),
            ("run.sh", "", Kind::Command),
            ("run", "#!/usr/bin/env bash\n", Kind::Command),
            ("policy", policy, Kind::Policy),
            ("notes.txt", "aws s3 ls\n", Kind::Command),
        ] {
            assert_eq!(form(path, text), Some(Form::Plain(kind)), "{path}");
        }
        for path in ["README.md", "a.MD", "b.mdx"] {
            assert_eq!(form(path, ""), Some(Form::Markdown), "{path}");
        }
        for (path, text) in [
            ("main.tf", "resource \"aws_iam_policy\" \"x\" {}\n"),
            ("config", "x = 1\n"),
            ("LICENSE", "Permission is granted\n"),
            ("my.ini", "[mysqld]\nport = 1\n"),
            ("app.py", "#!/usr/bin/env python3\n"),
        ] {
            assert_eq!(form(path, text), None, "{path}");
        }
    }
}

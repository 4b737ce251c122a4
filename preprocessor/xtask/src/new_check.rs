//! Starts a new check: the rule with its page, its cases, its registration, and the address of its page.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

/// Where the families of checks are, relative to the workspace.
const CHECKS: &str = "preprocessor/crates/aws-doc-lint/src/check";
/// Where the literate cases are.
const CASES: &str = "preprocessor/tests/cases";
/// The addresses of the guide's pages, each of which it keeps.
const ADDRESSES: &str = "book/addresses.txt";

/// Writes the files of the check `FAMILY/NAME`, registers it, and returns what was done and what is left
/// to do, a line each.
///
/// # Errors
/// When a name is malformed, the family does not exist or has no checks of its own, the check exists, or a
/// file cannot be read or written. Nothing is written if anything but writing fails.
pub fn write(root: &Path, family: &str, name: &str) -> Result<Vec<String>> {
    for part in [family, name] {
        if !is_well_formed(part) {
            bail!("`{part}` must be lowercase words joined by hyphens, as in `inline-comment`");
        }
    }
    let code = format!("{family}/{name}");
    let module = name.replace('-', "_");
    let folder = root.join(CHECKS).join(family.replace('-', "_"));
    let list = folder.join("mod.rs");
    if !list.is_file() {
        bail!(
            "there is no family `{family}`; there are: {}",
            families(root)?.join(", ")
        );
    }
    let rule = folder.join(format!("{module}.rs"));
    let case = root.join(CASES).join(format!("{code}.md"));
    for file in [&rule, &case] {
        if file.exists() {
            bail!("{} exists already", file.display());
        }
    }
    if is_keyword(&module) {
        bail!("`{module}` is a keyword of Rust, so it cannot be the name of a module");
    }
    let text = crate::read(&list)?;
    let family_list = FamilyList::read(&text)
        .with_context(|| format!("cannot register a check in {}", list.display()))?;
    let registered = family_list.with(&text, &module);
    let addresses = root.join(ADDRESSES);
    let address = format!("reference/{code}.html");
    let kept = with_line(&crate::read(&addresses)?, &address);
    let sample = sample(family);
    let writes: [(PathBuf, String); 4] = [
        (rule, rule_file(&code, &family_list, sample)),
        (case, case_file(&code, sample)),
        (list, registered),
        (addresses, kept),
    ];
    let mut steps = Vec::new();
    for (path, text) in writes {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)
                .with_context(|| format!("cannot create {}", parent.display()))?;
        }
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        let shown = path.strip_prefix(root).unwrap_or(&path);
        steps.push(format!("wrote {}", shown.display()));
    }
    steps.push(
        "now write the check and its page, and a sample that fails and one that passes;".to_owned(),
    );
    steps.push(format!(
        "then `UPDATE=1 cargo test -p mdbook-aws --test checks cases::` writes what {code} reports"
    ));
    Ok(steps)
}

fn is_well_formed(name: &str) -> bool {
    name.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    }) && name.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_keyword(name: &str) -> bool {
    syn::parse_str::<syn::Ident>(name).is_err()
}

fn families(root: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    let folder = root.join(CHECKS);
    for entry in
        std::fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?
    {
        let entry = entry?;
        if entry.path().join("mod.rs").is_file() {
            names.push(entry.file_name().to_string_lossy().replace('_', "-"));
        }
    }
    names.sort();
    Ok(names)
}

/// What `check/FAMILY/mod.rs` says of the family's checks.
struct FamilyList {
    /// The type of what a check looks at, as `checks!` names it.
    subject: String,
    /// The `use` that brings this type into scope.
    import: String,
    /// The names of the checks, and where they are in the file.
    names: Vec<String>,
    at: std::ops::Range<usize>,
}

impl FamilyList {
    fn read(text: &str) -> Result<Self> {
        let (before, rest) = text.split_once("\nchecks! {").context(
            "it has no `checks! { TYPE: … }`: other code than a check reports the rules of this family",
        )?;
        let (subject, list) = rest
            .split_once(": ")
            .context("its `checks!` does not begin with a type and a colon")?;
        let end = list.find([';', '}']).context("its `checks!` has no end")?;
        let names = list.get(..end).unwrap_or(list).trim_end();
        let start = before.len() + "\nchecks! {".len() + subject.len() + ": ".len();
        let subject = subject.trim();
        let name = subject.split('<').next().unwrap_or(subject);
        let import = before
            .lines()
            .find(|line| line.starts_with("use ") && line.ends_with(&format!("::{name};")))
            .with_context(|| format!("it has no `use …::{name};`"))?;
        Ok(Self {
            subject: subject.to_owned(),
            import: import.to_owned(),
            names: names
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect(),
            at: start..start + names.len(),
        })
    }

    /// The file with the module `name` declared and listed, each in alphabetical order.
    fn with(&self, text: &str, name: &str) -> String {
        let mut names = self.names.clone();
        names.retain(|name| !name.is_empty());
        names.push(name.to_owned());
        names.sort();
        let mut listed = text.to_owned();
        listed.replace_range(self.at.clone(), &names.join(", "));
        let line = format!("pub(crate) mod {name};");
        let is_declaration = |line: &str| line.starts_with("pub(crate) mod ");
        let mut lines: Vec<&str> = listed.lines().collect();
        let before = lines
            .iter()
            .position(|other| is_declaration(other) && *other > line.as_str());
        let after = lines.iter().rposition(|other| is_declaration(other));
        let place = before.or(after.map(|last| last + 1)).unwrap_or(0);
        lines.insert(place, &line);
        lines.join("\n") + "\n"
    }
}

/// The text, whose lines are ordered, with one line more.
fn with_line(text: &str, line: &str) -> String {
    let mut lines: Vec<&str> = text.lines().filter(|other| *other != line).collect();
    let place = lines.partition_point(|other| *other < line);
    lines.insert(place, line);
    lines.join("\n") + "\n"
}

/// A correct sample of what the checks of a family look at: the language of its fence, and its text.
type Sample = (&'static str, &'static str);

fn sample(family: &str) -> Sample {
    match family {
        "policy" => (
            "json",
            "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \
             \"Action\": \"bedrock:ListFoundationModels\",\n      \"Resource\": \"*\"\n    }\n  ]\n}\n",
        ),
        "env" => ("env", "AWS_REGION=us-east-1\n"),
        "config" => ("ini", "[default]\nregion = us-east-1\n"),
        "command" => ("sh", "aws sts get-caller-identity\n"),
        _ => ("text", "us-east-1\n"),
    }
}

fn rule_file(code: &str, list: &FamilyList, (language, text): Sample) -> String {
    let block: String = format!("```{language}\n{text}```\n")
        .lines()
        .map(|line| format!("    /// {line}\n"))
        .collect();
    // `rustfmt` orders paths by their bytes, with those within the crate first.
    let mut imports = [list.import.as_str(), "use crate::rule::{Sink, rule};"];
    imports.sort_unstable();
    let imports = imports.join("\n");
    let subject = &list.subject;
    format!(
        "//! `{code}`

{imports}
use aws_doc_facts::Facts;

rule! {{
    /// TODO: what is wrong, in a sentence.
    ///
    /// TODO: why that matters, and what to write instead.
    ///
    /// ## Fails
    ///
{block}    ///
    /// ## Passes
    ///
{block}    ///
    /// ## References
    ///
    /// - TODO: [title](https://docs.aws.amazon.com/)
    \"{code}\", Warning
}}

pub(crate) fn check(_: &{subject}, _: &Facts, _: &mut Sink<'_>) {{
    // TODO: `sink.push(Finding::new(range, message))` for each mistake.
}}
"
    )
}

fn case_file(code: &str, (language, text): Sample) -> String {
    let block = format!("``````markdown\n```{language}\n{text}```\n``````\n");
    format!(
        "# {code}

TODO: a sample that fails, as a stranger would write it.

{block}
## Near misses

TODO: what looks like the mistake and is correct.

{block}"
    )
}

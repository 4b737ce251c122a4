//! Directives `{{#aws …}}` → what stands in their place on the page.

pub mod accepts;
pub mod actions;
pub mod changes;
pub mod checks;
pub mod count;
pub mod data;
pub mod differences;
pub mod drift;
pub mod env;
mod hidden;
pub mod models;
mod options;
pub mod profiles;
pub mod provenance;
pub mod regions;
pub mod settings;
mod slots;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aws_doc_facts::Facts;
use aws_doc_lint::document::Chapter;
use aws_doc_lint::document::choice::Choices;
use aws_doc_lint::document::directive::{self, DirectiveError};
use aws_doc_lint::suggest::nearest;

/// What a directive asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// `{{#aws regions}}`: the table of Regions.
    Regions(regions::Options),
    /// `{{#aws models}}`: the table of models.
    Models(models::Options),
    /// `{{#aws profiles}}`: the table of inference profiles.
    Profiles(profiles::Options),
    /// `{{#aws actions bedrock}}`: the table of a service's IAM actions.
    Actions(actions::Options),
    /// `{{#aws accepts bedrock:InvokeModel}}`: what actions accept as resource.
    Accepts(accepts::Options),
    /// `{{#aws count regions}}`: a number, for prose.
    Count(count::What),
    /// `{{#aws env}}`: the table of environment variables.
    Env(env::Options),
    /// `{{#aws provenance}}`: where and when all facts come from.
    Provenance,
    /// `{{#aws differences}}`: where the emulated AWS differs from AWS.
    Differences,
    /// `{{#aws changes}}`: what changed at AWS, and when it was noticed.
    Changes(changes::Which),
    /// `{{#aws settings}}`: the settings of this program.
    Settings(settings::Which),
    /// `{{#aws checks}}`: the table of all checks; a page for each follows as a chapter.
    Checks,
}

/// The names that a directive can begin with.
const NAMES: &[&str] = &[
    "regions",
    "models",
    "profiles",
    "actions",
    "accepts",
    "count",
    "env",
    "provenance",
    "changes",
    "differences",
    "settings",
    "checks",
];

impl Request {
    /// Reads what stands behind `{{#aws`.
    ///
    /// # Errors
    /// When the name, an option or its value does not exist.
    pub fn parse(argument: &str) -> Result<Self, DirectiveError> {
        let mut words = words(argument);
        let Some((range, name)) = words.next() else {
            return Err(DirectiveError {
                range: 0..0,
                message: "the directive asks for nothing".to_owned(),
                help: format!("it takes one of {}", NAMES.join(", ")),
            });
        };
        match name {
            "regions" => Ok(Self::Regions(regions::Options::parse(words)?)),
            "models" => Ok(Self::Models(models::Options::parse(words)?)),
            "profiles" => Ok(Self::Profiles(profiles::Options::parse(words)?)),
            "actions" => Ok(Self::Actions(actions::Options::parse(range, words)?)),
            "accepts" => Ok(Self::Accepts(accepts::Options::parse(range, words)?)),
            "count" => Ok(Self::Count(count::What::parse(range, words)?)),
            "env" => Ok(Self::Env(env::Options::parse(words)?)),
            "provenance" => options::none(name, words).map(|()| Self::Provenance),
            "differences" => options::none(name, words).map(|()| Self::Differences),
            "changes" => Ok(Self::Changes(changes::Which::parse(words)?)),
            "settings" => Ok(Self::Settings(settings::Which::parse(words)?)),
            "checks" => options::none(name, words).map(|()| Self::Checks),
            name => Err(DirectiveError {
                range,
                message: format!("there is no directive `{name}`"),
                help: match nearest(name, NAMES.iter().copied(), 3) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes one of {}", NAMES.join(", ")),
                },
            }),
        }
    }

    /// The Markdown that stands in the directive's place in the chapter at `path`, with a note
    /// where the facts count as old.
    #[must_use]
    pub fn render(&self, path: &str, facts: &Facts) -> String {
        let mut text = self.text(path, facts);
        let retrieved = match self {
            Self::Regions(_) => Some(facts.regions().provenance().newest()),
            Self::Models(_) | Self::Profiles(_) => Some(facts.models().retrieved()),
            Self::Actions(_) => Some(facts.actions().provenance.newest()),
            Self::Accepts(_)
            | Self::Count(_)
            | Self::Env(_)
            | Self::Provenance
            | Self::Changes(_)
            | Self::Settings(_)
            | Self::Differences
            | Self::Checks => None,
        };
        if let Some(limit) = retrieved.and_then(|day| facts.is_old(day)) {
            text.push_str(&format!(
                "\n**These facts are old:** they should have been retrieved since {}.\n",
                escape_cell(limit)
            ));
        }
        text
    }

    fn text(&self, path: &str, facts: &Facts) -> String {
        match self {
            Self::Regions(options) => regions::render(options, facts.regions()),
            Self::Models(options) => models::render(options, facts.models()),
            Self::Profiles(options) => profiles::render(options, facts.models()),
            Self::Actions(options) => actions::render(options, facts.actions()),
            Self::Accepts(options) => accepts::render(options),
            Self::Count(what) => what.count(facts).to_string(),
            Self::Env(options) => env::render(options, facts.env_names()),
            Self::Provenance => provenance::render(facts),
            Self::Differences => differences::render(),
            Self::Changes(which) => changes::render(*which, facts),
            Self::Settings(which) => settings::render(*which),
            Self::Checks => checks::table(path),
        }
    }
}

/// Says what is wrong with the argument of a directive, if anything is.
///
/// # Errors
/// When the name, an option or its value does not exist.
pub fn validate(argument: &str) -> Result<(), DirectiveError> {
    Request::parse(argument).map(|_| ())
}

/// The words of an argument with their places.
fn words(argument: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    argument.split(char::is_whitespace).filter_map(move |word| {
        let range = at..at + word.len();
        // White space inside directives is one byte wide, or close enough to skip.
        at = range.end + 1;
        (!word.is_empty()).then_some((range, word))
    })
}

/// A replacement in a chapter: the bytes of its text as it was given, and the new text.
pub type Replacement = (Range<usize>, String);

/// What must change in the chapter at `path`: its own directives and slots, its blocks without a
/// line that is seen, and the includes that bring some of ours in, which mdBook's `links` would
/// resolve too late.
#[must_use]
pub fn replacements(
    chapter: &Chapter,
    path: &str,
    facts: &Facts,
    choices: &Choices,
) -> Vec<Replacement> {
    let document = &chapter.document;
    let chapter = &chapter.expanded;
    let text = chapter.text.as_str();
    let mut said = BTreeSet::new();
    let mut found: Vec<Replacement> = directive::scan(text)
        .filter(|directive| directive.name == "aws")
        .filter_map(|directive| {
            let request = Request::parse(directive.argument).ok()?;
            let rendered = request.render(path, facts);
            Some((directive.range, say_origins_once(rendered, &mut said)))
        })
        .collect();
    found.extend(slots::replacements(text, document, &choices.defaults()));
    found.extend(hidden::replacements(document));
    found.sort_by_key(|(range, _)| range.start);
    let mut replacements = Vec::new();
    // Behind each include the chapter and the text with includes resolved are so far apart.
    let mut sites = chapter.sites.iter();
    let (mut given, mut resolved) = (0, 0);
    let mut own = found.iter().peekable();
    loop {
        let site = sites.next();
        let until = site.map_or(text.len(), |(_, range)| range.start);
        while let Some((range, rendered)) = own.next_if(|(range, _)| range.start < until) {
            let start = given + (range.start - resolved);
            replacements.push((start..start + range.len(), rendered.clone()));
        }
        let Some((at, range)) = site else {
            return replacements;
        };
        let mut spliced = String::new();
        let mut done = range.start;
        while let Some((inside, rendered)) = own.next_if(|(inside, _)| inside.start < range.end) {
            spliced.push_str(text.get(done..inside.start).unwrap_or_default());
            spliced.push_str(rendered);
            done = inside.end;
        }
        if done > range.start {
            spliced.push_str(text.get(done..range.end).unwrap_or_default());
            replacements.push((at.clone(), spliced));
        }
        (given, resolved) = (at.end, range.end);
    }
}

/// What stands in a directive's place, without the words on where it comes from if a table above
/// says the same: many small tables of one set would drown in them.
fn say_origins_once(rendered: String, said: &mut BTreeSet<String>) -> String {
    let Some((table, origins)) = rendered.rsplit_once(ORIGINS) else {
        return rendered;
    };
    if said.insert(origins.to_owned()) {
        return rendered;
    }
    table.to_owned()
}

/// `text` with the replacements made; everything else stays byte for byte.
#[must_use]
pub fn apply(text: &str, replacements: &[Replacement]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for (range, new) in replacements {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(new);
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

/// Text from outside, safe in a cell of a Markdown table: nothing in it is markup.
pub(crate) fn escape_cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c if c.is_control() => {}
            c if c.is_ascii_punctuation() && !matches!(c, '-' | '.' | ',' | '(' | ')' | '\'') => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// A name from outside as code in a cell; one with other characters than names have, as text.
pub(crate) fn code_cell(name: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._:/*".contains(&b);
    if !name.is_empty() && name.bytes().all(plain) {
        format!("`{name}`")
    } else {
        escape_cell(name)
    }
}

/// Several names as code in a cell; a dash for none.
pub(crate) fn code_cells<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let cells: Vec<String> = names.into_iter().map(code_cell).collect();
    if cells.is_empty() {
        return "–".to_owned();
    }
    cells.join(", ")
}

/// A text from outside in a cell; a dash for none.
pub(crate) fn text_cell(text: Option<&str>) -> String {
    text.map_or_else(|| "–".to_owned(), escape_cell)
}

/// A table in Markdown.
pub(crate) fn table<const N: usize>(
    titles: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut out = format!("| {} |\n|{}\n", titles.join(" | "), " --- |".repeat(N));
    for row in rows {
        out.push_str(&format!("| {} |\n", row.join(" | ")));
    }
    out
}

/// How the words on where a set comes from begin, on a line of their own.
const ORIGINS: &str = "\n*Retrieved ";

/// Where and when a set comes from, in words.
pub(crate) fn origins(provenance: &aws_doc_facts::Provenance) -> String {
    let mut retrieved: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for origin in &provenance.sources {
        // The word by which the table names the source.
        let key = match origin.key.as_str() {
            "" => String::new(),
            key => format!("{}: ", escape_cell(key)),
        };
        let source = escape_cell(&origin.source);
        let version = escape_cell(&origin.version);
        retrieved
            .entry(&origin.retrieved)
            .or_default()
            .push(format!("{key}{source}, version {version}"));
    }
    let days = retrieved
        .into_iter()
        .map(|(day, sources)| format!("Retrieved {}: {}.", escape_cell(day), sources.join("; ")));
    format!("*{}*", days.collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_point_to_the_word() {
        let wrong = |argument| {
            let error = Request::parse(argument).unwrap_err();
            (argument.get(error.range).unwrap().to_owned(), error.help)
        };
        assert_eq!(
            wrong("regoins"),
            ("regoins".into(), "did you mean `regions`?".into())
        );
        assert_eq!(wrong("regions colunms=code").0, "colunms=code");
        assert_eq!(wrong("regions columns=code,nmae").0, "columns=code,nmae");
        assert_eq!(wrong("checks all").0, "all");
    }

    #[test]
    fn origins_are_said_once_for_each_set() {
        let mut said = BTreeSet::new();
        let mut origins = |argument| {
            let rendered = Request::parse(argument)
                .unwrap()
                .render("a.md", &Facts::bundled());
            assert!(rendered.contains("*Retrieved "));
            let text = say_origins_once(rendered, &mut said);
            assert!(text.contains("| --- |"), "{text}");
            text.contains("*Retrieved ")
        };
        assert!(origins("env AWS_REGION"));
        assert!(!origins("env AWS_PROFILE"));
        assert!(origins("regions"));
    }

    #[test]
    fn text_from_outside_is_no_markup() {
        assert_eq!(
            escape_cell("<script>a|b</script> [x](y) *z* `c` &amp;\n"),
            "&lt;script&gt;a\\|b&lt;\\/script&gt; \\[x\\](y) \\*z\\* \\`c\\` &amp;amp\\; "
        );
    }
}

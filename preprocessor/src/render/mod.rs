//! Directives `{{#aws …}}` → what stands in their place on the page.

pub mod checks;
pub mod regions;

use std::ops::Range;

use crate::document::directive;
use crate::document::include::Expanded;
use crate::facts::Facts;
use crate::facts::nearest::nearest;

/// What a directive asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Request {
    /// `{{#aws regions}}`: the table of Regions.
    Regions(regions::Options),
    /// `{{#aws checks}}`: the table of all checks; a page for each follows as a chapter.
    Checks,
}

/// Why a directive cannot be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestError {
    /// The part of the argument that is wrong.
    pub range: Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What would be right.
    pub help: String,
}

/// The names that a directive can begin with.
const NAMES: &[&str] = &["regions", "checks"];

impl Request {
    /// Reads what stands behind `{{#aws`.
    ///
    /// # Errors
    /// When the name, an option or its value does not exist.
    pub fn parse(argument: &str) -> Result<Self, RequestError> {
        let mut words = words(argument);
        let Some((range, name)) = words.next() else {
            return Err(RequestError {
                range: 0..0,
                message: "the directive asks for nothing".to_owned(),
                help: format!("it takes one of {}", NAMES.join(", ")),
            });
        };
        match name {
            "regions" => Ok(Self::Regions(regions::Options::parse(words)?)),
            "checks" => match words.next() {
                None => Ok(Self::Checks),
                Some((range, word)) => Err(RequestError {
                    range,
                    message: format!("`checks` has no option `{word}`"),
                    help: "it takes none".to_owned(),
                }),
            },
            name => Err(RequestError {
                range,
                message: format!("there is no directive `{name}`"),
                help: match nearest(name, NAMES.iter().copied(), 3) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("it takes one of {}", NAMES.join(", ")),
                },
            }),
        }
    }

    /// The Markdown that stands in the directive's place in the chapter at `path`.
    #[must_use]
    pub fn render(&self, path: &str, facts: &Facts) -> String {
        match self {
            Self::Regions(options) => regions::render(options, facts.regions()),
            Self::Checks => checks::table(path),
        }
    }
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

/// What must change in the chapter at `path`: its own directives, and the includes that bring
/// directives of ours in, which mdBook's `links` would resolve too late.
#[must_use]
pub fn replacements(chapter: &Expanded, path: &str, facts: &Facts) -> Vec<Replacement> {
    let text = chapter.text.as_str();
    let found: Vec<(Range<usize>, String)> = directive::scan(text)
        .filter(|directive| directive.name == "aws")
        .filter_map(|directive| {
            let request = Request::parse(directive.argument).ok()?;
            Some((directive.range, request.render(path, facts)))
        })
        .collect();
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
    fn text_from_outside_is_no_markup() {
        assert_eq!(
            escape_cell("<script>a|b</script> [x](y) *z* `c` &amp;\n"),
            "&lt;script&gt;a\\|b&lt;\\/script&gt; \\[x\\](y) \\*z\\* \\`c\\` &amp;amp\\; "
        );
    }
}

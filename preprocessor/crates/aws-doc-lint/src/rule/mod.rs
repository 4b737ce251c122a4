//! Rules, and the checks that apply them.
//!
//! A [`Rule`] is metadata alone: its code, severity and page. A [`Check`] ties a rule to a function over
//! one kind of subject. So every code is known to suppressions, settings and `explain`, whatever this
//! build can check.

mod fences;
mod finding;

use crate::diagnostic::{Diagnostic, InSnippet, Severity};
use aws_doc_facts::Facts;
use spanned_text::MappedText;

pub(crate) use fences::Fences;
pub use finding::{Finding, Sink};

/// The metadata of a rule.
#[derive(Debug)]
pub struct Rule {
    /// `family/what-is-wrong`.
    pub code: &'static str,
    /// The severity of its findings, unless a finding has its own or the settings override it.
    pub severity: Severity,
    /// Its documentation, as the doc comment holds it.
    pub(crate) doc: &'static str,
    /// The ids that AWS's own policy validation has for the same faults.
    pub aws_findings: &'static [&'static str],
    /// The command that reports it.
    pub reported_by: ReportedBy,
}

/// The command that reports the findings of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportedBy {
    /// `mdbook-aws check`, and each build of a book.
    Check,
    /// `mdbook-aws links`, which asks other servers.
    Links,
    /// `mdbook-aws render`, which reads the pages that mdBook has built.
    Render,
    /// `mdbook-aws test`, which runs the blocks of a book.
    Test,
}

impl ReportedBy {
    /// The command as it is typed.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Check => "mdbook-aws check",
            Self::Links => "mdbook-aws links",
            Self::Render => "mdbook-aws render",
            Self::Test => "mdbook-aws test",
        }
    }

    /// The command that reports unused suppressions of these findings.
    ///
    /// A finding about a finished page has no certain line in a chapter, and what a block does depends on
    /// the blocks before it. So neither `render` nor `test` honors suppressions, and `check` reports
    /// those that name their codes.
    #[must_use]
    pub fn owns_suppressions(self) -> Self {
        match self {
            Self::Links => Self::Links,
            Self::Check | Self::Render | Self::Test => Self::Check,
        }
    }
}

impl Rule {
    /// A rule that is not one of this crate's, for a check of your own.
    ///
    /// `code` is `family/what-is-wrong` and must not be the code of a built-in rule. `doc` is its page:
    /// Markdown whose first paragraph says what the rule reports.
    #[must_use]
    pub const fn new(code: &'static str, severity: Severity, doc: &'static str) -> Self {
        Self {
            code,
            severity,
            doc,
            aws_findings: &[],
            reported_by: ReportedBy::Check,
        }
    }

    /// The part of the code before the slash.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.code
            .split_once('/')
            .map_or(self.code, |(family, _)| family)
    }

    /// The page: Markdown whose first paragraph says what the rule reports.
    #[must_use]
    pub fn page(&self) -> String {
        let mut page = String::with_capacity(self.doc.len());
        for line in self.doc.lines() {
            page.push_str(line.strip_prefix(' ').unwrap_or(line));
            page.push('\n');
        }
        page
    }

    /// The first paragraph of the page, in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        self.doc
            .lines()
            .map(str::trim)
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// The URL of the published page, if the guide is published: until `homepage` in Cargo.toml is a
    /// real address, reports must not lead to a dead link. Only built-in rules have a page.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let home = env!("CARGO_PKG_HOMEPAGE");
        let (_, rest) = home.split_once("://")?;
        let host = rest.split('/').next()?;
        // RFC 2606 keeps this top-level domain for documentation.
        (!host.ends_with(".example")).then(|| format!("{home}reference/{}.html", self.code))
    }
}

/// A rule and the function that applies it; `F` is a function over one kind of subject.
#[derive(Debug, Clone, Copy)]
pub struct Check<F> {
    /// The rule.
    pub rule: &'static Rule,
    /// Reports to the sink what is wrong with the subject.
    pub run: F,
}

/// Where a subject is, for the diagnostics about it.
#[derive(Clone, Copy)]
pub(crate) struct Place<'t> {
    /// The text that positions refer to.
    pub(crate) text: &'t MappedText,
    /// The snippet that the text belongs to.
    pub(crate) snippet: Option<InSnippet>,
    /// Where to look for the snippet of a finding, if the text is not that of one snippet.
    pub(crate) fences: Option<&'t Fences>,
}

impl<'t> Place<'t> {
    /// The text of a snippet.
    pub(crate) fn in_snippet(text: &'t MappedText, snippet: Option<InSnippet>) -> Self {
        Self {
            text,
            snippet,
            fences: None,
        }
    }

    /// The text of a chapter or a file, in which `fences` may be.
    pub(crate) fn among(text: &'t MappedText, fences: &'t Fences) -> Self {
        Self {
            text,
            snippet: None,
            fences: Some(fences),
        }
    }
}

/// Applies all `checks` to one subject.
pub(crate) fn run_all<S: ?Sized, F>(
    checks: &[Check<F>],
    subject: &S,
    facts: &Facts,
    place: Place<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) where
    F: Fn(&S, &Facts, &mut Sink<'_>),
{
    for check in checks {
        let mut sink = Sink::at(check.rule, place, diagnostics);
        (check.run)(subject, facts, &mut sink);
    }
}

/// Declares the `RULE` of a file. Its doc comment is the page of the rule: on the site, in `explain`,
/// and, through the examples under *Fails* and *Passes*, in the tests.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $code:literal, $severity:ident
        $(, aws: [$($finding:literal),+ $(,)?])?
    ) => {
        $(#[doc = $doc])+
        pub(crate) static RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: $code,
            severity: $crate::diagnostic::Severity::$severity,
            doc: concat!($($doc, "\n"),+),
            aws_findings: &[$($($finding),+)?],
            reported_by: $crate::rule::ReportedBy::Check,
        };
    };
    // Another command reports it, from outside this crate.
    (
        $(#[doc = $doc:literal])+
        $code:literal, $severity:ident, by: $command:ident
    ) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::rule::Rule = $crate::rule::Rule {
            code: $code,
            severity: $crate::diagnostic::Severity::$severity,
            doc: concat!($($doc, "\n"),+),
            aws_findings: &[],
            reported_by: $crate::rule::ReportedBy::$command,
        };
    };
}

/// Lists the rules of a family: those with a check over `$subject`, then those that other code reports.
macro_rules! checks {
    ($subject:ty: $($name:ident),+ $(; $($other:ident),+)? $(,)?) => {
        /// The checks of this family.
        pub(crate) static CHECKS: &[$crate::rule::Check<
            fn(&$subject, &aws_doc_facts::Facts, &mut $crate::rule::Sink<'_>),
        >] = &[$($crate::rule::Check { rule: &$name::RULE, run: $name::check }),+];

        /// The rules of this family.
        pub(crate) static RULES: &[&$crate::rule::Rule] =
            &[$(&$name::RULE,)+ $($(&$other::RULE),+)?];
    };
}

/// Lists the rules of a family without checks: other code reports them.
macro_rules! rules {
    ($($name:ident),+ $(,)?) => {
        /// The rules of this family.
        pub(crate) static RULES: &[&$crate::rule::Rule] = &[$(&$name::RULE),+];
    };
}

pub(crate) use {checks, rule, rules};

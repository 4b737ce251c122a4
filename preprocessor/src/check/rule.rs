//! What a check is, and the form in which it tells what it found.

use std::ops::Range;

use super::arn::Arn;
#[cfg(feature = "shell")]
use super::command::CommandCall;
use super::config::ConfigSample;
use super::env::EnvSample;
use super::policy::PolicySnippet;
use super::region::RegionName;
use super::secret::scan::Secret;
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, InSnippet, Label, Severity};
use crate::document::Snippet;
use crate::document::directive::Directive;
use crate::document::include::Problem;
use aws_doc_facts::Facts;
use spanned_text::{MappedText, Span};

/// A check: its code, its weight, its page and its code.
#[derive(Debug)]
pub struct Rule {
    /// `family/what-is-wrong`.
    pub code: &'static str,
    /// The weight of what it finds, unless a finding says otherwise.
    pub severity: Severity,
    /// Its documentation, as the doc comment holds it.
    pub(crate) doc: &'static str,
    /// The ids that AWS's own policy validation has for what this finds.
    pub aws_findings: &'static [&'static str],
    /// What it looks at.
    pub run: Run,
}

/// What a check looks at. Each sees what has been parsed; none parses it again.
#[derive(Debug)]
pub enum Run {
    /// A policy, or several, in a snippet.
    Policy(fn(&PolicySnippet<'_>, &Facts, &mut Sink<'_>)),
    /// A call of the AWS CLI.
    #[cfg(feature = "shell")]
    Command(fn(&CommandCall<'_>, &Facts, &mut Sink<'_>)),
    /// A sample of AWS's shared config or credentials file.
    Config(fn(&ConfigSample<'_>, &Facts, &mut Sink<'_>)),
    /// A sample that sets environment variables.
    Env(fn(&EnvSample<'_>, &Facts, &mut Sink<'_>)),
    /// An ARN outside of policies, anywhere in a file.
    Arn(fn(&Arn<'_>, &Facts, &mut Sink<'_>)),
    /// Something that reads as the name of a Region, anywhere in a file.
    Region(fn(&RegionName<'_>, &Facts, &mut Sink<'_>)),
    /// Something that reads as a secret, anywhere in a file.
    Secret(fn(&Secret, &Facts, &mut Sink<'_>)),
    /// An include that failed.
    Include(fn(&Problem, &mut Sink<'_>)),
    /// The attributes of a snippet; positions are in its info string.
    Attribute(fn(&Snippet, &mut Sink<'_>)),
    /// A directive of ours.
    Directive(fn(&Directive<'_>, &mut Sink<'_>)),
    /// The reader's choices: told by [`super::choice`].
    Choice,
    /// What authors said to the checks, against what the checks found: told by
    /// [`super::verdict`], once all others have run.
    Verdict,
    /// Nothing that `check` looks at: another command finds it, and tells it with the rule's code.
    By(Finder),
}

/// A command, other than `check`, that finds faults of a book. Its rules stand in the registry as
/// all others do, so that each code has one page, one weight and one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finder {
    /// `mdbook-aws links`, which asks other servers.
    Links,
    /// `mdbook-aws render`, on the pages that mdBook has built.
    Render,
    /// `mdbook-aws test`, by running the blocks of a book.
    Test,
}

impl Finder {
    /// The command, as it is called.
    #[must_use]
    pub fn command(self) -> &'static str {
        match self {
            Self::Links => "mdbook-aws links",
            Self::Render => "mdbook-aws render",
            Self::Test => "mdbook-aws test",
        }
    }

    /// Whether it reads the comments `aws-ignore` and the attributes `fails` of chapters, and so
    /// tells which of them are of no use.
    #[must_use]
    pub fn heeds_authors(self) -> bool {
        match self {
            Self::Links => true,
            // Of a finished page nobody can tell for sure which lines of a chapter it is from.
            Self::Render => false,
            // What a block does depends on those before it, not on it alone.
            Self::Test => false,
        }
    }
}

impl Rule {
    /// The part of the code before the slash.
    #[must_use]
    pub fn family(&self) -> &'static str {
        self.code
            .split_once('/')
            .map_or(self.code, |(family, _)| family)
    }

    /// The command that finds it, if that is not `check`.
    #[must_use]
    pub fn finder(&self) -> Option<Finder> {
        match self.run {
            Run::By(finder) => Some(finder),
            _ => None,
        }
    }

    /// The page: Markdown whose first paragraph says what the check finds.
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

    /// Where the page is published.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}reference/{}.html", env!("CARGO_PKG_HOMEPAGE"), self.code)
    }
}

/// Declares the `RULE` of a check. Its doc comment is the page of the check: on the site, in
/// `explain`, and, through the examples under *Fails* and *Passes*, in the tests.
macro_rules! rule {
    (
        $(#[doc = $doc:literal])+
        $code:literal, $severity:ident, $run:ident $(($check:path))?
        $(, aws: [$($finding:literal),+ $(,)?])?
    ) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::check::Rule = $crate::check::Rule {
            code: $code,
            severity: $crate::diagnostic::Severity::$severity,
            doc: concat!($($doc, "\n"),+),
            aws_findings: &[$($($finding),+)?],
            run: $crate::check::Run::$run $(($check))?,
        };
    };
}
pub(crate) use rule;

/// What a check found, with positions in the text that it looked at.
#[derive(Debug, Clone)]
pub struct Finding {
    range: Range<usize>,
    message: String,
    severity: Option<Severity>,
    labels: Vec<(Range<usize>, String)>,
    notes: Vec<String>,
    help: Option<String>,
    aws_finding: AwsFinding,
    fixes: Vec<FindingFix>,
}

/// The id that AWS has for a finding.
#[derive(Debug, Clone, Copy)]
enum AwsFinding {
    /// The rule's, if it has one only.
    OfRule,
    /// This one.
    Named(&'static str),
    /// None: AWS does not say this, or not under a name that is known.
    None,
}

#[derive(Debug, Clone)]
struct FindingFix {
    title: String,
    applicability: Applicability,
    edits: Vec<(Range<usize>, String)>,
}

impl Finding {
    /// Something wrong at `range`; `message` is a sentence without its full stop.
    // Most of what is checked is right: what tells of a fault stands apart from the rest of the code.
    #[cold]
    #[must_use]
    pub fn new(range: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            range,
            message: message.into(),
            severity: None,
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            aws_finding: AwsFinding::OfRule,
            fixes: Vec::new(),
        }
    }

    /// Another weight than the rule's.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// A second place that explains it.
    #[must_use]
    pub fn label(mut self, range: Range<usize>, message: impl Into<String>) -> Self {
        self.labels.push((range, message.into()));
        self
    }

    /// More to know.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The id that AWS has for it, where the rule has several.
    #[must_use]
    pub fn aws(mut self, id: &'static str) -> Self {
        self.aws_finding = AwsFinding::Named(id);
        self
    }

    /// AWS has no id for it, although the rule has one.
    #[must_use]
    pub fn without_aws(mut self) -> Self {
        self.aws_finding = AwsFinding::None;
        self
    }

    /// A way to mend it that keeps what the author means.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, edits: Vec<(Range<usize>, String)>) -> Self {
        self.any_fix(title, Applicability::Safe, edits)
    }

    /// A likely way to mend it that a person should look at.
    #[must_use]
    pub fn unsafe_fix(self, title: impl Into<String>, edits: Vec<(Range<usize>, String)>) -> Self {
        self.any_fix(title, Applicability::Unsafe, edits)
    }

    fn any_fix(
        mut self,
        title: impl Into<String>,
        applicability: Applicability,
        edits: Vec<(Range<usize>, String)>,
    ) -> Self {
        let title = title.into();
        self.fixes.push(FindingFix {
            title,
            applicability,
            edits,
        });
        self
    }
}

/// Takes the findings of the checks and gives them their places on disk.
pub struct Sink<'a> {
    rule: &'static Rule,
    text: &'a MappedText,
    snippet: Option<InSnippet>,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl<'a> Sink<'a> {
    /// A sink for `rule` over `text`.
    #[must_use]
    pub fn new(
        rule: &'static Rule,
        text: &'a MappedText,
        snippet: Option<InSnippet>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            rule,
            text,
            snippet,
            diagnostics,
        }
    }

    /// The same sink for a text inside the text, as a policy in a string.
    pub fn inside<'b>(&'b mut self, text: &'b MappedText) -> Sink<'b> {
        Sink {
            rule: self.rule,
            text,
            snippet: self.snippet,
            diagnostics: self.diagnostics,
        }
    }

    /// Takes a finding.
    #[cold]
    pub fn push(&mut self, finding: Finding) {
        let span = self.text.span(finding.range.clone());
        self.push_spanned(span, finding);
    }

    /// Takes a finding about a place on disk, or on none; the range of the finding does not count.
    pub fn push_at(&mut self, span: Option<Span>, finding: Finding) {
        self.push_spanned(span, finding);
    }

    /// The place on disk that can be replaced in place of `range`: one stretch with the same
    /// bytes.
    fn on_disk(&self, range: &Range<usize>) -> Option<Span> {
        match self.text.spans(range.clone()).as_slice() {
            [] => self.text.span(range.clone()),
            [only] if only.end - only.start == range.len() => Some(*only),
            _ => None,
        }
    }

    fn push_spanned(&mut self, at: Option<Span>, finding: Finding) {
        let span = |range: &Range<usize>| self.text.span(range.clone());
        let fixes = finding
            .fixes
            .iter()
            .filter_map(|fix| {
                let edits = fix
                    .edits
                    .iter()
                    .map(|(range, text)| {
                        Some(Edit {
                            span: self.on_disk(range)?,
                            text: text.clone(),
                        })
                    })
                    .collect::<Option<Vec<_>>>()?;
                Some(Fix {
                    title: fix.title.clone(),
                    applicability: fix.applicability,
                    edits,
                })
            })
            .collect();
        let aws_finding = match (finding.aws_finding, self.rule.aws_findings) {
            (AwsFinding::Named(id), _) | (AwsFinding::OfRule, &[id]) => Some(id),
            _ => None,
        };
        self.diagnostics.push(Diagnostic {
            code: self.rule.code,
            severity: finding.severity.unwrap_or(self.rule.severity),
            span: at,
            file: None,
            labels: finding
                .labels
                .iter()
                .filter_map(|(range, message)| {
                    Some(Label {
                        span: span(range)?,
                        message: message.clone(),
                    })
                })
                .collect(),
            message: finding.message,
            notes: finding.notes,
            help: finding.help,
            snippet: self.snippet,
            aws_finding,
            fixes,
        });
    }
}

//! What a check found, and where it puts it.

use std::ops::Range;

use spanned_text::{MappedText, Span};

use super::fences::Fences;
use super::{Place, Rule};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, InSnippet, Label, Severity};

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
    // Most of what is checked is right, so the code that reports a fault is kept out of the hot path.
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

    /// Another severity than the rule's.
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

    /// The id that AWS has for it, if AWS has one for it.
    #[must_use]
    pub(crate) fn aws_if(mut self, id: Option<&'static str>) -> Self {
        self.aws_finding = id.map_or(AwsFinding::None, AwsFinding::Named);
        self
    }

    /// AWS has no id for it, although the rule has one.
    #[must_use]
    pub fn without_aws(mut self) -> Self {
        self.aws_finding = AwsFinding::None;
        self
    }

    /// A way to fix it that keeps what the author means.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, edits: Vec<(Range<usize>, String)>) -> Self {
        self.any_fix(title, Applicability::Safe, edits)
    }

    /// A likely way to fix it that a person should look at.
    #[must_use]
    pub fn unsafe_fix(self, title: impl Into<String>, edits: Vec<(Range<usize>, String)>) -> Self {
        self.any_fix(title, Applicability::Unsafe, edits)
    }

    /// Suggests `name` in place of `range`: as help, and as a fix that a person should review.
    #[must_use]
    pub fn suggest(self, range: Range<usize>, name: &str) -> Self {
        self.suggest_in(range, name, name)
    }

    /// The same, where the help shows `name` as a part of `whole`.
    #[must_use]
    pub fn suggest_in(self, range: Range<usize>, name: &str, whole: &str) -> Self {
        self.did_you_mean(whole)
            .unsafe_fix(format!("write `{name}`"), vec![(range, name.to_owned())])
    }

    /// Suggests `name` as help alone, where a fix would be too bold.
    #[must_use]
    pub fn did_you_mean(self, name: &str) -> Self {
        self.help(format!("did you mean `{name}`?"))
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
    /// Where to look for the snippet of a finding, if `snippet` names none.
    fences: Option<&'a Fences>,
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
            fences: None,
            diagnostics,
        }
    }

    /// A sink for `rule` over the text of `place`.
    pub(crate) fn at(
        rule: &'static Rule,
        place: Place<'a>,
        diagnostics: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Self {
            rule,
            text: place.text,
            snippet: place.snippet,
            fences: place.fences,
            diagnostics,
        }
    }

    /// The same sink for a text inside the text, as a policy in a string.
    pub fn inside<'b>(&'b mut self, text: &'b MappedText) -> Sink<'b> {
        Sink {
            rule: self.rule,
            text,
            snippet: self.snippet,
            fences: self.fences,
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
        let snippet = self.snippet.or_else(|| self.fences?.around(at.as_ref()?));
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
            snippet,
            aws_finding,
            fixes,
        });
    }
}

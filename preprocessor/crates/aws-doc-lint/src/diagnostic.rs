//! The diagnostic type that all checks share.

use spanned_text::files::Span;

/// How severe a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Could be better; never fails a build.
    Hint,
    /// Probably not what the author means; fails a build only where warnings are denied.
    Warning,
    /// Wrong; fails the build.
    Error,
}

impl Severity {
    /// The word that reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hint => "hint",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A second place that explains a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
}

/// Whether a fix may be applied without review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// Keeps what the author means.
    Safe,
    /// Likely right, but changes what the text says.
    Unsafe,
}

/// One replacement of text on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced; empty to insert.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A way to fix what a diagnostic reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative: "remove the comment".
    pub title: String,
    /// Whether it may be applied without review.
    pub applicability: Applicability,
    /// The replacements, disjoint and in order.
    pub edits: Vec<Edit>,
}

/// The snippet that a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InSnippet {
    /// The kind, as the summary counts it.
    pub kind: crate::document::Kind,
    /// The whole fence.
    pub fence: Span,
}

impl InSnippet {
    /// The snippet, if it has a place on disk.
    #[must_use]
    pub fn of(snippet: &crate::document::Snippet) -> Option<Self> {
        snippet.span.map(|fence| Self {
            kind: snippet.kind,
            fence,
        })
    }
}

/// A fault of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// `family/what-is-wrong`.
    pub code: &'static str,
    /// How severe it is.
    pub severity: Severity,
    /// One sentence that names what is wrong, without a full stop.
    pub message: String,
    /// Where; `None` when it is about a chapter whose text did not come from disk unchanged.
    pub span: Option<Span>,
    /// The file to name when there is no span.
    pub file: Option<String>,
    /// Other places that explain it.
    pub labels: Vec<Label>,
    /// More that a reader should know, each one sentence.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Option<String>,
    /// The snippet it is about.
    pub snippet: Option<InSnippet>,
    /// The id that AWS's own policy validation has for the same finding.
    pub aws_finding: Option<&'static str>,
    /// Ways to fix it.
    pub fixes: Vec<Fix>,
}

//! Patterns that AWS's models give for values.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

thread_local! {
    /// The patterns that have been compiled, by the number of their shape; `None` for one that
    /// this crate cannot read.
    static COMPILED: RefCell<HashMap<u32, Option<Regex>>> = RefCell::new(HashMap::new());
}

/// Whether a text has the form that a pattern of the service models asks for. What cannot be
/// decided counts as a match.
pub(crate) fn has_form(text: &str, shape: u32, pattern: &str) -> bool {
    COMPILED.with_borrow_mut(|compiled| {
        compiled
            .entry(shape)
            .or_insert_with(|| compile(pattern))
            .as_ref()
            // Some services take a path with and without the slash before it.
            .is_none_or(|regex| {
                regex.is_match(text) || regex.is_match(text.trim_start_matches('/'))
            })
    })
}

/// The patterns are Java's; a few have what no linear engine knows.
fn compile(pattern: &str) -> Option<Regex> {
    // Some models write the slashes around the expression into it.
    if pattern.starts_with('/') && !pattern.starts_with("/[") {
        return None;
    }
    let parsed = regex_syntax::parse(pattern).ok()?;
    let whole = Hir::concat(vec![
        Hir::look(Look::Start),
        loosened(&parsed),
        Hir::look(Look::End),
    ]);
    RegexBuilder::new(&whole.to_string())
        .size_limit(1 << 20)
        .build()
        .ok()
}

/// The pattern that does not mind which letters and digits there are, nor how many: the
/// identifiers of documentation are invented.
fn loosened(pattern: &Hir) -> Hir {
    match pattern.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let word = ClassUnicode::new([
                ClassUnicodeRange::new('-', '-'),
                ClassUnicodeRange::new('0', '9'),
                ClassUnicodeRange::new('A', 'Z'),
                ClassUnicodeRange::new('_', '_'),
                ClassUnicodeRange::new('a', 'z'),
            ]);
            let mut common = class.clone();
            common.intersect(&word);
            if common.ranges().is_empty() {
                return pattern.clone();
            }
            let mut loose = class.clone();
            loose.union(&word);
            Hir::repetition(Repetition {
                min: 1,
                max: None,
                greedy: true,
                sub: Box::new(Hir::class(Class::Unicode(loose))),
            })
        }
        HirKind::Repetition(repetition) => {
            let min = repetition.min.min(1);
            Hir::repetition(Repetition {
                min,
                max: None,
                greedy: repetition.greedy,
                sub: Box::new(loosened(&repetition.sub)),
            })
        }
        HirKind::Capture(capture) => loosened(&capture.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(loosened).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(loosened).collect()),
        _ => pattern.clone(),
    }
}

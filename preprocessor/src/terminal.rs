//! The terminal that reports are written to.

/// Whether to write colors to a stream: it is a terminal, and `NO_COLOR` is not set.
pub(crate) fn wants_color(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

//! The terminal that reports are written to.

/// Whether a stream takes colours: a terminal, and no one said otherwise.
pub(crate) fn wants_color(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

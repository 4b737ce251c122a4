//! Messages on standard error, and output. Text from outside can neither move the cursor nor begin a
//! line of its own, and a closed or full stream never ends the program in the middle of its work.

use std::io::{self, ErrorKind, Write as _};

use aws_doc_lint::redact;
use aws_doc_lint::visible::quoted;

/// The prefix of the second and each later line of a message, so that none of them looks like another
/// message, or like a command to a program that reads the log.
const CONTINUED: &str = "  | ";

/// Reports an error.
pub fn error(message: &str) {
    line(&format!("error: {}", lines(message)));
}

/// Reports a warning.
pub fn warning(message: &str) {
    line(&format!("warning: {}", lines(message)));
}

/// Reports something else that may hold text from outside.
pub fn note(message: &str) {
    line(&lines(message));
}

/// Writes a line whose text from outside, if any, is already escaped.
pub fn line(text: &str) {
    // If standard error cannot be written, there is nowhere to report that.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes to standard output. A reader that has gone away, as `head` does, is not an error.
///
/// # Errors
/// When the text is lost.
pub fn out(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A message as a terminal may show it, without secrets.
fn lines(message: &str) -> String {
    let message = redact::unknown(message);
    let lines: Vec<String> = message.trim_end().split('\n').map(quoted).collect();
    lines.join(&format!("\n{CONTINUED}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_lines_of_a_message_do_not_look_like_messages() {
        let text = "cannot read x\r\n::error file=a::b\u{1b}[2J\u{9b}K\n";
        assert_eq!(
            lines(text),
            "cannot read x\n  | ::error file=a::b\u{fffd}[2J\u{fffd}K"
        );
        assert_eq!(lines("größe\t👩‍💻"), "größe\t👩‍💻");
    }
}

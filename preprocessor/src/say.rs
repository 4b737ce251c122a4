//! What the program says to people: lines on standard error, and its output. Text of others in it
//! can neither move the cursor nor begin a line of its own, and a stream that is closed or full
//! never ends the program in the middle of its work.

use std::io::{self, ErrorKind, Write as _};

use aws_doc_lint::redact;
use aws_doc_lint::visible::quoted;

/// What begins the second and each later line of a message, so that none of them passes for
/// another message, or for a command to whatever reads the log.
const CONTINUED: &str = "  | ";

/// Says why something could not be done.
pub fn error(message: &str) {
    line(&format!("error: {}", lines(message)));
}

/// Says what somebody should look at.
pub fn warning(message: &str) {
    line(&format!("warning: {}", lines(message)));
}

/// Says something else that may hold text of others.
pub fn note(message: &str) {
    line(&lines(message));
}

/// Writes a line that holds no text of others, or only such as cannot be seen for something else.
pub fn line(text: &str) {
    // Where it cannot be said there is nobody to say that to.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes to standard output. A reader that has gone away, as `head` does, is no error.
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
    fn no_line_of_a_message_begins_as_another_does() {
        let text = "cannot read x\r\n::error file=a::b\u{1b}[2J\u{9b}K\n";
        assert_eq!(
            lines(text),
            "cannot read x\n  | ::error file=a::b\u{fffd}[2J\u{fffd}K"
        );
        assert_eq!(lines("größe\t👩‍💻"), "größe\t👩‍💻");
    }
}

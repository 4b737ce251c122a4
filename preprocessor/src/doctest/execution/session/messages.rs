//! The messages of the shell, which name the place in a script.

/// The line of `block` that a message of the shell names, and the message.
pub(super) fn said<'l>(line: &'l str, block: &str) -> Option<(Option<usize>, &'l str)> {
    let rest = line.strip_prefix(block)?.strip_prefix(": line ")?;
    let (number, message) = rest.split_once(": ")?;
    Some((Some(number.parse().ok()?), message))
}

/// The shell's own messages as they are for who types the commands: they begin with `bash: `, not
/// with the place in a script.
pub(super) fn as_typed(text: &str, block: &str) -> String {
    let mut typed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match said(line, block) {
            Some((_, message)) => {
                typed.push_str("bash: ");
                typed.push_str(message);
            }
            None => typed.push_str(line),
        }
    }
    typed
}

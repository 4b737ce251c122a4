//! How programs on Windows read their command line.

/// `text` as one argument of a command line, with quotes around it.
///
/// The C runtime gives a backslash a meaning only before a quote, and there needs two for one.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    let mut backslashes = 0;
    for c in text.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                quoted.push_str(&"\\".repeat(backslashes * 2 + 1));
                quoted.push('"');
                backslashes = 0;
                continue;
            }
            _ => {
                quoted.push_str(&"\\".repeat(backslashes));
                backslashes = 0;
            }
        }
        if c != '\\' {
            quoted.push(c);
        }
    }
    quoted.push_str(&"\\".repeat(backslashes * 2));
    quoted.push('"');
    quoted
}

/// The folder of the scripts of a virtual environment, which bash enters by the script at `path`.
pub(crate) fn scripts_folder(path: &str) -> Option<String> {
    let folder = path.strip_suffix("/bin/activate")?.replace('/', "\\");
    Some(format!("{folder}\\Scripts"))
}

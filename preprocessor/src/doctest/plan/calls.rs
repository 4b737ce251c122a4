//! Which programs a script calls, as far as its words show without a parser: what is needed to run a
//! block must be the same in every build of the program, with the shell's grammar or without.

use spanned_text::Part as _;

/// Whether the script has `program` where a command can be.
pub(super) fn calls(script: &str, program: &str) -> bool {
    script.lines().any(|line| {
        let mut rest = line;
        let mut before = "";
        while let Some(at) = rest.find(program) {
            let (head, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
            let after = tail.part(program.len()..);
            // An earlier match on the line may have cut off what comes before this one.
            let head = if head.is_empty() { before } else { head };
            if is_command_place(head) && ends_word(after) {
                return true;
            }
            before = "x";
            rest = after;
        }
        false
    })
}

fn ends_word(after: &str) -> bool {
    after.chars().next().is_none_or(|next| {
        next.is_whitespace() || matches!(next, ';' | '|' | '&' | ')' | '`' | '<' | '>')
    })
}

/// Whether a command can follow `head`, the part of a line before a word.
fn is_command_place(head: &str) -> bool {
    let trimmed = head.trim_end();
    if trimmed.is_empty() || trimmed.ends_with(['|', ';', '&', '(', '`', '{', '!']) {
        return true;
    }
    if trimmed.len() == head.len() {
        return false;
    }
    let word = trimmed
        .rsplit_once(char::is_whitespace)
        .map_or(trimmed, |(_, word)| word);
    let keyword = matches!(
        word,
        "if" | "then"
            | "else"
            | "elif"
            | "while"
            | "until"
            | "do"
            | "time"
            | "exec"
            | "env"
            | "sudo"
    );
    // `NAME=value aws …`
    keyword || word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::calls;

    #[test]
    fn commands_are_told_from_words() {
        for script in [
            "aws s3 ls",
            "  aws sts get-caller-identity",
            "x=$(aws sts get-caller-identity)",
            "cat x | aws s3 cp - s3://b",
            "AWS_PROFILE=x aws s3 ls",
            "true && aws s3 ls",
            "if aws s3 ls; then",
            "cd aws; aws",
        ] {
            assert!(calls(script, "aws"), "{script}");
        }
        for script in [
            "cd aws",
            "echo aws",
            "ls ~/.aws",
            "awslocal x",
            "aws-vault x",
        ] {
            assert!(!calls(script, "aws"), "{script}");
        }
    }
}

//! Whether a sentence says what to do, and so claims nothing.

/// Verbs with which instructions begin.
const VERBS: &[&str] = &[
    "activate",
    "add",
    "allow",
    "answer",
    "apply",
    "ask",
    "assign",
    "attach",
    "avoid",
    "budget",
    "call",
    "change",
    "check",
    "choose",
    "click",
    "close",
    "compare",
    "confirm",
    "continue",
    "copy",
    "create",
    "deactivate",
    "delete",
    "deny",
    "describe",
    "detach",
    "disable",
    "do",
    "don't",
    "download",
    "enable",
    "enter",
    "export",
    "fill",
    "find",
    "follow",
    "generate",
    "get",
    "give",
    "go",
    "grant",
    "grep",
    "install",
    "keep",
    "leave",
    "let",
    "limit",
    "list",
    "log",
    "look",
    "make",
    "mark",
    "measure",
    "move",
    "name",
    "open",
    "paste",
    "pass",
    "pick",
    "pin",
    "prefer",
    "print",
    "put",
    "raise",
    "read",
    "remove",
    "repeat",
    "replace",
    "request",
    "reset",
    "restart",
    "retry",
    "return",
    "revoke",
    "rotate",
    "run",
    "save",
    "search",
    "see",
    "select",
    "send",
    "set",
    "show",
    "sign",
    "skip",
    "start",
    "stop",
    "store",
    "switch",
    "take",
    "tell",
    "test",
    "treat",
    "try",
    "turn",
    "type",
    "unset",
    "update",
    "upgrade",
    "use",
    "verify",
    "wait",
    "watch",
    "write",
];

/// Words that may come before the verb.
const BEFORE: &[&str] = &[
    "then", "first", "now", "also", "or", "and", "please", "never", "always", "so", "but", "only",
];

/// Words that begin a clause before an instruction: `If it fails, run …`.
const CLAUSES: &[&str] = &[
    "after", "as", "at", "before", "for", "from", "if", "in", "instead", "on", "once", "outside",
    "since", "to", "unless", "until", "when", "where", "while", "with", "without",
];

/// Whether the sentence is an instruction or a question.
pub(super) fn is_instruction(sentence: &str) -> bool {
    let sentence = sentence.trim();
    if sentence.ends_with('?') {
        return true;
    }
    if begins_with_verb(sentence) {
        return true;
    }
    let opens = first_word(sentence).is_some_and(|word| CLAUSES.contains(&word.as_str()));
    opens
        && sentence
            .match_indices([',', ':'])
            // A sentence has few commas; one that has many is none.
            .take(8)
            .any(|(at, _)| sentence.get(at + 1..).is_some_and(begins_with_verb))
}

fn begins_with_verb(text: &str) -> bool {
    let mut words = text.split_whitespace().take(4).map(clean);
    let verb = words.find(|word| !BEFORE.contains(&word.as_str()));
    verb.is_some_and(|verb| VERBS.contains(&verb.as_str()))
}

fn first_word(text: &str) -> Option<String> {
    text.split_whitespace().next().map(clean)
}

fn clean(word: &str) -> String {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    word.to_lowercase().replace('’', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_is_no_claim() {
        for text in [
            "Create a role in IAM.",
            "Then attach it to the user.",
            "If Bedrock refuses it, ask an administrator.",
            "In the IAM console, choose Users.",
            "Don't use the root user of the AWS account.",
            "Which Region?",
        ] {
            assert!(is_instruction(text), "{text}");
        }
        for text in [
            "Bedrock refuses it.",
            "If Bedrock refuses it, the call fails.",
            "AWS keeps it for a year, see below.",
            "The use of IAM users is discouraged.",
        ] {
            assert!(!is_instruction(text), "{text}");
        }
    }
}

//! Sessions that show how a command is refused.

/// How the AWS CLI, or a service, begins to say that a command is wrong.
const COMPLAINTS: &[&str] = &[
    "usage: aws",
    "aws: error",
    "aws: [ERROR]",
    "Unknown options:",
    "Unknown parameter",
    "Error parsing parameter",
    "Parameter validation failed",
    "Invalid choice",
    "Invalid JSON",
    "Bad value for --query",
    "An error occurred (",
];

/// Whether what is printed after a command in a session shows it to fail, as the author means.
pub(crate) fn is_refused(output: &str) -> bool {
    output.lines().any(|line| {
        let line = line.trim_start();
        COMPLAINTS.iter().any(|start| line.starts_with(start))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_told_from_other_output() {
        assert!(is_refused("\nUnknown options: --nam\n"));
        assert!(!is_refused("{\n  \"error\": \"Unknown options:\"\n}\n"));
    }
}

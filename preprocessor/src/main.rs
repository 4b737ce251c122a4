//! The program `mdbook-aws`; all of it is in [`mdbook_aws::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    mdbook_aws::cli::main()
}

//! Writes the bash commands on standard input for the shell that the first argument names: `fish`,
//! `powershell` or `cmd`.

use std::io::Read as _;
use std::process::ExitCode;

use shell_forms::{Shell, translate};

fn main() -> ExitCode {
    let shell = std::env::args().nth(1).and_then(|id| Shell::from_id(&id));
    let Some(shell) = shell else {
        eprintln!("usage: translate fish|powershell|cmd < script.sh");
        return ExitCode::FAILURE;
    };
    let mut source = String::new();
    if let Err(error) = std::io::stdin().read_to_string(&mut source) {
        eprintln!("cannot read standard input: {error}");
        return ExitCode::FAILURE;
    }
    match translate(&source, shell, &|_| true) {
        Ok(form) => {
            print!("{form}");
            ExitCode::SUCCESS
        }
        Err(refusal) => {
            let part = source.get(refusal.range).unwrap_or_default();
            eprintln!(
                "no form for {}: {} (`{part}`)",
                shell.name(),
                refusal.reason
            );
            ExitCode::FAILURE
        }
    }
}

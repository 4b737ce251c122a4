//! What a program is called on Windows.

use crate::bash::{Word, outside_slots};
use crate::{Refusal, Shell};

/// Programs that have the same name, and take the same arguments, on every system.
const EVERYWHERE: &[&str] = &[
    "aws",
    "az",
    "cargo",
    "cdk",
    "claude",
    "docker",
    "gcloud",
    "gh",
    "git",
    "go",
    "helm",
    "java",
    "jq",
    "kubectl",
    "mdbook",
    "mdbook-aws",
    "mvn",
    "node",
    "npm",
    "npx",
    "nslookup",
    "pip",
    "pipx",
    "pnpm",
    "podman",
    "poetry",
    "pytest",
    "python",
    "sam",
    "ssh",
    "terraform",
    "tofu",
    "uv",
    "uvx",
    "yarn",
];

/// The name under which `word`, the first of a command, is called in `shell`.
///
/// # Errors
/// When it may not exist there.
pub(crate) fn name(word: &Word, shell: Shell) -> Result<String, Refusal> {
    let refuse = |reason: String| Err(Refusal::new(word.range.clone(), reason));
    let Some(name) = word.literal() else {
        return refuse("the name of the program is not fixed".to_owned());
    };
    let is_plain = |text: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        outside_slots(text) == text && text.chars().all(plain)
    };
    if shell == Shell::Fish {
        return match is_plain(&name) {
            true => Ok(name),
            false => refuse("the name of the program has odd characters".to_owned()),
        };
    }
    if EVERYWHERE.contains(&name.as_str()) {
        return Ok(name);
    }
    match name.as_str() {
        "python3" => return Ok("python".to_owned()),
        "pip3" => return Ok("pip".to_owned()),
        // In Windows PowerShell, `curl` is another command.
        "curl" => return Ok("curl.exe".to_owned()),
        _ => {}
    }
    // Python's virtual environments have another folder there.
    if is_plain(&name)
        && !name.starts_with('/')
        && let Some((folder, program)) = name.split_once("/bin/")
        && !program.contains('/')
    {
        let folder = folder.replace('/', "\\");
        let program = match program {
            "python3" => "python",
            "pip3" => "pip",
            other => other,
        };
        return Ok(format!("{folder}\\Scripts\\{program}"));
    }
    refuse(format!("`{name}` may not exist in {}", shell.name()))
}

/// Variables that Windows sets, or that only other systems set: those are never what a block means. Names
/// of variables have no case on Windows.
const TAKEN: &[&str] = &[
    "_",
    "appdata",
    "cd",
    "cmdcmdline",
    "cmdextversion",
    "computername",
    "comspec",
    "date",
    "editor",
    "errorlevel",
    "home",
    "homedrive",
    "homepath",
    "hostname",
    "ifs",
    "lang",
    "localappdata",
    "number_of_processors",
    "oldpwd",
    "os",
    "path",
    "pathext",
    "ppid",
    "programdata",
    "programfiles",
    "prompt",
    "public",
    "pwd",
    "random",
    "seconds",
    "shell",
    "systemdrive",
    "systemroot",
    "temp",
    "time",
    "tmp",
    "tmpdir",
    "uid",
    "user",
    "userdomain",
    "username",
    "userprofile",
    "windir",
];

/// Whether a variable of this name cannot be used on Windows as on other systems.
pub(crate) fn is_taken(name: &str) -> bool {
    TAKEN.contains(&name.to_ascii_lowercase().as_str())
}

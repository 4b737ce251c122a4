//! An emulated account, and a shell that calls it.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use aws_doc_facts::Facts;
use mdbook_aws::doctest::Need;
use mdbook_aws::doctest::emulator::Emulator;

use mdbook_aws::doctest::tools::install::{Installed, ToolEnvironment, ToolError};

use crate::tools::{install, missing};

/// The policy for one model through a profile, of the kind that the guide shows.
pub(crate) const INVOKE: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "bedrock:InvokeModel",
     "Resource": "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"},
    {"Effect": "Allow", "Action": "bedrock:InvokeModel",
     "Resource": "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0",
     "Condition": {"StringEquals": {"bedrock:InferenceProfileArn":
        "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0"}}}]}"#;

/// A call through that profile.
pub(crate) const CONVERSE: &str = "aws bedrock-runtime converse \
    --model-id us.anthropic.claude-sonnet-4-5-20250929-v1:0 \
    --messages '[{\"role\": \"user\", \"content\": [{\"text\": \"Hello\"}]}]' \
    --query 'output.message.content[].text' --output text";

/// The tools, installed once; none where they cannot be had.
pub(crate) fn tools() -> Option<&'static Installed> {
    static INSTALLED: OnceLock<Result<Installed, ToolError>> = OnceLock::new();
    match INSTALLED.get_or_init(|| install(&Need::ALL)) {
        Ok(installed) => Some(installed),
        Err(error) => {
            missing("the real tools with an emulated AWS", error);
            None
        }
    }
}

/// What a script left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// The differences that its calls met.
    pub(crate) met: Vec<&'static str>,
}

impl Ran {
    /// That it went well; what it printed.
    #[track_caller]
    pub(crate) fn ok(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:#?}");
        self.stdout.trim()
    }

    /// That it failed and said so.
    #[track_caller]
    pub(crate) fn fails(&self, with: &str) {
        assert_ne!(self.code, Some(0), "{self:#?}");
        assert!(self.stderr.contains(with), "{with} is not in {self:#?}");
    }
}

/// An account and a folder of a chapter.
pub(crate) struct Account {
    pub(crate) emulator: Emulator,
    environment: ToolEnvironment,
    folder: tempfile::TempDir,
}

impl Account {
    /// A fresh one; none where the tools cannot be had.
    pub(crate) fn new() -> Option<Self> {
        Self::with(&Facts::bundled())
    }

    /// A fresh one that lists what `facts` say.
    pub(crate) fn with(facts: &Facts) -> Option<Self> {
        let installed = tools()?;
        let folder = tempfile::tempdir().unwrap();
        let started = folder.path().join("emulator");
        let emulator =
            Emulator::start(installed, facts, &started, Duration::from_secs(60)).unwrap();
        let environment = installed.environment(&folder.path().join("tools")).unwrap();
        for name in ["home", "work"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        Some(Self {
            emulator,
            environment,
            folder,
        })
    }

    /// One with the user `demo`, who has the policy `policy`, and whose keys are in the variables
    /// `K` and `S` of the file `keys`.
    pub(crate) fn with_user(policy: &str) -> Option<Self> {
        let mut account = Self::new()?;
        account.user(policy);
        Some(account)
    }

    pub(crate) fn user(&mut self, policy: &str) {
        self.write("policy.json", policy);
        self.run(
            "set -e
            aws iam create-user --user-name demo
            aws iam put-user-policy --user-name demo --policy-name p \\
              --policy-document file://policy.json
            set -- $(aws iam create-access-key --user-name demo \\
              --query 'AccessKey.[AccessKeyId, SecretAccessKey]' --output text)
            printf 'export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s\\n' $1 $2 > keys",
        )
        .ok();
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.work().join(name), text).unwrap();
    }

    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// Runs a script as the account's root user.
    pub(crate) fn run(&mut self, script: &str) -> Ran {
        let path = self.environment.path.iter().cloned();
        let system = ["/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from);
        let output = Command::new("bash")
            .args(["-c", script])
            .current_dir(self.work())
            .env_clear()
            .envs(self.emulator.environment())
            .envs(self.environment.variables.iter().cloned())
            .env("PATH", std::env::join_paths(path.chain(system)).unwrap())
            .env("HOME", self.folder.path().join("home"))
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            met: self.emulator.met().iter().map(|it| it.id).collect(),
        }
    }

    /// Runs a script as the user `demo`.
    pub(crate) fn as_user(&mut self, script: &str) -> Ran {
        self.run(&format!(". ./keys\n{script}"))
    }
}

//! What the checks report, and what they let pass, on text in memory; the fixes; and the rules' pages.

#[path = "../support/machine.rs"]
mod machine;
#[path = "../support/server.rs"]
mod server;
#[path = "../support/skip.rs"]
mod skip;
#[path = "../support/mod.rs"]
mod support;

mod bedrock_policies;
mod broken_templates;
mod cases;
mod env_reader_table;
mod fixes;
mod hostile_samples;
mod mutated_commands;
mod mutated_policies;
mod pages;
mod policy_sizes;
mod report_sizes;
mod samples;
mod secret_scan;
mod secrets_everywhere;
mod untouched;

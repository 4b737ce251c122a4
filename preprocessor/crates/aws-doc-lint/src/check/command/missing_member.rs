//! `command/missing-member`

use crate::command::{CommandCall, FaultKind};
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// A structure lacks a member that it must have.
    ///
    /// The AWS CLI refuses it with `Missing required parameter` before it asks AWS.
    ///
    /// ## Fails
    ///
    /// ```sh
    /// aws dynamodb create-table --table-name t --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id --billing-mode PAY_PER_REQUEST
    /// ```
    ///
    /// ## Passes
    ///
    /// ```sh
    /// aws dynamodb create-table --table-name t --attribute-definitions AttributeName=id,AttributeType=S --key-schema AttributeName=id,KeyType=HASH --billing-mode PAY_PER_REQUEST
    /// ```
    ///
    /// ## References
    ///
    /// - [AWS CLI command reference](https://docs.aws.amazon.com/cli/latest/reference/)
    "command/missing-member", Error
}

pub(crate) fn check(call: &CommandCall<'_>, _: &Facts, sink: &mut Sink<'_>) {
    for fault in &call.faults {
        if let FaultKind::MissingMember { names } = &fault.kind {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            sink.push(Finding::new(
                fault.range.clone(),
                format!("{} lacks {}", fault.of, names.join(", ")),
            ));
        }
    }
}

//! `arn/partition`

use crate::arn::ArnInText;
use crate::rule::{Finding, Sink, rule};
use crate::suggest::nearest;
use aws_doc_facts::Facts;

rule! {
    /// The partition of an ARN does not exist.
    ///
    /// An ARN begins with `arn:` and its partition: `aws`, `aws-cn` for China, `aws-us-gov` for
    /// GovCloud, and others that the list of Regions names. ARNs of programs that imitate AWS, as
    /// `arn:minio:…`, are left alone.
    ///
    /// ## Fails
    ///
    /// ````text
    /// The role is `arn:asw:iam::111122223333:role/guide`.
    /// ````
    ///
    /// ## Passes
    ///
    /// ````text
    /// The role is `arn:aws:iam::111122223333:role/guide`.
    /// ````
    ///
    /// ## References
    ///
    /// - [Amazon Resource Names](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html)
    "arn/partition", Error
}

pub(crate) fn check(arn: &ArnInText<'_>, facts: &Facts, sink: &mut Sink<'_>) {
    let (range, partition) = arn.partition();
    let known = || {
        facts
            .regions()
            .iter()
            .filter_map(|region| region.partition.as_deref())
    };
    let plain = partition
        .bytes()
        .all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_'));
    if !plain || known().any(|known| known == partition) {
        return;
    }
    // `aws-gov` leaves a word of `aws-us-gov` out.
    let holds = |known: &&str| {
        partition
            .split('-')
            .all(|word| known.split('-').any(|own| own == word))
    };
    let limit = if partition.starts_with("aws") { 3 } else { 1 };
    let Some(near) = known()
        .find(holds)
        .or_else(|| nearest(partition, known(), limit))
    else {
        return;
    };
    sink.push(
        Finding::new(
            range.clone(),
            format!("there is no partition `{partition}`"),
        )
        .suggest(range, near),
    );
}

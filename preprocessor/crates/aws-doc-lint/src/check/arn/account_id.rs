//! `arn/account-id`

use crate::arn::ArnInText;
use crate::rule::{Finding, Sink, rule};
use aws_doc_facts::Facts;

rule! {
    /// The account id in an ARN does not have 12 digits.
    ///
    /// A digit too many or too few is easily overlooked, and what is copied from the text names
    /// an account that does not exist. The console shows ids in groups, as `1111-2222-3333`; an
    /// ARN has no dashes there. AWS's documentation uses `111122223333` and `123456789012`.
    ///
    /// ## Fails
    ///
    /// ````text
    /// The role is `arn:aws:iam::11112222333:role/guide`.
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
    "arn/account-id", Warning
}

pub(crate) fn check(arn: &ArnInText<'_>, _: &Facts, sink: &mut Sink<'_>) {
    let (range, account) = arn.account();
    let digits = account.bytes().filter(u8::is_ascii_digit).count();
    let only_digits = digits == account.len();
    // `123` and `1234567890` are placeholders for an account; they are not one mistyped.
    let made_up =
        account == "1234567890" || account.bytes().all(|b| Some(b) == account.bytes().next());
    if only_digits && digits != 12 && (10..=14).contains(&digits) && !made_up {
        sink.push(
            Finding::new(
                range,
                format!("this account id has {digits} digits, not 12"),
            )
            .help("write 12 digits, as `111122223333`"),
        );
    } else if digits == 12
        && account.bytes().all(|b| b.is_ascii_digit() || b == b'-')
        && !only_digits
    {
        let plain = account.replace('-', "");
        sink.push(
            Finding::new(range.clone(), "an account id in an ARN has no dashes")
                .fix(format!("write `{plain}`"), vec![(range, plain)]),
        );
    }
}

//! The service that an ARN should name, inferred from the actions next to it.

use super::arn::{Arn, Fit};
use super::model::Statement;
use crate::iam::Iam;

/// The service of the resources of the statement's actions, were the ARN's service field that one:
/// `kms` for `arn:aws:sns:eu-west-1:111122223333:key/…` next to `kms:Decrypt`.
///
/// `None` when the actions are not known, or one is of the ARN's own service.
#[must_use]
pub fn meant_service<'f>(
    statement: &Statement<'f>,
    arn: &Arn<'_>,
    iam: Iam<'f>,
) -> Option<&'f str> {
    let mut meant = None;
    for pattern in &statement.actions {
        let prefix = pattern.text.as_str().split(':').next()?;
        if prefix.eq_ignore_ascii_case(arn.service().text) {
            return None;
        }
        let mut formats = pattern
            .actions()?
            .flat_map(|action| action.resources())
            .flat_map(|kind| kind.arn_formats().map(move |format| (kind, format)));
        let fitting = formats.find_map(|(kind, format)| {
            let service = Arn::parse(format).ok()?.service().text;
            let mut fits = iam.arn_formats(service, arn.resource().text);
            let fits =
                fits.any(|one| one.kind().id() == kind.id() && Fit::of(one, arn) == Fit::Whole);
            let is_other = service != arn.service().text && !service.contains('$');
            (fits && is_other).then_some(service)
        });
        meant = meant.or(fitting);
    }
    meant
}

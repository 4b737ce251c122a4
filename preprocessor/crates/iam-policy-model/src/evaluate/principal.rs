//! Whether a principal of a policy includes a caller.

use crate::arn::Arn;

/// Whether the principal that a policy names includes the caller; both with their types. An
/// account includes everyone in it, a role its sessions, `*` everybody.
pub(super) fn is_same_principal(named: (&str, &str), caller: (&str, &str)) -> bool {
    let ((kind, name), (caller_kind, caller_name)) = (named, caller);
    if kind == "AWS" && name == "*" {
        return true;
    }
    if kind != caller_kind {
        return false;
    }
    if name == caller_name {
        return true;
    }
    if kind != "AWS" {
        return name == "*";
    }
    let (named, caller) = (Arn::parse(name).ok(), Arn::parse(caller_name).ok());
    if let Some(account) = account_of(name, named.as_ref()) {
        return account == caller.map_or(caller_name, |caller| caller.account().text);
    }
    named
        .zip(caller)
        .is_some_and(|(role, session)| is_session_of(&role, &session))
}

/// The account that a principal stands for, as its number or the ARN of its root.
fn account_of<'t>(name: &'t str, arn: Option<&Arn<'t>>) -> Option<&'t str> {
    match arn {
        None => (!name.contains(':')).then_some(name),
        Some(arn) => {
            let is_root = arn.service().text == "iam"
                && arn.region().text.is_empty()
                && arn.resource().text == "root";
            is_root.then(|| arn.account().text)
        }
    }
}

/// Whether `session` is a session of `role`. The ARN of a session leaves out the role's path.
fn is_session_of(role: &Arn<'_>, session: &Arn<'_>) -> bool {
    let session_role = session.resource().text.strip_prefix("assumed-role/");
    let session_role = session_role.and_then(|rest| rest.split('/').next());
    let named_role = role.resource().text.strip_prefix("role/");
    session.service().text == "sts"
        && role.service().text == "iam"
        && role.account().text == session.account().text
        && named_role.is_some_and(|name| name.rsplit('/').next() == session_role)
}

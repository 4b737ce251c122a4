//! The XML that AWS's query services answer with.

use std::borrow::Cow;

use aws_smithy_xml::decode::{Document, ScopedDecoder, try_data};

use crate::error::FetchErrorKind;

pub(crate) type Fields<'t> = std::collections::BTreeMap<String, Cow<'t, str>>;

/// The elements of an element that hold text alone.
pub(crate) fn fields<'t>(
    element: &mut ScopedDecoder<'t, '_>,
) -> Result<Fields<'t>, FetchErrorKind> {
    let mut fields = Fields::new();
    while let Some(mut field) = element.next_tag() {
        let name = field.start_el().local().to_owned();
        let text = try_data(&mut field).map_err(|it| FetchErrorKind::Malformed(it.to_string()))?;
        fields.insert(name, text);
    }
    Ok(fields)
}

/// Code and message of an error, as EC2 sends it.
pub(crate) fn error(body: &[u8]) -> Option<(String, String)> {
    let mut document = Document::new(std::str::from_utf8(body).ok()?);
    let mut root = document.root_element().ok()?;
    let mut errors = root.next_tag()?;
    let mut error = errors.next_tag()?;
    let mut fields = fields(&mut error).ok()?;
    let mut field = |name| fields.remove(name).map(Cow::into_owned);
    Some((field("Code")?, field("Message").unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::error;

    #[test]
    fn errors_are_read() {
        let body =
            b"<?xml version=\"1.0\"?><Response><Errors><Error><Code>UnauthorizedOperation</Code>\
            <Message>no</Message></Error></Errors><RequestID>x</RequestID></Response>";
        let read = error(body).unwrap();
        assert_eq!(read, ("UnauthorizedOperation".to_owned(), "no".to_owned()));
        assert_eq!(error(b"<html>"), None);
        assert_eq!(error(b"{}"), None);
    }
}

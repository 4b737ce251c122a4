//! The `Retry-After` header.

use std::time::SystemTime;

/// A moment as HTTP writes it, `Sun, 22 Nov 2026 10:00:00 GMT`.
pub(super) fn http_date(text: &str) -> Option<SystemTime> {
    use aws_smithy_types::date_time::Format;
    let date = aws_smithy_types::DateTime::from_str(text.trim(), Format::HttpDate).ok()?;
    SystemTime::try_from(date).ok()
}

/// The seconds to wait that `Retry-After` names, as a number or as a moment; none for one that has
/// passed.
pub(super) fn wait(after: &str, now: SystemTime) -> Option<u64> {
    if let Ok(seconds) = after.trim().parse() {
        return Some(seconds);
    }
    let left = http_date(after)?.duration_since(now).unwrap_or_default();
    Some(left.as_secs() + u64::from(left.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_throttled_client_waits_for_seconds_or_until_a_moment() {
        let at = |text| http_date(text).unwrap();
        let now = at("Sun, 22 Nov 2026 23:59:30 GMT");
        assert_eq!(wait("120", now), Some(120));
        assert_eq!(wait("Mon, 23 Nov 2026 00:00:00 GMT", now), Some(30));
        assert_eq!(wait("Sun, 22 Nov 2026 00:00:00 GMT", now), Some(0));
        let half = Duration::from_millis(500);
        assert_eq!(wait("Mon, 23 Nov 2026 00:00:00 GMT", now + half), Some(30));
        for nonsense in ["", "-3", "soon", "1.5", "99999999999999999999999"] {
            assert_eq!(wait(nonsense, now), None, "{nonsense}");
        }
    }
}

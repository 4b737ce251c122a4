//! Dates in condition values: ISO 8601 in the W3C profile, or seconds since 1970.

/// Seconds since 1970-01-01T00:00:00Z; `None` when the text is not a date.
#[must_use]
pub fn seconds(text: &str) -> Option<f64> {
    if let Ok(epoch) = text.parse::<f64>()
        && (text.len() > 4 || text.starts_with('-'))
    {
        return epoch.is_finite().then_some(epoch);
    }
    let (date, time) = match text.split_once(['T', 't']) {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-');
    let year: i64 = digits(parts.next()?, 4)?;
    let month: i64 = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    let day: i64 = parts.next().map_or(Some(1), |part| digits(part, 2))?;
    if parts.next().is_some()
        || !(1..=12).contains(&month)
        || day < 1
        || day > month_length(year, month)
    {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "days of four-digit years are small"
    )]
    let midnight = (days_from_1970(year, month, day) * 86_400) as f64;
    time.map_or(Some(midnight), |time| Some(midnight + time_of_day(time)?))
}

/// Seconds since midnight in UTC of `hh:mm[:ss[.s…]](Z|±hh[:]mm)`.
fn time_of_day(text: &str) -> Option<f64> {
    let (clock, offset) = if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        (clock, 0.0)
    } else {
        let at = text.rfind(['+', '-'])?;
        let (clock, zone) = text.split_at_checked(at)?;
        let sign = if zone.starts_with('-') { -1.0 } else { 1.0 };
        let zone: String = zone.chars().filter(char::is_ascii_digit).collect();
        let (hours, minutes) = zone.split_at_checked(2)?;
        let hours: f64 = hours.parse().ok()?;
        let minutes: f64 = if minutes.is_empty() {
            0.0
        } else {
            minutes.parse().ok()?
        };
        (clock, sign * (hours * 3600.0 + minutes * 60.0))
    };
    let mut parts = clock.split(':');
    let hour: i64 = digits(parts.next()?, 2)?;
    let minute: i64 = digits(parts.next()?, 2)?;
    let second: f64 = parts.next().map_or(Some(0.0), |part| part.parse().ok())?;
    if parts.next().is_some() || hour > 24 || minute > 59 || !(0.0..61.0).contains(&second) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "hours and minutes are small")]
    let minutes = (hour * 60 + minute) as f64;
    Some(minutes * 60.0 + second - offset)
}

fn digits(text: &str, count: usize) -> Option<i64> {
    let all = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn month_length(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_from_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let years = (year - 1970) * 365 + (before / 4 - before / 100 + before / 400) - 477;
    years + (1..month).map(|one| month_length(year, one)).sum::<i64>() + day - 1
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn dates_of_all_lengths_are_read() {
        assert_eq!(seconds("1970-01-01T00:00:00Z"), Some(0.0));
        assert_eq!(seconds("1970"), Some(0.0));
        assert_eq!(seconds("1970-02"), Some(31.0 * 86_400.0));
        assert_eq!(seconds("2000-03-01"), Some(951_868_800.0));
        assert_eq!(
            seconds("2026-11-22T23:30:00+01:00"),
            seconds("2026-11-22T22:30Z")
        );
        assert_eq!(seconds("2026-11-22T22:30:00.5Z"), Some(1_795_386_600.5));
        assert_eq!(seconds("1795386600"), Some(1_795_386_600.0));
    }

    #[test]
    fn what_is_no_date_is_not_read() {
        for text in [
            "",
            "tomorrow",
            "2026-13-01",
            "2026-02-29",
            "2026-1-1",
            "2026-01-01T25:00Z",
            "22/11/2026",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}

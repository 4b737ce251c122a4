//! Provenance: where a set of facts comes from.

/// Where a set of facts comes from, and what it was.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Provenance {
    /// The name of the set, as `regions`.
    pub set: String,
    /// The sources that it was made from.
    pub sources: Vec<Origin>,
    /// The SHA-256 of the set as it is stored, in hexadecimal digits.
    pub sha256: String,
}

/// One source of a set.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Origin {
    /// The key by which the set refers to the source.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub key: String,
    /// The name of the source, for readers.
    pub source: String,
    /// Its version.
    pub version: String,
    /// The day on which it was retrieved, `YYYY-MM-DD`.
    pub retrieved: String,
    /// The SHA-256 of the package or answer, in hexadecimal digits.
    pub sha256: String,
    /// The licence it comes under, as an SPDX expression, or who publishes it.
    pub licence: String,
}

impl Provenance {
    /// All sources in one line.
    #[must_use]
    pub fn source(&self) -> String {
        self.join(|origin| origin.source.clone())
    }

    /// The versions of all sources in one line.
    #[must_use]
    pub fn version(&self) -> String {
        self.join(|origin| origin.version.clone())
    }

    /// The oldest of the days on which the sources were retrieved; empty without sources.
    #[must_use]
    pub fn retrieved(&self) -> &str {
        self.sources
            .iter()
            .map(|origin| origin.retrieved.as_str())
            .min()
            .unwrap_or_default()
    }

    /// The source that the set calls by this key.
    #[must_use]
    pub fn origin(&self, key: &str) -> Option<&Origin> {
        self.sources.iter().find(|origin| origin.key == key)
    }

    /// The provenance as a file.
    #[must_use]
    pub fn to_json(&self) -> String {
        super::snapshot::to_file(self)
    }

    /// The newest of the days on which the sources were retrieved; empty without sources.
    #[must_use]
    pub fn newest(&self) -> &str {
        let days = self.sources.iter().map(|origin| origin.retrieved.as_str());
        days.max().unwrap_or_default()
    }

    fn join(&self, part: impl Fn(&Origin) -> String) -> String {
        self.sources.iter().map(part).collect::<Vec<_>>().join("; ")
    }
}

/// The date in UTC, `YYYY-MM-DD`, so many seconds after the beginning of 1970; `9999-12-31` is the
/// last one.
#[must_use]
pub fn day(seconds: u64) -> String {
    let moment = i64::try_from(seconds).map(time::OffsetDateTime::from_unix_timestamp);
    let date = match moment {
        Ok(Ok(moment)) => moment.date(),
        _ => time::Date::MAX,
    };
    date.to_string()
}

/// How many days `later` is after `earlier`, both `YYYY-MM-DD`; negative when it is before. `None` when
/// one of them is not a date.
#[must_use]
pub fn days_between(earlier: &str, later: &str) -> Option<i64> {
    let julian = |day: &str| {
        let mut parts = day.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse::<u8>().ok()?.try_into().ok()?;
        let date = time::Date::from_calendar_date(year, month, parts.next()?.parse().ok()?);
        date.ok().map(|date| i64::from(date.to_julian_day()))
    };
    Some(julian(later)? - julian(earlier)?)
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    let digest = sha2::Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{day, days_between};

    #[test]
    fn days_are_written_as_iso_8601_says() {
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(1_795_391_999), "2026-11-22");
        assert_eq!(day(1_795_392_000), "2026-11-23");
        assert_eq!(day(4_107_542_400), "2100-03-01");
        assert_eq!(day(253_402_300_799), "9999-12-31");
        assert_eq!(day(253_402_300_800), "9999-12-31");
        assert_eq!(day(u64::MAX), "9999-12-31");
    }

    #[test]
    fn days_are_counted_over_months_and_leap_years() {
        assert_eq!(days_between("2026-11-29", "2027-04-08"), Some(130));
        assert_eq!(days_between("2028-02-28", "2028-03-01"), Some(2));
        assert_eq!(days_between("2026-11-29", "2026-10-14"), Some(-46));
        assert_eq!(days_between("2026-11-29", "2026-13-01"), None);
        assert_eq!(days_between("2026-11-29", "soon"), None);
    }
}

//! Today, which `SOURCE_DATE_EPOCH` overrides.

/// The day, `YYYY-MM-DD` in UTC, that is this many days before today.
pub(crate) fn day_before(days: u32) -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok();
    let fixed = fixed.and_then(|seconds| seconds.parse().ok());
    let now: u64 = fixed.unwrap_or_else(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    });
    aws_doc_facts::provenance::day(now.saturating_sub(u64::from(days) * 86_400))
}

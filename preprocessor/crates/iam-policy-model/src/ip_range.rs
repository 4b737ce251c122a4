//! IP addresses and CIDR ranges, as condition values name them.

use std::net::IpAddr;

/// One IP address, or the range that a prefix length names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpRange {
    /// The address as written; bits beyond the prefix may be set.
    pub address: IpAddr,
    /// The prefix length in bits.
    pub prefix: u8,
}

impl IpRange {
    /// Reads `203.0.113.0/24`, `2001:DB8::/32`, or an address alone.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        (prefix <= longest).then_some(Self { address, prefix })
    }

    /// The address as a number, aligned so that the first bit is the highest.
    fn bits(&self) -> u128 {
        match self.address {
            IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
            IpAddr::V6(address) => address.into(),
        }
    }

    fn network(&self, prefix: u8) -> u128 {
        let hidden = 128 - u32::from(prefix);
        self.bits()
            .checked_shr(hidden)
            .map_or(0, |bits| bits.checked_shl(hidden).unwrap_or(0))
    }

    /// Whether this range contains all of `other`.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.address.is_ipv4() == other.address.is_ipv4()
            && self.prefix <= other.prefix
            && self.network(self.prefix) == other.network(self.prefix)
    }

    /// Whether bits beyond the prefix are set, as in `10.0.0.1/8`.
    #[must_use]
    pub fn has_host_bits(&self) -> bool {
        self.network(self.prefix) != self.bits()
    }
}

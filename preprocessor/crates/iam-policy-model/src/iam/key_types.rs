//! The value types of condition keys.

/// One type of value that a condition key can have, as AWS's Service Reference names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// `String`
    String,
    /// `Numeric`
    Numeric,
    /// `Date`
    Date,
    /// `Bool`
    Bool,
    /// `ARN`
    Arn,
    /// `IPAddress`
    IpAddress,
    /// `Binary`
    Binary,
}

impl KeyType {
    const ALL: [(Self, &'static str); 7] = [
        (Self::String, "String"),
        (Self::Numeric, "Numeric"),
        (Self::Date, "Date"),
        (Self::Bool, "Bool"),
        (Self::Arn, "ARN"),
        (Self::IpAddress, "IPAddress"),
        (Self::Binary, "Binary"),
    ];

    /// AWS's name of the type.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(kind, _)| *kind == self)
            .map_or("", |(_, name)| name)
    }
}

/// The set of types of one key: most have one, and sources may know several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeyTypes(pub(super) u16);

impl KeyTypes {
    /// Adds a type by AWS's name (`String`, `ArrayOfARN`); false when the name is unknown.
    pub(super) fn add(&mut self, name: &str) -> bool {
        let (base, array) = match name.strip_prefix("ArrayOf") {
            Some(base) => (base, true),
            None => (name, false),
        };
        let found = KeyType::ALL
            .iter()
            .position(|(_, known)| known.eq_ignore_ascii_case(base));
        if let Some(index) = found {
            self.0 |= 1 << (index + if array { 8 } else { 0 });
        }
        found.is_some()
    }

    /// Whether values of this type occur, alone or in a list.
    #[must_use]
    pub fn contains(self, kind: KeyType) -> bool {
        KeyType::ALL
            .iter()
            .position(|(known, _)| *known == kind)
            .is_some_and(|index| {
                let bits = self.0;
                bits & (1 << index) != 0 || bits & (1 << (index + 8)) != 0
            })
    }

    /// Whether a request can carry several values of the key.
    #[must_use]
    pub fn is_multivalued(self) -> bool {
        self.0 >> 8 != 0
    }

    /// Whether a request can carry one plain value of the key.
    #[must_use]
    pub fn is_single_valued(self) -> bool {
        self.0 & 0xff != 0
    }

    /// Whether nothing is known of the type.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The types, without regard to single or several values.
    pub fn iter(self) -> impl Iterator<Item = KeyType> {
        KeyType::ALL
            .iter()
            .map(|(kind, _)| *kind)
            .filter(move |kind| self.contains(*kind))
    }
}

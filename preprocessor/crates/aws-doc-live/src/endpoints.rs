//! The URLs of the sources.

/// Mirrors of the sources that need no credentials. Requests to a mirror are never signed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mirrors {
    /// The full URL of the table of services by Region.
    pub regional_table: Option<String>,
    /// The full URL of the price list's index by Region.
    pub price_list: Option<String>,
    /// The URL above `service-list.json`.
    pub service_reference: Option<String>,
}

/// The URLs of the sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// The full URL of the table of services by Region.
    pub regional_table: String,
    /// The full URL of the price list's index by Region.
    pub price_list: String,
    /// The URL above `service-list.json`.
    pub service_reference: String,
    /// The SSM endpoint, instead of that of the Region.
    pub ssm: Option<String>,
    /// The endpoint of Account Management, instead of that of the partition.
    pub account: Option<String>,
    /// The EC2 endpoint, instead of that of the Region.
    pub ec2: Option<String>,
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            regional_table: "https://api.regional-table.region-services.aws.a2z.com/index.json"
                .to_owned(),
            price_list: "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonBedrock/current/region_index.json"
                .to_owned(),
            service_reference: "https://servicereference.us-east-1.amazonaws.com/v1".to_owned(),
            ssm: None,
            account: None,
            ec2: None,
        }
    }
}

/// The variables that name mirrors of the sources that need no credentials.
pub const VARIABLES: &[&str] = &[
    "MDBOOK_AWS_REGIONAL_TABLE_URL",
    "MDBOOK_AWS_PRICE_LIST_URL",
    "MDBOOK_AWS_SERVICE_REFERENCE_URL",
];

impl Endpoints {
    /// The URLs in the environment, which `variable` reads: those of [`VARIABLES`], and
    /// AWS's own `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_ACCOUNT`, `AWS_ENDPOINT_URL_EC2` and
    /// `AWS_ENDPOINT_URL`.
    ///
    /// The settings of a book can only name mirrors of the sources that need no credentials:
    /// building a stranger's book must not send signed requests to the stranger.
    pub fn from_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let known = Self::default();
        let ignored = set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let aws = |name: &str| match ignored {
            true => None,
            false => set(name).or_else(|| set("AWS_ENDPOINT_URL")),
        };
        Self {
            regional_table: set("MDBOOK_AWS_REGIONAL_TABLE_URL").unwrap_or(known.regional_table),
            price_list: set("MDBOOK_AWS_PRICE_LIST_URL").unwrap_or(known.price_list),
            service_reference: set("MDBOOK_AWS_SERVICE_REFERENCE_URL")
                .unwrap_or(known.service_reference),
            ssm: aws("AWS_ENDPOINT_URL_SSM"),
            account: aws("AWS_ENDPOINT_URL_ACCOUNT"),
            ec2: aws("AWS_ENDPOINT_URL_EC2"),
        }
    }

    /// The same URLs with the mirrors from a book's settings, where the environment names none.
    #[must_use]
    pub fn or_mirrors(mut self, mirrors: &Mirrors) -> Self {
        let known = Self::default();
        for (address, own, mirror) in [
            (
                &mut self.regional_table,
                known.regional_table,
                &mirrors.regional_table,
            ),
            (&mut self.price_list, known.price_list, &mirrors.price_list),
            (
                &mut self.service_reference,
                known.service_reference,
                &mirrors.service_reference,
            ),
        ] {
            if let Some(mirror) = mirror
                && *address == own
            {
                mirror.clone_into(address);
            }
        }
        self
    }
}

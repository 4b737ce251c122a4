//! The formats of ARNs, by the service that the ARNs name: services use each other's.

use spanned_text::Part as _;

use super::data::IamData;
use super::index::NameIndex;
use super::layout::Section;
use super::{Iam, ResourceType};

/// What a format has in the place of a Region or an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArnField {
    /// Nothing.
    Empty,
    /// A variable.
    Variable,
    /// Something else, as `*`.
    Literal,
}

impl ArnField {
    fn of(text: &str) -> Self {
        match text {
            "" => Self::Empty,
            _ if text.starts_with("${") => Self::Variable,
            _ => Self::Literal,
        }
    }
}

/// A format taken apart.
#[derive(Clone, Copy, Debug)]
struct Parts {
    /// Its place among the formats, and that of its type of resource.
    format: usize,
    kind: usize,
    /// Where its resource part begins, and with which byte.
    resource: usize,
    first: Option<u8>,
    /// The resource part before a variable that ends it, if one does.
    head: Option<usize>,
    region: ArnField,
    account: ArnField,
}

/// What precedes the one variable of a resource part that has it at its end.
fn head(resource: &str) -> Option<&str> {
    let (head, variable) = resource.strip_suffix('}')?.split_once("${")?;
    (!variable.contains(['$', '{', '}'])).then_some(head)
}

/// The formats in the order of the services that their ARNs name.
#[derive(Debug)]
pub(super) struct ArnFormats {
    parts: Vec<Parts>,
    /// For each service its name and where its formats begin and end.
    services: Vec<(String, std::ops::Range<usize>)>,
    names: NameIndex,
}

impl ArnFormats {
    pub(super) fn build(data: &IamData<'_>) -> Self {
        let iam = data.iam();
        let mut found: Vec<(&str, Parts)> = Vec::new();
        for kind in (0..iam.count(Section::Resources)).map(|index| ResourceType { iam, index }) {
            for format in kind.format_range() {
                let text = iam.string(Section::ArnFormats, format, 0);
                let mut fields = text.splitn(6, ':').skip(2);
                let (Some(service), Some(region), Some(account), Some(resource)) =
                    (fields.next(), fields.next(), fields.next(), fields.next())
                else {
                    continue;
                };
                let parts = Parts {
                    format,
                    kind: kind.index,
                    resource: text.len() - resource.len(),
                    first: resource.bytes().next(),
                    head: head(resource).map(str::len),
                    region: ArnField::of(region),
                    account: ArnField::of(account),
                };
                found.push((service, parts));
            }
        }
        found.sort_by_key(|(service, _)| *service);
        let mut services: Vec<(String, std::ops::Range<usize>)> = Vec::new();
        for (at, (service, _)) in found.iter().enumerate() {
            match services.last_mut() {
                Some((last, range)) if last == service => range.end = at + 1,
                _ => services.push(((*service).to_owned(), at..at + 1)),
            }
        }
        Self {
            names: NameIndex::build(services.iter().map(|(name, _)| name.as_str())),
            parts: found.into_iter().map(|(_, parts)| parts).collect(),
            services,
        }
    }

    fn of(&self, service: &str) -> &[Parts] {
        let name = |place: usize| {
            let service = self.services.get(place);
            service.map_or("", |(name, _)| name.as_str())
        };
        let place = self.names.find(service, name);
        let found = place.and_then(|place| self.services.get(place));
        found
            // ARNs are written in one case only.
            .filter(|(name, _)| name == service)
            .map_or(&[], |(_, range)| self.parts.part(range.clone()))
    }
}

/// A format of ARNs, such as `arn:${Partition}:s3:::${BucketName}`, and whose it is.
#[derive(Clone, Copy, Debug)]
pub struct ArnFormat<'d> {
    iam: Iam<'d>,
    parts: &'d Parts,
}

impl<'d> ArnFormat<'d> {
    /// The type of resource that has such ARNs.
    #[must_use]
    pub fn kind(self) -> ResourceType<'d> {
        ResourceType {
            iam: self.iam,
            index: self.parts.kind,
        }
    }

    /// The Region in it.
    #[must_use]
    pub fn region(self) -> ArnField {
        self.parts.region
    }

    /// The account in it.
    #[must_use]
    pub fn account(self) -> ArnField {
        self.parts.account
    }

    /// The part that names the resource.
    #[must_use]
    pub fn resource(self) -> &'d str {
        let text = self.iam.string(Section::ArnFormats, self.parts.format, 0);
        text.part(self.parts.resource..)
    }

    /// Whether this resource part is the format's with something for the variable at its end. When
    /// it is not, it may still fit.
    #[must_use]
    pub(crate) fn is_filled_by(self, resource: &str) -> bool {
        let head = self.parts.head.and_then(|head| self.resource().get(..head));
        head.is_some_and(|head| resource.len() > head.len() && resource.starts_with(head))
    }

    /// Whether the resource part can begin as this one does; when it cannot, they do not fit.
    #[must_use]
    pub(crate) fn begins_like(self, resource: &str) -> bool {
        let resource = resource.as_bytes();
        let is_open = |byte: &u8| {
            matches!(
                byte,
                b'$' | b'<' | b'{' | b'[' | b'*' | b'?' | b'.' | b'#' | 0x80..
            )
        };
        // Most of them differ in one byte.
        if let (Some(one), Some(other)) = (&self.parts.first, resource.first())
            && one != other
        {
            return b"$*".contains(one) || is_open(other);
        }
        let own = self.resource().as_bytes();
        let parted = own
            .iter()
            .zip(resource)
            .find(|(one, other)| one != other || is_open(other));
        match parted {
            Some((one, other)) => b"$*".contains(one) || is_open(other),
            // One is the beginning of the other.
            None => {
                let rest = resource.get(own.len()..).and_then(|rest| rest.first());
                rest.is_none_or(is_open)
            }
        }
    }
}

impl<'d> Iam<'d> {
    /// The formats of the ARNs that name this service, `s3`, of whichever service the resources
    /// are, but for those whose resource part cannot begin as `resource` does.
    pub fn arn_formats<'r>(
        self,
        service: &str,
        resource: &'r str,
    ) -> impl Iterator<Item = ArnFormat<'d>> + use<'d, 'r> {
        let formats = self.arn_formats_of(service);
        formats.filter(|format| format.begins_like(resource))
    }

    /// The formats of the ARNs that name this service, of whichever service the resources are.
    pub(crate) fn arn_formats_of(
        self,
        service: &str,
    ) -> impl Iterator<Item = ArnFormat<'d>> + use<'d> {
        let formats = self.0.arn_formats.get_or_init(|| ArnFormats::build(self.0));
        formats
            .of(service)
            .iter()
            .map(move |parts| ArnFormat { iam: self, parts })
    }
}

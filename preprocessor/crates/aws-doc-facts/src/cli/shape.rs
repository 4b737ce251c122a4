//! The shapes of values: what an argument, a member or an element may hold.

use super::packed::{Cursor, Section, Sections};

/// The type of a value, in the words of the AWS service models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Anything, or the two versions of the CLI disagree.
    Any,
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// `true` or `false`.
    Boolean,
    /// A number with a fraction.
    Float,
    /// A number with a fraction, of 64 bits.
    Double,
    /// A point in time.
    Timestamp,
    /// Bytes.
    Blob,
    /// Named members.
    Structure,
    /// Elements of one shape.
    List,
    /// Keys of one shape to values of another.
    Map,
}

/// A least or greatest value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Of a whole number; or a length, in characters of a text, bytes of a blob, elements
    /// of a list.
    Whole(i64),
    /// Of a number with a fraction.
    Fraction(f64),
}

/// One shape.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    sections: Sections<'a>,
    number: u32,
}

/// The parts common to all shapes, and a cursor at those of its kind.
struct Head<'a> {
    kind: Kind,
    minimum: Option<Bound>,
    maximum: Option<Bound>,
    pattern: Option<u32>,
    special: bool,
    rest: Cursor<'a>,
}

impl<'a> Shape<'a> {
    pub(super) fn new(sections: Sections<'a>, number: u32) -> Self {
        Shape { sections, number }
    }

    /// A number that equal shapes share: a key for remembering what was computed of one.
    pub fn id(self) -> u32 {
        self.number
    }

    fn head(self) -> Option<Head<'a>> {
        let at = (self.number as usize).checked_mul(3)?;
        let start = self.sections.cursor(Section::ShapeStarts, at).u24()?;
        let mut rest = self.sections.cursor(Section::Shapes, start as usize);
        let head = rest.u8()?;
        let kind = match head & 15 {
            1 => Kind::String,
            2 => Kind::Integer,
            3 => Kind::Long,
            4 => Kind::Boolean,
            5 => Kind::Float,
            6 => Kind::Double,
            7 => Kind::Timestamp,
            8 => Kind::Blob,
            9 => Kind::Structure,
            10 => Kind::List,
            11 => Kind::Map,
            _ => Kind::Any,
        };
        let mut bound = |flag| {
            if head & flag == 0 {
                return Some(None);
            }
            Some(Some(match kind {
                Kind::Float | Kind::Double => Bound::Fraction(rest.f64()?),
                _ => Bound::Whole(rest.zigzag()?),
            }))
        };
        Some(Head {
            kind,
            minimum: bound(16)?,
            maximum: bound(32)?,
            pattern: match head & 64 {
                0 => None,
                _ => Some(rest.varint()?),
            },
            special: head & 128 != 0,
            rest,
        })
    }

    /// Its type.
    pub fn kind(self) -> Kind {
        self.head().map_or(Kind::Any, |head| head.kind)
    }

    /// The least value, or of a text, blob, list or map the least length.
    pub fn minimum(self) -> Option<Bound> {
        self.head()?.minimum
    }

    /// The greatest value, or of a text, blob, list or map the greatest length.
    pub fn maximum(self) -> Option<Bound> {
        self.head()?.maximum
    }

    /// The regular expression that the service model gives for a text.
    pub fn pattern(self) -> Option<String> {
        Some(self.sections.text(self.head()?.pattern?))
    }

    /// Of a text with [`Shape::values`]: the CLI itself refuses any other value. Without
    /// it the service does, and may know more values than these.
    pub fn is_closed(self) -> bool {
        self.head()
            .is_some_and(|head| head.kind == Kind::String && head.special)
    }

    /// Of a structure: exactly one of the members may be given.
    pub fn is_union(self) -> bool {
        self.head()
            .is_some_and(|head| head.kind == Kind::Structure && head.special)
    }

    /// Of a blob: the CLI takes the path of a file and not the content.
    pub fn is_path(self) -> bool {
        self.head()
            .is_some_and(|head| head.kind == Kind::Blob && head.special)
    }

    /// The values that a text may have; empty if any value is allowed.
    pub fn values(self) -> impl Iterator<Item = String> {
        self.value_numbers()
            .map(move |number| self.sections.text(number))
    }

    fn value_numbers(self) -> impl Iterator<Item = u32> {
        let (mut left, mut cursor) = self.counted(Kind::String);
        let mut number = 0_u32;
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            number = number.checked_add(cursor.varint()?)?;
            Some(number)
        })
    }

    /// Whether [`Shape::values`] gives any.
    pub fn has_values(self) -> bool {
        self.counted(Kind::String).0 > 0
    }

    /// Whether [`Shape::values`] contains this one.
    pub fn allows_value(self, value: &str) -> bool {
        self.sections
            .number(value)
            .is_some_and(|wanted| self.value_numbers().any(|number| number == wanted))
    }

    /// The count that begins what a kind adds, and a cursor after it.
    fn counted(self, kind: Kind) -> (u32, Cursor<'a>) {
        let read = || {
            let mut head = self.head().filter(|head| head.kind == kind)?;
            Some((head.rest.varint()?, head.rest))
        };
        read().unwrap_or((0, self.sections.cursor(Section::Shapes, usize::MAX)))
    }

    /// The members of a structure, by name.
    pub fn members(self) -> impl Iterator<Item = Member<'a>> {
        let (mut left, mut cursor) = self.counted(Kind::Structure);
        let mut name = 0_u32;
        std::iter::from_fn(move || {
            left = left.checked_sub(1)?;
            let head = cursor.varint()?;
            name = name.checked_add(head >> 1)?;
            Some(Member {
                name,
                is_required: head & 1 != 0,
                shape: Shape::new(self.sections, cursor.varint()?),
            })
        })
    }

    /// The member of this exact name.
    pub fn member(self, name: &str) -> Option<Member<'a>> {
        let wanted = self.sections.number(name)?;
        self.members().find(|member| member.name == wanted)
    }

    /// The shape of the elements of a list.
    pub fn element(self) -> Option<Shape<'a>> {
        let mut head = self.head().filter(|head| head.kind == Kind::List)?;
        Some(Shape::new(self.sections, head.rest.varint()?))
    }

    /// The shapes of the keys and of the values of a map.
    pub fn key_and_value(self) -> Option<(Shape<'a>, Shape<'a>)> {
        let mut head = self.head().filter(|head| head.kind == Kind::Map)?;
        let key = Shape::new(self.sections, head.rest.varint()?);
        let value = Shape::new(self.sections, head.rest.varint()?);
        Some((key, value))
    }
}

/// A member of a structure.
#[derive(Debug, Clone, Copy)]
pub struct Member<'a> {
    name: u32,
    /// Both versions of the CLI require it.
    pub is_required: bool,
    /// What it holds.
    pub shape: Shape<'a>,
}

impl Member<'_> {
    /// Its name, in the capital letters of the service.
    pub fn name(&self) -> String {
        self.shape.sections.text(self.name)
    }
}

//! What can be wrong with a payload, and where.

use crate::Tag;

/// Why a text is no payload, or a value cannot be written: where first, then what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The character at which it goes wrong, counted from 1 in the text without spaces around it. 0 where a whole field is
    /// missing, or the fault is not in a text.
    pub at: usize,
    /// The field, as far as it is known.
    pub path: Path,
    /// What is wrong.
    pub what: What,
}

/// A field, or a field in a template: `54`, `26.01`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Path {
    /// At the root.
    pub tag: Option<Tag>,
    /// In the template at the root.
    pub inner: Option<Tag>,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Nothing there.
    Empty,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// The text does not begin with `000201`: another kind of code, or only a part of one.
    Start,
    /// Two characters stand where a tag must, and are not two digits.
    Tag(String),
    /// Two characters stand where a length must, and are not two digits.
    Length(String),
    /// A tag, a length or a value is longer than what is left.
    Short {
        /// Characters that should follow.
        claimed: usize,
        /// Characters that do.
        left: usize,
    },
    /// A line break or another character without a shape.
    Control,
    /// The same tag stands twice.
    Twice,
    /// A field that must be there is not.
    Missing,
    /// A value that may not stand there.
    Value {
        /// What stands there.
        found: String,
        /// What may.
        expected: &'static str,
    },
    /// An amount in rupiah with a fraction of one.
    NotWhole(String),
    /// Something follows the check value.
    AfterCrc,
    /// The check value is not that of the text: something was changed or mistyped.
    Crc {
        /// As written.
        written: String,
        /// As computed.
        computed: u16,
    },
}

impl Fault {
    pub(crate) fn new(at: usize, path: Path, what: What) -> Fault {
        Fault { at, path, what }
    }

    pub(crate) fn value(at: usize, path: Path, found: &str, expected: &'static str) -> Fault {
        Fault { at, path, what: What::Value { found: found.to_owned(), expected } }
    }

    pub(crate) fn missing(path: Path) -> Fault {
        Fault { at: 0, path, what: What::Missing }
    }
}

impl Path {
    /// The text as a whole.
    pub(crate) const ROOT: Path = Path { tag: None, inner: None };

    pub(crate) fn of(tag: Tag) -> Path {
        Path { tag: Some(tag), inner: None }
    }

    pub(crate) fn below(self, tag: Tag) -> Path {
        match self.tag {
            None => Path::of(tag),
            Some(_) => Path { inner: Some(tag), ..self },
        }
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.tag, self.inner) {
            (None, _) => f.write_str("payload"),
            (Some(tag), None) => write!(f, "tag {tag}"),
            (Some(tag), Some(inner)) => write!(f, "tag {tag}.{inner}"),
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.path)?;
        if self.at > 0 {
            write!(f, ", character {}", self.at)?;
        }
        write!(f, ": {}", self.what)
    }
}

impl std::fmt::Display for What {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            What::Empty => f.write_str("is empty"),
            What::NotUtf8 => f.write_str("is not text in UTF-8"),
            What::Start => {
                f.write_str("does not begin with 000201; this is no QRIS payload, or not all of it")
            }
            What::Tag(found) => write!(f, "{found:?} stands where a tag of two digits must"),
            What::Length(found) => write!(f, "{found:?} stands where a length of two digits must"),
            What::Short { claimed, left } => {
                write!(f, "{claimed} characters should follow, {left} are left")
            }
            What::Control => f.write_str("has a line break or another character that cannot be shown"),
            What::Twice => f.write_str("stands twice"),
            What::Missing => f.write_str("is missing"),
            What::Value { found, expected } => write!(f, "is {found:?}; it must be {expected}"),
            What::NotWhole(found) => write!(f, "is {found}, which is not in whole rupiah"),
            What::AfterCrc => f.write_str("something follows the check value"),
            What::Crc { written, computed } => {
                write!(
                    f,
                    "the check value is {written} and should be {computed:04X}; something was changed or mistyped"
                )
            }
        }
    }
}

impl std::error::Error for Fault {}

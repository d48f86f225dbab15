//! The five ways in which a doing can fail, by what the caller can do about it.

use crate::Say;

/// Why a doing did not happen. Nothing was changed: the transaction is rolled back.
#[derive(Debug)]
pub enum Error {
    /// Look elsewhere: it is not there, or the actor may not know that it is. Names the kind of thing.
    NotFound(&'static str),
    /// Ask someone: the actor may know of it but not do this.
    Forbidden,
    /// Correct a field: its name and what is wrong with it.
    Invalid(Vec<(&'static str, Say)>),
    /// Accept it: the request is well formed but cannot be, and why.
    Refused(Say),
    /// Call us: a fault of ours or of something that we depend on.
    Broken(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One field and what is wrong with it.
    pub fn field(name: &'static str, say: impl Into<Say>) -> Error {
        Error::Invalid(vec![(name, say.into())])
    }

    /// A refusal with its reason.
    pub fn refused(say: impl Into<Say>) -> Error {
        Error::Refused(say.into())
    }

    /// A fault described in words, where there is no underlying error.
    pub fn broken(words: impl Into<String>) -> Error {
        Error::Broken(words.into().into())
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::NotFound(what) => write!(f, "{what} not found"),
            Error::Forbidden => f.write_str("not permitted"),
            Error::Invalid(fields) => {
                let list: Vec<String> = fields.iter().map(|(field, say)| format!("{field}: {say}")).collect();
                write!(f, "invalid: {}", list.join(", "))
            }
            Error::Refused(say) => write!(f, "refused: {say}"),
            Error::Broken(cause) => write!(f, "broken: {cause}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<sqlx::Error> for Error {
    /// Never `NotFound`: a missing row is our own broken join until someone says otherwise.
    fn from(error: sqlx::Error) -> Error {
        Error::Broken(Box::new(error))
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Broken(Box::new(error))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::Broken(Box::new(error))
    }
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Error {
        Error::Broken(Box::new(error))
    }
}

/// Translates a named constraint of the database into an answer. A broken constraint also ends the transaction, so it
/// is an answer, never a branch.
pub trait OnConstraint<T> {
    /// `answer` is given when exactly the constraint `name` was broken; every other error passes through.
    fn on_constraint(self, name: &str, answer: impl FnOnce() -> Error) -> Result<T, Error>;
}

impl<T> OnConstraint<T> for Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, answer: impl FnOnce() -> Error) -> Result<T, Error> {
        self.map_err(Error::from).on_constraint(name, answer)
    }
}

impl<T> OnConstraint<T> for Result<T, Error> {
    fn on_constraint(self, name: &str, answer: impl FnOnce() -> Error) -> Result<T, Error> {
        self.map_err(|error| if constraint(&error) == Some(name) { answer() } else { error })
    }
}

fn constraint(error: &Error) -> Option<&str> {
    let Error::Broken(cause) = error else { return None };
    cause.downcast_ref::<sqlx::Error>()?.as_database_error()?.constraint()
}

/// A swallowed error has a name: `…can_fail("the page is rebuilt in five minutes anyway")`.
pub trait CanFail {
    /// Drops the error and logs it at debug level with the reason why that is right.
    fn can_fail(self, because: &'static str);
}

impl<T, E: std::fmt::Display> CanFail for Result<T, E> {
    fn can_fail(self, because: &'static str) {
        if let Err(error) = self {
            tracing::debug!(%error, because, "an error that may be");
        }
    }
}

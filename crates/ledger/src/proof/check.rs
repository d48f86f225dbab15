use std::pin::Pin;

use kernel::{Error, Tx};

/// How many rows break a rule.
pub type Broken<'a> = Pin<Box<dyn Future<Output = Result<i64, Error>> + Send + 'a>>;

/// A rule of a room above that its goods and the books agree. It is counted while nobody posts, and asks no permission.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// As in the message `ledger-rule-{rule}`.
    pub rule: &'static str,
    pub count: for<'a> fn(&'a mut Tx) -> Broken<'a>,
}

/// What rooms above have counted with the books: a service, put together where the rooms are.
#[derive(Debug, Clone)]
pub struct Checks(pub Vec<Check>);

//! What an entrepreneur has here: the own record, the own businesses, what she asked for.

pub(crate) mod pages;

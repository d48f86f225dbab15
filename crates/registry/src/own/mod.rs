//! What an entrepreneur has here: the own record, the own businesses, what she asked for.

pub(crate) mod pages;

use kernel::{Can, Role};

/// Has a record of one's own, or may come to have one: decides about the menu.
pub(crate) const HAVE: Can =
    Can::new("registry.own.have", &[Role::Entrepreneur, Role::Partner, Role::Citizen]);

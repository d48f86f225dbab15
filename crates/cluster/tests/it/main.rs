//! The private PostgreSQL against the one that is installed here.

mod bootstrap;
mod kills;
mod life;
mod refusals;
mod support;

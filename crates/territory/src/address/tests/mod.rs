//! What the resolver promises, on addresses written by hand and on addresses garbled by a seeded noise model.

mod any;
mod garble;
mod hard;
mod noise;

use std::sync::LazyLock;

use super::*;

/// Built once per process: all of Indonesia.
static RESOLVER: LazyLock<Resolver> = LazyLock::new(Resolver::bundled);

fn code(text: &str) -> Code {
    Code::parse(text).unwrap()
}

fn at(home: &str) -> Context {
    Context { home: Code::parse(home).ok() }
}

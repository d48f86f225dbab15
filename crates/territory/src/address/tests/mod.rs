//! What the resolver promises, on addresses written by hand and on addresses garbled by a seeded noise model.

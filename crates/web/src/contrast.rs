//! Reads the style sheet's tokens and computes the contrast of every pair that is used together.

//! Strangers' files are read by a process of its own: what takes all memory, or never ends, takes only that process with it.
//!
//! The file is the process's standard input (so it needs no right to open anything), what is met comes back on its standard
//! output as frames: four bytes of length, then one message in postcard. Lengths make a cut-off visible, and types leave
//! no grammar to get wrong; both ends are the same program, so the format may change with every build. The pipe holds 64 KiB:
//! a slow consumer slows the reader down.

mod own;
mod reader;
mod wire;

pub use own::serve;
pub use reader::{File, Reader, Reading};

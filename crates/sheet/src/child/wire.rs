//! The frames between a reading process and its parent.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::{Fault, Met, Summary};

/// No row of sane limits comes near it.
pub(super) const LONGEST: u32 = 256 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Frame {
    Met(Met),
    Done(Summary),
    Failed(Fault),
}

pub(super) fn write(sink: &mut impl Write, held: &mut Vec<u8>, frame: &Frame) -> io::Result<()> {
    held.clear();
    let mut bytes = postcard::to_extend(frame, std::mem::take(held)).map_err(io::Error::other)?;
    let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
    sink.write_all(&length.to_le_bytes())?;
    sink.write_all(&bytes)?;
    std::mem::swap(held, &mut bytes);
    Ok(())
}

pub(super) fn parse(bytes: &[u8]) -> Result<Frame, Fault> {
    postcard::from_bytes(bytes).map_err(|_| Fault::Died)
}

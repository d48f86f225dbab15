//! Bytes of a CSV file as text: UTF-8, UTF-16 or Windows-1252, piece by piece.

use std::io::{Read, SeekFrom};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::package::Source;
use crate::Fault;

const PIECE: usize = 64 * 1024;

/// UTF-16 without a mark: every other byte of Latin text is nought.
pub(crate) fn looks_wide(sample: &[u8]) -> bool {
    wide(sample).is_some()
}

fn wide(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    if pairs < 4 {
        return None;
    }
    let noughts = |at: usize| sample.chunks_exact(2).filter(|pair| pair.get(at) == Some(&0)).count();
    let (even, odd) = (noughts(0), noughts(1));
    if odd * 10 > pairs * 8 && even * 10 < pairs {
        Some(UTF_16LE)
    } else if even * 10 > pairs * 8 && odd * 10 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

pub(crate) struct Text<'a> {
    source: &'a mut dyn Source,
    decoder: Decoder,
    raw: Vec<u8>,
    ended: bool,
    pub(crate) encoding: &'static Encoding,
}

impl<'a> Text<'a> {
    /// Looks the whole file over once: only all of it can tell UTF-8 from Windows-1252.
    pub(crate) fn open(source: &'a mut dyn Source) -> Result<Text<'a>, Fault> {
        let encoding = detect(source)?;
        source.seek(SeekFrom::Start(0)).map_err(broken)?;
        Ok(Text { source, decoder: encoding.new_decoder(), raw: Vec::new(), ended: false, encoding })
    }

    /// Adds the next piece to `into`; false at the end.
    pub(crate) fn more(&mut self, into: &mut String) -> Result<bool, Fault> {
        if self.ended {
            return Ok(false);
        }
        self.raw.clear();
        let limit = u64::try_from(PIECE).unwrap_or(u64::MAX);
        (&mut *self.source).take(limit).read_to_end(&mut self.raw).map_err(broken)?;
        self.ended = self.raw.is_empty();
        let mut rest = self.raw.as_slice();
        loop {
            into.reserve(self.decoder.max_utf8_buffer_length(rest.len()).unwrap_or(PIECE * 3));
            let (result, taken, _) = self.decoder.decode_to_string(rest, into, self.ended);
            rest = rest.get(taken..).unwrap_or_default();
            if result == CoderResult::InputEmpty {
                return Ok(true);
            }
        }
    }
}

fn detect(source: &mut dyn Source) -> Result<&'static Encoding, Fault> {
    source.seek(SeekFrom::Start(0)).map_err(broken)?;
    let mut sample = Vec::new();
    (&mut *source).take(8192).read_to_end(&mut sample).map_err(broken)?;
    if let Some((encoding, _)) = Encoding::for_bom(&sample) {
        return Ok(encoding);
    }
    if let Some(encoding) = wide(&sample) {
        return Ok(encoding);
    }
    source.seek(SeekFrom::Start(0)).map_err(broken)?;
    let mut held: Vec<u8> = Vec::new();
    loop {
        let before = held.len();
        (&mut *source)
            .take(u64::try_from(PIECE).unwrap_or(u64::MAX))
            .read_to_end(&mut held)
            .map_err(broken)?;
        let ended = held.len() == before;
        match std::str::from_utf8(&held) {
            Ok(_) => held.clear(),
            // A character cut by the end of the piece; its rest comes with the next one.
            Err(error) if error.error_len().is_none() && !ended => {
                held.drain(..error.valid_up_to());
            }
            Err(_) => return Ok(WINDOWS_1252),
        }
        if ended {
            return Ok(UTF_8);
        }
    }
}

fn broken(error: std::io::Error) -> Fault {
    Fault::Broken(format!("cannot read the file: {error}"))
}

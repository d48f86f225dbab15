//! Reading, whatever the format.

mod csv;
pub(crate) mod date;
mod decode;
mod ods;
mod out;
pub(crate) mod package;
mod sniff;
mod strings;
pub(crate) mod styles;
pub(crate) mod text;
pub(crate) mod workbook;
mod xls;
mod xlsx;
pub(crate) mod xml;

use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;

use crate::{Fault, Format, Limits, Met, Summary};
use out::Out;
use package::Source;
pub(crate) use xlsx::column_of;

/// Reads a workbook in this process and tells whatever is met, in the order of the file, until the end or
/// [`ControlFlow::Break`].
///
/// Only for files that we trust and inside a reading process: an old XLS file is held whole and can take all memory with it.
/// Whoever reads a stranger's file uses a [`crate::Reader`].
///
/// # Errors
/// A [`Fault`]; what was told before it belongs to a broken file.
pub fn read(
    source: impl Read + Seek,
    limits: &Limits,
    tell: &mut dyn FnMut(Met) -> ControlFlow<()>,
) -> Result<Summary, Fault> {
    let mut source = source;
    read_source(&mut source, limits, tell)
}

pub(crate) fn read_source(
    source: &mut dyn Source,
    limits: &Limits,
    tell: &mut dyn FnMut(Met) -> ControlFlow<()>,
) -> Result<Summary, Fault> {
    let format = sniff::format(source, limits)?;
    let mut out = Out::new(limits, tell);
    out.summary.format = format;
    source.seek(SeekFrom::Start(0)).map_err(|error| Fault::Broken(error.to_string()))?;
    match format {
        Format::Xlsx | Format::Xlsm => xlsx::read(source, limits, &mut out)?,
        Format::Ods => ods::read(source, limits, &mut out)?,
        Format::Xls => xls::read(source, limits, &mut out)?,
        Format::Csv => csv::read(source, &mut out)?,
    }
    Ok(out.summary)
}

/// The format of a workbook by its content, with the file's size held against the limits.
pub(crate) fn format(source: &mut dyn Source, limits: &Limits) -> Result<Format, Fault> {
    sniff::format(source, limits)
}

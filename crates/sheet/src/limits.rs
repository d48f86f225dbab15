//! How much of a file we read, and what we met.

use serde::{Deserialize, Serialize};

const MIB: u64 = 1024 * 1024;

/// How much of a stranger's file is read before it is refused. The default takes whatever agencies really have (a
/// million rows) and bounds the work on a hostile file to a few seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Of the file as it came.
    pub file_bytes: u64,
    /// Of an old XLS file, which is held whole.
    pub old_file_bytes: u64,
    /// Parts in a package.
    pub parts: u32,
    /// Of one part, unpacked.
    pub part_bytes: u64,
    /// Of all parts together, unpacked.
    pub inside_bytes: u64,
    /// Unpacked to packed, for parts beyond 4 MiB. Sheets of real workbooks stay under 60.
    pub ratio: u64,
    pub sheets: u32,
    /// Filled rows of all sheets.
    pub rows: u64,
    /// The last column that may be filled.
    pub columns: u32,
    /// Cells of all sheets, the empty ones that the file mentions too.
    pub cells: u64,
    /// Of one cell's text. Excel takes 32,767 characters.
    pub cell_bytes: u64,
    /// Different texts of a workbook, together.
    pub text_bytes: u64,
    /// Address space of the reading process.
    pub memory_bytes: u64,
    /// Processor time of the reading process.
    pub cpu_seconds: u64,
    /// How long to wait for the reading process's next word.
    pub silence_seconds: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            file_bytes: 128 * MIB,
            old_file_bytes: 32 * MIB,
            parts: 4096,
            part_bytes: 512 * MIB,
            inside_bytes: 768 * MIB,
            ratio: 200,
            sheets: 1024,
            rows: 1_048_576,
            columns: 512,
            cells: 25_000_000,
            cell_bytes: 128 * 1024,
            text_bytes: 128 * MIB,
            memory_bytes: 512 * MIB,
            cpu_seconds: 60,
            silence_seconds: 60,
        }
    }
}

/// The format of a workbook, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Format {
    #[default]
    Xlsx,
    /// With macros, which are never run.
    Xlsm,
    Xls,
    Ods,
    Csv,
}

/// What was in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    pub format: Format,
    pub sheets: u32,
    pub hidden_sheets: u32,
    /// Filled rows.
    pub rows: u64,
    /// Filled cells.
    pub cells: u64,
    /// Formulas whose last result was taken.
    pub formulas: u64,
    /// Formulas that were never calculated, and so were read as empty cells.
    pub unsaved_formulas: u64,
    /// The address of the first of them, with its sheet: `Data!C7`.
    pub first_unsaved_formula: Option<String>,
    pub macros: bool,
    /// Takes values from other workbooks. They are read as they were last saved.
    pub external_links: bool,
    /// Of a CSV file.
    pub encoding: Option<String>,
    /// Of a CSV file.
    pub delimiter: Option<char>,
}

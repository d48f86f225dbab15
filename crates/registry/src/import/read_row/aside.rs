//! What is no claim: which cells tell who it is, and numbers that only a screening looks at.

use sheet::Value;

use super::super::cell;
use super::super::draft::Aside;
use super::super::field::Field;
use super::super::mapping::Column;
use super::{Cells, said};

/// Excel keeps so many digits; of longer numbers the last ones are lost.
const KEPT: usize = 15;

pub(super) fn read(cells: &Cells) -> Aside {
    let column = |field| cells.around.mapping.column_of(field).map(|column| column.column);
    let card = cells.one(Field::FamilyCard).and_then(|(column, value)| {
        Some((column.column, digits(value)?)).filter(|(_, digits)| digits.len() == 16)
    });
    let account =
        cells.all(Field::Ignored).filter(|(column, _)| is_account(column)).find_map(|(column, value)| {
            Some((column.column, digits(value)?)).filter(|(_, digits)| (6..=20).contains(&digits.len()))
        });
    Aside {
        name: [Field::Person, Field::OwnerAndBusiness, Field::ContactPerson].into_iter().find_map(column),
        nik: column(Field::Nik),
        phone: column(Field::Phone),
        family_card: card,
        account,
    }
}

fn is_account(column: &Column) -> bool {
    let header = column.header.to_lowercase();
    let named =
        ["rekening", "norek", "no rek", "no. rek", "nomor rek"].iter().any(|word| header.contains(word));
    named && !["nama", "pemilik", "bank rekening"].iter().any(|word| header.contains(word))
}

/// All digits of a cell, unless a spreadsheet has rounded them.
fn digits(value: &Value) -> Option<String> {
    let digits = cell::digits(&said(value)?);
    let whole = match value {
        Value::Number(_) => digits.len() <= KEPT,
        Value::Text(text) => !text.contains("E+") && !text.contains("e+"),
        Value::Date(_) | Value::Bool(_) | Value::Fault(_) => false,
    };
    (whole && !digits.is_empty()).then_some(digits)
}

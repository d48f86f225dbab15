//! What somebody says on the command line of a list's columns.

use std::str::FromStr;

use kernel::{Error, Tx};
use registry::batch::{self, BatchId, Choice, find};
use registry::import::{Field, Plan, letters};

use crate::config::Fault;

/// `F=monthly-sales*1000`: column F holds monthly sales, in thousands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meaning {
    column: String,
    field: Field,
    scale: Option<i64>,
}

impl FromStr for Meaning {
    type Err = String;

    fn from_str(text: &str) -> Result<Meaning, String> {
        let (column, meant) = text.split_once('=').ok_or("write COLUMN=FIELD, as in C=nik")?;
        let (code, scale) = match meant.split_once('*') {
            Some((code, scale)) => {
                (code, Some(scale.trim().parse().map_err(|_| "the unit is a number, as in *1000")?))
            }
            None => (meant, None),
        };
        let field = Field::parse(code.trim()).ok_or_else(|| {
            let known: Vec<&str> = Field::ALL.iter().map(|field| field.code()).collect();
            format!("there is no field {code:?}. There are: {}", known.join(" "))
        })?;
        Ok(Meaning { column: column.trim().to_uppercase(), field, scale })
    }
}

/// Confirms the columns of a batch as they stand but for `said`, in every table that has such a column.
pub(super) async fn confirm(tx: &mut Tx, id: BatchId, said: &[Meaning]) -> Result<(), Fault> {
    let batch = find::one(tx, id).await?;
    let plan: Plan = serde_json::from_value(batch.mapping.unwrap_or_default()).map_err(Error::from)?;
    let mut choices: Vec<Choice> = Vec::new();
    for meaning in said {
        let before = choices.len();
        for layout in plan.lists() {
            let columns = layout.mapping.columns.iter();
            let meant = columns.filter(|column| letters(column.column) == meaning.column);
            choices.extend(meant.map(|column| Choice {
                layout: layout.mapping.key.clone(),
                column: column.column,
                field: meaning.field,
                side: None,
                scale: meaning.scale,
            }));
        }
        if choices.len() == before {
            return Err(Fault(format!("the list has no column {}", meaning.column)));
        }
    }
    Ok(batch::confirm(tx, id, &choices).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_said_by_its_letters_with_the_unit_it_is_in() {
        let said: Meaning = "f=monthly-sales*1000".parse().unwrap();
        let meant = Meaning { column: "F".to_owned(), field: Field::MonthlySales, scale: Some(1000) };
        assert_eq!(said, meant);
        assert!("F".parse::<Meaning>().is_err());
        assert!("F=salary".parse::<Meaning>().unwrap_err().contains("monthly-sales"));
    }
}

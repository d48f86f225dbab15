//! Cells that stand for the one above them: `"`, `sda`, and empty ones below a place that is written once for many rows.

use std::collections::HashMap;

use sheet::{Cell, Row, Value};

use super::cell;
use super::field::Field;
use super::mapping::Mapping;
use super::words::plain;

/// What stood above, by column.
#[derive(Debug, Default)]
pub(crate) struct Above {
    last: HashMap<u32, Value>,
    /// The last row with a number and a person of its own.
    person: Vec<Cell>,
}

impl Above {
    /// What stands above a header or a section has nothing to do with what stands below.
    pub(crate) fn forget(&mut self) {
        self.last.clear();
        self.person.clear();
    }

    /// Writes into a row what its cells leave to the row above.
    pub(crate) fn fill(&mut self, row: &mut Row, mapping: &Mapping) {
        for cell in &mut row.cells {
            if is_ditto(&cell.value)
                && let Some(above) = self.last.get(&cell.column)
            {
                cell.value = above.clone();
            }
        }
        self.forget_of_other_kecamatan(row, mapping);
        self.same_person(row, mapping);
        for column in mapping.columns.iter().filter(|column| column.carried) {
            let own = row.cells.iter().any(|cell| cell.column == column.column && says(&cell.value));
            if own {
                continue;
            }
            if let Some(above) = self.last.get(&column.column) {
                row.cells.retain(|cell| cell.column != column.column);
                let at = row.cells.partition_point(|cell| cell.column < column.column);
                row.cells.insert(at, Cell { column: column.column, value: above.clone() });
            }
        }
        self.last.extend(
            row.cells.iter().filter(|cell| says(&cell.value)).map(|cell| (cell.column, cell.value.clone())),
        );
    }

    /// A second business of whoever stands above, whose cells are merged over both rows: it has a name, and neither a
    /// number nor anything of a person, while the row above has both.
    fn same_person(&mut self, row: &mut Row, mapping: &Mapping) {
        let column_of = |field| mapping.column_of(field).map(|column| column.column);
        let (Some(number), Some(person), Some(business)) =
            (column_of(Field::Ordinal), column_of(Field::Person), column_of(Field::Business))
        else {
            return;
        };
        let own = |column: u32| row.cells.iter().any(|cell| cell.column == column && says(&cell.value));
        if own(number) && own(person) {
            self.person.clone_from(&row.cells);
            return;
        }
        let of = |wanted: fn(Field) -> bool| -> Vec<u32> {
            let columns = mapping.columns.iter().filter(|column| wanted(column.field));
            columns.map(|column| column.column).collect()
        };
        let (identity, address) = (of(is_identity), of(Field::of_address));
        if own(number) || !own(business) || identity.iter().any(|column| own(*column)) {
            return;
        }
        let moved = address.iter().any(|column| own(*column));
        let shared = identity.into_iter().chain(address.into_iter().filter(|_| !moved));
        for column in shared {
            let Some(above) = self.person.iter().find(|cell| cell.column == column) else { continue };
            row.cells.retain(|cell| cell.column != column);
            let at = row.cells.partition_point(|cell| cell.column < column);
            row.cells.insert(at, above.clone());
        }
    }

    /// Where another kecamatan begins, the kelurahan above is over.
    fn forget_of_other_kecamatan(&mut self, row: &Row, mapping: &Mapping) {
        let Some(kecamatan) = mapping.column_of(Field::Kecamatan).map(|column| column.column) else { return };
        let new = row.cells.iter().find(|cell| cell.column == kecamatan && says(&cell.value));
        if new.is_some_and(|new| self.last.get(&kecamatan).is_some_and(|above| *above != new.value))
            && let Some(kelurahan) = mapping.column_of(Field::Kelurahan)
        {
            self.last.remove(&kelurahan.column);
        }
    }
}

fn is_identity(field: Field) -> bool {
    matches!(
        field,
        Field::Person
            | Field::NameRest
            | Field::Nik
            | Field::FamilyCard
            | Field::Sex
            | Field::MaleMark
            | Field::FemaleMark
            | Field::BirthDate
            | Field::BirthPlace
            | Field::BirthPlaceDate
            | Field::Phone
    )
}

fn says(value: &Value) -> bool {
    cell::text(value).is_some_and(|text| !cell::is_blank(&text))
}

/// `"`, `-"-`, `sda`, `s.d.a.`, `idem`.
pub(crate) fn is_ditto(value: &Value) -> bool {
    let Value::Text(text) = value else { return false };
    let plain = plain(text);
    if plain.is_empty() {
        let trimmed = text.trim();
        return trimmed.contains(['"', '”', '“', '〃', '″', '‟']) || matches!(trimmed, "''" | "’’" | ",,");
    }
    matches!(
        plain.as_str(),
        "sda"
            | "s d a"
            | "idem"
            | "ditto"
            | "sama"
            | "sama dengan atas"
            | "sama dengan di atas"
            | "sama seperti di atas"
            | "sama seperti diatas"
            | "sama dengan diatas"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_for_the_same_are_known() {
        for (text, same) in [
            ("\"", true),
            ("-\"-", true),
            ("s.d.a.", true),
            ("Idem", true),
            ("''", true),
            ("-", false),
            ("Beji", false),
        ] {
            assert_eq!(is_ditto(&Value::Text(text.to_owned())), same, "{text}");
        }
    }
}

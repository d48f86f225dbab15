//! Statements: what somebody published about the city's businesses, beside what adds up and what does not.
//!
//! Always true: a statement is shown as it was published, with its source; it is never mended here. Where parts were
//! published with a total and miss it, the page says by how much.

pub(crate) mod pages;
mod rules;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use kernel::AreaCode;

use crate::indicator::Words;

pub use rules::{Group, Verdict};

/// One published figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub area: AreaCode,
    pub place: String,
    /// Ties a total to its parts.
    pub group: String,
    pub role: Role,
    pub name: Words,
    pub value: i64,
    pub unit: Words,
    pub year: i32,
    pub source: String,
}

/// What a statement is to its group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Total,
    Part,
    /// Published by itself.
    Alone,
}

static ALL: LazyLock<Vec<Statement>> = LazyLock::new(|| read(include_str!("../../data/statements.csv")));

/// The statements about a city and what lies in it.
pub fn of_city(city: &AreaCode) -> Vec<&'static Statement> {
    ALL.iter().filter(|statement| city.contains(&statement.area)).collect()
}

/// Reads the table; no cell of it holds a comma or a quotation mark. A line that is not one is left out, which a test
/// keeps from happening.
fn read(table: &'static str) -> Vec<Statement> {
    table.lines().skip(1).filter_map(statement).collect()
}

fn statement(line: &'static str) -> Option<Statement> {
    let cells: Vec<&'static str> = line.split(',').collect();
    let [area, place, group, role, id, en, value, unit, year, source] = cells.as_slice() else { return None };
    Some(Statement {
        area: AreaCode::parse(area).ok()?,
        place: (*place).to_owned(),
        group: (*group).to_owned(),
        role: match *role {
            "jumlah" => Role::Total,
            "bagian" => Role::Part,
            _ => Role::Alone,
        },
        name: Words { id, en },
        value: value.parse().ok()?,
        unit: self::unit(unit),
        year: year.parse().ok()?,
        source: (*source).to_owned(),
    })
}

fn unit(id: &'static str) -> Words {
    let en = match id {
        "orang" => "people",
        "unit" => "units",
        other => other,
    };
    Words { id, en }
}

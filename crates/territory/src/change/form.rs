//! From the fields of a form to a change, and back.

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};
use web::{Field, Form, Posted, Ui};

use super::{
    ChangeId, Kind, Merging, Moving, Order, Part, Renaming, Splitting, merge, move_to, rename, split,
};

/// A change that somebody asked for.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    Rename(Renaming),
    Split(Splitting),
    Merge(Merging),
    Move(Moving),
}

impl Asked {
    /// Does it.
    pub(super) async fn carry_out(&self, tx: &mut Tx) -> Result<ChangeId, Error> {
        match self {
            Asked::Rename(new) => rename(tx, new).await,
            Asked::Split(new) => split(tx, new).await,
            Asked::Merge(new) => merge(tx, new).await,
            Asked::Move(new) => move_to(tx, new).await,
        }
    }
}

/// The fields that are sent, for the form that confirms.
pub(super) const FIELDS: [&str; 11] =
    ["jenis", "code", "name", "to", "parts", "areas", "into", "basis", "on", "decree", "note"];

/// The form for a kind of change.
pub(super) fn form(ui: &Ui, kind: Kind, code: &str) -> Form {
    let form = Form::post(ui.url("/territory/changes"), "territory-change-check")
        .field(Field::hidden("jenis", kind.as_str()));
    let code = Field::text("code", "territory-change-code").value(code).narrow();
    let name = Field::text("name", "territory-change-name");
    let basis =
        || Field::text("basis", "territory-change-basis").hint("territory-change-basis-hint").optional();
    let form = match kind {
        Kind::Rename => form.field(code).field(name),
        Kind::Move => form
            .field(code)
            .field(Field::text("to", "territory-change-to").hint("territory-change-to-hint").narrow()),
        Kind::Split => form
            .field(code)
            .field(Field::long("parts", "territory-change-parts").hint("territory-change-parts-hint"))
            .field(basis()),
        Kind::Merge => form
            .field(Field::long("areas", "territory-change-areas").hint("territory-change-areas-hint"))
            .field(Field::text("into", "territory-change-into").hint("territory-change-into-hint").narrow())
            .field(name)
            .field(basis()),
    };
    form.field(Field::date("on", "territory-change-on").hint("territory-change-on-hint").narrow())
        .field(Field::text("decree", "territory-change-decree").hint("territory-change-decree-hint"))
        .field(Field::long("note", "territory-change-note").optional())
        .cancel(ui.url("/territory/changes"))
}

/// Reads what was sent. Every field that is wrong is named at once where that is possible.
pub(super) fn read(posted: &Posted) -> Result<Asked, Error> {
    let kind = Kind::parse(posted.text("jenis")).ok_or(Error::NotFound("kind of change"))?;
    let order = Order {
        on: posted
            .required("on", 10)?
            .parse::<NaiveDate>()
            .map_err(|_| Error::field("on", "territory-day-form"))?,
        decree: posted.required("decree", 200)?.to_owned(),
        note: posted.text("note").chars().take(1000).collect(),
    };
    let basis: String = posted.text("basis").chars().take(200).collect();
    Ok(match kind {
        Kind::Rename => {
            let name = posted.required("name", 80)?.to_owned();
            Asked::Rename(Renaming { code: code(posted, "code")?, name, order })
        }
        Kind::Move => Asked::Move(Moving { code: code(posted, "code")?, to: code(posted, "to")?, order }),
        Kind::Split => {
            let parts = lines(posted, "parts")?.iter().map(|line| part(line)).collect::<Result<_, _>>()?;
            Asked::Split(Splitting { code: code(posted, "code")?, parts, basis, order })
        }
        Kind::Merge => {
            let areas = lines(posted, "areas")?.iter().map(|line| weighed(line)).collect::<Result<_, _>>()?;
            let name = posted.required("name", 80)?.to_owned();
            Asked::Merge(Merging { areas, into: code(posted, "into")?, name, basis, order })
        }
    })
}

fn code(posted: &Posted, name: &'static str) -> Result<AreaCode, Error> {
    AreaCode::parse(posted.required(name, 30)?).map_err(|_| Error::field(name, "kernel-area-code-form"))
}

fn lines(posted: &Posted, name: &'static str) -> Result<Vec<String>, Error> {
    let text = posted.required(name, 5_000)?;
    Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
}

/// `33.74.17; Palebon Raya; 1; 1006 1007`
fn part(line: &str) -> Result<Part, Error> {
    let cells: Vec<&str> = line.split(';').map(str::trim).collect();
    let [code, name, weight, rest @ ..] = cells.as_slice() else {
        return Err(Error::field("parts", "territory-change-parts-form"));
    };
    let code = AreaCode::parse(code).map_err(|_| Error::field("parts", "kernel-area-code-form"))?;
    let holds = rest.iter().flat_map(|rest| rest.split([' ', ','])).filter(|held| !held.is_empty());
    Ok(Part {
        code,
        name: (*name).to_owned(),
        weight: number(weight).ok_or_else(|| Error::field("parts", "territory-change-parts-form"))?,
        holds: holds.map(|held| format!("{held:0>3}")).collect(),
    })
}

/// `33.74.06.1007; 12000`
fn weighed(line: &str) -> Result<(AreaCode, u64), Error> {
    let wrong = || Error::field("areas", "territory-change-areas-form");
    let (code, weight) = line.split_once(';').ok_or_else(wrong)?;
    let code = AreaCode::parse(code).map_err(|_| Error::field("areas", "kernel-area-code-form"))?;
    Ok((code, number(weight).ok_or_else(wrong)?))
}

/// A whole number as people write it: `12.000`.
fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    digits.parse().ok().filter(|number| *number <= 1_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(fields: &[(&str, &str)]) -> Posted {
        Posted::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    #[test]
    fn the_parts_of_a_split_are_read_from_lines() {
        let asked = read(&posted(&[
            ("jenis", "split"),
            ("code", "33.74.06"),
            ("parts", "33.74.06; Pedurungan; 3.000\n\n33.74.17;Palebon Raya;1; 1006, 1007 4\n"),
            ("on", "2026-03-01"),
            ("decree", "Perda 1/2026"),
        ]));
        let Ok(Asked::Split(split)) = asked else { panic!("{asked:?}") };
        assert_eq!(split.parts.iter().map(|part| part.weight).collect::<Vec<_>>(), [3000, 1]);
        assert_eq!(split.parts[1].holds, ["1006", "1007", "004"]);
    }

    #[test]
    fn a_field_that_cannot_be_read_is_named() {
        let complete = [
            ("jenis", "merge"),
            ("areas", "33.74.06.1007;1\n33.74.06.1006;2"),
            ("into", "33.74.06.1007"),
            ("name", "Gemah"),
            ("on", "2026-03-01"),
            ("decree", "Perda"),
        ];
        assert!(read(&posted(&complete)).is_ok());
        for (field, wrong) in
            [("areas", "33.74.06.1007"), ("into", "x"), ("on", "besok"), ("decree", ""), ("name", "")]
        {
            let fields: Vec<_> = complete
                .iter()
                .map(|(name, value)| (*name, if *name == field { wrong } else { value }))
                .collect();
            match read(&posted(&fields)) {
                Err(Error::Invalid(errors)) => assert_eq!(errors.first().unwrap().0, field),
                other => panic!("{field}: {other:?}"),
            }
        }
    }
}

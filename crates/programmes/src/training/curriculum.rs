//! A curriculum as somebody writes it: a unit to a line. No database.

use kernel::{Error, Say};

/// A unit as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub name: String,
    pub minutes: i32,
    /// Whoever was not there does not pass.
    pub required: bool,
    /// Where its material lies.
    pub material: Option<String>,
}

/// The most units of a training.
const MOST: usize = 40;

/// Reads the lines of a form: name, length, and what else there is, parted by semicolons.
pub fn read(text: &str) -> Result<Vec<Written>, Error> {
    let mut units: Vec<Written> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let unit = unit(line)?;
        if units.iter().any(|one| one.name.to_lowercase() == unit.name.to_lowercase()) {
            return Err(Error::field("units", Say::new("programmes-unit-twice").with("name", unit.name)));
        }
        units.push(unit);
    }
    if units.is_empty() || units.len() > MOST {
        return Err(Error::field("units", Say::new("programmes-units-count").with("most", MOST)));
    }
    Ok(units)
}

fn unit(line: &str) -> Result<Written, Error> {
    let wrong = || Error::field("units", Say::new("programmes-unit-form").with("line", line.trim()));
    let mut parts = line.split(';').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let name = parts.next().filter(|name| (2..=100).contains(&name.chars().count())).ok_or_else(wrong)?;
    let minutes = parts.next().and_then(|part| minutes(&part)).ok_or_else(wrong)?;
    let mut unit = Written { name, minutes, required: false, material: None };
    for part in parts.filter(|part| !part.is_empty()) {
        if ["wajib", "required"].contains(&part.to_lowercase().as_str()) {
            unit.required = true;
        } else if is_address(&part) {
            unit.material = Some(part);
        } else {
            return Err(wrong());
        }
    }
    Ok(unit)
}

/// Whether it is an address on the net that may stand in a page as a link.
pub(super) fn is_address(text: &str) -> bool {
    text.strip_prefix("https://").is_some_and(|rest| rest.contains('.') && !rest.contains([' ', '"', '<']))
        && text.len() <= 500
}

/// `2 jam`, `1,5`, `90 menit`: hours unless it says otherwise.
fn minutes(text: &str) -> Option<i32> {
    let text = text.to_lowercase().replace(',', ".");
    let (number, unit) =
        text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()));
    let (whole, rest) = number.split_once('.').unwrap_or((number, ""));
    let hundredths: i32 = format!("{whole}{:0<2}", rest.get(..rest.len().min(2))?).parse().ok()?;
    let minutes = match unit.trim() {
        "" | "jam" | "jp" | "h" | "hour" | "hours" => hundredths.checked_mul(60)? / 100,
        "menit" | "min" | "minute" | "minutes" => hundredths / 100,
        _ => return None,
    };
    (15..=6_000).contains(&minutes).then_some(minutes)
}

/// The same, back.
pub fn lines<'a>(units: impl Iterator<Item = (&'a str, i32, bool, Option<&'a str>)>) -> String {
    let line = |(name, minutes, required, material): (&str, i32, bool, Option<&str>)| {
        let length =
            if minutes % 60 == 0 { format!("{} jam", minutes / 60) } else { format!("{minutes} menit") };
        let required = if required { "; wajib" } else { "" };
        let material = material.map(|address| format!("; {address}")).unwrap_or_default();
        format!("{name}; {length}{required}{material}")
    };
    units.map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_taught_how_long_and_whether_it_must_be() {
        let text =
            "Perizinan; 2 jam; wajib\n\n Kemasan ;1,5; https://materi.contoh.id/kemasan\nFoto; 45 menit";
        let units = read(text).unwrap();
        let told: Vec<_> = units.iter().map(|one| (one.name.as_str(), one.minutes, one.required)).collect();
        assert_eq!(told, [("Perizinan", 120, true), ("Kemasan", 90, false), ("Foto", 45, false)]);
        let back =
            lines(units.iter().map(|one| (&*one.name, one.minutes, one.required, one.material.as_deref())));
        assert_eq!(read(&back).unwrap(), units);
    }

    #[test]
    fn a_line_that_cannot_be_understood_is_named() {
        for wrong in [
            "",
            "Perizinan",
            "Perizinan; lama",
            "Perizinan; 5 menit",
            "Perizinan; 2 jam; boleh",
            "Kemasan; 2; javascript:alert(1)",
            "Kemasan; 2; http://materi.contoh.id",
            "Kemasan; 1\nkemasan; 2",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

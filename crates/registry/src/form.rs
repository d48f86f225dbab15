//! What a form changed, compared with what stood in it, and the address fields that several forms share.
//!
//! Always true: only what was changed becomes a claim; what was emptied is said to be empty.

use std::collections::BTreeMap;

use kernel::{AreaCode, Error, Level, Tx};
use web::{Field, Form, Posted, Ui};

use crate::source::claims::Address;
use crate::words::Names;

/// What stands in a form before anybody writes: field and values.
pub(crate) type Values = BTreeMap<&'static str, Vec<String>>;

/// What was posted, beside what stood there.
pub(crate) struct Changed<'a> {
    posted: &'a Posted,
    was: &'a Values,
    /// The claims that were emptied.
    pub(crate) cleared: Vec<String>,
}

impl<'a> Changed<'a> {
    pub(crate) fn new(posted: &'a Posted, was: &'a Values) -> Changed<'a> {
        Changed { posted, was, cleared: Vec::new() }
    }

    fn before(&self, name: &str) -> &str {
        self.was.get(name).and_then(|values| values.first()).map_or("", String::as_str)
    }

    /// Whether a field says something else than before.
    pub(crate) fn differs(&self, name: &str) -> bool {
        self.posted.text(name) != self.before(name)
    }

    /// The new text of a field that was changed; an emptied one is noted under the claim's name.
    pub(crate) fn text(&mut self, name: &str, claim: &str) -> Option<String> {
        if !self.differs(name) {
            return None;
        }
        let text = self.posted.text(name);
        if text.is_empty() || text == "-" {
            self.clear(claim);
            return None;
        }
        Some(text.to_owned())
    }

    /// The new values of a field with several, one to a line or between commas: they take the place of the old ones.
    pub(crate) fn list(&mut self, name: &str, claim: &str) -> Vec<String> {
        if !self.differs(name) {
            return Vec::new();
        }
        if !self.before(name).is_empty() || self.posted.text(name) == "-" {
            self.clear(claim);
        }
        let parts = self.posted.text(name).split([',', ';', '\n']).map(str::trim);
        parts.filter(|part| !part.is_empty() && *part != "-").map(str::to_owned).collect()
    }

    /// The boxes that are checked now, if they are others than before.
    pub(crate) fn checks(&self, name: &'static str) -> Option<Vec<String>> {
        let mut now: Vec<String> = self.posted.all(name).map(str::to_owned).collect();
        let mut before = self.was.get(name).cloned().unwrap_or_default();
        now.sort();
        before.sort();
        (now != before).then_some(now)
    }

    /// Notes that a claim was emptied.
    pub(crate) fn clear(&mut self, claim: &str) {
        self.cleared.push(claim.to_owned());
    }

    /// What stands in the form now.
    pub(crate) fn posted(&self) -> &'a Posted {
        self.posted
    }
}

/// Puts what is known into a form's fields.
pub(crate) fn known(field: Field, was: &Values) -> Field {
    match was.get(field.name) {
        Some(values) => field.values(values.clone()),
        None => field,
    }
}

/// The fields of an address: the street as people say it, RT and RW, and the kelurahan.
pub(crate) fn address_fields(mut form: Form, ui: &Ui, names: &Names, root: &AreaCode, was: &Values) -> Form {
    let street =
        Field::text("street", "registry-street").hint("registry-street-hint").autocomplete("street-address");
    let rt = Field::digits("rt", "registry-rt").narrow().optional();
    let rw = Field::digits("rw", "registry-rw").narrow().optional();
    let area = Field::select("area", "registry-kelurahan", kelurahan(ui, names, root))
        .hint("registry-kelurahan-hint");
    for field in [street.optional(), rt, rw, area] {
        form = form.field(known(field, was));
    }
    form
}

/// The kelurahan below a territory, by kecamatan. An officer of one kelurahan has one choice.
fn kelurahan(ui: &Ui, names: &Names, root: &AreaCode) -> Vec<(String, String)> {
    if root.level() >= Level::Kelurahan {
        return vec![(root.to_string(), names.place(root))];
    }
    let mut choices = vec![(String::new(), ui.t("registry-kelurahan-find"))];
    let kecamatan = match root.level() {
        Level::Kecamatan => vec![(root.clone(), names.place(root))],
        Level::Province | Level::City | Level::Kelurahan | Level::Rw | Level::Rt => {
            names.places().children_of(root)
        }
    };
    for (code, above) in kecamatan {
        let below = names.places().children_of(&code).into_iter();
        choices.extend(below.map(|(code, name)| (code.to_string(), format!("{above} · {name}"))));
    }
    choices
}

/// What stands in the fields of an address that is known.
pub(crate) fn address_values(
    values: &mut Values,
    area: &AreaCode,
    rw: Option<&str>,
    rt: Option<&str>,
    street: Option<&str>,
) {
    if area.level() >= Level::Kelurahan {
        values.insert("area", vec![area.to_string()]);
    }
    for (name, value) in [("rw", rw), ("rt", rt), ("street", street)] {
        if let Some(value) = value {
            values.insert(name, vec![value.to_owned()]);
        }
    }
}

/// The address that was written, whole, if any part of it changed. Where no kelurahan was chosen it is read from the
/// street; a text that may mean several places is an error beside the choice.
pub(crate) fn address(
    changed: &mut Changed<'_>,
    names: &Names,
    tx: &Tx,
    claim: &str,
) -> Result<Address, Error> {
    if !["street", "rt", "rw", "area"].into_iter().any(|name| changed.differs(name)) {
        return Ok(Address::default());
    }
    let posted = changed.posted();
    let (street, chosen) = (posted.text("street"), posted.text("area"));
    let mut address = Address {
        street: Some(street.to_owned()).filter(|street| !street.is_empty()),
        rt: number(posted, "rt")?,
        rw: number(posted, "rw")?,
        area: None,
        postcode: None,
    };
    if !chosen.is_empty() {
        address.area =
            Some(AreaCode::parse(chosen).map_err(|_| Error::field("area", "registry-area-missing"))?);
        return Ok(address);
    }
    if street.is_empty() {
        if address == Address::default() && !changed.before("area").is_empty() {
            changed.clear(claim);
            return Ok(address);
        }
        return Err(Error::field("area", "registry-area-missing"));
    }
    resolved(&mut address, street, names, tx)?;
    Ok(address)
}

/// Reads kelurahan, RT and RW from what was written as street.
fn resolved(address: &mut Address, text: &str, names: &Names, tx: &Tx) -> Result<(), Error> {
    let city = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let found = names.places().resolve(text, Some(&city));
    let sure = found.confidence() >= 0.6;
    let area = found
        .code()
        .map(AreaCode::from)
        .filter(|area| sure && area.level() >= Level::Kelurahan && city.contains(area));
    address.area = Some(area.ok_or_else(|| Error::field("area", "registry-area-unsure"))?);
    address.rt = address.rt.or(found.understood.rt);
    address.rw = address.rw.or(found.understood.rw);
    if !found.understood.street.is_empty() {
        address.street = Some(found.understood.street);
    }
    Ok(())
}

/// An RT or RW: up to three digits.
fn number(posted: &Posted, name: &'static str) -> Result<Option<u16>, Error> {
    let Some(text) = posted.optional(name) else { return Ok(None) };
    let number = text.parse::<u16>().ok().filter(|number| (1..=999).contains(number));
    number.map(Some).ok_or_else(|| Error::field(name, "registry-rt-form"))
}

/// Several errors at once, so that a form says all that is wrong with it.
pub(crate) fn gather<T>(
    done: Result<T, Error>,
    wrong: &mut Vec<(&'static str, kernel::Say)>,
) -> Result<Option<T>, Error> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(errors)) => {
            wrong.extend(errors);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// `Err` if anything is wrong.
pub(crate) fn sound(wrong: Vec<(&'static str, kernel::Say)>) -> Result<(), Error> {
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// A date as a form sends it.
pub(crate) fn date(text: Option<String>, name: &'static str) -> Result<Option<chrono::NaiveDate>, Error> {
    text.map(|text| text.parse().map_err(|_| Error::field(name, "registry-date-form"))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_changed_is_said_and_what_was_emptied_is_said_to_be_empty() {
        let was: Values =
            [("name", "Warung Sari"), ("brand", "Sari"), ("email", ""), ("phones", "+62811, +62812")]
                .into_iter()
                .map(|(name, value)| (name, vec![value.to_owned()]))
                .collect();
        let fields = [("name", "Warung Sari"), ("brand", ""), ("email", "a@b.id"), ("phones", "+62811")];
        let posted = Posted::new(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let mut changed = Changed::new(&posted, &was);
        assert_eq!(changed.text("name", "name"), None);
        assert_eq!(changed.text("brand", "brand"), None);
        assert_eq!(changed.text("email", "email").as_deref(), Some("a@b.id"));
        assert_eq!(changed.list("phones", "phones"), ["+62811"]);
        assert_eq!(changed.cleared, ["brand", "phones"]);
    }
}

//! The fields of a person in forms, and what a filled form claims.

use kernel::nik::{Nik, Sex};
use kernel::{AreaCode, Error, Tx};
use serde_json::json;
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::find::Person;
use super::register::NewPerson;
use crate::form::{self, Changed, Values, known};
use crate::listing::DISABILITIES;
use crate::source::claims::PersonClaims;
use crate::words::{self, Names};

const SCHOOLS: [&str; 8] =
    ["none", "primary", "lower_secondary", "upper_secondary", "diploma", "bachelor", "master", "doctor"];

/// What stands in the form of a person who is known. Contacts stand there whole for the person alone; officers see that
/// there are some, and write over them.
pub(crate) fn values(person: &Person, own: bool) -> Values {
    let mut values = Values::new();
    let mut put = |name, value: Option<String>| {
        if let Some(value) = value {
            values.insert(name, vec![value]);
        }
    };
    put("name", Some(person.name.clone()));
    put("sex", person.sex.clone());
    put("birth_place", person.birth_place.clone());
    put("birth_date", person.birth_date.map(|date| date.to_string()));
    put("education", person.education.clone());
    put("heads_family", person.heads_family.map(|yes| if yes { "ya" } else { "tidak" }.to_owned()));
    put("assistive_need", person.assistive_need.clone());
    if own {
        let phones: Vec<String> = person.phones.iter().map(|phone| words::own_phone(phone)).collect();
        put("phones", Some(phones.join(", ")));
        put("email", person.email.clone());
    }
    values.insert("disabilities", person.disabilities.clone());
    let (rw, rt) = (person.rw.as_deref(), person.rt.as_deref());
    form::address_values(&mut values, &person.area, rw, rt, person.address.as_deref());
    values
}

/// What is to be shown of a person's form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The territory whose kelurahan are offered.
    pub(crate) root: &'a AreaCode,
    pub(crate) nik: bool,
    /// Disability and assistive need.
    pub(crate) specific: bool,
    /// What is known of the contacts, masked, where they do not stand in the form.
    pub(crate) masked: Option<&'a Person>,
}

/// Who it is, and where.
pub(crate) fn first(form: Form, ui: &Ui, names: &Names, shown: Shown<'_>, was: &Values) -> Form {
    let phone = match shown.masked.and_then(|person| person.phones.first()) {
        Some(phone) => kernel::Say::new("registry-phones-masked").with("phone", words::masked_phone(phone)),
        None => kernel::Say::new("registry-phones-hint"),
    };
    let form = form
        .field(known(
            Field::text("name", "registry-person-name")
                .hint("registry-person-name-hint")
                .autocomplete("name"),
            was,
        ))
        .field_if(shown.nik, || Field::digits("nik", "registry-nik").hint("registry-nik-hint").optional())
        .field(known(Field::radio("sex", "registry-sex", sexes(ui)).optional(), was))
        .field(known(Field::tel("phones", "registry-phone").hint(phone).autocomplete("tel").optional(), was));
    form::address_fields(form, ui, names, shown.root, was)
}

/// What else may be known.
pub(crate) fn more(form: Form, ui: &Ui, shown: Shown<'_>, was: &Values) -> Form {
    let email = match shown.masked.and_then(|person| person.email.as_deref()) {
        Some(email) => {
            let hint = kernel::Say::new("registry-email-masked").with("email", words::masked_email(email));
            Field::email("email", "registry-email").hint(hint)
        }
        None => Field::email("email", "registry-email"),
    };
    let schools = SCHOOLS.iter().map(|school| ((*school).to_owned(), ui.t_of("registry-education-", school)));
    let heads = [("", "registry-unsaid"), ("ya", "registry-yes"), ("tidak", "registry-no")];
    let heads = heads.map(|(value, label)| (value.to_owned(), ui.t(label))).to_vec();
    let form = form
        .section("registry-person-more", None)
        .field(known(email.autocomplete("email").optional(), was))
        .field(known(Field::text("birth_place", "registry-birth-place").optional(), was))
        .field(known(Field::date("birth_date", "registry-birth-date").optional(), was))
        .field(known(Field::select("education", "registry-education", unsaid(ui, schools)).optional(), was))
        .field(known(
            Field::select("heads_family", "registry-heads-family", heads)
                .hint("registry-heads-family-hint")
                .optional(),
            was,
        ));
    if !shown.specific {
        return form;
    }
    let kinds = DISABILITIES.iter().map(|kind| Choice::new(*kind, ui.t_of("registry-disability-", kind)));
    form.section("registry-specific", Some("registry-specific-form".into()))
        .field(known(Field::checks("disabilities", "registry-disability", kinds.collect()).optional(), was))
        .field(known(
            Field::text("assistive_need", "registry-assistive-need")
                .hint("registry-assistive-need-hint")
                .optional(),
            was,
        ))
}

fn sexes(ui: &Ui) -> Vec<Choice> {
    ["female", "male"].map(|sex| Choice::new(sex, ui.t_of("registry-sex-", sex))).to_vec()
}

pub(crate) fn unsaid(ui: &Ui, choices: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    std::iter::once((String::new(), ui.t("registry-unsaid"))).chain(choices).collect()
}

/// What the form claims beyond what stood in it.
pub(crate) fn said(
    posted: &Posted,
    was: &Values,
    names: &Names,
    tx: &Tx,
    shown: Shown<'_>,
) -> Result<NewPerson, Error> {
    let mut changed = Changed::new(posted, was);
    let mut wrong = Vec::new();
    let home = form::gather(form::address(&mut changed, names, tx, "home"), &mut wrong)?;
    let day = changed.text("birth_date", "birth_date");
    let birth_date = form::gather(form::date(day, "birth_date"), &mut wrong)?.flatten();
    let nik = posted.optional("nik").filter(|_| shown.nik).map(Nik::parse).transpose();
    let nik = form::gather(nik, &mut wrong)?.flatten();
    form::sound(wrong)?;
    let mut claims = PersonClaims {
        name: changed.text("name", "name"),
        sex: changed.text("sex", "sex").and_then(|sex| match sex.as_str() {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            _ => None,
        }),
        birth_place: changed.text("birth_place", "birth_place"),
        birth_date,
        phones: changed.list("phones", "phones"),
        email: changed.text("email", "email"),
        home: home.unwrap_or_default(),
        education: changed
            .text("education", "education")
            .and_then(|word| serde_json::from_value(json!(word)).ok()),
        heads_family: changed.text("heads_family", "heads_family").map(|yes| yes == "ya"),
        ..PersonClaims::default()
    };
    if shown.specific {
        claims.assistive_need = changed.text("assistive_need", "assistive_need");
        claims.disabilities =
            changed.checks("disabilities").map(|kinds| serde_json::from_value(json!(kinds))).transpose()?;
    }
    claims.cleared = changed.cleared;
    Ok(NewPerson { claims, nik, npwp: None })
}

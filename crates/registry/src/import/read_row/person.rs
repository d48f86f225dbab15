//! Who it is.

use kernel::contact::Email;
use kernel::nik::Sex;

use super::super::cell;
use super::super::draft::{Draft, Finding};
use super::super::field::{Field, Side};
use super::Cells;

pub(super) fn read(cells: &Cells, draft: &mut Draft) {
    name(cells, draft);
    sex(cells, draft);
    phones(cells, draft);
    if let Some((column, text)) = cells.text(Field::Email) {
        match Email::parse(&text) {
            Ok(email) => draft.person.email = Some(email.reveal().to_owned()),
            Err(_) if cell::is_none_word(&text) => {}
            Err(_) => draft.remark(column, Finding::EmailUnreadable),
        }
    }
    let person = &mut draft.person;
    person.education = cells.words(Field::Education).and_then(|text| cell::education(&text));
    person.occupation = cells.words(Field::Occupation);
    person.disabilities =
        cells.one(Field::Disability).and_then(|(_, value)| cell::disabilities(&cell::text(value)?));
    person.assistive_need = cells.words(Field::AssistiveNeed).filter(|text| !cell::is_none_word(text));
    person.heads_family = cells.words(Field::HeadsFamily).map(|text| !cell::is_none_word(&text));
    person.group = cells.words(Field::Group).filter(|text| !cell::is_none_word(text));
    person.mother =
        cells.words(Field::Mother).and_then(|text| cell::person_name(&text)).map(|named| named.name);
}

fn name(cells: &Cells, draft: &mut Draft) {
    let both = cells.one(Field::OwnerAndBusiness).and_then(|(_, value)| match value {
        // A line break parts the two; as text it would be a blank.
        sheet::Value::Text(text) if text.trim().contains('\n') => Some(text.trim().to_owned()),
        sheet::Value::Text(_)
        | sheet::Value::Number(_)
        | sheet::Value::Date(_)
        | sheet::Value::Bool(_)
        | sheet::Value::Fault(_) => super::said(value),
    });
    let both = both.map(|text| cell::owner_and_business(&text));
    let (owner, business) = both.unwrap_or_default();
    draft.business.name = business.and_then(|text| cell::business_name(&text));
    let whole = cells.words(Field::Person).map(|name| match cells.words(Field::NameRest) {
        Some(rest) => format!("{name} {rest}"),
        None => name,
    });
    let written = whole.or(owner).or_else(|| cells.words(Field::ContactPerson));
    if let Some(named) = written.and_then(|text| cell::person_name(&text)) {
        draft.person.name = Some(named.name);
        draft.person.honorifics = named.honorifics;
        draft.person.degrees = named.degrees;
    }
}

fn sex(cells: &Cells, draft: &mut Draft) {
    let ticked =
        |field| cells.words(field).is_some_and(|text| cell::is_mark(&text) || cell::sex(&text).is_some());
    match (ticked(Field::MaleMark), ticked(Field::FemaleMark)) {
        (true, false) => draft.person.sex = Some(Sex::Male),
        (false, true) => draft.person.sex = Some(Sex::Female),
        (true, true) | (false, false) => {}
    }
    if let Some((column, text)) = cells.text(Field::Sex) {
        let header = cells.one(Field::Sex).map(|(column, _)| column.header.as_str()).unwrap_or_default();
        match cell::sex(&text).or_else(|| cell::coded_sex(&text, header)) {
            Some(sex) => draft.person.sex = Some(sex),
            None => draft.remark(column, Finding::SexUnreadable),
        }
    }
}

fn phones(cells: &Cells, draft: &mut Draft) {
    for (column, value) in cells.all(Field::Phone) {
        let Some(text) = super::said(value) else { continue };
        let (found, left_over) = cell::phones(&text);
        if found.is_empty() && left_over {
            draft.remark(column.column, Finding::PhoneUnreadable);
        }
        let numbers = match column.side {
            Side::Business => &mut draft.business.phones,
            Side::Unsaid | Side::Home => &mut draft.person.phones,
        };
        for phone in found {
            let number = phone.reveal().to_owned();
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
    }
    // "Siti Aminah 0812…" was typed into a column of names.
    for field in [Field::Person, Field::ContactPerson] {
        for (_, value) in cells.all(field) {
            let (found, _) = super::said(value).map(|text| cell::phones(&text)).unwrap_or_default();
            for phone in found {
                let number = phone.reveal().to_owned();
                if !draft.person.phones.contains(&number) && !draft.business.phones.contains(&number) {
                    draft.person.phones.push(number);
                }
            }
        }
    }
}

//! Whom a person shares a house, a telephone or a business with: what makes two alike without making them one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Html, Ui};

use super::{Side, pages};
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId};
use crate::search::{self, Kind, Query};

/// People that are looked at; a house of more is a market or an office.
const MOST: i64 = 20;
/// Numbers of a person by which others are looked for.
const PHONES: usize = 3;
/// Two who may be a couple are at most so many years apart.
const APART: i32 = 20;

/// Somebody who shares something with a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Related {
    pub person: PersonId,
    pub name: String,
    pub area: AreaCode,
    pub house: bool,
    pub phone: bool,
    /// A business that both own.
    pub business: Option<(BusinessId, String)>,
    /// Like a couple: one house or one business, another sex, about one age.
    pub couple: bool,
}

/// Whom a person shares something with, who shares most first. The caller has seen that the actor may see the person.
pub(crate) async fn of(tx: &mut Tx, id: PersonId) -> Result<Vec<Related>, Error> {
    let (city, reached) = (tx.city(), reached(tx, id).await?);
    let rows = sqlx::query!(
        r#"with me as (
               select id, area, rw, rt, lower(btrim(address)) as address, phones, sex, birth_date from registry.person
               where city = $1 and id = $2),
           house as (
               select p.id from me join registry.person p on p.city = $1 and p.area = me.area and p.rw is not distinct from me.rw
                    and p.rt is not distinct from me.rt and lower(btrim(p.address)) = me.address
               where me.address ~ '[0-9]' and p.id <> me.id and p.became is null and p.withdrawn_at is null limit $3),
           phone as (
               select p.id from me join registry.person p on p.city = $1 and p.id = any($4) and p.phones && me.phones
               where p.id <> me.id and p.became is null and p.withdrawn_at is null limit $3),
           trade as (
               select o.person as id, (array_agg(b.id order by b.id))[1] as business,
                      (array_agg(b.name order by b.id))[1] as name
               from registry.ownership mine
               join registry.ownership o on o.city = mine.city and o.business = mine.business and o.person <> mine.person
               join registry.business b on b.city = o.city and b.id = o.business and b.withdrawn_at is null
                    and b.became is null
               join registry.person p on p.city = o.city and p.id = o.person and p.withdrawn_at is null and p.became is null
               where mine.city = $1 and mine.person = $2 group by o.person limit $3),
           related as (select id from house union select id from phone union select id from trade)
           select p.id, p.name, p.area as "area: AreaCode", p.sex, p.birth_date, me.sex as my_sex, me.birth_date as my_birth_date,
                  exists (select 1 from house h where h.id = p.id) as "house!",
                  exists (select 1 from phone f where f.id = p.id) as "phone!", t.business as "business?", t.name as "business_name?"
           from related r cross join me
           join registry.person p on p.city = $1 and p.id = r.id
           left join trade t on t.id = p.id
           order by p.name, p.id limit $3"#,
        city.0,
        id.0,
        MOST,
        &reached
    )
    .fetch_all(tx.conn())
    .await?;
    let mut related: Vec<Related> = rows
        .into_iter()
        .map(|row| {
            let business = row.business.map(BusinessId).zip(row.business_name);
            let close = row.house || business.is_some();
            let born = (row.birth_date, row.my_birth_date);
            Related {
                couple: close && is_couple((row.sex.as_deref(), row.my_sex.as_deref()), born),
                person: PersonId(row.id),
                name: row.name,
                area: row.area,
                house: row.house,
                phone: row.phone,
                business,
            }
        })
        .collect();
    related.sort_by_key(|one| std::cmp::Reverse(one.bonds()));
    Ok(related)
}

/// Who may be reached by one of a person's telephones, as the search finds them: no index helps to compare lists of numbers
/// under row level security. Only whom the actor may see.
async fn reached(tx: &mut Tx, id: PersonId) -> Result<Vec<Uuid>, Error> {
    let city = tx.city();
    let phones =
        sqlx::query_scalar!("select phones from registry.person where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    let mut found = Vec::new();
    for text in phones.unwrap_or_default().into_iter().take(PHONES) {
        let query = Query::of(Kind::Person, text);
        found.extend(search::find(tx, person::SEE, &query).await?.hits.into_iter().map(|hit| hit.subject));
    }
    Ok(found)
}

/// Whether two could be a couple by sex and age, as far as both are known.
fn is_couple(sexes: (Option<&str>, Option<&str>), born: (Option<NaiveDate>, Option<NaiveDate>)) -> bool {
    let (Some(one), Some(other)) = sexes else { return false };
    let near = match born {
        (Some(one), Some(other)) => one.years_since(other).or(other.years_since(one)),
        (_, _) => None,
    };
    one != other && near.is_some_and(|years| i32::try_from(years).is_ok_and(|years| years <= APART))
}

impl Related {
    fn bonds(&self) -> u8 {
        u8::from(self.house) + u8::from(self.phone) + u8::from(self.business.is_some())
    }
}

/// The relations of a person as a section of its page; nothing where there are none.
pub(crate) async fn section(tx: &mut Tx, ui: &Ui, id: PersonId, area: &AreaCode) -> Result<Html, Error> {
    if !tx.may(person::SEE, area) {
        return Ok(Html::default());
    }
    let related = of(tx, id).await?;
    if related.is_empty() {
        return Ok(Html::default());
    }
    let note = blocks::paragraph(ui, "registry-related-note");
    Ok(blocks::section(ui, "registry-related", &blocks::stack(&[note, list(tx, ui, &related)])))
}

/// The relations of both records of a pair, each under its name; nothing where there are none.
pub(super) async fn beside(
    tx: &mut Tx,
    ui: &Ui,
    side: Side,
    records: (Uuid, Uuid),
    names: (&str, &str),
) -> Result<Html, Error> {
    let mut parts = Vec::new();
    for (record, name) in [(records.0, names.0), (records.1, names.1)] {
        let people = match side {
            Side::Person => BTreeMap::from([(PersonId(record), name.to_owned())]),
            Side::Business => owners(tx, BusinessId(record)).await?,
        };
        for (person, name) in people {
            let related = of(tx, person).await?;
            if !related.is_empty() {
                let mut head = Html::trusted("<h3>");
                head.push_text(&name);
                head.push_trusted("</h3>");
                parts.push(head);
                parts.push(list(tx, ui, &related));
            }
        }
    }
    if parts.is_empty() {
        return Ok(Html::default());
    }
    Ok(blocks::section(ui, "registry-related", &blocks::stack(&parts)))
}

/// The owners of a business whom the actor may see.
async fn owners(tx: &mut Tx, business: BusinessId) -> Result<BTreeMap<PersonId, String>, Error> {
    let mut seen = BTreeMap::new();
    for owner in business::find::owners_of(tx, business).await?.into_iter().take(2) {
        let area = person::find::area(tx, owner.person).await?;
        if tx.may(person::SEE, &area) {
            seen.insert(owner.person, owner.person_name);
        }
    }
    Ok(seen)
}

/// Who it is, as a link where the actor may see the record, and what is shared. Of others only that they are there.
fn list(tx: &Tx, ui: &Ui, related: &[Related]) -> Html {
    let mut html = Html::trusted("<ul class=\"stack flow-2\">");
    for one in related {
        html.push_trusted("<li>");
        if tx.may(person::SEE, &one.area) {
            html.push(&blocks::link(&ui.url(&pages::record(Side::Person, one.person.0)), &one.name));
        } else {
            html.push_text(&ui.t("registry-related-elsewhere"));
        }
        for (shared, label) in [
            (one.house, "registry-related-house"),
            (one.phone, "registry-related-phone"),
            (one.couple, "registry-related-couple"),
        ] {
            if shared {
                html.push_trusted(" ");
                html.push(&blocks::badge(&ui.t(label), Tone::Plain));
            }
        }
        if let Some((id, name)) = &one.business {
            html.push_trusted(" ");
            html.push(&blocks::badge(&ui.t("registry-related-business"), Tone::Plain));
            html.push_trusted(" ");
            html.push(&blocks::link(&ui.url(&pages::record(Side::Business, id.0)), name));
        }
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{here, machine};
    use kernel::Role;

    #[test]
    fn a_couple_differs_in_sex_and_is_about_of_one_age() {
        let day = |year| NaiveDate::from_ymd_opt(year, 5, 1);
        for (sexes, born, couple) in [
            (("female", "male"), (day(1980), day(1985)), true),
            (("female", "male"), (day(1985), day(1980)), true),
            (("female", "female"), (day(1980), day(1985)), false),
            (("female", "male"), (day(1950), day(1985)), false),
            (("female", "male"), (None, day(1985)), false),
        ] {
            assert_eq!(is_couple((Some(sexes.0), Some(sexes.1)), born), couple, "{sexes:?} {born:?}");
        }
        assert!(!is_couple((None, Some("male")), (day(1980), day(1980))));
    }

    #[tokio::test]
    async fn who_shares_a_house_a_telephone_or_a_business_is_related() {
        use crate::source::claims::{Address, BusinessClaims, PersonClaims};
        let db = testkit::db().await;
        let mut tx = db.tx(machine()).await;
        let mut ids = Vec::new();
        for (name, street, phone, sex) in [
            ("Siti Aminah", "Jl. Melati 7", "+6281234567890", kernel::nik::Sex::Female),
            ("Budi Santoso", "jl. melati 7", "+6281234567890", kernel::nik::Sex::Male),
            ("Dewi Lestari", "Jl. Kenanga 1", "+6281200000000", kernel::nik::Sex::Female),
            ("Joko Susilo", "Jl. Anggrek 3", "+6281300000000", kernel::nik::Sex::Male),
        ] {
            let home = Address { area: Some(here()), street: Some(street.to_owned()), ..Address::default() };
            let claims = PersonClaims {
                name: Some(name.to_owned()),
                phones: vec![phone.to_owned()],
                sex: Some(sex),
                birth_date: NaiveDate::from_ymd_opt(1985, 5, 1),
                home,
                ..PersonClaims::default()
            };
            let new = person::register::NewPerson { claims, nik: None, npwp: None };
            ids.push(person::register(&mut tx, new).await.unwrap());
        }
        let trade = BusinessClaims {
            name: Some("Warung Sari".to_owned()),
            address: Address { area: Some(here()), ..Address::default() },
            ..BusinessClaims::default()
        };
        business::register(&mut tx, &[ids[0], ids[2]], trade).await.unwrap();
        let related = of(&mut tx, ids[0]).await.unwrap();
        let shared: Vec<_> = related
            .iter()
            .map(|one| (one.person, one.house, one.phone, one.business.is_some(), one.couple))
            .collect();
        assert_eq!(shared, [(ids[1], true, true, false, true), (ids[2], false, false, true, false)]);
        assert_eq!(of(&mut tx, ids[3]).await.unwrap(), []);
        assert!(tx.may(person::SEE, &here()));
        tx.commit().await.unwrap();
        // Who may not see the person is told nothing.
        let mut tx = db.tx(testkit::actor(Role::KelurahanOfficer, "33.74.06.1002")).await;
        assert!(!tx.may(person::SEE, &here()));
        assert!(of(&mut tx, ids[0]).await.unwrap().iter().all(|one| !tx.may(person::SEE, &one.area)));
    }
}

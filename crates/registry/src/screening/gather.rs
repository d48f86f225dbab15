//! From a file to its recipients, by the import's own reader.

use std::collections::{BTreeSet, HashMap};

use kernel::{AreaCode, Error, Tx};
use serde::{Deserialize, Serialize};
use sheet::Reader;

use super::facts::{House, Recipient, Spots};
use crate::batch::{self, Progress};
use crate::import::{self, Draft, Field, Mapping, Plan, Survey};

/// A list, read.
pub(super) struct Gathered {
    pub recipients: Vec<Recipient>,
    pub headers: Vec<Headers>,
    /// What it tells of its recipients.
    pub told: BTreeSet<String>,
}

/// The rows of headers of a sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Headers {
    pub sheet: String,
    pub rows: Vec<u32>,
}

/// What a list may tell that is looked at.
const LOOKED_AT: [Field; 10] = [
    Field::Person,
    Field::OwnerAndBusiness,
    Field::Nik,
    Field::FamilyCard,
    Field::BirthDate,
    Field::BirthPlaceDate,
    Field::Sex,
    Field::Phone,
    Field::Street,
    Field::Kelurahan,
];

/// Reads a file in a process of its own. `registry-screening-no-names` where it names nobody.
pub(super) async fn gather(
    tx: &mut Tx,
    bytes: &[u8],
    confirmed: &HashMap<String, Mapping>,
    progress: &Progress,
) -> Result<Gathered, Error> {
    let area = AreaCode::of_city(tx.city()).ok_or_else(|| Error::broken("lists belong to a city"))?;
    let gazetteer = territory::gazetteer(tx.db()).await?;
    let resolve = |text: &str| gazetteer.resolve(text, Some(&area));
    let home = import::Home::of(&gazetteer, area.clone(), &resolve);
    let reader = Reader::of(tx.db().outside().sheets.as_deref());
    let survey = Survey::new(home.clone(), confirmed);
    let plan = batch::surveyed(tx, survey, batch::open(&reader, bytes)?, progress).await?;
    let named = |field| plan.lists().any(|layout| layout.mapping.column_of(field).is_some());
    if ![Field::Person, Field::OwnerAndBusiness, Field::Nik, Field::ContactPerson].into_iter().any(named) {
        return Err(Error::refused("registry-screening-no-names"));
    }
    progress.expect(i64::from(plan.rows())).await?;
    let mut rows = import::Reader::new(&plan, home, tx.today());
    let mut reading = batch::open(&reader, bytes)?;
    let mut recipients = Vec::new();
    while let Some(portion) = batch::portion(&mut reading).await? {
        let read = batch::busy(|| portion.into_iter().flat_map(|met| rows.take(met)).collect::<Vec<_>>());
        recipients.extend(read.into_iter().filter_map(|read| match read {
            import::Read::Row(draft) => Some(recipient(*draft)),
            import::Read::Sheet | import::Read::Passed(_) => None,
        }));
        progress.tell(tx, i64::try_from(recipients.len()).unwrap_or(i64::MAX)).await?;
    }
    let mut told: BTreeSet<String> =
        LOOKED_AT.into_iter().filter(|field| named(*field)).map(|field| field.code().to_owned()).collect();
    if recipients.iter().any(|one| one.account.is_some()) {
        told.insert("account".to_owned());
    }
    Ok(Gathered { headers: headers(&plan), recipients, told })
}

fn headers(plan: &Plan) -> Vec<Headers> {
    let of = |sheet| plan.headers(sheet).collect();
    plan.sheets.iter().map(|sheet| Headers { sheet: sheet.name.clone(), rows: of(sheet) }).collect()
}

fn recipient(draft: Draft) -> Recipient {
    let aside = draft.aside;
    let column = |told: &Option<(u32, String)>| told.as_ref().map(|(column, _)| *column);
    let home = &draft.person.home;
    // Where a list does not say whose address it is, it stands for both.
    let address = if home.is_empty() { &draft.business.address } else { home };
    let house = House {
        area: address.area.as_ref().map(ToString::to_string).unwrap_or_default(),
        rw: address.rw,
        rt: address.rt,
        street: address.street.clone().unwrap_or_default(),
    };
    Recipient {
        spots: Spots {
            name: aside.name,
            nik: aside.nik,
            phone: aside.phone,
            family_card: column(&aside.family_card),
            account: column(&aside.account),
        },
        house: house.key().is_some().then_some(house),
        sheet: draft.sheet,
        row: draft.row,
        list_column: draft.columns.start,
        person: draft.person,
        business: draft.business,
        nik: draft.nik,
        family_card: aside.family_card.map(|(_, digits)| digits),
        account: aside.account.map(|(_, digits)| digits),
        remarks: draft.remarks,
    }
}

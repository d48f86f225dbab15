//! Two records side by side, with what differs marked.

use kernel::{Error, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Html, Ui};

use super::{Side, pages};
use crate::business::{self, BusinessId};
use crate::person::{self, PersonId};
use crate::words::{self, Names};

/// What is known of one record: a message and the value, in the same order for all records of a side.
type Known = Vec<(&'static str, String)>;

/// The two records as a table: what it is, the one, the other, and whether they agree.
pub(super) async fn table(
    tx: &mut Tx,
    ui: &Ui,
    side: Side,
    (left, right): (Uuid, Uuid),
) -> Result<Html, Error> {
    let names = Names::read(tx).await?;
    let (one, other) = match side {
        Side::Person => (person_of(tx, ui, &names, left).await?, person_of(tx, ui, &names, right).await?),
        Side::Business => (trade_of(tx, ui, &names, left).await?, trade_of(tx, ui, &names, right).await?),
    };
    let open =
        |record| blocks::link(&ui.url(&pages::record(side, record)), &ui.t("registry-link-open-record"));
    let record = Html::text(&ui.t("registry-link-record"));
    let mut rows = vec![vec![record, open(left), open(right), words::none()]];
    for ((term, one), (_, other)) in one.into_iter().zip(other) {
        if !one.is_empty() || !other.is_empty() {
            let agree = agreement(ui, &one, &other);
            let cell = |value: &str| words::or_none(Some(value));
            rows.push(vec![Html::text(&ui.t(term)), cell(&one), cell(&other), agree]);
        }
    }
    let heads = ["registry-link-what", "registry-link-left", "registry-link-right", "registry-link-agree"];
    Ok(blocks::table(ui, "registry-link-beside", &heads, &rows))
}

/// Whether two values agree: of several, which are parted by commas, all or some.
pub(super) fn agreement(ui: &Ui, one: &str, other: &str) -> Html {
    if one.is_empty() || other.is_empty() {
        return words::none();
    }
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    if one == other {
        return blocks::badge(&ui.t("registry-link-agrees"), Tone::Good);
    }
    if one.split(", ").any(|part| other.split(", ").any(|theirs| theirs == part)) {
        return blocks::badge(&ui.t("registry-link-agrees-partly"), Tone::City);
    }
    blocks::badge(&ui.t("registry-link-differs"), Tone::Warn)
}

async fn person_of(tx: &mut Tx, ui: &Ui, names: &Names, id: Uuid) -> Result<Known, Error> {
    let p = person::find::one(tx, PersonId(id)).await?;
    let trades = business::find::of_person(tx, p.id).await?;
    let trades: Vec<String> = trades.into_iter().map(|tie| tie.business_name).collect();
    let phones: Vec<String> = p.phones.iter().map(|phone| words::masked_phone(phone)).collect();
    // Of two records in force no whole number is the other's: the import would have made them one.
    let nik = match p.number_state.as_str() {
        "none" => String::new(),
        "full" => format!("{} ({})", ui.t("registry-nik-full"), p.code),
        state => ui.t_of("registry-nik-", state),
    };
    Ok(vec![
        ("registry-person-name", p.name.clone()),
        ("registry-nik", nik),
        ("registry-birth", p.birth_date.map(|date| ui.date(date)).unwrap_or_default()),
        ("registry-sex", p.sex.as_deref().map(|sex| ui.t_of("registry-sex-", sex)).unwrap_or_default()),
        ("registry-phone", phones.join(", ")),
        ("registry-area", names.spot(&p.area, p.rw.as_deref(), p.rt.as_deref())),
        ("registry-street", p.address.unwrap_or_default()),
        ("registry-businesses", trades.join(", ")),
        ("registry-link-lists", agencies(tx, names, Side::Person, id).await?),
    ])
}

async fn trade_of(tx: &mut Tx, ui: &Ui, names: &Names, id: Uuid) -> Result<Known, Error> {
    let b = business::record::one(tx, BusinessId(id)).await?;
    let owners = business::find::owners_of(tx, b.id).await?;
    let owners: Vec<String> = owners.into_iter().map(|tie| tie.person_name).collect();
    let permits = business::record::permits(tx, b.id).await?;
    let permit = |held: &business::record::Held| {
        format!("{} {}", ui.t_of("registry-permit-kind-", &held.kind), held.number)
    };
    let phones: Vec<String> = b.phones.iter().map(|phone| words::masked_phone(phone)).collect();
    Ok(vec![
        ("registry-business-name", b.name.clone()),
        ("registry-owners", owners.join(", ")),
        ("registry-trade", b.activity.clone().unwrap_or_default()),
        ("registry-products", b.products.clone().unwrap_or_default()),
        ("registry-phone", phones.join(", ")),
        ("registry-area", names.spot(&b.area, b.rw.as_deref(), b.rt.as_deref())),
        ("registry-street", b.address.clone().unwrap_or_default()),
        ("registry-permits", permits.iter().map(permit).collect::<Vec<_>>().join(", ")),
        ("registry-link-lists", agencies(tx, names, Side::Business, id).await?),
    ])
}

/// Whose lists speak of a record.
async fn agencies(tx: &mut Tx, names: &Names, side: Side, id: Uuid) -> Result<String, Error> {
    let city = tx.city();
    let ids = sqlx::query_scalar!(
        r#"select distinct s.agency as "agency!" from registry.membership m
           join registry.source s on s.city = m.city and s.id = m.source
           where m.city = $1 and (m.person = $2 or m.business = $2) and (m.person is not null) = ($3 = 'person')
             and m.ended_at is null and s.agency is not null order by 1 limit 50"#,
        city.0,
        id,
        side.as_str()
    )
    .fetch_all(tx.conn())
    .await?;
    let known: Vec<&str> = ids.iter().filter_map(|id| names.agency(Some(*id))).collect();
    Ok(known.join(", "))
}

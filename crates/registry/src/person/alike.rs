//! Who is recorded already and may be the one that is about to be: found while an officer types.
//!
//! Always true: the work does not grow with the city. Telephones and names come from the search's index, which is written
//! with each change; the NIK and the birth date have indexes of their own.

use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::contact::Phone;
use kernel::nik::Nik;
use kernel::{AreaCode, Error, Tx};
use uuid::Uuid;
use web::blocks::{self, Tone};
use web::{Answer, Html, Page, Posted, Routes, Ui, Visit};

use super::{NIK_PLACE, PersonId, REGISTER, SEE};
use crate::search::{self, Kind, Query};
use crate::source::claims::PersonClaims;

/// What is said so far of somebody. Whatever is not known stays empty.
#[derive(Debug, Default)]
pub struct Described {
    pub name: String,
    /// The last word of the name is still being typed.
    pub begun: bool,
    pub nik: Option<Nik>,
    /// Numbers as the registry keeps them: `+6281…`.
    pub phones: Vec<String>,
    /// The kelurahan in which namesakes are looked for; without it there is nobody of whom the name alone tells enough.
    pub area: Option<AreaCode>,
    pub birth_date: Option<NaiveDate>,
}

impl Described {
    /// What is said of somebody who is about to be registered. Nik and numbers that do not hold say nothing.
    pub fn of(claims: &PersonClaims, nik: Option<&str>) -> Described {
        Described {
            name: claims.name.clone().unwrap_or_default(),
            begun: false,
            nik: nik.and_then(|nik| Nik::parse(nik).ok()),
            phones: claims.phones.iter().flat_map(|phones| self::phones(phones)).collect(),
            area: claims.home.area.clone(),
            birth_date: claims.birth_date,
        }
    }
}

/// Somebody who may be the one.
#[derive(Debug, Clone)]
pub struct Alike {
    pub id: PersonId,
    pub code: String,
    pub name: String,
    /// `nik`, `phone`, `born` or `name`.
    pub because: String,
}

/// Numbers by which others are looked for.
const NUMBERS: usize = 3;

/// At most five people whom the actor may see with this NIK, one of these numbers, this birth date and a similar name, or
/// much the same name in the same kelurahan; the surest first.
pub async fn alike(tx: &mut Tx, who: &Described) -> Result<Vec<Alike>, Error> {
    let mut found: Vec<Uuid> = Vec::new();
    for phone in who.phones.iter().take(NUMBERS) {
        found.extend(search::find(tx, SEE, &Query::of(Kind::Person, phone)).await?.ids());
    }
    if let Some(area) = &who.area {
        let named = Query::of(Kind::Person, &who.name);
        let named = Query { within: Some(area.clone()), begun: who.begun, ..named };
        found.extend(search::find(tx, SEE, &named).await?.ids());
    }
    let (city, scope) = (tx.city(), tx.scope(SEE)?);
    let niks = who.nik.as_ref().map(|nik| tx.db().keys().blinds(NIK_PLACE, city, nik.reveal()));
    let rows = sqlx::query!(
        r#"with candidate as (
               select unnest($2::uuid[]) as id
               union select id from registry.person
                   where city = $1 and nik_index = any($3) and withdrawn_at is null and became is null
               union select id from registry.person
                   where city = $1 and birth_date = $4 and withdrawn_at is null and became is null)
           select p.id, p.code, p.name, r.reason as "reason!"
           from candidate join registry.person p on p.city = $1 and p.id = candidate.id,
               similarity(lower(p.name), lower($5)) as likeness,
               lateral (select case
                   when p.nik_index = any($3) then 1
                   when p.phones && $6 then 2
                   when p.birth_date = $4 and likeness >= 0.3 then 3
                   when p.area = $7 and likeness >= 0.5 then 4
               end as reason) r
           where p.withdrawn_at is null and p.became is null and p.area like $8 || '%' and r.reason is not null
           order by r.reason, likeness desc, p.id limit 5"#,
        city.0,
        &found,
        niks.as_deref(),
        who.birth_date,
        who.name,
        &who.phones,
        who.area.as_ref().map(AreaCode::as_str),
        scope.prefix()
    )
    .fetch_all(tx.conn())
    .await?;
    let because = |reason| match reason {
        1 => "nik",
        2 => "phone",
        3 => "born",
        _ => "name",
    };
    let alike = |row: (Uuid, String, String, i32)| Alike {
        id: PersonId(row.0),
        code: row.1,
        name: row.2,
        because: because(row.3).to_owned(),
    };
    Ok(rows.into_iter().map(|row| alike((row.id, row.code, row.name, row.reason))).collect())
}

pub(crate) const PATH: &str = "/registry/people/alike";

pub(crate) fn routes() -> Routes {
    Routes::new().post(PATH, typing)
}

/// Names shorter than this tell nothing.
const LETTERS: usize = 3;

/// A part of the form: who may be the one, as far as it is filled. What does not hold yet is left out, for its field is
/// still being written.
async fn typing(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let name = posted.text("name");
    let area = posted.optional("area").and_then(|area| AreaCode::parse(area).ok());
    may_ask(&tx, area.as_ref())?;
    let who = Described {
        name: name.to_owned(),
        begun: true,
        nik: posted.optional("nik").and_then(|nik| Nik::parse(nik).ok()),
        phones: phones(posted.text("phones")),
        area: area.filter(|_| name.chars().count() >= LETTERS),
        birth_date: posted.optional("birth_date").and_then(|date| date.parse().ok()),
    };
    let alike = alike(&mut tx, &who).await?;
    let html =
        if alike.is_empty() { Html::default() } else { notice(&visit.ui, &alike, "registry-alike-beside") };
    Ok(Page::new(visit.ui.t("registry-register"), html).desk().into_response())
}

/// Who may register there may ask who is there.
pub(crate) fn may_ask(tx: &Tx, area: Option<&AreaCode>) -> Result<(), Error> {
    match area {
        Some(area) => tx.must(REGISTER, area),
        None => tx.scope(REGISTER).map(|_| ()),
    }
}

/// The whole numbers among what was typed, as the registry keeps them.
fn phones(typed: &str) -> Vec<String> {
    let parts = typed.split([',', ';', '\n']).filter_map(|part| Phone::parse(part.trim()).ok());
    parts.map(|phone| phone.reveal().to_owned()).collect()
}

/// These people, each with a link to the record beside the form, and what to do if it is none of them.
pub(crate) fn notice(ui: &Ui, alike: &[Alike], otherwise: &'static str) -> Html {
    let mut inner = Html::text(&ui.t("registry-alike"));
    inner.push_trusted("</p><ul>");
    for other in alike {
        inner.push_trusted("<li><a target=\"_blank\" rel=\"noopener\"");
        inner.attr("href", &ui.url(&format!("/registry/people/{}", other.id)));
        inner.push_trusted(">");
        inner.push_text(&other.name);
        inner.push_trusted("</a>");
        inner.push_text(&format!(" · {} · {}", other.code, ui.t_of("registry-alike-", &other.because)));
        inner.push_trusted("</li>");
    }
    inner.push_trusted("</ul><p>");
    inner.push_text(&ui.t(otherwise));
    blocks::notice_html(&inner, Tone::Warn)
}

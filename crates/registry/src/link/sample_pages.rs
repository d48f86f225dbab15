//! Samples at the desk: drawing one, judging pair by pair, what came of it.

use axum::extract::Path;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::secret::Place;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::blocks;
use web::form::Press;
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit};
use zeroize::Zeroizing;

use super::sample::{PairId, SampleId, later};
use super::sample_judge::{self as judge, Pair, Said, Sample};
use super::sample_rules::{self as rules, Drawn, Share};
use crate::link::{RUN, beside};
use crate::source::{BusinessClaims, NIK_PLACE, PersonClaims, SourceId};
use crate::words::{self, Names};

/// As many as give a share within about 7 points.
const USUAL: &str = "200";

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/samples", list)
        .post("/registry/samples", draw)
        .get("/registry/samples/{id}", show)
        .post("/registry/samples/{id}/next", next)
        .get("/registry/pairs/{id}", one)
        .post("/registry/pairs/{id}/judgement", said)
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let page = listed(&mut tx, &visit.ui, draw_form(&visit.ui)).await?;
    Ok(page.into_response())
}

fn draw_form(ui: &Ui) -> Form {
    Form::post(ui.url("/registry/samples"), "registry-sample-draw").field(
        Field::digits("size", "registry-sample-pairs")
            .hint("registry-sample-pairs-hint")
            .value(USUAL)
            .narrow(),
    )
}

async fn listed(tx: &mut Tx, ui: &Ui, form: Form) -> Result<Page, Error> {
    let samples = judge::list(tx).await?;
    let mut parts = vec![blocks::paragraph(ui, "registry-sample-intro")];
    if samples.is_empty() {
        parts.push(blocks::empty(ui, "registry-samples-none", "registry-samples-none-hint"));
    } else {
        let row = |sample: &Sample| {
            let address = ui.url(&format!("/registry/samples/{}", sample.id));
            vec![
                blocks::link(&address, &ui.instant(sample.at)),
                Html::text(&ui.number(sample.judged)),
                Html::text(&ui.number(sample.pairs)),
            ]
        };
        let heads = ["registry-sample-at", "registry-sample-judged", "registry-sample-pairs"];
        let rows: Vec<Vec<Html>> = samples.iter().map(row).collect();
        parts.push(blocks::table(ui, "registry-samples", &heads, &rows));
    }
    if tx.must_in_city(RUN).is_ok() {
        parts.push(blocks::section(ui, "registry-sample-new", &form.html(ui)));
    }
    let page = Page::new(ui.t("registry-samples"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/registry/links"), ui.t("registry-links")))
}

async fn draw(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RUN)?;
    // What is no number is out of the range, which is what is then said.
    match later(&mut tx, posted.text("size").trim().parse().unwrap_or(0)).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying("/registry/samples", "registry-sample-being-drawn"))
        }
        Err(error) => {
            let form = draw_form(&visit.ui).fill(&posted).because(&error);
            let page = listed(&mut tx, &visit.ui, form.clone()).await?;
            visit.again(error, form, |_| Ok(page))
        }
    }
}

async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SampleId = id.parse()?;
    let sample = judge::one(&mut tx, id).await?;
    let ui = &visit.ui;
    let say = Say::new("registry-sample-progress")
        .with("judged", ui.number(sample.judged))
        .with("pairs", ui.number(sample.pairs));
    let mut parts = vec![blocks::paragraph(ui, "registry-sample-blind"), Html::text(&ui.say(&say))];
    if sample.judged < sample.pairs {
        let action = ui.url(&format!("/registry/samples/{id}/next"));
        parts.push(blocks::post_button(&action, &ui.t("registry-sample-go-on"), &[], "", None));
    }
    if tx.must_in_city(RUN).is_ok() {
        let drawn = judge::drawn(&mut tx, id).await?;
        parts.push(blocks::section(ui, "registry-sample-result", &result(ui, &drawn)));
    }
    let page = Page::new(ui.t("registry-sample"), blocks::stack(&parts)).desk();
    let page = page.under(ui.url("/registry/links"), ui.t("registry-links"));
    Ok(page.under(ui.url("/registry/samples"), ui.t("registry-samples")).into_response())
}

/// A message, what it says, and how a share of it is written.
type Figure<'a> = (&'static str, Option<Share>, &'a dyn Fn(f64) -> String);

/// What a sample says so far, with its interval, and stratum by stratum.
fn result(ui: &Ui, drawn: &[Drawn]) -> Html {
    let estimate = rules::estimate(drawn);
    let mut html = Html::trusted("<dl class=\"facts\">");
    let percent = |share: f64| format!("{} %", ui.decimal(share * 100.0, 1));
    let pairs = |share: f64| ui.decimal(share, 0);
    let figures: [Figure<'_>; 4] = [
        ("registry-sample-precision", estimate.precision, &percent),
        ("registry-sample-asked", estimate.asked, &percent),
        ("registry-sample-missed", estimate.missed, &percent),
        ("registry-sample-missed-pairs", estimate.missed_pairs, &pairs),
    ];
    for (label, share, say) in figures {
        let (figure, between) = match share {
            Some(share) => {
                let between = Say::new("registry-sample-between")
                    .with("low", say(share.low))
                    .with("high", say(share.high));
                (say(share.share), ui.say(&between))
            }
            None => ("–".to_owned(), ui.t("registry-sample-not-yet")),
        };
        html.push(&blocks::stat(&ui.t(label), &figure, Some(&between)));
    }
    html.push_trusted("</dl>");
    let number = |count: u64| Html::text(&ui.number(i64::try_from(count).unwrap_or(i64::MAX)));
    let rows: Vec<Vec<Html>> = drawn
        .iter()
        .map(|one| {
            let name = ui.t_of("registry-sample-stratum-", one.stratum.as_str());
            let counts = [one.population, one.drawn, one.same, one.different, one.unsure];
            [Html::text(&name)].into_iter().chain(counts.map(number)).collect()
        })
        .collect();
    let heads = [
        "registry-sample-stratum",
        "registry-sample-population",
        "registry-sample-drawn",
        "registry-sample-said-same",
        "registry-sample-said-different",
        "registry-sample-said-unsure",
    ];
    let table = blocks::table(ui, "registry-sample-strata", &heads, &rows);
    blocks::stack(&[html, table, blocks::paragraph(ui, "registry-sample-method")])
}

async fn next(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let id: SampleId = id.parse()?;
    judge::one(&mut tx, id).await?;
    Ok(match judge::next(&mut tx, id).await? {
        Some(pair) => visit.see(&format!("/registry/pairs/{pair}")),
        None => visit.see_saying(&format!("/registry/samples/{id}"), "registry-sample-done"),
    })
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let pair = judge::pair(&mut tx, id.parse()?).await?;
    let form = form(&visit.ui, &pair);
    Ok(shown(&mut tx, &visit.ui, &pair, &form).await?.into_response())
}

fn form(ui: &Ui, pair: &Pair) -> Form {
    let press =
        |said: Said, label, key| Press { value: said.as_str(), label: Say::new(label), key: Some(key) };
    let answers = vec![
        press(Said::Same, "registry-link-same-person", "s"),
        press(Said::Different, "registry-link-two-people", "d"),
        press(Said::Unsure, "registry-sample-cannot-tell", "l"),
    ];
    Form::post(ui.url(&format!("/registry/pairs/{}/judgement", pair.id)), "registry-link-verdict")
        .answers("verdict", answers)
}

async fn shown(tx: &mut Tx, ui: &Ui, pair: &Pair, form: &Form) -> Result<Page, Error> {
    let table = table(tx, ui, pair).await?;
    let parts = [blocks::paragraph(ui, "registry-sample-blind"), table, form.html(ui)];
    let title = ui.say(&Say::new("registry-sample-pair").with("number", ui.number(i64::from(pair.number))));
    let page = Page::new(title, blocks::stack(&parts)).desk();
    let page = page.under(ui.url("/registry/links"), ui.t("registry-links"));
    Ok(page.under(ui.url(&format!("/registry/samples/{}", pair.sample)), ui.t("registry-sample")))
}

async fn said(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: PairId = id.parse()?;
    let mut tx = visit.tx().await?;
    let pair = judge::pair(&mut tx, id).await?;
    let Some(said) = Said::parse(posted.text("verdict")) else {
        let error = Error::field("verdict", "web-field-empty");
        let form = form(&visit.ui, &pair).because(&error);
        let page = shown(&mut tx, &visit.ui, &pair, &form).await?;
        return visit.again(error, form, |_| Ok(page));
    };
    judge::judge(&mut tx, id, said).await?;
    let next = judge::next(&mut tx, pair.sample).await?;
    tx.commit().await?;
    Ok(match next {
        Some(next) => visit.see(&format!("/registry/pairs/{next}")),
        None => visit.see_saying(&format!("/registry/samples/{}", pair.sample), "registry-sample-done"),
    })
}

/// What one source says, as it is compared.
struct Told {
    person: PersonClaims,
    business: BusinessClaims,
    nik: Option<Zeroizing<String>>,
    agency: Option<Uuid>,
    on: NaiveDate,
}

/// The two sources side by side: only what they say, and whether it agrees.
async fn table(tx: &mut Tx, ui: &Ui, pair: &Pair) -> Result<Html, Error> {
    let names = Names::read(tx).await?;
    let (one, other) = (told(tx, pair.left).await?, told(tx, pair.right).await?);
    let mut rows = Vec::new();
    for ((term, one, same), (_, other, key)) in
        known(ui, &names, &one).into_iter().zip(known(ui, &names, &other))
    {
        if !one.is_empty() || !other.is_empty() {
            let agree = beside::agreement(ui, &same, &key);
            let cell = |value: &str| words::or_none(Some(value));
            rows.push(vec![Html::text(&ui.t(term)), cell(&one), cell(&other), agree]);
        }
    }
    let heads = ["registry-link-what", "registry-link-left", "registry-link-right", "registry-link-agree"];
    Ok(blocks::table(ui, "registry-link-beside", &heads, &rows))
}

/// Of each thing its message, how it is shown, and what is compared.
fn known(ui: &Ui, names: &Names, told: &Told) -> Vec<(&'static str, String, String)> {
    let p = &told.person;
    let plain = |term, text: Option<String>| {
        let text = text.unwrap_or_default();
        (term, text.clone(), text)
    };
    let born = p.birth_date.map(|date| ui.date(date)).or_else(|| p.birth_year.map(|year| year.to_string()));
    let sex = p.sex.map(crate::source::compute::sex_word).map(|sex| ui.t_of("registry-sex-", sex));
    let nik = told.nik.as_ref().map(|nik| nik.as_str()).unwrap_or_default();
    // As many digits are shown as tell two apart who are asked for their card.
    let masked = nik.char_indices().map(|(at, digit)| if at < 12 { '•' } else { digit }).collect();
    let phones = || p.phones.iter().chain(&told.business.phones);
    let shown: Vec<String> = phones().map(|phone| words::masked_phone(phone)).collect();
    let whole: Vec<String> = phones().cloned().collect();
    let home = if p.home.is_empty() { &told.business.address } else { &p.home };
    let number = |number: Option<u16>| number.map(|number| format!("{number:03}"));
    let (rw, rt) = (number(home.rw), number(home.rt));
    let spot = home.area.as_ref().map(|area| names.spot(area, rw.as_deref(), rt.as_deref()));
    let name = p
        .name
        .as_ref()
        .map(|name| [p.honorifics.join(" "), name.clone(), p.degrees.join(", ")].join(" ").trim().to_owned());
    let list = names.agency(told.agency).map(|agency| format!("{agency}, {}", ui.date(told.on)));
    vec![
        ("registry-person-name", name.unwrap_or_default(), p.name.clone().unwrap_or_default()),
        ("registry-nik", masked, nik.to_owned()),
        plain("registry-birth", born),
        plain("registry-sex", sex),
        ("registry-phone", shown.join(", "), whole.join(", ")),
        plain("registry-area", spot),
        plain("registry-street", home.street.clone()),
        plain("registry-businesses", told.business.name.clone().or_else(|| told.business.brand.clone())),
        plain("registry-products", told.business.products.clone()),
        plain("registry-link-lists", list),
    ]
}

async fn told(tx: &mut Tx, source: SourceId) -> Result<Told, Error> {
    let city = tx.city();
    let row = sqlx::query!(
        "select person, business, nik_sealed, agency, observed_on from registry.source where city = $1 and id = $2",
        city.0,
        source.0
    )
    .fetch_optional(tx.conn())
    .await?;
    let row = row.ok_or(Error::NotFound("source"))?;
    let place = Place { column: NIK_PLACE, city, row: source.0 };
    Ok(Told {
        person: serde_json::from_value(row.person)?,
        business: serde_json::from_value(row.business)?,
        nik: row.nik_sealed.map(|sealed| tx.db().keys().open(place, &sealed)).transpose()?,
        agency: row.agency,
        on: row.observed_on,
    })
}

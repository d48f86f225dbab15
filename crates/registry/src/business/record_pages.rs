//! One business's page.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use http::StatusCode;
use kernel::{Error, Rupiah, Say, Tx};
use serde_json::json;
use web::blocks::{self, Tone};
use web::{Answer, Html, ListQuery, Page, Routes, Ui, Visit};

use super::record::{self, Business};
use super::{AMEND, CLOSE, SEE, SEE_FINANCE, find};
use crate::kbli::{Code, Sector, Version};
use crate::source::link::Subject;
use crate::source::pages::{self as said, Fact, Origins};
use crate::words::{self, Names};
use crate::{link, photo, source};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/registry/businesses/{id}", one)
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let business = record::one(&mut tx, id.parse()?).await?;
    if let Some(other) = business.became {
        let address = visit.ui.url(&format!("/registry/businesses/{other}"));
        // Not for good: two records that were found to be one can be found to be two again.
        return Ok(Redirect::to(&address).into_response());
    }
    let ui = &visit.ui;
    let own = find::is_own(&mut tx, business.id).await?;
    let names = Names::read(&mut tx).await?;
    let sources = source::find::of(&mut tx, Subject::Business(business.id)).await?;
    let origins = Origins::new(ui, &names, &sources);
    let finance = own || tx.may(SEE_FINANCE, &business.area);
    let mut parts = vec![head(&tx, ui, &business, own)];
    parts.extend(notices(ui, &business));
    parts.push(blocks::section(ui, "registry-what", &said::facts(ui, &what_facts(ui, &business, &origins))));
    let place = place_facts(ui, &names, &business, &origins, own);
    parts.push(blocks::section(ui, "registry-where", &said::facts(ui, &place)));
    parts.push(owners(&mut tx, ui, &business).await?);
    parts.push(permits(&mut tx, ui, &business).await?);
    parts.push(crate::permit::pages::manage(ui, business.id));
    parts.push(size(&mut tx, ui, &names, &business, finance).await?);
    let making = said::facts(ui, &making_facts(&business, &origins, finance, ui));
    parts.push(blocks::section(ui, "registry-making", &making));
    let photos = photo::pages::section(&mut tx, ui, photo::Subject::Business(business.id)).await?;
    parts.push(blocks::section(ui, "registry-photos", &photos));
    parts.push(ui.slot("registry.business", &business.id.to_string()));
    parts.push(
        link::section::section(&mut tx, ui, link::Side::Business, business.id.0, &business.area).await?,
    );
    parts.push(said::section(&mut tx, ui, &names, Subject::Business(business.id), &query, finance).await?);
    let page = Page::new(business.name.clone(), blocks::stack(&parts));
    // Told to programs too: what was there is not in force any more, and its history is.
    let page = if business.withdrawn_at.is_some() { page.status(StatusCode::GONE) } else { page };
    let page = if tx.may(SEE, &business.area) {
        page.desk().under(ui.url("/usaha"), ui.t("registry-businesses"))
    } else {
        page.under(ui.url("/usaha-saya"), ui.t("registry-own"))
    };
    Ok(page.into_response())
}

/// The code by which people name it, its state, and what can be done.
fn head(tx: &Tx, ui: &Ui, business: &Business, own: bool) -> Html {
    let mut code = Html::trusted("<span class=\"mono\">");
    code.push_text(&business.code);
    code.push_trusted("</span>");
    let mut row = vec![code, words::status(ui, &business.status)];
    let path = |what: &str| format!("/registry/businesses/{}/{what}", business.id);
    if business.withdrawn_at.is_none() {
        let closed = ["closed", "moved"].contains(&business.status.as_str());
        if own || tx.may(AMEND, &business.area) {
            row.push(blocks::quiet(ui, &path("amendment"), "registry-business-amend"));
            row.push(blocks::quiet(ui, &path("measures/new"), "registry-measure-add"));
        }
        if (own || tx.may(CLOSE, &business.area)) && closed {
            row.push(blocks::quiet(ui, &path("reopening"), "registry-business-reopen"));
        } else if own || tx.may(CLOSE, &business.area) {
            row.push(blocks::quiet(ui, &path("closure"), "registry-business-close"));
        }
    }
    blocks::row(&row)
}

fn notices(ui: &Ui, business: &Business) -> Vec<Html> {
    let mut notices = Vec::new();
    if business.withdrawn_at.is_some() {
        notices.push(blocks::notice(&ui.t("registry-business-withdrawn"), Tone::Warn));
    }
    if let ("closed" | "moved", Some(on)) = (business.status.as_str(), business.status_on) {
        let state = ui.t_of("registry-status-", &business.status);
        let say = Say::new("registry-business-ended-on").with("state", state).with("date", ui.date(on));
        notices.push(blocks::notice(&ui.say(&say), Tone::Plain));
    }
    if !business.named {
        notices.push(blocks::notice(&ui.t("registry-business-unnamed"), Tone::Plain));
    }
    notices
}

fn what_facts(ui: &Ui, b: &Business, origins: &Origins<'_>) -> Vec<Fact> {
    let sector = b.sector.as_deref().and_then(Sector::parse).map(|sector| ui.t(sector.key()));
    let place = b.place_kind.as_deref().map(|kind| ui.t_of("registry-place-", kind));
    let started = b.started_on.map(|on| ui.date(on));
    vec![
        Fact::text("registry-brand", b.brand.as_deref(), origins.of(|s| s.business.brand == b.brand)),
        Fact::text("registry-sector", sector.as_deref(), None),
        Fact::text("registry-trade", b.activity.as_deref(), origins.of(|s| s.business.sector == b.activity)),
        Fact::text(
            "registry-products",
            b.products.as_deref(),
            origins.of(|s| s.business.products == b.products),
        ),
        Fact::text(
            "registry-kbli",
            kbli(b).as_deref(),
            b.kbli_code.as_ref().and_then(|code| {
                origins.of(|s| s.business.kbli.first().is_some_and(|kbli| kbli.code == *code))
            }),
        ),
        Fact::text(
            "registry-legal-form",
            b.legal_form.as_deref(),
            origins.of(|s| s.business.legal_form == b.legal_form),
        ),
        Fact::text(
            "registry-started",
            started.as_deref(),
            origins.of(|s| s.business.started.is_some() || s.business.started_year.is_some()),
        ),
        Fact::text(
            "registry-place",
            place.as_deref(),
            origins.of(|s| json!(s.business.place).as_str() == b.place_kind.as_deref()),
        ),
    ]
}

/// `56102 Rumah/Warung Makan (KBLI 2020)`
fn kbli(b: &Business) -> Option<String> {
    let (version, digits) = (b.kbli_version.as_deref()?, b.kbli_code.as_deref()?);
    let title =
        Version::parse(version).and_then(|version| Code::parse(version, digits).ok()).map(Code::title);
    Some(format!("{digits} {} (KBLI {version})", title.unwrap_or_default()))
}

fn place_facts(ui: &Ui, names: &Names, b: &Business, origins: &Origins<'_>, own: bool) -> Vec<Fact> {
    let show = if own { words::own_phone } else { words::masked_phone };
    let phones = b.phones.iter().map(|phone| show(phone)).collect::<Vec<_>>().join(", ");
    let phones = Some(phones).filter(|phones| !phones.is_empty());
    let email =
        b.email.as_deref().map(|email| if own { email.to_owned() } else { words::masked_email(email) });
    let spot = names.spot(&b.area, b.rw.as_deref(), b.rt.as_deref());
    let lies = |s: &source::Source| s.business.address.area.as_ref() == Some(&b.area);
    let at_home = |s: &source::Source| s.person.home.area.as_ref() == Some(&b.area);
    let point = b.latitude.zip(b.longitude).map(|(lat, lon)| {
        format!("{}, {}", ui.decimal(f64::from(lat) / 1e6, 5), ui.decimal(f64::from(lon) / 1e6, 5))
    });
    vec![
        Fact::text("registry-area", Some(&spot), origins.of(lies).or_else(|| origins.of(at_home))),
        Fact::text(
            "registry-street",
            b.address.as_deref(),
            origins.of(|s| s.business.address.street == b.address),
        ),
        Fact::text("registry-point", point.as_deref(), origins.of(|s| s.business.latitude.is_some())),
        Fact::text(
            "registry-phone",
            phones.as_deref(),
            origins.of(|s| s.business.phones.first() == b.phones.first()),
        ),
        Fact::text("registry-email", email.as_deref(), origins.of(|s| s.business.email == b.email)),
    ]
}

async fn owners(tx: &mut Tx, ui: &Ui, business: &Business) -> Result<Html, Error> {
    let ties = find::owners_of(tx, business.id).await?;
    if ties.is_empty() {
        return Ok(blocks::section(
            ui,
            "registry-owners",
            &blocks::paragraph(ui, "registry-business-no-owner"),
        ));
    }
    let row = |tie: &find::Tie| {
        vec![
            blocks::link(&ui.url(&format!("/registry/people/{}", tie.person)), &tie.person_name),
            words::or_none(tie.since.map(|since| ui.date(since)).as_deref()),
            Html::text(&tie.code),
        ]
    };
    let rows: Vec<Vec<Html>> = ties.iter().map(row).collect();
    let heads = ["registry-person-name", "registry-known-since", "registry-code"];
    Ok(blocks::section(ui, "registry-owners", &blocks::table(ui, "registry-owners", &heads, &rows)))
}

async fn permits(tx: &mut Tx, ui: &Ui, business: &Business) -> Result<Html, Error> {
    let held = record::permits(tx, business.id).await?;
    if held.is_empty() {
        return Ok(blocks::section(ui, "registry-permits", &blocks::paragraph(ui, "registry-permits-none")));
    }
    let row = |permit: &record::Held| {
        let verified = match permit.verified_at {
            Some(at) => blocks::badge(&ui.date(ui.city.zone.local(at).date()), Tone::Good),
            None => Html::text(&ui.t("registry-permit-unverified")),
        };
        let number = match (permit.kind.as_str(), permit.number.as_str()) {
            (_, "") => Html::text(&ui.t("registry-permit-numberless")),
            ("npwp", last) => Html::text(&format!("••••{last}")),
            (_, number) => Html::text(number),
        };
        vec![
            Html::text(&ui.t_of("registry-permit-kind-", &permit.kind)),
            number,
            words::or_none(permit.issued_on.map(|on| ui.date(on)).as_deref()),
            words::expiry(ui, permit.expires_on),
            verified,
        ]
    };
    let heads = [
        "registry-permit-kind",
        "registry-permit-number",
        "registry-permit-issued",
        "registry-permit-expires",
        "registry-permit-verified",
    ];
    let rows: Vec<Vec<Html>> = held.iter().map(row).collect();
    Ok(blocks::section(ui, "registry-permits", &blocks::table(ui, "registry-permits", &heads, &rows)))
}

/// The size class by law, and the measurements that it follows from.
async fn size(tx: &mut Tx, ui: &Ui, names: &Names, b: &Business, finance: bool) -> Result<Html, Error> {
    let class = ui.t_of("registry-size-", &b.size_class);
    let class = match b.size_rules.as_deref() {
        Some(rules) => format!("{class} ({})", ui.t_of("registry-size-rules-", rules)),
        None => class,
    };
    let workers = |count: Option<i64>| count.map(|count| words::measured(ui, "workers", count, None));
    let (all, male) = (workers(b.workers), workers(b.workers_male));
    let (female, disabled) = (workers(b.workers_female), workers(b.workers_disabled));
    let facts = [
        Fact::text("registry-size", Some(&class), None),
        Fact::text("registry-measure-workers", all.as_deref(), None),
        Fact::text("registry-measure-female-workers", female.as_deref(), None),
        Fact::text("registry-measure-male-workers", male.as_deref(), None),
        Fact::text("registry-measure-disabled-workers", disabled.as_deref(), None),
    ];
    let mut parts = vec![said::facts(ui, &facts)];
    let measures = record::measures(tx, b.id).await?;
    if !finance {
        parts.push(blocks::paragraph(ui, "registry-specific-not-yours"));
    } else if measures.is_empty() {
        parts.push(blocks::paragraph(ui, "registry-measures-none"));
    } else {
        let row = |m: &record::Measured| {
            vec![
                Html::text(&ui.t_of("registry-measure-", &m.kind)),
                Html::text(&words::measured(ui, &m.kind, m.value, m.unit.as_deref())),
                Html::text(&ui.date(m.on)),
                Html::text(&format!(
                    "{} {}",
                    ui.t_of("registry-source-", &m.source_kind),
                    names.agency(m.agency).unwrap_or_default()
                )),
            ]
        };
        let heads = ["registry-measure", "registry-value", "registry-date", "registry-origin"];
        let rows: Vec<Vec<Html>> = measures.iter().map(row).collect();
        parts.push(blocks::paragraph(ui, "registry-finance-note"));
        parts.push(blocks::table(ui, "registry-measures", &heads, &rows));
    }
    Ok(blocks::section(ui, "registry-measures", &blocks::stack(&parts)))
}

fn making_facts(b: &Business, origins: &Origins<'_>, finance: bool, ui: &Ui) -> Vec<Fact> {
    let channels = Some(b.channels.join(", ")).filter(|text| !text.is_empty());
    let mut facts = vec![
        Fact::text("registry-measure-capacity", b.capacity.as_deref(), None),
        Fact::text(
            "registry-material",
            b.material.as_deref(),
            origins.of(|s| s.business.raw_material == b.material),
        ),
        Fact::text(
            "registry-material-origin",
            b.material_origin.as_deref(),
            origins.of(|s| s.business.raw_material_origin == b.material_origin),
        ),
        Fact::text(
            "registry-channels",
            channels.as_deref(),
            origins.of(|s| !s.business.channels.is_empty() || !s.business.online.is_empty()),
        ),
        Fact::text("registry-export", b.export.as_deref(), origins.of(|s| s.business.export == b.export)),
        Fact::text("registry-qris", b.qris_nmid.as_deref(), origins.of(|s| s.business.qris == b.qris_nmid)),
    ];
    if finance {
        let money = |amount: Option<i64>| amount.map(|amount| ui.money(Rupiah(amount)));
        let (sales, capital, assets) = (money(b.sales), money(b.capital), money(b.assets));
        facts.push(Fact::text(
            "registry-financing",
            b.financing.as_deref(),
            origins.of(|s| s.business.financing == b.financing),
        ));
        facts.push(Fact::text("registry-measure-yearly-sales", sales.as_deref(), None));
        facts.push(Fact::text("registry-measure-capital", capital.as_deref(), None));
        facts.push(Fact::text("registry-measure-assets", assets.as_deref(), None));
    }
    facts
}

//! One person's page.

use axum::extract::Path;
use axum::response::{IntoResponse, Redirect};
use http::StatusCode;
use kernel::audit::Entry;
use kernel::nik::Sex;
use kernel::{Error, Tx};
use serde_json::json;
use web::blocks::{self, Tone};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit};

use super::find::{self, Person};
use super::{AMEND, PersonId, REVEAL, SEE, SEE_SPECIFIC, reveal};
use crate::source::link::Subject;
use crate::source::pages::{self as said, Fact, Origins};
use crate::source::{self, Source};
use crate::words::{self, Names};
use crate::{business, link};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/registry/people/{id}", one).post("/registry/people/{id}/reveals", reveal)
}

async fn one(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let person = find::one(&mut tx, id.parse()?).await?;
    if let Some(other) = person.became {
        // Not for good: two records that were found to be one can be found to be two again.
        return Ok(Redirect::to(&visit.ui.url(&format!("/registry/people/{other}"))).into_response());
    }
    let page = shown(&mut tx, &visit, &person, &query, None, reveal_form(&visit.ui, person.id)).await?;
    // Whose data is opened by others can see that it was.
    if !is_own(&visit, &person) {
        let entry = Entry::new("registry.person.view", "person", person.id).area(person.area.clone());
        tx.audit(entry).await?;
        tx.commit().await?;
    }
    Ok(page.into_response())
}

fn is_own(visit: &Visit, person: &Person) -> bool {
    person.account.is_some() && person.account == visit.actor().account()
}

/// The page, with a NIK shown in it where it was asked for.
async fn shown(
    tx: &mut Tx,
    visit: &Visit,
    person: &Person,
    query: &ListQuery,
    nik: Option<&str>,
    form: Form,
) -> Result<Page, Error> {
    let ui = &visit.ui;
    let names = Names::read(tx).await?;
    let sources = source::find::of(tx, Subject::Person(person.id)).await?;
    let origins = Origins::new(ui, &names, &sources);
    let specific = is_own(visit, person) || tx.may(SEE_SPECIFIC, &person.area);
    let mut parts = vec![head(tx, ui, person)];
    if person.withdrawn_at.is_some() {
        parts.push(blocks::notice(&ui.t("registry-person-withdrawn"), Tone::Warn));
    }
    let mut identity = said::facts(ui, &identity_facts(ui, person, &origins, nik));
    if nik.is_none() && person.number_state == "full" && tx.may(REVEAL, &person.area) {
        let open = form.has_errors();
        identity.push(&folded(ui, "registry-nik-reveal", &form.html(ui), open));
    }
    parts.push(blocks::section(ui, "registry-identity", &identity));
    let contact = contact_facts(&names, person, &origins, is_own(visit, person));
    parts.push(blocks::section(ui, "registry-contact", &said::facts(ui, &contact)));
    parts.push(specific_section(ui, person, &origins, specific));
    parts.push(businesses(tx, ui, person).await?);
    parts.push(link::household::section(tx, ui, person.id, &person.area).await?);
    parts.push(ui.slot("registry.person", &person.id.to_string()));
    parts.push(link::section::section(tx, ui, link::Side::Person, person.id.0, &person.area).await?);
    let timeline = said::section(tx, ui, &names, Subject::Person(person.id), query, specific).await?;
    parts.push(timeline);
    let page = Page::new(person.name.clone(), blocks::stack(&parts));
    // Told to programs too: what was there is not in force any more, and its history is.
    let page = if person.withdrawn_at.is_some() { page.status(StatusCode::GONE) } else { page };
    let page = if tx.may(SEE, &person.area) {
        page.desk().under(ui.url("/pelaku"), ui.t("registry-people"))
    } else {
        page.under(ui.url("/usaha-saya"), ui.t("registry-own"))
    };
    Ok(page)
}

/// The code by which people name the record, its state, and what can be done.
fn head(tx: &Tx, ui: &Ui, person: &Person) -> Html {
    let mut code = Html::trusted("<span class=\"mono\">");
    code.push_text(&person.code);
    code.push_trusted("</span>");
    let mut row = vec![code];
    if person.account.is_some() {
        row.push(blocks::badge(&ui.t("registry-person-has-account"), Tone::Good));
    }
    let path = |what: &str| format!("/registry/people/{}/{what}", person.id);
    let own = tx.actor().account().is_some() && person.account == tx.actor().account();
    if person.withdrawn_at.is_none() {
        if own || tx.may(AMEND, &person.area) {
            row.push(blocks::quiet(ui, &path("amendment"), "registry-person-amend"));
        }
        if own || tx.may(business::REGISTER, &person.area) {
            row.push(blocks::quiet(ui, &path("businesses/new"), "registry-business-add"));
        }
    }
    blocks::row(&row)
}

fn identity_facts(ui: &Ui, person: &Person, origins: &Origins<'_>, nik: Option<&str>) -> Vec<Fact> {
    let birth = person.birth_date.map(|date| ui.date(date));
    let birth = [person.birth_place.clone(), birth].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let birth = Some(birth).filter(|birth| !birth.is_empty());
    let sex = person.sex.as_deref().map(|sex| ui.t_of("registry-sex-", sex));
    let education = person.education.as_deref().map(|level| ui.t_of("registry-education-", level));
    let said_sex = |s: &Source| match s.person.sex {
        Some(Sex::Female) => person.sex.as_deref() == Some("female"),
        Some(Sex::Male) => person.sex.as_deref() == Some("male"),
        None => s.nik.is_some(),
    };
    let heads = person.heads_family.map(|yes| ui.t(if yes { "registry-yes" } else { "registry-no" }));
    vec![
        Fact {
            known: person.number_state != "none",
            ..Fact::new("registry-nik", nik_shown(ui, person, nik), origins.of(|s| s.nik.is_some()))
        },
        Fact::text("registry-sex", sex.as_deref(), origins.of(said_sex)),
        Fact::text(
            "registry-birth",
            birth.as_deref(),
            origins
                .of(|s| s.person.birth_date.is_some() && s.person.birth_date == person.birth_date)
                .or_else(|| origins.of(|s| s.nik.is_some())),
        ),
        Fact::text(
            "registry-education",
            education.as_deref(),
            origins.of(|s| json!(s.person.education).as_str() == person.education.as_deref()),
        ),
        Fact::text(
            "registry-heads-family",
            heads.as_deref(),
            origins.of(|s| s.person.heads_family == person.heads_family),
        ),
    ]
}

fn nik_shown(ui: &Ui, person: &Person, nik: Option<&str>) -> Html {
    if let Some(nik) = nik {
        let mut html = Html::trusted("<span class=\"mono\">");
        html.push_text(nik);
        html.push_trusted("</span> ");
        html.push(&blocks::badge(&ui.t("registry-nik-shown-once"), Tone::Warn));
        return html;
    }
    match person.number_state.as_str() {
        "full" => Html::trusted("<span class=\"masked\">••••••••••••••••</span>"),
        "none" => words::none(),
        state => blocks::badge(&ui.t_of("registry-nik-", state), Tone::Warn),
    }
}

fn contact_facts(names: &Names, person: &Person, origins: &Origins<'_>, own: bool) -> Vec<Fact> {
    let show = if own { words::own_phone } else { words::masked_phone };
    let phones = person.phones.iter().map(|phone| show(phone)).collect::<Vec<_>>().join(", ");
    let phones = Some(phones).filter(|phones| !phones.is_empty());
    let email =
        person.email.as_deref().map(|email| if own { email.to_owned() } else { words::masked_email(email) });
    let spot = names.spot(&person.area, person.rw.as_deref(), person.rt.as_deref());
    let lives = |s: &Source| s.person.home.area.as_ref() == Some(&person.area);
    vec![
        Fact::text(
            "registry-phone",
            phones.as_deref(),
            origins.of(|s| s.person.phones.first() == person.phones.first()),
        ),
        Fact::text("registry-email", email.as_deref(), origins.of(|s| s.person.email == person.email)),
        Fact::text("registry-area", Some(&spot), origins.of(lives)),
        Fact::text(
            "registry-street",
            person.address.as_deref(),
            origins.of(|s| s.person.home.street == person.address),
        ),
    ]
}

/// Disability and what is needed because of it: said to be specific, and why it may be seen.
fn specific_section(ui: &Ui, person: &Person, origins: &Origins<'_>, may: bool) -> Html {
    if !may {
        return blocks::section(
            ui,
            "registry-specific",
            &blocks::paragraph(ui, "registry-specific-not-yours"),
        );
    }
    let kinds: Vec<String> =
        person.disabilities.iter().map(|kind| ui.t_of("registry-disability-", kind)).collect();
    let kinds = Some(kinds.join(", ")).filter(|kinds| !kinds.is_empty());
    let facts = [
        Fact::text("registry-disability", kinds.as_deref(), origins.of(|s| s.person.disabilities.is_some())),
        Fact::text(
            "registry-assistive-need",
            person.assistive_need.as_deref(),
            origins.of(|s| s.person.assistive_need == person.assistive_need),
        ),
    ];
    let parts = [blocks::paragraph(ui, "registry-specific-note"), said::facts(ui, &facts)];
    blocks::section(ui, "registry-specific", &blocks::stack(&parts))
}

async fn businesses(tx: &mut Tx, ui: &Ui, person: &Person) -> Result<Html, Error> {
    let ties = business::find::of_person(tx, person.id).await?;
    if ties.is_empty() {
        return Ok(blocks::section(
            ui,
            "registry-businesses",
            &blocks::paragraph(ui, "registry-person-no-business"),
        ));
    }
    let row = |tie: &business::find::Tie| {
        vec![
            blocks::link(&ui.url(&format!("/registry/businesses/{}", tie.business)), &tie.business_name),
            words::status(ui, &tie.status),
            Html::text(&ui.t_of("registry-size-", &tie.size_class)),
            words::or_none(tie.since.map(|since| ui.date(since)).as_deref()),
            Html::text(&tie.code),
        ]
    };
    let heads = [
        "registry-business-name",
        "registry-status",
        "registry-size",
        "registry-known-since",
        "registry-code",
    ];
    let rows: Vec<Vec<Html>> = ties.iter().map(row).collect();
    Ok(blocks::section(ui, "registry-businesses", &blocks::table(ui, "registry-businesses", &heads, &rows)))
}

/// Something folded under a line that says what it is.
pub(crate) fn folded(ui: &Ui, title: &'static str, inner: &Html, open: bool) -> Html {
    let mut html =
        Html::trusted(if open { "<details class=\"more\" open>" } else { "<details class=\"more\">" });
    html.push_trusted("<summary>");
    html.push_text(&ui.t(title));
    html.push_trusted("</summary>");
    html.push(inner);
    html.push_trusted("</details>");
    html
}

fn reveal_form(ui: &Ui, id: PersonId) -> Form {
    Form::post(ui.url(&format!("/registry/people/{id}/reveals")), "registry-nik-reveal-once")
        .field(Field::text("reason", "registry-nik-reveal-reason").hint("registry-nik-reveal-hint"))
}

/// Shows the NIK in the answer to this very request, and nowhere else.
async fn reveal(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let id: PersonId = id.parse()?;
    let mut tx = visit.tx().await?;
    let form = reveal_form(&visit.ui, id).fill(&posted);
    let query = ListQuery::default();
    let person = find::one(&mut tx, id).await?;
    match reveal::nik(&mut tx, id, posted.text("reason")).await {
        Ok(nik) => {
            let page = shown(&mut tx, &visit, &person, &query, Some(nik.as_str()), form).await?;
            tx.commit().await?;
            Ok(([("cache-control", "no-store")], page).into_response())
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let form = form.because(&error);
            let page = shown(&mut tx, &visit, &person, &query, None, form.clone()).await?;
            visit.again(error, form, |_| Ok(page))
        }
        Err(error) => Err(error.into()),
    }
}

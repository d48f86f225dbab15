//! Who received something again too soon, and what the city says of it.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::id::AgencyId;
use kernel::{Error, Say};
use web::{Answer, Field, Form, Html, Page, Posted, Routes, Ui, Visit, blocks};

use super::repeat::{self, Repeat, Rule};
use super::{AidKind, RULE, pages};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/aids/repeats", list)
        .get("/programmes/aids/rules/new", new)
        .post("/programmes/aids/rules/new", add)
        .post("/programmes/aids/rules/{id}/ending", end)
}

/// The rule as a sentence.
fn sentence(ui: &Ui, rule: &Rule, agency: String) -> String {
    let agency = if rule.agency.is_none() { ui.t("programmes-aid-any-agency") } else { agency };
    let say = Say::new("programmes-aid-rule")
        .with("kind", pages::kind(ui, &rule.kind))
        .with("agency", agency)
        .with("months", i64::from(rule.months));
    ui.say(&say)
}

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let rules = repeat::rules(&mut tx).await?;
    let agencies = pages::agencies(&mut tx).await?;
    let sets = tx.must_in_city(RULE).is_ok();
    let mut parts = vec![blocks::paragraph(ui, "programmes-aid-repeats-lead")];
    if sets {
        parts.push(blocks::row(&[blocks::quiet(
            ui,
            "/programmes/aids/rules/new",
            "programmes-aid-rule-set",
        )]));
    }
    if rules.is_empty() {
        parts.push(blocks::empty(ui, "programmes-aid-rules-none", "programmes-aid-rules-none-hint"));
    }
    for rule in &rules {
        let found = repeat::repeats(&mut tx, rule).await?;
        let names = pages::names(&mut tx, found.iter().map(|row| (row.person, row.business))).await?;
        let mut html = Html::trusted("<h2>");
        html.push_text(&sentence(ui, rule, pages::agency(&agencies, rule.agency)));
        html.push_trusted("</h2>");
        parts.push(html);
        if sets {
            let path = ui.url(&format!("/programmes/aids/rules/{}/ending", rule.id));
            parts.push(blocks::post_button(&path, &ui.t("programmes-aid-rule-end"), &[], "quiet", None));
        }
        if found.is_empty() {
            parts.push(blocks::paragraph(ui, "programmes-aid-repeats-none"));
            continue;
        }
        let row = |one: &Repeat| {
            let home = match (one.person, one.business) {
                (Some(person), _) => format!("/registry/people/{person}"),
                (None, business) => format!("/registry/businesses/{}", business.unwrap_or_default()),
            };
            let of = |on, what: &str, agency| {
                let parts = [ui.date(on), what.to_owned(), pages::agency(&agencies, agency)];
                Html::text(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · "))
            };
            vec![
                blocks::link(&ui.url(&home), &pages::whose(ui, &names, one.person, one.business)),
                of(one.before_on, &one.before_what, one.before_agency),
                of(one.on, &one.what, one.agency),
                Html::text(&ui.place(&one.area)),
            ]
        };
        let heads = [
            "programmes-aid-whose",
            "programmes-aid-before",
            "programmes-aid-again",
            "programmes-promise-area",
        ];
        let rows: Vec<_> = found.iter().map(row).collect();
        parts.push(blocks::table(ui, "programmes-aid-repeats", &heads, &rows));
    }
    let page = Page::new(ui.t("programmes-aid-repeats"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/programmes/aids"), ui.t("programmes-aids")).into_response())
}

async fn form(visit: &Visit) -> Result<(kernel::Tx, Form), Error> {
    let mut tx = visit.tx().await?;
    tx.must_in_city(RULE)?;
    let ui = &visit.ui;
    let kinds = AidKind::ALL.map(|one| (one.as_str().to_owned(), pages::kind(ui, one.as_str())));
    let any = std::iter::once((String::new(), ui.t("programmes-aid-any-agency")));
    let open = identity::agency::list(&mut tx).await?.into_iter().filter(|one| one.closed_at.is_none());
    let agencies: Vec<_> = any.chain(open.map(|one| (one.id.to_string(), one.name))).collect();
    let form = Form::post(ui.url("/programmes/aids/rules/new"), "programmes-aid-rule-set")
        .field(Field::select("kind", "programmes-aid-kind", kinds.to_vec()))
        .field(Field::select("agency", "programmes-aid-agency", agencies).optional())
        .field(Field::digits("months", "programmes-aid-months").narrow().value("12"))
        .cancel(ui.url("/programmes/aids/repeats"));
    Ok((tx, form))
}

fn page(ui: &Ui, form: &Form) -> Page {
    Page::new(ui.t("programmes-aid-rule-set"), form.html(ui))
        .desk()
        .under(ui.url("/programmes/aids/repeats"), ui.t("programmes-aid-repeats"))
}

async fn new(visit: Visit) -> Answer {
    let (_, form) = form(&visit).await?;
    Ok(page(&visit.ui, &form).into_response())
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let (mut tx, form) = form(&visit).await?;
    let done = async {
        let kind = AidKind::parse(posted.text("kind"))
            .ok_or_else(|| Error::field("kind", "programmes-aid-kind-missing"))?;
        let agency = posted.optional("agency").map(str::parse::<AgencyId>).transpose();
        let agency = agency.map_err(|_| Error::field("agency", "programmes-agency-unknown"))?;
        let months = posted.text("months").parse().unwrap_or(0);
        repeat::set(&mut tx, kind, agency, months).await
    }
    .await;
    match done {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying("/programmes/aids/repeats", "programmes-saved"))
        }
        Err(error) => visit.again(error, form.fill(&posted), |form| Ok(page(&visit.ui, &form))),
    }
}

async fn end(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    repeat::end(&mut tx, id.parse()?).await?;
    tx.commit().await?;
    Ok(visit.see_saying("/programmes/aids/repeats", "programmes-saved"))
}

//! The funnel at the desk: a table first, with a bar for each step; every figure leads to its people.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::{AreaCode, Error, Tx};
use web::blocks::{self, Tone};
use web::chart::{self, Chart, Kind as Drawn};
use web::context::Panel;
use web::{Answer, Field, Form, Html, ListQuery, Page, Routes, Ui, Visit};

use super::Step;
use super::find::{self, Filter, Funnel, Of};
use super::rules::{Counted, Figure};
use crate::applicant;
use crate::call::{self, CallId};
use crate::programme::{self, Programme, stages::Kind};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/programmes/{id}/funnel", funnel)
        .get("/programmes/programmes/{id}/funnel/panel", panel)
}

pub(super) const PANEL: Panel = Panel {
    slot: "programmes.programme",
    title: "programmes-funnel",
    path: "/programmes/programmes/{subject}/funnel/panel",
    can: Some(programme::SEE),
};

/// What the address asks for.
pub(super) fn filter(query: &ListQuery) -> Filter {
    Filter {
        call: query.get("pendaftaran").and_then(|text| text.parse::<CallId>().ok()),
        area: query.get("wilayah").and_then(|text| AreaCode::parse(text).ok()),
        women: query.get("perempuan").is_some(),
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Programme), Error> {
    let mut tx = visit.tx().await?;
    tx.scope(programme::SEE)?;
    let programme = programme::one(&mut tx, id.parse()?).await?;
    Ok((tx, programme))
}

async fn funnel(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let filter = filter(&query);
    let funnel = find::funnel(&mut tx, programme.id, &filter).await?;
    if query.wants_csv() {
        return Ok(csv(ui, &funnel));
    }
    let here = format!("/programmes/programmes/{}", programme.id);
    let mut parts = vec![blocks::paragraph(ui, "programmes-funnel-lead")];
    if funnel.open {
        parts.push(filters(&mut tx, ui, &programme, &filter).await?);
    } else {
        parts.push(blocks::notice(&ui.t("programmes-funnel-withheld-note"), Tone::Plain));
    }
    if funnel.steps.first().is_some_and(|step| step.came == Some(0)) {
        parts.push(blocks::empty(ui, "programmes-funnel-none", "programmes-funnel-none-hint"));
    } else {
        parts.push(table(ui, &funnel, &here, &query));
        parts.push(reasons(ui, &funnel, &here, &query));
        parts.push(grades(ui, &funnel));
        parts.push(drawn(ui, &funnel)?);
    }
    let file = format!("{here}/funnel{}", query.with("bentuk", Some("csv")));
    parts.push(blocks::row(&[blocks::link(&ui.url(&file), "CSV")]));
    let page = Page::new(ui.t("programmes-funnel"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url(&here), programme.name).into_response())
}

/// On the programme's page: the table alone, and the way to all of it.
async fn panel(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, programme) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let funnel = find::funnel(&mut tx, programme.id, &Filter::default()).await?;
    let here = format!("/programmes/programmes/{}", programme.id);
    let mut parts = Vec::new();
    if funnel.steps.first().is_some_and(|step| step.came == Some(0)) {
        parts.push(blocks::paragraph(ui, "programmes-funnel-none"));
    } else {
        parts.push(table(ui, &funnel, &here, &ListQuery::default()));
        let way = ui.url(&format!("{here}/funnel"));
        parts.push(blocks::row(&[blocks::link(&way, &ui.t("programmes-funnel-all"))]));
    }
    let page = Page::new(ui.t("programmes-funnel"), blocks::stack(&parts)).desk();
    Ok(page.under(ui.url(&here), programme.name).into_response())
}

async fn filters(tx: &mut Tx, ui: &Ui, programme: &Programme, filter: &Filter) -> Result<Html, Error> {
    let all = || std::iter::once((String::new(), ui.t("programmes-funnel-everything")));
    let calls = call::of(tx, programme.id).await?;
    let calls = all().chain(calls.into_iter().map(|call| (call.id.to_string(), call.name))).collect();
    let areas = all().chain(areas(tx, ui, filter).await?).collect();
    let action = ui.url(&format!("/programmes/programmes/{}/funnel", programme.id));
    let women = vec![
        (String::new(), ui.t("programmes-funnel-everybody")),
        ("ya".to_owned(), ui.t("programmes-funnel-women")),
    ];
    let call = filter.call.map(|id| id.to_string()).unwrap_or_default();
    let area = filter.area.as_ref().map(AreaCode::to_string).unwrap_or_default();
    let form = Form::get(action, "web-table-apply")
        .field(Field::select("pendaftaran", "programmes-call", calls).value(call).optional())
        .field(Field::select("wilayah", "programmes-promise-area", areas).value(area).optional())
        .field(
            Field::select("perempuan", "programmes-funnel-who", women)
                .value(if filter.women { "ya" } else { "" })
                .optional(),
        );
    Ok(form.html(ui))
}

/// The areas just below the actor's, and those below the one that is chosen.
async fn areas(tx: &mut Tx, ui: &Ui, filter: &Filter) -> Result<Vec<(String, String)>, Error> {
    let scope = tx.scope(applicant::SEE)?;
    let known = territory::gazetteer(tx.db()).await?;
    let top = AreaCode::parse(scope.prefix())?;
    let mut all = Vec::new();
    for (code, name) in known.children_of(&top) {
        let within = filter.area.as_ref().is_some_and(|area| area.as_str().starts_with(code.as_str()));
        let below = if within { known.children_of(&code) } else { Vec::new() };
        all.push((code.to_string(), name));
        let below = below.into_iter().filter(|(code, _)| code.level() <= kernel::Level::Kelurahan);
        all.extend(below.map(|(code, name)| (code.to_string(), Ui::inside(&name))));
    }
    // A link may ask for an area that the list does not offer.
    if let Some(area) = filter.area.as_ref().filter(|area| all.iter().all(|(code, _)| code != area.as_str()))
    {
        all.push((area.to_string(), ui.place(area)));
    }
    Ok(all)
}

/// The step, and what the programme itself calls the stage in which it lies.
fn step(ui: &Ui, funnel: &Funnel, step: Step) -> String {
    let kinds: &[Kind] = match step {
        Step::Applied => &[Kind::Register],
        Step::Eligible | Step::Selected | Step::Confirmed => &[Kind::Select],
        Step::Trained | Step::Finished => &[Kind::Train],
        Step::Outcome => &[Kind::Mentor, Kind::Permit, Kind::Sell, Kind::Capital],
        Step::Lasting => &[],
    };
    let stages = funnel.stages.iter().filter(|stage| kinds.contains(&stage.kind));
    let names: Vec<&str> = stages.map(|stage| stage.name.as_str()).collect();
    let word = word(ui, step);
    if names.is_empty() { word } else { format!("{word} ({})", names.join(", ")) }
}

pub(super) fn word(ui: &Ui, step: Step) -> String {
    ui.t_of("programmes-funnel-step-", step.as_str())
}

pub(super) fn because(ui: &Ui, because: &str) -> String {
    ui.t_of("programmes-funnel-because-", because)
}

/// A figure as the way to its people, where the actor may see them.
struct Way<'a> {
    ui: &'a Ui,
    open: bool,
    here: &'a str,
    query: &'a ListQuery,
}

impl Way<'_> {
    fn figure(&self, figure: Figure, step: Step, of: Of, because: Option<&str>) -> Html {
        let text = number(self.ui, figure);
        if !self.open || figure.is_none_or(|count| count == 0) {
            return Html::text(&text);
        }
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("langkah", step.as_str()).append_pair("keadaan", of.as_str());
        for name in ["pendaftaran", "wilayah", "perempuan"] {
            if let Some(value) = self.query.get(name) {
                query.append_pair(name, value);
            }
        }
        if let Some(because) = because {
            query.append_pair("sebab", because);
        }
        let path = format!("{}/funnel/people?{}", self.here, query.finish());
        blocks::link(&self.ui.url(&path), &text)
    }
}

fn number(ui: &Ui, figure: Figure) -> String {
    figure.map_or_else(|| ui.t("programmes-funnel-withheld"), |count| ui.number(count))
}

fn days(ui: &Ui, one: &Counted) -> String {
    one.median_days.map(|days| ui.number(days)).unwrap_or_default()
}

fn table(ui: &Ui, funnel: &Funnel, here: &str, query: &ListQuery) -> Html {
    let way = Way { ui, open: funnel.open, here, query };
    let row = |one: &Counted| {
        let last = one.step == Step::Lasting;
        let went_on = if last { Html::default() } else { Html::text(&number(ui, one.went_on)) };
        let part = |figure, of| if last { Html::default() } else { way.figure(figure, one.step, of, None) };
        vec![
            Html::text(&step(ui, funnel, one.step)),
            way.figure(one.came, one.step, Of::Came, None),
            went_on,
            part(one.on_the_way, Of::OnTheWay),
            Html::text(&days(ui, one)),
            part(one.dropped, Of::Dropped),
        ]
    };
    let heads = [
        "programmes-funnel-step",
        "programmes-funnel-came",
        "programmes-funnel-went-on",
        "programmes-funnel-on-the-way",
        "programmes-funnel-median-days",
        "programmes-funnel-dropped",
    ];
    let rows: Vec<_> = funnel.steps.iter().map(row).collect();
    blocks::table(ui, "programmes-funnel", &heads, &rows)
}

/// Why people dropped, step by step.
fn reasons(ui: &Ui, funnel: &Funnel, here: &str, query: &ListQuery) -> Html {
    let way = Way { ui, open: funnel.open, here, query };
    let of = |one: &Counted| -> Vec<Vec<Html>> {
        let row = |reason: &super::rules::Reason| {
            vec![
                Html::text(&because(ui, &reason.because)),
                Html::text(&word(ui, one.step)),
                way.figure(reason.people, one.step, Of::Dropped, Some(&reason.because)),
            ]
        };
        one.reasons.iter().map(row).collect()
    };
    let rows: Vec<Vec<Html>> = funnel.steps.iter().flat_map(of).collect();
    if rows.is_empty() {
        return blocks::paragraph(ui, "programmes-funnel-nobody-dropped");
    }
    let heads = ["programmes-funnel-because", "programmes-funnel-after", "programmes-funnel-people"];
    blocks::section(
        ui,
        "programmes-funnel-reasons",
        &blocks::table(ui, "programmes-funnel-reasons", &heads, &rows),
    )
}

fn grades(ui: &Ui, funnel: &Funnel) -> Html {
    let row = |one: &super::rules::Grade| {
        vec![Html::text(&grade(ui, one.grade.as_deref())), Html::text(&number(ui, one.people))]
    };
    let rows: Vec<_> = funnel.steps.iter().flat_map(|step| step.grades.iter().map(row)).collect();
    if rows.is_empty() {
        return Html::default();
    }
    let heads = ["programmes-funnel-grade", "programmes-funnel-people"];
    let table = blocks::table(ui, "programmes-funnel-grades", &heads, &rows);
    blocks::section(ui, "programmes-funnel-grades", &table)
}

pub(super) fn grade(ui: &Ui, grade: Option<&str>) -> String {
    grade.map_or_else(
        || ui.t("programmes-funnel-no-outcome"),
        |grade| ui.t_of("programmes-outcome-grade-", grade),
    )
}

fn drawn(ui: &Ui, funnel: &Funnel) -> Result<Html, Error> {
    let values = funnel.steps.iter().map(|one| (word(ui, one.step), one.came)).collect();
    let chart = Chart::new("corong", Drawn::Bars, ui.t("programmes-funnel-chart"))
        .of(ui.t("programmes-funnel-step"), ui.t("programmes-funnel-people"))
        .values(values);
    let mut html = chart::sheet(ui);
    html.push(&chart.figure(ui)?);
    Ok(html)
}

/// All figures in lines: a step, then its reasons.
fn csv(ui: &Ui, funnel: &Funnel) -> Response {
    let heads = [
        "programmes-funnel-step",
        "programmes-funnel-because",
        "programmes-funnel-came",
        "programmes-funnel-went-on",
        "programmes-funnel-on-the-way",
        "programmes-funnel-median-days",
        "programmes-funnel-dropped",
    ];
    let plain =
        |figure: Figure| figure.map_or_else(|| ui.t("programmes-funnel-withheld"), |count| count.to_string());
    let mut rows = vec![heads.iter().map(|head| ui.t(head)).collect::<Vec<_>>()];
    for one in &funnel.steps {
        rows.push(vec![
            step(ui, funnel, one.step),
            String::new(),
            plain(one.came),
            plain(one.went_on),
            plain(one.on_the_way),
            one.median_days.map(|days| days.to_string()).unwrap_or_default(),
            plain(one.dropped),
        ]);
        for reason in &one.reasons {
            let mut row = vec![step(ui, funnel, one.step), because(ui, &reason.because)];
            row.extend(vec![String::new(); 4]);
            row.push(plain(reason.people));
            rows.push(row);
        }
    }
    web::table::csv(&rows, &format!("corong-{}", ui.today()))
}

use axum::response::IntoResponse;
use chrono::NaiveDate;
use kernel::{AreaCode, Error, Level, Say};
use web::blocks::{Tone, badge, notice, post_button};
use web::{Answer, Field, Form, Html, Page, Posted, Ui, Visit};

use super::rules::{Names, read};
use super::{ADD, Judged, NewNeighbourhoods, Outcome, add_many};
use crate::gazetteer::{compact, gazetteer};

const PATH: &str = "/territory/neighbourhoods/new";
/// A longer report is cut; its counts are not.
const MOST_SHOWN: usize = 500;

/// `GET /territory/neighbourhoods/new`
pub(crate) async fn new(visit: Visit) -> Answer {
    visit.tx().await?.scope(ADD)?;
    Ok(page(&visit.ui, form(&visit.ui), None).into_response())
}

/// `POST /territory/neighbourhoods`: judges the list, and adds it if it was judged before.
pub(crate) async fn add(visit: Visit, posted: Posted) -> Answer {
    let ui = &visit.ui;
    let filled = || form(ui).fill(&posted);
    let again = |error| visit.again(error, filled(), |form| Ok(page(ui, form, None)));
    let new = match asked(&visit, &posted).await {
        Ok(new) => new,
        Err(error) => return again(error),
    };
    let mut tx = visit.tx().await?;
    let judged = match add_many(&mut tx, &new).await {
        Ok(judged) => judged,
        Err(error) => return again(error),
    };
    let adds = judged.iter().any(|line| matches!(line.outcome, Outcome::New { .. }));
    if posted.text("langkah") == "simpan" && adds {
        tx.commit().await?;
        return Ok(visit.see_saying(PATH, "territory-neighbourhoods-added"));
    }
    // A dry run: what was done is undone when the transaction is dropped.
    tx.rollback().await?;
    Ok(page(ui, filled(), Some(report(ui, &posted, &judged))).into_response())
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/territory/neighbourhoods"), "territory-neighbourhoods-check")
        .field(
            Field::long("list", "territory-neighbourhoods-list").hint("territory-neighbourhoods-list-hint"),
        )
        .field(
            Field::date("since", "territory-neighbourhoods-since")
                .optional()
                .narrow()
                .hint("territory-neighbourhoods-since-hint"),
        )
        .cancel(ui.url("/territory/areas"))
}

fn page(ui: &Ui, form: Form, report: Option<Html>) -> Page {
    let mut main = report.unwrap_or_default();
    main.push(&form.html(ui));
    Page::new(ui.t("territory-neighbourhoods-new"), main).desk()
}

async fn asked(visit: &Visit, posted: &Posted) -> Result<NewNeighbourhoods, Error> {
    let since = posted.optional("since").map(str::parse::<NaiveDate>).transpose();
    let since = since.map_err(|_| Error::field("since", "territory-day-form"))?;
    let known = gazetteer(&visit.db).await?;
    let city = AreaCode::of_city(visit.ui.city.id).as_ref().and_then(compact);
    let kelurahan = city.map(|city| known.inside(city, Level::Kelurahan)).unwrap_or_default();
    let names = Names::new(kelurahan.into_iter().map(|(code, name)| (AreaCode::from(code), name)));
    let lines = read(posted.raw("list"), &names, home(visit).as_ref())?;
    Ok(NewNeighbourhoods { lines, since, invented: false })
}

/// The kelurahan of an officer who has one, so that lines need not name it.
fn home(visit: &Visit) -> Option<AreaCode> {
    match visit.actor() {
        kernel::Actor::Account(acting) => {
            Some(acting.area.clone()).filter(|area| area.level() == Level::Kelurahan)
        }
        kernel::Actor::Visitor | kernel::Actor::System(_) => None,
    }
}

/// What each line would do, and the button that does it.
fn report(ui: &Ui, posted: &Posted, judged: &[Judged]) -> Html {
    let (mut rw, mut rt, mut known, mut refused) = (0, 0, 0, 0);
    for line in judged {
        match &line.outcome {
            Outcome::New { rw: new_rw, rt: new_rt } => (rw, rt) = (rw + new_rw, rt + new_rt),
            Outcome::Known => known += 1,
            Outcome::Refused(_) => refused += 1,
        }
    }
    let say = Say::new("territory-neighbourhoods-report")
        .with("rw", rw)
        .with("rt", rt)
        .with("known", known)
        .with("refused", refused);
    let tone = if refused > 0 { Tone::Warn } else { Tone::Plain };
    let mut html = notice(&ui.say(&say), tone);
    if rw + rt > 0 {
        let fields = [("list", posted.raw("list")), ("since", posted.text("since")), ("langkah", "simpan")];
        let text = ui.say(&Say::new("territory-neighbourhoods-save").with("rw", rw).with("rt", rt));
        html.push(&post_button(&ui.url("/territory/neighbourhoods"), &text, &fields, "", None));
    }
    html.push(&lines(ui, judged));
    html
}

fn lines(ui: &Ui, judged: &[Judged]) -> Html {
    let mut html = Html::trusted("<div class=\"scroll\" tabindex=\"0\" role=\"region\"");
    html.attr("aria-label", &ui.t("territory-neighbourhoods-lines"));
    html.push_trusted("><table class=\"table dense\"><thead><tr>");
    for head in ["territory-line", "territory-line-text", "territory-line-result"] {
        html.push_trusted("<th scope=\"col\">");
        html.push_text(&ui.t(head));
        html.push_trusted("</th>");
    }
    html.push_trusted("</tr></thead><tbody>");
    // What needs an eye comes first.
    let mut order: Vec<&Judged> = judged.iter().collect();
    order.sort_by_key(|line| !matches!(line.outcome, Outcome::Refused(_)));
    for line in order.into_iter().take(MOST_SHOWN) {
        html.push_trusted("<tr><th scope=\"row\">");
        html.push_text(&line.number.to_string());
        html.push_trusted("</th><td>");
        html.push_text(&line.text);
        html.push_trusted("</td><td>");
        html.push(&match &line.outcome {
            Outcome::New { rw, rt } => {
                let say = Say::new("territory-line-new").with("rw", *rw).with("rt", *rt);
                badge(&ui.say(&say), Tone::Good)
            }
            Outcome::Known => badge(&ui.t("territory-line-known"), Tone::Plain),
            Outcome::Refused(why) => badge(&ui.say(why), Tone::Bad),
        });
        html.push_trusted("</td></tr>");
    }
    html.push_trusted("</tbody></table></div>");
    html
}

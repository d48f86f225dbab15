use axum::response::IntoResponse;
use kernel::{AreaCode, Error, Level, Say};
use web::blocks::icon;
use web::icon::Icon;
use web::{Answer, Html, ListQuery, Page, Ui, Visit};

use super::{Below, Sureness, below, say};
use crate::address::{Place, Resolution};
use crate::city::find_form_with;
use crate::gazetteer::{Gazetteer, gazetteer};
use crate::words;

#[derive(askama::Template)]
#[template(path = "resolution/answer.html")]
struct Found<'a> {
    ui: &'a Ui,
    form: Html,
    asked: bool,
    best: Option<Best>,
    understood: Vec<(String, String)>,
    reasons: Vec<String>,
    alternatives: Vec<Other>,
    certainly_in: Option<Other>,
}

struct Best {
    title: String,
    path: String,
    href: String,
    code: String,
    badge: &'static str,
    sureness: String,
    percent: String,
    below: Option<String>,
}

struct Other {
    title: String,
    path: String,
    href: String,
    percent: String,
}

impl Found<'_> {
    fn icon(&self, shape: Icon) -> Html {
        icon(shape)
    }
}

/// `GET /territory/search?q=`
pub(crate) async fn search(visit: Visit, query: ListQuery) -> Answer {
    let text: String = query.get("q").unwrap_or_default().chars().take(300).collect();
    let main = answer(&visit, &text).await?;
    Ok(Page::new(visit.ui.t("territory-search"), main)
        .about(visit.ui.t("territory-find-hint"))
        .into_response())
}

/// `GET /territory/point?lat=&lon=`
pub(crate) async fn point(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let number = |name| query.get(name).and_then(|text| text.replace(',', ".").parse::<f64>().ok());
    let found = match (number("lat"), number("lon")) {
        (Some(lat), Some(lon)) => gazetteer(&visit.db).await?.locate(lat, lon),
        _ => None,
    };
    let title = found.as_ref().map(|spot| words::title(ui, &spot.code, &spot.name));
    let known = gazetteer(&visit.db).await?;
    let place = found.as_ref().map(|spot| Other {
        title: title.unwrap_or_default(),
        path: words::place(&known, &spot.code),
        href: words::address(ui, &spot.code),
        percent: spot.metres.map(|metres| metres_away(ui, metres)).unwrap_or_default(),
    });
    let main = Html::of(&Point {
        ui,
        asked: query.get("lat").is_some(),
        lat: query.get("lat").unwrap_or_default(),
        lon: query.get("lon").unwrap_or_default(),
        place,
    })?;
    Ok(Page::new(ui.t("territory-point"), main).into_response())
}

fn metres_away(ui: &Ui, metres: f64) -> String {
    ui.say(&Say::new("territory-point-near").with("metres", ui.decimal(metres, 0)))
}

#[derive(askama::Template)]
#[template(path = "resolution/point.html")]
struct Point<'a> {
    ui: &'a Ui,
    asked: bool,
    lat: &'a str,
    lon: &'a str,
    place: Option<Other>,
}

impl Point<'_> {
    fn icon(&self, shape: Icon) -> Html {
        icon(shape)
    }
}

async fn answer(visit: &Visit, text: &str) -> Result<Html, Error> {
    let ui = &visit.ui;
    let known = gazetteer(&visit.db).await?;
    let home = AreaCode::of_city(ui.city.id);
    let answer = known.resolve(text, home.as_ref());
    let best = match &answer.best {
        Some(place) => Some(best(visit, &known, &answer, place).await?),
        None => None,
    };
    let certain = answer.certainly_in.map(AreaCode::from).filter(|_| answer.confidence() < 0.9);
    Html::of(&Found {
        ui,
        form: find_form_with(ui, text),
        asked: !text.is_empty(),
        best,
        understood: understood(ui, &answer),
        reasons: answer
            .reasons
            .iter()
            .map(|reason| ui.say(&say(reason, |code| titled(ui, &known, code))))
            .collect(),
        alternatives: answer.alternatives.iter().filter_map(|place| other(ui, &known, place)).collect(),
        certainly_in: certain.map(|code| Other {
            title: titled(ui, &known, &code),
            path: String::new(),
            href: words::address(ui, &code),
            percent: String::new(),
        }),
    })
}

async fn best(visit: &Visit, known: &Gazetteer, answer: &Resolution, place: &Place) -> Result<Best, Error> {
    let ui = &visit.ui;
    let code = AreaCode::from(place.code);
    let below = if code.level() == Level::Kelurahan {
        let mut tx = visit.tx().await?;
        below(&mut tx, answer, &code).await?
    } else {
        Below::Unsaid
    };
    let (badge, key) = match Sureness::of(place.confidence) {
        Sureness::Certain => ("ok", "territory-sure"),
        Sureness::Likely => ("info", "territory-likely"),
        Sureness::Unsure => ("warn", "territory-unsure"),
    };
    Ok(Best {
        title: words::title(ui, &code, &place.name),
        path: words::place(known, &code),
        href: words::address(ui, &code),
        badge,
        sureness: ui.t(key),
        percent: percent(ui, place.confidence),
        below: match &below {
            Below::Unsaid => None,
            Below::Known(code) => Some(ui.say(
                &Say::new("territory-below-known").with("name", known.name_of(code).unwrap_or_default()),
            )),
            Below::Unknown => Some(ui.t("territory-below-unknown")),
        },
        code: code.to_string(),
    })
}

fn other(ui: &Ui, known: &Gazetteer, place: &Place) -> Option<Other> {
    let code = AreaCode::from(place.code);
    Some(Other {
        title: words::title(ui, &code, &place.name),
        path: words::place(known, &code),
        href: words::address(ui, &code),
        percent: percent(ui, place.confidence),
    })
}

fn titled(ui: &Ui, known: &Gazetteer, code: &AreaCode) -> String {
    known.name_of(code).map(|name| words::title(ui, code, &name)).unwrap_or_default()
}

fn percent(ui: &Ui, confidence: f64) -> String {
    format!("{} %", ui.decimal(confidence * 100.0, 0))
}

fn understood(ui: &Ui, answer: &Resolution) -> Vec<(String, String)> {
    let said = &answer.understood;
    let number = |number: Option<u16>| number.map(|number| format!("{number:03}"));
    let parts = [
        ("territory-part-street", Some(said.street.clone()).filter(|street| !street.is_empty())),
        ("territory-part-rt", number(said.rt)),
        ("territory-part-rw", number(said.rw)),
        ("territory-part-kelurahan", said.kelurahan.clone()),
        ("territory-part-kecamatan", said.kecamatan.clone()),
        ("territory-part-city", said.city.clone()),
        ("territory-part-province", said.province.clone()),
        ("territory-postcode", said.postcode.map(|postcode| postcode.to_string())),
    ];
    parts.into_iter().filter_map(|(term, text)| Some((ui.t(term), text?))).collect()
}

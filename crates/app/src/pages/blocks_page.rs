//! All building blocks on one page, for whoever builds pages. In development only.

use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::batik::{Batik, Motif};
use web::blocks::{self, Tone};
use web::field::Choice;
use web::{Answer, Column, Field, Form, Html, ListQuery, Page, Table, Ui, Visit};

/// `GET /ui`
pub(super) async fn show(visit: Visit, query: ListQuery) -> Answer {
    let ui = &visit.ui;
    let mut main = Html::default();
    section(&mut main, "Notices", &notices());
    section(&mut main, "Badges", &badges());
    section(&mut main, "Form", &form(ui).html(ui));
    let wrong = Error::Invalid(vec![
        ("nama", Say::new("web-field-empty")),
        ("telepon", Say::new("kernel-phone-form")),
    ]);
    section(&mut main, "Form with errors", &form(ui).because(&wrong).html(ui));
    section(&mut main, "Table", &table(ui, &query));
    section(&mut main, "Empty", &blocks::empty(ui, "web-table-nothing", "web-table-nothing-hint"));
    section(&mut main, "Batik", &cloths());
    let page = Page::new("Building blocks", main);
    Ok(if query.get("face") == Some("public") { page } else { page.desk() }.into_response())
}

fn section(main: &mut Html, title: &str, body: &Html) {
    main.push_trusted("<section class=\"stack\"><h2>");
    main.push_text(title);
    main.push_trusted("</h2>");
    main.push(body);
    main.push_trusted("</section>");
}

const TONES: [Tone; 5] = [Tone::Plain, Tone::Good, Tone::Warn, Tone::Bad, Tone::City];

fn notices() -> Html {
    let mut html = Html::default();
    for tone in TONES {
        html.push(&blocks::notice(&format!("{tone:?}: the market moves to Saturday."), tone));
    }
    html
}

fn badges() -> Html {
    let mut html = Html::trusted("<p class=\"row\">");
    for tone in TONES {
        html.push(&blocks::badge(&format!("{tone:?}"), tone));
    }
    html.push_trusted("</p>");
    html
}

fn form(ui: &Ui) -> Form {
    let sexes = vec![Choice::new("p", "Perempuan"), Choice::new("l", "Laki-laki").note("Seperti di KTP")];
    Form::get(ui.url("/ui"), "web-table-apply")
        .section("app-name", Some(Say::new("app-slogan")))
        .field(Field::text("nama", "app-name"))
        .field(Field::tel("telepon", "app-help").hint("app-slogan").narrow())
        .field(Field::password("sandi", "app-sign-in"))
        .field(Field::radio("kelamin", "app-look", sexes))
        .field(Field::check("setuju", "app-demo"))
        .field(Field::long("alamat", "app-door-territory").optional())
        .cancel(ui.url("/ui"))
}

fn table(ui: &Ui, query: &ListQuery) -> Html {
    let rows = [("Sumarni", 1_250_000), ("Agus Prasetyo", 750_000), ("Wahyu Ningsih", 12_000_000)];
    Table::new("Table", query, &["nama", "omzet"], &rows, 3)
        .search("app-name")
        .column(Column::text("app-name", |_, row: &(&str, i64)| row.0.to_owned()).sort("nama"))
        .column(
            Column::text("app-look", |ui, row: &(&str, i64)| ui.money(kernel::Rupiah(row.1)))
                .sort("omzet")
                .numeric(),
        )
        .export()
        .html(ui)
}

fn cloths() -> Html {
    let mut html = Html::trusted("<div class=\"grid\">");
    for motif in [Motif::Kawung, Motif::Parang, Motif::Truntum, Motif::MegaMendung, Motif::Tumpal] {
        let cloth = Batik::of(motif, motif.name()).svg(320, 200, Some(motif.name()));
        html.push_trusted("<article class=\"card\">");
        html.push(&Html::trusted(cloth));
        html.push_trusted("<h3>");
        html.push_text(motif.name());
        html.push_trusted("</h3></article>");
    }
    html.push_trusted("</div>");
    html
}

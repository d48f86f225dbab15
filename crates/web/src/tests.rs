//! Forms and tables as a person meets them.

use std::sync::Arc;

use kernel::city::{CityKind, Zone};
use kernel::{Actor, City, CityId, Error, Say};

use crate::context::Site;
use crate::field::Choice;
use crate::ui::Theme;
use crate::{Column, Field, Form, Html, Lang, ListQuery, MESSAGES, Messages, Posted, Table, Ui};

pub(crate) fn ui(lang: Lang) -> Ui {
    let city = City {
        id: CityId(3276),
        slug: "depok".into(),
        name: "Kota Depok".into(),
        kind: CityKind::Kota,
        zone: Zone::Jakarta,
        motif: "kawung".into(),
        tagline_id: String::new(),
        tagline_en: String::new(),
        demo: false,
    };
    let site = Site {
        messages: Messages::new([
            MESSAGES,
            ("t-name = Nama\nt-colour = Warna", "t-name = Name\nt-colour = Colour"),
        ])
        .unwrap(),
        cities: Vec::new(),
        panels: Vec::new(),
        menu: Vec::new(),
        places: crate::context::Places::default(),
        public_url: "http://localhost:8080".into(),
    };
    let now = kernel::Instant::from_timestamp(1_795_500_000, 0).unwrap();
    Ui {
        lang,
        theme: Theme::Auto,
        city: Arc::new(city),
        actor: Actor::Visitor,
        name: None,
        here: "/registry/things?q=a%26b".into(),
        now,
        site: Arc::new(site),
    }
}

fn form(ui: &Ui) -> Form {
    Form::post(ui.url("/registry/things"), "web-table-apply")
        .field(Field::text("name", "t-name").hint("web-table-nothing-hint"))
        .field(Field::password("password", "t-name"))
        .field(Field::radio("colour", "t-colour", vec![Choice::new("r", "Merah"), Choice::new("g", "Hijau")]))
        .field(Field::check("agree", "t-name").optional())
}

#[test]
fn an_error_stands_beside_its_field_and_in_the_summary_and_what_was_typed_is_kept() {
    let ui = ui(Lang::Id);
    let posted = Posted::parse(b"name=%3Cb%3E&password=secret&colour=g&agree=ya").unwrap();
    let error =
        Error::Invalid(vec![("name", Say::new("web-field-empty")), ("colour", Say::new("web-field-empty"))]);
    let html = form(&ui).fill(&posted).because(&error).html(&ui).into_string();
    for part in [
        "<a href=\"#name\">Isi bagian ini.</a>",
        "<a href=\"#colour-0\">Isi bagian ini.</a>",
        "aria-describedby=\"name-hint name-error\" aria-invalid=\"true\"",
        "value=\"&lt;b&gt;\"",
        "value=\"g\" checked",
        "action=\"/depok/registry/things?sekali=",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
    assert!(!html.contains("secret"), "a password is never sent back");
}

#[test]
fn a_refusal_without_a_field_is_said_in_the_summary() {
    let ui = ui(Lang::En);
    let html = form(&ui).because(&Error::refused("web-api-in-flight")).html(&ui).into_string();
    assert!(html.contains("The same request is being worked on"), "{html}");
}

#[test]
fn a_tables_links_keep_the_search_and_turn_the_order() {
    let ui = ui(Lang::Id);
    let query = ListQuery::parse("q=a%26b&urut=name&hal=2");
    let rows = ["<x>"];
    let table = Table::new("T", &query, &["name"], &rows, 120)
        .search("t-name")
        .column(Column::text("t-name", |_, row: &&str| (*row).to_owned()).sort("name"))
        .export();
    let html = table.html(&ui).into_string();
    for part in [
        "href=\"/depok/registry/things?q=a%26b&amp;urut=-name\"",
        "aria-sort=\"ascending\"",
        "href=\"/depok/registry/things?q=a%26b&amp;urut=name&amp;hal=3\"",
        "href=\"/depok/registry/things?q=a%26b&amp;urut=name&amp;bentuk=csv\"",
        "51–51 dari 120",
        "&lt;x&gt;",
    ] {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

#[test]
fn an_empty_table_says_what_will_be_there_unless_something_was_asked_for() {
    let ui = ui(Lang::Id);
    let rows: [&str; 0] = [];
    let show = |query: &ListQuery| {
        Table::new("T", query, &["name"], &rows, 0)
            .search("t-name")
            .empty(Html::text("belum ada"))
            .html(&ui)
            .into_string()
    };
    assert!(show(&ListQuery::parse("")).contains("belum ada"));
    assert!(show(&ListQuery::parse("q=x")).contains("Tidak ada yang cocok"));
}

#[test]
fn dates_numbers_and_money_follow_the_language_and_the_citys_zone() {
    let at = kernel::Instant::from_timestamp(1_795_500_000, 0).unwrap();
    let (id, en) = (ui(Lang::Id), ui(Lang::En));
    assert_eq!(id.instant(at), "24 November 2026 pukul 13.00 WIB");
    assert_eq!(en.instant(at), "24 November 2026, 13:00 WIB");
    assert_eq!(
        (id.number(-1_234_567), en.number(1_234_567)),
        ("−1.234.567".to_owned(), "1,234,567".to_owned())
    );
    assert_eq!((id.decimal(18.558, 1), en.decimal(1234.5, 1)), ("18,6".to_owned(), "1,234.5".to_owned()));
    assert_eq!(en.money(kernel::Rupiah(15_000)), "Rp\u{a0}15.000");
}

#[test]
fn both_languages_say_the_same_things() {
    let (id, en) = (crate::lang::keys(MESSAGES.0), crate::lang::keys(MESSAGES.1));
    assert_eq!(id.symmetric_difference(&en).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn a_form_of_thousands_of_fields_is_refused() {
    let body = "a=1&".repeat(5_000);
    assert!(Posted::parse(body.as_bytes()).is_err());
    assert_eq!(Posted::parse(b"a=%00x").unwrap().text("a"), "x");
}

#[test]
fn a_slot_shows_the_panels_of_those_who_may_see_them_as_links_that_htmx_fills() {
    const SEE: kernel::Can = kernel::Can::new("clinic.case.see", &[kernel::Role::Mentor]);
    let mut ui = ui(Lang::Id);
    let panel = |title, path, can| crate::context::Panel { slot: "territory.area", title, path, can };
    let site = Site {
        messages: Messages::new([
            MESSAGES,
            ("t-cases = Kasus\nt-shops = Toko", "t-cases = Cases\nt-shops = Shops"),
        ])
        .unwrap(),
        cities: Vec::new(),
        panels: vec![
            panel("t-cases", "/clinic/areas/{subject}/cases", Some(SEE)),
            panel("t-shops", "/market/areas/{subject}", None),
        ],
        menu: Vec::new(),
        places: crate::context::Places::default(),
        public_url: String::new(),
    };
    ui.site = Arc::new(site);

    let public = ui.slot("territory.area", "32.76.01").into_string();
    ui.actor = Actor::System("test");
    let inside = ui.slot("territory.area", "32.76.01").into_string();

    assert!(
        !public.contains("Kasus") && public.contains("href=\"/depok/market/areas/32.76.01\""),
        "{public}"
    );
    assert!(inside.contains("hx-get=\"/depok/clinic/areas/32.76.01/cases\""), "{inside}");
    assert!(ui.slot("another.slot", "x").is_empty());
}

async fn upload(body: String) -> Result<crate::upload::Upload, crate::Failure> {
    use axum::extract::FromRequest;
    let request = http::Request::post("/")
        .header("content-type", "multipart/form-data; boundary=x")
        .body(axum::body::Body::from(body))
        .unwrap();
    crate::upload::Upload::from_request(request, &()).await
}

fn part(disposition: &str, content: &str) -> String {
    format!("--x\r\ncontent-disposition: form-data; {disposition}\r\n\r\n{content}\r\n")
}

#[tokio::test]
async fn an_uploaded_files_name_is_never_a_path() {
    let body = part("name=\"title\"", "Foto")
        + &part("name=\"photo\"; filename=\"../../etc/pass\twd\"", "abc")
        + "--x--\r\n";
    let upload = upload(body).await.unwrap();
    assert_eq!(upload.posted.text("title"), "Foto");
    assert_eq!(upload.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["passwd"]);
    assert_eq!(upload.files.first().unwrap().bytes, b"abc");
}

#[tokio::test]
async fn an_upload_that_is_too_large_or_breaks_off_is_refused() {
    let large =
        part("name=\"photo\"; filename=\"a\"", &"a".repeat(crate::upload::MOST_BYTES + 1)) + "--x--\r\n";
    for body in [large, part("name=\"photo\"; filename=\"a\"", "abc")] {
        let failure = upload(body).await.err().unwrap();
        assert!(matches!(*failure.0, Error::Refused(_)));
    }
}

#[test]
fn a_label_inside_a_sentence_begins_small_unless_it_is_an_abbreviation() {
    for (label, inside) in [
        ("Nomor telepon", "nomor telepon"),
        ("NIK", "NIK"),
        ("RT dan RW", "RT dan RW"),
        ("Élan", "élan"),
        ("X", "x"),
        ("", ""),
    ] {
        assert_eq!(Ui::inside(label), inside);
    }
}

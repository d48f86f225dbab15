//! The fields of a business in forms, and what a filled form claims.

use kernel::{AreaCode, Error, Tx};
use serde_json::json;
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::nmid::Nmid;
use super::record::Business;
use crate::form::{self, Changed, Values, known};
use crate::kbli::{self, Code, Version};
use crate::person::fields::unsaid;
use crate::source::claims::{BusinessClaims, KbliClaim};
use crate::words::{self, Names};

/// The legal forms that people choose from; a list may say others.
const FORMS: [&str; 8] = ["Perorangan", "UD", "CV", "PT", "PT Perorangan", "Koperasi", "Firma", "Yayasan"];

/// What stands in the form of a business that is known. Contacts stand there whole for its owner alone.
pub(crate) fn values(b: &Business, own: bool) -> Values {
    let mut values = Values::new();
    let mut put = |name, value: Option<String>| {
        if let Some(value) = value {
            values.insert(name, vec![value]);
        }
    };
    put("name", Some(b.name.clone()).filter(|_| b.named));
    put("brand", b.brand.clone());
    put("sector", b.activity.clone());
    put("products", b.products.clone());
    put("kbli", b.kbli_code.clone());
    put("legal_form", b.legal_form.clone());
    put("started", b.started_on.map(|on| on.to_string()));
    put("place", b.place_kind.clone());
    put("raw_material", b.material.clone());
    put("raw_material_origin", b.material_origin.clone());
    put("channels", Some(b.channels.join(", ")).filter(|text| !text.is_empty()));
    put("export", b.export.clone());
    put("qris", b.qris_nmid.clone());
    put("financing", b.financing.clone());
    if own {
        let phones: Vec<String> = b.phones.iter().map(|phone| words::own_phone(phone)).collect();
        put("phones", Some(phones.join(", ")));
        put("email", b.email.clone());
    }
    form::address_values(&mut values, &b.area, b.rw.as_deref(), b.rt.as_deref(), b.address.as_deref());
    values
}

/// What is to be shown of a business's form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// The territory whose kelurahan are offered.
    pub(crate) root: &'a AreaCode,
    /// How it is financed.
    pub(crate) finance: bool,
    /// The likeliest number, masked, where it does not stand in the form.
    pub(crate) masked: Option<&'a str>,
    /// The trades that fit the words that were typed.
    pub(crate) trades: &'a [Code],
}

/// All fields.
pub(crate) fn fields(form: Form, ui: &Ui, names: &Names, shown: Shown<'_>, was: &Values) -> Form {
    let places = ["fixed", "mobile"].map(|kind| Choice::new(kind, ui.t_of("registry-place-", kind)));
    // What a list called it stays choosable.
    let mut forms: Vec<&str> = FORMS.to_vec();
    if let Some(known) = was.get("legal_form").and_then(|values| values.first())
        && !forms.contains(&known.as_str())
    {
        forms.push(known);
    }
    let forms = forms.into_iter().map(|form| (form.to_owned(), form.to_owned()));
    let form = form
        .section("registry-what", None)
        .field(known(
            Field::text("name", "registry-business-called").hint("registry-business-name-hint").optional(),
            was,
        ))
        .field(known(Field::text("brand", "registry-brand").hint("registry-brand-hint").optional(), was))
        .field(known(
            Field::text("products", "registry-business-makes")
                .hint("registry-business-makes-hint")
                .optional(),
            was,
        ))
        .field(known(Field::text("sector", "registry-trade").hint("registry-trade-hint").optional(), was));
    let form = trade_fields(form, ui, shown.trades, was)
        .field(known(Field::select("legal_form", "registry-legal-form", unsaid(ui, forms)).optional(), was))
        .field(known(
            Field::date("started", "registry-started").hint("registry-started-hint").optional(),
            was,
        ))
        .field(known(Field::radio("place", "registry-place", places.to_vec()).optional(), was))
        .section("registry-where", None);
    let form = form::address_fields(form, ui, names, shown.root, was);
    let phone = match shown.masked {
        Some(phone) => kernel::Say::new("registry-phones-masked").with("phone", words::masked_phone(phone)),
        None => kernel::Say::new("registry-phones-hint"),
    };
    form.field(known(Field::tel("phones", "registry-phone").hint(phone).optional(), was))
        .field(known(Field::email("email", "registry-email").optional(), was))
        .section("registry-making", None)
        .field(known(Field::text("raw_material", "registry-material").optional(), was))
        .field(known(Field::text("raw_material_origin", "registry-material-origin").optional(), was))
        .field(known(
            Field::text("channels", "registry-channels").hint("registry-channels-hint").optional(),
            was,
        ))
        .field(known(Field::text("export", "registry-export").hint("registry-export-hint").optional(), was))
        .field(known(Field::text("qris", "registry-qris").hint("registry-qris-hint").optional(), was))
        .field_if(shown.finance, || {
            known(
                Field::text("financing", "registry-financing").hint("registry-financing-hint").optional(),
                was,
            )
        })
}

/// The trade: words or digits, and, once words were sent, the trades that fit them.
fn trade_fields(form: Form, ui: &Ui, trades: &[Code], was: &Values) -> Form {
    let form =
        form.field(known(Field::text("kbli", "registry-kbli").hint("registry-kbli-hint").optional(), was));
    if trades.is_empty() {
        return form;
    }
    let mut choices: Vec<Choice> = trades
        .iter()
        .map(|code| {
            Choice::new(code.digits(), code.title()).note(format!(
                "KBLI {} {}",
                code.version(),
                code.digits()
            ))
        })
        .collect();
    choices.push(Choice::new("-", ui.t("registry-kbli-none-fits")));
    form.field(Field::radio("kbli_code", "registry-kbli-choose", choices))
}

/// The trades that fit what was typed, where it was words and none was chosen yet.
pub(crate) fn asked(posted: &Posted, was: &Values) -> Vec<Code> {
    let words = posted.text("kbli");
    let before = was.get("kbli").and_then(|values| values.first()).map_or("", String::as_str);
    if words.is_empty() || words == before || exact(words).is_some() {
        return Vec::new();
    }
    kbli::find(words, Some(Version::Kbli2025), 5).into_iter().map(|found| found.code).collect()
}

fn exact(text: &str) -> Option<Code> {
    Code::parse(Version::Kbli2025, text).ok().filter(|code| code.is_leaf())
}

/// What the form claims beyond what stood in it.
pub(crate) fn said(
    posted: &Posted,
    was: &Values,
    names: &Names,
    tx: &Tx,
    finance: bool,
) -> Result<BusinessClaims, Error> {
    let mut changed = Changed::new(posted, was);
    let mut wrong = Vec::new();
    let address = form::gather(form::address(&mut changed, names, tx, "address"), &mut wrong)?;
    let day = changed.text("started", "started");
    let started = form::gather(form::date(day, "started"), &mut wrong)?.flatten();
    let kbli = form::gather(trade(&mut changed, was), &mut wrong)?.unwrap_or_default();
    let qris = changed.text("qris", "qris").map(|text| {
        Nmid::read(&text)
            .map(|nmid| nmid.as_str().to_owned())
            .ok_or_else(|| Error::field("qris", "registry-qris-form"))
    });
    let qris = form::gather(qris.transpose(), &mut wrong)?.flatten();
    form::sound(wrong)?;
    let mut claims = BusinessClaims {
        name: changed.text("name", "name"),
        brand: changed.text("brand", "brand"),
        sector: changed.text("sector", "sector"),
        products: changed.text("products", "products"),
        kbli,
        legal_form: changed.text("legal_form", "legal_form"),
        started,
        place: changed.text("place", "place").and_then(|kind| serde_json::from_value(json!(kind)).ok()),
        address: address.unwrap_or_default(),
        phones: changed.list("phones", "phones"),
        email: changed.text("email", "email"),
        raw_material: changed.text("raw_material", "raw_material"),
        raw_material_origin: changed.text("raw_material_origin", "raw_material_origin"),
        channels: changed.list("channels", "channels"),
        export: changed.text("export", "export"),
        qris,
        ..BusinessClaims::default()
    };
    if finance {
        claims.financing = changed.text("financing", "financing");
    }
    claims.cleared = changed.cleared;
    Ok(claims)
}

/// The trade that was chosen, or typed as digits. Words without a choice are asked about.
fn trade(changed: &mut Changed<'_>, was: &Values) -> Result<Vec<KbliClaim>, Error> {
    let posted = changed.posted();
    let claim = |code: Code| KbliClaim { code: code.digits().to_owned(), version: Some(2025) };
    if let Some(chosen) = posted.optional("kbli_code") {
        return Ok(exact(chosen).map(claim).into_iter().collect());
    }
    let Some(text) = changed.text("kbli", "kbli") else { return Ok(Vec::new()) };
    if let Some(code) = exact(&text) {
        return Ok(vec![claim(code)]);
    }
    let say =
        if asked(posted, was).is_empty() { "registry-kbli-not-found" } else { "registry-kbli-choose-one" };
    Err(Error::field(if say == "registry-kbli-not-found" { "kbli" } else { "kbli_code" }, say))
}

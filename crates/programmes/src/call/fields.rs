//! The form of a call.

use kernel::city::Zone;
use kernel::{Error, Say, Tx};
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::window::{local_time, written};
use super::{Call, Method, NewCall, Quota, Rule};

/// The rules as boxes, with a number beside those that need one.
const BOXES: [(&str, &str); 6] = [
    ("resident", "programmes-rule-resident"),
    ("woman", "programmes-rule-woman"),
    ("married", "programmes-rule-married"),
    ("recommendation", "programmes-rule-recommendation"),
    ("not_civil_servant", "programmes-rule-not-civil-servant"),
    ("not_recipient", "programmes-rule-not-recipient"),
];

/// Of a hundred points: what two reviewers may differ without a third.
const GAP: i32 = 20;
/// Days in which somebody may object to a decision.
const OBJECTION_DAYS: i32 = 7;

/// A form that makes a call or, with `was`, changes one.
pub(crate) fn form(ui: &Ui, action: &str, back: &str, was: Option<&Call>, each: Option<i32>) -> Form {
    let zone = ui.city.zone;
    let submit = if was.is_some() { "programmes-save" } else { "programmes-call-add" };
    let hint = Say::new("programmes-call-time-hint").with("zone", zone.abbreviation());
    let time = |at: Option<kernel::Instant>| at.map(|at| written(zone, at)).unwrap_or_default();
    let number = |number: Option<i32>| number.map(|number| number.to_string()).unwrap_or_default();
    let form = Form::post(ui.url(action), submit)
        .field(
            Field::text("name", "programmes-name")
                .value(was.map(|call| call.name.as_str()).unwrap_or_default()),
        )
        .field(
            Field::text("opens_at", "programmes-call-opens")
                .hint(hint.clone())
                .value(time(was.map(|c| c.opens_at))),
        )
        .field(
            Field::text("closes_at", "programmes-call-closes")
                .hint(hint)
                .value(time(was.map(|c| c.closes_at))),
        )
        .section("programmes-call-places-title", Some("programmes-call-places-note".into()))
        .field(
            Field::digits("places", "programmes-call-places-all")
                .narrow()
                .value(number(was.map(|c| c.places))),
        )
        .field_if(was.is_none_or(|call| call.by_area), || {
            Field::digits("places_each", "programmes-call-places-each")
                .hint("programmes-call-places-each-hint")
                .narrow()
                .optional()
                .value(number(each))
        });
    let form = rules(form, ui, was);
    later(way(form, ui, was), was).cancel(ui.url(back))
}

fn rules(form: Form, ui: &Ui, was: Option<&Call>) -> Form {
    let kinds = |call: &Call| call.rules.iter().map(|rule| rule.kind().to_owned()).collect::<Vec<_>>();
    let usual = || vec!["resident".to_owned(), "not_civil_servant".to_owned(), "not_recipient".to_owned()];
    let age = |kind: &str| {
        let number = match was {
            Some(call) => call.rules.iter().find(|rule| rule.kind() == kind).and_then(|rule| rule.number()),
            None => (kind == "age_at_least").then_some(17),
        };
        number.map(|number| number.to_string()).unwrap_or_default()
    };
    let boxes = BOXES.map(|(kind, label)| Choice::new(kind, ui.t(label)));
    form.section("programmes-call-rules", Some("programmes-call-rules-note".into()))
        .field(
            Field::checks("rules", "programmes-rules", boxes.to_vec())
                .values(was.map(kinds).unwrap_or_else(usual))
                .optional(),
        )
        .field(
            Field::digits("age_at_least", "programmes-age-at-least")
                .narrow()
                .optional()
                .value(age("age_at_least")),
        )
        .field(
            Field::digits("age_at_most", "programmes-age-at-most")
                .narrow()
                .optional()
                .value(age("age_at_most")),
        )
}

/// How places are given, which stays as it is once the call is made; and what a selection needs to know.
fn way(form: Form, ui: &Ui, was: Option<&Call>) -> Form {
    let selects = was.is_none_or(|call| call.method == Method::Selection);
    let number = |number: Option<i32>, usual: i32| number.unwrap_or(usual).to_string();
    let form = form.section("programmes-call-way", None).field_if(was.is_none(), || {
        let choice = |one: Method| {
            Choice::new(one.as_str(), ui.t_of("programmes-method-", one.as_str()))
                .note(ui.t_of("programmes-method-note-", one.as_str()))
        };
        Field::radio("method", "programmes-method", Method::ALL.map(choice).to_vec())
            .value(Method::Arrival.as_str())
    });
    form.field_if(selects, || {
        Field::digits("gap", "programmes-gap")
            .hint("programmes-gap-hint")
            .narrow()
            .optional()
            .value(number(was.map(|call| call.gap), GAP))
    })
    .field_if(selects, || {
        let heads = Choice::new("heads_family", ui.t("programmes-prefers-heads"));
        let chosen = was.filter(|call| call.prefers_heads).map(|_| "heads_family".to_owned());
        Field::checks("prefers", "programmes-prefers", vec![heads])
            .values(chosen.into_iter().collect())
            .optional()
    })
}

fn later(form: Form, was: Option<&Call>) -> Form {
    let days = was.map_or(3, |call| call.accept_days).to_string();
    form.section("programmes-call-later", Some("programmes-call-later-note".into()))
        .field(
            Field::digits("accept_days", "programmes-accept-days")
                .hint("programmes-accept-days-hint")
                .narrow()
                .value(days),
        )
        .field(
            Field::digits("objection_days", "programmes-objection-days")
                .hint("programmes-objection-days-hint")
                .narrow()
                .optional()
                .value(was.map_or(OBJECTION_DAYS, |call| call.objection_days).to_string()),
        )
        .section("programmes-baseline", Some("programmes-baseline-call-note".into()))
        .field(
            Field::check("asks_baseline", "programmes-baseline-call").optional().values(
                was.is_none_or(|call| call.asks_baseline).then(|| "ya".to_owned()).into_iter().collect(),
            ),
        )
}

/// What the form says. Times are those of the city's clock.
pub(crate) fn read(tx: &Tx, posted: &Posted, was: Option<&Call>) -> Result<NewCall, Error> {
    let zone = Zone::of(tx.city());
    let mut wrong = Vec::new();
    let opens_at = gather(local_time(zone, posted.text("opens_at"), "opens_at"), &mut wrong)?;
    let closes_at = gather(local_time(zone, posted.text("closes_at"), "closes_at"), &mut wrong)?;
    let places = gather(number(posted, "places"), &mut wrong)?.flatten();
    let each = gather(number(posted, "places_each"), &mut wrong)?.flatten();
    let accept_days = gather(number(posted, "accept_days"), &mut wrong)?.flatten();
    let gap = gather(number(posted, "gap"), &mut wrong)?.flatten();
    let objection_days = gather(number(posted, "objection_days"), &mut wrong)?.flatten();
    let rules = gather(read_rules(posted), &mut wrong)?;
    if places.is_none() && wrong.iter().all(|(name, _)| *name != "places") {
        wrong.push(("places", Say::new("programmes-call-places")));
    }
    let (Some(opens_at), Some(closes_at), Some(whole), Some(rules), true) =
        (opens_at, closes_at, places, rules, wrong.is_empty())
    else {
        return Err(Error::Invalid(wrong));
    };
    Ok(NewCall {
        name: posted.text("name").to_owned(),
        opens_at,
        closes_at,
        method: was.map_or_else(
            || Method::parse(posted.text("method")).unwrap_or(Method::Arrival),
            |call| call.method,
        ),
        quota: Quota { whole, each },
        rules,
        accept_days: accept_days.unwrap_or(3),
        gap: gap.unwrap_or(was.map_or(GAP, |call| call.gap)),
        objection_days: objection_days.unwrap_or(was.map_or(OBJECTION_DAYS, |call| call.objection_days)),
        prefers_heads: posted.all("prefers").any(|one| one == "heads_family"),
        asks_baseline: posted.checked("asks_baseline"),
    })
}

fn read_rules(posted: &Posted) -> Result<Vec<Rule>, Error> {
    let mut rules: Vec<Rule> = posted.all("rules").filter_map(|kind| Rule::read(kind, None)).collect();
    for kind in ["age_at_least", "age_at_most"] {
        let Some(years) = number(posted, kind)? else { continue };
        let rule = Rule::read(kind, Some(years));
        rules.push(rule.ok_or_else(|| Error::field(kind, "programmes-rule-age-form"))?);
    }
    Ok(rules)
}

fn number(posted: &Posted, name: &'static str) -> Result<Option<i32>, Error> {
    let Some(text) = posted.optional(name) else { return Ok(None) };
    let plain: String = text.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    plain.parse().map(Some).map_err(|_| Error::field(name, "programmes-number-form"))
}

fn gather<T>(done: Result<T, Error>, wrong: &mut Vec<(&'static str, Say)>) -> Result<Option<T>, Error> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(Error::Invalid(errors)) => {
            wrong.extend(errors);
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

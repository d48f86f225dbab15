//! Journals at the desk: looked up, corrected, undone.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::{Error, Say};
use web::list::PER_PAGE;
use web::table::{Column, Table};
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit, blocks};

use super::{Ask, CORRECT, Correction, Detail, JournalId, Kind, Listed, REVERSE, correct, find, reverse};
use crate::account::Purpose;
use crate::money::{Currency, Money};
use crate::shown::{self, EXPORTED, Names};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/ledger/journals", list)
        .get("/ledger/journals/new", new)
        .post("/ledger/journals/new", add)
        .get("/ledger/journals/{id}", one)
        .get("/ledger/journals/{id}/reversal", reversing)
        .post("/ledger/journals/{id}/reversal", undo)
}

async fn list(visit: Visit, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let ask = Ask {
        kind: query.get("jenis").and_then(Kind::parse),
        from: shown::day(query.get("dari")),
        until: shown::day(query.get("sampai")).and_then(|day| day.succ_opt()),
        like: query.like(),
    };
    let file = query.wants_csv() || query.wants_xlsx();
    let page = if file { (0, EXPORTED) } else { (query.offset(), PER_PAGE) };
    let (rows, total) = find::list(&mut tx, &ask, page).await?;
    let ui = &visit.ui;
    let title = ui.t("ledger-journals");
    let table = table(ui, &query, &rows, total);
    if query.wants_csv() {
        return Ok(table.csv(ui, &format!("jurnal-{}", ui.today())));
    }
    if query.wants_xlsx() {
        return Ok(shown::workbook(ui, &table, &rows, &title, &format!("jurnal-{}", ui.today()))?);
    }
    let mut parts = Vec::new();
    if visit.actor().may_somewhere(CORRECT) {
        parts.push(blocks::row(&[blocks::quiet(ui, "/ledger/journals/new", "ledger-correct")]));
    }
    parts.push(table.html(ui));
    let page = Page::new(title, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/ledger/accounts"), ui.t("ledger-accounts")).into_response())
}

fn table<'a>(ui: &Ui, query: &'a ListQuery, rows: &'a [Listed], total: i64) -> Table<'a, Listed> {
    let mut kinds = vec![(String::new(), ui.t("ledger-all"))];
    kinds.extend(Kind::ALL.map(|one| (one.as_str().to_owned(), ui.t_of("ledger-journal-", one.as_str()))));
    Table::new(ui.t("ledger-journals"), query, &[], rows, total)
        .search("ledger-journals-search")
        .filter("jenis", "ledger-journal", kinds)
        .filter_date("dari", "ledger-from")
        .filter_date("sampai", "ledger-until")
        .export()
        .workbook()
        .empty(blocks::empty(ui, "ledger-journals-none", "ledger-journals-none-hint"))
        .column(Column::html(
            "ledger-journal",
            |ui, row: &Listed| {
                shown::journal_link(ui, row.id, &ui.t_of("ledger-journal-", row.kind.as_str()))
            },
            |ui, row| ui.t_of("ledger-journal-", row.kind.as_str()),
        ))
        .column(Column::text("ledger-day", |ui, row: &Listed| ui.date(row.day)).whole())
        .column(Column::text("ledger-note", |_, row: &Listed| row.note.clone()).wide())
        .column(Column::text("ledger-key", |_, row: &Listed| row.key.clone()).wide())
        .column(
            Column::text("ledger-moved", |ui, row: &Listed| {
                row.moved.map_or_else(|| ui.t("ledger-several"), |money| money.to_string())
            })
            .numeric(),
        )
}

async fn one(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let detail = find::one(&mut tx, id.parse()?).await?;
    let names = shown::names(&mut tx, detail.legs.iter().filter_map(|leg| leg.2)).await?;
    let by: Vec<uuid::Uuid> = detail.listed.by.iter().map(|by| by.0).collect();
    let by = identity_names(&visit, &by);
    let ui = &visit.ui;
    let mut parts = vec![blocks::facts(ui, &facts(ui, &detail.listed, by)), legs(ui, &detail, &names)];
    let undone = detail.listed.reversed_by.is_some();
    let here = !matches!(detail.listed.kind, Kind::Settlement | Kind::Payout | Kind::Reversal);
    if here && !undone && visit.actor().may_somewhere(REVERSE) {
        let path = format!("/ledger/journals/{}/reversal", detail.listed.id);
        parts.push(blocks::row(&[blocks::quiet(ui, &path, "ledger-reverse")]));
    }
    let title = ui.t_of("ledger-journal-", detail.listed.kind.as_str());
    let page = Page::new(title, blocks::stack(&parts)).desk();
    Ok(page.under(ui.url("/ledger/journals"), ui.t("ledger-journals")).into_response())
}

/// Whether a person or the machine posted it; who it was stands in the audit trail.
fn identity_names(visit: &Visit, by: &[uuid::Uuid]) -> String {
    visit.ui.t(if by.is_empty() { "ledger-by-machine" } else { "ledger-by-person" })
}

fn facts(ui: &Ui, listed: &Listed, by: String) -> Vec<(Say, Html)> {
    let mut facts = vec![
        (Say::new("ledger-day"), Html::text(&ui.date(listed.day))),
        (Say::new("ledger-posted-at"), ui.time(listed.at)),
        (Say::new("ledger-by"), Html::text(&by)),
        (Say::new("ledger-key"), Html::text(&listed.key)),
    ];
    if !listed.note.is_empty() {
        facts.push((Say::new("ledger-note"), Html::text(&listed.note)));
    }
    for (label, other) in [("ledger-reverses", listed.reverses), ("ledger-reversed-by", listed.reversed_by)] {
        if let Some(other) = other {
            facts.push((Say::new(label), shown::journal_link(ui, other, &ui.t("ledger-that-journal"))));
        }
    }
    facts
}

fn legs(ui: &Ui, detail: &Detail, names: &Names) -> Html {
    let rows: Vec<Vec<Html>> = detail
        .legs
        .iter()
        .map(|(id, purpose, owner, money)| {
            let side = |wanted: bool| match (money.units > 0) == wanted {
                true => Money { units: money.units.saturating_abs(), ..*money }.to_string(),
                false => String::new(),
            };
            let account = shown::account(ui, names, *purpose, *owner);
            vec![shown::account_link(ui, *id, &account), Html::text(&side(true)), Html::text(&side(false))]
        })
        .collect();
    blocks::table(ui, "ledger-legs", &["ledger-account", "ledger-debit", "ledger-credit"], &rows)
}

fn correction_form(ui: &Ui) -> Form {
    let own = || -> Vec<(String, String)> {
        let own = Purpose::ALL.into_iter().filter(|one| !one.is_makers());
        own.map(|one| (one.as_str().to_owned(), ui.t_of("ledger-purpose-", one.as_str()))).collect()
    };
    let key = uuid::Uuid::new_v4();
    Form::post(ui.url("/ledger/journals/new"), "ledger-correct-post")
        .field(Field::hidden("key", key.to_string()))
        .field(Field::select("into", "ledger-into", own()).hint("ledger-into-hint"))
        .field(Field::select("from", "ledger-from-account", own()))
        .field(Field::digits("amount", "ledger-amount-rupiah").hint("ledger-amount-hint"))
        .field(Field::text("note", "ledger-why").hint("ledger-why-hint"))
}

fn correction_page(ui: &Ui, form: &Form) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "ledger-correct-lead"), form.html(ui)]);
    Page::new(ui.t("ledger-correct"), main).desk().under(ui.url("/ledger/journals"), ui.t("ledger-journals"))
}

async fn new(visit: Visit) -> Answer {
    let tx = visit.tx().await?;
    tx.must_in_city(CORRECT)?;
    Ok(correction_page(&visit.ui, &correction_form(&visit.ui)).into_response())
}

fn read(posted: &Posted) -> Result<Correction, Error> {
    let purpose = |field: &'static str| {
        Purpose::parse(posted.text(field)).ok_or_else(|| Error::field(field, "ledger-account-unknown"))
    };
    let amount = posted.text("amount").replace('.', "");
    let units = amount.parse().map_err(|_| Error::field("amount", "ledger-amount-positive"))?;
    Ok(Correction {
        key: posted.required("key", 100)?.to_owned(),
        into: purpose("into")?,
        from: purpose("from")?,
        money: Money { currency: Currency::IDR, units },
        note: posted.text("note").to_owned(),
    })
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(CORRECT)?;
    let done = match read(&posted) {
        Ok(new) => correct(&mut tx, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/ledger/journals/{id}"), "ledger-posted"))
        }
        Err(error) => {
            let ui = &visit.ui;
            visit.again(error, correction_form(ui).fill(&posted), |form| Ok(correction_page(ui, &form)))
        }
    }
}

fn reversal_form(ui: &Ui, id: JournalId) -> Form {
    Form::post(ui.url(&format!("/ledger/journals/{id}/reversal")), "ledger-reverse")
        .field(Field::text("reason", "ledger-why").hint("ledger-why-hint"))
        .danger()
        .cancel(ui.url(&format!("/ledger/journals/{id}")))
}

fn reversal_page(ui: &Ui, form: &Form, id: JournalId) -> Page {
    let main = blocks::stack(&[blocks::paragraph(ui, "ledger-reverse-lead"), form.html(ui)]);
    Page::new(ui.t("ledger-reverse"), main)
        .desk()
        .under(ui.url(&format!("/ledger/journals/{id}")), ui.t("ledger-journal"))
}

async fn reversing(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    tx.must_in_city(REVERSE)?;
    let id = find::one(&mut tx, id.parse()?).await?.listed.id;
    Ok(reversal_page(&visit.ui, &reversal_form(&visit.ui, id), id).into_response())
}

async fn undo(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let id: JournalId = id.parse()?;
    match reverse(&mut tx, id, posted.text("reason")).await {
        Ok(done) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/ledger/journals/{}", done.id), "ledger-is-reversed"))
        }
        Err(error) => {
            let ui = &visit.ui;
            let form = reversal_form(ui, id).fill(&posted);
            visit.again(error, form, |form| Ok(reversal_page(ui, &form, id)))
        }
    }
}

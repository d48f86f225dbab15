//! Pieces that the desk's pages of this room share.

use std::collections::BTreeMap;

use axum::response::{IntoResponse as _, Response};
use chrono::NaiveDate;
use kernel::{Error, Say, Tx};
use uuid::Uuid;
use web::{Html, Table, Ui, blocks};

use crate::account::{Kind, LedgerAccountId, Purpose};
use crate::journal::JournalId;
use crate::money::Money;

/// Rows in a file.
pub(crate) const EXPORTED: i64 = 50_000;

/// Code and name of businesses, as far as the actor may see them.
pub(crate) type Names = BTreeMap<Uuid, (String, String)>;

/// Those of these owners. Owners that are no businesses are left out.
pub(crate) async fn names(tx: &mut Tx, owners: impl Iterator<Item = Uuid>) -> Result<Names, Error> {
    let mut ids: Vec<Uuid> = owners.collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Names::new());
    }
    let rows = registry::business::find::these(tx, ids).await?;
    Ok(rows.into_iter().map(|row| (row.id.0, (row.code, row.name))).collect())
}

/// What a maker is called; the end of the id where nobody knows.
pub(crate) fn owner(names: &Names, owner: Uuid) -> String {
    match names.get(&owner) {
        Some((_, name)) => name.clone(),
        None => owner.simple().to_string().chars().skip(24).collect(),
    }
}

/// "Hak pelaku usaha · Warung Sari"
pub(crate) fn account(ui: &Ui, names: &Names, purpose: Purpose, of: Option<Uuid>) -> String {
    let purpose = ui.t_of("ledger-purpose-", purpose.as_str());
    of.map_or(purpose.clone(), |of| format!("{purpose} · {}", owner(names, of)))
}

pub(crate) fn account_link(ui: &Ui, id: LedgerAccountId, text: &str) -> Html {
    blocks::link(&ui.url(&format!("/ledger/accounts/{id}")), text)
}

pub(crate) fn journal_link(ui: &Ui, id: JournalId, text: &str) -> Html {
    blocks::link(&ui.url(&format!("/ledger/journals/{id}")), text)
}

/// A balance as people read it: what the city owes or earned is positive too.
pub(crate) fn balance(kind: Kind, money: Money) -> String {
    let turned = if kind.is_credit() { money.negative() } else { Some(money) };
    turned.unwrap_or(money).to_string()
}

/// A day that a filter or a form gave.
pub(crate) fn day(text: Option<&str>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}

pub(crate) fn download(bytes: Vec<u8>, media: &'static str, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([("content-type", media), ("content-disposition", disposition.as_str())], bytes).into_response()
}

/// The list as a workbook.
pub(crate) fn workbook<R>(
    ui: &Ui,
    table: &Table<'_, R>,
    rows: &[R],
    title: &str,
    file: &str,
) -> Result<Response, Error> {
    let bytes = written(ui, table, rows, title).map_err(|fault| Error::broken(fault.to_string()))?;
    let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(download(bytes, media, &format!("{file}.xlsx")))
}

fn written<R>(ui: &Ui, table: &Table<'_, R>, rows: &[R], title: &str) -> Result<Vec<u8>, sheet::Fault> {
    let mut book = sheet::Writer::new(Vec::new());
    let taken = Say::new("ledger-export-by")
        .with("who", ui.name.clone().unwrap_or_default())
        .with("at", ui.instant(ui.now));
    book.cover(&sheet::Cover {
        sheet: ui.t("ledger-export-cover"),
        title: format!("{title} · {}", ui.city.name),
        lines: vec![(ui.t("ledger-export-rows"), ui.number(i64::try_from(rows.len()).unwrap_or_default()))],
        watermark: ui.say(&taken),
    })?;
    let columns: Vec<sheet::Column> =
        table.heads(ui).into_iter().map(|head| sheet::Column::new(head, sheet::Kind::Text)).collect();
    book.sheet(title, &columns)?;
    for row in rows {
        let values: Vec<sheet::Value> = table.cells(ui, row).into_iter().map(sheet::Value::Text).collect();
        book.row(values.iter().map(Some))?;
    }
    book.finish()
}

//! The proof, for everybody.

use axum::response::IntoResponse;
use kernel::{Rupiah, Say};
use web::blocks::{self, Tone};
use web::{Answer, Html, Page, Routes, Ui, Visit};

use super::Proof;
use crate::money::{Currency, Money};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/ledger/proofs", list)
}

/// Nights that are shown.
const NIGHTS: i64 = 30;

async fn list(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let proofs = super::list(&mut tx, NIGHTS).await?;
    let ui = &visit.ui;
    let mut parts = vec![blocks::paragraph(ui, "ledger-proofs-lead")];
    match proofs.first() {
        None => parts.push(blocks::empty(ui, "ledger-proofs-none", "ledger-proofs-none-hint")),
        Some(newest) => {
            parts.push(verdict(ui, newest));
            parts.push(sums(ui, newest));
            parts.push(findings(ui, newest));
            parts.push(nights(ui, &proofs));
        }
    }
    Ok(Page::new(ui.t("ledger-proofs"), blocks::stack(&parts))
        .about(ui.t("ledger-proofs-lead"))
        .into_response())
}

fn verdict(ui: &Ui, proof: &Proof) -> Html {
    let (key, tone) = match proof.holds {
        true => ("ledger-proof-holds", Tone::Good),
        false => ("ledger-proof-fails", Tone::Warn),
    };
    let say = Say::new(key)
        .with("at", ui.instant(proof.at))
        .with("journals", ui.number(proof.journals))
        .with("postings", ui.number(proof.postings));
    blocks::notice(&ui.say(&say), tone)
}

fn sums(ui: &Ui, proof: &Proof) -> Html {
    let money = |code: &str, units| match Currency::parse(code) {
        Ok(currency) => Money { currency, units }.to_string(),
        Err(_) => Rupiah(units).to_string(),
    };
    let rows: Vec<Vec<Html>> = proof
        .sums
        .iter()
        .map(|sum| {
            let difference = sum.into.saturating_sub(sum.out);
            vec![
                Html::text(&sum.currency),
                Html::text(&money(&sum.currency, sum.into)),
                Html::text(&money(&sum.currency, sum.out)),
                Html::text(&money(&sum.currency, difference)),
            ]
        })
        .collect();
    let heads = ["ledger-currency", "ledger-debit", "ledger-credit", "ledger-difference"];
    blocks::table(ui, "ledger-proof-sums", &heads, &rows)
}

fn findings(ui: &Ui, proof: &Proof) -> Html {
    let rows: Vec<Vec<Html>> = proof
        .findings
        .iter()
        .map(|finding| {
            let verdict = match finding.broken {
                0 => blocks::badge(&ui.t("ledger-rule-holds"), Tone::Good),
                broken => blocks::badge(&ui.number(broken), Tone::Warn),
            };
            vec![Html::text(&ui.t_of("ledger-rule-", &finding.rule)), verdict]
        })
        .collect();
    blocks::table(ui, "ledger-proof-rules", &["ledger-rule", "ledger-rule-broken"], &rows)
}

fn nights(ui: &Ui, proofs: &[Proof]) -> Html {
    let rows: Vec<Vec<Html>> = proofs
        .iter()
        .map(|proof| {
            let (word, tone) = match proof.holds {
                true => ("ledger-rule-holds", Tone::Good),
                false => ("ledger-rule-fails", Tone::Warn),
            };
            vec![
                Html::text(&ui.date(proof.day)),
                Html::text(&ui.number(proof.journals)),
                blocks::badge(&ui.t(word), tone),
            ]
        })
        .collect();
    blocks::table(ui, "ledger-proof-nights", &["ledger-day", "ledger-journals", "ledger-proof"], &rows)
}

//! What is next, on somebody's own pages.

use kernel::{Error, Say, Tx};
use web::blocks;
use web::{Html, Ui};

use super::find::{self, Next};
use super::mark::Word;
use super::{pages, words};

/// The steps that are whoever's who acts, with the way to each; nothing where there is none.
pub(crate) async fn next(tx: &mut Tx, ui: &Ui) -> Result<Html, Error> {
    let all = find::own(tx).await?;
    if all.is_empty() {
        return Ok(Html::default());
    }
    let row = |next: &Next| {
        let path = words::path(tx, next);
        vec![
            blocks::link(&ui.url(&path), &pages::step(ui, next.key.step)),
            Html::text(&next.call_name),
            next.until_at.map(|until| ui.time(until)).unwrap_or_default(),
            quiet(ui, next),
        ]
    };
    let heads =
        ["programmes-nudge-step", "programmes-call", "programmes-nudge-until", "programmes-nudge-mails"];
    let rows: Vec<_> = all.iter().map(row).collect();
    Ok(blocks::section(ui, "programmes-nudge-own", &blocks::table(ui, "programmes-nudge-own", &heads, &rows)))
}

/// Whoever does not want to be reminded, says so.
fn quiet(ui: &Ui, next: &Next) -> Html {
    if next.word == Some(Word::Never) {
        return Html::text(&ui.say(&Say::new("programmes-nudge-word-never")));
    }
    let about = next.key.about.to_string();
    let fields = [("step", next.key.step.as_str()), ("about", about.as_str()), ("word", "never")];
    let address = ui.url(&format!("/programmes/applicants/{}/nudges", next.key.applicant));
    blocks::post_button(&address, &ui.t("programmes-nudge-own-never"), &fields, "quiet", None)
}

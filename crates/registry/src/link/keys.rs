//! What helps to work through the queue: how far it is, the way to other pairs, taking back, keys.

use kernel::{Error, Say, Tx};
use web::{Html, Ui};

use super::queue::{self, Progress, QuestionId};
use super::{Verdict, find, step};

/// The keys, for `aria-keyshortcuts`: `queue.js` presses what carries them.
pub(super) const SAME: &str = "s";
pub(super) const DIFFERENT: &str = "d";
pub(super) const LATER: &str = "l";
const BACK: &str = "u";
const NEXT: &str = "j";
const PREVIOUS: &str = "k";

/// "12 of 78 decided today, 66 wait". Nothing where nothing was decided and nothing waits.
pub(super) fn progress(ui: &Ui, progress: Progress) -> Html {
    let all = progress.today + progress.open;
    if all == 0 {
        return Html::default();
    }
    let say = Say::new("registry-link-today")
        .with("done", ui.number(progress.today))
        .with("all", ui.number(all))
        .with("open", ui.number(progress.open));
    let mut html = Html::trusted("<div class=\"progress\"><p>");
    html.push_text(&ui.say(&say));
    html.push_trusted("</p><progress");
    html.attr("value", &progress.today.to_string());
    html.attr("max", &all.to_string());
    html.attr("aria-label", &ui.t("registry-link-today-label"));
    html.push_trusted("></progress></div>");
    html
}

/// What the actor did last, and taking it back.
pub(super) async fn last(tx: &mut Tx, ui: &Ui) -> Result<Html, Error> {
    let Some(id) = step::last(tx).await? else { return Ok(Html::default()) };
    let question = queue::one(tx, id).await?;
    let said = match question.act {
        Some(act) => find::of_act(tx, act).await?.first().map(|link| link.verdict),
        None => None,
    };
    let key = match said {
        Some(Verdict::Same) => "registry-link-last-same",
        Some(Verdict::Different) => "registry-link-last-different",
        None => "registry-link-last-later",
    };
    let names = format!("{} – {}", question.names.0, question.names.1);
    let mut html = Html::trusted("<div class=\"row\"><span>");
    html.push_text(&ui.say(&Say::new(key).with("names", names)));
    html.push_trusted("</span>");
    let label = ui.t("registry-link-take-back");
    html.push(&button(ui, &format!("/registry/links/{id}/reopening"), None, &label, BACK));
    html.push_trusted("</div>");
    Ok(html)
}

/// To the pair before this one, and to the one after it.
pub(super) fn steps(ui: &Ui, id: QuestionId) -> Html {
    let mut html = Html::trusted("<nav class=\"row\"");
    html.attr("aria-label", &ui.t("registry-link-steps"));
    html.push_trusted(">");
    let here = id.to_string();
    for (field, label, key) in
        [("before", "registry-link-previous", PREVIOUS), ("after", "registry-link-next", NEXT)]
    {
        html.push(&button(ui, "/registry/links/next", Some((field, &here)), &ui.t(label), key));
    }
    html.push_trusted("</nav>");
    html
}

/// The keys in words. It is shown once the script runs that makes them work.
pub(super) fn legend(ui: &Ui) -> Html {
    let keys = [
        (NEXT, "registry-link-key-next"),
        (PREVIOUS, "registry-link-key-previous"),
        (SAME, "registry-link-key-same"),
        (DIFFERENT, "registry-link-key-different"),
        (LATER, "registry-link-key-later"),
        (BACK, "registry-link-key-back"),
    ];
    let mut html = Html::trusted("<section data-keys hidden");
    html.attr("aria-label", &ui.t("registry-link-keys"));
    html.push_trusted("><div class=\"strip\">");
    for (key, label) in keys {
        html.push_trusted("<span><kbd>");
        html.push_text(key);
        html.push_trusted("</kbd> ");
        html.push_text(&ui.t(label));
        html.push_trusted("</span>");
    }
    html.push_trusted("<button type=\"button\" class=\"button quiet small\"");
    html.attr("data-off", &ui.t("registry-link-keys-off"));
    html.attr("data-on", &ui.t("registry-link-keys-on"));
    html.push_trusted(">");
    html.push_text(&ui.t("registry-link-keys-off"));
    html.push_trusted("</button></div></section>");
    html
}

fn button(ui: &Ui, path: &str, field: Option<(&str, &str)>, label: &str, key: &str) -> Html {
    let mut html = Html::trusted("<form method=\"post\" class=\"inline\"");
    html.attr("action", &ui.url(path));
    html.push_trusted(">");
    if let Some((name, value)) = field {
        html.push_trusted("<input type=\"hidden\"");
        html.attr("name", name);
        html.attr("value", value);
        html.push_trusted(">");
    }
    html.push_trusted("<button class=\"button quiet\"");
    html.attr("aria-keyshortcuts", key);
    html.push_trusted(">");
    html.push_text(label);
    html.push_trusted("</button></form>");
    html
}

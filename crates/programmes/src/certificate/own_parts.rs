//! How far somebody is, and the certificate, on the page of the own trainings.

use kernel::{Error, Tx};
use web::blocks::{self, Tone};
use web::{Html, Ui};

use super::pages::{lacking, sentence};
use super::rules::Rule;
use super::standing::{Standing, Whose, read, rule};
use crate::training::{ParticipantId, TrainingId};

/// How far one participant is, and what it takes. The caller knows whose it is.
pub(crate) async fn of(
    tx: &mut Tx,
    training: TrainingId,
    participant: ParticipantId,
) -> Result<(Rule, Option<Standing>), Error> {
    let whose = Whose { training, one: Some(participant), prefix: "", offset: 0, most: 1 };
    Ok((rule(tx, training).await?, read(tx, whose).await?.pop()))
}

/// The same, to its owner.
pub(crate) fn html(ui: &Ui, rule: Rule, standing: &Standing) -> Html {
    if let Some(id) = standing.certificate {
        let paper = ui.url(&format!("/programmes/certificates/{id}/paper"));
        return blocks::row(&[
            blocks::badge(&ui.t("programmes-is-passed"), Tone::Good),
            blocks::button_link(&paper, &ui.t("programmes-certificate-print"), true),
            blocks::quiet(ui, &format!("/programmes/certificates/{id}"), "programmes-certificate"),
        ]);
    }
    if standing.passed() {
        return blocks::notice(&ui.t("programmes-own-passed"), Tone::Good);
    }
    let text = format!("{} {}", sentence(ui, rule), lacking(ui, standing));
    blocks::notice(&text, Tone::Plain)
}

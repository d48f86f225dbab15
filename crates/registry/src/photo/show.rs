//! Photos as markup.

use kernel::{Error, Tx};
use web::batik::Batik;
use web::{Html, Ui};

use super::find::{self, Photo, State};
use super::{PhotoId, Subject};

/// A photo, in the sizes that a screen chooses from. Empty until its sizes are made.
pub fn picture(ui: &Ui, photo: &Photo) -> Html {
    let (Some(small), Some(large)) = (photo.sizes.first(), photo.sizes.last()) else {
        return Html::default();
    };
    let address = |name: &str| ui.url(&format!("/registry/pictures/{name}.webp"));
    let all: Vec<String> =
        photo.sizes.iter().map(|size| format!("{} {}w", address(&size.name), size.width)).collect();
    let mut html = Html::trusted("<img class=\"photo\" loading=\"lazy\" decoding=\"async\"");
    html.attr("src", &address(&small.name));
    html.attr("srcset", &all.join(", "));
    html.attr("sizes", "(min-width: 40rem) 20rem, 92vw");
    html.attr("width", &large.width.to_string());
    html.attr("height", &large.height.to_string());
    html.attr("alt", &photo.alt);
    html.push_trusted(">");
    html
}

/// The first photo of a subject, or a cloth of its own where there is none: `seed` is its code.
pub async fn cover(tx: &mut Tx, ui: &Ui, subject: Subject, seed: &str) -> Result<Html, Error> {
    let photos = find::of(tx, subject).await?;
    let ready = photos.iter().find(|photo| photo.state == State::Ready);
    Ok(match ready {
        Some(photo) => picture(ui, photo),
        None => Html::trusted(Batik::for_maker(seed).svg(640, 240, None)),
    })
}

/// The photos of a subject, with what `tools` adds to each.
pub fn gallery(ui: &Ui, photos: &[Photo], tools: impl Fn(PhotoId) -> Html) -> Html {
    let mut html = Html::trusted("<ul class=\"gallery\">");
    for photo in photos {
        html.push_trusted("<li><figure>");
        match photo.state {
            State::Ready => html.push(&picture(ui, photo)),
            State::Waiting => html.push_text(&ui.t("registry-photo-waiting")),
            State::Unreadable => html.push_text(&ui.t("registry-photo-unreadable")),
        }
        html.push_trusted("<figcaption>");
        html.push_text(&photo.alt);
        html.push_trusted("</figcaption></figure>");
        html.push(&tools(photo.id));
        html.push_trusted("</li>");
    }
    html.push_trusted("</ul>");
    html
}

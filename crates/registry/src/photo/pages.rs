//! Photos: their place on a page, and the pictures themselves.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use kernel::job::JobKind;
use kernel::{Error, Tx, file};
use web::field::Kind as Control;
use web::upload::Upload;
use web::{Answer, Context, Field, Form, Html, Page, Posted, Routes, Ui, Visit, blocks};

use super::record::{self, may_keep};
use super::{Forget, KEEP, MESSAGES, Make, PhotoId, Subject, find, gallery};
use crate::{business, group};

/// What this part of the room adds to it.
pub(crate) fn part() -> Context {
    Context {
        pages: routes(),
        jobs: vec![JobKind::of::<Make>(), JobKind::of::<Forget>()],
        permissions: vec![KEEP],
        messages: vec![MESSAGES],
        ..Context::default()
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/registry/businesses/{id}/photos", of_business)
        .get("/registry/businesses/{id}/photos/new", new_of_business)
        .post("/registry/businesses/{id}/photos/new", add_to_business)
        .get("/registry/groups/{id}/photos", of_group)
        .get("/registry/groups/{id}/photos/new", new_of_group)
        .post("/registry/groups/{id}/photos/new", add_to_group)
        .get("/registry/photos/{id}/description", describing)
        .post("/registry/photos/{id}/description", describe)
        .post("/registry/photos/{id}/place", place)
        .get("/registry/photos/{id}/removal", removing)
        .post("/registry/photos/{id}/removal", remove)
        .get("/registry/pictures/{name}", picture)
}

async fn of_business(visit: Visit, Path(id): Path<String>) -> Answer {
    list(visit, Subject::Business(id.parse()?)).await
}

async fn of_group(visit: Visit, Path(id): Path<String>) -> Answer {
    list(visit, Subject::Group(id.parse()?)).await
}

/// Whether the actor may see what the photos are of.
async fn may_see(tx: &mut Tx, subject: Subject) -> Result<(), Error> {
    match subject {
        Subject::Business(id) | Subject::Part(id, _) => {
            business::register::may(tx, id, business::SEE).await.map(|_| ())
        }
        Subject::Group(id) => group::may(tx, id, group::SEE).await.map(|_| ()),
    }
}

async fn list(visit: Visit, subject: Subject) -> Answer {
    let mut tx = visit.tx().await?;
    may_see(&mut tx, subject).await?;
    let ui = &visit.ui;
    let main = section(&mut tx, ui, subject).await?;
    Ok(page(&visit, subject, ui.t("registry-photos"), main).into_response())
}

/// The photos of a subject with what can be done about them.
pub(crate) async fn section(tx: &mut Tx, ui: &Ui, subject: Subject) -> Result<Html, Error> {
    let may = may_keep(tx, subject).await.is_ok();
    let photos = find::of(tx, subject).await?;
    let mut parts = Vec::new();
    if photos.is_empty() {
        parts.push(blocks::paragraph(ui, "registry-photos-none"));
    } else {
        parts.push(gallery(ui, &photos, |id| if may { tools(ui, id) } else { Html::default() }));
    }
    if may {
        let address = ui.url(&format!("{}/photos/new", subject.path()));
        parts.push(blocks::row(&[blocks::button_link(&address, &ui.t("registry-photo-add"), true)]));
    }
    Ok(blocks::stack(&parts))
}

fn tools(ui: &Ui, id: PhotoId) -> Html {
    let path = |part: &str| ui.url(&format!("/registry/photos/{id}/{part}"));
    blocks::row(&[
        blocks::link(&path("description"), &ui.t("registry-photo-describe")),
        blocks::post_button(&path("place"), &ui.t("registry-photo-first"), &[], "quiet", None),
        blocks::link(&path("removal"), &ui.t("registry-photo-remove")),
    ])
}

fn page(visit: &Visit, subject: Subject, title: String, main: Html) -> Page {
    let ui = &visit.ui;
    let above = match subject {
        Subject::Business(_) => "registry-photo-business",
        Subject::Group(_) => "registry-photo-group",
        Subject::Part(_, _) => "registry-photo-part",
    };
    let page = Page::new(title, main).under(ui.url(&subject.path()), ui.t(above));
    if visit.actor().may_somewhere(business::SEE) { page.desk() } else { page }
}

fn add_form(ui: &Ui, subject: Subject) -> Form {
    let control = Control::File("image/jpeg,image/png,image/webp");
    Form::post(ui.url(&format!("{}/photos/new", subject.path())), "registry-photo-add")
        .field(Field::new("file", "registry-photo-file", control).hint("registry-photo-file-hint"))
        .field(Field::text("alt", "registry-photo-alt").hint("registry-photo-alt-hint"))
        .cancel(ui.url(&subject.path()))
}

async fn new_of_business(visit: Visit, Path(id): Path<String>) -> Answer {
    new(visit, Subject::Business(id.parse()?)).await
}

async fn new_of_group(visit: Visit, Path(id): Path<String>) -> Answer {
    new(visit, Subject::Group(id.parse()?)).await
}

async fn new(visit: Visit, subject: Subject) -> Answer {
    let mut tx = visit.tx().await?;
    may_keep(&mut tx, subject).await?;
    let form = add_form(&visit.ui, subject).html(&visit.ui);
    Ok(page(&visit, subject, visit.ui.t("registry-photo-add"), form).into_response())
}

async fn add_to_business(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    add(visit, Subject::Business(id.parse()?), upload).await
}

async fn add_to_group(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    add(visit, Subject::Group(id.parse()?), upload).await
}

async fn add(visit: Visit, subject: Subject, upload: Upload) -> Answer {
    let mut tx = visit.tx().await?;
    may_keep(&mut tx, subject).await?;
    let Upload { posted, files } = upload;
    let sent = files.into_iter().find(|file| file.field == "file");
    let done = async {
        let sent = sent.ok_or_else(|| Error::field("file", "registry-photo-missing"))?;
        record::add(&mut tx, subject, posted.text("alt"), sent).await
    };
    match done.await {
        Ok(_) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("{}/photos", subject.path()), "registry-photo-added"))
        }
        Err(error) => visit.again(error, add_form(&visit.ui, subject).fill(&posted), |form| {
            Ok(page(&visit, subject, visit.ui.t("registry-photo-add"), form.html(&visit.ui)))
        }),
    }
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, find::Photo), Error> {
    let mut tx = visit.tx().await?;
    let photo = find::one(&mut tx, id.parse()?).await?;
    may_keep(&mut tx, photo.subject).await.map_err(|error| match error {
        Error::NotFound(_) => Error::NotFound("photo"),
        Error::Invalid(_) | Error::Refused(_) | Error::Forbidden | Error::Broken(_) => error,
    })?;
    Ok((tx, photo))
}

fn describe_form(ui: &Ui, photo: &find::Photo) -> Form {
    Form::post(ui.url(&format!("/registry/photos/{}/description", photo.id)), "registry-photo-describe")
        .field(
            Field::text("alt", "registry-photo-alt").hint("registry-photo-alt-hint").value(photo.alt.clone()),
        )
        .cancel(ui.url(&format!("{}/photos", photo.subject.path())))
}

async fn describing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, photo) = loaded(&visit, &id).await?;
    let form = describe_form(&visit.ui, &photo).html(&visit.ui);
    Ok(page(&visit, photo.subject, visit.ui.t("registry-photo-describe"), form).into_response())
}

async fn describe(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, photo) = loaded(&visit, &id).await?;
    match record::describe(&mut tx, photo.id, posted.text("alt")).await {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("{}/photos", photo.subject.path()), "registry-photo-described"))
        }
        Err(error) => visit.again(error, describe_form(&visit.ui, &photo).fill(&posted), |form| {
            Ok(page(&visit, photo.subject, visit.ui.t("registry-photo-describe"), form.html(&visit.ui)))
        }),
    }
}

async fn place(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, photo) = loaded(&visit, &id).await?;
    record::place(&mut tx, photo.id).await?;
    tx.commit().await?;
    Ok(visit.see(&format!("{}/photos", photo.subject.path())))
}

async fn removing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, photo) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let form = Form::post(ui.url(&format!("/registry/photos/{}/removal", photo.id)), "registry-photo-remove")
        .aside(super::show::picture(ui, &photo))
        .danger()
        .cancel(ui.url(&format!("{}/photos", photo.subject.path())));
    Ok(page(&visit, photo.subject, ui.t("registry-photo-remove"), form.html(ui)).into_response())
}

async fn remove(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, photo) = loaded(&visit, &id).await?;
    record::remove(&mut tx, photo.id).await?;
    tx.commit().await?;
    Ok(visit.see_saying(&format!("{}/photos", photo.subject.path()), "registry-photo-removed"))
}

/// A picture under the hash of its content: whoever was shown the address may fetch it, and keep it for ever.
async fn picture(visit: Visit, Path(name): Path<String>) -> Result<Response, web::Failure> {
    let hash = name.strip_suffix(".webp").filter(|hash| hash.len() == 64);
    let hash = hash
        .filter(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or(Error::NotFound("picture"))?;
    let mut tx = visit.tx().await?;
    let id = find::picture(&mut tx, hash).await?;
    let kept = file::one(&mut tx, id).await?;
    let bytes = file::read(&mut tx, &kept).await?;
    let headers = [
        ("content-type", "image/webp"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("content-disposition", "inline"),
    ];
    Ok((headers, bytes).into_response())
}

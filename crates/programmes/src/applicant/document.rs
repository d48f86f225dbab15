//! Papers of an application: handed in, looked at, shown to nobody but the applicant and the officers of the territory.

use axum::extract::Path;
use axum::response::IntoResponse;
use kernel::audit::Entry;
use kernel::file::{self, FileId, NewFile};
use kernel::job::Job;
use kernel::{Error, Say, Tx};
use registry::media::{self, Media};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::field::{Choice, Kind as Control};
use web::upload::{Upload, Uploaded};
use web::{Answer, Field, Form, Page, Posted, Routes, Ui, Visit};

use super::find::{Applicant, Document, may};
use super::{ApplicantId, DocumentId, ENTER, SEE, find, mend};

/// The kinds of papers, as stored and in message keys.
pub const KINDS: [&str; 3] = ["recommendation", "ktp", "other"];

/// So many papers of one application.
const MOST: usize = 10;

/// Hands in a paper: for oneself, or at the desk.
pub async fn attach(tx: &mut Tx, id: ApplicantId, kind: &str, sent: Uploaded) -> Result<DocumentId, Error> {
    let applicant = may(tx, id, ENTER).await?;
    if !applicant.state.is_alive() {
        return Err(Error::refused("programmes-application-over"));
    }
    let kind = KINDS.into_iter().find(|known| *known == kind);
    let kind = kind.ok_or_else(|| Error::field("kind", "programmes-document-kind-unknown"))?;
    let media = Media::of(&sent.bytes).ok_or_else(|| Error::field("file", "programmes-document-form"))?;
    if find::documents(tx, id).await?.len() >= MOST {
        return Err(Error::Refused(Say::new("programmes-documents-many").with("most", MOST)));
    }
    // The name on the sender's device may say whose paper it is.
    let kept = file::keep(tx, NewFile { name: kind, media_type: media.name(), bytes: sent.bytes }).await?;
    let (city, now, document): (_, _, DocumentId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into programmes.document (city, id, applicant, kind, file, media, added_at, added_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        city.0,
        document.0,
        id.0,
        kind,
        kept.0,
        media.name(),
        now,
        by
    )
    .execute(tx.conn())
    .await?;
    let entry = Entry::new("programmes.document.add", "applicant", id).area(applicant.area);
    tx.audit(entry.body(json!({ "document": document, "kind": kind }))).await?;
    Ok(document)
}

/// Says whether a paper is what it should be; a remark in words goes with one that is not.
pub async fn look(tx: &mut Tx, id: DocumentId, right: bool, remark: &str) -> Result<ApplicantId, Error> {
    let document = one(tx, id).await?;
    let applicant = mend::judging(tx, document.applicant).await?;
    let remark = remark.trim();
    if !right {
        mend::worded(remark)?;
    }
    let (city, now) = (tx.city(), tx.now());
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "update programmes.document set verdict = $3, looked_at = $4, looked_by = $5, remark = nullif($6, '')
         where city = $1 and id = $2",
        city.0,
        id.0,
        if right { "right" } else { "wrong" },
        now,
        by,
        remark
    )
    .execute(tx.conn())
    .await?;
    let entry = Entry::new("programmes.document.look", "applicant", applicant.id).area(applicant.area);
    tx.audit(entry.body(json!({ "document": id, "right": right }))).await?;
    Ok(applicant.id)
}

/// One paper. Asks no permission.
async fn one(tx: &mut Tx, id: DocumentId) -> Result<Document, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Document,
        r#"select id as "id: DocumentId", applicant as "applicant: ApplicantId", kind, file as "file: FileId", media,
                  added_at, verdict, remark
           from programmes.document where city = $1 and id = $2"#,
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or_else(|| tx.hidden("document"))
}

/// Deletes a file that nothing refers to any more: after the transaction that let go of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forget {
    pub file: FileId,
}

impl Job for Forget {
    const NAME: &'static str = "programmes.document.forget";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        file::forget(tx, self.file).await
    }
}

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/programmes/applicants/{id}/documents/new", new)
        .post("/programmes/applicants/{id}/documents/new", add)
        .get("/programmes/documents/{id}", download)
        .get("/programmes/documents/{id}/look", looking)
        .post("/programmes/documents/{id}/look", judge)
}

fn form(ui: &Ui, applicant: &Applicant) -> Form {
    let here = format!("/programmes/applicants/{}", applicant.id);
    let kinds = KINDS.map(|kind| (kind.to_owned(), ui.t_of("programmes-document-", kind))).to_vec();
    let control = Control::File("application/pdf,image/jpeg,image/png,image/webp");
    Form::post(ui.url(&format!("{here}/documents/new")), "programmes-document-add")
        .field(Field::select("kind", "programmes-document-kind", kinds))
        .field(Field::new("file", "programmes-document-file", control).hint("programmes-document-hint"))
        .cancel(ui.url(&here))
}

fn page(ui: &Ui, applicant: &Applicant, form: &Form, title: &'static str, desk: bool) -> Page {
    let page = Page::new(ui.t(title), form.html(ui));
    let page = if desk { page.desk() } else { page };
    page.under(ui.url(&format!("/programmes/applicants/{}", applicant.id)), applicant.code.clone())
}

async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let applicant = may(&mut tx, id.parse()?, ENTER).await?;
    let desk = tx.may(SEE, &applicant.area);
    Ok(page(&visit.ui, &applicant, &form(&visit.ui, &applicant), "programmes-document-add", desk)
        .into_response())
}

async fn add(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let mut tx = visit.tx().await?;
    let applicant = may(&mut tx, id.parse()?, ENTER).await?;
    let desk = tx.may(SEE, &applicant.area);
    let (posted, sent) = (upload.posted, upload.files.into_iter().next());
    let done = match sent {
        Some(sent) => attach(&mut tx, applicant.id, posted.text("kind"), sent).await.map(|_| ()),
        None => Err(Error::field("file", "web-field-empty")),
    };
    match done {
        Ok(()) => {
            tx.commit().await?;
            Ok(visit
                .see_saying(&format!("/programmes/applicants/{}", applicant.id), "programmes-document-added"))
        }
        Err(error) => visit.again(error, form(&visit.ui, &applicant).fill(&posted), |form| {
            Ok(page(&visit.ui, &applicant, &form, "programmes-document-add", desk))
        }),
    }
}

/// Whoever sees a paper of somebody else stands in the trail.
async fn download(visit: Visit, Path(id): Path<String>) -> Answer {
    let mut tx = visit.tx().await?;
    let document = one(&mut tx, id.parse()?).await?;
    let applicant = may(&mut tx, document.applicant, SEE).await?;
    let kept = file::one(&mut tx, document.file).await?;
    let bytes = file::read(&mut tx, &kept).await?;
    if !find::is_own(&mut tx, &applicant).await? {
        let entry = Entry::new("programmes.document.see", "applicant", applicant.id).area(applicant.area);
        tx.audit(entry.body(json!({ "document": document.id }))).await?;
    }
    tx.commit().await?;
    let ending = match document.media.as_str() {
        "application/pdf" => "pdf",
        "image/png" => "png",
        "image/webp" => "webp",
        "image/heic" => "heic",
        _ => "jpg",
    };
    let name = format!("{}-{}.{ending}", applicant.code, document.kind);
    Ok(media::download(&name, &kept.media_type, bytes))
}

fn look_form(ui: &Ui, document: &Document) -> Form {
    let verdicts = ["right", "wrong"].map(|one| Choice::new(one, ui.t_of("programmes-document-is-", one)));
    Form::post(ui.url(&format!("/programmes/documents/{}/look", document.id)), "programmes-save")
        .field(Field::radio("verdict", "programmes-document-verdict", verdicts.to_vec()))
        .field(
            Field::long("reason", "programmes-document-remark")
                .hint("programmes-document-remark-hint")
                .optional(),
        )
        .cancel(ui.url(&format!("/programmes/applicants/{}", document.applicant)))
}

async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Document, Applicant), Error> {
    let mut tx = visit.tx().await?;
    let document = one(&mut tx, id.parse()?).await?;
    let applicant = mend::judging(&mut tx, document.applicant).await?;
    Ok((tx, document, applicant))
}

async fn looking(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, document, applicant) = loaded(&visit, &id).await?;
    let form = look_form(&visit.ui, &document);
    Ok(page(&visit.ui, &applicant, &form, "programmes-document-look", true).into_response())
}

async fn judge(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, document, applicant) = loaded(&visit, &id).await?;
    let done = match posted.text("verdict") {
        "right" => look(&mut tx, document.id, true, posted.text("reason")).await,
        "wrong" => look(&mut tx, document.id, false, posted.text("reason")).await,
        _ => Err(Error::field("verdict", "web-field-empty")),
    };
    match done {
        Ok(applicant) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/programmes/applicants/{applicant}"), "programmes-saved"))
        }
        Err(error) => visit.again(error, look_form(&visit.ui, &document).fill(&posted), |form| {
            Ok(page(&visit.ui, &applicant, &form, "programmes-document-look", true))
        }),
    }
}

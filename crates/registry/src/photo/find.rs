use kernel::file::FileId;
use kernel::{Error, Tx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{PhotoId, Subject};
use crate::business::BusinessId;
use crate::group::GroupId;

/// How far a photo is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its sizes are about to be made.
    Waiting,
    Ready,
    /// It could not be read; the file is gone.
    Unreadable,
}

impl State {
    fn parse(text: &str) -> State {
        match text {
            "ready" => State::Ready,
            "waiting" => State::Waiting,
            _ => State::Unreadable,
        }
    }
}

/// One of the sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub width: u32,
    pub height: u32,
    /// The last part of its address, without `.webp`.
    pub name: String,
    pub file: FileId,
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Photo {
    pub id: PhotoId,
    pub subject: Subject,
    pub alt: String,
    pub place: i32,
    pub state: State,
    /// The smallest first.
    pub sizes: Vec<Size>,
    pub original: Option<FileId>,
}

struct Row {
    id: Uuid,
    business: Option<Uuid>,
    kelompok: Option<Uuid>,
    part: Option<Uuid>,
    alt: String,
    place: i32,
    state: String,
    sizes: serde_json::Value,
    original: Option<Uuid>,
}

impl Row {
    fn photo(self) -> Result<Photo, Error> {
        let subject = match (self.business, self.kelompok, self.part) {
            (Some(id), _, Some(part)) => Subject::Part(BusinessId(id), part),
            (Some(id), _, None) => Subject::Business(BusinessId(id)),
            (None, Some(id), _) => Subject::Group(GroupId(id)),
            (None, None, _) => return Err(Error::broken("a photo of nothing")),
        };
        Ok(Photo {
            id: PhotoId(self.id),
            subject,
            alt: self.alt,
            place: self.place,
            state: State::parse(&self.state),
            sizes: serde_json::from_value(self.sizes)?,
            original: self.original.map(FileId),
        })
    }
}

/// The photos of a subject, in their order. Asks no permission: who may see the subject may see them.
pub async fn of(tx: &mut Tx, subject: Subject) -> Result<Vec<Photo>, Error> {
    let city = tx.city();
    let (business, kelompok, part) = ids(subject);
    let rows = sqlx::query_as!(
        Row,
        "select id, business, kelompok, part, alt, place, state, sizes, original from registry.photo
         where city = $1 and part is not distinct from $4 and (kelompok = $3 or business = $2 or business in (
             select b.id from registry.business b where b.city = $1 and b.became = $2)) order by place, id limit 100",
        city.0,
        business,
        kelompok,
        part
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Row::photo).collect()
}

/// One photo. Asks no permission.
pub async fn one(tx: &mut Tx, id: PhotoId) -> Result<Photo, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, business, kelompok, part, alt, place, state, sizes, original from registry.photo
         where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("photo"))?.photo()
}

/// The file behind a picture's address.
pub(super) async fn picture(tx: &mut Tx, name: &str) -> Result<FileId, Error> {
    let city = tx.city();
    let file = sqlx::query_scalar!(
        "select file from registry.picture where city = $1 and name = $2 order by photo limit 1",
        city.0,
        name
    )
    .fetch_optional(tx.conn())
    .await?;
    file.map(FileId).ok_or(Error::NotFound("picture"))
}

/// A subject as its three columns.
pub(super) fn ids(subject: Subject) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
    match subject {
        Subject::Business(id) => (Some(id.0), None, None),
        Subject::Group(id) => (None, Some(id.0), None),
        Subject::Part(id, part) => (Some(id.0), None, Some(part)),
    }
}

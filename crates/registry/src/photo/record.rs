use std::sync::LazyLock;

use kernel::audit::Entry;
use kernel::file::{self, FileId, NewFile};
use kernel::job::Job;
use kernel::{AreaCode, Error, Say, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::Semaphore;
use web::upload::Uploaded;

use super::find::{self, Size, ids};
use super::sizes::{self, Made};
use super::{KEEP, MOST, PartPictured, PhotoId, State, Subject};
use crate::media::Media;
use crate::{business, group};

/// So many photos are decoded at once: each may take as much memory as a decoder is allowed, and a little more.
static DECODING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// Whether the actor may keep photos of this, which lies in the territory returned.
pub(super) async fn may_keep(tx: &mut Tx, subject: Subject) -> Result<AreaCode, Error> {
    match subject {
        Subject::Business(id) | Subject::Part(id, _) => business::register::may(tx, id, KEEP).await,
        Subject::Group(id) => group::may(tx, id, KEEP).await,
    }
}

/// Keeps a photo of a business or a group. It is shown once its sizes are made, in a moment.
pub async fn add(tx: &mut Tx, subject: Subject, alt: &str, sent: Uploaded) -> Result<PhotoId, Error> {
    let area = may_keep(tx, subject).await?;
    let alt = alternative(alt)?;
    sizes::check(&sent.bytes).map_err(|fault| Error::field("file", fault.0))?;
    let there = find::of(tx, subject).await?;
    if there.len() >= MOST {
        return Err(Error::Refused(Say::new("registry-photo-many").with("most", MOST)));
    }
    let media = Media::of(&sent.bytes).map_or("application/octet-stream", Media::name);
    let original = file::keep(tx, NewFile { name: "photo", media_type: media, bytes: sent.bytes }).await?;
    let (city, now, id): (_, _, PhotoId) = (tx.city(), tx.now(), tx.id());
    let by = tx.actor().account().map(|by| by.0);
    let (business, kelompok, part) = ids(subject);
    let place = there.iter().map(|photo| photo.place + 1).max().unwrap_or(0);
    sqlx::query!(
        "insert into registry.photo (city, id, business, kelompok, part, alt, place, original, added_at, added_by)
         values ($1, $2, $3, $4, $10, $5, $6, $7, $8, $9)",
        city.0,
        id.0,
        business,
        kelompok,
        alt,
        place,
        original.0,
        now,
        by,
        part
    )
    .execute(tx.conn())
    .await?;
    tx.enqueue(Make { photo: id }).await?;
    note(tx, "add", id, subject, area).await?;
    Ok(id)
}

/// Says what is to be seen.
pub async fn describe(tx: &mut Tx, id: PhotoId, alt: &str) -> Result<(), Error> {
    let photo = find::one(tx, id).await?;
    let area = may_keep(tx, photo.subject).await?;
    let alt = alternative(alt)?;
    let city = tx.city();
    sqlx::query!("update registry.photo set alt = $3 where city = $1 and id = $2", city.0, id.0, alt)
        .execute(tx.conn())
        .await?;
    note(tx, "describe", id, photo.subject, area).await
}

/// Puts a photo first; the others follow in their order.
pub async fn place(tx: &mut Tx, id: PhotoId) -> Result<(), Error> {
    let photo = find::one(tx, id).await?;
    let area = may_keep(tx, photo.subject).await?;
    let city = tx.city();
    let (business, kelompok, part) = ids(photo.subject);
    sqlx::query!(
        "update registry.photo set place = (select coalesce(min(o.place), 0) - 1 from registry.photo o
                                            where o.city = $1 and (o.business = $3 or o.kelompok = $4)
                                                  and o.part is not distinct from $5)
         where city = $1 and id = $2",
        city.0,
        id.0,
        business,
        kelompok,
        part
    )
    .execute(tx.conn())
    .await?;
    note(tx, "place", id, photo.subject, area).await
}

/// Deletes a photo and its pictures.
pub async fn remove(tx: &mut Tx, id: PhotoId) -> Result<(), Error> {
    let photo = find::one(tx, id).await?;
    let area = may_keep(tx, photo.subject).await?;
    let city = tx.city();
    sqlx::query!("delete from registry.picture where city = $1 and photo = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    sqlx::query!("delete from registry.photo where city = $1 and id = $2", city.0, id.0)
        .execute(tx.conn())
        .await?;
    for file in photo.sizes.iter().map(|size| size.file).chain(photo.original) {
        tx.enqueue(Forget { file }).await?;
    }
    note(tx, "remove", id, photo.subject, area).await
}

async fn note(tx: &mut Tx, what: &str, id: PhotoId, subject: Subject, area: AreaCode) -> Result<(), Error> {
    tell(tx, subject).await?;
    let body = json!({ "photo": id, "what": what });
    let entry = match subject {
        Subject::Business(business) | Subject::Part(business, _) => {
            Entry::new(KEEP.name, "business", business)
        }
        Subject::Group(group) => Entry::new(KEEP.name, "group", group),
    };
    tx.audit(entry.area(area).body(body)).await
}

/// Lets the room to which a part belongs know that its pictures are others now.
async fn tell(tx: &mut Tx, subject: Subject) -> Result<(), Error> {
    match subject {
        Subject::Part(_, part) => tx.tell(&PartPictured { part }).await,
        Subject::Business(_) | Subject::Group(_) => Ok(()),
    }
}

fn alternative(text: &str) -> Result<String, Error> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if (3..=200).contains(&text.chars().count()) {
        Ok(text)
    } else {
        Err(Error::field("alt", "registry-photo-alt-length"))
    }
}

/// Makes the sizes of a photo.
#[derive(Debug, Serialize, Deserialize)]
pub struct Make {
    pub photo: PhotoId,
}

impl Job for Make {
    const NAME: &'static str = "registry.photo.make";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let photo = match find::one(tx, self.photo).await {
            Ok(photo) if photo.state == State::Waiting => photo,
            Ok(_) | Err(Error::NotFound(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let original = photo.original.ok_or_else(|| Error::broken("a photo that waits has a file"))?;
        let sent = file::one(tx, original).await?;
        let bytes = file::read(tx, &sent).await?;
        let turn = DECODING.acquire().await.map_err(|_| Error::broken("nobody closes the semaphore"))?;
        let made = tokio::task::spawn_blocking(move || sizes::make(&bytes)).await;
        drop(turn);
        // A decoder that panics has met a file that is none of a camera's.
        match made {
            Ok(Ok((width, height, made))) => {
                keep(tx, self.photo, width, height, made).await?;
                tell(tx, photo.subject).await?;
            }
            Ok(Err(_)) | Err(_) => give_up(tx, self.photo).await?,
        }
        tx.enqueue(Forget { file: original }).await
    }
}

async fn keep(tx: &mut Tx, photo: PhotoId, width: u32, height: u32, made: Vec<Made>) -> Result<(), Error> {
    let city = tx.city();
    let mut sizes = Vec::with_capacity(made.len());
    for one in made {
        let new = NewFile { name: "photo.webp", media_type: "image/webp", bytes: one.bytes };
        let file = file::keep(tx, new).await?;
        let hash = file::one(tx, file).await?.sha256;
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        sizes.push(Size { width: one.width, height: one.height, name, file });
    }
    let names: Vec<String> = sizes.iter().map(|size| size.name.clone()).collect();
    let files: Vec<uuid::Uuid> = sizes.iter().map(|size| size.file.0).collect();
    sqlx::query!(
        "insert into registry.picture (city, name, photo, file)
         select $1, r.name, $2, r.file from unnest($3::text[], $4::uuid[]) as r(name, file)
         on conflict (city, name, photo) do nothing",
        city.0,
        photo.0,
        &names,
        &files
    )
    .execute(tx.conn())
    .await?;
    let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
    sqlx::query!(
        "update registry.photo set state = 'ready', width = $3, height = $4, sizes = $5, original = null
         where city = $1 and id = $2",
        city.0,
        photo.0,
        side(width),
        side(height),
        serde_json::to_value(&sizes)?
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn give_up(tx: &mut Tx, photo: PhotoId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "update registry.photo set state = 'unreadable', original = null where city = $1 and id = $2",
        city.0,
        photo.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Deletes a file that nothing refers to any more: after the transaction that let go of it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Forget {
    pub file: FileId,
}

impl Job for Forget {
    const NAME: &'static str = "registry.photo.forget";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        file::forget(tx, self.file).await
    }
}

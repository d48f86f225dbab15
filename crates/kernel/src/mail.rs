//! Mail: a row in the same transaction as its cause, sent by a job.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::outside::Mail;
use crate::{Error, Job, Tx};

/// Sends one mail of `kernel.mail`.
#[derive(Serialize, Deserialize)]
pub struct Send {
    mail: Uuid,
}

impl Job for Send {
    const NAME: &'static str = "kernel.mail.send";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let row = sqlx::query!(
            "select recipient, subject, body from kernel.mail
             where city = $1 and id = $2 and sent_at is null for update",
            city.0,
            self.mail
        )
        .fetch_optional(tx.conn())
        .await?;
        let Some(row) = row else { return Ok(()) };
        let mailer = tx.db().outside().mailer.clone();
        mailer.send(&Mail { to: row.recipient, subject: row.subject, body: row.body }).await?;
        // Sent mail holds secrets (links that reset a password) and addresses: only that it was sent is kept.
        sqlx::query!(
            "update kernel.mail set sent_at = $3, recipient = '', subject = '', body = '' where city = $1 and id = $2",
            city.0,
            self.mail,
            now
        )
        .execute(tx.conn())
        .await?;
        Ok(())
    }
}

/// Lets `mail` be sent after commit.
pub async fn post(tx: &mut Tx, mail: Mail) -> Result<(), Error> {
    let (city, now, id): (_, _, Uuid) = (tx.city(), tx.now(), tx.id());
    sqlx::query!(
        "insert into kernel.mail (city, id, recipient, subject, body, created_at) values ($1, $2, $3, $4, $5, $6)",
        city.0,
        id,
        mail.to,
        mail.subject,
        mail.body,
        now
    )
    .execute(tx.conn())
    .await?;
    tx.enqueue(Send { mail: id }).await
}

use chrono::TimeDelta;
use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::job::When;
use kernel::outside::Mail;
use kernel::{Actor, AreaCode, Error, Job, Say, Tx, code, mail};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::request::{Kind, Outcome};
use super::{ANSWER, Keep, SubjectErased, holds, request};
use crate::{consent, grant, post, session};

/// Carries out a deletion when its pause is over.
#[derive(Serialize, Deserialize)]
pub struct Erase {
    pub request: Uuid,
}

impl Job for Erase {
    const NAME: &'static str = "identity.subject.erase";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let request = self.request;
        match tx.part(async |tx| erase(tx, request).await).await? {
            Ok(_) => Ok(()),
            // A hold, or the last administrator: it stays open, with its clock, and is tried again tomorrow.
            Err(Error::Refused(_)) => {
                let again = When::at(tx.now() + TimeDelta::hours(24));
                tx.enqueue_when(Erase { request }, again).await
            }
            Err(other) => Err(other),
        }
    }
}

/// Erases the person who asked for it, and returns the number of the certificate. Refused while a hold is in force. A
/// request that was answered otherwise is left alone (`None`).
pub async fn erase(tx: &mut Tx, id: Uuid) -> Result<Option<String>, Error> {
    tx.must_in_city(ANSWER)?;
    let found = request::one(tx, id).await?;
    if found.kind != Kind::Deletion {
        return Err(Error::refused("identity-request-outcome"));
    }
    lock(tx, found.account).await?;
    let found = request::one(tx, id).await?;
    if found.answer.is_some() {
        return number_of(tx, found.account).await;
    }
    if let Some(hold) = holds(tx, found.account).await?.first() {
        let say = Say::new("identity-request-held")
            .with("reason", hold.reason.clone())
            .with("basis", hold.legal_basis.clone());
        return Err(Error::Refused(say));
    }
    let number = code::encode("HPS", rand::random::<u64>() >> 24);
    request::close(tx, &found, Outcome::Done, &number).await?;
    say_farewell(tx, found.account, &number).await?;
    take_away(tx, found.account, &number).await?;
    Ok(Some(number))
}

/// Takes the account's row until commit. `NotFound` when there is none.
pub(super) async fn lock(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    let there = sqlx::query_scalar!(
        "select 1 from identity.account where city = $1 and id = $2 for update",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    there.map(|_| ()).ok_or(Error::NotFound("account"))
}

async fn number_of(tx: &mut Tx, account: AccountId) -> Result<Option<String>, Error> {
    let city = tx.city();
    let number = sqlx::query_scalar!(
        "select number from identity.tombstone where city = $1 and account = $2",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(number)
}

/// Takes everything away that says who the account was, and sets the tombstone. The caller has locked the account.
pub(super) async fn take_away(tx: &mut Tx, account: AccountId, number: &str) -> Result<(), Error> {
    grant::end_all(tx, account, "penghapusan data / erasure").await?;
    consent::end_all(tx, account).await?;
    session::end_all(tx, account, None).await?;
    forget_account(tx, account).await?;
    forget_factors(tx, account).await?;
    forget_papers(tx, account).await?;
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "insert into identity.tombstone (city, account, number, at, by_account) values ($1, $2, $3, $4, $5)
         on conflict on constraint tombstone_pkey do nothing",
        city.0,
        account.0,
        number,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    tx.enqueue(Keep { account }).await?;
    tx.tell(&SubjectErased { account }).await?;
    let reason = match tx.actor() {
        Actor::System(_) | Actor::Visitor => "48 jam / 48 hours",
        Actor::Account(_) => "admin",
    };
    tx.audit(Entry::new("identity.subject.erase", "account", account).reason(reason)).await
}

/// The last mail: that it is done, what stays, and the number that proves it.
async fn say_farewell(tx: &mut Tx, account: AccountId, number: &str) -> Result<(), Error> {
    let city = tx.city();
    let email = sqlx::query_scalar!(
        "select email from identity.account where city = $1 and id = $2 and email_confirmed_at is not null",
        city.0,
        account.0
    )
    .fetch_optional(tx.conn())
    .await?
    .flatten();
    let Some(to) = email else { return Ok(()) };
    let url = post::url(tx, &format!("/identity/certificates/{number}")).await?;
    let body = format!(
        "Data Anda telah dihapus. Nomor surat keterangan: {number}\n{url}\n\n\
         Yang dihapus: nama, surel, telepon, NIK, kata sandi dan cara masuk lain, peran, persetujuan.\n\
         Yang tetap: catatan tanpa nama yang wajib disimpan menurut hukum (jejak audit, buku persetujuan).\n\n\
         Your data has been deleted. Certificate: {number}\n\
         Deleted: name, e-mail, telephone, NIK, password and other ways to sign in, roles, consents.\n\
         Kept: records without your name that the law obliges us to keep (audit trail, consent ledger).\n"
    );
    mail::post(tx, Mail { to, subject: format!("Data Anda telah dihapus ({number})"), body }).await
}

async fn forget_account(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let (city, now, by) = (tx.city(), tx.now(), tx.actor().account());
    sqlx::query!(
        "delete from identity.invitation i using identity.account a
         where i.city = $1 and a.city = $1 and a.id = $2 and (i.email = a.email or i.accepted_by = a.id)",
        city.0,
        account.0
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "update identity.account
         set name = 'Akun dihapus', email = null, phone = null, nik_sealed = null, nik_index = null, area = null,
             email_confirmed_at = null, closed_at = coalesce(closed_at, $3), closed_by = coalesce(closed_by, $4)
         where city = $1 and id = $2",
        city.0,
        account.0,
        now,
        by.map(|by| by.0)
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

async fn forget_factors(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "with a as (delete from identity.password where city = $1 and account = $2),
              b as (delete from identity.totp where city = $1 and account = $2),
              c as (delete from identity.recovery_code where city = $1 and account = $2),
              d as (delete from identity.passkey where city = $1 and account = $2),
              e as (delete from identity.ceremony where city = $1 and account = $2),
              f as (delete from identity.reset where city = $1 and account = $2),
              g as (delete from identity.confirmation where city = $1 and account = $2)
         delete from identity.session where city = $1 and account = $2",
        city.0,
        account.0
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What lies about the person in the tables of this part: the slip's code, the second telephone, what was written.
async fn forget_papers(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let city = tx.city();
    let whole = AreaCode::of_city(city).map(String::from).unwrap_or_default();
    let nobodys: [u8; 32] = rand::random();
    sqlx::query!(
        "with a as (update identity.request set detail_sealed = null where city = $1 and account = $2)
         update identity.registration set code_index = $3, contact_sealed = null, area = $4
         where city = $1 and account = $2",
        city.0,
        account.0,
        nobodys.as_slice(),
        whole
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

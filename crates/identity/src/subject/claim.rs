use kernel::audit::Entry;
use kernel::id::AccountId;
use kernel::{Error, OnConstraint, Tx, code};
use serde_json::json;
use uuid::Uuid;

use super::CLAIM;
use super::assisted::{CODE_PLACE, PREFIX};
use crate::account::Login;
use crate::credential::reset;
use crate::limit::{self, Bucket};

/// Slips that one officer may try: typing errors are let through, trying codes out is not.
const TRIES: Bucket = Bucket { name: "identity.claim", burst: 20, every: 60 };

/// What a claim came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    pub account: AccountId,
    pub way: Way,
}

/// How the person comes in from here.
#[derive(Clone, PartialEq, Eq)]
pub enum Way {
    /// A link went to the address; following it proves that it is the person's.
    Mail,
    /// A code to be read out; with it and the telephone number the person sets a password.
    Spoken(String),
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Way::Mail => "Mail",
            Way::Spoken(_) => "Spoken(•••)",
        })
    }
}

/// Hands an assisted account over to its person, who stands at the counter of any office of the city with the slip and
/// an identity card, and says with what they want to sign in. `None` for a code that is wrong or was used: commit all
/// the same, because tries are counted.
pub async fn claim(tx: &mut Tx, typed: &str, login: &Login) -> Result<Option<Claimed>, Error> {
    tx.scope(CLAIM)?;
    let by = tx.actor().account().map(|by| by.to_string()).unwrap_or_default();
    limit::spend(tx, TRIES, &by).await?.or_refuse()?;
    let Some((registration, account)) = find(tx, typed).await? else { return Ok(None) };
    let (city, now) = (tx.city(), tx.now());
    let done = match login {
        Login::Email(email) => sqlx::query!(
            "update identity.account set email = $3, email_confirmed_at = null where city = $1 and id = $2",
            city.0,
            account.0,
            email.reveal()
        )
        .execute(tx.conn())
        .await,
        Login::Phone(phone) => {
            sqlx::query!(
                "update identity.account set phone = $3 where city = $1 and id = $2",
                city.0,
                account.0,
                phone.reveal()
            )
            .execute(tx.conn())
            .await
        }
    };
    done.on_constraint("account_email_key", || Error::field("login", "identity-claim-login-taken"))
        .on_constraint("account_phone_key", || Error::field("login", "identity-claim-login-taken"))?;
    let by = tx.actor().account().map(|by| by.0);
    sqlx::query!(
        "insert into identity.claim (city, registration, at, by_account) values ($1, $2, $3, $4)",
        city.0,
        registration,
        now,
        by
    )
    .execute(tx.conn())
    .await
    .on_constraint("claim_pkey", || Error::refused("identity-claim-used"))?;
    let way = match login {
        Login::Email(_) => {
            reset::ask(tx, login).await?;
            Way::Mail
        }
        Login::Phone(_) => Way::Spoken(reset::spoken(tx, account).await?),
    };
    tx.audit(Entry::new(CLAIM.name, "account", account).body(json!({ "registration": registration })))
        .await?;
    Ok(Some(Claimed { account, way }))
}

/// The unclaimed registration of an open account with this code.
async fn find(tx: &mut Tx, typed: &str) -> Result<Option<(Uuid, AccountId)>, Error> {
    let Some(number) = code::decode(PREFIX, typed) else { return Ok(None) };
    let city = tx.city();
    let indexes = tx.db().keys().blinds(CODE_PLACE, city, &code::encode(PREFIX, number));
    let row = sqlx::query!(
        "select r.id, r.account from identity.registration r
         join identity.account a on a.city = r.city and a.id = r.account and a.closed_at is null
         where r.city = $1 and r.code_index = any($2)
           and not exists (select 1 from identity.claim c where c.city = r.city and c.registration = r.id)
         for update of r",
        city.0,
        &indexes
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| (row.id, AccountId(row.account))))
}

//! What `berdaya user` does. For whoever runs the server: as [`kernel::Actor::System`], without a session.

use kernel::contact::{Email, Phone};
use kernel::id::{AccountId, AgencyId};
use kernel::{AreaCode, Error, Role, Tx};

use crate::account::{self, AccountName, Login, Opening};
use crate::credential::reset;
use crate::grant::{self, NewGrant};
use crate::session::{self, Fresh};

/// A person to be let in, with a first role.
#[derive(Debug)]
pub struct NewUser {
    pub name: AccountName,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub role: Role,
    /// The whole city where it is not given.
    pub area: Option<AreaCode>,
    pub agency: Option<AgencyId>,
}

/// A person who was let in.
#[derive(Debug)]
pub struct Added {
    pub account: AccountId,
    /// Where they choose their password, once, within half an hour. To be handed to nobody else.
    pub link: String,
}

/// One line of the list.
#[derive(Debug)]
pub struct Listed {
    pub account: AccountId,
    pub name: String,
    /// Address or number, masked: the terminal keeps what it showed.
    pub login: String,
    /// Roles with their territory: `city_admin 33.74`.
    pub roles: Vec<String>,
    pub second_factor: bool,
    pub closed: bool,
}

/// Lets a person in: opens the account, gives the role, and returns the link for the password. This is how a city gets
/// its first administrator.
pub async fn add(tx: &mut Tx, new: NewUser) -> Result<Added, Error> {
    let whole = AreaCode::of_city(tx.city()).ok_or(Error::NotFound("city"))?;
    let area = new.area.unwrap_or(whole);
    let opening = Opening {
        name: new.name,
        email: new.email,
        phone: new.phone,
        area: Some(area.clone()),
        language: "id",
        password: None,
        confirmed: true,
    };
    let account = account::open(tx, opening).await?;
    let grant = NewGrant { account, role: new.role, area, agency: new.agency, until: None };
    grant::give(tx, grant).await?;
    Ok(Added { account, link: reset::link(tx, account).await? })
}

/// A link with which a person chooses a new password, for when nobody else can help: the administrator who forgot it.
/// The second factor, if there is one, is still asked for.
pub async fn reset(tx: &mut Tx, login: &Login) -> Result<String, Error> {
    let account = find(tx, login).await?;
    reset::link(tx, account).await
}

/// Takes away all second factors of a person who lost them with the recovery codes. Ends their sessions.
pub async fn forget_second_factors(tx: &mut Tx, login: &Login, reason: &str) -> Result<(), Error> {
    let account = find(tx, login).await?;
    crate::factor::forget_all(tx, account, reason).await
}

/// Signs a person out everywhere. Returns how many sessions ended.
pub async fn sign_out(tx: &mut Tx, login: &Login) -> Result<u64, Error> {
    let account = find(tx, login).await?;
    Fresh::machine(tx)?;
    let ended = session::end_all(tx, account, None).await?;
    tx.audit(kernel::audit::Entry::new("identity.session.end_all", "account", account)).await?;
    Ok(ended)
}

/// Closes a person's account.
pub async fn close(tx: &mut Tx, login: &Login, reason: &str) -> Result<(), Error> {
    let account = find(tx, login).await?;
    let fresh = Fresh::machine(tx)?;
    account::close(tx, account, reason, fresh).await
}

/// Whoever holds a role at the desk, by name, at most 1,000.
pub async fn list(tx: &mut Tx) -> Result<Vec<Listed>, Error> {
    Fresh::machine(tx)?;
    let (city, now) = (tx.city(), tx.now());
    let rows = sqlx::query!(
        r#"select a.id, a.name, a.email, a.phone, a.closed_at,
                  array_agg(g.role || ' ' || g.area order by g.granted_at, g.id) as "roles!",
                  (exists (select 1 from identity.totp t where t.city = a.city and t.account = a.id
                                                            and t.confirmed_at is not null)
                   or exists (select 1 from identity.passkey p
                              where p.city = a.city and p.account = a.id)) as "second_factor!"
           from identity.account a
           join identity.role_grant g on g.city = a.city and g.account = a.id
                and g.role not in ('entrepreneur', 'citizen', 'partner') and (g.until is null or g.until > $2)
                and not exists (select 1 from identity.grant_revocation r
                                where r.city = g.city and r.grant_id = g.id)
           where a.city = $1
           group by a.city, a.id order by a.name, a.id limit 1000"#,
        city.0,
        now
    )
    .fetch_all(tx.conn())
    .await?;
    let login = |email: Option<String>, phone: Option<String>| match (email, phone) {
        (Some(email), _) => Email::parse(&email).map(|email| email.masked()),
        (None, Some(phone)) => Phone::parse(&phone).map(|phone| phone.masked()),
        (None, None) => Ok("-".to_owned()),
    };
    rows.into_iter()
        .map(|row| {
            Ok(Listed {
                account: AccountId(row.id),
                name: row.name,
                login: login(row.email, row.phone)?,
                roles: row.roles,
                second_factor: row.second_factor,
                closed: row.closed_at.is_some(),
            })
        })
        .collect()
}

async fn find(tx: &mut Tx, login: &Login) -> Result<AccountId, Error> {
    let known = account::by_login(tx, login).await?;
    Ok(known.ok_or(Error::NotFound("account"))?.id)
}

#[cfg(test)]
mod tests {
    use kernel::Actor;

    use super::*;
    use crate::session::Step;
    use crate::testing::*;

    #[tokio::test]
    async fn the_operator_lets_the_first_administrator_in() {
        let db = testkit::db().await;
        let mut tx = db.tx(machine()).await;
        let new = NewUser {
            name: AccountName::parse("Ibu Admin").unwrap(),
            email: Some(Email::parse("admin@example.com").unwrap()),
            phone: None,
            role: Role::CityAdmin,
            area: None,
            agency: None,
        };
        let added = add(&mut tx, new).await.unwrap();
        let listed = list(&mut tx).await.unwrap();
        assert_eq!(
            (listed[0].login.as_str(), listed[0].roles[0].as_str()),
            ("a•••@example.com", "city_admin 33.74")
        );
        tx.commit().await.unwrap();
        let token = added.link.rsplit('/').next().unwrap();
        let token = crate::credential::Token::parse(token).unwrap();
        let mut tx = db.tx(Actor::Visitor).await;
        reset::redeem(&mut tx, &token, &hashed(PASSWORD).await).await.unwrap();
        tx.commit().await.unwrap();
        let session = signs_in(&db, "admin@example.com").await;
        assert_eq!(found(&db, &session).await.unwrap().acting.role, Role::CityAdmin);
    }

    #[tokio::test]
    async fn who_lost_the_telephone_and_the_codes_is_let_in_by_the_operator() {
        let db = testkit::db().await;
        person(&db, "sari@example.com").await;
        let session = signs_in(&db, "sari@example.com").await;
        enrols(&db, &found(&db, &session).await.unwrap()).await;
        let mut tx = db.tx(machine()).await;
        forget_second_factors(&mut tx, &login("sari@example.com"), "lost the telephone").await.unwrap();
        tx.commit().await.unwrap();
        assert!(found(&db, &session).await.is_none());
        assert!(matches!(tries(&db, "sari@example.com", PASSWORD, &caller()).await, Step::In(_)));
    }

    #[tokio::test]
    async fn nobody_else_uses_the_operators_ways() {
        let db = testkit::db().await;
        person(&db, "sari@example.com").await;
        let sari = login("sari@example.com");
        let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
        assert!(list(&mut tx).await.is_err());
        assert!(reset(&mut tx, &sari).await.is_err());
        assert!(sign_out(&mut tx, &sari).await.is_err());
        assert!(forget_second_factors(&mut tx, &sari, "no reason").await.is_err());
    }
}

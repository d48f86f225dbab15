use kernel::audit::Entry;
use kernel::contact::{Email, Phone};
use kernel::id::AccountId;
use kernel::{AreaCode, Can, Error, Instant, Role, Tx};
use sqlx::{Postgres, QueryBuilder, Row as _};
use uuid::Uuid;

use super::LIST;

/// An account that the actor may see under a permission.
pub(crate) struct Seen {
    pub(crate) area: Option<AreaCode>,
}

/// The account, if the actor may do `can` to it: it is the machine, or the person lives or holds a grant in the actor's
/// subtree. `NotFound` otherwise, whether it exists or not.
pub(crate) async fn seen(tx: &mut Tx, account: AccountId, can: Can) -> Result<Seen, Error> {
    let scope = tx.scope(can)?;
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        r#"select a.area from identity.account a
           where a.city = $1 and a.id = $2
             and ($3 or a.area like $4 || '%' or exists (
                 select 1 from identity.role_grant g
                 where g.city = a.city and g.account = a.id and g.area like $4 || '%'
                   and (g.until is null or g.until > $5)
                   and not exists (select 1 from identity.grant_revocation r
                                   where r.city = g.city and r.grant_id = g.id)))"#,
        city.0,
        account.0,
        whole_city(tx, scope.prefix()),
        scope.prefix(),
        now
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or(Error::NotFound("account"))?;
    Ok(Seen { area: row.area.map(AreaCode::try_from).transpose()? })
}

/// People without a home area are seen by those who serve the whole city.
fn whole_city(tx: &Tx, prefix: &str) -> bool {
    AreaCode::of_city(tx.city()).is_none_or(|city| city.as_str() == prefix)
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Part of the name.
    pub name: Option<String>,
    /// Holds this role now.
    pub role: Option<Role>,
    /// Lives in this territory.
    pub area: Option<AreaCode>,
    pub order: Order,
    pub descending: bool,
    pub limit: i64,
    pub offset: i64,
}

/// What a list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Name,
    Area,
    Created,
}

/// An account in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: AccountId,
    pub name: String,
    /// Masked.
    pub email: Option<String>,
    /// Masked.
    pub phone: Option<String>,
    pub area: Option<AreaCode>,
    /// The roles held now, the widest first.
    pub roles: Vec<Role>,
    pub created_at: Instant,
    pub closed_at: Option<Instant>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Listing {
    pub rows: Vec<Row>,
    pub total: i64,
}

/// The accounts in the actor's subtree.
pub async fn list(tx: &mut Tx, filter: &Filter) -> Result<Listing, Error> {
    let scope = tx.scope(LIST)?;
    let prefix = scope.prefix().to_owned();
    let mut query = QueryBuilder::<Postgres>::new(
        "select a.id, a.name, a.email, a.phone, a.area, a.created_at, a.closed_at, count(*) over () as total,
                array(select distinct g.role from identity.role_grant g
                      where g.city = a.city and g.account = a.id and (g.until is null or g.until > ",
    );
    query.push_bind(tx.now());
    query.push(
        ") and not exists (select 1 from identity.grant_revocation r where r.city = g.city and r.grant_id = g.id)
                     ) as roles
         from identity.account a where a.city = ",
    );
    query.push_bind(tx.city().0);
    narrow(tx, &mut query, &prefix, filter);
    query.push(match (filter.order, filter.descending) {
        (Order::Name, false) => " order by lower(a.name), a.id",
        (Order::Name, true) => " order by lower(a.name) desc, a.id desc",
        (Order::Area, false) => " order by a.area nulls last, a.id",
        (Order::Area, true) => " order by a.area desc nulls last, a.id desc",
        (Order::Created, false) => " order by a.created_at, a.id",
        (Order::Created, true) => " order by a.created_at desc, a.id desc",
    });
    query.push(" limit ").push_bind(filter.limit.clamp(1, 10_000));
    query.push(" offset ").push_bind(filter.offset.max(0));
    let found = query.build().fetch_all(tx.conn()).await?;
    let total = found.first().map(|row| row.try_get("total")).transpose()?.unwrap_or(0);
    Ok(Listing { rows: found.iter().map(read).collect::<Result<_, Error>>()?, total })
}

fn narrow(tx: &Tx, query: &mut QueryBuilder<Postgres>, prefix: &str, filter: &Filter) {
    if !whole_city(tx, prefix) {
        query.push(" and (a.area like ").push_bind(format!("{prefix}%"));
        query.push(
            " or exists (select 1 from identity.role_grant g where g.city = a.city and g.account = a.id
                           and g.area like ",
        );
        query.push_bind(format!("{prefix}%")).push(" and (g.until is null or g.until > ").push_bind(tx.now());
        query.push(
            ") and not exists (select 1 from identity.grant_revocation r
                               where r.city = g.city and r.grant_id = g.id)))",
        );
    }
    if let Some(name) = &filter.name {
        let escaped = name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query.push(" and a.name ilike ").push_bind(format!("%{escaped}%"));
    }
    if let Some(area) = &filter.area {
        query.push(" and a.area like ").push_bind(format!("{area}%"));
    }
    if let Some(role) = filter.role {
        query.push(
            " and exists (select 1 from identity.role_grant g where g.city = a.city and g.account = a.id and g.role = ",
        );
        query.push_bind(role.as_str()).push(" and (g.until is null or g.until > ").push_bind(tx.now());
        query.push(
            ") and not exists (select 1 from identity.grant_revocation r
                               where r.city = g.city and r.grant_id = g.id))",
        );
    }
}

fn read(row: &sqlx::postgres::PgRow) -> Result<Row, Error> {
    let mut roles: Vec<Role> =
        row.try_get::<Vec<String>, _>("roles")?.iter().filter_map(|role| Role::parse(role)).collect();
    roles.sort();
    Ok(Row {
        id: AccountId(row.try_get::<Uuid, _>("id")?),
        name: row.try_get("name")?,
        email: row.try_get::<Option<String>, _>("email")?.map(masked_email),
        phone: row.try_get::<Option<String>, _>("phone")?.map(masked_phone),
        area: row.try_get::<Option<String>, _>("area")?.map(AreaCode::try_from).transpose()?,
        roles,
        created_at: row.try_get("created_at")?,
        closed_at: row.try_get("closed_at")?,
    })
}

fn masked_email(text: String) -> String {
    Email::parse(&text).map(|email| email.masked()).unwrap_or_default()
}

fn masked_phone(text: String) -> String {
    Phone::parse(&text).map(|phone| phone.masked()).unwrap_or_default()
}

/// What an account's page shows.
#[derive(Debug, Clone)]
pub struct Detail {
    pub row: Row,
    pub language: String,
    /// A NIK is kept.
    pub has_nik: bool,
    /// The officer who registered the person.
    pub registered_by: Option<String>,
    /// The person took over an assisted registration; `None`: it was none.
    pub claimed: Option<bool>,
    /// How many other accounts look like the same person. Known to those who serve the whole city only.
    pub duplicates: i64,
}

/// One account that the actor may see. That it was seen is written to the trail.
pub async fn one(tx: &mut Tx, account: AccountId) -> Result<Detail, Error> {
    seen(tx, account, LIST).await?;
    let (city, now) = (tx.city(), tx.now());
    let row = sqlx::query!(
        r#"select a.name, a.email, a.phone, a.area, a.language, a.created_at, a.closed_at,
                  a.nik_sealed is not null as "has_nik!", b.name as "registered_by?",
                  array(select distinct g.role from identity.role_grant g
                        where g.city = a.city and g.account = a.id and (g.until is null or g.until > $3)
                          and not exists (select 1 from identity.grant_revocation r
                                          where r.city = g.city and r.grant_id = g.id)) as "roles!",
                  (select c.registration is not null from identity.registration n
                   left join identity.claim c on c.city = n.city and c.registration = n.id
                   where n.city = a.city and n.account = a.id) as claimed,
                  (select count(*) from identity.duplicate d
                   where d.city = a.city and (d.account = a.id or d.other = a.id)) as "duplicates!"
           from identity.account a
           left join identity.account b on b.city = a.city and b.id = a.created_by
           where a.city = $1 and a.id = $2"#,
        city.0,
        account.0,
        now
    )
    .fetch_one(tx.conn())
    .await?;
    let area = row.area.map(AreaCode::try_from).transpose()?;
    if tx.actor().account() != Some(account) {
        let mut entry = Entry::new("identity.account.view", "account", account);
        entry.area.clone_from(&area);
        tx.audit(entry).await?;
    }
    let mut roles: Vec<Role> = row.roles.iter().filter_map(|role| Role::parse(role)).collect();
    roles.sort();
    let whole = whole_city(tx, tx.scope(LIST)?.prefix());
    Ok(Detail {
        row: Row {
            id: account,
            name: row.name,
            email: row.email.map(masked_email),
            phone: row.phone.map(masked_phone),
            area,
            roles,
            created_at: row.created_at,
            closed_at: row.closed_at,
        },
        language: row.language,
        has_nik: row.has_nik,
        registered_by: row.registered_by,
        claimed: row.claimed,
        duplicates: if whole { row.duplicates } else { 0 },
    })
}

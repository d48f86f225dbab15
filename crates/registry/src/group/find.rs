use chrono::NaiveDate;
use kernel::file::FileId;
use kernel::{AreaCode, Error, Instant, Tx};
use uuid::Uuid;

use super::{AchievementId, GroupId, Kind, MemberId, Part, SEE};
use crate::person::PersonId;

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    pub kind: Kind,
    pub area: AreaCode,
    pub since: Option<NaiveDate>,
    /// `day`, `month` or `year`.
    pub since_exact: String,
    pub address: Option<String>,
    pub description_id: String,
    pub description_en: String,
    pub slug: Option<String>,
    pub published_at: Option<Instant>,
    pub closed_at: Option<Instant>,
    pub closed_reason: Option<String>,
}

/// Somebody who belongs to a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub id: MemberId,
    pub person: PersonId,
    pub name: String,
    pub code: String,
    pub part: Part,
    pub since: Option<NaiveDate>,
    pub until: Option<NaiveDate>,
    /// The name may stand on the public page.
    pub named_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

/// What a group achieved.
#[derive(Debug, Clone, PartialEq)]
pub struct Achievement {
    pub id: AchievementId,
    pub title: String,
    pub on: NaiveDate,
    pub link: Option<String>,
    pub file: Option<FileId>,
}

/// A group in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: GroupId,
    pub name: String,
    pub kind: Kind,
    pub area: String,
    pub since: Option<NaiveDate>,
    pub members: i64,
    pub slug: Option<String>,
    pub public: bool,
}

/// Where a group is filed. Asks no permission.
pub(super) async fn area(tx: &mut Tx, id: GroupId) -> Result<AreaCode, Error> {
    let city = tx.city();
    let area =
        sqlx::query_scalar!("select area from registry.kelompok where city = $1 and id = $2", city.0, id.0)
            .fetch_optional(tx.conn())
            .await?;
    AreaCode::parse(&area.ok_or(Error::NotFound("group"))?)
}

struct Row {
    id: Uuid,
    name: String,
    kind: String,
    area: String,
    since: Option<NaiveDate>,
    since_exact: String,
    address: Option<String>,
    description_id: String,
    description_en: String,
    slug: Option<String>,
    published_at: Option<Instant>,
    closed_at: Option<Instant>,
    closed_reason: Option<String>,
}

impl Row {
    fn group(self) -> Result<Group, Error> {
        Ok(Group {
            id: GroupId(self.id),
            name: self.name,
            kind: Kind::parse(&self.kind).unwrap_or(Kind::Other),
            area: AreaCode::parse(&self.area)?,
            since: self.since,
            since_exact: self.since_exact,
            address: self.address,
            description_id: self.description_id,
            description_en: self.description_en,
            slug: self.slug,
            published_at: self.published_at,
            closed_at: self.closed_at,
            closed_reason: self.closed_reason,
        })
    }
}

/// One group. Asks no permission.
pub async fn one(tx: &mut Tx, id: GroupId) -> Result<Group, Error> {
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, name, kind, area, since, since_exact, address, description_id, description_en, slug, published_at,
                closed_at, closed_reason from registry.kelompok where city = $1 and id = $2",
        city.0,
        id.0
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("group"))?.group()
}

/// The group whose public page this is. A page that they do not wish any more is not there.
pub(super) async fn public(tx: &mut Tx, slug: &str) -> Result<Group, Error> {
    if !slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Err(Error::NotFound("group"));
    }
    let city = tx.city();
    let row = sqlx::query_as!(
        Row,
        "select id, name, kind, area, since, since_exact, address, description_id, description_en, slug, published_at,
                closed_at, closed_reason from registry.kelompok
         where city = $1 and slug = $2 and published_at is not null and closed_at is null",
        city.0,
        slug
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("group"))?.group()
}

/// The groups in the actor's territory, by name, and how many there are.
pub async fn list(
    tx: &mut Tx,
    like: Option<&str>,
    kind: Option<Kind>,
    from: i64,
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let scope = tx.scope(SEE)?;
    listed(tx, scope.prefix(), like, kind, false, from, limit).await
}

/// The groups that have a public page.
pub(super) async fn all_public(tx: &mut Tx, from: i64, limit: i64) -> Result<(Vec<Listed>, i64), Error> {
    listed(tx, "", None, None, true, from, limit).await
}

async fn listed(
    tx: &mut Tx,
    prefix: &str,
    like: Option<&str>,
    kind: Option<Kind>,
    public: bool,
    from: i64,
    limit: i64,
) -> Result<(Vec<Listed>, i64), Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        r#"select k.id, k.name, k.kind, k.area, k.since, k.slug, k.published_at is not null as "public!",
                  count(*) over () as "total!",
                  (select count(*) from registry.kelompok_member m
                   where m.city = k.city and m.kelompok = k.id and m.ended_at is null) as "members!"
           from registry.kelompok k
           where k.city = $1 and k.closed_at is null and starts_with(k.area, $2) and ($3::text is null or k.name ilike $3)
             and ($4::text is null or k.kind = $4) and (not $5 or k.published_at is not null)
           order by lower(k.name), k.id offset $6 limit $7"#,
        city.0,
        prefix,
        like,
        kind.map(Kind::as_str),
        public,
        from,
        limit.min(1000)
    )
    .fetch_all(tx.conn())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let listed = rows.into_iter().map(|row| Listed {
        id: GroupId(row.id),
        name: row.name,
        kind: Kind::parse(&row.kind).unwrap_or(Kind::Other),
        area: row.area,
        since: row.since,
        members: row.members,
        slug: row.slug,
        public: row.public,
    });
    Ok((listed.collect(), total))
}

/// Who belongs to a group and who did: those in force first. Asks no permission.
pub(super) async fn members(tx: &mut Tx, id: GroupId) -> Result<Vec<Member>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select m.id, p.id as person, p.name, p.code, m.role, m.since, m.until_day, m.named_at, m.ended_at
         from registry.kelompok_member m
         join registry.person said on said.city = m.city and said.id = m.person
         join registry.person p on p.city = m.city and p.id = coalesce(said.became, said.id)
         where m.city = $1 and m.kelompok = $2
         order by m.ended_at is not null,
                  array_position(array['chair', 'secretary', 'treasurer', 'member'], m.role), p.name, m.id limit 1000",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let member = rows.into_iter().map(|row| Member {
        id: MemberId(row.id),
        person: PersonId(row.person),
        name: row.name,
        code: row.code,
        part: Part::parse(&row.role).unwrap_or(Part::Member),
        since: row.since,
        until: row.until_day,
        named_at: row.named_at,
        ended_at: row.ended_at,
    });
    Ok(member.collect())
}

/// What a group achieved, the newest first. Asks no permission.
pub(super) async fn achievements(tx: &mut Tx, id: GroupId) -> Result<Vec<Achievement>, Error> {
    let city = tx.city();
    let rows = sqlx::query!(
        "select id, title, on_day, link, file from registry.kelompok_achievement
         where city = $1 and kelompok = $2 and withdrawn_at is null order by on_day desc, id desc limit 200",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let achievement = rows.into_iter().map(|row| Achievement {
        id: AchievementId(row.id),
        title: row.title,
        on: row.on_day,
        link: row.link,
        file: row.file.map(FileId),
    });
    Ok(achievement.collect())
}

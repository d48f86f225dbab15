use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx};

use super::{Area, AreaId, Row};

/// The most areas on a page of a list.
pub const MOST: i64 = 200;

/// The area that bore a code on a day. Anybody may see it.
pub async fn one(tx: &mut Tx, code: &AreaCode, on: NaiveDate) -> Result<Area, Error> {
    let row = sqlx::query_as!(
        Row,
        "select area, code, name, lower(valid) as since, upper(valid) as until
         from territory.area_version where code = $1 and valid @> $2::date",
        code.as_str(),
        on
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("area"))?.try_into()
}

/// The areas one level below as they were on a day, in the order of their codes. No area has a thousand.
pub async fn children(tx: &mut Tx, code: &AreaCode, on: NaiveDate) -> Result<Vec<Area>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select c.area, c.code, c.name, lower(c.valid) as since, upper(c.valid) as until
         from territory.area_version p
         join territory.area_version c on c.parent = p.area and c.valid @> $2::date
         where p.code = $1 and p.valid @> $2::date order by c.code limit 1000",
        code.as_str(),
        on
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Area::try_from).collect()
}

/// What a list is asked for.
#[derive(Debug, Clone)]
pub struct Listing {
    /// The area whose children are wanted; `None`: the provinces.
    pub parent: Option<AreaCode>,
    /// The code after which the page starts.
    pub after: Option<AreaCode>,
    pub on: NaiveDate,
}

/// A page of children in the order of their codes, at most [`MOST`].
pub async fn list(tx: &mut Tx, listing: &Listing) -> Result<Vec<Area>, Error> {
    let after = listing.after.as_ref().map_or("", AreaCode::as_str);
    let Some(parent) = &listing.parent else { return provinces(tx, after, listing.on).await };
    let rows = sqlx::query_as!(
        Row,
        "select c.area, c.code, c.name, lower(c.valid) as since, upper(c.valid) as until
         from territory.area_version p
         join territory.area_version c on c.parent = p.area and c.valid @> $1::date
         where p.code = $2 and p.valid @> $1::date and c.code > $3 order by c.code limit $4",
        listing.on,
        parent.as_str(),
        after,
        MOST
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Area::try_from).collect()
}

async fn provinces(tx: &mut Tx, after: &str, on: NaiveDate) -> Result<Vec<Area>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select area, code, name, lower(valid) as since, upper(valid) as until
         from territory.area_version
         where parent is null and code > $2 and valid @> $1::date order by code limit $3",
        on,
        after,
        MOST
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Area::try_from).collect()
}

/// Areas whose name holds the text, inside an area if one is given; the best matches first, at most fifty. For lists
/// with a search box; what people type as an address is the gazetteer's.
pub async fn search(
    tx: &mut Tx,
    text: &str,
    within: Option<&AreaCode>,
    on: NaiveDate,
) -> Result<Vec<Area>, Error> {
    let pattern = format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let (from, to) = within.map_or((String::new(), "~".to_owned()), below);
    let rows = sqlx::query_as!(
        Row,
        "select area, code, name, lower(valid) as since, upper(valid) as until
         from territory.area_version
         where name ilike $1 and code >= $2 and code < $3 and valid @> $4::date
         order by lower(name) <> lower($5), length(code), name, code limit 50",
        pattern,
        from,
        to,
        on,
        text
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Area::try_from).collect()
}

/// All versions of an area, the earliest first.
pub async fn versions(tx: &mut Tx, id: AreaId) -> Result<Vec<Area>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "select area, code, name, lower(valid) as since, upper(valid) as until
         from territory.area_version where area = $1 order by valid limit 1000",
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Area::try_from).collect()
}

/// The last area that bore a code, today or before. For addresses that were shared before a change.
pub async fn last_of_code(tx: &mut Tx, code: &AreaCode) -> Result<Area, Error> {
    let row = sqlx::query_as!(
        Row,
        "select area, code, name, lower(valid) as since, upper(valid) as until
         from territory.area_version where code = $1 order by valid desc limit 1",
        code.as_str()
    )
    .fetch_optional(tx.conn())
    .await?;
    row.ok_or(Error::NotFound("area"))?.try_into()
}

/// How large an area is and how many people live in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Size {
    /// With year and source.
    pub people: Option<(i64, i32, String)>,
    /// With year and source.
    pub square_km: Option<(f64, i32, String)>,
    pub postcodes: Vec<i32>,
    /// Name, and whether it was official once.
    pub aliases: Vec<(String, bool)>,
}

/// The published figures of an area, each of its newest year.
pub async fn size_of(tx: &mut Tx, id: AreaId) -> Result<Size, Error> {
    let figures = sqlx::query!(
        r#"select distinct on (what) what, year, value::float8 as "value!", source
           from territory.figure where area = $1 order by what, year desc limit 10"#,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let names = sqlx::query!(
        "select name, former from territory.alias where area = $1 order by name limit 100",
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let postcodes = sqlx::query_scalar!(
        "select postcode from territory.postcode where area = $1 order by postcode limit 100",
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let mut size = Size {
        postcodes,
        aliases: names.into_iter().map(|row| (row.name, row.former)).collect(),
        ..Size::default()
    };
    for row in figures {
        if row.what == "square_km" {
            size.square_km = Some((row.value, row.year, row.source));
        } else {
            let before = size.people.as_ref().map_or(0, |(count, _, _)| *count);
            size.people = Some((before + whole(row.value), row.year, row.source));
        }
    }
    Ok(size)
}

/// The range of codes below an area: the first, and the first one past it.
pub(crate) fn below(code: &AreaCode) -> (String, String) {
    // The full stop comes directly before the slash.
    (format!("{code}."), format!("{code}/"))
}

/// A count that is stored as a numeric.
pub(crate) fn whole(value: f64) -> i64 {
    #[expect(clippy::as_conversions, reason = "a count of people is far below what a float holds exactly")]
    let whole = value.round() as i64;
    whole
}

//! Records of one kind as a list: the statements and the desk's page that people and businesses share.

use axum::response::IntoResponse;
use kernel::{Can, Error, Tx};
use sqlx::postgres::PgRow;
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;
use web::{Answer, Html, ListQuery, Page, Table, Ui, Visit, blocks};

use crate::listing::{self, Ask, COUNTED_TO, Hits, Listing, Narrow};
use crate::person::SEE_SPECIFIC;
use crate::search::Kind;
use crate::words::Names;

/// A row of a list of records. In its statements the record is `r`.
pub(crate) trait Listed: Sized + 'static {
    const KIND: Kind;
    /// Who may see the list.
    const SEE: Can;
    /// `registry.person`
    const TABLE: &'static str;
    /// The column of a membership that names the record.
    const SIDE: &'static str;
    /// What [`read`](Self::read) wants of a record.
    const COLUMNS: &'static str;

    /// Narrows to what is not common to both kinds.
    fn narrow(query: &mut QueryBuilder<Postgres>, tx: &Tx, narrow: &Narrow);

    fn read(row: &PgRow) -> Result<Self, Error>;
}

/// The records in the actor's subtree.
pub(crate) async fn list<R: Listed>(tx: &mut Tx, ask: &Ask<'_>) -> Result<Listing<R>, Error> {
    let scope = tx.scope(R::SEE)?;
    if ask.narrow.is_specific() {
        tx.scope(SEE_SPECIFIC)?;
    }
    let hits = listing::search(tx, R::SEE, R::KIND, ask).await?;
    let rows = rows(tx, scope.prefix(), ask, hits.as_ref()).await?;
    let (total, more) = count::<R>(tx, scope.prefix(), ask, hits.as_ref()).await?;
    Ok(Listing { rows, total, more: more || hits.is_some_and(|hits| hits.more) })
}

/// These records in this order, as far as they lie in the actor's subtree.
pub(crate) async fn these<R: Listed>(tx: &mut Tx, ids: Vec<Uuid>) -> Result<Vec<R>, Error> {
    let scope = tx.scope(R::SEE)?;
    let (ask, hits) = listing::these(ids);
    rows(tx, scope.prefix(), &ask, Some(&hits)).await
}

async fn rows<R: Listed>(
    tx: &mut Tx,
    prefix: &str,
    ask: &Ask<'_>,
    hits: Option<&Hits>,
) -> Result<Vec<R>, Error> {
    let mut query = QueryBuilder::new(format!("select {} from {} r where r.city = ", R::COLUMNS, R::TABLE));
    narrowed::<R>(tx, &mut query, prefix, ask, hits);
    listing::order(&mut query, ask, hits);
    // bounded: a page, which `listing::order` cuts
    let found = query.build().fetch_all(tx.conn()).await?;
    found.iter().map(R::read).collect()
}

async fn count<R: Listed>(
    tx: &mut Tx,
    prefix: &str,
    ask: &Ask<'_>,
    hits: Option<&Hits>,
) -> Result<(i64, bool), Error> {
    let mut query =
        QueryBuilder::new(format!("select count(*) from (select 1 from {} r where r.city = ", R::TABLE));
    narrowed::<R>(tx, &mut query, prefix, ask, hits);
    query.push(" limit ").push_bind(COUNTED_TO + 1).push(") counted");
    Ok(listing::counted(query.build_query_scalar().fetch_one(tx.conn()).await?))
}

fn narrowed<R: Listed>(
    tx: &Tx,
    query: &mut QueryBuilder<Postgres>,
    prefix: &str,
    ask: &Ask<'_>,
    hits: Option<&Hits>,
) {
    query.push_bind(tx.city().0).push(" and r.withdrawn_at is null and r.became is null");
    listing::within(query, "r.area", prefix);
    if let Some(area) = &ask.narrow.area {
        listing::in_area(query, "r", area);
    }
    listing::hits(query, hits);
    R::narrow(query, tx, &ask.narrow);
    listing::common(query, ask, R::SIDE);
}

/// How the desk shows a list of records.
pub(crate) struct Desk<R: 'static> {
    /// The message key of the title.
    pub(crate) title: &'static str,
    /// The message keys of what is said of an empty list, and of what to do about it.
    pub(crate) nothing: [&'static str; 2],
    /// Who is shown the way to register a record.
    pub(crate) register: Can,
    /// What the file of an export begins with.
    pub(crate) file: &'static str,
    /// Under which name an export enters the trail.
    pub(crate) export: &'static str,
    /// The list's orders, the default first.
    pub(crate) sorts: &'static [&'static str],
    pub(crate) columns: for<'a> fn(Table<'a, R>, &Names) -> Table<'a, R>,
    pub(crate) filters: for<'a> fn(&Ui, &Tx, &Names, &Narrow, Table<'a, R>) -> Table<'a, R>,
}

/// The page of a list, or the file that is asked for in its place.
pub(crate) async fn page<R: Listed>(visit: Visit, query: ListQuery, desk: Desk<R>) -> Answer {
    let mut tx = visit.tx().await?;
    let ui = &visit.ui;
    let ask = Ask::read(ui, &query, desk.sorts)?;
    let found = list::<R>(&mut tx, &ask).await?;
    let names = Names::read(&mut tx).await?;
    let title = ui.t(desk.title);
    let table = Table::new(title.clone(), &query, desk.sorts, &found.rows, found.total).more(found.more);
    let table = (desk.filters)(ui, &tx, &names, &ask.narrow, (desk.columns)(table, &names));
    let [none, hint] = desk.nothing;
    let table = table.empty(blocks::empty_with(ui, none, hint, &register(ui, true)));
    if query.wants_csv() || query.wants_xlsx() {
        listing::exported(&mut tx, desk.export, &query, found.rows.len()).await?;
        tx.commit().await?;
        let file = format!("{}-{}-{}", desk.file, ui.city.slug, ui.today());
        let answer = if query.wants_csv() {
            Ok(table.csv(ui, &file))
        } else {
            listing::workbook(ui, &table, &found.rows, &title, &file)
        };
        return Ok(answer?);
    }
    let mut parts = Vec::new();
    if visit.actor().may_somewhere(desk.register) {
        parts.push(blocks::row(&[register(ui, false)]));
    }
    parts.push(table.html(ui));
    Ok(Page::new(title, blocks::stack(&parts)).desk().into_response())
}

fn register(ui: &Ui, first: bool) -> Html {
    blocks::button_link(&ui.url("/registry/people/new"), &ui.t("registry-register"), first)
}

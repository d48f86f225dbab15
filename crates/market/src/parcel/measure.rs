use chrono::{Datelike as _, Months, NaiveDate};
use kernel::city::Zone;
use kernel::job::Job;
use kernel::{Error, Rupiah, Tx};
use registry::business::{self, BusinessId};
use serde::{Deserialize, Serialize};

/// Tells the registry once a month what each maker sold in the twelve months before: goods that were handed over in them and
/// did not come back, without what sending cost, the city's commission included.
#[derive(Serialize, Deserialize)]
pub struct Measure {}

impl Job for Measure {
    const NAME: &'static str = "market.parcel.measure";

    async fn run(self, tx: &mut Tx) -> Result<(), Error> {
        let (city, now) = (tx.city(), tx.now());
        let until = last_month(tx.today())?;
        let first = sqlx::query!(
            "insert into market.measured (city, month, at) values ($1, $2, $3) on conflict (city, month) do nothing",
            city.0,
            until,
            now
        )
        .execute(tx.conn())
        .await?;
        if first.rows_affected() == 0 {
            return Ok(());
        }
        let sales = sales(tx, until).await?;
        business::sold(tx, until, &sales).await
    }
}

/// The last day of the month before.
fn last_month(today: NaiveDate) -> Result<NaiveDate, Error> {
    let first = today.with_day(1).and_then(|first| first.pred_opt());
    first.ok_or_else(|| Error::broken("a day without a month before it"))
}

/// Of everybody who ever handed something over, what was sold in the year that ends with a month's last day.
async fn sales(tx: &mut Tx, until: NaiveDate) -> Result<Vec<(BusinessId, Rupiah)>, Error> {
    let city = tx.city();
    let after = until.succ_opt().and_then(|next| next.checked_sub_months(Months::new(12)));
    let after = after.ok_or_else(|| Error::broken("a day without a year before it"))?;
    // bounded: by the makers of a city
    let rows = sqlx::query!(
        r#"select p.maker as "maker: BusinessId",
                  coalesce(sum(p.goods) filter (where p.state <> 'returned' and (s.at at time zone $2)::date between $3 and $4),
                           0)::bigint as "sold!"
           from market.parcel p
           join market.step s on s.city = p.city and s.parcel = p.id and s.state = 'sent'
           where p.city = $1 group by p.maker"#,
        city.0,
        Zone::of(city).as_str(),
        after,
        until
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.maker, Rupiah(row.sold))).collect())
}

//! What the nightly proof counts of the market: that goods, money and orders agree.

use kernel::{Error, Tx};
use ledger::account::{self, Purpose};
use ledger::money::Currency;
use ledger::proof::Check;

/// The rules of the market and of what it sells.
pub fn checks() -> Vec<Check> {
    vec![
        Check { rule: "shelf", count: |tx| Box::pin(catalogue::stock::broken(tx)) },
        Check { rule: "goods", count: |tx| Box::pin(without_goods(tx)) },
        Check { rule: "advance", count: |tx| Box::pin(unearned(tx)) },
    ]
}

/// Lines of paid orders, not handed over, for which not exactly what was bought is promised.
async fn without_goods(tx: &mut Tx) -> Result<i64, Error> {
    let city = tx.city();
    let broken = sqlx::query_scalar!(
        r#"select count(*) as "broken!" from market.line l
           join market.parcel p on p.city = l.city and p.id = l.parcel
           join market.order o on o.city = p.city and o.id = p."order"
           left join market.promise h on h.city = l.city and h.parcel = l.parcel
                and (h.variant, h.place, h.owner) = (l.variant, l.place, l.owner)
           where l.city = $1 and o.state = 'paid' and p.state in ('new', 'confirmed', 'packed')
                 and h.quantity is distinct from l.quantity"#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(broken)
}

/// 1 where what buyers paid in advance is another sum than their orders that wait to be handed over or decided about.
async fn unearned(tx: &mut Tx) -> Result<i64, Error> {
    let city = tx.city();
    let waiting = sqlx::query_scalar!(
        r#"select (coalesce((select sum(p.goods + p.shipping) from market.parcel p
                             join market.order o on o.city = p.city and o.id = p."order"
                             where p.city = $1 and o.state = 'paid' and p.state in ('new', 'confirmed', 'packed')), 0)
                 + coalesce((select sum(a.worth) from market.attempt a
                             join market.order o on o.city = a.city and o.id = a."order"
                             where a.city = $1 and o.state = 'stuck'), 0)
                 - coalesce((select sum(r.worth) from market.refund r
                             join market.order o on o.city = r.city and o.id = r."order"
                             where r.city = $1 and o.state = 'stuck'), 0))::bigint as "waiting!""#,
        city.0
    )
    .fetch_one(tx.conn())
    .await?;
    let advance = account::account(tx, Purpose::Advance, None).await?;
    let balances = account::balance(tx, advance).await?;
    let kept =
        balances.iter().find(|one| one.money.currency == Currency::IDR).map_or(0, |one| one.money.units);
    // What the city owes stands on the other side.
    Ok(i64::from(-kept != waiting))
}

#[cfg(test)]
mod tests {
    use crate::testing::{Shop, machine};

    #[tokio::test]
    async fn the_nightly_proof_sees_goods_and_money_that_went_astray() {
        let shop = Shop::open().await;
        let goods = shop.goods([9, 9]).await;
        let (_, attempt) = shop
            .order(shop.wish("proof", &[(goods.variant(0), 2), (goods.variant(1), 1)], 70_000))
            .await
            .unwrap();
        shop.pay(attempt.unwrap()).await;
        shop.agrees().await;
        for (spoil, mend, rule) in [
            (
                "update catalogue.stock set on_hand = on_hand + 1",
                "update catalogue.stock set on_hand = on_hand - 1",
                "shelf",
            ),
            (
                "update market.line set quantity = quantity + 1",
                "update market.line set quantity = quantity - 1",
                "goods",
            ),
            (
                "update market.parcel set shipping = shipping + 1",
                "update market.parcel set shipping = shipping - 1",
                "advance",
            ),
        ] {
            let mut conn = shop.db.admin().await;
            sqlx::raw_sql(spoil).execute(&mut conn).await.unwrap();
            assert_eq!(shop.broken().await, [rule]);
            sqlx::raw_sql(mend).execute(&mut conn).await.unwrap();
        }
        let mut tx = shop.db.tx(machine()).await;
        ledger::proof::prove(&mut tx).await.unwrap();
        let kept = ledger::proof::list(&mut tx, 1).await.unwrap().remove(0);
        assert!(kept.holds && kept.findings.iter().any(|finding| finding.rule == "goods"), "{kept:?}");
    }
}

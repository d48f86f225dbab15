//! Sales of invented makers, for the demo and for tests: posted through the doings that real sales go through.

use kernel::{Error, Rupiah, Tx};
use uuid::Uuid;

use crate::account::{self, LedgerAccountId, Purpose};
use crate::journal::{self, Kind, Leg, NewJournal, Posted};
use crate::money::Money;

/// A sale that was paid by QRIS.
#[derive(Debug, Clone)]
pub struct Sale {
    /// What caused it.
    pub key: String,
    /// The business that sold.
    pub maker: Uuid,
    /// What the buyer paid for goods.
    pub goods: Rupiah,
    /// What the city keeps of it, as it was agreed when the sale was made: it does not change with a later rate.
    pub commission: Rupiah,
    /// What the provider keeps; the city bears it here.
    pub mdr: Rupiah,
}

/// Posts a sale: what the buyer paid lies with the provider less its fee, the maker earned all of it and owes the commission.
pub async fn sale(tx: &mut Tx, sale: &Sale) -> Result<Posted, Error> {
    let own = |purpose| (purpose, None);
    let wanted = [
        own(Purpose::Gateway),
        own(Purpose::Mdr),
        own(Purpose::Commission),
        (Purpose::Payable, Some(sale.maker)),
    ];
    let known = account::accounts(tx, &wanted).await?;
    let missing = || Error::broken("an account that was just opened is not there");
    let of = |one: &(Purpose, Option<Uuid>)| known.get(one).copied().ok_or_else(missing);
    let [gateway, mdr, commission, payable] = &wanted;
    let leg = |account: LedgerAccountId, amount: i64| Leg { account, money: Money::rupiah(Rupiah(amount)) };
    let sold = NewJournal {
        key: sale.key.clone(),
        kind: Kind::Sale,
        note: String::new(),
        legs: vec![
            leg(of(gateway)?, sale.goods.0 - sale.mdr.0),
            leg(of(mdr)?, sale.mdr.0),
            leg(of(payable)?, -sale.goods.0),
        ],
    };
    let posted = journal::post(tx, &sold).await?;
    if sale.commission.0 > 0 {
        let kept = NewJournal {
            key: format!("{}/commission", sale.key),
            kind: Kind::Fee,
            note: String::new(),
            legs: vec![leg(of(payable)?, sale.commission.0), leg(of(commission)?, -sale.commission.0)],
        };
        journal::post(tx, &kept).await?;
    }
    Ok(posted)
}

/// What the demo's makers sold, in rupiah: small baskets of snacks, batik, coffee.
const BASKETS: [i64; 12] =
    [27_000, 45_000, 18_500, 120_000, 350_000, 32_000, 64_000, 15_000, 210_000, 88_000, 54_500, 39_000];

/// How many businesses of a city have sold something in the demo.
const MAKERS: i64 = 24;

/// A few sales of businesses of the city, a refund, and money that the provider paid out to the city's bank. Done again, and
/// where there is a journal already, it does nothing.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    let city = tx.city();
    let any = sqlx::query_scalar!(
        r#"select exists (select from ledger.journal where city = $1) as "any!""#,
        city.0
    );
    if any.fetch_one(tx.conn()).await? {
        return Ok(());
    }
    let makers = sqlx::query_scalar!(
        r#"select id as "id!" from ledger.maker where city = $1 order by id limit $2"#,
        city.0,
        MAKERS
    )
    .fetch_all(tx.conn())
    .await?;
    let mut paid = 0;
    for (maker, at) in makers.iter().zip(0_usize..) {
        for number in 0..3_usize {
            let goods = BASKETS.iter().cycle().nth(at * 3 + number).copied().unwrap_or(20_000);
            let new = Sale {
                key: format!("demo/sale/{maker}/{number}"),
                maker: *maker,
                goods: Rupiah(goods),
                commission: Rupiah(goods / 50),
                mdr: Rupiah(0),
            };
            let posted = sale(tx, &new).await?;
            if number == 2 && at == 0 {
                journal::undo(tx, posted.id, "Pesanan batal").await?;
            } else {
                paid += goods;
            }
        }
    }
    if paid == 0 {
        return Ok(());
    }
    let bank = account::account(tx, Purpose::Bank, None).await?;
    let gateway = account::account(tx, Purpose::Gateway, None).await?;
    let leg = |account, amount| Leg { account, money: Money::rupiah(Rupiah(amount)) };
    let new = NewJournal {
        key: "demo/gateway".to_owned(),
        kind: Kind::Fee,
        note: "Penyedia pembayaran menyetor ke bank".to_owned(),
        legs: vec![leg(bank, paid), leg(gateway, -paid)],
    };
    journal::post(tx, &new).await.map(|_| ())
}

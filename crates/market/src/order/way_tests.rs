//! Each step of an order's way, failed, repeated and undone in turn: what failed leaves nothing behind, what is repeated
//! happens once, and from wherever it is undone, goods and money are back where they were.

use kernel::{Error, Rupiah, Tx};
use ledger::money::Money;
use payment::mirror::Misdeed;
use payment::{Name, Paid};

use super::*;
use crate::attempt::{self, AttemptId};
use crate::parcel::{self, ParcelId};
use crate::sum;
use crate::testing::{Goods, Shop, admin, balance, level};

/// What is done after an order is placed, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Charge,
    Pay,
    Confirm,
    Pack,
    Send,
    Receive,
}

const WAY: [Doing; 6] = [Doing::Charge, Doing::Pay, Doing::Confirm, Doing::Pack, Doing::Send, Doing::Receive];

struct Walk {
    shop: Shop,
    goods: Goods,
}

impl Walk {
    async fn begin() -> Walk {
        let shop = Shop::open().await;
        let goods = shop.goods([10, 5]).await;
        Walk { shop, goods }
    }

    /// All that an order touches, as one text.
    async fn all(&self) -> String {
        let tables = [
            "market.order",
            "market.parcel",
            "market.line",
            "market.step",
            "market.attempt",
            "market.refund",
            "catalogue.stock",
            "catalogue.hold",
            "catalogue.movement",
            "ledger.leg",
        ];
        let mut conn = self.shop.db.admin().await;
        let mut all = String::new();
        for table in tables {
            let sql =
                format!("select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t");
            let rows: String =
                sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut conn).await.unwrap();
            all.push_str(&format!("{table}\n{rows}\n"));
        }
        all
    }

    /// Does something in a transaction that holds or not, and works off what it set going.
    async fn within(
        &self,
        holds: bool,
        doing: impl AsyncFnOnce(&mut Tx) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut tx = self.shop.db.tx(admin()).await;
        let done = doing(&mut tx).await;
        if holds && done.is_ok() {
            tx.commit().await?;
        } else {
            drop(tx);
        }
        self.shop.db.work_off().await;
        done
    }

    /// Fails it after all of its work, does it, and repeats it.
    async fn thrice(&self, what: &str, doing: impl AsyncFn(&mut Tx) -> Result<(), Error>) {
        let before = self.all().await;
        self.within(false, &doing).await.unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(self.all().await, before, "{what}: what failed leaves nothing behind");
        self.within(true, &doing).await.unwrap_or_else(|error| panic!("{what} again: {error}"));
        let after = self.all().await;
        assert_ne!(after, before, "{what} does something");
        // Whether it is refused or says yes again: nothing more happens.
        let _ = self.within(true, &doing).await;
        assert_eq!(self.all().await, after, "{what}: what is repeated happens once");
    }

    async fn placed(&self, key: &str) -> (OrderId, AttemptId, ParcelId) {
        let wish = self.shop.wish(key, &[(self.goods.variant(0), 2)], 30_000);
        self.thrice("place", async |tx| place(tx, wish.clone()).await.map(|_| ())).await;
        let mut tx = self.shop.db.tx(admin()).await;
        let (id, _) = by_key(&mut tx, &wish.key).await.unwrap().unwrap();
        let attempt = attempt::live(&mut tx, id).await.unwrap().unwrap();
        let parcel = parcel::of_order(&mut tx, id).await.unwrap().remove(0).id;
        (id, attempt, parcel)
    }
}

async fn does(tx: &mut Tx, doing: Doing, attempt: AttemptId, parcel: ParcelId) -> Result<(), Error> {
    let paid = || Paid {
        amount: sum::amount(Money::rupiah(Rupiah(30_000))).unwrap(),
        at: None,
        reference: "mirror".to_owned(),
        fee: None,
    };
    match doing {
        Doing::Charge => attempt::charge(tx, attempt).await.map(|_| ()),
        Doing::Pay => attempt::paid(tx, attempt, &paid()).await,
        Doing::Confirm => parcel::confirm(tx, parcel).await,
        Doing::Pack => parcel::pack(tx, parcel).await,
        Doing::Send => parcel::send(tx, parcel, "", "").await,
        Doing::Receive => parcel::receive(tx, parcel).await,
    }
}

/// Whoever may undo it from there, does.
async fn undo(tx: &mut Tx, last: Option<Doing>, id: OrderId, parcel: ParcelId) -> Result<(), Error> {
    match last {
        None | Some(Doing::Charge) => close(tx, id, State::Cancelled).await.map(|_| ()),
        Some(Doing::Pay | Doing::Confirm | Doing::Pack) => cancel(tx, id, "Tidak jadi").await,
        Some(Doing::Send | Doing::Receive) => parcel::take_back(tx, parcel, "Kemasan robek").await,
    }
}

#[tokio::test]
async fn each_step_may_fail_and_be_repeated_and_be_undone_from_where_it_leads() {
    let walk = Walk::begin().await;
    for steps in 0..=WAY.len() {
        let done = &WAY[..steps];
        let (id, attempt, parcel) = walk.placed(&format!("way-{steps}")).await;
        for doing in done {
            walk.thrice(&format!("{doing:?}"), async |tx| does(tx, *doing, attempt, parcel).await).await;
            if *doing == Doing::Charge {
                assert_eq!(walk.shop.mirror.count(Name::Midtrans, attempt.0), 1, "asked thrice, kept once");
            }
            if *doing == Doing::Pay {
                walk.shop.mirror.pay(attempt.0);
            }
        }
        let last = done.last().copied();
        walk.thrice(&format!("undo after {last:?}"), async |tx| undo(tx, last, id, parcel).await).await;
        let mut tx = walk.shop.db.tx(admin()).await;
        assert_eq!(level(&mut tx, walk.goods.variant(0)).await, (10, 0, 0), "after {last:?}");
        drop(tx);
        for purpose in ["advance", "refund", "commission"] {
            assert_eq!(balance(&walk.shop, purpose, None).await, 0, "{purpose} after {last:?}");
        }
        let maker = Some(walk.goods.makers[0]);
        assert_eq!(balance(&walk.shop, "payable", maker).await, 0, "after {last:?}");
        let kept = balance(&walk.shop, "gateway", None).await + balance(&walk.shop, "mdr", None).await;
        assert_eq!(kept, 0, "the buyer has everything back after {last:?}");
        walk.shop.agrees().await;
    }
}

#[tokio::test]
async fn a_provider_that_breaks_off_in_whichever_way_is_asked_again_and_keeps_one_payment() {
    let walk = Walk::begin().await;
    let misdeeds =
        [Misdeed::Error, Misdeed::ErrorAfter, Misdeed::HangUpAfter, Misdeed::GarbageAfter, Misdeed::Busy];
    for (number, misdeed) in misdeeds.into_iter().enumerate() {
        let (id, attempt, parcel) = walk.placed(&format!("broken-{number}")).await;
        walk.shop.mirror.next(misdeed);
        walk.within(true, async |tx| does(tx, Doing::Charge, attempt, parcel).await).await.unwrap();
        let mut tx = walk.shop.db.tx(admin()).await;
        assert_eq!(attempt::one(&mut tx, attempt).await.unwrap().state, attempt::State::New, "{misdeed:?}");
        drop(tx);
        walk.within(true, async |tx| does(tx, Doing::Charge, attempt, parcel).await).await.unwrap();
        assert_eq!(walk.shop.mirror.count(Name::Midtrans, attempt.0), 1, "{misdeed:?}");
        walk.shop.pay(attempt).await;
        let mut tx = walk.shop.db.tx(admin()).await;
        assert_eq!(one(&mut tx, id).await.unwrap().state, State::Paid, "{misdeed:?}");
    }
    walk.shop.agrees().await;
}

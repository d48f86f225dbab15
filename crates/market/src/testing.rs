//! What the tests of this room share: a shop with two makers, a buyer, and providers that answer.

use std::sync::Arc;

use catalogue::product::{self, Made, New, Product, VariantId};
use kernel::job::JobKind;
use kernel::{Actor, AreaCode, Role, Rupiah, Tx};
use ledger::money::Money;
use payment::mirror::Mirror;
use payment::{Demo, Method, Name, Patience, Provider, Providers, Secret};
use registry::business::BusinessId;
use testkit::TestDb;

use crate::attempt::{self, AttemptId};
use crate::order::{self, Contact, NewOrder, OrderId, Placed, Way};

/// A database whose shop takes payments: by a demonstration, and through a mirror of the providers.
pub(crate) struct Shop {
    pub db: TestDb,
    pub mirror: Mirror,
}

pub(crate) fn machine() -> Actor {
    Actor::System("test")
}

pub(crate) fn admin() -> Actor {
    testkit::actor(Role::CityAdmin, "33.74")
}

pub(crate) fn gemah() -> AreaCode {
    AreaCode::parse("33.74.06.1003").unwrap()
}

/// What is for sale: two makers with one product each.
pub(crate) struct Goods {
    pub makers: [BusinessId; 2],
    pub products: [Product; 2],
}

impl Goods {
    pub(crate) fn variant(&self, which: usize) -> VariantId {
        self.products[which].variants[0].id
    }
}

impl Shop {
    pub(crate) async fn open() -> Shop {
        let rooms = [registry::context(), ledger::context(), catalogue::context(), crate::context()];
        let jobs: Vec<JobKind> = rooms.iter().flat_map(|room| room.jobs.iter().copied()).collect();
        let heard: Vec<_> = rooms.iter().flat_map(|room| room.subscriptions.iter().copied()).collect();
        let mut db = testkit::db_prepared("territory", &jobs, &heard, async |conn| {
            territory::reference::load_for_tests(conn).await;
        })
        .await;
        let mirror = Mirror::start(db.clock.clone()).await.unwrap();
        let (midtrans, _, stripe) = mirror.providers(Patience::default()).unwrap();
        let all: Vec<Arc<dyn Provider>> = vec![Arc::new(midtrans), Arc::new(stripe)];
        let demo = Demo::new(Secret::new("hush"), "http://localhost/demo", db.clock.clone());
        db.db = db.db.with_service(Providers::new(all, Some(demo)));
        db.db = db.db.with_service(ledger::proof::Checks(crate::proof::checks()));
        Shop { db, mirror }
    }

    /// Two makers, with so many of a product each at Rp 15.000 and Rp 40.000.
    pub(crate) async fn goods(&self, quantities: [i32; 2]) -> Goods {
        let mut tx = self.db.tx(machine()).await;
        let mut makers = Vec::new();
        let mut products = Vec::new();
        for (number, quantity) in quantities.into_iter().enumerate() {
            let maker = maker(&mut tx, &format!("Dapur {number}")).await;
            let price = [15_000, 40_000][number];
            let new = New {
                name: format!("Keripik {number}"),
                about: "Keripik singkong renyah, digoreng dari singkong segar setiap pagi.".to_owned(),
                category: "snack".to_owned(),
                price: Rupiah(price),
                unit: "pack".to_owned(),
                weight: Some(600),
                made: Made::Stock,
                quantity: Some(quantity),
                lead_days: 0,
            };
            let id = product::create(&mut tx, maker, new).await.unwrap();
            catalogue::examples::publish(&mut tx, id).await.unwrap();
            products.push(product::one(&mut tx, id).await.unwrap());
            makers.push(maker);
        }
        tx.commit().await.unwrap();
        self.db.work_off().await;
        Goods { makers: makers.try_into().unwrap(), products: products.try_into().unwrap() }
    }

    /// What a buyer of these wants, fetched, paid through Midtrans.
    pub(crate) fn wish(&self, key: &str, lines: &[(VariantId, i32)], seen: i64) -> NewOrder {
        NewOrder {
            key: format!("wish-of-{key}"),
            lang: "id".to_owned(),
            contact: Contact {
                name: "Rina".to_owned(),
                phone: "081234567890".to_owned(),
                mail: Some("rina@example.org".to_owned()),
                address: String::new(),
            },
            way: Way::Pickup,
            to: None,
            abroad: None,
            lines: lines.to_vec(),
            provider: Name::Midtrans,
            method: Method::Qris,
            seen: Money::rupiah(Rupiah(seen)),
        }
    }

    /// Prepares and pays in two transactions, as a page does.
    pub(crate) async fn order(&self, new: NewOrder) -> Result<(OrderId, Option<AttemptId>), kernel::Error> {
        let mut tx = self.db.tx(Actor::Visitor).await;
        let Placed { id, attempt } = order::place(&mut tx, new).await?;
        tx.commit().await?;
        if let Some(attempt) = attempt {
            let mut tx = self.db.tx(machine()).await;
            attempt::charge(&mut tx, attempt).await?;
            tx.commit().await?;
        }
        Ok((id, attempt))
    }

    /// The buyer pays, and the provider tells.
    pub(crate) async fn pay(&self, attempt: AttemptId) {
        assert!(self.mirror.pay(attempt.0), "nothing waits to be paid");
        self.tell(attempt).await;
    }

    /// The provider tells what it has to tell now.
    pub(crate) async fn tell(&self, attempt: AttemptId) {
        let sent = self.mirror.notice(attempt.0).unwrap();
        let mut tx = self.db.tx(Actor::Visitor).await;
        let received = crate::notice::receive(&mut tx, sent.provider, sent.notice()).await.unwrap();
        assert_eq!(received, crate::notice::Received::Kept);
        tx.commit().await.unwrap();
        self.db.work_off().await;
    }

    /// The rules that the nightly proof finds broken.
    pub(crate) async fn broken(&self) -> Vec<String> {
        let mut tx = self.db.tx(machine()).await;
        let mut broken = Vec::new();
        for check in crate::proof::checks() {
            if (check.count)(&mut tx).await.unwrap() > 0 {
                broken.push(check.rule.to_owned());
            }
        }
        broken
    }

    /// Ledger, stock and orders agree: nothing is out of balance, on hand is the sum of movements, promises are the sum of
    /// holds, and what buyers paid is what makers earned, what waits, and what went back.
    pub(crate) async fn agrees(&self) {
        assert_eq!(self.broken().await, Vec::<String>::new());
        let mut conn = self.db.admin().await;
        let count = async |conn: &mut sqlx::PgConnection, what: &str, sql: &'static str| {
            let wrong: i64 = sqlx::query_scalar(sql).fetch_one(conn).await.unwrap();
            assert_eq!(wrong, 0, "{what}");
        };
        count(&mut conn, "shelves", "select count(*) from catalogue.stock s where
             s.on_hand <> coalesce((select sum(m.quantity) from catalogue.movement m where m.city = s.city
                 and (m.variant, m.place, m.owner) = (s.variant, s.place, s.owner)), 0)
             or s.held <> coalesce((select sum(h.quantity) from catalogue.hold h where h.city = s.city
                 and (h.variant, h.place, h.owner) = (s.variant, s.place, s.owner) and h.until is not null), 0)
             or s.allocated <> coalesce((select sum(h.quantity) from catalogue.hold h where h.city = s.city
                 and (h.variant, h.place, h.owner) = (s.variant, s.place, s.owner) and h.until is null), 0)").await;
        count(
            &mut conn,
            "the ledger does not sum to nothing",
            "select coalesce(sum(amount), 0)::bigint from ledger.leg",
        )
        .await;
        count(&mut conn, "paid orders without goods",
            "select count(*) from market.parcel p join market.order o on o.city = p.city and o.id = p.\"order\"
             where o.state = 'paid' and p.state in ('new', 'confirmed', 'packed')
               and not exists (select from catalogue.hold h where h.city = p.city and h.cause = p.id and h.until is null)").await;
        count(&mut conn, "what waits is not what buyers paid in advance",
            "select coalesce((select -sum(l.amount) from ledger.leg l join ledger.account a on a.city = l.city and a.id = l.account
                              where a.purpose = 'advance'), 0)::bigint
                  - coalesce((select sum(p.goods + p.shipping) from market.parcel p
                              join market.order o on o.city = p.city and o.id = p.\"order\"
                              where o.state = 'paid' and p.state in ('new', 'confirmed', 'packed')), 0)::bigint
                  - coalesce((select sum(a.worth) from market.attempt a
                              join market.order o on o.city = a.city and o.id = a.\"order\" and o.state = 'stuck'), 0)::bigint
                  + coalesce((select sum(r.worth) from market.refund r
                              join market.order o on o.city = r.city and o.id = r.\"order\" and o.state = 'stuck'), 0)::bigint").await;
    }
}

pub(crate) async fn maker(tx: &mut Tx, name: &str) -> BusinessId {
    let owner = registry::examples::person(tx, "Sri Wahyuni", &gemah(), None).await.unwrap();
    registry::examples::business(tx, owner, name, &gemah(), "Makanan ringan", 2_000_000).await.unwrap()
}

/// What there is of a variant: on hand, promised, held.
pub(crate) async fn level(tx: &mut Tx, variant: VariantId) -> (i32, i32, i32) {
    let level = catalogue::stock::levels(tx, &[variant]).await.unwrap().remove(0);
    (level.on_hand, level.allocated, level.held)
}

/// The balance of an account of the ledger, positive where its kind says so.
pub(crate) async fn balance(shop: &Shop, purpose: &str, owner: Option<BusinessId>) -> i64 {
    let mut conn = shop.db.admin().await;
    sqlx::query_scalar(
        "select coalesce(sum(l.amount), 0)::bigint from ledger.leg l
         join ledger.account a on a.city = l.city and a.id = l.account
         where a.purpose = $1 and a.owner is not distinct from $2",
    )
    .bind(purpose)
    .bind(owner.map(|owner| owner.0))
    .fetch_one(&mut conn)
    .await
    .unwrap()
}

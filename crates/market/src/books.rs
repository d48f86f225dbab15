//! What the market writes into the ledger. Keys say what caused a journal, so that it is posted once.

use std::collections::BTreeMap;

use kernel::{Error, Rupiah, Tx};
use ledger::account::{self, LedgerAccountId, Purpose};
use ledger::journal::{self, Kind, Leg, NewJournal};
use ledger::money::{Currency, Money};
use uuid::Uuid;

use crate::parcel::Parcel;
use crate::sum::Sum;

type Owned = (Purpose, Option<Uuid>);

/// One journal: so much into each account, positive what comes in. Accounts without an amount are left out.
async fn post(tx: &mut Tx, key: String, kind: Kind, note: &str, moves: &[(Owned, i64)]) -> Result<(), Error> {
    let rupiah: Vec<(Owned, Money)> =
        moves.iter().map(|(owned, amount)| (*owned, Money::rupiah(Rupiah(*amount)))).collect();
    post_in(tx, key, kind, note, &rupiah).await
}

/// The same in several currencies, each of which sums to nothing.
async fn post_in(
    tx: &mut Tx,
    key: String,
    kind: Kind,
    note: &str,
    moves: &[(Owned, Money)],
) -> Result<(), Error> {
    let moves: Vec<(Owned, Money)> = moves.iter().copied().filter(|(_, amount)| amount.units != 0).collect();
    if moves.is_empty() {
        return Ok(());
    }
    let mut wanted: Vec<Owned> = moves.iter().map(|(owned, _)| *owned).collect();
    wanted.sort();
    wanted.dedup();
    let known: BTreeMap<Owned, LedgerAccountId> = account::accounts(tx, &wanted).await?;
    let missing = || Error::broken("an account that was just opened is not there");
    let leg = |(owned, money): &(Owned, Money)| {
        let account = known.get(owned).copied().ok_or_else(missing)?;
        Ok(Leg { account, money: *money })
    };
    let legs = moves.iter().map(leg).collect::<Result<Vec<Leg>, Error>>()?;
    journal::post(tx, &NewJournal { key, kind, note: note.to_owned(), legs }).await.map(|_| ())
}

const GATEWAY: Owned = (Purpose::Gateway, None);
const ADVANCE: Owned = (Purpose::Advance, None);
const REFUND: Owned = (Purpose::Refund, None);
const EXCHANGE: Owned = (Purpose::Exchange, None);

/// The other side of money that is not rupiah: given for what it is worth. What the rate does later stays in that account.
fn exchanged(sum: Sum) -> [(Owned, Money); 2] {
    let out = |money: Money| Money { units: -money.units, ..money };
    match sum.money.currency == Currency::IDR {
        true => [(EXCHANGE, Money::rupiah(Rupiah(0))); 2],
        false => [(EXCHANGE, out(sum.money)), (EXCHANGE, Money::rupiah(sum.worth))],
    }
}

/// A buyer paid: it lies with the provider less its fee, which the city bears, and belongs to nobody yet.
pub(crate) async fn paid(tx: &mut Tx, attempt: Uuid, sum: Sum, fee: Money, note: &str) -> Result<(), Error> {
    let came = Money { units: sum.money.units - fee.units, ..sum.money };
    let mut moves = vec![(GATEWAY, came), ((Purpose::Mdr, None), fee)];
    moves.extend(exchanged(sum));
    moves.push((ADVANCE, Money::rupiah(Rupiah(-sum.worth.0))));
    post_in(tx, format!("market/attempt/{attempt}/paid"), Kind::Payment, note, &moves).await
}

/// A parcel was handed over: its maker earned the goods and what sending cost, and owes the commission agreed at the sale.
pub(crate) async fn handed_over(tx: &mut Tx, parcel: &Parcel, note: &str) -> Result<(), Error> {
    let payable = (Purpose::Payable, Some(parcel.maker.0));
    let key = |what: &str| format!("market/parcel/{}/{what}", parcel.id);
    let goods = [(ADVANCE, parcel.goods.0), (payable, -parcel.goods.0)];
    post(tx, key("sold"), Kind::Sale, note, &goods).await?;
    let shipping = [(ADVANCE, parcel.shipping.0), (payable, -parcel.shipping.0)];
    post(tx, key("shipping"), Kind::Fee, note, &shipping).await?;
    let kept = [(payable, parcel.commission.0), ((Purpose::Commission, None), -parcel.commission.0)];
    post(tx, key("commission"), Kind::Fee, note, &kept).await
}

/// A parcel came back whole: its maker does not keep what the goods brought, and owes no commission. What sending cost was
/// spent.
pub(crate) async fn returned(tx: &mut Tx, parcel: &Parcel, note: &str) -> Result<(), Error> {
    let payable = (Purpose::Payable, Some(parcel.maker.0));
    let key = |what: &str| format!("market/parcel/{}/{what}", parcel.id);
    let goods = [(payable, parcel.goods.0), (REFUND, -parcel.goods.0)];
    post(tx, key("returned"), Kind::Refund, note, &goods).await?;
    let kept = [((Purpose::Commission, None), parcel.commission.0), (payable, -parcel.commission.0)];
    post(tx, key("commission-back"), Kind::Fee, note, &kept).await
}

/// What was paid and not handed over is to go back.
pub(crate) async fn owed_back(tx: &mut Tx, cause: &str, amount: Rupiah, note: &str) -> Result<(), Error> {
    let moves = [(ADVANCE, amount.0), (REFUND, -amount.0)];
    post(tx, format!("market/refund/{cause}/owed"), Kind::Fee, note, &moves).await
}

/// It went back: through the provider, or from the city's bank account.
pub(crate) async fn given_back(
    tx: &mut Tx,
    refund: Uuid,
    sum: Sum,
    by_hand: bool,
    note: &str,
) -> Result<(), Error> {
    let mut moves = vec![(REFUND, Money::rupiah(sum.worth))];
    match by_hand {
        // The city's bank account is in rupiah.
        true => moves.push(((Purpose::Bank, None), Money::rupiah(Rupiah(-sum.worth.0)))),
        false => {
            let back =
                Sum { money: Money { units: -sum.money.units, ..sum.money }, worth: Rupiah(-sum.worth.0) };
            moves.extend(exchanged(back));
            moves.push((GATEWAY, back.money));
        }
    }
    post_in(tx, format!("market/refund/{refund}/given"), Kind::Refund, note, &moves).await
}

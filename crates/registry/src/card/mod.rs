//! A business's card: what everybody may see of it, to be set into the pages of others such as the city's own app.
//!
//! Always true: a card shows a business that runs and of whom one owner agreed, and nothing of its owners; whoever agreed
//! can take it back, and the card is gone with the next request.

mod find;
pub(crate) mod pages;
#[cfg(test)]
mod tests;

use identity::consent::{Basis, Channel, Language, Purpose, Text};
use kernel::{Error, Tx};

pub use find::{Card, find};

/// Being seen by everybody.
pub const PURPOSE: Purpose = Purpose {
    key: "registry.card",
    version: 1,
    basis: Basis::Consent,
    legal_reference: "UU 27/2022 Pasal 20 ayat (2) huruf a",
    fields: Text {
        id: "Nama usaha, merek, bidang, kelurahan, jenis izin yang berlaku",
        en: "Name of the business, brand, trade, kelurahan, kinds of valid permits",
    },
    recipients: Text { id: "Umum", en: "Everybody" },
    retention: Text {
        id: "Sampai ditarik, atau usahanya tutup",
        en: "Until withdrawn, or the business closes",
    },
    title: Text { id: "Kartu usaha untuk umum", en: "A public card of your business" },
    text: Text {
        id: "Kami boleh menampilkan kartu usaha Anda kepada siapa saja, juga di aplikasi kota: nama usaha, merek, bidang, \
             kelurahan, dan jenis izin yang berlaku. Nama Anda, alamat, dan nomor telepon tidak ditampilkan. Tidak wajib, \
             dan dapat ditarik kapan saja; kartunya langsung hilang.",
        en: "We may show a card of your business to everybody, in the city's app too: its name, brand, trade, kelurahan, \
             and the kinds of its valid permits. Your name, address and telephone number are not shown. This is \
             voluntary and can be withdrawn at any time; the card is gone at once.",
    },
};

/// Agrees to cards of one's own businesses.
pub(crate) async fn allow(tx: &mut Tx, lang: web::Lang) -> Result<(), Error> {
    let account = tx.actor().account().ok_or(Error::Forbidden)?;
    let language = Language::parse(lang.as_str()).unwrap_or_default();
    identity::consent::give(tx, account, &PURPOSE, Channel::Web, language).await
}

/// Agrees no longer.
pub(crate) async fn disallow(tx: &mut Tx) -> Result<(), Error> {
    let account = tx.actor().account().ok_or(Error::Forbidden)?;
    identity::consent::withdraw(tx, account, PURPOSE.key, Channel::Web).await
}

/// Whether whoever acts agrees.
pub(crate) async fn is_allowed(tx: &mut Tx) -> Result<bool, Error> {
    match tx.actor().account() {
        Some(account) => identity::consent::holds(tx, account, PURPOSE.key).await,
        None => Ok(false),
    }
}

//! The market paid in earnest, as far as that goes on one machine: by QRIS through a double of Midtrans, and in English by a
//! card from abroad through a double of Stripe.

use std::path::Path;

use kernel::Clock;
use payment::Name;
use payment::mirror::Mirror;

use crate::journey::{Site, console, journey_with};
use crate::person::{PASSWORD, Person};

/// Runs beside the journey, on a thread of its own.
struct Double {
    mirror: Mirror,
    runtime: tokio::runtime::Runtime,
}

impl Double {
    fn start() -> Double {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mirror = runtime.block_on(Mirror::start(Clock::system())).unwrap();
        Double { mirror, runtime }
    }

    /// Accounts with it, their keys in files as they have to be.
    fn settings(&self, folder: &Path) -> Vec<(String, String)> {
        use std::os::unix::fs::PermissionsExt as _;
        let keys = self.mirror.keys().into_iter().filter(|(name, _)| !name.starts_with("XENDIT"));
        let mut settings: Vec<(String, String)> = keys
            .map(|(name, key)| {
                let file = folder.join(name);
                std::fs::write(&file, key).unwrap();
                std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
                (format!("BERDAYA_PAYMENT_{name}_FILE"), file.to_str().unwrap().to_owned())
            })
            .collect();
        settings.push(("BERDAYA_PAYMENT_MIRROR".to_owned(), self.mirror.address()));
        settings
    }

    /// The buyer's wallet pays, and Midtrans tells.
    fn scan(&self, site: &str) {
        let attempt = self.mirror.waiting().pop().unwrap();
        assert!(self.mirror.pay(attempt));
        let sent = self.mirror.notice(attempt).unwrap();
        let to = format!("{site}/depok/market/notices/{}", sent.provider.as_str());
        assert_eq!(self.runtime.block_on(sent.deliver(&to)), Ok(200));
    }
}

#[test]
fn a_buyer_pays_by_qris_and_another_in_english_by_card_from_abroad() {
    let double = Double::start();
    journey_with(
        "abroad",
        |folder| double.settings(folder),
        async |site, person| {
            console(site, &["seed", "market", "--city", "depok"]);
            person.wide(360).await;
            at_home(site, person, &double).await;
            let notices = format!("{}/depok/market/notices/{}", site.url, Name::Stripe.as_str());
            double.mirror.notify(notices);
            let order = from_abroad(person).await;
            one_sends_and_the_other_cancels(person).await;
            person.go(&order).await;
            person.sees("Pos Indonesia EE123456789ID").await;
            person.sees("SGD").await;
            person.sees("Given back").await;
            person.audit("abroad-done").await;
        },
    );
}

/// Finds what is misspelt, buys it, pays the code that is shown.
async fn at_home(site: &Site, person: &Person, double: &Double) {
    person.go("/depok/toko?q=kripik+pisng").await;
    person.click("(//main//article[not(.//*[contains(., 'Habis')])]//h2//a)[1]").await;
    person.press("Masukkan ke keranjang").await;
    person.follow("Lanjut memesan").await;
    person.fill("Nama", "Rina Kusuma").await;
    person.fill("Nomor HP", "0812 3456 7890").await;
    person.fill("Alamat", "Jalan Margonda 17").await;
    person.fill("Kelurahan, kecamatan, kota", "Beji, Depok").await;
    person.press("Hitung jumlah").await;
    person.click("//main//form//button[starts-with(normalize-space(.), 'Bayar Rp')]").await;
    person.sees("Menunggu pembayaran").await;
    person.seen("//figure//*[name()='svg']").await;
    let order = person.path().await;
    // The journey has a runtime of its own: the buyer's wallet works beside it.
    let url = &site.url;
    std::thread::scope(|beside| beside.spawn(|| double.scan(url)).join().unwrap());
    person.go(&order).await;
    person.sees("Sudah dibayar").await;
}

/// Two makers' goods to Singapore, by card. The order's address.
async fn from_abroad(person: &Person) -> String {
    person.open_menu("bahasa").await;
    person.click("//button[@name='bahasa' and @value='en']").await;
    person.go("/depok/toko?q=banana+chips").await;
    person.click("(//main//article//h2//a)[1]").await;
    person.sees("To other countries").await;
    person.audit("product-abroad").await;
    person.press("Put into the cart").await;
    person.go("/depok/toko?kategori=coffee&ada=ya").await;
    person.click("(//main//article//h2//a)[1]").await;
    person.press("Put into the cart").await;
    person.follow("Send abroad").await;
    person.fill("Name", "Tan Wei Ling").await;
    person.fill("Phone", "+65 6123 4567").await;
    person.press("Work out the total").await;
    person.sees("There is a problem").await;
    person.fill("Mail", "weiling@example.org").await;
    person.fill("Street and number", "1 Orchard Road").await;
    person.fill("Town", "Singapore").await;
    person.fill("Postal code", "238823").await;
    person.choose("Country", "Singapore").await;
    person.choose("Currency", "Singapore dollar").await;
    person.press("Work out the total").await;
    person.sees("Import duties and taxes").await;
    person.audit("abroad-form").await;
    person.click("//main//form//button[starts-with(normalize-space(.), 'Pay SGD')]").await;
    person.sees("Waiting for the payment").await;
    person.audit("abroad-open").await;
    let order = person.path().await;
    person.click("//main//a[contains(@href, '/page/')]").await;
    person.press("Pay").await;
    person.go(&order).await;
    person.sees("Paid. The makers").await;
    person.audit("abroad-paid").await;
    order
}

/// The city's officer acts for the makers: one posts the parcel, the other has run out.
async fn one_sends_and_the_other_cancels(person: &Person) {
    person.wide(1280).await;
    person.go("/depok/masuk").await;
    person.fill("E-mail address or telephone number", "admin@depok.contoh.id").await;
    person.fill("Password", PASSWORD).await;
    person.click("//main//form//button[not(@type='button')]").await;
    person.go("/depok/market/parcels").await;
    person.click("(//main//ul[@class='tasks']//a)[1]").await;
    person.seen("//main//a[contains(@href, 'cn23.pdf')]").await;
    person.seen("//main//a[contains(@href, 'invoice.pdf')]").await;
    person.audit("parcel-abroad").await;
    let parcel = person.path().await;
    person.go(&format!("{parcel}/sending")).await;
    person.fill("Courier", "Pos Indonesia").await;
    person.fill("Tracking number", "EE123456789ID").await;
    person.click("//main//form//button[not(@type='button')]").await;
    person.go("/depok/market/parcels?status=new").await;
    person.click("(//main//ul[@class='tasks']//a)[1]").await;
    let other = person.path().await;
    person.go(&format!("{other}/cancellation")).await;
    person.fill("Reason", "The beans are not roasted yet").await;
    person.click("//main//form//button[not(@type='button')]").await;
    person.go("/depok/market/terms/abroad").await;
    person.audit("tariffs").await;
    person.go("/depok/ledger/rates").await;
    person.audit("rates").await;
}

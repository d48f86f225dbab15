//! Buying from two makers on a telephone, and what becomes of it.

use crate::journey::{console, journey};
use crate::person::{PASSWORD, Person};

#[test]
fn a_buyer_finds_what_is_misspelt_buys_from_two_makers_and_one_sends_and_the_other_cancels() {
    journey("market", async |site, person| {
        console(site, &["seed", "market", "--city", "depok"]);
        person.wide(360).await;
        person.go("/depok/toko").await;
        person.fill("Cari produk", "kripik pisng").await;
        person.press("Cari").await;
        person.sees("Menampilkan hasil untuk").await;
        person.audit("shop-found").await;

        person.click("(//main//article[not(.//*[contains(., 'Habis')])]//h2//a)[1]").await;
        let first = person.heading().await;
        person.audit("product").await;
        person.press("Masukkan ke keranjang").await;
        person.sees("Sudah masuk keranjang").await;
        // Something of another maker.
        person.go("/depok/toko?kategori=coffee&ada=ya").await;
        person.click("(//main//article//h2//a)[1]").await;
        person.press("Masukkan ke keranjang").await;
        person.seen("//main//section[2]//h2").await;
        person.sees(&first).await;
        person.audit("cart").await;

        let order = buy(person).await;
        // The city's officer acts for the makers here: one sends, the other cannot.
        send_and_cancel(person).await;

        person.go(&order).await;
        person.sees("JNE JN00123").await;
        person.press("Sudah saya terima").await;
        person.sees("Sudah kembali").await;
        person.audit("order-done").await;
        review(person, &order).await;
        person.go("/depok/ledger/accounts").await;
        person.sees("Dibayar pembeli, belum diserahkan").await;
    });
}

/// The buyer says what came of it; the officer who is signed in reads it, and answers as the makers would.
async fn review(person: &Person, order: &str) {
    person.wide(360).await;
    person.click("(//main//section//a[starts-with(normalize-space(.), 'Ulas ')])[1]").await;
    person.press("Kirim ulasan").await;
    person.sees("Pilih 1 sampai 5 bintang").await;
    person.tick("4 dari 5 bintang").await;
    person.fill("Apa kesan Anda?", "Renyah, dan sampai dalam dua hari.").await;
    person.fill("Nama yang ditampilkan", "Rina").await;
    person.audit("review").await;
    person.press("Kirim ulasan").await;
    person.sees("Terima kasih, ulasan Anda tersimpan").await;
    person.go("/depok/market/reviews").await;
    person.sees("Renyah, dan sampai").await;
    person.audit("reviews").await;
    person.press("Tampilkan").await;
    person.go("/depok/market/reviews?status=shown").await;
    person.follow("Jangan tampilkan").await;
    let answer = person.path().await.replace("/hiding", "/answer");
    person.go(&answer).await;
    person.fill("Jawaban pembuat", "Terima kasih, ditunggu pesanan berikutnya.").await;
    person.press("Jawab").await;
    person.go(order).await;
    person.click("(//main//section//a[starts-with(normalize-space(.), 'Ubah ulasan ')])[1]").await;
    person.sees("Ulasan Anda tampil di halaman produk").await;
    person.go("/depok/toko").await;
}

/// From the cart to a paid order; its address.
async fn buy(person: &Person) -> String {
    person.follow("Lanjut memesan").await;
    person.press("Hitung jumlah").await;
    person.sees("Ada masalah").await;
    person.fill("Nama", "Rina Kusuma").await;
    person.fill("Nomor HP", "0812 3456 7890").await;
    person.fill("Surel", "rina@example.org").await;
    person.fill("Alamat", "Jalan Margonda 17").await;
    person.fill("Kelurahan, kecamatan, kota", "Beji, Depok").await;
    person.press("Hitung jumlah").await;
    person.sees("Dikirim ke").await;
    person.audit("order-form").await;
    person.click("//main//form//button[starts-with(normalize-space(.), 'Bayar Rp')]").await;

    person.sees("Menunggu pembayaran").await;
    person.seen("//figure//*[name()='svg']").await;
    person.audit("order-open").await;
    let order = person.path().await;
    person.follow("Bayar (demo)").await;
    person.audit("demo-payment").await;
    person.press("Seolah-olah membayar").await;
    person.go(&order).await;
    person.sees("Sudah dibayar").await;
    person.audit("order-paid").await;
    order
}

async fn send_and_cancel(person: &Person) {
    person.wide(1280).await;
    person.sign_in("depok", "admin@depok.contoh.id", PASSWORD).await;
    person.go("/depok/market/parcels").await;
    person.audit("parcels").await;
    person.click("(//main//ul[@class='tasks']//a)[1]").await;
    person.audit("parcel").await;
    person.press("Terima pesanan").await;
    person.press("Sudah dikemas").await;
    person.follow("Serahkan").await;
    person.press("Serahkan").await;
    person.sees("Ada masalah").await;
    person.fill("Kurir", "JNE").await;
    person.fill("Nomor resi", "JN00123").await;
    person.press("Serahkan").await;
    person.sees("Tercatat sudah diserahkan").await;

    person.go("/depok/market/parcels?status=new").await;
    person.click("(//main//ul[@class='tasks']//a)[1]").await;
    person.follow("Batalkan paket").await;
    person.fill("Alasan", "Biji kopi belum disangrai").await;
    person.press("Batalkan paket").await;
    person.sees("uang pembeli dikembalikan").await;
    person.go("/depok/market/orders").await;
    person.audit("orders").await;
}

//! A visitor finds their kelurahan.

use serde_json::json;

use crate::journey::journey;

#[test]
fn a_visitor_finds_a_kelurahan_by_messy_text_and_reads_it_in_their_language_and_light() {
    journey("finding", async |_, visitor| {
        visitor.go("/").await;
        assert_eq!(visitor.heading().await, "Kota yang berdaya menguatkan usaha kecilnya");
        visitor.audit("platform").await;
        visitor.click("//a[@class='cloth' and @data-kota='depok']").await;
        assert_eq!(visitor.heading().await, "Kota Depok");
        visitor.audit("city").await;

        visitor.fill("Cari kelurahan atau alamat", "Kel. Depok Jaya, Kec. Pancoran mas rt 3/ rw 012").await;
        visitor.press("Cari").await;
        visitor.sees("32.76.01.1007").await;
        visitor.audit("search").await;
        visitor.click("//main//a[contains(., 'Depok Jaya')]").await;
        assert_eq!(visitor.heading().await, "Kelurahan Depok Jaya");
        visitor.seen("//main//*[local-name()='svg' and contains(@class, 'map')]").await;
        visitor.audit("kelurahan").await;

        // From the map of the kecamatan, every place also stands in a table.
        visitor.click("//nav[contains(@class, 'crumbs')]//a[contains(., 'Pancoran Mas')]").await;
        assert_eq!(visitor.heading().await, "Kecamatan Pancoran Mas");
        visitor.seen("//main//table//a[contains(., 'Depok Jaya')]").await;
        visitor.audit("kecamatan").await;

        visitor.open_menu("bahasa").await;
        visitor.click("//button[@name='bahasa' and @value='en']").await;
        visitor.seen("//html[@lang='en']//a[contains(., 'Skip to')] | //html[@lang='en']//h1").await;
        visitor.open_menu("tema").await;
        visitor.click("//button[@name='tema' and @value='gelap']").await;
        visitor.seen("//html[@data-tema='gelap']//h1").await;
        visitor.go("/depok").await;
        visitor.seen("//html[@data-tema='gelap' and @lang='en']//h1").await;
        let ground = visitor.run("return getComputedStyle(document.body).colorScheme").await;
        assert_eq!(ground, json!("dark"));
        visitor.audit_here("city-en-dark").await;
        visitor.quiet().await;
    });
}

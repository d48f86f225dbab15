//! A small phone, and the focus that shows where one is.

use serde_json::Value;
use thirtyfour::Key;

use crate::journey::journey;

const PAGES: [&str; 12] = [
    "/",
    "/bantuan",
    "/semarang",
    "/semarang/wilayah",
    "/semarang/wilayah/33.74.06",
    "/semarang/wilayah/33.74.06.1001",
    "/semarang/cari-alamat?q=Tlogosari+Kulon",
    "/semarang/masuk",
    "/semarang/daftar",
    "/semarang/lupa-sandi",
    "/semarang/bantuan",
    "/semarang/privasi",
];

/// Nothing if the focus can be seen on what is focused or around it.
const UNSEEN: &str = "
    const at = document.activeElement;
    if (at === document.body) return 'end';
    const path = at.querySelector(':scope > path');
    if (path && parseFloat(getComputedStyle(path).strokeWidth) >= 2) return null;
    for (let e = at; e && e !== document.body; e = e.parentElement) {
        const { outlineStyle, outlineWidth } = getComputedStyle(e);
        if (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) return null;
    }
    return at.outerHTML.slice(0, 200);";

#[test]
fn public_pages_fit_the_smallest_phone_and_show_where_the_focus_is() {
    journey("narrow", async |_, person| {
        for page in PAGES {
            for width in [320, 360] {
                person.wide(width).await;
                person.go(page).await;
                person.fits().await;
            }
            // As many as stand in a header, a page and a footer; a map's areas look alike.
            for _ in 0..40 {
                person.key(Key::Tab).await;
                let unseen = person.run(UNSEEN).await;
                if unseen == "end" {
                    break;
                }
                assert_eq!(unseen, Value::Null, "on {page} the focus does not show");
            }
        }
        person.audit_here("privacy-narrow").await;
        person.quiet().await;
    });
}

//! How many statements each page takes: as many for fifty rows as for one.

use kernel::{CityId, Role};
use testkit::Browser;

use crate::kit;

const DEPOK: CityId = CityId(3276);

/// A second look at each page takes at most so many statements, beside `begin`. The first one may fill what is
/// held in memory; whether that still holds is looked at every two seconds, in up to three more.
async fn look(browser: &Browser, ceilings: &[(&str, usize)]) {
    let mut over = Vec::new();
    for (address, most) in ceilings {
        browser.get(address).await;
        let page = browser.get(address).await;
        assert_eq!(page.status, 200, "{address}");
        println!("{:>3} of {most:>3} {address}", page.queries());
        if page.queries() > *most {
            over.push((*address, page.queries()));
        }
    }
    assert_eq!(over, [], "more statements than allowed");
}

#[tokio::test]
async fn public_pages_take_few_statements() {
    let kit = kit::demo().await;
    let pages = [
        ("/", 3),
        ("/magelang", 3),
        ("/depok/bantuan", 0),
        ("/depok/masuk", 0),
        ("/depok/daftar", 0),
        ("/depok/lupa-sandi", 0),
        ("/depok/cari-alamat?q=depok+jaya", 1),
        ("/wilayah", 1),
        ("/depok/wilayah", 8),
        ("/depok/wilayah/32.76.01", 8),
        ("/semarang/wilayah/33.74.06.1001", 9),
        ("/api/v1/territory/areas", 2),
        ("/api/v1/territory/areas/32.76.01", 7),
    ];
    look(&kit.browser(), &pages).await;
}

#[tokio::test]
async fn desk_pages_take_few_statements() {
    let kit = kit::demo().await;
    let agency = kit.agency(DEPOK, "Dinas Uji Hitung", "DUH").await;
    let admin = kit.person(DEPOK, "admin@contoh.id", "32.76").await;
    kit.grant(admin, Role::CityAdmin, "32.76", None).await;
    // A list of many takes no more than a list of one.
    for n in 0..30 {
        let one = kit.person(DEPOK, &format!("warga{n}@contoh.id"), "32.76.01.1007").await;
        kit.grant(one, Role::AgencyOfficer, "32.76", Some(agency)).await;
        business(&kit, n).await;
    }
    let browser = kit.browser_of(DEPOK, admin).await;
    let pages = [
        ("/depok/meja", 2),
        ("/depok/peran", 4),
        ("/depok/akun", 6),
        // One or two for each part of own data.
        ("/depok/data-saya", 26),
        ("/depok/identity/accounts", 3),
        ("/depok/identity/accounts/new", 2),
        ("/depok/identity/grants", 4),
        ("/depok/identity/invitations", 3),
        ("/depok/identity/agencies", 3),
        ("/depok/identity/trail", 4),
        ("/depok/identity/requests", 3),
        ("/depok/kernel/jobs", 4),
        ("/depok/territory/changes", 3),
        ("/depok/territory/neighbourhoods/new", 2),
        ("/depok/registry/people", 5),
        ("/depok/registry/people/new", 3),
        ("/depok/registry/businesses", 5),
        ("/depok/registry/batches", 5),
        ("/depok/registry/batches/new", 3),
        ("/depok/registry/permits", 4),
        ("/depok/registry/groups", 4),
        ("/depok/registry/requests", 3),
        ("/depok/registry/search?q=sari", 7),
        ("/depok/insight", 7),
        ("/depok/insight/indicators", 2),
    ];
    look(&browser, &pages).await;
    let account = format!("/depok/identity/accounts/{}", admin.0);
    look(&browser, &[(account.as_str(), 10)]).await;
}

/// A person with a business and a permit that ends soon.
async fn business(kit: &kit::Kit, n: u32) {
    use registry::permit::{Kind, NewPermit, add};
    let mut tx = kit.db.tx_in(DEPOK, crate::people::MACHINE).await;
    let place = kernel::AreaCode::parse("32.76.01.1007").unwrap();
    let nik = format!("32760157089000{:02}", n + 1);
    let owner = registry::examples::person(&mut tx, &format!("Sari {n}"), &place, Some(&nik)).await.unwrap();
    let name = format!("Warung Sari {n}");
    let business = registry::examples::business(&mut tx, owner, &name, &place, "Kuliner", 5_000_000).await;
    let expires = Some((tx.now() + chrono::TimeDelta::days(20)).date_naive());
    let new =
        NewPermit { kind: Kind::Halal, number: format!("ID3211000012345{n:04}"), issued: None, expires };
    add(&mut tx, business.unwrap(), new).await.unwrap();
    tx.commit().await.unwrap();
}

//! Makers with something to sell in a city whose registry is empty.

use kernel::{Actor, AreaCode, City, Db, Error};

/// Who makes what: an owner, a business, and goods of the demo.
const MAKERS: [(&str, &str, &[&str]); 3] = [
    ("Sri Wahyuni", "Dapur Bu Sri", &["Keripik pisang", "Nagasari"]),
    ("Joko Santoso", "Kopi Pak Joko", &["Kopi bubuk robusta", "Kopi arabika sangrai"]),
    ("Dewi Lestari", "Rempeyek Dewi", &["Keripik singkong", "Keripik tempe"]),
];

/// Three invented makers in the first kelurahan of a city. Nothing where somebody sells already.
pub async fn market(db: &Db, city: &City) -> Result<(), Error> {
    let known = territory::gazetteer(db).await?;
    let home = AreaCode::of_city(city.id).ok_or(Error::NotFound("city"))?;
    let first = |code: &AreaCode| known.children_of(code).into_iter().next().map(|(code, _)| code);
    let kelurahan =
        first(&home).and_then(|kecamatan| first(&kecamatan)).ok_or(Error::NotFound("kelurahan"))?;
    let mut tx = db.begin(Actor::System("demo"), city.id).await?;
    if catalogue::listing::any(&mut tx).await? {
        return Ok(());
    }
    for (owner, name, goods) in MAKERS {
        let owner = registry::examples::person(&mut tx, owner, &kelurahan, None).await?;
        let maker =
            registry::examples::business(&mut tx, owner, name, &kelurahan, "Makanan ringan", 3_000_000)
                .await?;
        catalogue::examples::offer(&mut tx, maker, goods).await?;
    }
    market::examples::fill(&mut tx).await?;
    tx.commit().await
}

//! The demo's roadshow, made through the doings.

use chrono::{Days, TimeDelta};
use kernel::{Error, Tx};

use super::{Held, Invited, NewAction, NewRoadshow, Plan, act, add, find, hold, plan};

/// A roadshow through all kecamatan, begun two weeks ago: what was held has minutes and something to be done. Done again,
/// nothing is there twice.
pub async fn fill(tx: &mut Tx) -> Result<(), Error> {
    let name = "Roadshow Wirausaha Baru";
    if super::list(tx).await?.iter().any(|one| one.name == name) {
        return Ok(());
    }
    let about = "Tim kota datang ke setiap kecamatan: izin usaha, pelatihan, dan pendaftaran di tempat.";
    let id = add(tx, NewRoadshow { name: name.to_owned(), about: about.to_owned() }).await?;
    let today = tx.today();
    let from = today.checked_sub_days(Days::new(14)).unwrap_or(today);
    let until = today.checked_add_days(Days::new(30)).unwrap_or(today);
    let new = Plan {
        from,
        until,
        starts: "09:00".to_owned(),
        hours: 3,
        agenda: "Pendampingan NIB, pendaftaran Wirausaha Baru, tanya jawab dengan dinas.".to_owned(),
        guests: Invited::WithoutNib,
    };
    plan(tx, id, &new).await?;
    let now = tx.now();
    for (stop, number) in find::stops(tx, id).await?.into_iter().zip(0_i32..) {
        if stop.ends_at > now {
            break;
        }
        let minutes = "Warga meminta pendampingan foto produk.\nLurah menyediakan ruang untuk layanan NIB.";
        hold(tx, stop.id, Held { present: 38 + number * 7, minutes: minutes.to_owned() }).await?;
        let action = NewAction {
            what: "Buka layanan NIB setiap Selasa di kantor kecamatan".to_owned(),
            who: "DPMPTSP".to_owned(),
            due_on: tx.today() + TimeDelta::days(if number == 0 { 0 } else { 14 }),
        };
        act(tx, stop.id, action).await?;
    }
    Ok(())
}

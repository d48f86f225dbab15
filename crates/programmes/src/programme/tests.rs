use kernel::{Error, Role};

use super::*;
use crate::applicant::examples;

fn new(name: &str, lines: &str) -> NewProgramme {
    NewProgramme {
        name: name.to_owned(),
        category: Category::Women,
        agency: None,
        about: String::new(),
        stages: super::stages::read(lines).unwrap(),
    }
}

async fn names(tx: &mut kernel::Tx, id: ProgrammeId) -> Vec<String> {
    stages(tx, id).await.unwrap().into_iter().map(|stage| stage.name).collect()
}

#[tokio::test]
async fn a_stage_that_stays_keeps_its_id_and_one_that_goes_keeps_its_row() {
    let db = testkit::db().await;
    let mut tx = db.tx(testkit::actor(Role::AgencyOfficer, "33.74")).await;
    let id = add(&mut tx, new("Perempuan Pengusaha", "Seleksi\nPelatihan\nPermodalan")).await.unwrap();
    let before = stages(&mut tx, id).await.unwrap();
    amend(&mut tx, id, new("Perempuan Pengusaha 2027", "Pelatihan\nPameran\nseleksi")).await.unwrap();
    let after = stages(&mut tx, id).await.unwrap();
    assert_eq!(names(&mut tx, id).await, ["Pelatihan", "Pameran", "seleksi"]);
    assert_eq!((after[0].id, after[2].id), (before[1].id, before[0].id));
    let ended: i64 = sqlx::query_scalar(
        "select count(*) from programmes.stage where city = 3374 and ended_at is not null and name = 'Permodalan'",
    )
    .fetch_one(tx.conn())
    .await
    .unwrap();
    assert_eq!(ended, 1);
}

#[tokio::test]
async fn two_open_programmes_do_not_share_a_name_and_a_closed_one_takes_no_calls() {
    let db = testkit::db().await;
    let mut tx = db.tx(testkit::actor(Role::CityAdmin, "33.74")).await;
    let id = add(&mut tx, new("Wirausaha Baru", "Seleksi")).await.unwrap();
    let twice = tx.part(async |tx| add(tx, new("wirausaha  baru", "Seleksi")).await).await.unwrap();
    assert_eq!(twice.unwrap_err().to_string(), "invalid: name: programmes-name-taken");
    close(&mut tx, id, "Program selesai").await.unwrap();
    close(&mut tx, id, "Program selesai").await.unwrap();
    add(&mut tx, new("Wirausaha Baru", "Seleksi")).await.unwrap();
    let quota = crate::call::Quota { whole: 10, each: None };
    let call = examples::a_call(&tx, "WUB 2027", quota, &[]);
    let refused = crate::call::add(&mut tx, id, call).await.unwrap_err();
    assert_eq!(refused.to_string(), "refused: programmes-programme-closed");
}

#[tokio::test]
async fn only_those_who_run_programmes_make_them() {
    let db = testkit::db().await;
    for role in Role::ALL {
        let mut tx = db.tx(testkit::actor(role, "33.74")).await;
        let made = add(&mut tx, new("Wirausaha Baru", "Seleksi")).await;
        let may = matches!(role, Role::CityAdmin | Role::AgencyOfficer);
        assert_eq!(made.is_ok(), may, "{role:?}");
        assert!(may || matches!(made, Err(Error::Forbidden)));
    }
}

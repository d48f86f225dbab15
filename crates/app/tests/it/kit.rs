//! The whole application over a test's database.

use std::sync::Arc;

use app::App;
use identity::factor::Policy;
use testkit::{Browser, TestDb};

/// An application with the territories of Indonesia and two cities without people.
pub struct Kit {
    pub db: TestDb,
    pub app: Arc<App>,
}

/// Puts it together. The template with all territories is made once per set of migrations.
pub async fn kit() -> Kit {
    let rooms = app::contexts();
    let jobs: Vec<_> = rooms.iter().flat_map(|room| room.jobs.iter().copied()).collect();
    let hearings: Vec<_> = rooms.iter().flat_map(|room| room.subscriptions.iter().copied()).collect();
    let db = testkit::db_prepared("territory", &jobs, &hearings, async |conn| {
        territory::reference::load_for_tests(conn).await;
    })
    .await;
    let app = App::new(db.db.clone(), Policy::Offer).await.unwrap();
    Kit { db, app }
}

/// The same with the five cities of the demo and their people.
pub async fn demo() -> Kit {
    let kit = kit().await;
    app::demo::seed(&kit.db.db).await.unwrap();
    kit.app.reload().await.unwrap();
    kit
}

impl Kit {
    /// A visitor who speaks Indonesian.
    pub fn browser(&self) -> Browser {
        Browser::new(app::site::router(self.app.clone())).header("accept-language", "id")
    }

    /// Somebody of the demo, signed in: `admin@depok.contoh.id`.
    pub async fn signed_in(&self, city: &str, local: &str) -> Browser {
        let browser = self.browser();
        let page = browser
            .get(&format!("/{city}/masuk"))
            .await
            .fill("Surel atau nomor telepon", &format!("{local}@{city}.contoh.id"))
            .fill("Kata sandi", app::demo::PASSWORD)
            .submit("Masuk")
            .await;
        assert!(page.says("Selamat datang"), "{}", page.outline());
        browser
    }
}

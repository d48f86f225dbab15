//! The page of a maker.

use axum::extract::Path;
use axum::response::IntoResponse;
use catalogue::listing::{self, Wish};
use catalogue::maker::{self, Maker};
use kernel::{Error, Say, Tx};
use registry::business::BusinessId;
use web::batik::Batik;
use web::{Answer, Html, ListQuery, Page, Visit, blocks};

use super::card;

/// So many products on a maker's page.
const MOST: i64 = 48;

/// A business as its products name it.
pub(super) async fn business(tx: &mut Tx, id: BusinessId) -> Result<Maker, Error> {
    maker::one(tx, id).await
}

pub(super) async fn one(visit: Visit, Path(code): Path<String>, query: ListQuery) -> Answer {
    let mut tx = visit.tx().await?;
    let maker = maker::by_code(&mut tx, &code).await?;
    let ui = &visit.ui;
    let wish = Wish { maker: Some(maker.id), ..Wish::default() };
    let page = query.page().clamp(1, 100);
    let found = listing::find(&mut tx, &wish, (page - 1) * MOST, MOST).await?;
    if found.total == 0 {
        // Who sells nothing here is no page of the market.
        return Err(Error::NotFound("maker").into());
    }
    let mut head = Html::trusted(Batik::for_maker(&maker.id.to_string()).svg(960, 160, None));
    head.push_trusted("<p>");
    if let Ok(area) = kernel::AreaCode::parse(&maker.area) {
        let name = ui.site.places.name(&area).unwrap_or_default();
        head.push_text(&ui.say(&Say::new("market-maker-where").with("place", name)));
    }
    head.push_trusted("</p>");
    let main = blocks::stack(&[head, card::grid(ui, &found.cards, "h2")]);
    let page = Page::new(maker.name, main).under(ui.url("/toko"), ui.t("market-shop"));
    Ok(page.into_response())
}

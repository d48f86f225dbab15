//! The shop: what stands on the market, as everybody sees it.

mod card;
mod list;
mod maker;
mod product;

use web::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/market/products", list::list)
        .get("/market/products/{code}", product::one)
        .get("/market/makers/{code}", maker::one)
        .get("/market/sitemap.xml", list::sitemap)
}

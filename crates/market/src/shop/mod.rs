//! The shop: what stands on the market, as everybody sees it.

mod abroad;
pub(crate) mod api;
mod card;
mod feed;
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
        .get("/market/feed.xml", feed::feed)
}

//! What this room hands to the application.

use kernel::job::JobKind;
use kernel::secret::Sealed;
use web::context::MenuEntry;
use web::icon::Icon;
use web::{Context, Face};

use crate::order::OrderPaid;
use crate::{abroad, attempt, cart, notice, order, parcel, refund, review, shop, term};

/// The room, as one value.
pub fn context() -> Context {
    Context {
        name: "market",
        pages: shop::routes()
            .and(cart::pages::routes())
            .and(order::pages::routes())
            .and(abroad::pages::routes())
            .and(abroad::tariff_pages::routes())
            .and(order::view_pages::routes())
            .and(order::desk_pages::routes())
            .and(attempt::demo_pages::routes())
            .and(notice::pages::routes())
            .and(parcel::pages::routes())
            .and(refund::desk_pages::routes())
            .and(review::pages::routes())
            .and(review::desk_pages::routes())
            .and(term::pages::routes()),
        api: shop::api::routes()
            .and(cart::api::routes())
            .and(order::api::routes())
            .and(parcel::api::routes()),
        addresses: vec![
            ("/toko", "/market/products"),
            ("/pembuat", "/market/makers"),
            ("/keranjang", "/market/cart"),
            ("/pesan", "/market/orders/new"),
            ("/pesanan", "/market/orders/by-link"),
            ("/pesanan-masuk", "/market/parcels/own"),
        ],
        menu: vec![shop_entry(), parcel::pages::menu(), order::desk_pages::menu()],
        jobs: vec![
            JobKind::every::<order::Lapse>(60),
            JobKind::every::<order::Forget>(86_400),
            JobKind::every::<attempt::Poll>(60),
            JobKind::every::<parcel::Late>(3_600),
            JobKind::every::<parcel::Measure>(3_600),
            JobKind::of::<attempt::Ask>(),
            JobKind::of::<notice::Apply>(),
            JobKind::of::<refund::Give>(),
        ],
        subscriptions: vec![kernel::subscription!(OrderPaid, "market.order.tell", order::paid)],
        permissions: vec![order::DECIDE, parcel::SEND, parcel::OWN, review::MODERATE, term::SET],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        sealed: vec![Sealed {
            table: "market.order",
            row: "id",
            column: "contact",
            place: order::CONTACT,
            index: None,
        }],
        openapi: Some(document()),
        ..Context::default()
    }
}

fn document() -> utoipa::openapi::OpenApi {
    shop::api::document()
        .merge_from(cart::api::document())
        .merge_from(order::api::document())
        .merge_from(parcel::api::document())
}

fn shop_entry() -> MenuEntry {
    MenuEntry {
        face: Face::Public,
        group: "app-group-city",
        label: "market-shop",
        note: "market-shop-note",
        path: "/toko",
        icon: Icon::Search,
        can: None,
    }
}

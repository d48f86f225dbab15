//! The API's description, put together from what each room says of its own.

use utoipa::openapi::{Info, OpenApi, OpenApiBuilder, PathsBuilder};
use web::Context;

/// The OpenAPI document of all rooms.
pub(super) fn document(rooms: &[Context]) -> OpenApi {
    let mut info = Info::new("Berdaya", env!("CARGO_PKG_VERSION"));
    info.description = Some(
        "Every path below a city: `/{city}/api/v1/…`. Lists are paged with `after`; writes take `Idempotency-Key`; \
         errors are problems (RFC 9457)."
            .to_owned(),
    );
    let mut all = OpenApiBuilder::new().info(info).paths(PathsBuilder::new().build()).build();
    for room in rooms {
        if let Some(part) = &room.openapi {
            all.merge(part.clone());
        }
    }
    all
}

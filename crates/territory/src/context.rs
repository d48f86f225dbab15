//! What this room hands to the application.

use web::Context;

/// The room, as one value.
pub fn context() -> Context {
    Context {
        name: "territory",
        addresses: vec![("/wilayah", "/territory/areas"), ("/cari-alamat", "/territory/search")],
        permissions: vec![
            crate::neighbourhood::ADD,
            crate::neighbourhood::CLOSE,
            crate::neighbourhood::RENUMBER,
        ],
        messages: vec![(include_str!("id.ftl"), include_str!("en.ftl"))],
        ..Context::default()
    }
}

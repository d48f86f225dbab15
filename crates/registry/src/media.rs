//! What a file is, told by its content alone: the name and the sender's word count for nothing.

/// A kind of file that is taken from people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    Pdf,
    Jpeg,
    Png,
    Webp,
    /// What some telephones take photos as; taken by no browser but their own.
    Heic,
}

impl Media {
    /// Looks at the first bytes. `None`: nothing that is known here.
    pub fn of(bytes: &[u8]) -> Option<Media> {
        let at = |from: usize, what: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(what));
        if at(0, b"%PDF-1.") || at(0, b"%PDF-2.") {
            return Some(Media::Pdf);
        }
        if at(0, &[0xff, 0xd8, 0xff]) {
            return Some(Media::Jpeg);
        }
        if at(0, b"\x89PNG\r\n\x1a\n") {
            return Some(Media::Png);
        }
        if at(0, b"RIFF") && at(8, b"WEBP") {
            return Some(Media::Webp);
        }
        let brands: [&[u8]; 8] = [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"];
        (at(4, b"ftyp") && brands.iter().any(|brand| at(8, brand))).then_some(Media::Heic)
    }

    /// The media type under which it is kept and sent.
    pub fn name(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Jpeg => "image/jpeg",
            Media::Png => "image/png",
            Media::Webp => "image/webp",
            Media::Heic => "image/heic",
        }
    }
}

/// A file to be saved, never shown in place: what it might contain runs nowhere.
pub fn download(name: &str, media_type: &str, bytes: axum::body::Bytes) -> axum::response::Response {
    use axum::response::IntoResponse as _;
    let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || ".-_ ".contains(*c)).collect();
    let disposition = format!("attachment; filename=\"{plain}\"");
    let headers = [
        ("content-type", media_type),
        ("content-disposition", disposition.as_str()),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ];
    let mut response = bytes.into_response();
    for (name, value) in headers {
        if let Ok(value) = http::HeaderValue::from_str(value) {
            response.headers_mut().insert(http::HeaderName::from_static(name), value);
        }
    }
    response
}

//! Styles, scripts, the typeface: embedded in the binary under names that carry their content's hash, compressed once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use sha2::{Digest, Sha256};

struct Asset {
    plain: Vec<u8>,
    media: &'static str,
    hash: String,
    brotli: OnceLock<Vec<u8>>,
}

macro_rules! embed {
    ($($name:literal => $media:literal),* $(,)?) => {
        [$(($name, $media, include_bytes!(concat!("../assets/", $name)).as_slice())),*]
    };
}

static ASSETS: OnceLock<BTreeMap<&'static str, Asset>> = OnceLock::new();

fn assets() -> &'static BTreeMap<&'static str, Asset> {
    ASSETS.get_or_init(|| {
        embed! {
            "berdaya.css" => "text/css; charset=utf-8",
            "desk.css" => "text/css; charset=utf-8",
            "chart.css" => "text/css; charset=utf-8",
            "app.js" => "text/javascript; charset=utf-8",
            "queue.js" => "text/javascript; charset=utf-8",
            "door.js" => "text/javascript; charset=utf-8",
            "passkey.js" => "text/javascript; charset=utf-8",
            "htmx.min.js" => "text/javascript; charset=utf-8",
            "jakarta.woff2" => "font/woff2",
            "favicon.svg" => "image/svg+xml",
        }
        .into_iter()
        .map(|(name, media, plain)| {
            let plain = if name.ends_with(".css") { style_sheet(plain) } else { plain.to_vec() };
            let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&plain)).chars().take(12).collect();
            (name, Asset { plain, media, hash, brotli: OnceLock::new() })
        })
        .collect()
    })
}

/// Style sheets name the typeface plainly, and browsers are to find it under its hashed name. Comments and indentation
/// are for us; they stay at home.
fn style_sheet(css: &[u8]) -> Vec<u8> {
    let font = include_bytes!("../assets/jakarta.woff2");
    let hash: String = data_encoding::HEXLOWER.encode(&Sha256::digest(font)).chars().take(12).collect();
    let named = String::from_utf8_lossy(css).replace("jakarta.woff2", &format!("jakarta.{hash}.woff2"));
    let mut plain = String::with_capacity(named.len());
    let mut rest = named.as_str();
    while let Some((before, after)) = rest.split_once("/*") {
        plain.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    plain.push_str(rest);
    let lines: Vec<&str> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n").into_bytes()
}

/// The address of an asset. An unknown name is a fault in the code; the address then leads nowhere, which the crawl
/// test finds.
pub fn url(name: &str) -> String {
    match assets().get(name) {
        Some(asset) => {
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
            format!("/static/{stem}.{}.{ending}", asset.hash)
        }
        None => format!("/static/{name}"),
    }
}

/// Bytes of an asset as sent to a browser that takes brotli, for the weight test.
pub fn compressed(name: &str) -> Option<usize> {
    assets().get(name).map(|asset| brotli(asset).map_or(asset.plain.len(), <[u8]>::len))
}

/// Answers `/static/{name}`. With the right hash in its name the answer may be kept for ever.
pub async fn serve(axum::extract::Path(name): axum::extract::Path<String>, headers: HeaderMap) -> Response {
    let mut parts = name.rsplitn(3, '.');
    let (ending, hash, stem) = (parts.next(), parts.next(), parts.next());
    let found = match (stem, hash, ending) {
        (Some(stem), Some(hash), Some(ending)) => {
            let plain_name = format!("{stem}.{ending}");
            assets().get(plain_name.as_str()).filter(|asset| asset.hash == hash)
        }
        _ => None,
    };
    let Some(asset) = found else { return StatusCode::NOT_FOUND.into_response() };
    let takes = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let compressed = takes.filter(|value| value.contains("br")).and_then(|_| brotli(asset));
    let common = [
        (header::CONTENT_TYPE, asset.media),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    match compressed {
        Some(bytes) => (common, [(header::CONTENT_ENCODING, "br")], bytes).into_response(),
        None => (common, asset.plain.as_slice()).into_response(),
    }
}

fn brotli(asset: &'static Asset) -> Option<&'static [u8]> {
    if asset.media.starts_with("font/") {
        return None;
    }
    let bytes = asset.brotli.get_or_init(|| {
        let mut out = Vec::new();
        let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        let mut input = asset.plain.as_slice();
        // Reading from memory and writing to memory cannot fail; an empty result would be ignored below.
        if brotli::BrotliCompress(&mut input, &mut out, &params).is_err() {
            out.clear();
        }
        out
    });
    Some(bytes.as_slice()).filter(|bytes| !bytes.is_empty())
}

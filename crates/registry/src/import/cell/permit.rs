//! Numbers of permits.

use super::digits;
use crate::import::words::plain;
use crate::permit;

/// The kind that a number's own form tells. Forms overlap, so only what is unmistakable is told.
pub(crate) fn kind_of(text: &str) -> Option<permit::Kind> {
    let plain = plain(text);
    let compact = plain.replace(' ', "");
    let digits = digits(text);
    let has = |word: &str| plain.split(' ').any(|other| other == word);
    if has("nib") || compact == digits && digits.len() == 13 {
        Some(permit::Kind::Nib)
    } else if has("npwp") || text.matches('.').count() >= 3 && digits.len() == 15 {
        Some(permit::Kind::Npwp)
    } else if has("pirt") || plain.contains("p irt") || digits.len() == 15 && text.contains('-') {
        Some(permit::Kind::Pirt)
    } else if has("halal") || compact.starts_with("id") && digits.len() == 17 {
        Some(permit::Kind::Halal)
    } else if has("bpom") || compact.starts_with("md") && digits.len() >= 12 {
        Some(permit::Kind::Bpom)
    } else if compact.starts_with("idm") || has("haki") || has("hki") || has("merek") {
        Some(permit::Kind::Trademark)
    } else if has("iumk") {
        Some(permit::Kind::Iumk)
    } else if has("siup") {
        Some(permit::Kind::Siup)
    } else if has("tdp") {
        Some(permit::Kind::Tdp)
    } else if has("sku") || plain.contains("keterangan usaha") {
        Some(permit::Kind::Sku)
    } else if has("sni") {
        Some(permit::Kind::Sni)
    } else {
        None
    }
}

/// The number without its kind's name; `None` where no number is told.
pub(crate) fn permit_number(text: &str) -> Option<String> {
    let from = text.char_indices().find(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at)?;
    let (front, _) = text.split_at_checked(from)?;
    // Letters that touch the digits belong to the number: "ID3311…", "MD 2345…", "P-IRT 2063…" does not.
    let letters: String = plain(front).split(' ').next_back().unwrap_or_default().to_uppercase();
    let number = if ["ID", "MD", "ML", "IDM"].contains(&letters.as_str()) {
        let start = front.to_uppercase().rfind(&letters)?;
        text.get(start..)?
    } else {
        text.get(from..)?
    };
    (digits(number).len() >= 4).then(|| number.trim_matches([' ', '.', ',', '-']).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_its_kind_where_its_form_is_unmistakable() {
        for (text, kind, number) in [
            ("8717232649877", Some(permit::Kind::Nib), Some("8717232649877")),
            ("NIB 8717232649877", Some(permit::Kind::Nib), Some("8717232649877")),
            ("P-IRT 3063306010072-19", Some(permit::Kind::Pirt), Some("3063306010072-19")),
            ("ID33110003549730523", Some(permit::Kind::Halal), Some("ID33110003549730523")),
            ("MD 234510012345", Some(permit::Kind::Bpom), Some("MD 234510012345")),
            ("01.234.567.8-901.000", Some(permit::Kind::Npwp), Some("01.234.567.8-901.000")),
            ("503/123/SKU/2019", Some(permit::Kind::Sku), Some("503/123/SKU/2019")),
            ("ada", None, None),
        ] {
            assert_eq!((kind_of(text), permit_number(text).as_deref()), (kind, number), "{text}");
        }
    }
}

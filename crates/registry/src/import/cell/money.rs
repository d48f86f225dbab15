//! Amounts and counts, with the units that hide in headers and titles.

use sheet::Value;

use super::{is_blank, text};
use crate::import::words::plain;

/// Rupiah in a cell; `scale` is what the header or a title says that one unit is worth.
pub(crate) fn amount(value: &Value, scale: i64) -> Option<i64> {
    let (number, own) = match value {
        Value::Number(number) => (*number, None),
        Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Fault(_) => written(&text(value)?)?,
    };
    let rupiah = number * f64::from(u32::try_from(own.unwrap_or(scale)).ok()?);
    whole(rupiah).filter(|rupiah| (0..=1_000_000_000_000_000).contains(rupiah))
}

/// Whether a cell says from so much to so much: `1-5 juta`, or only that it is less: `< 5 juta`.
pub(crate) fn is_range(value: &Value) -> bool {
    let Value::Text(text) = value else { return false };
    let lower = text.to_lowercase();
    let amounts = ends(&lower).count();
    let bounded = ["<", ">", "≤", "≥", "kurang dari", "lebih dari", "di bawah", "di atas", "maksimal"];
    amounts >= 2 || amounts == 1 && bounded.iter().any(|bound| lower.contains(bound))
}

/// The amounts of a range, or the one that there is.
fn ends(lower: &str) -> impl Iterator<Item = &str> {
    let parts = lower.split(['-', '–']).flat_map(ranged).map(str::trim);
    parts.filter(|part| part.contains(|c: char| c.is_ascii_digit()))
}

/// What a header or a title says that an amount is written in: `(Rp.000)`, `dalam juta rupiah`; 1 if it says nothing.
pub(crate) fn scale_of(header: &str) -> Option<i64> {
    let plain = plain(header);
    let has = |word: &str| plain.split(' ').any(|other| other == word);
    if has("miliar") || has("milyar") || has("billion") {
        Some(1_000_000_000)
    } else if has("juta")
        || has("jutaan")
        || has("million")
        || has("mio")
        || header.contains("000.000")
        || has("jt")
    {
        Some(1_000_000)
    } else if has("ribu")
        || has("ribuan")
        || has("thousand")
        || has("rb")
        || plain.ends_with("rp 000")
        || plain.contains("rp 000 ")
        || plain.ends_with("x 1 000")
        || plain.ends_with("x 1000")
    {
        Some(1_000)
    } else {
        None
    }
}

/// A number as written and what its own words say that a unit is worth.
fn written(text: &str) -> Option<(f64, Option<i64>)> {
    if is_blank(text) && plain(text) != "0" {
        return None;
    }
    let lower = joined_thousands(&text.to_lowercase());
    if let Some(sum) = sum_of_scales(&lower) {
        return Some((sum, Some(1)));
    }
    // Of a range the upper end is what the business may reach; of "5 juta - 10 juta" likewise.
    let last = ends(&lower).last()?;
    let own = words_of_scale(last);
    let digits: String = last
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .find(|part| part.contains(|c: char| c.is_ascii_digit()))?
        .to_owned();
    let digits = digits.trim_matches(['.', ',']);
    number(digits).map(|number| (number, own.or_else(|| lower.contains("rp").then_some(1))))
}

/// `2.000.000 s/d 3.000.000`.
fn ranged(text: &str) -> impl Iterator<Item = &str> {
    text.split("s/d")
        .flat_map(|part| part.split("s.d"))
        .flat_map(|part| part.split(" sd "))
        .flat_map(|part| part.split("sampai").flat_map(|part| part.split("hingga")))
}

/// `7 000 000` is written with blanks for points.
fn joined_thousands(text: &str) -> String {
    let parts: Vec<&str> = text.trim().split(' ').collect();
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let thousands = parts.split_first().is_some_and(|(first, rest)| {
        let first = first.trim_start_matches("rp").trim_start_matches('.');
        !rest.is_empty()
            && !first.is_empty()
            && digits(first)
            && first.len() <= 3
            && rest.iter().all(|part| part.len() == 3 && digits(part))
    });
    if thousands { parts.concat() } else { text.to_owned() }
}

/// `2jt 500rb`: a sum, each part with a unit of its own and the greater first.
fn sum_of_scales(text: &str) -> Option<f64> {
    let mut parts: Vec<(f64, i64)> = Vec::new();
    let mut rest = text;
    while let Some(from) = rest.find(|c: char| c.is_ascii_digit()) {
        let tail = rest.get(from..)?;
        let end = tail.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(tail.len());
        let (digits, behind) = tail.split_at_checked(end)?;
        let word: String = behind.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
        parts.push((number(digits.trim_matches(['.', ',']))?, words_of_scale(&word)?));
        rest = behind;
    }
    let falling = parts.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a > b));
    (parts.len() == 2 && falling && !text.contains(['-', '–']))
        .then(|| parts.iter().filter_map(|(n, scale)| Some(n * f64::from(u32::try_from(*scale).ok()?))).sum())
}

fn words_of_scale(text: &str) -> Option<i64> {
    let letters: String = text.chars().map(|c| if c.is_alphabetic() { c } else { ' ' }).collect();
    letters.split(' ').find_map(|word| match word {
        "miliar" | "milyar" | "miliaran" | "m" => Some(1_000_000_000),
        "juta" | "jt" | "jutaan" | "jta" | "mio" | "million" => Some(1_000_000),
        "ribu" | "rb" | "ribuan" | "k" => Some(1_000),
        _ => None,
    })
}

/// `25.000.000`, `25.000.000,00`, `25,000,000.00`, `2,5`: a separator with three digits behind it parts thousands.
fn number(digits: &str) -> Option<f64> {
    let last = digits.rfind(['.', ',']);
    let tail = last.and_then(|at| digits.get(at + 1..)).unwrap_or_default();
    let many = digits.matches(['.', ',']).count();
    let separator = last.and_then(|at| digits.get(at..=at)).unwrap_or_default();
    let repeated = many > 1 && digits.matches(separator).count() == many;
    let decimal = last.is_some() && tail.len() != 3 && !repeated;
    let (front, fraction) = match last {
        Some(at) if decimal => (digits.get(..at)?, tail),
        Some(_) | None => (digits, ""),
    };
    let front: String = front.chars().filter(char::is_ascii_digit).collect();
    format!("{front}.{fraction}0").parse().ok()
}

/// Persons or pieces: `3 orang`, `5`.
pub(crate) fn count(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => whole(*number).filter(|count| (0..=1_000_000).contains(count)),
        Value::Text(_) | Value::Bool(_) | Value::Date(_) | Value::Fault(_) => {
            let text = text(value)?;
            let digits: String =
                text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            digits.parse().ok().filter(|count| (0..=1_000_000).contains(count))
        }
    }
}

fn whole(number: f64) -> Option<i64> {
    number.is_finite().then(|| format!("{:.0}", number.round())).and_then(|text| text.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_with_the_units_that_stand_beside_or_above_them() {
        for (text, scale, rupiah) in [
            ("Rp 25.000.000", 1, Some(25_000_000)),
            ("Rp. 25.000.000,-", 1, Some(25_000_000)),
            ("Rp25,000,000.00", 1, Some(25_000_000)),
            ("25.000.000,00", 1, Some(25_000_000)),
            ("25 juta", 1, Some(25_000_000)),
            ("2,5 jt", 1, Some(2_500_000)),
            ("Rp 2.5 juta", 1_000, Some(2_500_000)),
            ("1,5 M", 1, Some(1_500_000_000)),
            ("25.000", 1_000, Some(25_000_000)),
            ("Rp 25.000.000", 1_000, Some(25_000_000)),
            ("5 - 10 juta", 1, Some(10_000_000)),
            ("500rb", 1, Some(500_000)),
            ("500K", 1, Some(500_000)),
            ("3 jutaan", 1, Some(3_000_000)),
            ("2jt 500rb", 1, Some(2_500_000)),
            ("7 000 000", 1, Some(7_000_000)),
            ("Rp 2.000.000 s/d 3.000.000", 1, Some(3_000_000)),
            ("2 juta s.d. 3 juta", 1, Some(3_000_000)),
            ("12 orang 3 hari", 1, Some(12)),
            ("0", 1, Some(0)),
            ("-", 1, None),
            ("sedikit", 1, None),
        ] {
            assert_eq!(amount(&Value::Text(text.to_owned()), scale), rupiah, "{text}");
        }
        assert_eq!(amount(&Value::Number(25_000.0), 1_000), Some(25_000_000));
        for (header, scale) in [
            ("OMZET (Rp.000)", Some(1_000)),
            ("Modal (Rp. 000,-)", Some(1_000)),
            ("Aset (dalam ribuan rupiah)", Some(1_000)),
            ("Omzet (juta Rp)", Some(1_000_000)),
            ("Investasi (Rp 000.000)", Some(1_000_000)),
            ("Turnover (IDR million)", Some(1_000_000)),
            ("Modal (Rp)", None),
        ] {
            assert_eq!(scale_of(header), scale, "{header}");
        }
    }

    #[test]
    fn what_is_no_one_amount_is_known_as_a_range() {
        for (text, range) in [
            ("1-5 juta", true),
            ("Rp 1.000.000 s/d Rp 5.000.000", true),
            ("< 5 juta", true),
            ("di bawah 5 juta", true),
            ("Rp. 25.000.000,-", false),
            ("5 juta", false),
            ("2jt 500rb", false),
        ] {
            assert_eq!(is_range(&Value::Text(text.to_owned())), range, "{text}");
        }
    }

    #[test]
    fn persons_are_counted_with_or_without_their_word() {
        assert_eq!(count(&Value::Text("3 orang".to_owned())), Some(3));
        assert_eq!(count(&Value::Number(4.0)), Some(4));
        assert_eq!(count(&Value::Text("banyak".to_owned())), None);
    }
}

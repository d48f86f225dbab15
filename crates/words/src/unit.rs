//! Numbers and their units: "250 gr", "250gr", "0,25 kg" and "¼ kilo" are one lexeme, `250g`.

/// Other names, the unit they stand for, and how many of it one is.
const UNITS: &[(&[&str], &str, u64)] = &[
    (&["g", "gr", "grm", "gram", "grams"], "g", 1),
    (&["ons"], "g", 100),
    (&["kg", "kgs", "kilo", "kilogram"], "g", 1000),
    (&["mg", "miligram"], "mg", 1),
    (&["ml", "mili", "mililiter", "cc"], "ml", 1),
    (&["l", "lt", "ltr", "liter", "litre"], "ml", 1000),
    (&["mm", "milimeter"], "mm", 1),
    (&["cm", "centi", "senti", "sentimeter", "centimeter"], "cm", 1),
    (&["m", "mtr", "meter", "metre"], "cm", 100),
    (&["inch", "inci", "inchi"], "inch", 1),
    (&["pc", "pcs", "piece", "pieces"], "pcs", 1),
    (&["watt", "w"], "watt", 1),
    (&["volt", "v"], "volt", 1),
];

/// A number, in thousandths unless it is too long to be a measure.
pub(crate) struct Number {
    pub(crate) written: String,
    thousandths: Option<u64>,
}

pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

pub(crate) fn is_unit(text: &str) -> bool {
    UNITS.iter().any(|(names, ..)| names.contains(&text))
}

/// "1.000" is a thousand and "1.5" one and a half, with comma or point: three digits after a separator that follows
/// anything but a zero are thousands, as Indonesian writes them.
pub(crate) fn number(run: &str) -> Option<Number> {
    let mut parts = run.split(['.', ',']);
    let mut whole = parts.next().filter(|part| is_digits(part))?.to_owned();
    let mut fraction = "";
    for part in parts {
        if !is_digits(part) {
            return None;
        }
        if part.len() == 3 && whole != "0" && fraction.is_empty() {
            whole.push_str(part);
        } else {
            fraction = part;
        }
    }
    let fraction = fraction.trim_end_matches('0');
    let thousandths = format!("{:0<3.3}", fraction)
        .parse::<u64>()
        .ok()
        .zip(whole.parse::<u64>().ok().filter(|whole| *whole < 1_000_000_000))
        .map(|(part, whole)| whole * 1000 + part);
    let written = if fraction.is_empty() { whole } else { format!("{whole}.{fraction}") };
    Some(Number { written, thousandths })
}

/// The lexeme of a number with the unit that follows it.
pub(crate) fn measure(number: &Number, unit: &str) -> Option<String> {
    let (_, name, many) = UNITS.iter().find(|(names, ..)| names.contains(&unit))?;
    let thousandths = number.thousandths? * many;
    let (whole, part) = (thousandths / 1000, thousandths % 1000);
    let part = format!("{part:03}");
    let part = part.trim_end_matches('0');
    Some(if part.is_empty() { format!("{whole}{name}") } else { format!("{whole}.{part}{name}") })
}

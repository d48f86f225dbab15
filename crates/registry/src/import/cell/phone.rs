//! Telephone numbers, of which one cell may hold several.

use kernel::contact::Phone;

use super::is_blank;

/// The numbers of a cell, and whether something in it could not be read as one.
pub(crate) fn phones(text: &str) -> (Vec<Phone>, bool) {
    if is_blank(text) {
        return (Vec::new(), false);
    }
    let mut found: Vec<Phone> = Vec::new();
    let mut left_over = false;
    // Words stand between numbers or say which is which: "HP. 0812… Telp. 0251…", "0812… dan 0813…".
    for piece in text.split(|c: char| matches!(c, '/' | ',' | ';' | '|' | '&' | '\n') || c.is_alphabetic()) {
        let number: String =
            piece.chars().filter(|c| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.')).collect();
        let number = number.trim();
        if number.bytes().filter(u8::is_ascii_digit).count() < 5 {
            left_over |= number.bytes().any(|b| b.is_ascii_digit());
            continue;
        }
        let read = read_one(number).map(|phone| vec![phone]).or_else(|| two_run_together(number));
        match read {
            Some(phones) => {
                for phone in phones {
                    if !found.contains(&phone) {
                        found.push(phone);
                    }
                }
            }
            None => left_over = true,
        }
    }
    (found, left_over)
}

fn read_one(number: &str) -> Option<Phone> {
    // Excel shows 8.12E+10 only for what it cannot fit; what is stored is whole, so digits are enough here.
    Phone::parse(number).ok().filter(|phone| phone.reveal().len() >= 10)
}

/// `081234567890 081398765432` and `081234567890081398765432`.
fn two_run_together(number: &str) -> Option<Vec<Phone>> {
    let parts: Vec<&str> = number.split_whitespace().filter(|part| *part != "-").collect();
    let both: Vec<Phone> = parts.iter().filter_map(|part| read_one(part)).collect();
    if parts.len() == 2 && both.len() == 2 {
        return Some(both);
    }
    let at = number.get(1..)?.find("08").map(|at| at + 1).filter(|at| (10..=14).contains(at))?;
    let (left, right) = number.split_at_checked(at)?;
    Some(vec![read_one(left)?, read_one(right)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cell_may_hold_two_numbers() {
        for (text, numbers, left_over) in [
            ("085808058872 / 081489707124", vec!["+6285808058872", "+6281489707124"], false),
            ("8575879281", vec!["+628575879281"], false),
            ("0852 8938 046", vec!["+628528938046"], false),
            ("0812-3456-7890, 0813.9876.5432", vec!["+6281234567890", "+6281398765432"], false),
            ("081234567890 081398765432", vec!["+6281234567890", "+6281398765432"], false),
            ("081234567890081398765432", vec!["+6281234567890", "+6281398765432"], false),
            ("WA: 081234567890 (istri)", vec!["+6281234567890"], false),
            ("081234567890 dan 081398765432", vec!["+6281234567890", "+6281398765432"], false),
            ("081234567890 - 081398765432", vec!["+6281234567890", "+6281398765432"], false),
            ("HP. 081234567890 Telp. 081398765432", vec!["+6281234567890", "+6281398765432"], false),
            ("081234567890/081234567890", vec!["+6281234567890"], false),
            ("(021) 7752 123", vec!["+62217752123"], false),
            ("0812", vec![], true),
            ("-", vec![], false),
            ("tidak ada", vec![], false),
        ] {
            let (found, left) = phones(text);
            let found: Vec<&str> = found.iter().map(Phone::reveal).collect();
            assert_eq!((found, left), (numbers, left_over), "{text}");
        }
    }
}

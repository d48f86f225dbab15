//! Short codes that people read aloud or type: `BDY-7K3F-9`, where the last sign checks the others.

/// Crockford's base 32: no I, L, O, U, so that a code read over a bad line is not misheard.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The code of `number` under `prefix`: groups of four signs and a check sign.
pub fn encode(prefix: &str, number: u64) -> String {
    let mut values = Vec::new();
    let mut rest = number;
    while rest > 0 || values.is_empty() || values.len() % 4 != 0 {
        values.push(rest % 32);
        rest /= 32;
    }
    values.reverse();
    let signs: Vec<char> = values.iter().map(|value| sign(*value)).collect();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    format!("{prefix}-{}-{}", groups.join("-"), sign(check(&values)))
}

/// The number behind a code as people type it: any case, with or without hyphens and blanks, O for 0, I or L for 1.
/// `None` when the prefix, a sign or the check sign is wrong.
pub fn decode(prefix: &str, text: &str) -> Option<u64> {
    let clean: String = text.to_uppercase().chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let body = clean.strip_prefix(&prefix.to_uppercase())?;
    let values: Vec<u64> = body.chars().map(value).collect::<Option<_>>()?;
    let (last, digits) = values.split_last()?;
    if digits.len() < 4 || check(digits) != *last {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, digit| number.checked_mul(32)?.checked_add(*digit))
}

/// Luhn's check over 32 signs: finds every single wrong sign and nearly every swap of neighbours.
fn check(values: &[u64]) -> u64 {
    let sum: u64 = values
        .iter()
        .rev()
        .enumerate()
        .map(|(place, value)| if place % 2 == 0 { value * 2 / 32 + value * 2 % 32 } else { *value })
        .sum();
    (32 - sum % 32) % 32
}

fn sign(value: u64) -> char {
    usize::try_from(value).ok().and_then(|i| ALPHABET.get(i)).map_or('0', |byte| char::from(*byte))
}

fn value(c: char) -> Option<u64> {
    let plain = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    u64::try_from(ALPHABET.iter().position(|byte| char::from(*byte) == plain)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_grouped_and_checked() {
        assert_eq!(encode("BDY", 0), "BDY-0000-0");
        assert_eq!(encode("BDY", 1_048_576), "BDY-0001-0000-Y");
        assert_eq!(decode("BDY", "bdy 0001 oool y"), None);
        assert_eq!(decode("BDY", "bdy oooi oooo y"), Some(1_048_576));
        assert_eq!(decode("BDY", ""), None);
        assert_eq!(decode("BDY", "BDY-é"), None);
    }

    proptest! {
        #[test]
        fn print_and_parse_agree(number in any::<u64>()) {
            prop_assert_eq!(decode("BDY", &encode("BDY", number)), Some(number));
        }

        #[test]
        fn one_wrong_sign_is_noticed(number in any::<u32>(), at in 0_usize..4, other in 0_usize..32) {
            let code = encode("P", u64::from(number));
            let place = code.char_indices().filter(|(_, c)| *c != '-').nth(1 + at).unwrap().0;
            let mut wrong = code.clone().into_bytes();
            if wrong[place] != ALPHABET[other] {
                wrong[place] = ALPHABET[other];
                prop_assert_eq!(decode("P", &String::from_utf8(wrong).unwrap()), None);
            }
        }
    }
}

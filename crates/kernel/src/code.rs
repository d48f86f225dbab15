//! Short codes that people read aloud or type: `BDY-7K3F-9`, where the last sign checks the others.

/// Crockford's base 32: no I, L, O, U, so that a code read over a bad line is not misheard.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Adding these five makes a prime, so that the check sign finds every single wrong sign and every swap of neighbours.
const CHECK: &[u8; 37] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

/// The code of `number` under `prefix`: groups of four signs and a check sign.
pub fn encode(prefix: &str, number: u64) -> String {
    let mut signs = Vec::new();
    let mut rest = number;
    while rest > 0 || signs.len() < 4 {
        signs.push(sign(ALPHABET, rest % 32));
        rest /= 32;
    }
    while signs.len() % 4 != 0 {
        signs.push('0');
    }
    signs.reverse();
    let groups: Vec<String> = signs.chunks(4).map(|group| group.iter().collect()).collect();
    format!("{prefix}-{}-{}", groups.join("-"), sign(CHECK, number % 37))
}

/// The number behind a code as people type it: any case, with or without hyphens and blanks, O for 0, I or L for 1.
/// `None` when the prefix, a sign or the check sign is wrong.
pub fn decode(prefix: &str, text: &str) -> Option<u64> {
    let clean: String = text.to_uppercase().chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let body = clean.strip_prefix(&prefix.to_uppercase())?;
    let check = body.chars().next_back()?;
    let digits = body.strip_suffix(check)?;
    let mut number: u64 = 0;
    for c in digits.chars() {
        let value = ALPHABET.iter().position(|a| char::from(*a) == plain(c))?;
        number = number.checked_mul(32)?.checked_add(u64::try_from(value).ok()?)?;
    }
    let expected = sign(CHECK, number % 37);
    (digits.len() >= 4 && (check == expected || plain(check) == expected)).then_some(number)
}

fn sign(alphabet: &[u8], value: u64) -> char {
    usize::try_from(value).ok().and_then(|i| alphabet.get(i)).map_or('0', |byte| char::from(*byte))
}

fn plain(c: char) -> char {
    match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn codes_are_grouped_and_checked() {
        assert_eq!(encode("BDY", 0), "BDY-0000-0");
        assert_eq!(encode("BDY", 1_048_576), "BDY-0001-0000-T");
        assert_eq!(decode("BDY", "bdy 0001 oool t"), None);
        assert_eq!(decode("BDY", "bdy oooi oooo t"), Some(1_048_576));
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

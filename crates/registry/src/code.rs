//! The short codes by which people name a record: `U-7K3F-9QWM-2` is a business, `P-…` a person.

use kernel::code;
use uuid::Uuid;

/// Forty bits: among 300,000 records one pair in twenty-four cities meets, and the maker tries again.
const BITS: u64 = (1 << 40) - 1;

/// The code of a new record. `attempt` is 0, and higher after a code was found taken.
pub fn of(prefix: &str, id: Uuid, attempt: u32) -> String {
    // The lower half of a UUIDv7 is random.
    let (_, random) = id.as_u64_pair();
    // Eight signs always, whatever the number: a short code would tell of nothing but chance.
    let number = (random.rotate_right(attempt * 7) & BITS) | (1 << 35);
    code::encode(prefix, number)
}

/// Gives other codes to those that are taken, or met among themselves.
pub fn unmix(prefix: &str, ids: &[Uuid], codes: &mut [String], taken: &[String]) {
    let mut seen: std::collections::HashSet<String> = taken.iter().cloned().collect();
    for (id, code) in ids.iter().zip(codes) {
        let mut attempt = 0;
        while !seen.insert(code.clone()) {
            attempt += 1;
            *code = of(prefix, *id, attempt);
        }
    }
}

/// The code as it is stored, from whatever a person typed. `None` when it cannot be one.
pub fn read(prefix: &str, text: &str) -> Option<String> {
    code::decode(prefix, text).map(|number| code::encode(prefix, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let id = Uuid::now_v7();
        let code = of("U", id, 0);
        assert_eq!(read("U", &code.to_lowercase().replace('-', " ")), Some(code.clone()));
        assert_eq!(read("P", &code), None);
        assert_eq!(code.len(), "U-7K3F-9QWM-2".len());
        assert_ne!(of("U", id, 1), code);
    }
}

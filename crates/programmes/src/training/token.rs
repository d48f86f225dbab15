//! What a participant shows at the door: `57-34-7K3F-9QXM`, the numbers of session and participant, and a seal that only the
//! city's key makes. It says no name, and it can be judged without a network by whoever has the digests of a session's tokens.

use kernel::{CityId, Db};
use sha2::{Digest as _, Sha256};

use super::{ParticipantId, SessionId};

/// No I, L, O, U, so that what is typed from a screen is not mistaken.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const COLUMN: &str = "programmes.attendance.token";

/// A token as it was typed or read, not yet believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub session: i32,
    pub participant: i32,
    seal: String,
}

/// The parts of a session that its tokens are made of.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    pub session: SessionId,
    pub number: i32,
}

/// The token of a participant for a session.
pub fn make(db: &Db, city: CityId, door: Door, participant: ParticipantId, number: i32) -> String {
    let seal = sealed(&db.keys().blind(COLUMN, city, &message(door.session, participant)));
    let (left, right) = seal.split_at(4);
    format!("{}-{number}-{left}-{right}", door.number)
}

/// Reads what was typed or read from a code: any case, O for 0, I and L for 1, blanks and hyphens as they come, also inside
/// an address. `None` where it is no token.
pub fn read(text: &str) -> Option<Token> {
    let text = text.rsplit('/').next().unwrap_or(text);
    let text = text.trim().to_uppercase().replace('O', "0").replace(['I', 'L'], "1");
    let mut parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let session = parts.next()?.parse().ok()?;
    let participant = parts.next()?.parse().ok()?;
    let seal: String = parts.collect();
    let known = seal.len() == 8 && seal.bytes().all(|sign| SIGNS.contains(&sign));
    known.then_some(Token { session, participant, seal })
}

impl Token {
    /// Whether the city sealed it for this session and participant, under the key in use or an earlier one.
    pub fn is_sealed(&self, db: &Db, city: CityId, session: SessionId, participant: ParticipantId) -> bool {
        let told = Sha256::digest(self.seal.as_bytes());
        // Compared as digests, so that how long it takes says nothing of how much is right.
        let seals = db.keys().blinds(COLUMN, city, &message(session, participant));
        seals.iter().any(|mac| Sha256::digest(sealed(mac).as_bytes()) == told)
    }

    /// As it is printed.
    pub fn text(&self) -> String {
        let (left, right) = self.seal.split_at_checked(4).unwrap_or_default();
        format!("{}-{}-{left}-{right}", self.session, self.participant)
    }
}

/// What a page without a network knows a token by: it tells right from unknown, and gives no token away.
pub fn digest(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn message(session: SessionId, participant: ParticipantId) -> String {
    format!("{session}:{participant}")
}

/// Forty bits in eight signs: guessing one at a door takes longer than any training.
fn sealed(mac: &[u8]) -> String {
    let number = mac.iter().take(5).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let sign = |place: u32| {
        let at = usize::try_from(number >> (5 * place) & 31).unwrap_or_default();
        char::from(SIGNS.get(at).copied().unwrap_or(b'0'))
    };
    (0..8).rev().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_people_type_it_and_back() {
        for typed in
            ["57-34-7k3f-9qxm", " 57 34 7K3F9QXM", "https://umkm.contoh.id/depok/hadir/57-34-7K3F-9QXM"]
        {
            let token = read(typed).unwrap();
            assert_eq!((token.session, token.participant), (57, 34), "{typed}");
            assert_eq!(token.text(), "57-34-7K3F-9QXM");
        }
        for wrong in
            ["", "57", "57-34", "57-34-7K3F", "57-34-7K3F-9QXMM", "x-34-7K3F-9QXM", "57-34-7K3F-9QU!"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn seals_are_of_eight_signs_whatever_the_key_says() {
        assert_eq!(sealed(&[0; 32]), "00000000");
        assert_eq!(sealed(&[255; 32]), "ZZZZZZZZ");
        assert_eq!(sealed(&[0, 0, 0, 0, 33]), "00000011");
    }
}

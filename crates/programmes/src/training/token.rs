//! What a participant shows at the door: `57-34-7K3F-9QXM`, the numbers of session and participant, and a seal that only the
//! city's key makes. It says no name, and it can be judged without a network by whoever has the digests of a session's tokens.

use kernel::{CityId, Db};
use sha2::{Digest as _, Sha256};

use super::{ParticipantId, SessionId};
use kernel::seal::{self, Thing};

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
    let seal = seal::seal(db, thing(city, &message(door.session, participant)));
    format!("{}-{number}-{seal}", door.number)
}

/// Reads what was typed or read from a code: any case, O for 0, I and L for 1, blanks and hyphens as they come, also inside
/// an address. `None` where it is no token.
pub fn read(text: &str) -> Option<Token> {
    let text = seal::typed(text);
    let mut parts = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let session = parts.next()?.parse().ok()?;
    let participant = parts.next()?.parse().ok()?;
    let seal: String = parts.collect();
    seal::is_formed(&seal, 2).then_some(Token { session, participant, seal })
}

impl Token {
    /// Whether the city sealed it for this session and participant, under the key in use or an earlier one.
    pub fn is_sealed(&self, db: &Db, city: CityId, session: SessionId, participant: ParticipantId) -> bool {
        seal::is_right(db, thing(city, &message(session, participant)), &self.seal)
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
fn thing(city: CityId, message: &str) -> Thing<'_> {
    Thing { purpose: "programmes.attendance.token", city, message, groups: 2 }
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
}

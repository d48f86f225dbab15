//! Example feedback: of those who showed a token at the door.

use kernel::{Error, Tx};

use super::{Said, give};

const WORDS: [&str; 4] = [
    "Contohnya jelas dan langsung dipraktikkan.",
    "Waktunya kurang panjang untuk bertanya.",
    "Mohon bahan ajarnya dibagikan sebelum sesi.",
    "Ruangannya panas.",
];

/// Most of these say something of their session, some in words.
pub async fn fill(tx: &mut Tx, tokens: &[String]) -> Result<(), Error> {
    for (token, number) in tokens.iter().zip(0_i32..).filter(|(_, number)| number % 4 != 3) {
        let words = usize::try_from(number / 4).ok().and_then(|at| WORDS.get(at));
        let said = Said {
            useful: 5 - number % 3,
            taught: 5 - number % 2,
            place: (number % 5 != 0).then_some(4 - number % 2),
            said: words.filter(|_| number % 4 == 0).map(|text| (*text).to_owned()),
        };
        give(tx, token, said).await?;
    }
    Ok(())
}

//! The code on a certificate: `2027-17-7K3F-9QXM-2HTA`, its year and number, and a seal that only the city's key makes. Who
//! holds the paper, and whoever is shown it, can check it on a page of the city.

use kernel::{CityId, Error, Tx};

use super::find::{self, Certificate};
use kernel::seal::{self, Thing};

fn thing(city: CityId, message: &str) -> Thing<'_> {
    Thing { purpose: "programmes.certificate.code", city, message, groups: 3 }
}

/// The code, as it is printed.
pub(super) fn code(tx: &Tx, certificate: &Certificate) -> String {
    let seal = seal::seal(tx.db(), thing(tx.city(), &certificate.id.to_string()));
    format!("{}-{}-{seal}", certificate.year, certificate.number)
}

/// Where it is checked, within the city.
pub fn address(tx: &Tx, certificate: &Certificate) -> String {
    format!("/sertifikat/{}", code(tx, certificate))
}

/// The certificate that a code is of, also a revoked one; none, if the city gave none out under it. Asks no permission: the
/// code is the permission.
pub async fn check(tx: &mut Tx, typed: &str) -> Result<Option<Certificate>, Error> {
    let typed = seal::typed(typed);
    let mut parts = typed.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    let mut number = || parts.next().and_then(|part| part.parse::<i32>().ok());
    let (Some(year), Some(number)) = (number(), number()) else { return Ok(None) };
    let told: String = parts.collect();
    if !seal::is_formed(&told, 3) {
        return Ok(None);
    }
    let Some(certificate) = find::by_number(tx, year, number).await? else { return Ok(None) };
    let right = seal::is_right(tx.db(), thing(tx.city(), &certificate.id.to_string()), &told);
    Ok(right.then_some(certificate))
}

/// A name as the page of checking shows it: enough to compare with a paper, too little to learn it from.
pub(super) fn masked(name: &str) -> String {
    let word = |word: &str| {
        let shown: String = word.chars().take(2).collect();
        format!("{shown}•••")
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_does_not_say_how_long_it_is() {
        assert_eq!(masked("Sari  Wulandari"), "Sa••• Wu•••");
        assert_eq!(masked("A"), "A•••");
        assert_eq!(masked("-"), "-•••");
    }
}

use crate::permit;
use kernel::nik::Sex;

use super::claims::*;

#[test]
fn claims_are_stored_without_what_was_not_said_and_read_back_whole() {
    let person = PersonClaims {
        name: Some("Siti Aminah".to_owned()),
        sex: Some(Sex::Female),
        home: Address { rt: Some(3), ..Address::default() },
        disabilities: Some(Vec::new()),
        ..PersonClaims::default()
    };
    let stored = serde_json::to_value(&person).unwrap();
    assert_eq!(
        stored,
        serde_json::json!({ "name": "Siti Aminah", "sex": "female", "rt": 3, "disabilities": [] })
    );
    assert_eq!(serde_json::from_value::<PersonClaims>(stored).unwrap(), person);
    let permit = PermitClaim {
        kind: permit::Kind::Halal,
        number: None,
        year: None,
        issued: None,
        expires: None,
        held: false,
    };
    let business = BusinessClaims { permits: vec![permit], ..BusinessClaims::default() };
    let stored = serde_json::to_value(&business).unwrap();
    assert_eq!(serde_json::from_value::<BusinessClaims>(stored).unwrap(), business);
}

#[test]
fn claims_are_never_printed() {
    let person = PersonClaims { name: Some("Siti Aminah".to_owned()), ..PersonClaims::default() };
    assert_eq!(format!("{person:?}"), "PersonClaims(name)");
}

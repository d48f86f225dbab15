//! Example people and businesses, made through the doings: tests and the demo use the same ones.

use kernel::nik::Nik;
use kernel::{AreaCode, Error, Tx};

use crate::business::{self, BusinessId};
use crate::person::register::NewPerson;
use crate::person::{self, PersonId};
use crate::source::claims::{Address, BusinessClaims, Measure, MeasureKind, PersonClaims};

/// A person in a kelurahan, with a NIK or without.
pub async fn person(tx: &mut Tx, name: &str, area: &AreaCode, nik: Option<&str>) -> Result<PersonId, Error> {
    let home = Address { area: Some(area.clone()), rt: Some(3), rw: Some(12), ..Address::default() };
    let claims = PersonClaims { name: Some(name.to_owned()), home, ..PersonClaims::default() };
    person::register(tx, NewPerson { claims, nik: nik.map(Nik::parse).transpose()?, npwp: None }).await
}

/// A business of one owner in a kelurahan: what agencies call its field, and a capital in rupiah.
pub async fn business(
    tx: &mut Tx,
    owner: PersonId,
    name: &str,
    area: &AreaCode,
    sector: &str,
    capital: i64,
) -> Result<BusinessId, Error> {
    let capital = Measure { kind: MeasureKind::Capital, value: capital, unit: None, year: None };
    let claims = BusinessClaims {
        name: Some(name.to_owned()),
        sector: Some(sector.to_owned()),
        address: Address { area: Some(area.clone()), ..Address::default() },
        measures: vec![capital],
        ..BusinessClaims::default()
    };
    business::register(tx, &[owner], claims).await
}

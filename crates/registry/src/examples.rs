//! Example people and businesses, made through the doings: tests and the demo use the same ones.

use kernel::nik::Nik;
use kernel::{AreaCode, CityId, Error, Tx};

use crate::business::{self, BusinessId};
use crate::link;
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

/// A list of the demo, as an agency would send it.
#[derive(Debug, Clone, Copy)]
pub struct List {
    pub city: CityId,
    pub file_name: &'static str,
    pub sender: Sender,
    pub bytes: &'static [u8],
}

/// Who keeps such a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Cooperatives,
    Industry,
    Kelurahan,
    /// Licences of the national OSS portal.
    Oss,
    Training,
}

macro_rules! lists {
    ($($city:literal $sender:ident $file:literal;)*) => {
        /// The lists of the five cities of the demo: invented people, and every slip that real lists have.
        pub const LISTS: &[List] = &[$(List {
            city: CityId($city),
            file_name: $file,
            sender: Sender::$sender,
            bytes: include_bytes!(concat!("../data/lists/", $file)),
        }),*];
    };
}

lists! {
    3371 Cooperatives "33.71_dinas_koperasi.xlsx";
    3371 Industry "33.71_dinas_perindustrian.xlsx";
    3371 Kelurahan "33.71_kelurahan.xlsx";
    3371 Oss "33.71_oss.csv";
    3371 Training "33.71_presensi_pelatihan.xlsx";
    3276 Cooperatives "32.76_dinas_koperasi.xlsx";
    3276 Industry "32.76_dinas_perindustrian.xlsx";
    3276 Kelurahan "32.76_kelurahan.xlsx";
    3276 Oss "32.76_oss.csv";
    3276 Training "32.76_presensi_pelatihan.xlsx";
    3673 Cooperatives "36.73_dinas_koperasi.xlsx";
    3673 Industry "36.73_dinas_perindustrian.xlsx";
    3673 Kelurahan "36.73_kelurahan.xlsx";
    3673 Oss "36.73_oss.csv";
    3673 Training "36.73_presensi_pelatihan.xlsx";
    3571 Cooperatives "35.71_dinas_koperasi.xlsx";
    3571 Industry "35.71_dinas_perindustrian.xlsx";
    3571 Kelurahan "35.71_kelurahan.xlsx";
    3571 Oss "35.71_oss.csv";
    3571 Training "35.71_presensi_pelatihan.xlsx";
    3374 Cooperatives "33.74_dinas_koperasi.xlsx";
    3374 Industry "33.74_dinas_perindustrian.xlsx";
    3374 Kelurahan "33.74_kelurahan.xlsx";
    3374 Oss "33.74_oss.csv";
    3374 Training "33.74_presensi_pelatihan.xlsx";
}

/// Two people who may be one, and the pair that waits for an officer.
pub async fn question(tx: &mut Tx, area: &AreaCode) -> Result<link::queue::QuestionId, Error> {
    let pair = doubled(tx, area).await?;
    let reasons = vec!["registry-linkage-name-same".to_owned()];
    let question = link::run::Question { left: pair.left, right: pair.right, weight: 2.0, reasons };
    link::run::ask(tx, pair.side, &[question]).await?;
    link::queue::about(tx, pair).await
}

/// A sample of two pairs that say the same, of which the machine joined one and asked about the other; and the first pair.
pub async fn sample(
    tx: &mut Tx,
    area: &AreaCode,
) -> Result<(link::sample::SampleId, link::sample::PairId), Error> {
    question(tx, area).await?;
    let pair = doubled(tx, area).await?;
    let join = link::NewLink {
        left: pair.left,
        right: pair.right,
        verdict: link::Verdict::Same,
        why: None,
        policy: Some(0),
        weight: Some(30.0),
        reasons: vec!["registry-linkage-name-same".to_owned()],
    };
    link::run::said(tx, pair.side, &[join]).await?;
    let sample = link::sample::draw(tx, 10).await?;
    let pair = link::sample::next(tx, sample).await?.ok_or(Error::NotFound("pair"))?;
    Ok((sample, pair))
}

/// Two people who were found to be one.
pub async fn joined(tx: &mut Tx, area: &AreaCode) -> Result<link::ActId, Error> {
    let pair = doubled(tx, area).await?;
    link::same(tx, pair, "Orang yang sama").await
}

async fn doubled(tx: &mut Tx, area: &AreaCode) -> Result<link::Pair, Error> {
    let one = person(tx, "Siti Aminah", area, None).await?;
    let other = person(tx, "Siti Aminah", area, None).await?;
    link::pair_of(tx, link::Side::Person, one.0, other.0).await
}

/// Says that two people are one.
pub async fn joined_people(tx: &mut Tx, one: PersonId, other: PersonId) -> Result<link::ActId, Error> {
    let pair = link::pair_of(tx, link::Side::Person, one.0, other.0).await?;
    link::same(tx, pair, "Orang yang sama").await
}

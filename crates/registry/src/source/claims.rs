//! What one source claims of a person and of a business, in one normal form.
//!
//! Always true: a claim is what was said, never what was concluded; a field that the source does not speak of is absent;
//! no claim holds a NIK, an NPWP or a number made from one, for those are sealed apart. Fields are only ever added, so that
//! claims stored years ago can be read.

use crate::permit;
use chrono::NaiveDate;
use kernel::AreaCode;
use kernel::nik::Sex;
use serde::{Deserialize, Serialize};

/// Of a person.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonClaims {
    /// Without honorifics and degrees, in the usual mixture of capitals: `Siti Aminah`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What stood before the name: `Hj.`, `Bu`, `Drs.`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub honorifics: Vec<String>,
    /// What stood after the name: `S.Pd.`, `S.H.`
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub degrees: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "sex")]
    pub sex: Option<Sex>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<NaiveDate>,
    /// Where only the year or an age was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mother: Option<String>,
    /// In E.164, the likeliest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Address::is_empty", flatten)]
    pub home: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education: Option<Education>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// `Some` of an empty list: said to have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disabilities: Option<Vec<Disability>>,
    /// What the person needs because of it, in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assistive_need: Option<String>,
    /// A woman who heads her family (PEKKA).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heads_family: Option<bool>,
    /// The group (kelompok, paguyuban, koperasi) that she or he is said to belong to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The fields that somebody emptied by hand, by the names they have here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<String>,
}

/// Of a business.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BusinessClaims {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The field of business in the source's words: `Kuliner`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// What it makes or sells, in the source's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kbli: Vec<KbliClaim>,
    /// `CV`, `UD`, `PT`, `Perorangan`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_form: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<NaiveDate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceKind>,
    #[serde(skip_serializing_if = "Address::is_empty", flatten)]
    pub address: Address,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Standing>,
    /// The size class as somebody wrote it; the class by law is computed from measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_size: Option<StatedSize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<Measure>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permits: Vec<PermitClaim>,
    /// Where it sells, in the source's words: `Shopee`, `titip warung`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// Web address, name in social media.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub online: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_material: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_material_origin: Option<String>,
    /// How it is financed, in the source's words: `KUR`, `Sendiri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub financing: Option<String>,
    /// Where it exports to, or that it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub export: Option<String>,
    /// The merchant's number in QRIS (NMID).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qris: Option<String>,
    /// What the list remarks about it: `baru`, `pindah?`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The fields that somebody emptied by hand, by the names they have here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cleared: Vec<String>,
}

/// Where somebody lives or works. An area is claimed only where the text leaves no doubt.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Address {
    /// Street, number, landmark.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rt: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rw: Option<u16>,
    /// The kelurahan, or, where no more is known, the kecamatan or the city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub area: Option<AreaCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<u32>,
}

impl Address {
    /// Whether nothing is said at all.
    pub fn is_empty(&self) -> bool {
        *self == Address::default()
    }
}

/// The highest school that somebody finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Education {
    None,
    Primary,
    LowerSecondary,
    UpperSecondary,
    Diploma,
    Bachelor,
    Master,
    Doctor,
}

/// The kinds of UU 8/2016, and one for those of whom only a disability is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disability {
    Physical,
    Intellectual,
    Mental,
    /// Sight.
    Blind,
    /// Hearing.
    Deaf,
    Speech,
    /// Several at once, not told which.
    Multiple,
    Unspecified,
}

/// A code of KBLI. The same digits mean another trade in another version.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KbliClaim {
    /// Two to five digits.
    pub code: String,
    /// 2015, 2020, 2025; `None` where the source does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Fixed,
    Mobile,
}

/// Whether a business still runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    Open,
    /// For the time being.
    Resting,
    Closed,
    Moved,
    /// `pindah?`, `tutup?`: somebody should go and look.
    Doubtful,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatedSize {
    Micro,
    Small,
    Medium,
    Large,
}

/// One number about a business at one time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Measure {
    pub kind: MeasureKind,
    /// Whole rupiah, persons or units.
    pub value: i64,
    /// The unit of a capacity: `kg/bulan`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The year that it is about; `None` where the source does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Rupiah.
    Capital,
    /// Rupiah.
    Investment,
    /// Rupiah.
    Assets,
    /// Rupiah in a year.
    YearlySales,
    /// Rupiah in a month.
    MonthlySales,
    /// Rupiah in a day.
    DailySales,
    /// Rupiah in a year: the value of what is produced.
    YearlyProduction,
    /// Rupiah: the value of raw material.
    RawMaterial,
    /// Rupiah owed.
    Credit,
    /// Persons.
    MaleWorkers,
    /// Persons.
    FemaleWorkers,
    /// Persons, all together.
    Workers,
    /// Persons.
    DisabledWorkers,
    /// In its own unit.
    Capacity,
    /// Rupiah in a year, sold over the city's market, which counts them: nobody else may say it.
    MarketSales,
}

/// A permit that a source speaks of. Without a number it is only said to exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PermitClaim {
    pub kind: permit::Kind,
    /// As written, tidied. Never an NPWP's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Where only the year is told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
    /// `false` where the source says that there is none.
    #[serde(default = "held")]
    pub held: bool,
}

fn held() -> bool {
    true
}

/// Prints which fields are filled, never what they hold.
impl std::fmt::Debug for PersonClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fields("PersonClaims", self, f)
    }
}

/// Prints which fields are filled, never what they hold.
impl std::fmt::Debug for BusinessClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fields("BusinessClaims", self, f)
    }
}

/// Prints which fields are filled, never what they hold.
impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        fields("Address", self, f)
    }
}

fn fields(of: &str, claims: &impl Serialize, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let filled = serde_json::to_value(claims).unwrap_or_default();
    let names =
        filled.as_object().map(|fields| fields.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    write!(f, "{of}({})", names.join(", "))
}

/// `female` and `male`, because `kernel` keeps its words for a person's sex free of any form.
mod sex {
    use kernel::nik::Sex;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(sex: &Option<Sex>, to: S) -> Result<S::Ok, S::Error> {
        match sex {
            Some(Sex::Female) => to.serialize_some("female"),
            Some(Sex::Male) => to.serialize_some("male"),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Sex>, D::Error> {
        Ok(match Option::<String>::deserialize(from)?.as_deref() {
            Some("female") => Some(Sex::Female),
            Some("male") => Some(Sex::Male),
            Some(_) | None => None,
        })
    }
}

//! What a column may hold.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! fields {
    ($($name:ident $code:literal)*) => {
        /// What a column holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($name),* }

        impl Field {
            /// All of them, in the order in which they are offered.
            pub const ALL: &'static [Field] = &[$(Field::$name),*];

            /// As stored and as sent by forms; the Fluent message is `registry-field-` and this.
            pub fn code(self) -> &'static str {
                match self { $(Field::$name => $code),* }
            }

            /// The opposite of [`Field::code`].
            pub fn parse(code: &str) -> Option<Field> {
                match code { $($code => Some(Field::$name),)* _ => None }
            }
        }
    };
}

fields! {
    Person "person" NameRest "name-rest" OwnerAndBusiness "owner-and-business" Nik "nik" FamilyCard "family-card" Sex "sex"
    MaleMark "male-mark" FemaleMark "female-mark" BirthPlaceDate "birth-place-date" BirthPlace "birth-place"
    BirthDate "birth-date" BirthDay "birth-day" BirthMonth "birth-month" BirthYear "birth-year" Age "age" Mother "mother" Phone "phone" Email "email"
    Street "street" RtRw "rt-rw" Rt "rt" Rw "rw" Kelurahan "kelurahan" Kecamatan "kecamatan" City "city"
    Province "province" Postcode "postcode" Education "education" Occupation "occupation" Disability "disability"
    AssistiveNeed "assistive-need" HeadsFamily "heads-family" Group "group" ContactPerson "contact-person"
    Business "business" BusinessOrSector "business-or-sector" Brand "brand" Sector "sector" Products "products"
    Kbli "kbli" LegalForm "legal-form" StartedYear "started-year" YearsRunning "years-running" PlaceKind "place-kind"
    Standing "standing" Size "size" Capital "capital" Investment "investment" Assets "assets"
    YearlySales "yearly-sales" MonthlySales "monthly-sales" DailySales "daily-sales"
    YearlyProduction "yearly-production" RawMaterialValue "raw-material-value" Credit "credit"
    Workers "workers" MaleWorkers "male-workers" FemaleWorkers "female-workers" DisabledWorkers "disabled-workers"
    Capacity "capacity" Unit "unit" Nib "nib" Npwp "npwp" Pirt "pirt" Bpom "bpom" Halal "halal"
    Trademark "trademark" Sni "sni" StandardCertificate "standard-certificate" Iumk "iumk" Siup "siup" Tdp "tdp"
    Sku "sku" Permit "permit" PermitKind "permit-kind" PermitYear "permit-year" PermitIssued "permit-issued"
    PermitExpires "permit-expires" DataYear "data-year" DataDate "data-date" Channel "channel" Online "online"
    RawMaterial "raw-material" RawMaterialOrigin "raw-material-origin" Financing "financing" Export "export"
    Qris "qris" Latitude "latitude" Longitude "longitude" LatLong "lat-long" Note "note" Ordinal "ordinal"
    Ignored "ignored"
}

impl Field {
    /// Whether several columns may hold it: two telephones, several remarks.
    pub fn may_repeat(self) -> bool {
        matches!(
            self,
            Field::Phone
                | Field::Note
                | Field::Online
                | Field::Channel
                | Field::Products
                | Field::Kbli
                | Field::Permit
                | Field::PermitIssued
                | Field::PermitExpires
                | Field::PermitYear
                | Field::Unit
                | Field::Ignored
                | Field::Ordinal
        )
    }

    /// Whether it belongs to an address, and so to a home or a business.
    pub fn of_address(self) -> bool {
        matches!(
            self,
            Field::Street
                | Field::RtRw
                | Field::Rt
                | Field::Rw
                | Field::Kelurahan
                | Field::Kecamatan
                | Field::City
                | Field::Province
                | Field::Postcode
        )
    }

    /// Whether it is an amount of rupiah.
    pub fn of_money(self) -> bool {
        matches!(
            self,
            Field::Capital
                | Field::Investment
                | Field::Assets
                | Field::YearlySales
                | Field::MonthlySales
                | Field::DailySales
                | Field::YearlyProduction
                | Field::RawMaterialValue
                | Field::Credit
        )
    }

    /// Whether it is a permit's own column.
    pub fn of_permit(self) -> bool {
        matches!(
            self,
            Field::Nib
                | Field::Npwp
                | Field::Pirt
                | Field::Bpom
                | Field::Halal
                | Field::Trademark
                | Field::Sni
                | Field::StandardCertificate
                | Field::Iumk
                | Field::Siup
                | Field::Tdp
                | Field::Sku
                | Field::Permit
        )
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Field, D::Error> {
        let code = String::deserialize(from)?;
        Ok(Field::parse(&code).unwrap_or(Field::Ignored))
    }
}

/// Whose address an address column holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The list does not say: it stands for both.
    #[default]
    Unsaid,
    Home,
    Business,
}

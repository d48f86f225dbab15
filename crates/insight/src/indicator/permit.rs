//! Permits of businesses that are open.

use kernel::{Error, Tx};

use super::breakdown::{EXPIRES, HELD, KIND, VERIFIED};
use super::{Counted, Counting, Indicator, List, Method, Words};

const REGISTRY: Words = Words {
    id: "Registri UMKM kota: nomor izin dari daftar instansi, isian, dan berkas.",
    en: "The city's registry: numbers of permits from agencies' lists, forms and files.",
};
const OSS: Words = Words {
    id: "PP 5/2021 (perizinan berusaha berbasis risiko); PP 7/2021 pasal 40 dan 44.",
    en: "PP 5/2021 (risk-based licensing); PP 7/2021 articles 40 and 44.",
};
const EXPIRY: Words = Words {
    id: "PP 5/2021; Peraturan BPOM 22/2018 (SPP-IRT berlaku lima tahun).",
    en: "PP 5/2021; BPOM regulation 22/2018 (an SPP-IRT holds for five years).",
};

pub(super) const LICENSED: Indicator = Indicator {
    key: "businesses_licensed",
    name: Words { id: "Usaha berizin", en: "Businesses with a permit" },
    definition: Words {
        id: "Usaha aktif yang memegang paling sedikit satu izin atau sertifikat, masih berlaku atau tidak. Usaha dengan beberapa jenis izin dihitung pada tiap jenisnya, tetapi sekali pada jumlahnya.",
        en: "Open businesses that hold at least one permit or certificate, in force or expired. A business with several kinds is counted under each kind, and once in the total.",
    },
    formula: Words {
        id: "Jumlah usaha aktif yang berbeda di antara pemegang izin yang tidak ditarik.",
        en: "Number of distinct open businesses among the holders of permits that are not withdrawn.",
    },
    unit: Words { id: "usaha", en: "businesses" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.permit_figures",
    basis: OSS,
    method: Method::Counted { sql: include_str!("businesses_licensed.sql") },
    breakdowns: &[HELD],
    list: List::Businesses,
    filter: &[("status", "open"), ("izin", "ada")],
    public: true,
};

pub(super) const PERMITS: Indicator = Indicator {
    key: "permits",
    name: Words { id: "Izin dipegang", en: "Permits held" },
    definition: Words {
        id: "Izin dan sertifikat usaha aktif: NIB, NPWP, SPP-IRT, BPOM MD, halal, merek, SNI, sertifikat standar. Tiap nomor dihitung sekali.",
        en: "Permits and certificates of open businesses: NIB, NPWP, SPP-IRT, BPOM MD, halal, trademark, SNI, standard certificate. Each number is counted once.",
    },
    formula: Words {
        id: "Jumlah nomor izin yang tidak ditarik milik usaha aktif.",
        en: "Number of permit numbers of open businesses that are not withdrawn.",
    },
    unit: Words { id: "izin", en: "permits" },
    counted: Counted::Permit,
    source: REGISTRY,
    view: "registry.permit_figures",
    basis: OSS,
    method: Method::Counted { sql: include_str!("permits.sql") },
    breakdowns: &[KIND, VERIFIED, EXPIRES],
    list: List::Businesses,
    filter: &[("status", "open"), ("izin", "ada")],
    public: true,
};

pub(super) const EXPIRING: Indicator = Indicator {
    key: "permits_expiring",
    name: Words { id: "Izin segera habis", en: "Permits about to expire" },
    definition: Words {
        id: "Izin usaha aktif yang habis berlaku pada bulan ini atau dua bulan berikutnya.",
        en: "Permits of open businesses that expire in this month or one of the next two.",
    },
    formula: Words {
        id: "Izin dipegang menurut bulan habis berlaku, dijumlah untuk bulan ini sampai dua bulan ke depan.",
        en: "Permits held by month of expiry, summed for this month and the next two.",
    },
    unit: Words { id: "izin", en: "permits" },
    counted: Counted::Permit,
    source: REGISTRY,
    view: "registry.permit_figures",
    basis: EXPIRY,
    method: Method::Months { of: "permits", breakdown: "expires", from: Some(0), to: 2 },
    breakdowns: &[],
    list: List::Businesses,
    filter: &[("status", "open"), ("izin", "segera")],
    public: false,
};

pub(super) const EXPIRED: Indicator = Indicator {
    key: "permits_expired",
    name: Words { id: "Izin habis berlaku", en: "Permits expired" },
    definition: Words {
        id: "Izin usaha aktif yang masa berlakunya habis sebelum bulan ini.",
        en: "Permits of open businesses whose term ended before this month.",
    },
    formula: Words {
        id: "Izin dipegang menurut bulan habis berlaku, dijumlah untuk semua bulan sebelum bulan ini.",
        en: "Permits held by month of expiry, summed for all months before this one.",
    },
    unit: Words { id: "izin", en: "permits" },
    counted: Counted::Permit,
    source: REGISTRY,
    view: "registry.permit_figures",
    basis: EXPIRY,
    method: Method::Months { of: "permits", breakdown: "expires", from: None, to: -1 },
    breakdowns: &[],
    list: List::Businesses,
    filter: &[("status", "open"), ("izin", "habis")],
    public: false,
};

pub(super) async fn licensed(tx: &mut Tx, areas: Option<&[String]>) -> Result<Vec<Counting>, Error> {
    let city = tx.city();
    // bounded: areas × parts
    let rows = sqlx::query_file_as!(Counting, "src/indicator/businesses_licensed.sql", city.0, areas as _);
    Ok(rows.fetch_all(tx.conn()).await?)
}

pub(super) async fn permits(tx: &mut Tx, areas: Option<&[String]>) -> Result<Vec<Counting>, Error> {
    let city = tx.city();
    // bounded: areas × parts
    let rows = sqlx::query_file_as!(Counting, "src/indicator/permits.sql", city.0, areas as _);
    Ok(rows.fetch_all(tx.conn()).await?)
}

//! Permits of businesses that are active.

use super::breakdown::{EXPIRES, HELD, KIND, RECORDED, VERIFIED};
use super::{Counted, Indicator, List, Method, Tally, Words};

const HELD_NOW: Tally = Tally {
    rows: include_str!("permit.sql"),
    only: "true",
    value: "count(*)",
    records: "count(*)",
    record: "f.permit",
    person: "coalesce(f.owner, f.business)",
};

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
        en: "Active businesses that hold at least one permit or certificate, in force or expired. A business with several kinds is counted under each kind, and once in the total.",
    },
    formula: Words {
        id: "Jumlah usaha aktif yang berbeda di antara pemegang izin yang tidak ditarik.",
        en: "Number of distinct active businesses among the holders of permits that are not withdrawn.",
    },
    unit: Words { id: "usaha", en: "businesses" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.permit_figures",
    basis: OSS,
    method: Method::Counted(Tally {
        rows: include_str!("holder.sql"),
        value: "count(distinct f.business)",
        records: "count(distinct f.business)",
        record: "f.business",
        ..HELD_NOW
    }),
    breakdowns: &[HELD],
    list: List::Businesses,
    stated: false,
    public: true,
};

pub(super) const PERMITS: Indicator = Indicator {
    key: "permits",
    name: Words { id: "Izin dipegang", en: "Permits held" },
    definition: Words {
        id: "Izin dan sertifikat usaha aktif: NIB, NPWP, SPP-IRT, BPOM MD, halal, merek, SNI, sertifikat standar. Tiap nomor dihitung sekali.",
        en: "Permits and certificates of active businesses: NIB, NPWP, SPP-IRT, BPOM MD, halal, trademark, SNI, standard certificate. Each number is counted once.",
    },
    formula: Words {
        id: "Jumlah nomor izin yang tidak ditarik milik usaha aktif.",
        en: "Number of permit numbers of active businesses that are not withdrawn.",
    },
    unit: Words { id: "izin", en: "permits" },
    counted: Counted::Permit,
    source: REGISTRY,
    view: "registry.permit_figures",
    basis: OSS,
    method: Method::Counted(HELD_NOW),
    breakdowns: &[KIND, VERIFIED, EXPIRES, RECORDED],
    list: List::Permits,
    stated: false,
    public: true,
};

pub(super) const EXPIRING: Indicator = Indicator {
    key: "permits_expiring",
    name: Words { id: "Izin segera habis", en: "Permits about to expire" },
    definition: Words {
        id: "Izin usaha aktif yang habis berlaku pada bulan ini atau dua bulan berikutnya.",
        en: "Permits of active businesses that expire in this month or one of the next two.",
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
    list: List::Permits,
    stated: false,
    public: false,
};

pub(super) const EXPIRED: Indicator = Indicator {
    key: "permits_expired",
    name: Words { id: "Izin habis berlaku", en: "Permits expired" },
    definition: Words {
        id: "Izin usaha aktif yang masa berlakunya habis sebelum bulan ini.",
        en: "Permits of active businesses whose term ended before this month.",
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
    list: List::Permits,
    stated: false,
    public: false,
};

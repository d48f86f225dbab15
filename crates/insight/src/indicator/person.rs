//! People: all whom the registry knows, and those in business.

use super::breakdown::{AGENCY, BORN, DISABILITY, FAMILY, RECORDED, SEX};
use super::{Breakdown, Counted, Indicator, List, Method, Tally, Words};

const BREAKDOWNS: &[Breakdown] = &[SEX, DISABILITY, FAMILY, BORN, AGENCY, RECORDED];
const REGISTRY: Words = Words {
    id: "Registri UMKM kota: satu catatan per orang, dihitung dari semua daftar dan isian yang menyebutnya.",
    en: "The city's registry: one record per person, computed from all lists and forms that speak of her or him.",
};

const ALL: Tally = Tally {
    rows: include_str!("person.sql"),
    only: "true",
    value: "count(*)",
    records: "count(*)",
    record: "f.person",
    person: "f.person",
};

pub(super) const ENTREPRENEURS: Indicator = Indicator {
    key: "entrepreneurs",
    name: Words { id: "Pelaku usaha", en: "Entrepreneurs" },
    definition: Words {
        id: "Orang yang menjalankan paling sedikit satu usaha aktif. Satu orang dihitung sekali, berapa pun usahanya, di kelurahan tempat tinggalnya.",
        en: "People who run at least one active business. Each is counted once, however many businesses she or he has, in the kelurahan of the home.",
    },
    formula: Words {
        id: "Jumlah catatan orang yang tercatat sebagai pemilik paling sedikit satu usaha aktif.",
        en: "Number of person records that own at least one active business.",
    },
    unit: Words { id: "orang", en: "people" },
    counted: Counted::Person,
    source: REGISTRY,
    view: "registry.person_figures",
    basis: Words {
        id: "PP 7/2021 (basis data tunggal UMKM); UU 8/2016 (penyandang disabilitas).",
        en: "PP 7/2021 (single database of UMKM); UU 8/2016 (people with disabilities).",
    },
    method: Method::Counted(Tally { only: "f.in_business", ..ALL }),
    breakdowns: BREAKDOWNS,
    list: List::People,
    stated: false,
    public: true,
};

pub(super) const PEOPLE: Indicator = Indicator {
    key: "people",
    name: Words { id: "Orang terdata", en: "People recorded" },
    definition: Words {
        id: "Semua orang yang dikenal registri: pelaku usaha, calon wirausaha, peserta pelatihan. Satu orang dihitung sekali, di kelurahan tempat tinggalnya.",
        en: "Everybody whom the registry knows: entrepreneurs, those about to become one, participants of trainings. Each is counted once, in the kelurahan of the home.",
    },
    formula: Words {
        id: "Jumlah catatan orang yang tidak ditarik dan tidak digabung ke catatan lain.",
        en: "Number of person records that are not withdrawn and not merged into another.",
    },
    unit: Words { id: "orang", en: "people" },
    counted: Counted::Person,
    source: REGISTRY,
    view: "registry.person_figures",
    basis: Words {
        id: "PP 7/2021; UU 27/2022 (pelindungan data pribadi): dihitung tanpa nama.",
        en: "PP 7/2021; UU 27/2022 (protection of personal data): counted without names.",
    },
    method: Method::Counted(ALL),
    breakdowns: BREAKDOWNS,
    list: List::People,
    stated: false,
    public: true,
};

//! Businesses, and who works in them.

use super::breakdown::{
    AGENCY, LEVEL, OWNER_DISABILITY, PLACE, RECORDED, SECTOR, SEX, SIZE, STARTED, WOMEN, WORKER_DISABILITY,
};
use super::{Breakdown, Counted, Indicator, List, Method, Tally, Words};

const BREAKDOWNS: &[Breakdown] =
    &[SIZE, SECTOR, WOMEN, OWNER_DISABILITY, PLACE, LEVEL, AGENCY, RECORDED, STARTED];
const OPEN: Tally = Tally {
    rows: include_str!("business.sql"),
    only: "f.active",
    value: "count(*)",
    records: "count(*)",
    record: "f.business",
    person: "coalesce(f.owner, f.business)",
};

const REGISTRY: Words = Words {
    id: "Registri UMKM kota: daftar instansi dan isian petugas serta pelaku usaha, satu catatan per usaha.",
    en: "The city's registry: agencies' lists and what officers and owners entered, one record per business.",
};
const SIDT: Words = Words {
    id: "PP 7/2021 (basis data tunggal UMKM; kelas ukuran pasal 35); Perpres 39/2019 (Satu Data Indonesia).",
    en: "PP 7/2021 (single database of UMKM; size classes in article 35); Perpres 39/2019 (One Data Indonesia).",
};

pub(super) const BUSINESSES: Indicator = Indicator {
    key: "businesses",
    name: Words { id: "Usaha aktif", en: "Active businesses" },
    definition: Words {
        id: "Usaha yang menurut registri tidak tutup dan tidak pindah: yang buka, yang sedang berhenti sementara, dan yang diragukan masih berjalan. Satu usaha dihitung sekali, berapa pun daftar yang menyebutnya, di kelurahan tempat usahanya; jika tempatnya tidak diketahui, di wilayah terkecil yang diketahui.",
        en: "Businesses that have, as far as the registry knows, neither closed nor moved away: those that run, those that rest, and those doubted to run. Each is counted once, however many lists name it, in the kelurahan of its place of business; where that is not known, in the smallest area that is.",
    },
    formula: Words {
        id: "Jumlah catatan usaha yang tidak berstatus tutup atau pindah, tidak ditarik, dan tidak digabung ke catatan lain.",
        en: "Number of business records that are neither closed nor moved, not withdrawn and not merged into another.",
    },
    unit: Words { id: "usaha", en: "businesses" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.business_figures",
    basis: SIDT,
    method: Method::Counted(OPEN),
    breakdowns: BREAKDOWNS,
    list: List::Businesses,
    stated: false,
    public: true,
};

pub(super) const CLOSED: Indicator = Indicator {
    key: "businesses_closed",
    name: Words { id: "Usaha tutup", en: "Closed businesses" },
    definition: Words {
        id: "Usaha yang dinyatakan tutup atau pindah ke luar kota, dan belum dibuka kembali.",
        en: "Businesses that were said to have closed or to have moved out of the city, and have not reopened.",
    },
    formula: Words {
        id: "Jumlah catatan usaha berstatus tutup atau pindah yang tidak ditarik dan tidak digabung ke catatan lain.",
        en: "Number of business records that are closed or moved, not withdrawn and not merged into another.",
    },
    unit: Words { id: "usaha", en: "businesses" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.business_figures",
    basis: SIDT,
    method: Method::Counted(Tally { only: "not f.active", ..OPEN }),
    breakdowns: BREAKDOWNS,
    list: List::Businesses,
    stated: false,
    public: true,
};

pub(super) const WORKERS: Indicator = Indicator {
    key: "workers",
    name: Words { id: "Tenaga kerja", en: "Workers" },
    definition: Words {
        id: "Orang yang bekerja di usaha aktif menurut pengukuran terbaru tiap usaha. Usaha yang tidak menyebut tenaga kerjanya tidak ikut dihitung; seseorang yang bekerja di dua usaha dihitung dua kali.",
        en: "People who work in active businesses, by each business's newest measurement. Businesses that state none are left out; somebody who works in two is counted twice.",
    },
    formula: Words {
        id: "Jumlah tenaga kerja usaha aktif; bila totalnya tidak disebut, laki-laki ditambah perempuan. Penyandang disabilitas adalah bagian di antaranya.",
        en: "Sum of those who work in active businesses; where no total is stated, men plus women. Those with a disability are among them.",
    },
    unit: Words { id: "orang", en: "people" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.business_figures",
    basis: Words {
        id: "UU 20/2008; UU 8/2016 pasal 53 (tenaga kerja penyandang disabilitas).",
        en: "UU 20/2008; UU 8/2016 article 53 (workers with a disability).",
    },
    method: Method::Counted(Tally {
        rows: include_str!("worker.sql"),
        only: "f.active and part.workers is not null",
        value: "sum(part.workers)",
        ..OPEN
    }),
    breakdowns: &[SEX, WORKER_DISABILITY],
    list: List::Businesses,
    stated: true,
    public: true,
};

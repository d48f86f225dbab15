//! Businesses, and who works in them.

use kernel::{Error, Tx};

use super::breakdown::{
    AGENCY, LEVEL, OWNER_DISABILITY, PLACE, RECORDED, SECTOR, SIZE, STARTED, WOMEN, WORKER_DISABILITY,
    WORKER_SEX,
};
use super::{Counted, Counting, Indicator, List, Method, Words};

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
    name: Words { id: "Usaha aktif", en: "Open businesses" },
    definition: Words {
        id: "Usaha yang menurut registri masih berjalan. Satu usaha dihitung sekali, berapa pun daftar yang menyebutnya, di kelurahan tempat usahanya; jika tempatnya tidak diketahui, di wilayah terkecil yang diketahui.",
        en: "Businesses that the registry knows to be running. Each is counted once, however many lists name it, in the kelurahan of its place of business; where that is not known, in the smallest area that is.",
    },
    formula: Words {
        id: "Jumlah catatan usaha berstatus buka yang tidak ditarik dan tidak digabung ke catatan lain.",
        en: "Number of business records that are open, not withdrawn and not merged into another.",
    },
    unit: Words { id: "usaha", en: "businesses" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.business_figures",
    basis: SIDT,
    method: Method::Counted { sql: include_str!("businesses.sql") },
    breakdowns: &[SIZE, SECTOR, WOMEN, OWNER_DISABILITY, PLACE, LEVEL, AGENCY, RECORDED, STARTED],
    list: List::Businesses,
    filter: &[("status", "open")],
    public: true,
};

pub(super) const CLOSED: Indicator = Indicator {
    key: "businesses_closed",
    name: Words { id: "Usaha tutup", en: "Closed businesses" },
    definition: Words {
        id: "Usaha yang dinyatakan tutup dan belum dibuka kembali.",
        en: "Businesses that were said to have closed and have not reopened.",
    },
    formula: Words {
        id: "Jumlah catatan usaha berstatus tutup yang tidak ditarik dan tidak digabung ke catatan lain.",
        en: "Number of business records that are closed, not withdrawn and not merged into another.",
    },
    unit: Words { id: "usaha", en: "businesses" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.business_figures",
    basis: SIDT,
    method: Method::Counted { sql: include_str!("businesses_closed.sql") },
    breakdowns: &[SECTOR],
    list: List::Businesses,
    filter: &[("status", "closed")],
    public: true,
};

pub(super) const WORKERS: Indicator = Indicator {
    key: "workers",
    name: Words { id: "Tenaga kerja", en: "Workers" },
    definition: Words {
        id: "Orang yang bekerja di usaha aktif menurut pengukuran terbaru tiap usaha. Usaha yang tidak menyebut tenaga kerjanya tidak ikut dihitung; seseorang yang bekerja di dua usaha dihitung dua kali.",
        en: "People who work in open businesses, by each business's newest measurement. Businesses that state none are left out; somebody who works in two is counted twice.",
    },
    formula: Words {
        id: "Jumlah tenaga kerja laki-laki dan perempuan usaha aktif; penyandang disabilitas adalah bagian di antaranya.",
        en: "Sum of men and women working in open businesses; those with a disability are among them.",
    },
    unit: Words { id: "orang", en: "people" },
    counted: Counted::Business,
    source: REGISTRY,
    view: "registry.business_figures",
    basis: Words {
        id: "UU 20/2008; UU 8/2016 pasal 53 (tenaga kerja penyandang disabilitas).",
        en: "UU 20/2008; UU 8/2016 article 53 (workers with a disability).",
    },
    method: Method::Counted { sql: include_str!("workers.sql") },
    breakdowns: &[WORKER_SEX, WORKER_DISABILITY],
    list: List::Businesses,
    filter: &[("status", "open")],
    public: true,
};

pub(super) async fn businesses(
    tx: &mut Tx,
    areas: Option<&[String]>,
    zone: &str,
) -> Result<Vec<Counting>, Error> {
    let city = tx.city();
    // bounded: areas × parts
    let rows = sqlx::query_file_as!(Counting, "src/indicator/businesses.sql", city.0, areas as _, zone);
    Ok(rows.fetch_all(tx.conn()).await?)
}

pub(super) async fn closed(tx: &mut Tx, areas: Option<&[String]>) -> Result<Vec<Counting>, Error> {
    let city = tx.city();
    // bounded: areas × parts
    let rows = sqlx::query_file_as!(Counting, "src/indicator/businesses_closed.sql", city.0, areas as _);
    Ok(rows.fetch_all(tx.conn()).await?)
}

pub(super) async fn workers(tx: &mut Tx, areas: Option<&[String]>) -> Result<Vec<Counting>, Error> {
    let city = tx.city();
    // bounded: areas × parts
    let rows = sqlx::query_file_as!(Counting, "src/indicator/workers.sql", city.0, areas as _);
    Ok(rows.fetch_all(tx.conn()).await?)
}

//! What a figure is broken down by.

use super::Words;

/// Whether the parts of a breakdown are the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts {
    /// Each unit is in exactly one part: the parts add up, and where they do not, the page says so.
    Whole,
    /// A unit can be in several parts, or in none.
    Overlapping,
}

/// Which parts there are, and in which order they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Items {
    /// These, in this order, then whatever else was counted. Their names are messages.
    Named(&'static [&'static str]),
    /// Sectors of the registry, the largest first.
    Sectors,
    /// Kinds of permit.
    Permits,
    /// Agencies of the city, the largest first.
    Agencies,
    /// `2026-03`, in the order of time.
    Months,
    /// `2026`, in the order of time.
    Years,
    /// `1980`: the ten years from then on.
    Decades,
}

/// A way to break a figure down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breakdown {
    pub key: &'static str,
    pub name: Words,
    pub parts: Parts,
    pub items: Items,
}

/// A breakdown whose parts are the whole.
const fn whole(key: &'static str, id: &'static str, en: &'static str, items: Items) -> Breakdown {
    Breakdown { key, name: Words { id, en }, parts: Parts::Whole, items }
}

const YES_NO: Items = Items::Named(&["yes", "no"]);

pub(super) const SIZE: Breakdown = whole(
    "size",
    "Kelas ukuran",
    "Size class",
    Items::Named(&["micro", "small", "medium", "large", "unknown"]),
);
pub(super) const SECTOR: Breakdown = whole("sector", "Bidang usaha", "Sector", Items::Sectors);
pub(super) const PLACE: Breakdown =
    whole("place", "Tempat usaha", "Place of business", Items::Named(&["fixed", "mobile", "unknown"]));
pub(super) const LEVEL: Breakdown =
    whole("level", "Tingkat usaha", "Level", Items::Named(&["1", "2", "3", "4", "5", "unknown"]));
pub(super) const WOMEN: Breakdown = whole("women", "Kepemilikan perempuan", "Owned by a woman", YES_NO);
pub(super) const OWNER_DISABILITY: Breakdown =
    whole("owner_disability", "Pemilik penyandang disabilitas", "Owner with a disability", YES_NO);
pub(super) const AGENCY: Breakdown = Breakdown {
    parts: Parts::Overlapping,
    ..whole("agency", "Instansi sumber", "Source agency", Items::Agencies)
};
pub(super) const RECORDED: Breakdown =
    whole("recorded", "Bulan mulai terdata", "Month first recorded", Items::Months);
pub(super) const STARTED: Breakdown = whole("started", "Tahun mulai usaha", "Year of starting", Items::Years);
pub(super) const SEX: Breakdown =
    whole("sex", "Jenis kelamin", "Sex", Items::Named(&["female", "male", "unknown"]));
pub(super) const DISABILITY: Breakdown = whole("disability", "Disabilitas", "Disability", YES_NO);
pub(super) const FAMILY: Breakdown =
    whole("family", "Perempuan kepala keluarga", "Woman who heads her family", YES_NO);
pub(super) const BORN: Breakdown = whole("born", "Dasawarsa kelahiran", "Decade of birth", Items::Decades);
pub(super) const KIND: Breakdown = whole("permit", "Jenis izin", "Kind of permit", Items::Permits);
pub(super) const HELD: Breakdown = Breakdown { parts: Parts::Overlapping, ..KIND };
pub(super) const VERIFIED: Breakdown =
    whole("verified", "Sudah diperiksa petugas", "Verified by an officer", YES_NO);
pub(super) const EXPIRES: Breakdown =
    whole("expires", "Bulan habis berlaku", "Month of expiry", Items::Months);
pub(super) const WORKER_DISABILITY: Breakdown =
    Breakdown { parts: Parts::Overlapping, items: Items::Named(&["yes"]), ..DISABILITY };

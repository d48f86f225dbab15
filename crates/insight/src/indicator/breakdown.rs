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

/// How the registry's list is asked for the records of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// `?name=item`.
    Item(&'static str),
    /// Not at all: the list has no such filter.
    None,
}

/// A way to break a figure down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breakdown {
    pub key: &'static str,
    pub name: Words,
    pub parts: Parts,
    pub items: Items,
    pub filter: Filter,
}

pub(super) const SIZE: Breakdown = Breakdown {
    key: "size",
    name: Words { id: "Kelas ukuran", en: "Size class" },
    parts: Parts::Whole,
    items: Items::Named(&["micro", "small", "medium", "large", "unknown"]),
    filter: Filter::Item("ukuran"),
};
pub(super) const SECTOR: Breakdown = Breakdown {
    key: "sector",
    name: Words { id: "Bidang usaha", en: "Sector" },
    parts: Parts::Whole,
    items: Items::Sectors,
    filter: Filter::Item("sektor"),
};
pub(super) const PLACE: Breakdown = Breakdown {
    key: "place",
    name: Words { id: "Tempat usaha", en: "Place of business" },
    parts: Parts::Whole,
    items: Items::Named(&["fixed", "mobile", "unknown"]),
    filter: Filter::None,
};
pub(super) const LEVEL: Breakdown = Breakdown {
    key: "level",
    name: Words { id: "Tingkat usaha", en: "Level" },
    parts: Parts::Whole,
    items: Items::Named(&["1", "2", "3", "4", "5", "unknown"]),
    filter: Filter::None,
};
pub(super) const WOMEN: Breakdown = Breakdown {
    key: "women",
    name: Words { id: "Kepemilikan perempuan", en: "Owned by a woman" },
    parts: Parts::Whole,
    items: Items::Named(&["yes", "no"]),
    filter: Filter::None,
};
pub(super) const OWNER_DISABILITY: Breakdown = Breakdown {
    key: "owner_disability",
    name: Words { id: "Pemilik penyandang disabilitas", en: "Owner with a disability" },
    parts: Parts::Whole,
    items: Items::Named(&["yes", "no"]),
    filter: Filter::None,
};
pub(super) const AGENCY: Breakdown = Breakdown {
    key: "agency",
    name: Words { id: "Instansi sumber", en: "Source agency" },
    parts: Parts::Overlapping,
    items: Items::Agencies,
    filter: Filter::Item("instansi"),
};
pub(super) const RECORDED: Breakdown = Breakdown {
    key: "recorded",
    name: Words { id: "Bulan mulai terdata", en: "Month first recorded" },
    parts: Parts::Whole,
    items: Items::Months,
    filter: Filter::None,
};
pub(super) const STARTED: Breakdown = Breakdown {
    key: "started",
    name: Words { id: "Tahun mulai usaha", en: "Year of starting" },
    parts: Parts::Whole,
    items: Items::Years,
    filter: Filter::None,
};
pub(super) const SEX: Breakdown = Breakdown {
    key: "sex",
    name: Words { id: "Jenis kelamin", en: "Sex" },
    parts: Parts::Whole,
    items: Items::Named(&["female", "male", "unknown"]),
    filter: Filter::Item("jenis_kelamin"),
};
pub(super) const DISABILITY: Breakdown = Breakdown {
    key: "disability",
    name: Words { id: "Disabilitas", en: "Disability" },
    parts: Parts::Whole,
    items: Items::Named(&["yes", "no"]),
    filter: Filter::Item("disabilitas"),
};
pub(super) const FAMILY: Breakdown = Breakdown {
    key: "family",
    name: Words { id: "Perempuan kepala keluarga", en: "Woman who heads her family" },
    parts: Parts::Whole,
    items: Items::Named(&["yes", "no"]),
    filter: Filter::None,
};
pub(super) const BORN: Breakdown = Breakdown {
    key: "born",
    name: Words { id: "Dasawarsa kelahiran", en: "Decade of birth" },
    parts: Parts::Whole,
    items: Items::Decades,
    filter: Filter::None,
};
pub(super) const KIND: Breakdown = Breakdown {
    key: "permit",
    name: Words { id: "Jenis izin", en: "Kind of permit" },
    parts: Parts::Whole,
    items: Items::Permits,
    filter: Filter::Item("izin"),
};
pub(super) const HELD: Breakdown = Breakdown { parts: Parts::Overlapping, ..KIND };
pub(super) const VERIFIED: Breakdown = Breakdown {
    key: "verified",
    name: Words { id: "Sudah diperiksa petugas", en: "Verified by an officer" },
    parts: Parts::Whole,
    items: Items::Named(&["yes", "no"]),
    filter: Filter::None,
};
pub(super) const EXPIRES: Breakdown = Breakdown {
    key: "expires",
    name: Words { id: "Bulan habis berlaku", en: "Month of expiry" },
    parts: Parts::Whole,
    items: Items::Months,
    filter: Filter::None,
};
pub(super) const WORKER_SEX: Breakdown =
    Breakdown { items: Items::Named(&["female", "male"]), filter: Filter::None, ..SEX };
pub(super) const WORKER_DISABILITY: Breakdown = Breakdown {
    parts: Parts::Overlapping,
    items: Items::Named(&["yes"]),
    filter: Filter::None,
    ..DISABILITY
};

//! A mark for a city that has not uploaded its own: simple signs, deliberately not its coat of arms.

use std::fmt::Write as _;

/// The placeholder mark of a city, or of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Emblem {
    /// Four petals: the platform, and every city we have no sign for.
    Berdaya,
    /// The hill in the middle of the city.
    Magelang,
    /// The star fruit, cut across.
    Depok,
    /// The bay.
    Serang,
    /// The ikat weavers' stepped lozenge.
    Kediri,
    /// The thousand doors.
    Semarang,
}

impl Emblem {
    pub const ALL: [Emblem; 6] =
        [Emblem::Berdaya, Emblem::Magelang, Emblem::Depok, Emblem::Serang, Emblem::Kediri, Emblem::Semarang];

    /// By the city's short name as in `data-kota`.
    pub fn of(city: &str) -> Emblem {
        match city {
            "magelang" => Emblem::Magelang,
            "depok" => Emblem::Depok,
            "serang" => Emblem::Serang,
            "kediri" => Emblem::Kediri,
            "semarang" => Emblem::Semarang,
            _ => Emblem::Berdaya,
        }
    }

    /// Ornament beside the city's name, so hidden from screen readers. Drawn in the classes `e0`, `e1`, `e2`.
    pub fn svg(self) -> String {
        let mut out = String::with_capacity(900);
        out.push_str(
            r#"<svg class="emblem" viewBox="0 0 48 48" aria-hidden="true"><path class="e0" d="M24 0L48 24 24 48 0 24Z"/><path class="e0" d="M5 5H43V43H5Z"/>"#,
        );
        for (ink, d) in self.layers() {
            let _ = write!(out, r#"<path class="e{ink}" d="{d}"/>"#);
        }
        out.push_str("</svg>");
        out
    }

    fn layers(self) -> &'static [(u8, &'static str)] {
        match self {
            Emblem::Berdaya => &[
                (1, "M25 25C33 23 41 31 39 39C31 41 23 33 25 25ZM23 23C15 25 7 17 9 9C17 7 25 15 23 23Z"),
                (2, "M25 23C23 15 31 7 39 9C41 17 33 25 25 23ZM23 25C25 33 17 41 9 39C7 31 15 23 23 25Z"),
            ],
            Emblem::Magelang => &[
                (1, "M8 36C14 34 18 16 24 16C30 16 34 34 40 36Z"),
                (2, "M24 6L26 10 30 8 28 12 32 14 24 14 16 14 20 12 18 8 22 10Z"),
                (0, "M13 36C19 34 21 26 24 26C27 26 29 34 35 36Z"),
                (2, "M8 38H40V41H8Z"),
            ],
            Emblem::Depok => &[
                (1, "M24 6L29 18 42 19 32 27 35 40 24 33 13 40 16 27 6 19 19 18Z"),
                (0, "M24 14L27 21 34 22 28 26 30 33 24 29 18 33 20 26 14 22 21 21Z"),
                (2, "M24 20L26 24 24 28 22 24Z"),
            ],
            Emblem::Serang => &[
                (2, "M24 7A9 9 0 0 1 33 17H15A9 9 0 0 1 24 7Z"),
                (
                    1,
                    "M7 21C12 17 15 25 20 21C25 17 28 25 33 21C37 18 39 20 41 21V26C36 30 33 22 28 26C23 30 20 22 15 26C11 29 9 27 7 26Z",
                ),
                (
                    1,
                    "M7 31C12 27 15 35 20 31C25 27 28 35 33 31C37 28 39 30 41 31V36C36 40 33 32 28 36C23 40 20 32 15 36C11 39 9 37 7 36Z",
                ),
            ],
            Emblem::Kediri => &[
                (
                    1,
                    "M24 5H28V9H32V13H36V17H40V21H43V27H40V31H36V35H32V39H28V43H20V39H16V35H12V31H8V27H5V21H8V17H12V13H16V9H20V5Z",
                ),
                (0, "M22 12H26V16H30V20H34V28H30V32H26V36H22V32H18V28H14V20H18V16H22Z"),
                (2, "M22 20H26V22H28V26H26V28H22V26H20V22H22Z"),
            ],
            Emblem::Semarang => &[
                (1, "M8 42V19L24 8L40 19V42Z"),
                (
                    0,
                    "M11 39V33A3 3 0 0 1 17 33V39ZM21 39V33A3 3 0 0 1 27 33V39ZM31 39V33A3 3 0 0 1 37 33V39Z\
                     M11 28V24A3 3 0 0 1 17 24V28ZM21 28V24A3 3 0 0 1 27 24V28ZM31 28V24A3 3 0 0 1 37 24V28Z",
                ),
                (2, "M8 40H40V43H8ZM24 11L26 14 24 17 22 14Z"),
            ],
        }
    }
}

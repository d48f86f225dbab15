//! The geometry of the motifs, one tile each, in whole numbers.

/// A motif of the north coast or the courts, drawn as it is drawn on cloth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motif {
    /// Four petals about each crossing, two seeds in each, a lozenge between: the sugar palm's fruit cut across.
    Kawung,
    /// Slanting bands of S-shaped blades, with rows of lozenges (mlinjon) between the bands.
    Parang,
    /// Small stars in flower, scattered on a grid of dots: the night sky.
    Truntum,
    /// Clouds in contours of stepped shades.
    MegaMendung,
    /// The row of tall triangles (bamboo shoots) along the edge of coastal cloth.
    Tumpal,
}

impl Motif {
    pub const ALL: [Motif; 5] =
        [Motif::Kawung, Motif::Parang, Motif::Truntum, Motif::MegaMendung, Motif::Tumpal];

    /// The name as people say it.
    pub fn name(self) -> &'static str {
        match self {
            Motif::Kawung => "kawung",
            Motif::Parang => "parang",
            Motif::Truntum => "truntum",
            Motif::MegaMendung => "mega mendung",
            Motif::Tumpal => "tumpal",
        }
    }

    /// How it may lie. Parang always runs down at 45 degrees, clouds never stand on their heads.
    pub(super) fn turns(self) -> &'static [u16] {
        match self {
            Motif::Kawung | Motif::Truntum => &[0, 45],
            Motif::Parang => &[315],
            Motif::MegaMendung | Motif::Tumpal => &[0],
        }
    }

    /// Densities in percent at which the motif still reads in a picture of a few hundred units.
    pub(super) fn scales(self) -> &'static [u16] {
        match self {
            Motif::Kawung | Motif::Parang | Motif::Truntum | Motif::Tumpal => &[80, 100, 125],
            Motif::MegaMendung => &[60, 75, 90],
        }
    }

    pub(super) fn tile(self) -> &'static Tile {
        match self {
            Motif::Kawung => &KAWUNG,
            Motif::Parang => &PARANG,
            Motif::Truntum => &TRUNTUM,
            Motif::MegaMendung => &MEGA_MENDUNG,
            Motif::Tumpal => &TUMPAL,
        }
    }
}

pub(super) struct Tile {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) layers: &'static [Layer],
}

pub(super) enum Layer {
    Path(Paint, &'static str),
    /// One outline drawn with ever thinner lines gives true parallel contours; then its inside, then copies.
    Contours {
        d: &'static str,
        steps: &'static [(u8, u8)],
        inside: &'static [(Paint, &'static str)],
        places: &'static [(i16, i16)],
    },
}

/// An ink of the dye, by its place in it.
#[derive(Clone, Copy)]
pub(super) enum Paint {
    Fill(u8),
    Line(u8, u8),
}

use Paint::{Fill, Line};

const KAWUNG: Tile = Tile {
    width: 64,
    height: 64,
    layers: &[
        Layer::Path(
            Fill(4),
            "M34 34C49 31 65 47 62 62C47 65 31 49 34 34ZM34 30C49 33 65 17 62 2C47-1 31 15 34 30Z\
             M30 34C15 31-1 47 2 62C17 65 33 49 30 34ZM30 30C15 33-1 17 2 2C17-1 33 15 30 30Z",
        ),
        Layer::Path(
            Fill(3),
            "M38 38C49 37 59 47 58 58C47 59 37 49 38 38ZM38 26C49 27 59 17 58 6C47 5 37 15 38 26Z\
             M26 38C15 37 5 47 6 58C17 59 27 49 26 38ZM26 26C15 27 5 17 6 6C17 5 27 15 26 26Z",
        ),
        Layer::Path(
            Fill(2),
            "M42 42L47 44 44 47ZM54 54L49 52 52 49ZM42 22L47 20 44 17ZM54 10L49 12 52 15Z\
             M22 42L17 44 20 47ZM10 54L15 52 12 49ZM22 22L17 20 20 17ZM10 10L15 12 12 15Z\
             M0 27L5 32 0 37-5 32ZM64 27L69 32 64 37 59 32ZM32-5L37 0 32 5 27 0ZM32 59L37 64 32 69 27 64Z",
        ),
        Layer::Path(Fill(4), "M32 29L35 32 32 35 29 32Z"),
    ],
};

const PARANG: Tile = Tile {
    width: 30,
    height: 80,
    layers: &[
        Layer::Path(
            Fill(4),
            "M3 55C-6 43 4 34 9 25C12 17 11 9 20 4C26 1 31 6 28 10C26 13 22 12 22 9C19 13 22 19 20 27\
             C17 37 13 44 16 50C13 56 7 58 3 55Z\
             M-27 55C-36 43-26 34-21 25C-18 17-19 9-10 4C-4 1 1 6-2 10C-4 13-8 12-8 9C-11 13-8 19-10 27\
             C-13 37-17 44-14 50C-17 56-23 58-27 55Z\
             M33 55C24 43 34 34 39 25C42 17 41 9 50 4C56 1 61 6 58 10C56 13 52 12 52 9C49 13 52 19 50 27\
             C47 37 43 44 46 50C43 56 37 58 33 55Z",
        ),
        Layer::Path(
            Line(2, 2),
            "M6 49C2 42 9 36 13 28C15 21 14 14 18 10M-24 49C-28 42-21 36-17 28C-15 21-16 14-12 10\
             M36 49C32 42 39 36 43 28C45 21 44 14 48 10",
        ),
        Layer::Path(
            Line(1, 3),
            "M22 49C18 42 25 36 29 28C31 22 30 17 33 13M-8 49C-12 42-5 36-1 28C1 22 0 17 3 13",
        ),
        Layer::Path(Line(4, 2), "M0 61H30M0 79H30"),
        Layer::Path(Fill(2), "M15 63L22 70 15 77 8 70Z"),
        Layer::Path(Fill(0), "M15 67L18 70 15 73 12 70Z"),
        Layer::Path(Fill(4), "M0 68L2 70 0 72-2 70ZM30 68L32 70 30 72 28 70Z"),
    ],
};

const TRUNTUM: Tile = Tile {
    width: 56,
    height: 56,
    layers: &[
        Layer::Path(
            Fill(4),
            "M28 28Q36 32 46 28Q36 24 28 28ZM28 28Q20 24 10 28Q20 32 28 28ZM28 28Q24 36 28 46Q32 36 28 28Z\
             M28 28Q32 20 28 10Q24 20 28 28ZM28 28L38 35 35 38ZM28 28L18 35 21 38ZM28 28L38 21 35 18ZM28 28L18 21 21 18Z",
        ),
        Layer::Path(
            Fill(4),
            "M13 12h2v4h-2ZM12 13h4v2h-4ZM41 12h2v4h-2ZM40 13h4v2h-4ZM13 40h2v4h-2ZM12 41h4v2h-4ZM41 40h2v4h-2ZM40 41h4v2h-4Z\
             M27 3h2v2h-2ZM27 51h2v2h-2ZM3 27h2v2h-2ZM51 27h2v2h-2ZM20 6h2v2h-2ZM34 6h2v2h-2ZM20 48h2v2h-2ZM34 48h2v2h-2Z\
             M6 20h2v2h-2ZM6 34h2v2h-2ZM48 20h2v2h-2ZM48 34h2v2h-2Z",
        ),
        Layer::Path(
            Fill(2),
            "M0 0Q5 3 10 0Q5-3 0 0ZM0 0Q3 5 0 10Q-3 5 0 0ZM0 0L7 4 4 7ZM56 0Q51 3 46 0Q51-3 56 0ZM56 0Q53 5 56 10Q59 5 56 0Z\
             M56 0L49 4 52 7ZM0 56Q5 53 10 56Q5 59 0 56ZM0 56Q3 51 0 46Q-3 51 0 56ZM0 56L7 52 4 49Z\
             M56 56Q51 53 46 56Q51 59 56 56ZM56 56Q53 51 56 46Q59 51 56 56ZM56 56L49 52 52 49Z\
             M28 24L32 28 28 32 24 28Z",
        ),
        Layer::Path(Fill(0), "M28 26L30 28 28 30 26 28Z"),
    ],
};

const MEGA_MENDUNG: Tile = Tile {
    width: 200,
    height: 128,
    layers: &[Layer::Contours {
        d: "M16 75C30 75 34 70 37 64C27 54 37 43 48 48C46 32 66 25 76 37C82 21 107 21 112 37C122 27 140 34 138 48\
            C150 42 160 54 152 64C157 71 168 75 186 77C170 84 156 85 146 80C138 91 118 91 110 82C102 92 82 92 76 82\
            C66 89 48 88 42 79C34 82 24 80 16 75Z",
        steps: &[(4, 30), (5, 26), (1, 19), (3, 12), (0, 6), (4, 2)],
        inside: &[(
            Line(2, 3),
            "M58 68C49 64 52 50 62 53C70 56 66 66 60 62M92 61C83 57 86 42 97 46C105 49 101 60 94 56\
                 M127 67C118 63 121 49 131 52C139 55 135 65 129 61",
        )],
        places: &[(-100, -64), (100, -64), (0, 0), (-100, 64), (100, 64)],
    }],
};

const TUMPAL: Tile = Tile {
    width: 40,
    height: 72,
    layers: &[
        Layer::Path(Fill(4), "M0 68L20 4L40 68Z"),
        Layer::Path(Fill(0), "M5 68L20 18L35 68Z"),
        Layer::Path(Fill(2), "M10 68C10 52 20 46 20 30C20 46 30 52 30 68Z"),
        Layer::Path(Fill(0), "M15 68C15 60 20 57 20 48C20 57 25 60 25 68Z"),
        Layer::Path(Fill(4), "M0 68H40V72H0Z"),
        Layer::Path(
            Fill(2),
            "M0 4L5 16 0 28-5 16ZM40 4L45 16 40 28 35 16ZM0 33L3 36 0 39-3 36ZM40 33L43 36 40 39 37 36Z",
        ),
    ],
};

//! Whether figures add up.

use std::collections::BTreeMap;

use kernel::AreaCode;

/// Which figure: of a year (0: the whole term), of a category (blank: all), of a territory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    pub year: i16,
    pub category: String,
    pub area: AreaCode,
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub cell: Cell,
    pub figure: i64,
}

/// Along what a figure is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Along {
    Year,
    Category,
    Area,
}

impl Along {
    pub const ALL: [Along; 3] = [Along::Year, Along::Category, Along::Area];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Along::Year => "year",
            Along::Category => "category",
            Along::Area => "area",
        }
    }

    /// Reads [`Along::as_str`].
    pub fn parse(text: &str) -> Option<Along> {
        Along::ALL.into_iter().find(|along| along.as_str() == text)
    }
}

/// What of a figure is kept back, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rest {
    pub of: Cell,
    pub along: Along,
    pub name: String,
}

/// How somebody counts who belongs to several categories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// In each of them, and once in the whole.
    Each,
    /// In the first of them only, in the promise's order.
    First,
}

impl Overlap {
    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Overlap::Each => "each",
            Overlap::First => "first",
        }
    }

    /// Reads [`Overlap::as_str`].
    pub fn parse(text: &str) -> Option<Overlap> {
        [Overlap::Each, Overlap::First].into_iter().find(|overlap| overlap.as_str() == text)
    }
}

/// A figure whose parts do not make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub of: Cell,
    pub along: Along,
    pub whole: i64,
    /// What its parts make together.
    pub together: i64,
    /// The parts, by their place along the way.
    pub parts: Vec<(String, i64)>,
}

/// Each figure whose parts do not add up to it, and what of it no named rest explains.
pub fn differences(parts: &[Part], rests: &[Rest], overlap: Overlap) -> Vec<Difference> {
    let known: BTreeMap<&Cell, i64> = parts.iter().map(|part| (&part.cell, part.figure)).collect();
    let mut of: BTreeMap<(Cell, Along), Vec<(String, i64)>> = BTreeMap::new();
    for part in parts {
        for along in Along::ALL {
            if let Some((whole, place)) = above(&known, &part.cell, along) {
                of.entry((whole, along)).or_default().push((place, part.figure));
            }
        }
    }
    let mut found = Vec::new();
    for ((whole, along), parts) in of {
        let Some(figure) = known.get(&whole).copied() else { continue };
        let together = parts.iter().map(|(_, figure)| figure).sum();
        let kept = rests.iter().any(|rest| rest.of == whole && rest.along == along);
        let largest = parts.iter().map(|(_, figure)| *figure).max().unwrap_or(0);
        let fits = match (along, overlap) {
            // Who is counted in two categories is one of the whole.
            (Along::Category, Overlap::Each) => largest <= figure && (together >= figure || kept),
            (Along::Year | Along::Category | Along::Area, _) => {
                together == figure || kept && together < figure
            }
        };
        if !fits {
            found.push(Difference { of: whole, along, whole: figure, together, parts });
        }
    }
    found
}

/// What a cell is a part of along a way, and what it is called there.
fn above(known: &BTreeMap<&Cell, i64>, cell: &Cell, along: Along) -> Option<(Cell, String)> {
    match along {
        Along::Year if cell.year != 0 => Some((Cell { year: 0, ..cell.clone() }, cell.year.to_string())),
        Along::Category if !cell.category.is_empty() => {
            Some((Cell { category: String::new(), ..cell.clone() }, cell.category.clone()))
        }
        Along::Area => {
            let mut area = cell.area.parent();
            while let Some(code) = area {
                let whole = Cell { area: code.clone(), ..cell.clone() };
                if known.contains_key(&whole) {
                    return Some((whole, cell.area.to_string()));
                }
                area = code.parent();
            }
            None
        }
        Along::Year | Along::Category => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(year: i16, category: &str, area: &str) -> Cell {
        Cell { year, category: category.to_owned(), area: AreaCode::parse(area).unwrap() }
    }

    fn part(year: i16, category: &str, figure: i64) -> Part {
        Part { cell: cell(year, category, "32.76"), figure }
    }

    fn told(parts: &[Part], rests: &[Rest], overlap: Overlap) -> Vec<(i16, &'static str, i64, i64)> {
        let all = differences(parts, rests, overlap);
        all.iter().map(|d| (d.of.year, d.along.as_str(), d.whole, d.together)).collect()
    }

    #[test]
    fn depoks_published_figures_do_not_add_up_and_are_found() {
        let published = [
            part(2023, "", 2114),
            part(2023, "wub", 1750),
            part(2023, "women", 350),
            part(2024, "", 1800),
            part(2024, "wub", 1200),
            part(2024, "women", 300),
        ];
        assert_eq!(
            told(&published, &[], Overlap::First),
            [(2023, "category", 2114, 2100), (2024, "category", 1800, 1500)]
        );
        // Counted in both, the parts would have to be more than the whole, and are less.
        assert_eq!(told(&published, &[], Overlap::Each).len(), 2);
    }

    #[test]
    fn a_named_rest_explains_less_and_never_more() {
        let rest = Rest { of: cell(0, "", "32.76"), along: Along::Year, name: "Cadangan".to_owned() };
        let less = [part(0, "", 100), part(2023, "", 40), part(2024, "", 50)];
        let more = [part(0, "", 80), part(2023, "", 40), part(2024, "", 50)];
        let exact = [part(0, "", 90), part(2023, "", 40), part(2024, "", 50)];
        assert_eq!(told(&less, &[], Overlap::First), [(0, "year", 100, 90)]);
        assert_eq!(told(&less, std::slice::from_ref(&rest), Overlap::First), []);
        assert_eq!(told(&more, &[rest], Overlap::First), [(0, "year", 80, 90)]);
        assert_eq!(told(&exact, &[], Overlap::First), []);
    }

    #[test]
    fn who_counts_in_each_category_makes_the_parts_more_than_the_whole() {
        let both = [part(0, "", 5000), part(0, "wub", 5000), part(0, "women", 1000)];
        assert_eq!(told(&both, &[], Overlap::Each), []);
        assert_eq!(told(&both, &[], Overlap::First), [(0, "category", 5000, 6000)]);
        let beyond = [part(0, "", 900), part(0, "wub", 500), part(0, "women", 1000)];
        assert_eq!(told(&beyond, &[], Overlap::Each), [(0, "category", 900, 1500)]);
    }

    #[test]
    fn territories_add_up_to_the_next_one_around_them_that_has_a_figure() {
        let at = |area: &str, figure| Part { cell: cell(0, "", area), figure };
        let parts = [at("32.76", 10), at("32.76.01", 6), at("32.76.02", 4), at("32.76.01.1001/001/001", 5)];
        let found = differences(&parts, &[], Overlap::First);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].whole, found[0].together), (6, 5));
        assert_eq!(found[0].of.area.as_str(), "32.76.01");
    }
}

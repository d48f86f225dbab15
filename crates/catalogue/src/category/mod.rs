//! What is sold, in two levels: the same for all cities, so that a province can count over them.

use std::sync::LazyLock;

use web::Lang;

/// What a category asks of its products.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Packed food and drink: what is in it and how long it keeps is said.
    Food,
    /// Eaten the same day, or soon.
    Fresh,
    Goods,
}

/// A category.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Category {
    pub code: &'static str,
    /// Empty for one of the first level.
    pub parent: &'static str,
    pub kind: Kind,
    id: &'static str,
    en: &'static str,
}

impl Category {
    /// Its name.
    pub fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Id => self.id,
            Lang::En => self.en,
        }
    }

    /// Those below it.
    pub fn below(&self) -> impl Iterator<Item = &'static Category> {
        let code = self.code;
        all().iter().filter(move |other| other.parent == code)
    }

    /// The codes that a list of this category holds: its own and those below it.
    pub fn codes(&self) -> Vec<String> {
        std::iter::once(self.code).chain(self.below().map(|one| one.code)).map(str::to_owned).collect()
    }

    /// Whether what is in it and how long it keeps is to be said.
    pub fn is_eaten(&self) -> bool {
        matches!(self.kind, Kind::Food | Kind::Fresh)
    }
}

/// All categories, each after the one above it.
pub fn all() -> &'static [Category] {
    static ALL: LazyLock<Vec<Category>> = LazyLock::new(|| {
        include_str!("list.csv").lines().filter(|line| !line.starts_with('#')).filter_map(read).collect()
    });
    &ALL
}

fn read(line: &'static str) -> Option<Category> {
    let mut parts = line.split(';');
    let mut next = || parts.next();
    let (code, parent, id, en, kind) = (next()?, next()?, next()?, next()?, next()?);
    let kind = match kind {
        "food" => Kind::Food,
        "fresh" => Kind::Fresh,
        _ => Kind::Goods,
    };
    Some(Category { code, parent, kind, id, en })
}

/// The category of a code.
pub fn find(code: &str) -> Option<&'static Category> {
    all().iter().find(|one| one.code == code)
}

/// Those of the first level.
pub fn roots() -> impl Iterator<Item = &'static Category> {
    all().iter().filter(|one| one.parent.is_empty())
}

/// For a field that chooses one: those of the second level, named with the first.
pub fn choices(lang: Lang) -> Vec<(String, String)> {
    let chosen = all().iter().filter_map(|one| {
        let above = find(one.parent)?;
        Some((one.code.to_owned(), format!("{}: {}", above.name(lang), one.name(lang))))
    });
    chosen.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_line_is_a_category_in_two_levels() {
        let lines = include_str!("list.csv").lines().filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), all().len(), "each line is read");
        let mut seen = HashSet::new();
        for one in all() {
            assert!(seen.insert(one.code), "{} stands once", one.code);
            assert!(one.parent.is_empty() || seen.contains(one.parent), "{} after its parent", one.code);
            let above = find(one.parent);
            assert!(above.is_none_or(|above| above.parent.is_empty()), "{}: two levels", one.code);
            assert!(!one.id.is_empty() && !one.en.is_empty());
        }
        assert_eq!(roots().count(), 7);
        assert_eq!(find("snack").unwrap().name(Lang::En), "Snacks and chips");
        assert!(find("food").unwrap().codes().contains(&"sweet".to_owned()));
    }
}

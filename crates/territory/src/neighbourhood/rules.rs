//! Reading a list of RW and RT as people paste it.

use std::collections::HashMap;

use kernel::{AreaCode, Error, Say};

use super::Number;

/// More lines than any city has RT, and few enough to be judged at once.
pub const MOST_LINES: usize = 20_000;

/// One RW, or one RT in its RW.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wanted {
    pub kelurahan: AreaCode,
    pub rw: Number,
    pub rt: Option<Number>,
}

/// A line with what it asks for, or why it cannot be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// From 1, as an editor counts.
    pub number: usize,
    pub text: String,
    pub wanted: Result<Vec<Wanted>, Say>,
}

/// The kelurahan of a city by code and by name.
#[derive(Debug, Default)]
pub struct Names {
    by_name: HashMap<String, Vec<AreaCode>>,
    codes: Vec<AreaCode>,
}

impl Names {
    pub fn new(kelurahan: impl IntoIterator<Item = (AreaCode, String)>) -> Names {
        let mut names = Names::default();
        for (code, name) in kelurahan {
            names.by_name.entry(plain(&name)).or_default().push(code.clone());
            names.codes.push(code);
        }
        names.codes.sort();
        names
    }

    fn find(&self, text: &str) -> Result<AreaCode, Say> {
        let unknown = || Say::new("territory-line-kelurahan").with("name", text.to_owned());
        if let Ok(code) = AreaCode::parse(text) {
            return self.codes.binary_search(&code).map(|_| code).map_err(|_| unknown());
        }
        match self.by_name.get(&plain(text)).map(Vec::as_slice) {
            Some([code]) => Ok(code.clone()),
            Some([_, _, ..]) => Err(Say::new("territory-line-ambiguous").with("name", text.to_owned())),
            Some([]) | None => Err(unknown()),
        }
    }
}

/// Letters and digits alone, without the word kelurahan before them.
fn plain(name: &str) -> String {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let whole: String = letters(name);
    let bare = name.trim_start().get(..4).filter(|start| start.eq_ignore_ascii_case("kel.")).map(|_| 4);
    let bare = bare.or_else(|| whole.starts_with("kelurahan").then(|| "kelurahan".len()));
    match bare {
        Some(at) => name.trim_start().get(at..).map(letters).unwrap_or(whole),
        None => whole,
    }
}

/// Reads lines of kelurahan, RW, RT, parted by tab, semicolon or comma. RT may be a range (`1-12`) or blank, for an RW
/// alone. With `home`, lines may also begin with the RW. A line of headings and blank lines are passed over.
pub fn read(text: &str, names: &Names, home: Option<&AreaCode>) -> Result<Vec<Line>, Error> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let filled = lines.filter(|(_, line)| line.chars().any(char::is_alphanumeric));
    let kept: Vec<(usize, &str)> = filled.filter(|(at, line)| *at > 0 || !is_heading(line)).collect();
    if kept.is_empty() {
        return Err(Error::field("list", "web-field-empty"));
    }
    if kept.len() > MOST_LINES {
        return Err(Error::field("list", Say::new("territory-list-long").with("most", MOST_LINES)));
    }
    let read = |(at, line): (usize, &str)| Line {
        number: at + 1,
        text: line.trim().chars().take(120).collect(),
        wanted: wanted(line, names, home),
    };
    Ok(kept.into_iter().map(read).collect())
}

fn is_heading(line: &str) -> bool {
    let lower = line.to_lowercase();
    lower.contains("rw") && !lower.chars().any(|c| c.is_ascii_digit())
}

fn wanted(line: &str, names: &Names, home: Option<&AreaCode>) -> Result<Vec<Wanted>, Say> {
    let separator = ['\t', ';', ','].into_iter().find(|c| line.contains(*c)).unwrap_or(',');
    let cells: Vec<&str> = line.split(separator).map(|cell| cell.trim().trim_matches('"').trim()).collect();
    let number = |text: &str| Number::parse(text).map_err(|_| Say::new("territory-line-number"));
    let (kelurahan, rw, rt) = match (cells.as_slice(), home) {
        ([first, rest @ ..], Some(home)) if Number::parse(first).is_ok() => {
            (home.clone(), number(first)?, rest.first().copied().unwrap_or_default())
        }
        ([kelurahan, rw, rest @ ..], _) => {
            (names.find(kelurahan)?, number(rw)?, rest.first().copied().unwrap_or_default())
        }
        _ => return Err(Say::new("territory-line-columns")),
    };
    if rt.is_empty() {
        return Ok(vec![Wanted { kelurahan, rw, rt: None }]);
    }
    let (from, to) = match rt.split_once(['-', '–']) {
        Some((from, to)) if !from.trim().is_empty() => (number(from)?, number(to)?),
        Some(_) | None => (number(rt)?, number(rt)?),
    };
    if from > to {
        return Err(Say::new("territory-line-range"));
    }
    let range = (from.get()..=to.get()).map(|rt| Number::of(i64::from(rt)));
    Ok(range.map(|rt| Wanted { kelurahan: kelurahan.clone(), rw, rt }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let code = |text| AreaCode::parse(text).unwrap();
        Names::new([
            (code("33.71.01.1001"), "Cacaban".to_owned()),
            (code("33.71.01.1002"), "Kemirirejo".to_owned()),
            (code("33.71.02.1001"), "Kelurahan Rejo".to_owned()),
            (code("33.71.02.1002"), "Tidar".to_owned()),
            (code("33.71.03.1002"), "Tidar".to_owned()),
        ])
    }

    #[track_caller]
    fn check(line: &str, expected: Result<&[&str], &'static str>) {
        let home = AreaCode::parse("33.71.01.1001").unwrap();
        let lines = read(line, &names(), Some(&home)).unwrap();
        let got = lines.first().unwrap().wanted.clone();
        let got = got.map(|wanted| {
            let rt = |w: &Wanted| w.rt.map(|rt| format!("/{rt}")).unwrap_or_default();
            wanted.iter().map(|w| format!("{}/{}{}", w.kelurahan, w.rw, rt(w))).collect::<Vec<_>>()
        });
        assert_eq!(
            got.map_err(|say| say.key),
            expected.map(|codes| codes.iter().map(|c| (*c).to_owned()).collect()),
            "{line}"
        );
    }

    #[test]
    fn a_line_names_a_kelurahan_an_rw_and_perhaps_rt() {
        check("Kemirirejo,5,2", Ok(&["33.71.01.1002/005/002"]));
        check("33.71.01.1002; RW 05; RT 002", Ok(&["33.71.01.1002/005/002"]));
        check(
            "kel. KEMIRI REJO\t005\t1-3",
            Ok(&["33.71.01.1002/005/001", "33.71.01.1002/005/002", "33.71.01.1002/005/003"]),
        );
        check("\"Kemirirejo\",\"5\",\"\"", Ok(&["33.71.01.1002/005"]));
        check("Rejo,1", Ok(&["33.71.02.1001/001"]));
        check("7,12", Ok(&["33.71.01.1001/007/012"]));
        check("7", Ok(&["33.71.01.1001/007"]));
    }

    #[test]
    fn a_line_that_cannot_be_read_says_why() {
        check("Tidar,1,1", Err("territory-line-ambiguous"));
        check("Sendangmulyo,1,1", Err("territory-line-kelurahan"));
        check("33.74.06.1001,1,1", Err("territory-line-kelurahan"));
        check("Kemirirejo,0,1", Err("territory-line-number"));
        check("Kemirirejo,1000,1", Err("territory-line-number"));
        check("Kemirirejo,1,9-3", Err("territory-line-range"));
        check("Kemirirejo", Err("territory-line-columns"));
    }

    #[test]
    fn headings_and_blank_lines_are_passed_over_and_lines_keep_their_numbers() {
        let lines = read("\u{feff}kelurahan,RW,RT\n\n;;;\nKemirirejo,1,1\n", &names(), None).unwrap();
        assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [4]);
        assert!(read(" \n,,\n", &names(), None).is_err());
    }
}

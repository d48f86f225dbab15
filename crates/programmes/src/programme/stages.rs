//! The stages of a programme, as somebody writes them: one to a line. No database.

use kernel::{Error, Say};

/// What happens in a stage, as far as the platform knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Register,
    Select,
    Train,
    Mentor,
    Permit,
    Sell,
    Capital,
    /// Something that this city does besides.
    Other,
}

impl Kind {
    pub const ALL: [Kind; 8] = [
        Kind::Register,
        Kind::Select,
        Kind::Train,
        Kind::Mentor,
        Kind::Permit,
        Kind::Sell,
        Kind::Capital,
        Kind::Other,
    ];

    /// As stored and as in message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Register => "register",
            Kind::Select => "select",
            Kind::Train => "train",
            Kind::Mentor => "mentor",
            Kind::Permit => "permit",
            Kind::Sell => "sell",
            Kind::Capital => "capital",
            Kind::Other => "other",
        }
    }

    /// Reads [`Kind::as_str`].
    pub fn parse(text: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What a line speaks of: the first word of these that it contains.
    fn of(line: &str) -> Kind {
        const WORDS: [(Kind, &[&str]); 7] = [
            (Kind::Register, &["daftar", "regist", "appl"]),
            (Kind::Select, &["seleksi", "select"]),
            (Kind::Train, &["latih", "train", "kelas"]),
            (Kind::Mentor, &["damping", "mentor", "bimbing"]),
            (Kind::Permit, &["izin", "permit", "licen", "legalitas"]),
            (Kind::Sell, &["jual", "pasar", "sell", "market"]),
            (Kind::Capital, &["modal", "capital", "biaya", "financ"]),
        ];
        let line = line.to_lowercase();
        let known = WORDS.iter().find(|(_, words)| words.iter().any(|word| line.contains(word)));
        known.map_or(Kind::Other, |(kind, _)| *kind)
    }
}

/// A stage as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub kind: Kind,
    pub name: String,
}

/// The most stages of a programme.
const MOST: usize = 12;

/// The usual way, for a programme that nobody has written one for.
pub const USUAL: &str = "Pendaftaran\nSeleksi\nPelatihan\nPendampingan\nPerizinan\nPenjualan\nPermodalan";

/// Reads the lines of a form: empty ones are left out, and no two are alike.
pub fn read(text: &str) -> Result<Vec<Written>, Error> {
    let mut stages: Vec<Written> = Vec::new();
    for line in text.lines() {
        let name = line.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() {
            continue;
        }
        if name.chars().count() > 60 {
            return Err(Error::field("stages", "programmes-stage-length"));
        }
        if stages.iter().any(|stage| stage.name.to_lowercase() == name.to_lowercase()) {
            return Err(Error::field("stages", Say::new("programmes-stage-twice").with("name", name)));
        }
        stages.push(Written { kind: Kind::of(&name), name });
    }
    if stages.is_empty() || stages.len() > MOST {
        return Err(Error::field("stages", Say::new("programmes-stages-count").with("most", MOST)));
    }
    Ok(stages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_way_has_one_stage_of_each_known_kind_in_order() {
        let kinds: Vec<Kind> = read(USUAL).unwrap().into_iter().map(|stage| stage.kind).collect();
        assert_eq!(kinds, Kind::ALL[..7]);
        let english = "Registration\nSelection\nTraining\nMentoring\nPermits\nSelling\nCapital";
        let kinds: Vec<Kind> = read(english).unwrap().into_iter().map(|stage| stage.kind).collect();
        assert_eq!(kinds, Kind::ALL[..7]);
    }

    #[test]
    fn a_city_may_have_stages_of_its_own_but_none_twice() {
        let stages = read("  Pameran   kota \n\nPelatihan").unwrap();
        assert_eq!((stages[0].kind, stages[0].name.as_str()), (Kind::Other, "Pameran kota"));
        for wrong in [
            "",
            " \n ",
            "Pelatihan\npelatihan",
            &"x".repeat(61),
            &"a b c d e f g h i j k l m".replace(' ', "\n"),
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}

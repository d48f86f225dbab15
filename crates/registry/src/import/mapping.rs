//! Which column holds what: decided by headers and values together.

use serde::{Deserialize, Serialize};

use super::cell::{self, Order};
use super::field::{Field, Side};
use super::profile::Profile;
use super::table::Head;
use super::vocabulary;
use super::words::header_words;

/// A header known this well needs nobody to confirm it.
pub(crate) const SURE: u8 = 75;

/// How the columns of a kind of table are understood.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    /// Names this kind of table: its headers, freed of how they are written. The same list of next year has the same.
    pub key: String,
    pub columns: Vec<Column>,
}

/// One column and what it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// From 1, as on the screen.
    pub column: u32,
    /// As written, groups first.
    pub header: String,
    pub field: Field,
    #[serde(default)]
    pub side: Side,
    /// How sure that is, in percent.
    pub confidence: u8,
    /// What else it may be, best first.
    #[serde(default)]
    pub alternatives: Vec<Field>,
    /// What one unit of money is worth, where the header says it.
    #[serde(default)]
    pub scale: Option<i64>,
    /// In which order dates are written.
    #[serde(default)]
    pub order: Order,
    /// Its NIKs were rounded by a spreadsheet.
    #[serde(default)]
    pub rounded: bool,
    /// An empty cell means what stands above it.
    #[serde(default)]
    pub carried: bool,
}

impl Mapping {
    /// The first column that holds a field.
    pub fn column_of(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Whether the table tells of people or businesses at all.
    pub fn is_list(&self) -> bool {
        [Field::Person, Field::Business, Field::OwnerAndBusiness, Field::BusinessOrSector, Field::Nik]
            .iter()
            .any(|field| self.column_of(*field).is_some_and(|column| column.confidence >= 45))
    }

    /// Whether a column names those whom the table is about.
    pub(crate) fn has_names(&self) -> bool {
        [Field::Person, Field::Business, Field::OwnerAndBusiness, Field::BusinessOrSector]
            .iter()
            .any(|field| self.column_of(*field).is_some())
    }

    /// Takes over what somebody confirmed for tables of the same key. What belongs to this file's values stays.
    pub fn adopt(&mut self, confirmed: &Mapping) {
        for column in &mut self.columns {
            let words = header_words(&column.header);
            let known = confirmed
                .columns
                .iter()
                .find(|known| known.column == column.column && header_words(&known.header) == words);
            let known =
                known.or_else(|| confirmed.columns.iter().find(|known| header_words(&known.header) == words));
            if let Some(known) = known {
                column.field = known.field;
                column.side = known.side;
                column.confidence = 100;
                column.scale = known.scale.or(column.scale);
            }
        }
    }
}

/// The name of a kind of table. A column without a header is named by what it seems to hold, so that two lists without
/// headers are of one kind only if they look alike.
fn key(heads: &[Head], columns: &[Column]) -> String {
    let names = heads.iter().zip(columns).map(|(head, column)| {
        let words = header_words(&head.whole()).join(" ");
        if words.is_empty() { format!("?{}", column.field.code()) } else { words }
    });
    names.collect::<Vec<_>>().join("|")
}

struct Choice {
    head: Head,
    profile: Profile,
    /// Best first.
    fields: Vec<(Field, f64)>,
}

/// Whether texts are names of places, and how surely.
type ByPlace<'a> = &'a dyn Fn(&[String]) -> Option<(Field, f64)>;

/// Decides for a table. `places` tells whether texts are names of kelurahan or kecamatan of the city.
pub(crate) fn decide(
    heads: &[Head],
    rows: u32,
    profiles: &dyn Fn(u32) -> Profile,
    places: ByPlace,
) -> Mapping {
    let mut choices: Vec<Choice> =
        heads.iter().map(|head| choice(head, profiles(head.column), places)).collect();
    settle_places(&mut choices, places);
    settle_years(&mut choices);
    settle_duplicates(&mut choices);
    settle_names(&mut choices);
    let mut columns: Vec<Column> = choices.iter().map(column).collect();
    place_sides(&mut columns);
    carry(&mut columns, &choices, rows);
    Mapping { key: key(heads, &columns), columns }
}

fn choice(head: &Head, profile: Profile, places: ByPlace) -> Choice {
    let mut fields = by_header(head);
    // "Nama & No HP" is half a number, and a column of words is none.
    fields.retain(|(field, fit)| *field != Field::Ordinal || *fit >= 0.9 || !profile.is_words());
    let by_place = if fields.is_empty() { places(&profile.texts) } else { None };
    for (field, fit) in &mut fields {
        let coded =
            *field == Field::Sex && profile.are_all(|text| cell::coded_sex(text, &head.text).is_some());
        let agrees = if coded { Some(1.0) } else { profile.fit(*field) };
        *fit *= agrees.map_or(0.95, |fit| if fit < 0.3 { 0.4 } else { 0.6 + 0.4 * fit });
    }
    for (field, confidence) in profile.guesses().into_iter().chain(by_place) {
        // A value's form is told beside a header that says something else only where it cannot be mistaken.
        let confidence = if head.text.is_empty() { confidence * 0.8 } else { confidence * 0.85 };
        match fields.iter_mut().find(|(known, _)| *known == field) {
            Some(known) => known.1 = known.1.max(confidence),
            None => fields.push((field, confidence.min(0.84))),
        }
    }
    // "Tanggal Akad" says a day, but not that the list speaks of it.
    fields.retain(|(field, confidence)| {
        *confidence >= 0.3 && (*field != Field::DataDate || percent(*confidence) >= SURE)
    });
    fields.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    Choice { head: head.clone(), profile, fields }
}

/// The column's own words, and those with its group's before them.
fn by_header(head: &Head) -> Vec<(Field, f64)> {
    // "L" means men of whatever its group counts.
    let letter = !head.group.is_empty() && head.text.trim().chars().count() == 1;
    let group = if letter { without_pair(&head.group) } else { head.group.clone() };
    let mut fields = if letter { Vec::new() } else { vocabulary::fields(&head.text) };
    if !group.is_empty() {
        for (field, fit) in vocabulary::fields(&format!("{group} {}", head.text)) {
            let group_alone = vocabulary::fields(&group).iter().any(|(other, _)| *other == field);
            // "Tenaga kerja: L" is neither "tenaga kerja" nor "L": what both say together counts most.
            // "Tenaga kerja: jumlah" is all of them.
            let own_alone = fields.iter().any(|(other, own)| *other == field && *own >= 0.6)
                || header_words(&head.text) == ["jumlah"];
            let fit = if group_alone && !own_alone { fit * 0.7 } else { (fit * 1.05).min(1.0) };
            match fields.iter_mut().find(|(known, _)| *known == field) {
                Some(known) => known.1 = known.1.max(fit),
                None => fields.push((field, fit)),
            }
        }
    }
    fields.retain(|(_, fit)| *fit >= 0.5);
    fields.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    fields
}

/// `TENAGA KERJA (L/P)` above `L` and `P` says the pair twice.
fn without_pair(group: &str) -> String {
    let words = header_words(group);
    words.into_iter().filter(|word| !matches!(word.as_str(), "l" | "p")).collect::<Vec<_>>().join(" ")
}

/// Of two columns with one field the better keeps it, the other takes its next best.
fn settle_duplicates(choices: &mut [Choice]) {
    for _ in 0..4 {
        let mut changed = false;
        for at in 0..choices.len() {
            let Some((field, own)) = choices.get(at).and_then(|choice| choice.fields.first().copied()) else {
                continue;
            };
            if field.may_repeat() || field.of_address() {
                continue;
            }
            let better = choices.iter().enumerate().any(|(other, choice)| {
                choice.fields.first().is_some_and(|(known, theirs)| {
                    *known == field
                        && other != at
                        && (*theirs > own + 1e-9 || (*theirs - own).abs() <= 1e-9 && other < at)
                })
            });
            if better && let Some(choice) = choices.get_mut(at) {
                choice.fields.remove(0);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
}

/// What only all columns together tell: a trade beside a business's name, names under each other's headers.
fn settle_names(choices: &mut [Choice]) {
    let find = |choices: &[Choice], field: Field| {
        choices.iter().position(|choice| choice.fields.first().is_some_and(|(known, _)| *known == field))
    };
    let first = |choice: &Choice| {
        header_words(&choice.head.text).iter().any(|word| word == "first" || word == "depan")
    };
    if let (Some(at), Some(_)) = (find(choices, Field::Person), find(choices, Field::NameRest))
        && let Some(choice) = choices.get_mut(at).filter(|choice| first(choice))
        && let Some(best) = choice.fields.first_mut()
    {
        best.1 = best.1.max(0.9);
    }
    let mixed = find(choices, Field::BusinessOrSector);
    if let (Some(_), Some(at)) = (find(choices, Field::Business), mixed) {
        let taken = find(choices, Field::Sector).is_some();
        set(choices, at, if taken { Field::Products } else { Field::Sector });
    }
    if find(choices, Field::Business).is_none()
        && mixed.is_none()
        && let Some(at) = find(choices, Field::Sector)
    {
        let names = choices
            .get(at)
            .is_some_and(|choice| choice.profile.likeness().1 > 0.6 && choice.profile.sector_share() < 0.4);
        if names {
            set(choices, at, Field::BusinessOrSector);
        }
    }
    if let (Some(person), Some(business)) = (find(choices, Field::Person), find(choices, Field::Business)) {
        let likeness = |at: usize| choices.get(at).map_or((0.0, 0.0), |choice| choice.profile.likeness());
        let ((pp, pb), (bp, bb)) = (likeness(person), likeness(business));
        if pb > 0.6 && bp > 0.6 && pp < 0.5 && bb < 0.5 {
            set(choices, person, Field::Business);
            set(choices, business, Field::Person);
            for at in [person, business] {
                if let Some(best) = choices.get_mut(at).and_then(|choice| choice.fields.first_mut()) {
                    // The header says the opposite: somebody must look.
                    best.1 = 0.6;
                }
            }
        }
    }
}

/// A kelurahan that is written once for all its rows, and what stands beside it in the same rows.
fn carry(columns: &mut [Column], choices: &[Choice], rows: u32) {
    let once = |choice: &Choice| choice.profile.is_written_once(rows);
    let mut filled = 0;
    for (column, choice) in columns.iter_mut().zip(choices) {
        if column.field == Field::Kelurahan && once(choice) {
            column.carried = true;
            filled = filled.max(choice.profile.filled);
        }
    }
    for (column, choice) in columns.iter_mut().zip(choices) {
        if matches!(column.field, Field::Kecamatan | Field::City | Field::Rw) {
            let beside = (1..=filled).contains(&choice.profile.filled);
            column.carried |= beside || once(choice);
        }
    }
}

/// "Sub-district" is a kelurahan to some and a kecamatan to others: where the header leaves it open, the places tell.
fn settle_places(choices: &mut [Choice], places: ByPlace) {
    let says =
        |choice: &Choice, level: Field| choice.fields.first().is_some_and(|(field, _)| *field == level);
    let twice = choices.iter().filter(|choice| says(choice, Field::Kecamatan)).count() > 1;
    let none = !choices.iter().any(|choice| says(choice, Field::Kelurahan));
    for choice in choices.iter_mut().filter(|choice| says(choice, Field::Kecamatan)) {
        let open = twice && none || choice.fields.first().is_some_and(|(_, fit)| *fit < 0.9);
        let read = places(&choice.profile.texts).filter(|_| open);
        if let Some((Field::Kelurahan, share)) = read {
            choice.fields.insert(0, (Field::Kelurahan, share));
        }
    }
}

/// A day, a month and a year side by side are a date of birth; many years are not those in which a list was made.
fn settle_years(choices: &mut [Choice]) {
    let words = |choice: &Choice| header_words(&choice.head.text);
    for at in 0..choices.len() {
        let parts: Vec<Vec<String>> = choices.iter().skip(at).take(3).map(words).collect();
        let [day, month, year] = parts.as_slice() else { break };
        let only = |words: &[String], word: &str| words == [word];
        if (only(day, "tanggal") || only(day, "hari")) && only(month, "bulan") && only(year, "tahun") {
            for (offset, field) in
                [Field::BirthDay, Field::BirthMonth, Field::BirthYear].into_iter().enumerate()
            {
                if let Some(choice) = choices.get_mut(at + offset) {
                    choice.fields = vec![(field, 0.9)];
                }
            }
        }
    }
    for choice in choices.iter_mut().filter(|choice| choice.profile.is_many_years()) {
        if let Some(first) = choice.fields.first_mut().filter(|(field, _)| *field == Field::DataYear) {
            *first = (Field::StartedYear, 0.6);
        }
    }
}

fn set(choices: &mut [Choice], at: usize, field: Field) {
    if let Some(choice) = choices.get_mut(at) {
        let confidence = choice.fields.first().map_or(0.6, |(_, confidence)| *confidence);
        choice.fields.retain(|(known, _)| *known != field);
        choice.fields.insert(0, (field, confidence));
    }
}

fn column(choice: &Choice) -> Column {
    let header = choice.head.whole();
    let (field, confidence) = choice.fields.first().copied().unwrap_or((Field::Ignored, 0.0));
    Column {
        column: choice.head.column,
        field,
        side: if field.of_address() || field == Field::Phone {
            vocabulary::side(&header)
        } else {
            Side::Unsaid
        },
        confidence: percent(confidence),
        alternatives: choice.fields.iter().skip(1).take(3).map(|(field, _)| *field).collect(),
        scale: cell::scale_of(&header),
        order: choice.profile.order(),
        rounded: field == Field::Nik && choice.profile.niks_rounded(),
        carried: false,
        header,
    }
}

pub(crate) fn percent(share: f64) -> u8 {
    format!("{:.0}", (share * 100.0).clamp(0.0, 100.0)).parse().unwrap_or_default()
}

/// An address block says once whose it is; of two addresses the second is that of the business.
fn place_sides(columns: &mut [Column]) {
    let streets = columns.iter().filter(|column| column.field == Field::Street).count();
    let mut last: Option<Side> = None;
    let mut person_or_business = Side::Unsaid;
    for column in columns.iter_mut() {
        if matches!(column.field, Field::Person | Field::Nik) {
            person_or_business = Side::Home;
        } else if matches!(column.field, Field::Business | Field::BusinessOrSector) {
            person_or_business = Side::Business;
        }
        if !column.field.of_address() {
            continue;
        }
        if column.side == Side::Unsaid {
            column.side = match (column.field, last) {
                (Field::Street, _) if streets > 1 => person_or_business,
                (Field::Street, _) | (_, None) => Side::Unsaid,
                (_, Some(last)) => last,
            };
        }
        if column.field == Field::Street || last.is_none() {
            last = Some(column.side);
        }
    }
}

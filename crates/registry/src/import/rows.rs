//! The second pass over a file: its rows become drafts, one by one.

use chrono::NaiveDate;
use kernel::Level;
use sheet::{Met, Row};

use super::above::Above;
use super::context::{self, Said};
use super::draft::Draft;
use super::lanes::Lanes;
use super::layout::{Layout, Passed, Piece};
use super::mapping::Mapping;
use super::place::{Home, Places};
use super::plan::Plan;
use super::read_row::{Around, read_row};
use super::survey::signature;
use super::words::plain;

/// What became of what was met.
#[derive(Debug)]
pub enum Read {
    /// A sheet began.
    Sheet,
    /// A row that is nobody's.
    Passed(Passed),
    Row(Box<Draft>),
}

/// Reads a file by its plan. Fed with the same file in the same order as the survey.
pub struct Reader<'a> {
    plan: &'a Plan,
    lanes: Lanes,
    places: Places<'a>,
    /// The place that the sheet's name tells, if it tells one.
    sheet_place: Said,
    included: bool,
    /// Of each list that stands in the same rows.
    above: Vec<Above>,
    today: NaiveDate,
}

impl<'a> Reader<'a> {
    /// `home` is the city whose list it is.
    pub fn new(plan: &'a Plan, home: Home<'a>, today: NaiveDate) -> Reader<'a> {
        Reader {
            plan,
            lanes: Lanes::knowing(plan.headless.clone()),
            places: Places::new(home),
            sheet_place: Said::default(),
            included: false,
            above: Vec::new(),
            today,
        }
    }

    /// Takes what is met next. A row may hold somebody of each of several lists side by side.
    pub fn take(&mut self, met: Met) -> Vec<Read> {
        if let Met::Sheet { name, .. } = &met {
            self.sheet_place = context::sheet_place(name).map(|name| self.said_of(name)).unwrap_or_default();
            let number = self.lanes.first().map(|first| first.sheet_number).unwrap_or_default();
            self.included = self.plan.sheets.get(number).is_some_and(|sheet| sheet.included);
            self.lanes.take(met);
            self.above.clear();
            return vec![Read::Sheet];
        }
        let pieces = self.lanes.take(met);
        if self.above.len() != self.lanes.count() {
            self.above = (0..self.lanes.count()).map(|_| Above::default()).collect();
        }
        pieces.into_iter().map(|(place, piece)| self.piece(place, piece)).collect()
    }

    fn piece(&mut self, place: usize, piece: Piece) -> Read {
        match piece {
            Piece::Waiting(_) => Read::Passed(Passed::Title),
            Piece::Passed(passed) => {
                self.stray(place);
                if let Some(above) =
                    self.above.get_mut(place).filter(|_| matches!(passed, Passed::Header | Passed::Section))
                {
                    above.forget();
                }
                Read::Passed(passed)
            }
            Piece::Data(row) => match self.draft(place, row) {
                Some(draft) => Read::Row(Box::new(draft)),
                None => Read::Passed(Passed::NotAList),
            },
        }
    }

    fn draft(&mut self, place: usize, mut row: Row) -> Option<Draft> {
        let layout = self.lanes.list(place)?;
        let mapping = self.mapping(layout).filter(|mapping| self.included && mapping.is_list())?;
        self.above.get_mut(place)?.fill(&mut row, mapping);
        let around = Around {
            sheet: &layout.sheet,
            columns: self.lanes.columns(place),
            mapping,
            said: &layout.said,
            sheet_place: &self.sheet_place,
            today: self.today,
        };
        Some(read_row(&row, &around, &mut self.places))
    }

    fn mapping(&self, layout: &Layout) -> Option<&'a Mapping> {
        let signature = signature(layout.table.as_ref()?);
        self.plan.layouts.iter().find(|layout| layout.signature == signature).map(|layout| &layout.mapping)
    }

    /// A stray word may be the bare name of the place whose people follow.
    fn stray(&mut self, place: usize) {
        let stray = self.lanes.list_mut(place).and_then(|layout| layout.stray.take());
        let Some(stray) = stray.filter(|stray| stray.split(' ').count() <= 4) else { return };
        let around = self.lanes.list(place).and_then(|layout| layout.said.kecamatan.clone());
        let around = around.or_else(|| self.sheet_place.kecamatan.clone());
        let said = match around.filter(|around| self.places.kelurahan_in(around, &words(&stray))) {
            // A kecamatan's seat bears its name.
            Some(_) => Said { kelurahan: Some(words(&stray)), ..Said::default() },
            None => self.said_of(stray),
        };
        if let Some(layout) = self.lanes.list_mut(place) {
            layout.say(said);
        }
    }

    /// What a bare name says, should it be that of a place of the city.
    fn said_of(&self, name: String) -> Said {
        let Some(place) = self.places.named(&name) else { return Said::default() };
        match place.area.level() {
            Level::Kelurahan => Said { kelurahan: Some(name), ..Said::default() },
            Level::Kecamatan => Said { kecamatan: Some(name), ..Said::default() },
            Level::Province | Level::City | Level::Rw | Level::Rt => Said::default(),
        }
    }
}

/// `1. BEJI (5)` without its numbers.
fn words(text: &str) -> String {
    let words = plain(text);
    words.split(' ').filter(|word| word.chars().any(|c| !c.is_ascii_digit())).collect::<Vec<_>>().join(" ")
}

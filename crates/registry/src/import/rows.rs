//! The second pass over a file: its rows become drafts, one by one.

use chrono::NaiveDate;
use kernel::Level;
use sheet::Met;

use super::above::Above;
use super::context::{self, Said};
use super::draft::Draft;
use super::layout::{Layout, Passed, Piece};
use super::mapping::Mapping;
use super::place::{Home, Places};
use super::plan::Plan;
use super::read_row::{Around, read_row};
use super::survey::signature;

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
    layout: Layout,
    places: Places<'a>,
    /// The place that the sheet's name tells, if it tells one.
    sheet_place: Said,
    included: bool,
    above: Above,
    today: NaiveDate,
}

impl<'a> Reader<'a> {
    /// `home` is the city whose list it is.
    pub fn new(plan: &'a Plan, home: Home<'a>, today: NaiveDate) -> Reader<'a> {
        Reader {
            plan,
            layout: Layout::knowing(plan.headless.clone()),
            places: Places::new(home),
            sheet_place: Said::default(),
            included: false,
            above: Above::default(),
            today,
        }
    }

    /// What titles and sections have said so far.
    pub fn said(&self) -> &Said {
        &self.layout.said
    }

    /// Takes what is met next.
    pub fn take(&mut self, met: Met) -> Read {
        if let Met::Sheet { name, .. } = &met {
            self.sheet_place = context::sheet_place(name).map(|name| self.said_of(name)).unwrap_or_default();
            let sheet = self.plan.sheets.get(self.layout.sheet_number);
            self.included = sheet.is_some_and(|sheet| sheet.included);
        }
        match self.layout.take(met) {
            None => {
                self.above.forget();
                Read::Sheet
            }
            Some(Piece::Waiting(_)) => Read::Passed(Passed::Title),
            Some(Piece::Passed(passed)) => {
                self.stray();
                if matches!(passed, Passed::Header | Passed::Section) {
                    self.above.forget();
                }
                Read::Passed(passed)
            }
            Some(Piece::Data(mut row)) => {
                let Some(mapping) = self.mapping().filter(|mapping| self.included && mapping.is_list())
                else {
                    return Read::Passed(Passed::NotAList);
                };
                self.above.fill(&mut row, mapping);
                let around = Around {
                    sheet: &self.layout.sheet,
                    mapping,
                    said: &self.layout.said,
                    sheet_place: &self.sheet_place,
                    today: self.today,
                };
                Read::Row(Box::new(read_row(&row, &around, &mut self.places)))
            }
        }
    }

    fn mapping(&self) -> Option<&'a Mapping> {
        let signature = signature(self.layout.table.as_ref()?);
        self.plan.layouts.iter().find(|layout| layout.signature == signature).map(|layout| &layout.mapping)
    }

    /// A stray word may be the bare name of the place whose people follow.
    fn stray(&mut self) {
        let Some(stray) = self.layout.stray.take().filter(|stray| stray.split(' ').count() <= 4) else {
            return;
        };
        let said = self.said_of(stray);
        self.layout.say(said);
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

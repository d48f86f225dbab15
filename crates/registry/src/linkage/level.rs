//! The levels of each comparison, strongest first. Zero is always: nothing to compare.

/// At most this many levels in one comparison.
pub(super) const LEVELS: usize = 16;

macro_rules! levels {
    ($module:ident: $($name:ident = $value:literal),* $(,)?) => {
        pub(super) mod $module {
            $(pub(in crate::linkage) const $name: u8 = $value;)*
        }
    };
}

levels!(name: SAME = 1, ORDER = 2, SPELLING = 3, SLIP = 4, INITIAL = 5, PART = 6, PART_ONE = 7, PART_SLIP = 8, FIRST = 9, SOME = 10, NEAR = 11, OTHER = 12);
levels!(identity: SAME = 1, ROUNDED = 2, SLIP = 3, TWO_SLIPS = 4, SERIAL = 5, OTHER_BORN_SAME = 6, OTHER = 7, BORN_SAME = 8, BORN_SWAPPED = 9, BORN_NEAR = 10, BORN_YEAR = 11, BORN_OTHER = 12);
levels!(date: SAME = 1, SWAPPED = 2, NEAR = 3, SLIPS = 4, OTHER = 5);
levels!(sex: SAME = 1, OTHER = 2);
levels!(number: SAME = 1, SLIP = 2, TWO_SLIPS = 3, OTHER = 4);
levels!(trade: LICENCE = 1, LICENCE_SLIP = 2, SAME = 3, SLIP = 4, PART = 5, SOME = 6, OTHER = 7);
levels!(place: STREET = 1, STREET_SLIP = 2, RT = 3, STREET_ELSEWHERE = 4, RW = 5, AREA = 6, AREA_OTHER_RT = 7, DISTRICT = 8, OTHER = 9);
levels!(letters: SAME = 1, SLIP = 2, LIKE = 3, SOMEWHAT = 4, OTHER = 5);

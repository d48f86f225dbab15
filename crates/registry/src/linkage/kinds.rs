//! The kinds of things that are matched.

use super::model::{At, Comparison, Field, Key, Kind, Model, Part};
use super::spelling::Tongue;

const NAME: At = 0;
const NIK: At = 1;
const BIRTH: At = 2;
const SEX: At = 3;
const PHONE: At = 4;
const TRADE: At = 5;
const NIB: At = 6;
const STREET: At = 7;
const RT: At = 8;
const RW: At = 9;
const AREA: At = 10;
const DISTRICT: At = 11;

impl Model {
    /// People of Indonesia, as lists of agencies tell of them.
    pub fn people() -> Model {
        Model {
            name: "people",
            fields: people_fields(),
            comparisons: vec![
                Comparison::Name { name: NAME },
                Comparison::Identity { nik: NIK, birth: BIRTH },
                Comparison::Sex { sex: SEX, nik: NIK },
                Comparison::Number { number: PHONE },
                Comparison::Trade { name: TRADE, licence: NIB },
                Comparison::Place { street: STREET, rt: RT, rw: RW, area: AREA, district: DISTRICT },
            ],
            keys: people_keys(),
            narrow: vec![
                Part::TwoBones(NAME),
                Part::Whole(AREA),
                Part::Whole(RW),
                Part::Bones(TRADE),
                Part::Bones(STREET),
                Part::BornYear { nik: NIK, birth: BIRTH },
                Part::Head(PHONE, 5),
                Part::Sounds(NAME),
            ],
            neighbours: true,
            clean_lists: false,
        }
    }

    /// Febrl's invented people of Australia: nothing about it is Indonesian.
    pub fn febrl(clean_lists: bool) -> Model {
        let fields = vec![
            field("name", Kind::Words(Tongue::Any)),
            field("date_of_birth", Kind::Date),
            field("soc_sec_id", Kind::Digits),
            field("street_number", Kind::Digits),
            field("address_1", Kind::Text),
            field("address_2", Kind::Text),
            field("suburb", Kind::Text),
            field("postcode", Kind::Digits),
            field("state", Kind::Text),
        ];
        let keys = [
            vec![Part::Whole(1)],
            vec![Part::Whole(2)],
            vec![Part::Head(2, 4), Part::Letters(0)],
            vec![Part::Tail(2, 4), Part::Letters(0)],
            vec![Part::Bones(0)],
            vec![Part::Whole(4)],
            vec![Part::Whole(6)],
            vec![Part::Whole(7)],
        ];
        Model {
            name: "febrl",
            fields,
            comparisons: vec![
                Comparison::Name { name: 0 },
                Comparison::Date { date: 1 },
                Comparison::Number { number: 2 },
                Comparison::Number { number: 3 },
                Comparison::Text { text: 4 },
                Comparison::Text { text: 5 },
                Comparison::Text { text: 6 },
                Comparison::Number { number: 7 },
                Comparison::Text { text: 8 },
            ],
            keys: keys.into_iter().map(Key).collect(),
            narrow: vec![Part::TwoBones(0), Part::Whole(7), Part::Whole(3)],
            neighbours: false,
            clean_lists,
        }
    }
}

fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind }
}

fn people_fields() -> Vec<Field> {
    vec![
        field("name", Kind::Words(Tongue::Indonesian)),
        field("nik", Kind::Nik),
        field("birth_date", Kind::Date),
        field("sex", Kind::Text),
        field("phone", Kind::Telephone),
        field("business", Kind::Words(Tongue::Trade)),
        field("nib", Kind::Digits),
        field("street", Kind::Words(Tongue::Street)),
        field("rt", Kind::Count),
        field("rw", Kind::Count),
        field("area", Kind::Text),
        field("district", Kind::Text),
    ]
}

fn people_keys() -> Vec<Key> {
    let born = Part::Born { nik: NIK, birth: BIRTH };
    let year = Part::BornYear { nik: NIK, birth: BIRTH };
    let keys = [
        vec![Part::Head(NIK, 15)],
        vec![Part::Whole(PHONE)],
        vec![Part::Whole(NIB)],
        vec![born, Part::Letters(NAME)],
        vec![Part::Bones(NAME), Part::Whole(AREA)],
        vec![Part::Sounds(NAME)],
        vec![Part::TwoBones(NAME), Part::Whole(DISTRICT)],
        vec![Part::TwoBones(NAME), year],
        vec![Part::Bones(NAME), Part::DayMonth { nik: NIK, birth: BIRTH }],
        vec![Part::TwoBones(TRADE), Part::Whole(AREA)],
        vec![Part::Sounds(TRADE), Part::Bones(NAME)],
        vec![Part::Tail(PHONE, 6), Part::Letters(NAME)],
        vec![Part::Head(PHONE, 7), Part::Letters(NAME)],
        vec![Part::Whole(STREET), Part::Letters(NAME)],
        vec![Part::Head(NIK, 8), Part::Bones(NAME)],
        vec![Part::Tail(NIK, 8), Part::Letters(NAME)],
        vec![Part::Whole(AREA), Part::Whole(RW), Part::Whole(RT)],
        vec![Part::Start(NAME, 4), Part::Whole(AREA)],
    ];
    keys.into_iter().map(Key).collect()
}

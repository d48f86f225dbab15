//! The small words of addresses: those that announce a level, those that announce a street, and abbreviations.

use super::distance;
use crate::code::Level;

/// What a word such as "Kec." says of the name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) level: Level,
    pub(crate) city: CityWord,
}

/// Which kind of city a word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CityWord {
    Either,
    Kota,
    Kabupaten,
}

/// What a word does in an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Word {
    /// "Kel.": the name follows.
    Before(Hint),
    /// "Regency": the name went before.
    After(Hint),
    /// "Jl.": a street or hamlet follows, whose name is often that of some other place.
    Street,
    /// "No.": a number follows.
    Number,
    Rt,
    Rw,
    /// Says nothing about the place.
    Noise,
    Name,
}

pub(crate) fn word(plain: &str) -> Word {
    let before = |level, city| Word::Before(Hint { level, city });
    let after = |level, city| Word::After(Hint { level, city });
    match plain {
        "kel" | "kelurahan" | "klh" | "kalurahan" | "desa" | "ds" | "dsa" | "nagari" | "gampong"
        | "pekon" => before(Level::Kelurahan, CityWord::Either),
        "kec" | "kecamatan" | "kcm" | "kcmtn" | "distrik" | "kapanewon" | "kemantren" => {
            before(Level::Kecamatan, CityWord::Either)
        }
        "kab" | "kabupaten" | "kbp" | "kabp" => before(Level::City, CityWord::Kabupaten),
        "kota" | "kodya" | "kotamadya" | "kotamadia" | "kt" => before(Level::City, CityWord::Kota),
        "prov" | "provinsi" | "propinsi" | "prop" | "prv" => before(Level::Province, CityWord::Either),
        "village" => after(Level::Kelurahan, CityWord::Either),
        "district" | "subdistrict" => after(Level::Kecamatan, CityWord::Either),
        "regency" => after(Level::City, CityWord::Kabupaten),
        "city" | "municipality" => after(Level::City, CityWord::Kota),
        "province" => after(Level::Province, CityWord::Either),
        "jl" | "jln" | "jalan" | "jlan" | "jalaan" | "gg" | "gang" | "perum" | "perumahan" | "prm"
        | "komplek" | "kompleks" | "komp" | "kompl" | "dusun" | "dsn" | "dukuh" | "dkh" | "lingkungan"
        | "lingk" | "link" | "lorong" | "lrg" | "ruko" | "rusun" | "apartemen" | "cluster" | "street"
        | "depan" | "belakang" | "samping" | "dekat" | "sebelah" => Word::Street,
        "no" | "nomor" | "nomer" | "nmr" | "blok" | "blk" | "km" | "lt" | "lantai" | "unit" => Word::Number,
        "rt" => Word::Rt,
        "rw" => Word::Rw,
        "alamat" | "address" | "indonesia" | "kode" | "pos" | "kodepos" | "zip" | "dan" | "di" | "the"
        | "of" | "rtrw" | "null" | "nan" => Word::Noise,
        long if long.len() >= 7 => misspelt(long),
        _ => Word::Name,
    }
}

/// "Kelurahn", "kecmatan": the long level words, one or two slips off.
fn misspelt(plain: &str) -> Word {
    let known = [
        ("kelurahan", Level::Kelurahan, CityWord::Either),
        ("kecamatan", Level::Kecamatan, CityWord::Either),
        ("kabupaten", Level::City, CityWord::Kabupaten),
        ("provinsi", Level::Province, CityWord::Either),
        ("kotamadya", Level::City, CityWord::Kota),
    ];
    known
        .into_iter()
        .filter(|(name, _, _)| plain.get(..1) == name.get(..1))
        .find(|(name, _, _)| distance::within(plain, name, if plain.len() >= 8 { 2 } else { 1 }).is_some())
        .map_or(Word::Name, |(_, level, city)| Word::Before(Hint { level, city }))
}

/// The words that a short form may stand for inside a name; it may also stand for itself.
pub(crate) fn long_form(plain: &str, first: bool) -> Option<&'static str> {
    let anywhere = match plain {
        "kp" | "kpg" | "kmp" | "kamp" | "kampoeng" => Some("kampung"),
        "tj" | "tg" | "tjg" | "tanj" | "tjung" => Some("tanjung"),
        "kr" | "krg" | "krang" => Some("karang"),
        "sei" | "sungei" | "sgi" | "sui" => Some("sungai"),
        "gn" | "gng" | "gg" => Some("gunung"),
        "tlk" | "tel" => Some("teluk"),
        "pd" | "pdk" => Some("pondok"),
        "ps" | "psr" => Some("pasar"),
        "bkt" => Some("bukit"),
        "btg" => Some("batang"),
        "ma" => Some("muara"),
        "pt" => Some("parit"),
        "sbr" => Some("sumber"),
        "ujg" => Some("ujung"),
        "rw" => Some("rawa"),
        "mns" => Some("meunasah"),
        "kep" => Some("kepulauan"),
        "bj" | "bjg" | "bjng" => Some("bojong"),
        "kb" | "kbn" => Some("kebon"),
        "jkt" => Some("jakarta"),
        "smg" => Some("semarang"),
        "mgl" | "mglg" => Some("magelang"),
        "dpk" => Some("depok"),
        "bdg" => Some("bandung"),
        "sby" => Some("surabaya"),
        "bdr" => Some("bandar"),
        "perk" => Some("perkebunan"),
        _ => None,
    };
    let direction = match plain {
        "sel" | "slt" | "s" | "selat" => Some("selatan"),
        "ut" | "utr" | "u" | "utar" => Some("utara"),
        "tim" | "tmr" | "t" | "tmur" => Some("timur"),
        "bar" | "brt" | "b" => Some("barat"),
        "tgh" | "teng" | "tngh" => Some("tengah"),
        "kdl" | "kid" => Some("kidul"),
        "wtn" | "wet" => Some("wetan"),
        "kln" | "kul" | "klon" | "k" => Some("kulon"),
        "l" | "lr" => Some("lor"),
        "lm" => Some("lama"),
        "br" => Some("baru"),
        "ind" => Some("indah"),
        "jy" => Some("jaya"),
        _ => None,
    };
    anywhere.or(direction.filter(|_| !first))
}

/// Short forms inside official names, which stand for one word only.
pub(crate) fn sure_form(plain: &str) -> Option<&'static str> {
    match plain {
        "kp" => Some("kampung"),
        "sei" => Some("sungai"),
        "mns" => Some("meunasah"),
        "perk" => Some("perkebunan"),
        "tgk" => Some("teungku"),
        "km" => Some("kilometer"),
        _ => None,
    }
}

/// English words for directions, which stand before the name there and after it here.
pub(crate) fn english_direction(plain: &str) -> Option<&'static str> {
    match plain {
        "north" => Some("utara"),
        "south" => Some("selatan"),
        "east" => Some("timur"),
        "west" => Some("barat"),
        "central" => Some("tengah"),
        _ => None,
    }
}

/// The number that a roman numeral up to XX says.
pub(crate) fn roman(plain: &str) -> Option<u16> {
    const ROMAN: [&str; 20] = [
        "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
        "xvii", "xviii", "xix", "xx",
    ];
    (1..).zip(ROMAN).find(|(_, roman)| *roman == plain).map(|(number, _)| number)
}

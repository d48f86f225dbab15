//! A seeded model of how people and spreadsheets garble an address.

/// SplitMix64: the same seed gives the same texts on every machine.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }

    pub(super) fn one_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    pub(super) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// One slip of the finger: wrong, missing, extra, doubled or swapped letter, never the first.
pub(super) fn typo(dice: &mut Dice, name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 {
        return name.to_owned();
    }
    let at = 1 + dice.below(letters.len() - 2);
    let random = char::from(b'a' + u8::try_from(dice.below(26)).unwrap());
    match dice.below(5) {
        0 => letters[at] = random,
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, random),
        3 => letters.insert(at, letters[at]),
        _ => letters.swap(at, at + 1),
    }
    letters.into_iter().collect()
}

pub(super) fn old_spelling(name: &str) -> String {
    let name = name.to_lowercase().replace('j', "\u{1}").replace('y', "j").replace('\u{1}', "dj");
    name.replace('u', "oe").replace("sy", "sj").replace('c', "tj")
}

pub(super) fn short_direction(dice: &mut Dice, name: &str) -> String {
    let pairs = [
        ("Selatan", ["Sel.", "Sel", "Slt"]),
        ("Utara", ["Ut.", "Utr", "Ut"]),
        ("Timur", ["Tim.", "Tmr", "Tim"]),
        ("Barat", ["Bar.", "Brt", "Bar"]),
        ("Tengah", ["Tgh", "Teng.", "Tngh"]),
        ("Kidul", ["Kdl", "Kdl.", "Kid"]),
        ("Wetan", ["Wtn", "Wet.", "Wtn."]),
        ("Kulon", ["Kln", "Kul.", "Kulon"]),
    ];
    let mut name = name.to_owned();
    for (long, short) in pairs {
        name = name.replace(&format!(" {long}"), &format!(" {}", dice.pick(&short)));
    }
    name
}

fn case(dice: &mut Dice, text: &str) -> String {
    match dice.below(4) {
        0 => text.to_uppercase(),
        1 => text.to_lowercase(),
        2 => text.chars().map(|c| if dice.one_in(9) { c.to_ascii_uppercase() } else { c }).collect(),
        _ => text.to_owned(),
    }
}

fn spaces(dice: &mut Dice, name: &str) -> String {
    match dice.below(8) {
        0 => name.replace(' ', ""),
        1 => name.replace(' ', "  "),
        2 => name.replace(' ', "-"),
        _ => name.to_owned(),
    }
}

/// What of an address is written down.
pub(super) struct Parts<'a> {
    pub(super) kelurahan: &'a str,
    pub(super) kecamatan: Option<&'a str>,
    pub(super) city: Option<&'a str>,
    pub(super) typos: usize,
}

/// A whole address, garbled.
pub(super) fn garble(dice: &mut Dice, parts: &Parts) -> String {
    let mut names = [Some(parts.kelurahan.to_owned()), parts.kecamatan.map(str::to_owned)];
    for _ in 0..parts.typos {
        let which = if names[1].is_some() { dice.below(2) } else { 0 };
        names[which] = names[which].take().map(|name| typo(dice, &name));
    }
    let clean = parts.typos == 0;
    let marked = dice.below(3);
    let mut pieces = vec![street(dice), rt_rw(dice)];
    for (name, words) in names.into_iter().zip([
        ["Kel. ", "Kelurahan ", "kel ", "Ds. ", "KEL.", "Kel/Desa "],
        ["Kec. ", "Kecamatan ", "kec ", "Kec ", "KEC.", "kec. "],
    ]) {
        let Some(mut name) = name else { continue };
        name = short_direction(dice, &name);
        name = spaces(dice, &name);
        if clean && dice.one_in(6) {
            name = old_spelling(&name);
        }
        let word = if marked > 0 { dice.pick(&words) } else { "" };
        pieces.push(format!("{word}{name}"));
    }
    pieces.extend(parts.city.map(str::to_owned));
    pieces.retain(|piece| !piece.is_empty());
    let between = dice.pick(&[", ", ", ", " ", " - ", "; ", ",", " , "]);
    // Without any level word or comma nobody could tell where a name ends.
    let between = if marked == 0 && between == " " { ", " } else { between };
    let text = case(dice, &pieces.join(between));
    if dice.one_in(12) { format!("Alamat: {text}") } else { text }
}

fn street(dice: &mut Dice) -> String {
    let name = dice.pick(&[
        "Mawar",
        "Diponegoro",
        "Jend. Sudirman",
        "Melati Raya",
        "Gatot Subroto",
        "Kenanga II",
        "Pahlawan",
    ]);
    let number = 1 + dice.below(150);
    match dice.below(6) {
        0 => String::new(),
        1 => format!("Jl. {name} No. {number}"),
        2 => format!("JL {name} {number}"),
        3 => format!("Jalan {name} Gg. {} no {number}", dice.pick(&["Buntu", "III", "Anggrek"])),
        4 => format!("jln. {name} Blok C{} No {number}", 1 + dice.below(9)),
        _ => format!("Perum Griya Asri {}/{number}", dice.pick(&["A", "B", "D"])),
    }
}

fn rt_rw(dice: &mut Dice) -> String {
    let (rt, rw) = (1 + dice.below(12), 1 + dice.below(15));
    match dice.below(8) {
        0 | 1 => String::new(),
        2 => format!("RT {rt:02}/RW {rw:02}"),
        3 => format!("rt {rt} rw {rw}"),
        4 => format!("RT/RW {rt:03}/{rw:03}"),
        5 => format!("{rt:03}/{rw:03}"),
        6 => format!("RT{rt:02} RW{rw:02}"),
        _ => format!("Rt.{rt}/{rw}"),
    }
}

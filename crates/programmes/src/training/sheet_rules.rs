//! Rows of a sign-in sheet as they were typed, and who they may be. No database.

use std::collections::BTreeSet;

use kernel::contact::Phone;
use kernel::{Error, Say};

/// A row as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    pub name: String,
    pub place: String,
    /// As they are stored: `+628…`.
    pub phones: Vec<String>,
}

/// The most rows of one go.
const MOST: usize = 500;

/// What a column of a sheet holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Place,
    Phone,
    Signature,
    Other,
}

impl Column {
    /// By its head, as sheets of trainings have it.
    fn of(head: &str) -> Column {
        let head = head.to_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| head.contains(word));
        if has(&["nama usaha", "jenis usaha"]) {
            Column::Other
        } else if has(&["nama", "peserta", "name"]) {
            Column::Name
        } else if has(&["kelurahan", "alamat", "desa", "address"]) {
            Column::Place
        } else if has(&["hp", "telp", "telepon", "wa", "phone"]) {
            Column::Phone
        } else if has(&["tanda tangan", "ttd", "paraf", "sign"]) {
            Column::Signature
        } else {
            Column::Other
        }
    }
}

/// Reads rows that were pasted from a sheet, or written as name; kelurahan; telephone. A line of heads says which column is
/// which, titles above it are left out, and where there is a column for signatures only those who signed count.
pub fn read(text: &str) -> Result<Vec<Typed>, Error> {
    let rows: Vec<Vec<&str>> = text.lines().filter(|line| !line.trim().is_empty()).map(cells).collect();
    let is_head = |row: &&Vec<&str>| {
        row.len() > 1
            && row
                .iter()
                .any(|cell| Column::of(cell) == Column::Name && cell.chars().all(|c| !c.is_ascii_digit()))
            && row.iter().any(|cell| matches!(Column::of(cell), Column::Place | Column::Phone))
    };
    let head = rows.iter().position(|row| is_head(&row));
    let columns: Vec<Column> = match head.and_then(|at| rows.get(at)) {
        Some(row) => row.iter().map(|cell| Column::of(cell)).collect(),
        None => vec![Column::Name, Column::Place, Column::Phone],
    };
    let typed: Vec<Typed> =
        rows.iter().skip(head.map_or(0, |at| at + 1)).filter_map(|row| typed(row, &columns)).collect();
    if typed.is_empty() || typed.len() > MOST {
        return Err(Error::field("rows", Say::new("programmes-sheet-count").with("most", MOST)));
    }
    Ok(typed)
}

fn cells(line: &str) -> Vec<&str> {
    let by = if line.contains('\t') { '\t' } else { ';' };
    line.split(by).map(str::trim).collect()
}

fn typed(row: &[&str], columns: &[Column]) -> Option<Typed> {
    let of = |column: Column| {
        let at = columns.iter().position(|one| *one == column)?;
        row.get(at).copied()
    };
    let name = of(Column::Name)?.split_whitespace().collect::<Vec<_>>().join(" ");
    let signed =
        !columns.contains(&Column::Signature) || of(Column::Signature).is_some_and(|one| !one.is_empty());
    if !signed || !(2..=150).contains(&name.chars().count()) {
        return None;
    }
    let phones = of(Column::Phone).unwrap_or_default();
    let phones = phones.split(['/', ',']).filter_map(|one| Phone::parse(one).ok());
    Some(Typed {
        name,
        place: of(Column::Place).unwrap_or_default().chars().take(100).collect(),
        phones: phones.map(|phone| phone.reveal().to_owned()).collect(),
    })
}

/// Somebody whom a row may be.
#[derive(Debug, Clone)]
pub struct Known<T> {
    pub id: T,
    pub name: String,
    /// The name of the kelurahan of the home.
    pub place: String,
    pub phones: Vec<String>,
}

/// Who a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likely<T> {
    Sure(T),
    /// Somebody should look: the likeliest.
    Doubtful(T),
    Unknown,
}

/// From this likeness of names on, somebody should look.
const ALIKE: u32 = 45;

/// Sure is who has the number and much the same name, or the same name in the same kelurahan, and nobody else is as likely.
pub fn likely<T: Copy>(row: &Typed, known: &[Known<T>]) -> Likely<T> {
    let name = plain(&row.name);
    let place = plain(&row.place);
    let mut found: Vec<(bool, u32, T)> = known
        .iter()
        .filter_map(|one| {
            let alike = alike(&name, &plain(&one.name));
            let phone = one.phones.iter().any(|phone| row.phones.contains(phone));
            let here = place.is_empty() || plain(&one.place) == place;
            let sure = (phone && alike >= ALIKE) || (alike == 100 && here && !place.is_empty());
            (phone || alike >= ALIKE).then_some((sure, alike + if here { 10 } else { 0 }, one.id))
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse((one.0, one.1)));
    let sure = found.iter().filter(|(sure, ..)| *sure).count();
    match found.first() {
        Some((true, _, id)) if sure == 1 => Likely::Sure(*id),
        Some((_, _, id)) => Likely::Doubtful(*id),
        None => Likely::Unknown,
    }
}

/// A name without titles, case and marks.
fn plain(text: &str) -> String {
    const TITLES: [&str; 9] = ["ibu", "bu", "bpk", "bapak", "pak", "hj", "h", "sdr", "sdri"];
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !TITLES.contains(word)).collect::<Vec<_>>().join(" ")
}

/// How much of the triples of letters of two names is in both, in hundredths.
fn alike(one: &str, other: &str) -> u32 {
    if one == other {
        return 100;
    }
    let triples = |text: &str| -> BTreeSet<String> {
        let signs: Vec<char> =
            text.split(' ').flat_map(|word| format!("  {word} ").chars().collect::<Vec<_>>()).collect();
        signs.windows(3).map(|three| three.iter().collect()).collect()
    };
    let (one, other) = (triples(one), triples(other));
    let both = one.intersection(&other).count();
    let all = one.union(&other).count().max(1);
    u32::try_from(both * 100 / all).unwrap_or(0).min(99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_is_read_as_it_is_pasted_and_only_who_signed_counts() {
        let pasted = "DAFTAR HADIR PELATIHAN\nKECAMATAN PANCORAN MAS\n\
                      No\tNama Peserta\tKelurahan\tJenis Usaha\tNo. HP\tTanda Tangan\n\
                      1\tHeri  Supriadi\tMampang\tSABLON BU HERI\t082141164111 / 0875 6469 0408\tv\n\
                      2\tSusi Puspitasari\tDepok Jaya\t\t\t\n";
        let rows = read(pasted).unwrap();
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].name.as_str(), rows[0].place.as_str()), ("Heri Supriadi", "Mampang"));
        assert_eq!(rows[0].phones, ["+6282141164111", "+6287564690408"]);
        let written = read("Sari Wulandari; Gemah; 081234567890\nBudi").unwrap();
        assert_eq!((written.len(), written[0].phones.len(), written[1].name.as_str()), (2, 1, "Budi"));
        assert!(read(" \n").is_err());
    }

    fn known() -> Vec<Known<u8>> {
        let one = |id, name: &str, place: &str, phone: &str| Known {
            id,
            name: name.to_owned(),
            place: place.to_owned(),
            phones: vec![phone.to_owned()],
        };
        vec![
            one(1, "Heri Supriadi", "Mampang", "+6282141164111"),
            one(2, "Siti Aminah", "Depok", "+6281111111111"),
            one(3, "Siti Aminah", "Mampang", "+6281111111112"),
        ]
    }

    #[track_caller]
    fn check(line: &str, expected: Likely<u8>) {
        assert_eq!(likely(&read(line).unwrap()[0], &known()), expected, "{line}");
    }

    #[test]
    fn a_row_is_somebody_by_number_or_by_name_and_place_and_doubt_is_told() {
        check("Heri Spriadi; ; 082141164111", Likely::Sure(1));
        check("Bpk. HERI SUPRIADI; mampang", Likely::Sure(1));
        check("Siti Aminah; Mampang", Likely::Sure(3));
        check("Siti Aminah", Likely::Doubtful(2));
        check("Heri Supriyadi; Mampang", Likely::Doubtful(1));
        check("Wahyu Nugroho; Depok; 082141164111", Likely::Doubtful(1));
        check("Wahyu Nugroho; Depok", Likely::Unknown);
    }
}

//! RT, RW and postcode: the numbers of an address that are not house numbers.

use super::token::{Gap, Part, Token};
use super::words::{self, Word};

/// The numbers that an address names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Numbers {
    pub(crate) rt: Option<u16>,
    pub(crate) rw: Option<u16>,
    pub(crate) postcode: Option<u32>,
}

/// Reads the numbers and marks their tokens as taken.
pub(crate) fn read(tokens: &mut [Token]) -> Numbers {
    let mut numbers = Numbers::default();
    let mut at = 0;
    while at < tokens.len() {
        let used = announced(tokens, at, &mut numbers)
            .or_else(|| bare_pair(tokens, at, &mut numbers))
            .or_else(|| postcode(tokens, at, &mut numbers))
            .unwrap_or(0);
        take(tokens, at, used);
        at += used.max(1);
    }
    numbers
}

fn take(tokens: &mut [Token], at: usize, count: usize) {
    for token in tokens.iter_mut().skip(at).take(count) {
        token.part = Part::Taken;
    }
}

/// "RT 3", "RW.12", "RT/RW 003/012", "RT 03/12", "rw XII".
fn announced(tokens: &[Token], at: usize, numbers: &mut Numbers) -> Option<usize> {
    let said = |i: usize| tokens.get(i).map(|token| (token.word, token.plain.as_str()));
    let (both, first) = match (said(at)?, said(at + 1)) {
        ((Word::Rt, _), Some((Word::Rw, _))) => (true, at + 2),
        ((_, "rtrw"), _) => (true, at + 1),
        ((Word::Rt | Word::Rw, _), _) => (false, at + 1),
        _ => return None,
    };
    let (number, next) = number(tokens, first)?;
    let second = tokens
        .get(next)
        .filter(|token| token.gap == Gap::Slash || both)
        .and_then(|_| self::number(tokens, next));
    match (both, tokens.get(at).map(|token| token.word)) {
        (false, Some(Word::Rw)) => {
            numbers.rw = numbers.rw.or(some(number));
            Some(next - at)
        }
        _ if number > 999 => {
            (numbers.rt, numbers.rw) = (some(number / 1000), some(number % 1000));
            Some(next - at)
        }
        _ => {
            numbers.rt = numbers.rt.or(some(number));
            let Some((rw, end)) = second else { return Some(next - at) };
            numbers.rw = numbers.rw.or(some(rw));
            Some(end - at)
        }
    }
}

/// The number at or shortly after a token: "no. 3", "O3" and "XII" are numbers here.
fn number(tokens: &[Token], at: usize) -> Option<(u32, usize)> {
    let filler = |token: &&Token| matches!(token.plain.as_str(), "no" | "nomor" | "ke" | "o" | "oo");
    let at = at + tokens.iter().skip(at).take(1).filter(filler).count();
    let token = tokens.get(at)?;
    if token.is_number() {
        let fits = token.plain.len() <= 3 || token.plain.len() == 6;
        return token.number().filter(|_| fits).map(|number| (number, at + 1));
    }
    words::roman(&token.plain).map(|number| (u32::from(number), at + 1))
}

/// "003/012": two numbers of two or three digits, padded, and neither a date nor a house number.
fn bare_pair(tokens: &[Token], at: usize, numbers: &mut Numbers) -> Option<usize> {
    let (first, second) = (tokens.get(at)?, tokens.get(at + 1)?);
    let padded = |token: &Token| token.is_number() && (2..=3).contains(&token.plain.len());
    let house = at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|token| token.word == Word::Number);
    let longer = tokens.get(at + 2).is_some_and(|token| token.gap == Gap::Slash && token.is_number())
        || (first.gap == Gap::Slash && at > 0);
    let zero = first.plain.starts_with('0') || second.plain.starts_with('0');
    if !padded(first)
        || !padded(second)
        || second.gap != Gap::Slash
        || house
        || longer
        || !zero
        || numbers.rt.is_some()
    {
        return None;
    }
    (numbers.rt, numbers.rw) = (some(first.number()?), some(second.number()?));
    Some(2)
}

/// Five digits that begin with 1 to 9, alone.
fn postcode(tokens: &[Token], at: usize, numbers: &mut Numbers) -> Option<usize> {
    let token = tokens.get(at)?;
    let house =
        at.checked_sub(1).and_then(|i| tokens.get(i)).is_some_and(|before| before.word == Word::Number);
    let alone = token.gap != Gap::None && token.gap != Gap::Slash;
    let number = token.number().filter(|n| token.plain.len() == 5 && *n >= 10_000 && alone && !house)?;
    numbers.postcode = Some(number);
    Some(1)
}

/// "RT 000" means that there is none.
fn some(number: u32) -> Option<u16> {
    u16::try_from(number).ok().filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    fn check(text: &str, rt: u16, rw: u16, postcode: u32) {
        let numbers = read(&mut tokens(text));
        let seen = (numbers.rt.unwrap_or(0), numbers.rw.unwrap_or(0), numbers.postcode.unwrap_or(0));
        assert_eq!(seen, (rt, rw, postcode), "{text}");
    }

    #[test]
    fn rt_and_rw_are_read_in_every_way_that_people_write_them() {
        for text in [
            "RT/RW 003/012",
            "RT03 RW12",
            "rt.3 rw.12",
            "Rt 003 / Rw. 012",
            "003/012",
            "rt 3/ rw 012",
            "RT 03/12",
            "RT. 003/RW. 012",
            "RT.003RW.012",
            "rw 12 rt 3",
            "RT/RW: 3/12",
            "RTRW 003 012",
            "RT 003012",
            "RT III RW XII",
            "Rt. O3 Rw. 12",
            "RT-03 RW-12",
            "RT no 3 RW no 12",
            "rt003/rw012",
            "RT 3, RW 12",
        ] {
            check(text, 3, 12, 0);
        }
    }

    #[test]
    fn house_numbers_dates_and_phones_are_not_taken_for_rt_or_postcode() {
        for text in [
            "Jl. Mawar No. 12/3",
            "No 03/12",
            "12/03/2024",
            "Blok A 12/14",
            "0812345678",
            "No. 16432",
            "RT 000/000",
            "522219",
            "5226",
        ] {
            check(text, 0, 0, 0);
        }
        check("Depok 16432", 0, 0, 16_432);
        check("RT 5 Kode Pos: 50196", 5, 0, 50_196);
    }
}

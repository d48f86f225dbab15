//! Text as people meant it.

use std::borrow::Cow;

/// Without NULs and other control characters, which no database takes and nobody sees; line ends as `\n`.
pub(crate) fn clean(text: String) -> String {
    let odd = |character: char| character.is_control() && character != '\n' && character != '\t';
    if !text.contains(odd) {
        return text;
    }
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|character| !odd(*character)).collect()
}

/// Undoes `_x000D_`, with which Excel writes characters that XML cannot hold.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains("_x") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.get(..5).and_then(|code| code.strip_suffix('_'));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let (Some(character), Some(tail)) = (character, after.get(5..)) {
            plain.push(character);
            rest = tail;
        } else {
            plain.push_str("_x");
            rest = after;
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_go_and_line_ends_stay() {
        assert_eq!(clean("a\0b\r\nc\rd\te\u{1}".to_owned()), "ab\nc\nd\te");
    }

    #[test]
    fn excels_escapes_are_undone_and_lookalikes_stay() {
        assert_eq!(unescape("a_x000A_b_x005F_x"), "a\nb_x");
        assert_eq!(unescape("no_xray _x00G0_"), "no_xray _x00G0_");
    }
}

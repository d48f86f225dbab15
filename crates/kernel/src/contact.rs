//! E-mail addresses and telephone numbers, read leniently and kept in one form.

use crate::Error;

/// An e-mail address in lower case. Shown only by [`Email::reveal`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Accepts what mail servers accept in practice; whether it exists is known when a mail was answered.
    pub fn parse(text: &str) -> Result<Email, Error> {
        let text = text.trim().to_lowercase();
        let ok = text.len() <= 254
            && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"".contains(c))
            && text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty()
                    && local.len() <= 64
                    && !domain.contains('@')
                    && domain.contains('.')
                    && domain.split('.').all(|label| {
                        !label.is_empty()
                            && label.len() <= 63
                            && !label.starts_with('-')
                            && !label.ends_with('-')
                    })
            });
        if ok { Ok(Email(text)) } else { Err(Error::field("email", "kernel-email-form")) }
    }

    /// The address itself.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `s•••@example.com`: enough to recognise one's own.
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or((&self.0, ""));
        format!("{}•••@{domain}", local.chars().next().unwrap_or('•'))
    }
}

impl std::fmt::Debug for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Email(•••)")
    }
}

/// A telephone number in E.164: `+6281234567890`. Shown only by [`Phone::reveal`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Phone(String);

impl Phone {
    /// Accepts `0812…`, `62812…`, `+62 812-…`, `812…`, with blanks, dots, hyphens and brackets, and numbers abroad with
    /// their plus.
    pub fn parse(text: &str) -> Result<Phone, Error> {
        let invalid = || Error::field("phone", "kernel-phone-form");
        let clean: String =
            text.chars().filter(|c| !c.is_whitespace() && !"-.()/\u{2011}\u{2013}".contains(*c)).collect();
        let (plus, digits) = match clean.strip_prefix('+') {
            Some(rest) => (true, rest),
            None => (false, clean.as_str()),
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(invalid());
        }
        let international = if plus {
            // "+62 0812…" is written by people who know both forms.
            match digits.strip_prefix("620") {
                Some(rest) => format!("62{rest}"),
                None => digits.to_owned(),
            }
        } else if let Some(rest) = digits.strip_prefix('0') {
            format!("62{rest}")
        } else if digits.starts_with("62") && digits.len() > 9 {
            format!("62{}", digits.get(2..).unwrap_or_default().trim_start_matches('0'))
        } else if digits.starts_with('8') {
            format!("62{digits}")
        } else {
            return Err(invalid());
        };
        let length = international.len();
        let plausible = match international.strip_prefix("62") {
            Some(national) => !national.starts_with('0') && (7..=13).contains(&national.len()),
            None => !international.starts_with('0') && (7..=15).contains(&length),
        };
        if plausible { Ok(Phone(format!("+{international}"))) } else { Err(invalid()) }
    }

    /// The number itself, in E.164.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `+62•••••7890`.
    pub fn masked(&self) -> String {
        let tail: String = self.0.chars().skip(self.0.chars().count().saturating_sub(4)).collect();
        let head: String = self.0.chars().take(3).collect();
        format!("{head}•••••{tail}")
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phone(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_read_as_people_write_them() {
        for (text, number) in [
            ("0812 3456-7890", Some("+6281234567890")),
            ("+62 812.3456.7890", Some("+6281234567890")),
            ("6281234567890", Some("+6281234567890")),
            ("81234567890", Some("+6281234567890")),
            ("+62 0812 3456 7890", Some("+6281234567890")),
            ("(024) 351 5400", Some("+62243515400")),
            ("+65 6123 4567", Some("+6561234567")),
            ("0812", None),
            ("0812345678901234", None),
            ("nol delapan", None),
            ("+", None),
            ("", None),
            ("٠٨١٢٣٤٥٦٧٨٩", None),
        ] {
            assert_eq!(Phone::parse(text).ok().map(|p| p.0).as_deref(), number, "{text}");
        }
    }

    #[test]
    fn mail_addresses_are_read_in_any_case() {
        for (text, address) in [
            (" Sari@Example.COM ", Some("sari@example.com")),
            ("a.b+c@sub.example.id", Some("a.b+c@sub.example.id")),
            ("sari@localhost", None),
            ("sari", None),
            ("a@b@c.id", None),
            ("a b@c.id", None),
            ("a@-c.id", None),
            ("a\r\nbcc:x@c.id", None),
        ] {
            assert_eq!(Email::parse(text).ok().map(|e| e.0).as_deref(), address, "{text}");
        }
    }

    #[test]
    fn neither_is_printed_by_debug() {
        let printed = format!(
            "{:?} {:?}",
            Email::parse("sari@example.com").unwrap(),
            Phone::parse("081234567890").unwrap()
        );
        assert_eq!(printed, "Email(•••) Phone(•••)");
    }
}

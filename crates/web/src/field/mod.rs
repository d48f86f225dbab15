//! One field of a form: its label, hint and error, in the same order for eyes, keyboards and screen readers.

mod draw;

use kernel::Say;

/// What kind of answer a field asks for.
#[derive(Debug, Clone)]
pub enum Kind {
    Text,
    Email,
    Tel,
    /// With a button that shows it, where scripts run.
    Password,
    /// Digits as people type them; judged leniently by the doing.
    Digits,
    Date,
    Search,
    Long,
    /// Value and label of each choice.
    Select(Vec<(String, String)>),
    Radio(Vec<Choice>),
    Checks(Vec<Choice>),
    /// One box; its label stands beside it.
    Check,
    /// Media types for the file dialog.
    File(&'static str),
    Hidden,
}

/// One of several answers.
#[derive(Debug, Clone)]
pub struct Choice {
    pub value: String,
    pub label: String,
    pub note: Option<String>,
}

impl Choice {
    /// A choice without a note.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Choice {
        Choice { value: value.into(), label: label.into(), note: None }
    }

    /// With a note under it.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Choice {
        self.note = Some(note.into());
        self
    }
}

/// A field. `label` and `hint` are messages.
#[derive(Debug, Clone)]
pub struct Field {
    pub name: &'static str,
    label: Say,
    kind: Kind,
    hint: Option<Say>,
    values: Vec<String>,
    error: Option<Say>,
    autocomplete: Option<&'static str>,
    optional: bool,
    narrow: bool,
}

impl Field {
    /// A field of a kind.
    pub fn new(name: &'static str, label: impl Into<Say>, kind: Kind) -> Field {
        Field {
            name,
            label: label.into(),
            kind,
            hint: None,
            values: Vec::new(),
            error: None,
            autocomplete: None,
            optional: false,
            narrow: false,
        }
    }

    pub fn text(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Text)
    }

    pub fn email(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Email)
    }

    pub fn tel(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Tel)
    }

    pub fn password(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Password)
    }

    pub fn digits(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Digits)
    }

    pub fn date(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Date)
    }

    pub fn long(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Long)
    }

    pub fn check(name: &'static str, label: impl Into<Say>) -> Field {
        Field::new(name, label, Kind::Check)
    }

    pub fn select(name: &'static str, label: impl Into<Say>, choices: Vec<(String, String)>) -> Field {
        Field::new(name, label, Kind::Select(choices))
    }

    pub fn radio(name: &'static str, label: impl Into<Say>, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Kind::Radio(choices))
    }

    pub fn checks(name: &'static str, label: impl Into<Say>, choices: Vec<Choice>) -> Field {
        Field::new(name, label, Kind::Checks(choices))
    }

    pub fn hidden(name: &'static str, value: impl Into<String>) -> Field {
        Field::new(name, "", Kind::Hidden).value(value)
    }

    /// Explains what to write.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Say>) -> Field {
        self.hint = Some(hint.into());
        self
    }

    /// What stands in it. A password is never filled in.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Field {
        self.values = vec![value.into()];
        self
    }

    /// What is checked.
    #[must_use]
    pub fn values(mut self, values: Vec<String>) -> Field {
        self.values = values;
        self
    }

    /// For the browser's own filling in.
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Field {
        self.autocomplete = Some(token);
        self
    }

    /// May stay empty, and says so. Fields are required otherwise.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.optional = true;
        self
    }

    /// As wide as a number or code, not as wide as the form.
    #[must_use]
    pub fn narrow(mut self) -> Field {
        self.narrow = true;
        self
    }

    pub(crate) fn fill(&mut self, posted: &crate::Posted) {
        match self.kind {
            Kind::Password | Kind::File(_) | Kind::Hidden => {}
            Kind::Check | Kind::Checks(_) => self.values = posted.all(self.name).map(str::to_owned).collect(),
            Kind::Text
            | Kind::Email
            | Kind::Tel
            | Kind::Digits
            | Kind::Date
            | Kind::Search
            | Kind::Long
            | Kind::Select(_)
            | Kind::Radio(_) => self.values = vec![posted.raw(self.name).to_owned()],
        }
    }

    pub(crate) fn set_error(&mut self, error: Say) {
        self.error = Some(error);
    }

    /// What the error summary links to: the field itself, or the first of a group.
    pub(crate) fn target(&self) -> String {
        match self.kind {
            Kind::Radio(_) | Kind::Checks(_) => format!("{}-0", self.name),
            Kind::Text
            | Kind::Email
            | Kind::Tel
            | Kind::Password
            | Kind::Digits
            | Kind::Date
            | Kind::Search
            | Kind::Long
            | Kind::Select(_)
            | Kind::Check
            | Kind::File(_)
            | Kind::Hidden => self.name.to_owned(),
        }
    }

    pub(crate) fn sends_file(&self) -> bool {
        matches!(self.kind, Kind::File(_))
    }
}

//! Forms: fields in sections, errors beside the field and in a summary, one clear way to send.

use kernel::{Error, Say};

use crate::{Field, Html, Posted, Ui};

/// The name, in a form's address, of the key under which its sending has its effect once.
pub const KEY: &str = "sekali";

/// The address of a form with a key of its own, by which the form can be sent twice and has its effect once. [`Form`]
/// brings it; a form that is written by hand needs it unless its doing is idempotent, as those of buttons are.
pub fn keyed(action: &str, ui: &Ui) -> String {
    let joint = if action.contains('?') { '&' } else { '?' };
    format!("{action}{joint}{KEY}={}", kernel::id::new(ui.now))
}

/// A form that works without scripts. Built, filled with what was posted, given the errors, and rendered.
#[derive(Debug, Clone)]
pub struct Form {
    action: String,
    method: &'static str,
    sections: Vec<Section>,
    errors: Vec<(&'static str, Say)>,
    refused: Option<Say>,
    submit: Say,
    answers: Option<(&'static str, Vec<Press>)>,
    danger: bool,
    cancel: Option<String>,
    aside: Option<Html>,
    summed_up: bool,
}

/// A button that is an answer.
#[derive(Debug, Clone)]
pub struct Press {
    pub value: &'static str,
    pub label: Say,
    /// The key that presses it, where a script listens.
    pub key: Option<&'static str>,
}

#[derive(Debug, Clone, Default)]
struct Section {
    title: Option<(Say, Option<Say>)>,
    fields: Vec<Field>,
    live: Option<String>,
}

impl Form {
    /// A form that changes something. `action` is a whole address, from `ui.url(…)`.
    pub fn post(action: impl Into<String>, submit: impl Into<Say>) -> Form {
        Form {
            action: action.into(),
            method: "post",
            sections: vec![Section::default()],
            errors: Vec::new(),
            refused: None,
            submit: submit.into(),
            answers: None,
            danger: false,
            cancel: None,
            aside: None,
            summed_up: false,
        }
    }

    /// A form that asks.
    pub fn get(action: impl Into<String>, submit: impl Into<Say>) -> Form {
        Form { method: "get", ..Form::post(action, submit) }
    }

    /// The fields that follow belong together under a heading.
    #[must_use]
    pub fn section(mut self, title: impl Into<Say>, note: Option<Say>) -> Form {
        let section = Section { title: Some((title.into(), note)), ..Section::default() };
        match self.sections.last_mut() {
            Some(last) if last.fields.is_empty() && last.title.is_none() => *last = section,
            _ => self.sections.push(section),
        }
        self
    }

    /// One more field.
    #[must_use]
    pub fn field(mut self, field: Field) -> Form {
        if let Some(section) = self.sections.last_mut() {
            section.fields.push(field);
        }
        self
    }

    /// One more field, if there is a reason for it.
    #[must_use]
    pub fn field_if(self, wanted: bool, field: impl FnOnce() -> Field) -> Form {
        if wanted { self.field(field()) } else { self }
    }

    /// What the server says of the fields so far, below those of this section: asked again whenever somebody pauses while
    /// writing, by a script. `address` takes the form as it would be sent and answers with a part; nothing may be lost
    /// for who has no script, so sending the form has to ask the same.
    #[must_use]
    pub fn live(mut self, address: impl Into<String>) -> Form {
        if let Some(section) = self.sections.last_mut() {
            section.live = Some(address.into());
        }
        self
    }

    /// One question, answered by the button that is pressed: instead of the one that sends. Its fields are long ones, since
    /// Enter in a short one would press the first.
    #[must_use]
    pub fn answers(mut self, name: &'static str, answers: Vec<Press>) -> Form {
        self.answers = Some((name, answers));
        self
    }

    /// Sending it destroys something: the button says so by its colour too.
    #[must_use]
    pub fn danger(mut self) -> Form {
        self.danger = true;
        self
    }

    /// Where to go instead of sending.
    #[must_use]
    pub fn cancel(mut self, address: impl Into<String>) -> Form {
        self.cancel = Some(address.into());
        self
    }

    /// Something beside the button: another way.
    #[must_use]
    pub fn aside(mut self, html: Html) -> Form {
        self.aside = Some(html);
        self
    }

    /// Puts back what was sent, except passwords and files.
    #[must_use]
    pub fn fill(mut self, posted: &Posted) -> Form {
        for field in self.sections.iter_mut().flat_map(|section| &mut section.fields) {
            field.fill(posted);
        }
        self
    }

    /// Shows why a doing was not done: beside the field where the error names one, in the summary in any case.
    #[must_use]
    pub fn because(mut self, error: &Error) -> Form {
        match error {
            Error::Invalid(errors) => {
                for (name, say) in errors {
                    for field in self.sections.iter_mut().flat_map(|section| &mut section.fields) {
                        if field.name == *name {
                            field.set_error(say.clone());
                        }
                    }
                }
                self.errors.clone_from(errors);
            }
            Error::Refused(say) => self.refused = Some(say.clone()),
            Error::NotFound(_) | Error::Forbidden | Error::Broken(_) => {}
        }
        self
    }

    /// Its summary of what is wrong stands elsewhere: at the top of the page.
    pub(crate) fn summed_up(mut self) -> Form {
        self.summed_up = true;
        self
    }

    /// Whether it shows an error.
    pub fn has_errors(&self) -> bool {
        !self.errors.is_empty() || self.refused.is_some()
    }

    pub fn html(&self, ui: &Ui) -> Html {
        let mut html = if self.summed_up { Html::default() } else { self.summary(ui) };
        html.push_trusted("<form class=\"form\" novalidate");
        html.attr("method", self.method);
        if self.method == "post" {
            html.attr("action", &keyed(&self.action, ui));
        } else {
            html.attr("action", &self.action);
        }
        if self.sections.iter().any(|section| section.fields.iter().any(Field::sends_file)) {
            html.attr("enctype", "multipart/form-data");
        }
        html.push_trusted(">");
        for section in &self.sections {
            self.section_html(ui, section, &mut html);
        }
        html.push_trusted("<div class=\"actions\">");
        self.buttons(ui, &mut html);
        if let Some(cancel) = &self.cancel {
            html.push_trusted("<a");
            html.attr("href", cancel);
            html.push_trusted(">");
            html.push_text(&ui.t("web-cancel"));
            html.push_trusted("</a>");
        }
        if let Some(aside) = &self.aside {
            html.push(aside);
        }
        html.push_trusted("</div></form>");
        html
    }

    fn buttons(&self, ui: &Ui, html: &mut Html) {
        let Some((name, answers)) = &self.answers else {
            html.push_trusted("<button class=\"button");
            html.push_trusted(if self.danger { " danger\">" } else { "\">" });
            html.push_text(&ui.say(&self.submit));
            html.push_trusted("</button>");
            return;
        };
        for (number, answer) in answers.iter().enumerate() {
            html.push_trusted(if number == 0 {
                "<button class=\"button\""
            } else {
                "<button class=\"button quiet\""
            });
            html.attr("name", name);
            html.attr("value", answer.value);
            if let Some(key) = answer.key {
                html.attr("aria-keyshortcuts", key);
            }
            html.push_trusted(">");
            html.push_text(&ui.say(&answer.label));
            html.push_trusted("</button>");
        }
    }

    fn section_html(&self, ui: &Ui, section: &Section, html: &mut Html) {
        let Some((title, note)) = &section.title else {
            for field in &section.fields {
                html.push(&field.html(ui));
            }
            return;
        };
        html.push_trusted("<section><div><h2>");
        html.push_text(&ui.say(title));
        html.push_trusted("</h2>");
        if let Some(note) = note {
            html.push_trusted("<p class=\"muted\">");
            html.push_text(&ui.say(note));
            html.push_trusted("</p>");
        }
        html.push_trusted("</div>");
        for field in &section.fields {
            html.push(&field.html(ui));
        }
        if let Some(address) = &section.live {
            html.push_trusted(
                "<div aria-live=\"polite\" hx-trigger=\"input delay:300ms from:'closest form'\"",
            );
            html.attr("hx-post", address);
            html.push_trusted(" hx-sync=\"this:replace\"></div>");
        }
        html.push_trusted("</section>");
    }

    /// "There is a problem", first on the page, focused, each line a link to its field.
    pub(crate) fn summary(&self, ui: &Ui) -> Html {
        let mut html = Html::default();
        if !self.has_errors() {
            return html;
        }
        html.push_trusted("<div class=\"error-summary\" role=\"alert\" tabindex=\"-1\" aria-labelledby=\"error-summary\" data-focus>");
        html.push_trusted("<h2 id=\"error-summary\">");
        html.push_text(&ui.t("web-form-problem"));
        html.push_trusted("</h2><ul>");
        for (name, say) in &self.errors {
            let field =
                self.sections.iter().flat_map(|section| &section.fields).find(|field| field.name == *name);
            html.push_trusted("<li>");
            if let Some(field) = field {
                html.push_trusted("<a");
                html.attr("href", &format!("#{}", field.target()));
                html.push_trusted(">");
                html.push_text(&ui.say(say));
                html.push_trusted("</a>");
            } else {
                html.push_text(&ui.say(say));
            }
            html.push_trusted("</li>");
        }
        if let Some(say) = &self.refused {
            html.push_trusted("<li>");
            html.push_text(&ui.say(say));
            html.push_trusted("</li>");
        }
        html.push_trusted("</ul></div>");
        html
    }
}

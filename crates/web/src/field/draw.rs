//! A field as HTML.

use super::{Choice, Field, Kind};
use crate::blocks::icon;
use crate::icon::Icon;
use crate::{Html, Ui};

impl Field {
    pub(crate) fn html(&self, ui: &Ui) -> Html {
        match &self.kind {
            Kind::Hidden => self.hidden_html(),
            Kind::Radio(choices) => self.group(ui, "radio", choices),
            Kind::Checks(choices) => self.group(ui, "checkbox", choices),
            Kind::Check => self.single_check(ui),
            Kind::Text
            | Kind::Email
            | Kind::Tel
            | Kind::Password
            | Kind::Digits
            | Kind::Date
            | Kind::Search
            | Kind::Long
            | Kind::Select(_)
            | Kind::File(_) => self.plain(ui),
        }
    }

    fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    fn hidden_html(&self) -> Html {
        let mut html = Html::trusted("<input type=\"hidden\"");
        html.attr("name", self.name);
        html.attr("value", self.first());
        html.push_trusted(">");
        html
    }

    fn open(&self, tag: &str) -> Html {
        let bad = if self.error.is_some() { " bad" } else { "" };
        Html::trusted(format!("<{tag} class=\"field{bad}\">"))
    }

    fn label_text(&self, ui: &Ui, html: &mut Html) {
        html.push_text(&ui.say(&self.label));
        if self.optional {
            html.push_trusted(" <span class=\"optional\">");
            html.push_text(&ui.t("web-field-optional"));
            html.push_trusted("</span>");
        }
    }

    fn notes(&self, ui: &Ui, html: &mut Html) {
        if let Some(hint) = &self.hint {
            html.push_trusted("<p class=\"hint\"");
            html.attr("id", &format!("{}-hint", self.name));
            html.push_trusted(">");
            html.push_text(&ui.say(hint));
            html.push_trusted("</p>");
        }
        if let Some(error) = &self.error {
            html.push_trusted("<p class=\"error\"");
            html.attr("id", &format!("{}-error", self.name));
            html.push_trusted(">");
            html.push(&icon(Icon::Alert));
            html.push_text(&ui.say(error));
            html.push_trusted("</p>");
        }
    }

    fn described(&self, html: &mut Html) {
        let mut ids = Vec::new();
        if self.hint.is_some() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        if !ids.is_empty() {
            html.attr("aria-describedby", &ids.join(" "));
        }
        if self.error.is_some() {
            html.attr("aria-invalid", "true");
        }
    }

    fn plain(&self, ui: &Ui) -> Html {
        let mut html = self.open("div");
        html.push_trusted("<label");
        html.attr("for", self.name);
        html.push_trusted(">");
        self.label_text(ui, &mut html);
        html.push_trusted("</label>");
        self.notes(ui, &mut html);
        match &self.kind {
            Kind::Long => self.textarea(&mut html),
            Kind::Select(choices) => self.select_html(choices, &mut html),
            Kind::Password => {
                html.push_trusted("<div class=\"with-button\">");
                self.input("password", &mut html);
                html.push_trusted("<button class=\"button quiet\" type=\"button\" hidden");
                html.attr("data-show", self.name);
                html.attr("data-hide", &ui.t("web-password-hide"));
                html.push_trusted(">");
                html.push_text(&ui.t("web-password-show"));
                html.push_trusted("</button></div>");
            }
            Kind::Email => self.input("email", &mut html),
            Kind::Tel => self.input("tel", &mut html),
            Kind::Search => self.input("search", &mut html),
            Kind::Date => self.input("date", &mut html),
            Kind::File(_) => self.input("file", &mut html),
            Kind::Text | Kind::Digits | Kind::Radio(_) | Kind::Checks(_) | Kind::Check | Kind::Hidden => {
                self.input("text", &mut html);
            }
        }
        html.push_trusted("</div>");
        html
    }

    fn input(&self, kind: &str, html: &mut Html) {
        html.push_trusted("<input");
        html.attr("id", self.name);
        html.attr("name", self.name);
        html.attr("type", kind);
        if let Kind::File(media) = &self.kind {
            html.attr("accept", media);
        } else if !matches!(self.kind, Kind::Password) {
            html.attr("value", self.first());
        }
        if matches!(self.kind, Kind::Digits) {
            html.attr("inputmode", "numeric");
        }
        if self.narrow {
            html.attr("class", "w-8");
        }
        if let Some(token) = self.autocomplete {
            html.attr("autocomplete", token);
        }
        self.described(html);
        html.push_trusted(">");
    }

    fn textarea(&self, html: &mut Html) {
        html.push_trusted("<textarea rows=\"4\"");
        html.attr("id", self.name);
        html.attr("name", self.name);
        self.described(html);
        // The first line break after the tag is swallowed by browsers.
        html.push_trusted(">\n");
        html.push_text(self.first());
        html.push_trusted("</textarea>");
    }

    fn select_html(&self, choices: &[(String, String)], html: &mut Html) {
        html.push_trusted("<span class=\"select\"><select");
        html.attr("id", self.name);
        html.attr("name", self.name);
        self.described(html);
        html.push_trusted(">");
        for (value, label) in choices {
            html.push_trusted("<option");
            html.attr("value", value);
            if value == self.first() {
                html.push_trusted(" selected");
            }
            html.push_trusted(">");
            html.push_text(label);
            html.push_trusted("</option>");
        }
        html.push_trusted("</select></span>");
    }

    fn group(&self, ui: &Ui, kind: &str, choices: &[Choice]) -> Html {
        let mut html = self.open("fieldset");
        html.push_trusted("<legend>");
        self.label_text(ui, &mut html);
        html.push_trusted("</legend>");
        self.notes(ui, &mut html);
        html.push_trusted("<div class=\"choices\">");
        for (number, choice) in choices.iter().enumerate() {
            html.push_trusted("<label class=\"choice\"><input");
            html.attr("type", kind);
            html.attr("id", &format!("{}-{number}", self.name));
            html.attr("name", self.name);
            html.attr("value", &choice.value);
            if self.values.contains(&choice.value) {
                html.push_trusted(" checked");
            }
            if number == 0 {
                self.described(&mut html);
            }
            html.push_trusted("><span>");
            html.push_text(&choice.label);
            if let Some(note) = &choice.note {
                html.push_trusted("<small>");
                html.push_text(note);
                html.push_trusted("</small>");
            }
            html.push_trusted("</span></label>");
        }
        html.push_trusted("</div></fieldset>");
        html
    }

    fn single_check(&self, ui: &Ui) -> Html {
        let mut html = self.open("div");
        self.notes(ui, &mut html);
        html.push_trusted("<label class=\"choice\"><input type=\"checkbox\" value=\"ya\"");
        html.attr("id", self.name);
        html.attr("name", self.name);
        if !self.values.is_empty() {
            html.push_trusted(" checked");
        }
        self.described(&mut html);
        html.push_trusted("><span>");
        self.label_text(ui, &mut html);
        html.push_trusted("</span></label></div>");
        html
    }
}

//! The form of an application: who it is, as far as that is not recorded yet; what the rules ask; what the person wants to
//! begin; and, where the call asks, how the business stands. Short enough for a phone at the roadside.

use std::sync::Arc;

use kernel::contact::Phone;
use kernel::nik::{Nik, Sex};
use kernel::{AreaCode, Error, Level, Say, Tx};
use registry::person::register::NewPerson;
use registry::person::{self, PersonId, Standing};
use registry::source::claims::{Address, PersonClaims};
use territory::gazetteer::Gazetteer;
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::{Answers, ApplicantId, NewApplicant, apply};
use crate::call::{Call, Rule};
use crate::followup::questions;

/// What a page of the form is made with.
pub(crate) struct Intake {
    pub(crate) call: Call,
    pub(crate) places: Arc<Gazetteer>,
    /// The territory whose kelurahan are offered.
    pub(crate) root: AreaCode,
    /// Who applies, where there is a record.
    pub(crate) standing: Option<Standing>,
}

impl Intake {
    fn asks(&self, rule: Rule) -> bool {
        self.call.rules.iter().any(|one| one.kind() == rule.kind())
    }

    fn lacks_area(&self) -> bool {
        self.standing.as_ref().is_none_or(|standing| standing.area.level() < Level::Kelurahan)
    }

    fn lacks_birth(&self) -> bool {
        let asked = self.asks(Rule::AgeAtLeast(1)) || self.asks(Rule::AgeAtMost(1));
        self.standing.as_ref().map_or(asked, |standing| asked && standing.birth_date.is_none())
    }

    fn lacks_sex(&self) -> bool {
        self.standing.as_ref().is_none_or(|standing| self.asks(Rule::Woman) && standing.sex.is_none())
    }

    /// The form, sent to `action`.
    pub(crate) fn form(&self, ui: &Ui, action: &str, back: &str) -> Form {
        let form = Form::post(ui.url(action), "programmes-apply-send").cancel(ui.url(back));
        let form = self.who(form, ui);
        let form = form.section("programmes-apply-rules", None);
        let form = form
            .field_if(self.asks(Rule::Resident), || {
                yes_no(ui, "ktp_here", Say::new("programmes-ask-ktp").with("city", ui.city.name.as_str()))
            })
            .field_if(self.asks(Rule::NotCivilServant), || {
                yes_no(ui, "civil_servant", "programmes-ask-civil-servant".into())
                    .hint("programmes-ask-civil-servant-hint")
            })
            .field_if(self.asks(Rule::Married), || yes_no(ui, "married", "programmes-ask-married".into()));
        let idea = Field::long("idea", "programmes-ask-idea").hint("programmes-ask-idea-hint").optional();
        let form = form.field(idea);
        if self.call.asks_baseline { questions::ask_some(ui, form) } else { form }
    }

    fn who(&self, form: Form, ui: &Ui) -> Form {
        let new = self.standing.is_none();
        let form = if new || self.lacks_area() || self.lacks_birth() || self.lacks_sex() {
            form.section("programmes-apply-who", None)
        } else {
            form
        };
        form.field_if(new, || {
            let name = ui.name.clone().filter(|_| !ui.actor.role().is_some_and(kernel::Role::is_staff));
            Field::text("name", "registry-person-name").autocomplete("name").value(name.unwrap_or_default())
        })
        .field_if(new, || Field::digits("nik", "registry-nik").hint("programmes-ask-nik-hint").optional())
        .field_if(self.lacks_birth(), || {
            let field = Field::date("birth_date", "registry-birth-date");
            if new { field.hint("programmes-ask-birth-hint").optional() } else { field }
        })
        .field_if(self.lacks_sex(), || {
            let sexes = ["female", "male"].map(|sex| Choice::new(sex, ui.t_of("registry-sex-", sex)));
            let field = Field::radio("sex", "registry-sex", sexes.to_vec());
            if new { field.optional() } else { field }
        })
        .field_if(new, || Field::tel("phone", "registry-phone").autocomplete("tel").optional())
        .field_if(self.lacks_area(), || {
            Field::select("area", "registry-kelurahan", self.kelurahan(ui)).hint("programmes-ask-area-hint")
        })
        .field_if(self.lacks_area(), || Field::digits("rw", "registry-rw").narrow().optional())
        .field_if(self.lacks_area(), || Field::digits("rt", "registry-rt").narrow().optional())
    }

    fn kelurahan(&self, ui: &Ui) -> Vec<(String, String)> {
        let name = |code: &AreaCode| self.places.name_of(code).unwrap_or_else(|| code.to_string());
        if self.root.level() >= Level::Kelurahan {
            return vec![(self.root.to_string(), name(&self.root))];
        }
        let kecamatan = match self.root.level() {
            Level::Kecamatan => vec![(self.root.clone(), name(&self.root))],
            Level::Province | Level::City | Level::Kelurahan | Level::Rw | Level::Rt => {
                self.places.children_of(&self.root)
            }
        };
        let mut choices = vec![(String::new(), ui.t("programmes-choose"))];
        for (code, above) in kecamatan {
            let below = self.places.children_of(&code).into_iter();
            choices.extend(below.map(|(code, name)| (code.to_string(), format!("{above} · {name}"))));
        }
        choices
    }

    /// Does what the form says: registers or completes the person, then applies.
    pub(crate) async fn receive(&self, tx: &mut Tx, posted: &Posted) -> Result<ApplicantId, Error> {
        let said = self.said(posted)?;
        let baseline = if self.call.asks_baseline { questions::read_some(posted)? } else { None };
        let person = self.recorded(tx, said).await?;
        let answers = Answers {
            ktp_here: answer(posted, "ktp_here"),
            civil_servant: answer(posted, "civil_servant"),
            married: answer(posted, "married"),
        };
        let new = NewApplicant { person, answers, idea: posted.text("idea").to_owned(), baseline };
        apply(tx, self.call.id, new).await
    }

    async fn recorded(&self, tx: &mut Tx, said: NewPerson) -> Result<PersonId, Error> {
        let Some(standing) = &self.standing else { return person::register(tx, said).await };
        if said.claims != PersonClaims::default() {
            person::amend(tx, standing.id, said).await?;
        }
        Ok(standing.id)
    }

    /// What the form says of the person beyond what is recorded.
    pub(crate) fn said(&self, posted: &Posted) -> Result<NewPerson, Error> {
        let new = self.standing.is_none();
        let mut wrong = Vec::new();
        let mut claims = PersonClaims::default();
        if new {
            claims.name = posted.optional("name").map(str::to_owned);
            claims.phones = phones(posted, &mut wrong);
        }
        if self.lacks_birth() {
            claims.birth_date = birth(posted, &mut wrong);
        }
        if self.lacks_sex() {
            claims.sex = match posted.text("sex") {
                "female" => Some(Sex::Female),
                "male" => Some(Sex::Male),
                _ => None,
            };
        }
        if self.lacks_area() {
            match home(posted) {
                Ok(home) => claims.home = home,
                Err(Error::Invalid(errors)) => wrong.extend(errors),
                Err(error) => return Err(error),
            }
        }
        let nik = match posted.optional("nik").filter(|_| new).map(Nik::parse).transpose() {
            Ok(nik) => nik,
            Err(Error::Invalid(errors)) => {
                wrong.extend(errors);
                None
            }
            Err(error) => return Err(error),
        };
        if wrong.is_empty() { Ok(NewPerson { claims, nik, npwp: None }) } else { Err(Error::Invalid(wrong)) }
    }
}

type Wrong = Vec<(&'static str, Say)>;

fn yes_no(ui: &Ui, name: &'static str, label: Say) -> Field {
    let choices = [("ya", "registry-yes"), ("tidak", "registry-no")];
    Field::radio(name, label, choices.map(|(value, label)| Choice::new(value, ui.t(label))).to_vec())
}

fn answer(posted: &Posted, name: &str) -> Option<bool> {
    match posted.text(name) {
        "ya" => Some(true),
        "tidak" => Some(false),
        _ => None,
    }
}

fn phones(posted: &Posted, wrong: &mut Wrong) -> Vec<String> {
    match posted.optional("phone").map(Phone::parse).transpose() {
        Ok(phone) => phone.map(|phone| phone.reveal().to_owned()).into_iter().collect(),
        Err(_) => {
            wrong.push(("phone", "registry-phone-form".into()));
            Vec::new()
        }
    }
}

fn birth(posted: &Posted, wrong: &mut Wrong) -> Option<chrono::NaiveDate> {
    match posted.optional("birth_date").map(str::parse).transpose() {
        Ok(date) => date,
        Err(_) => {
            wrong.push(("birth_date", "registry-date-form".into()));
            None
        }
    }
}

fn home(posted: &Posted) -> Result<Address, Error> {
    let number = |name: &'static str| {
        let Some(text) = posted.optional(name) else { return Ok(None) };
        let number = text.parse::<u16>().ok().filter(|number| (1..=999).contains(number));
        number.map(Some).ok_or_else(|| Error::field(name, "registry-rt-form"))
    };
    let area =
        AreaCode::parse(posted.text("area")).map_err(|_| Error::field("area", "registry-area-missing"))?;
    if area.level() < Level::Kelurahan {
        return Err(Error::field("area", "registry-area-missing"));
    }
    Ok(Address { area: Some(area), rt: number("rt")?, rw: number("rw")?, ..Address::default() })
}

//! The questions, the same for everybody and every time: by link, at the desk, at the beginning and later. An application asks
//! the shorter half of them, each of which may be left open.

use kernel::{Error, Rupiah, Say};
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::Sells;
use super::report_back::{NewReport, Said};

/// Adds the questions to a form.
pub(super) fn ask(ui: &Ui, form: Form) -> Form {
    let sells =
        Sells::ALL.map(|one| Choice::new(one.as_str(), ui.t_of("programmes-followup-sells-", one.as_str())));
    let form = business(ui).into_iter().fold(form, Form::field);
    let form = form.field(Field::checks("sells", "programmes-followup-sells", sells.to_vec()).optional());
    takings().into_iter().fold(form, Form::field)
}

/// Adds those of an application.
pub(crate) fn ask_some(ui: &Ui, form: Form) -> Form {
    let form = form.section("programmes-baseline-ask", Some("programmes-baseline-why".into()));
    let all = business(ui).into_iter().map(Field::optional).chain(takings());
    all.fold(form, Form::field)
}

fn business(ui: &Ui) -> [Field; 4] {
    // Each answer says what it is an answer to, for those who hear it alone.
    let yes_no = |yes, no| vec![Choice::new("ya", ui.t(yes)), Choice::new("tidak", ui.t(no))];
    let active = yes_no("programmes-followup-active-yes", "programmes-followup-active-no");
    let permit = yes_no("programmes-followup-permit-yes", "programmes-followup-permit-no");
    let sold = yes_no("programmes-followup-sold-yes", "programmes-followup-sold-no");
    [
        Field::radio("active", "programmes-followup-active", active),
        Field::radio("permit", "programmes-followup-permit", permit),
        Field::radio("sold", "programmes-followup-sold", sold),
        Field::digits("employees", "programmes-followup-employees").narrow(),
    ]
}

fn takings() -> [Field; 2] {
    [
        Field::text("takings", "programmes-followup-takings")
            .hint("programmes-followup-takings-hint")
            .optional(),
        Field::check("agreed", "programmes-followup-agreed").optional(),
    ]
}

/// Reads the answers; which of them may be left open is for who takes them to say.
pub(super) fn read(posted: &Posted) -> Result<NewReport, Error> {
    let mut wrong: Vec<(&'static str, Say)> = Vec::new();
    let yes = |name| match posted.text(name) {
        "ya" => Some(true),
        "tidak" => Some(false),
        _ => None,
    };
    let employees = posted.optional("employees").and_then(|text| {
        text.parse::<i32>()
            .map_err(|_| wrong.push(("employees", "programmes-followup-employees-form".into())))
            .ok()
    });
    let takings = posted.optional("takings").map(|text| {
        registry::business::amount_of(text).unwrap_or_else(|| {
            wrong.push(("takings", "programmes-followup-takings-form".into()));
            0
        })
    });
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let sells = posted.all("sells").filter_map(Sells::parse).collect();
    let said = Said { active: yes("active"), permit: yes("permit"), sold: yes("sold"), employees, sells };
    Ok(NewReport { said, takings: takings.map(Rupiah), agreed: posted.checked("agreed") })
}

/// Reads those of an application; `None` where nothing was said.
pub(crate) fn read_some(posted: &Posted) -> Result<Option<NewReport>, Error> {
    Ok(Some(read(posted)?).filter(NewReport::says_something))
}

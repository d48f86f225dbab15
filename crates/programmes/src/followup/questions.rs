//! The questions, the same for everybody and every time: by link, at the desk, at the beginning and later.

use kernel::{Error, Rupiah};
use web::field::Choice;
use web::{Field, Form, Posted, Ui};

use super::Sells;
use super::report_back::{NewReport, Said};

/// Adds the questions to a form.
pub(super) fn ask(ui: &Ui, form: Form) -> Form {
    // Each answer says what it is an answer to, for those who hear it alone.
    let yes_no = |yes, no| vec![Choice::new("ya", ui.t(yes)), Choice::new("tidak", ui.t(no))];
    let active = yes_no("programmes-followup-active-yes", "programmes-followup-active-no");
    let permit = yes_no("programmes-followup-permit-yes", "programmes-followup-permit-no");
    let sold = yes_no("programmes-followup-sold-yes", "programmes-followup-sold-no");
    let sells =
        Sells::ALL.map(|one| Choice::new(one.as_str(), ui.t_of("programmes-followup-sells-", one.as_str())));
    form.field(Field::radio("active", "programmes-followup-active", active))
        .field(Field::radio("permit", "programmes-followup-permit", permit))
        .field(Field::radio("sold", "programmes-followup-sold", sold))
        .field(Field::digits("employees", "programmes-followup-employees").narrow())
        .field(Field::checks("sells", "programmes-followup-sells", sells.to_vec()).optional())
        .field(
            Field::text("takings", "programmes-followup-takings")
                .hint("programmes-followup-takings-hint")
                .optional(),
        )
        .field(Field::check("agreed", "programmes-followup-agreed").optional())
}

/// Reads the answers; each that is missing is named.
pub(super) fn read(posted: &Posted) -> Result<NewReport, Error> {
    let mut wrong = Vec::new();
    let mut yes = |name: &'static str| match posted.text(name) {
        "ya" => true,
        "tidak" => false,
        _ => {
            wrong.push((name, "programmes-followup-answer".into()));
            false
        }
    };
    let (active, permit, sold) = (yes("active"), yes("permit"), yes("sold"));
    let employees = posted.text("employees").parse::<i32>().unwrap_or_else(|_| {
        wrong.push(("employees", "programmes-followup-employees-form".into()));
        0
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
    let said = Said { active, permit, sold, employees, sells };
    Ok(NewReport { said, takings: takings.map(Rupiah), agreed: posted.checked("agreed") })
}

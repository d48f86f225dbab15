//! Any mixture of what becomes of people, against a model that counts them one by one.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use kernel::Tx;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use registry::person::PersonId;
use testkit::SEMARANG;
use uuid::Uuid;

use super::histories::{Life, World, model, world};
use super::rules::{Counted, Figure};
use super::*;
use crate::applicant::examples;
use crate::call::{self, CallId, Quota, Rule};
use crate::programme::{self, Category, ProgrammeId};
use crate::testing::{GEMAH, area, kit, machine};
use crate::training::{self, SessionId, TrainingId};

struct Place {
    programme: ProgrammeId,
    plain: CallId,
    ruled: CallId,
    training: TrainingId,
    sessions: Vec<SessionId>,
}

async fn place(tx: &mut Tx) -> Place {
    let programme = examples::programme(tx, "Wirausaha Baru", Category::Wub).await.unwrap();
    let quota = Quota { whole: 1_000, each: None };
    let plain = examples::a_call(tx, "Tanpa syarat", quota, &[]);
    let plain = call::add(tx, programme, plain).await.unwrap();
    let ruled = examples::a_call(tx, "Dengan syarat", quota, &[Rule::Woman, Rule::Recommendation]);
    let ruled = call::add(tx, programme, ruled).await.unwrap();
    let training = training::examples::training(tx, programme, "Dasar usaha").await.unwrap();
    let at = tx.now() + TimeDelta::days(2);
    let mut sessions = Vec::new();
    for unit in 0..2 {
        sessions.push(training::examples::session(tx, training, unit, at, 100).await.unwrap());
    }
    Place { programme, plain, ruled, training, sessions }
}

async fn raw(tx: &mut Tx, sql: String) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(tx.conn()).await.unwrap();
}

/// What is written down of one life, as the doings would leave it behind, in any mixture.
struct Writer<'a> {
    tx: &'a mut Tx,
    place: &'a Place,
    at: String,
    id: Uuid,
    person: PersonId,
    number: usize,
    sql: String,
}

impl Writer<'_> {
    fn insert(&mut self, table: &str, columns: &str, values: String) -> Uuid {
        let id: Uuid = self.tx.id();
        let line = format!(
            "insert into programmes.{table} (city, id, {columns}) values (3374, '{id}', {values});\n"
        );
        self.sql.push_str(&line);
        id
    }

    fn write(&mut self, life: &Life) {
        let (at, number, person) = (self.at.clone(), self.number + 1, self.person);
        let call = if life.ruled { self.place.ruled } else { self.place.plain };
        let passed = life.passed();
        let state = passed.last().unwrap();
        let values = format!(
            "'{call}', 'L-{number}', '{person}', '{person}', '{GEMAH}', {number}, '{state}', 'own', '{at}'"
        );
        let columns = "call, code, person, root, area, number, state, channel, applied_at";
        self.id = self.insert("applicant", columns, values);
        for step in passed {
            let values = format!("'{}', '{step}', '{step}', 'kata-kata', '{at}'", self.id);
            self.insert("step", "applicant, state, because, reason, at", values);
        }
        self.judged(life);
        self.taught(life);
        self.after(life);
    }

    fn judged(&mut self, life: &Life) {
        let (id, at) = (self.id, self.at.clone());
        if let Some(woman) = life.woman {
            let verdict = if woman { "passed" } else { "failed" };
            let values = format!("'{id}', 'woman', '{verdict}', 'KTP', '{at}'");
            self.insert("finding", "applicant, rule, verdict, reason, at", values);
        }
        if let Some(letter) = life.letter {
            let verdict = if letter { "right" } else { "wrong" };
            let values =
                format!("'{id}', 'recommendation', '{id}', 'application/pdf', '{at}', '{verdict}', '{at}'");
            self.insert("document", "applicant, kind, file, media, added_at, verdict, looked_at", values);
        }
    }

    fn taught(&mut self, life: &Life) {
        if !life.enrolled {
            return;
        }
        let (at, training) = (self.at.clone(), self.place.training);
        let left = if life.left { format!("'{at}', 'Pindah kota'") } else { "null, null".to_owned() };
        let values = format!("'{training}', '{}', {}, '{at}', {left}", self.id, self.number + 1);
        let columns = "training, applicant, number, joined_at, left_at, left_reason";
        let participant = self.insert("participant", columns, values);
        for (was, session) in [life.required, life.optional].into_iter().zip(self.place.sessions.clone()) {
            // One that was voided says nothing.
            let voided = if was { "null, null".to_owned() } else { format!("'{at}', 'Salah orang'") };
            let values = format!("'{session}', '{participant}', 'list', '{at}', '{at}', {voided}");
            let columns = "session, participant, way, seen_at, recorded_at, voided_at, voided_reason";
            self.insert("attendance", columns, values);
        }
    }

    fn after(&mut self, life: &Life) {
        let (at, person, programme) = (self.at.clone(), self.person, self.place.programme);
        if let Some(grade) = life.outcome {
            let values = format!("'{person}', 'new_entrepreneur', '{{}}', '{GEMAH}', '2026-01-02', '{at}'");
            let outcome =
                self.insert("outcome", "person, kind, categories, area, on_day, recorded_at", values);
            let values = format!("'{outcome}', '{grade}', 'sale', '2026-01-02', '{at}'");
            self.insert("evidence", "outcome, grade, sort, on_day, added_at", values);
            self.sql.push_str(&format!(
                "insert into programmes.attribution (city, outcome, number, programme, name, share)
                 values (3374, '{outcome}', 1, '{programme}', 'Wirausaha Baru', 60);\n"
            ));
        }
        for (month, is, days) in [(3, life.told.is_some(), 200), (12, life.silent, 61)] {
            if !is {
                continue;
            }
            let due = self.tx.today() - TimeDelta::days(days);
            let number = self.number * 20 + month;
            let values =
                format!("{number}, '{person}', {month}, '{}', '{programme}', '{due}', '{at}'", self.id);
            let columns = "number, person, month, applicant, programme, due_on, made_at";
            let followup = self.insert("followup", columns, values);
            if let Some(active) = life.told.filter(|_| month == 3) {
                let values = format!("'{followup}', 'link', {active}, false, true, 1, '{{}}', '{at}'");
                let columns = "followup, way, active, permit, sold, employees, sells, at";
                self.insert("report_back", columns, values);
            }
        }
    }
}

async fn shape(tx: &mut Tx, place: &Place, world: &World) {
    let at = tx.now().to_rfc3339();
    let call = place.ruled;
    if world.cancelled {
        raw(
            tx,
            format!(
                "update programmes.call set cancelled_at = '{at}', cancelled_reason = 'Anggaran dialihkan'
                 where city = 3374 and id = '{call}'"
            ),
        )
        .await;
    }
    if world.closed {
        programme::close(tx, place.programme, "Program selesai").await.unwrap();
    }
    if world.over {
        training::close(tx, place.training, "Sudah selesai").await.unwrap();
    }
}

type Expected = BTreeMap<(Step, Option<String>), i64>;

fn compare(steps: &[Counted], expected: &Expected, world: &World) {
    let of = |is: &dyn Fn(Step, &Option<String>) -> bool| -> Figure {
        Some(expected.iter().filter(|((step, because), _)| is(*step, because)).map(|(_, count)| count).sum())
    };
    assert_eq!(steps.len(), Step::ALL.len());
    for one in steps {
        let last = one.step == Step::Lasting;
        assert_eq!(one.came, of(&|step, _| step >= one.step), "{one:?} of {world:?}");
        assert_eq!(one.went_on, of(&|step, _| step > one.step), "{one:?}");
        assert_eq!(one.on_the_way, of(&|step, why| step == one.step && !last && why.is_none()), "{one:?}");
        assert_eq!(one.dropped, of(&|step, why| step == one.step && why.is_some()), "{one:?}");
        for reason in &one.reasons {
            let expected = expected.get(&(one.step, Some(reason.because.clone()))).copied();
            assert_eq!(reason.people, expected, "{one:?} of {world:?}");
        }
        if !last {
            let parts = one.went_on.unwrap() + one.on_the_way.unwrap() + one.dropped.unwrap();
            assert_eq!(one.came, Some(parts), "{one:?}");
        }
    }
}

/// Nothing that is shown is of one to four people, and no sum has a single figure withheld.
pub(super) fn is_safe(steps: &[Counted]) {
    for (at, one) in steps.iter().enumerate() {
        let mut sum = vec![one.came, one.on_the_way, one.dropped];
        sum.extend(steps.get(at + 1).map(|next| next.came));
        let reasons: Vec<Figure> =
            one.reasons.iter().map(|reason| reason.people).chain([one.dropped]).collect();
        for figure in sum.iter().chain(&reasons).flatten() {
            assert!(!(1..5).contains(figure), "{one:?}");
        }
        let open = |all: &[Figure]| all.iter().filter(|figure| figure.is_none()).count() == 1;
        assert!(one.step == Step::Lasting || !open(&sum), "{steps:?}");
        assert!(one.reasons.is_empty() || !open(&reasons), "{one:?}");
    }
}

#[tokio::test]
async fn the_parts_of_every_step_make_it_whatever_became_of_people() {
    let kit = kit().await;
    let mut runner = TestRunner::deterministic();
    let mut tx = kit.tx_in(SEMARANG, machine()).await;
    let mut known = Vec::new();
    for number in 0..30 {
        let name = format!("Warga {number}");
        known.push(registry::examples::person(&mut tx, &name, &area(GEMAH), None).await.unwrap());
    }
    tx.commit().await.unwrap();
    for round in 0..8 {
        let world = world().new_tree(&mut runner).unwrap().current();
        let mut tx = kit.tx_in(SEMARANG, machine()).await;
        let place = place(&mut tx).await;
        let mut expected = Expected::new();
        for (number, life) in world.lives.iter().enumerate() {
            let mut writer = Writer {
                at: tx.now().to_rfc3339(),
                tx: &mut tx,
                place: &place,
                id: Uuid::nil(),
                person: known[number],
                number,
                sql: String::new(),
            };
            writer.write(life);
            let sql = writer.sql;
            raw(&mut tx, sql).await;
            if let Some((step, because)) = model(&world, life) {
                *expected.entry((step, because.map(str::to_owned))).or_default() += 1;
            }
        }
        shape(&mut tx, &place, &world).await;
        let whole = funnel(&mut tx, place.programme, &Filter::default()).await.unwrap();
        compare(&whole.steps, &expected, &world);
        // One step a round: each asks for its people three times.
        for one in whole.steps.iter().skip(round % 7).take(1) {
            for (of, figure) in
                [(Of::Came, one.came), (Of::OnTheWay, one.on_the_way), (Of::Dropped, one.dropped)]
            {
                let behind = Behind { step: one.step, of, because: None, offset: 0, most: 100 };
                // After the last step nobody is on the way: there the way leads to those who came.
                if one.step < Step::Lasting {
                    let (lines, total) =
                        people(&mut tx, place.programme, &Filter::default(), &behind).await.unwrap();
                    assert_eq!(
                        (figure, i64::try_from(lines.len()).unwrap()),
                        (Some(total), total),
                        "{one:?}"
                    );
                }
            }
        }
        let cells =
            super::find::counted(&mut tx, place.programme, "33.74", &Filter::default()).await.unwrap();
        is_safe(&super::rules::count(&cells.0, &cells.1, true, false));
    }
}

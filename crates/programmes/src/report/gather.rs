use kernel::city::Zone;
use kernel::{AreaCode, Error, Level, Tx};

use super::SEE;
use super::check::{Check, Rule};
use super::contents::{Contents, Line, Month, ProgrammeLine, PromiseLines};
use crate::promise::{self, Cell, Difference, Figures, Promise, Reached, Told};

/// The category of women, as categories are keyed.
const WOMEN: &str = "women";

/// All figures of a month, and whether they agree. Until today where the month is not over.
pub async fn gather(tx: &mut Tx, month: Month) -> Result<Contents, Error> {
    tx.must_in_city(SEE)?;
    let until = month.last().min(tx.today());
    let mut contents = Contents { until, promises: Vec::new(), programmes: Vec::new(), checks: Vec::new() };
    for listed in promise::list(tx).await? {
        let promise = promise::one(tx, listed.id, None).await?;
        if promise.revision.from <= until {
            one(tx, promise, &mut contents).await?;
        }
    }
    programmes(tx, &mut contents).await?;
    Ok(contents)
}

async fn one(tx: &mut Tx, mut promise: Promise, contents: &mut Contents) -> Result<(), Error> {
    let differences = promise::check(tx, &promise).await?;
    let term = (promise.revision.from, promise.revision.until);
    promise.revision.until = term.1.min(contents.until);
    let city = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let parts = promise::parts(tx, promise.id, promise.revision.number, Level::Kecamatan).await?;
    let reached = promise::recounted(tx, &promise, &city, Level::Kecamatan).await?;
    let told = promise::told(tx, promise.id).await?;
    let (known, published) = (parts.len(), told.len());
    let territories = promise::territories(tx, &city, Level::Kecamatan).await?;
    let figures = Lines {
        city,
        told: &told,
        categories: &promise.revision.categories,
        of: Figures::new(parts, &reached),
    };
    let lines = PromiseLines {
        id: promise.id.0,
        name: promise.name.clone(),
        revision: promise.revision.number,
        decree: promise.revision.decree.clone(),
        decided_on: promise.revision.decided_on,
        from: term.0,
        until: term.1,
        as_published: promise.revision.as_published,
        lines: figures.by_year(),
        areas: figures.by_area(&territories),
    };
    let sums = [(Rule::Promised, differences.promised, known), (Rule::Told, differences.told, published)];
    for (rule, differences, figures) in sums {
        sums_of(rule, &promise.name, &differences, figures, &mut contents.checks);
    }
    counted_apart(tx, &promise, &lines, &reached, &mut contents.checks).await?;
    contents.promises.push(lines);
    Ok(())
}

/// The figures of a promise, ready to be written in lines.
struct Lines<'a> {
    city: AreaCode,
    told: &'a [Told],
    categories: &'a [String],
    of: Figures,
}

impl Lines<'_> {
    fn line(&self, year: i16, category: &str, area: &AreaCode) -> Line {
        let cell = Cell { year, category: category.to_owned(), area: area.clone() };
        let told = self.told.iter().find(|told| (told.year, told.category.as_str()) == (year, category));
        Line {
            promised: self.of.promised(&cell),
            reached: self.of.reached(&cell),
            told: told.filter(|_| *area == self.city).map(|told| told.figure),
            year,
            category: cell.category,
            area: area.to_string(),
        }
    }

    fn by_year(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        for year in self.of.years().into_iter().chain(std::iter::once(0)) {
            lines.push(self.line(year, "", &self.city));
            lines.extend(self.categories.iter().map(|category| self.line(year, category, &self.city)));
        }
        lines.retain(|line| line.promised.is_some() || line.told.is_some() || line.reached > 0);
        lines
    }

    fn by_area(&self, territories: &[AreaCode]) -> Vec<Line> {
        let kecamatan = territories.iter().filter(|area| area.level() == Level::Kecamatan);
        kecamatan.map(|area| self.line(0, "", area)).collect()
    }
}

/// One check for each figure whose parts do not make it; one for all of them where they do.
fn sums_of(rule: Rule, name: &str, differences: &[Difference], figures: usize, checks: &mut Vec<Check>) {
    let figures = i64::try_from(figures).unwrap_or(i64::MAX);
    if differences.is_empty() && figures > 0 {
        checks.push(Check::same(rule, name, figures, figures));
    }
    checks.extend(differences.iter().map(|one| {
        Check::same(rule, name, one.whole, one.together).at(
            one.of.year,
            &one.of.category,
            one.of.area.as_str(),
        )
    }));
}

/// Counts everybody once more, by another way than the lines were made, and compares.
async fn counted_apart(
    tx: &mut Tx,
    promise: &Promise,
    lines: &PromiseLines,
    reached: &[Reached],
    checks: &mut Vec<Check>,
) -> Result<(), Error> {
    let (city, revision) = (tx.city(), &promise.revision);
    let all = sqlx::query!(
        r#"select count(distinct f.person) as "people!",
                  count(distinct f.person) filter (where $6 = any(f.categories) and f.sex = 'male') as "men!"
           from programmes.outcome_people f
           where f.city = $1 and f.kind = $2 and f.grade = any($3) and f.on_day between $4 and $5"#,
        city.0,
        promise.kind,
        &revision.grades,
        revision.from,
        revision.until,
        WOMEN
    )
    .fetch_one(tx.conn())
    .await?;
    let name = promise.name.as_str();
    let everybody = |line: &&Line| line.category.is_empty() && line.year != 0;
    let years = lines.lines.iter().filter(everybody).map(|line| line.reached).sum();
    checks.push(Check::same(Rule::Years, name, all.people, years));
    let areas = lines.areas.iter().map(|line| line.reached).sum();
    checks.push(Check::same(Rule::Areas, name, all.people, areas));
    for category in &revision.categories {
        let of = reached.iter().filter(|one| one.cell.category == *category);
        let people = of.map(|one| one.people).sum();
        checks.push(Check::same(Rule::Within, name, all.people, people).at(0, category, ""));
    }
    if revision.categories.iter().any(|category| category == WOMEN) {
        checks.push(Check::same(Rule::Women, name, 0, all.men).at(0, WOMEN, ""));
    }
    Ok(())
}

/// Who applied, had a place, and became somebody by each programme.
async fn programmes(tx: &mut Tx, contents: &mut Contents) -> Result<(), Error> {
    let city = tx.city();
    let after = contents.until.succ_opt().unwrap_or(contents.until);
    let end = crate::call::local_time(Zone::of(city), &after.to_string(), "bulan")?;
    let rows = sqlx::query!(
        r#"select p.name,
                  (select count(distinct a.person) from programmes.applied_people a
                   where a.city = $1 and a.programme = p.id and a.at < $2) as "applied!",
                  (select count(distinct e.person) from programmes.enrolled_people e
                   where e.city = $1 and e.programme = p.id and e.at < $2) as "enrolled!",
                  (select count(distinct c.person) from programmes.credited_people c
                   where c.city = $1 and c.programme = p.id and c.on_day <= $3) as "credited!",
                  (select count(distinct c.person) from programmes.credited_people c
                   where c.city = $1 and c.programme = p.id and c.on_day <= $3 and not exists (
                      select 1 from programmes.enrolled_people e
                      where e.city = $1 and e.programme = p.id and e.person = c.person and e.at < $2)) as "strangers!"
           from programmes.programme p where p.city = $1 and p.created_at < $2 order by lower(p.name), p.id limit 200"#,
        city.0,
        end,
        contents.until
    )
    .fetch_all(tx.conn())
    .await?;
    for row in rows {
        let line = ProgrammeLine {
            name: row.name,
            applied: row.applied,
            enrolled: row.enrolled,
            credited: row.credited,
            strangers: row.strangers,
        };
        contents.checks.push(Check::same(Rule::Enrolled, &line.name, line.credited, line.strangers));
        contents.programmes.push(line);
    }
    Ok(())
}

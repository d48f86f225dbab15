//! Changing groups, their members and achievements at the desk.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use kernel::{AreaCode, Error, Tx, file};
use web::field::{Choice, Kind as Control};
use web::upload::Upload;
use web::{Answer, Field, Form, Html, ListQuery, Page, Posted, Routes, Ui, Visit, blocks};

use super::find::{self, Group};
use super::pages::kind_word;
use super::{GroupId, KEEP, Kind, MemberId, NewAchievement, NewGroup, Part, SEE, may, member, record};
use crate::search::{self, Query};
use crate::{media, person};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/registry/groups/new", new)
        .post("/registry/groups/new", add)
        .get("/registry/groups/{id}/edit", editing)
        .post("/registry/groups/{id}/edit", edit)
        .get("/registry/groups/{id}/closure", closing)
        .post("/registry/groups/{id}/closure", close)
        .post("/registry/groups/{id}/publication", publish)
        .post("/registry/groups/{id}/unpublication", unpublish)
        .get("/registry/groups/{id}/members/new", joining)
        .post("/registry/groups/{id}/members/new", join)
        .get("/registry/groups/{id}/members/{member}/end", leaving)
        .post("/registry/groups/{id}/members/{member}/end", leave)
        .post("/registry/groups/{id}/members/{member}/consent", consent)
        .get("/registry/groups/{id}/achievements/new", achieving)
        .post("/registry/groups/{id}/achievements/new", achieve)
        .get("/registry/groups/{id}/achievements/{achievement}/proof", proof)
        .post("/registry/groups/{id}/achievements/{achievement}/withdrawal", unachieve)
}

fn page(ui: &Ui, title: &'static str, main: Html) -> Page {
    Page::new(ui.t(title), main).desk().under(ui.url("/registry/groups"), ui.t("registry-groups"))
}

/// The kecamatan and kelurahan that the actor may file a group in.
async fn areas(tx: &mut Tx) -> Result<Vec<(String, String)>, Error> {
    let scope = tx.scope(KEEP)?;
    let known = territory::gazetteer(tx.db()).await?;
    let city = AreaCode::of_city(tx.city()).ok_or(Error::Forbidden)?;
    let mut all = Vec::new();
    for (kecamatan, name) in known.children_of(&city) {
        let below = known.children_of(&kecamatan);
        all.push((kecamatan.to_string(), format!("Kec. {name}")));
        all.extend(
            below.into_iter().map(|(code, kelurahan)| (code.to_string(), format!("{kelurahan}, {name}"))),
        );
    }
    if scope.prefix().len() <= city.as_str().len() {
        all.insert(0, (city.to_string(), known.name_of(&city).unwrap_or_default()));
    }
    all.retain(|(code, _)| code.starts_with(scope.prefix()));
    Ok(all)
}

fn group_form(ui: &Ui, action: &str, areas: Vec<(String, String)>, group: Option<&Group>) -> Form {
    let kinds = Kind::ALL.iter().map(|kind| (kind.as_str().to_owned(), kind_word(ui, *kind))).collect();
    let since = group.and_then(|group| {
        let length = match group.since_exact.as_str() {
            "year" => 4,
            "month" => 7,
            _ => 10,
        };
        group.since.map(|since| since.to_string().chars().take(length).collect::<String>())
    });
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let submit = if group.is_some() { "registry-group-amend" } else { "registry-group-add" };
    Form::post(ui.url(action), submit)
        .field(Field::text("name", "registry-group-name").value(text(group.map(|g| g.name.as_str()))))
        .field(
            Field::select("kind", "registry-group-kind", kinds).value(text(group.map(|g| g.kind.as_str()))),
        )
        .field(
            Field::select("area", "registry-group-area", areas).value(text(group.map(|g| g.area.as_str()))),
        )
        .field(
            Field::text("since", "registry-group-since")
                .hint("registry-group-since-hint")
                .optional()
                .narrow()
                .value(since.unwrap_or_default()),
        )
        .field(
            Field::text("address", "registry-group-address")
                .optional()
                .value(text(group.and_then(|g| g.address.as_deref()))),
        )
        .field(
            Field::long("description_id", "registry-group-description-id")
                .optional()
                .value(text(group.map(|g| g.description_id.as_str()))),
        )
        .field(
            Field::long("description_en", "registry-group-description-en")
                .optional()
                .value(text(group.map(|g| g.description_en.as_str()))),
        )
        .cancel(ui.url(action.trim_end_matches("/new").trim_end_matches("/edit")))
}

fn read(posted: &Posted) -> Result<NewGroup, Error> {
    let kind = Kind::parse(posted.text("kind"))
        .ok_or_else(|| Error::field("kind", "registry-group-kind-missing"))?;
    let area = AreaCode::parse(posted.text("area"))
        .map_err(|_| Error::field("area", "registry-group-area-missing"))?;
    Ok(NewGroup {
        name: posted.text("name").to_owned(),
        kind,
        area,
        since: posted.optional("since").map(str::to_owned),
        address: posted.optional("address").map(str::to_owned),
        description_id: posted.text("description_id").replace("\r\n", "\n"),
        description_en: posted.text("description_en").replace("\r\n", "\n"),
    })
}

async fn new(visit: Visit) -> Answer {
    let mut tx = visit.tx().await?;
    let areas = areas(&mut tx).await?;
    let ui = &visit.ui;
    let form = group_form(ui, "/registry/groups/new", areas, None);
    Ok(page(ui, "registry-group-add", form.html(ui)).into_response())
}

async fn add(visit: Visit, posted: Posted) -> Answer {
    let mut tx = visit.tx().await?;
    let areas = areas(&mut tx).await?;
    let done = async { record::add(&mut tx, read(&posted)?).await };
    match done.await {
        Ok(id) => {
            tx.commit().await?;
            Ok(visit.see_saying(&format!("/registry/groups/{id}"), "registry-group-added"))
        }
        Err(error) => {
            let form = group_form(&visit.ui, "/registry/groups/new", areas, None).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, "registry-group-add", form.html(&visit.ui))))
        }
    }
}

/// A group that the actor may change.
async fn loaded(visit: &Visit, id: &str) -> Result<(Tx, Group), Error> {
    let mut tx = visit.tx().await?;
    let id: GroupId = id.parse()?;
    may(&mut tx, id, KEEP).await?;
    let group = find::one(&mut tx, id).await?;
    Ok((tx, group))
}

/// Commits and goes back to the group.
async fn back(visit: &Visit, tx: Tx, group: GroupId, message: &'static str) -> Answer {
    tx.commit().await?;
    Ok(visit.see_saying(&format!("/registry/groups/{group}"), message))
}

async fn editing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let areas = areas(&mut tx).await?;
    let ui = &visit.ui;
    let form = group_form(ui, &format!("/registry/groups/{}/edit", group.id), areas, Some(&group));
    Ok(page(ui, "registry-group-amend", form.html(ui)).into_response())
}

async fn edit(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let areas = areas(&mut tx).await?;
    let done = async { record::amend(&mut tx, group.id, read(&posted)?).await };
    match done.await {
        Ok(()) => back(&visit, tx, group.id, "registry-group-saved").await,
        Err(error) => {
            let action = format!("/registry/groups/{}/edit", group.id);
            let form = group_form(&visit.ui, &action, areas, Some(&group)).fill(&posted);
            visit.again(error, form, |form| Ok(page(&visit.ui, "registry-group-amend", form.html(&visit.ui))))
        }
    }
}

fn close_form(ui: &Ui, group: &Group) -> Form {
    Form::post(ui.url(&format!("/registry/groups/{}/closure", group.id)), "registry-group-close")
        .field(Field::text("reason", "registry-group-reason"))
        .danger()
        .cancel(ui.url(&format!("/registry/groups/{}", group.id)))
}

async fn closing(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, group) = loaded(&visit, &id).await?;
    Ok(page(&visit.ui, "registry-group-close", close_form(&visit.ui, &group).html(&visit.ui)).into_response())
}

async fn close(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    match record::close(&mut tx, group.id, posted.text("reason")).await {
        Ok(()) => back(&visit, tx, group.id, "registry-group-saved").await,
        Err(error) => visit.again(error, close_form(&visit.ui, &group).fill(&posted), |form| {
            Ok(page(&visit.ui, "registry-group-close", form.html(&visit.ui)))
        }),
    }
}

async fn publish(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    record::publish(&mut tx, group.id).await?;
    back(&visit, tx, group.id, "registry-group-published").await
}

async fn unpublish(visit: Visit, Path(id): Path<String>) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    record::unpublish(&mut tx, group.id).await?;
    back(&visit, tx, group.id, "registry-group-unpublished").await
}

/// People are found first, and then one of them joins.
fn join_form(ui: &Ui, group: &Group, found: Vec<Choice>) -> Form {
    let parts = Part::ALL
        .iter()
        .rev()
        .map(|part| (part.as_str().to_owned(), ui.t_of("registry-group-part-", part.as_str())));
    let here = format!("/registry/groups/{}", group.id);
    Form::post(ui.url(&format!("{here}/members/new")), "registry-group-join")
        .field(Field::radio("person", "registry-group-member", found))
        .field(Field::select("part", "registry-group-part", parts.collect()))
        .field(Field::date("since", "registry-group-since").optional())
        .cancel(ui.url(&here))
}

async fn choices(tx: &mut Tx, text: &str) -> Result<Vec<Choice>, Error> {
    let query = Query::of(search::Kind::Person, text);
    let rows = search::people_to_choose(tx, person::SEE, &query, 20).await?;
    Ok(rows.into_iter().map(|(id, name, note)| Choice::new(id.to_string(), name).note(note)).collect())
}

async fn joining(visit: Visit, Path(id): Path<String>, query: ListQuery) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let ui = &visit.ui;
    let text = query.search().unwrap_or_default();
    let action = ui.url(&format!("/registry/groups/{}/members/new", group.id));
    let find = Form::get(action, "registry-group-find")
        .field(Field::new("q", "registry-group-find-hint", Control::Search).value(text.clone()));
    let mut parts = vec![find.html(ui)];
    if !text.is_empty() {
        let found = choices(&mut tx, &text).await?;
        parts.push(if found.is_empty() {
            blocks::paragraph(ui, "registry-search-nothing")
        } else {
            join_form(ui, &group, found).html(ui)
        });
    }
    Ok(page(ui, "registry-group-join", blocks::stack(&parts)).into_response())
}

async fn join(visit: Visit, Path(id): Path<String>, posted: Posted) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let done = async {
        let person = posted
            .text("person")
            .parse()
            .map_err(|_| Error::field("person", "registry-group-member-missing"))?;
        let part = Part::parse(posted.text("part")).unwrap_or(Part::Member);
        member::join(&mut tx, group.id, person, part, day(&posted, "since")?).await
    };
    match done.await {
        Ok(_) => back(&visit, tx, group.id, "registry-group-joined").await,
        Err(error) => {
            let chosen = chosen(&visit, posted.text("person")).await?;
            visit.again(error, join_form(&visit.ui, &group, chosen).fill(&posted), |form| {
                Ok(page(&visit.ui, "registry-group-join", form.html(&visit.ui)))
            })
        }
    }
}

/// Who was chosen, to be offered again.
async fn chosen(visit: &Visit, id: &str) -> Result<Vec<Choice>, Error> {
    let Ok(id) = id.parse() else { return Ok(Vec::new()) };
    let mut tx = visit.tx().await?;
    match person::find::one(&mut tx, id).await {
        Ok(person) => Ok(vec![Choice::new(id.to_string(), person.name)]),
        Err(Error::NotFound(_)) => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn day(posted: &Posted, name: &'static str) -> Result<Option<NaiveDate>, Error> {
    let read = |text: &str| text.parse().map_err(|_| Error::field(name, "registry-group-day-form"));
    posted.optional(name).map(read).transpose()
}

fn leave_form(ui: &Ui, group: &Group, member: MemberId) -> Form {
    let here = format!("/registry/groups/{}", group.id);
    Form::post(ui.url(&format!("{here}/members/{member}/end")), "registry-group-leave")
        .field(Field::date("until", "registry-group-until").value(ui.today().to_string()))
        .cancel(ui.url(&here))
}

async fn leaving(visit: Visit, Path((id, member)): Path<(String, String)>) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let member = member.parse()?;
    let there = find::members(&mut tx, group.id).await?.iter().any(|one| one.id == member);
    if !there {
        return Err(Error::NotFound("member").into());
    }
    let form = leave_form(&visit.ui, &group, member);
    Ok(page(&visit.ui, "registry-group-leave", form.html(&visit.ui)).into_response())
}

async fn leave(visit: Visit, Path((id, member)): Path<(String, String)>, posted: Posted) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let member: MemberId = member.parse()?;
    let done = async {
        let until = day(&posted, "until")?.ok_or_else(|| Error::field("until", "registry-group-day-form"))?;
        member::leave(&mut tx, group.id, member, until).await
    };
    match done.await {
        Ok(()) => back(&visit, tx, group.id, "registry-group-left").await,
        Err(error) => visit.again(error, leave_form(&visit.ui, &group, member).fill(&posted), |form| {
            Ok(page(&visit.ui, "registry-group-leave", form.html(&visit.ui)))
        }),
    }
}

async fn consent(visit: Visit, Path((id, member)): Path<(String, String)>, posted: Posted) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    member::name(&mut tx, group.id, member.parse()?, posted.text("agreed") == "1").await?;
    back(&visit, tx, group.id, "registry-group-saved").await
}

fn achieve_form(ui: &Ui, group: &Group) -> Form {
    let here = format!("/registry/groups/{}", group.id);
    let control = Control::File("application/pdf,image/jpeg,image/png,image/webp");
    Form::post(ui.url(&format!("{here}/achievements/new")), "registry-group-achieve")
        .field(Field::text("title", "registry-group-title").hint("registry-group-title-hint"))
        .field(Field::date("on", "registry-group-on"))
        .field(Field::text("link", "registry-group-link").optional())
        .field(Field::new("proof", "registry-group-proof", control).optional())
        .cancel(ui.url(&here))
}

async fn achieving(visit: Visit, Path(id): Path<String>) -> Answer {
    let (_, group) = loaded(&visit, &id).await?;
    Ok(page(&visit.ui, "registry-group-achieve", achieve_form(&visit.ui, &group).html(&visit.ui))
        .into_response())
}

async fn achieve(visit: Visit, Path(id): Path<String>, upload: Upload) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    let Upload { posted, files } = upload;
    let done = async {
        let new = NewAchievement {
            title: posted.text("title").to_owned(),
            on: day(&posted, "on")?.ok_or_else(|| Error::field("on", "registry-group-day-form"))?,
            link: posted.optional("link").map(str::to_owned),
            proof: files.into_iter().find(|file| file.field == "proof"),
        };
        record::achieve(&mut tx, group.id, new).await
    };
    match done.await {
        Ok(_) => back(&visit, tx, group.id, "registry-group-achieved").await,
        Err(error) => visit.again(error, achieve_form(&visit.ui, &group).fill(&posted), |form| {
            Ok(page(&visit.ui, "registry-group-achieve", form.html(&visit.ui)))
        }),
    }
}

async fn unachieve(visit: Visit, Path((id, achievement)): Path<(String, String)>) -> Answer {
    let (mut tx, group) = loaded(&visit, &id).await?;
    record::unachieve(&mut tx, group.id, achievement.parse()?).await?;
    back(&visit, tx, group.id, "registry-group-saved").await
}

async fn proof(
    visit: Visit,
    Path((id, achievement)): Path<(String, String)>,
) -> Result<Response, web::Failure> {
    let mut tx = visit.tx().await?;
    let group: GroupId = id.parse()?;
    may(&mut tx, group, SEE).await?;
    let wanted = achievement.parse()?;
    let all = find::achievements(&mut tx, group).await?;
    let kept = all
        .into_iter()
        .find(|one| one.id == wanted)
        .and_then(|one| one.file)
        .ok_or(Error::NotFound("file"))?;
    let kept = file::one(&mut tx, kept).await?;
    let bytes = file::read(&mut tx, &kept).await?;
    Ok(media::download(&kept.name, &kept.media_type, bytes))
}

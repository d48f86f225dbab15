//! The access matrix: every route, asked by everybody.
//!
//! Each request has a fresh session and a fresh example, so that no answer depends on the one before. The snapshot is
//! reviewed like code; what must hold whatever the snapshot says is asserted besides.

mod addresses;
mod applications;
mod askers;
mod bodies;
mod books;
mod classes;
mod dead;
mod examples;
pub(crate) mod goods;
pub(crate) mod orders;
mod promises;
mod public;
mod records;
mod roadshows;
mod trainings;

use axum::body::Body;
use http::{Method, Request};
use kernel::id::AccountId;
use testkit::DEPOK;
use web::context::Route;

use crate::kit::{self, Kit, Reply};
use crate::people;
use askers::{Asker, Cast};
use classes::Class;

/// A route as people reach it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    path: String,
    method: &'static str,
}

/// What one asker got.
struct Answered {
    asker: Asker,
    reply: Reply,
    /// Short, as it stands in the snapshot.
    text: String,
}

/// The parts of the routes. Each is a test of its own, so that they run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    House,
    Identity,
    IdentityApi,
    Records,
    Registry,
    Programmes,
    Reports,
    Ledger,
    Goods,
}

impl Part {
    fn of(line: &Line) -> Part {
        let api = line.path.starts_with("/api/");
        let mut segments = line.path.trim_start_matches("/api/v1").split('/').skip(1);
        match (segments.next(), segments.next()) {
            (Some("identity"), _) if api => Part::IdentityApi,
            (Some("identity"), _) => Part::Identity,
            (Some("registry"), Some("people" | "businesses")) => Part::Records,
            (Some("registry"), _) => Part::Registry,
            // Each looks at all promises that there are: apart from where many are made.
            (Some("programmes"), Some("reports")) => Part::Reports,
            (Some("programmes"), _) => Part::Programmes,
            (Some("ledger"), _) => Part::Ledger,
            (Some("catalogue" | "market"), _) => Part::Goods,
            _ => Part::House,
        }
    }

    async fn answers_as_reviewed(self) {
        let kit = kit::kit().await;
        let cast = Cast::gather(&kit).await;
        let mut table = head();
        let mut wrong = Vec::new();
        for line in lines().into_iter().filter(|line| Part::of(line) == self) {
            let answers = ask_all(&kit, &cast, &line).await;
            table.push_str(&row(&line, &answers));
            classes::judge(&line.name(), line.is_about_a_place(), &answers, &mut wrong);
        }
        assert_eq!(wrong, Vec::<String>::new(), "\n{table}");
        insta::assert_snapshot!(format!("{self:?}").to_lowercase(), table);
    }
}

#[tokio::test]
async fn every_route_of_the_house_answers_each_asker_as_reviewed() {
    Part::House.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_page_about_accounts_answers_each_asker_as_reviewed() {
    Part::Identity.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_request_about_accounts_by_a_program_answers_each_asker_as_reviewed() {
    Part::IdentityApi.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_route_to_people_and_businesses_answers_each_asker_as_reviewed() {
    Part::Records.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_other_route_of_the_registry_answers_each_asker_as_reviewed() {
    Part::Registry.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_route_to_monthly_reports_answers_each_asker_as_reviewed() {
    Part::Reports.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_route_to_the_books_answers_each_asker_as_reviewed() {
    Part::Ledger.answers_as_reviewed().await;
}

#[tokio::test]
async fn every_route_to_products_and_the_shop_answers_each_asker_as_reviewed() {
    Part::Goods.answers_as_reviewed().await;
}

#[tokio::test]
async fn an_id_that_nothing_has_leads_nowhere_even_for_the_administrator() {
    let kit = kit::kit().await;
    let cast = Cast::gather(&kit).await;
    let long = "9".repeat(3_000);
    let ids = ["00000000-0000-7000-8000-000000000000", "x", "%27--", "%00", "%FF", "..%2F..", &long];
    let mut wrong = Vec::new();
    // A link that is to be followed asks first, and says the same of every link.
    let asks_first = |line: &Line| line.name() == "GET /identity/confirmations/{token}";
    for line in lines().into_iter().filter(|line| line.has_parameter() && !asks_first(line)) {
        for id in ids {
            let address = fill(&line.path, id);
            let reply = ask(&kit, &cast, Asker::Admin, None, line.method, &address, line.body()).await;
            if !(400..500).contains(&reply.status) && !classes::tells_of_old_links(&reply) {
                wrong.push(format!("{} {:.40}: {}", line.method, address, reply.status));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// All routes, those of the API with their prefix.
fn lines() -> Vec<Line> {
    let line =
        |prefix: &str, route: &Route| Line { path: format!("{prefix}{}", route.path), method: route.method };
    let mut lines = vec![Line { path: "/api/v1/openapi.json".to_owned(), method: "GET" }];
    for room in app::contexts() {
        lines.extend(room.pages.list.iter().map(|route| line("", route)));
        lines.extend(room.api.list.iter().map(|route| line("/api/v1", route)));
    }
    lines.sort();
    lines
}

impl Line {
    /// `POST /identity/grants/{id}/revocation`
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    fn has_parameter(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether it is about one thing, which lies here.
    fn is_about_a_place(&self) -> bool {
        // Of a list each line is judged by itself, and told about.
        let list = self.name() == "POST /territory/neighbourhoods";
        self.has_parameter() || !list && self.body().is_some_and(|body| body.contains(askers::HERE))
    }

    /// What is sent: what the table says, or a form or document in which nothing is filled in.
    fn body(&self) -> Option<String> {
        if self.method == "GET" {
            return None;
        }
        let name = self.name();
        let special = bodies::BODIES.iter().find(|(route, _)| *route == name).map(|(_, body)| *body);
        let empty = if self.path.starts_with("/api/") { "{}" } else { "" };
        let filled = special.unwrap_or(empty).replace("{n}", &examples::fresh().to_string());
        Some(if filled.starts_with('{') { filled } else { filled.replace(' ', "+") })
    }
}

/// The body, about a fresh RW or person if it is about one.
async fn body(kit: &Kit, line: &Line) -> Option<String> {
    let mut body = line.body()?;
    if body.contains("{person}") {
        let person = examples::make(kit, examples::Thing::RegistryPerson).await;
        body = body.replace("{person}", &person.text);
    }
    if !body.contains("{rw}") {
        return Some(body);
    }
    let rw = 300 + examples::fresh() % 600;
    examples::neighbourhood(kit, rw).await;
    Some(body.replace("{rw}", &rw.to_string()))
}

#[tokio::test]
async fn every_route_to_promises_and_outcomes_answers_each_asker_as_reviewed() {
    Part::Programmes.answers_as_reviewed().await;
}

async fn ask_all(kit: &Kit, cast: &Cast, line: &Line) -> Vec<Answered> {
    let mut answers = Vec::new();
    for asker in Asker::ALL {
        let (address, owner) = example(kit, &line.path).await;
        let body = body(kit, line).await;
        let reply = ask(kit, cast, asker, owner, line.method, &address, body).await;
        let text = short(&reply);
        answers.push(Answered { asker, reply, text });
    }
    answers
}

/// The path with an example for each parameter, and whose the example is.
async fn example(kit: &Kit, path: &str) -> (String, Option<AccountId>) {
    let prefix = if path.starts_with("/api/v1") { "/api/v1" } else { "" };
    let template = &path[prefix.len()..];
    let (mut address, mut owner) = (template.to_owned(), None);
    if let Some(thing) = addresses::within(template) {
        let made = examples::make(kit, thing).await;
        let address = made.text.split(' ').fold(address, |path, id| fill_first(&path, id));
        return (format!("{prefix}{address}"), made.owner);
    }
    for (at, _) in template.match_indices('}') {
        let (so_far, rest) = template.split_at(at + 1);
        let thing = addresses::thing(so_far, rest).unwrap_or_else(|| {
            panic!(
                "{path} has a parameter without an example: add {so_far:?} to EXAMPLES in access/addresses.rs"
            )
        });
        let made = examples::make(kit, thing).await;
        address = fill_first(&address, &made.text);
        owner = owner.or(made.owner);
    }
    (format!("{prefix}{address}"), owner)
}

/// The path with all its parameters filled in alike.
fn fill(path: &str, value: &str) -> String {
    let count = path.matches('{').count();
    (0..count).fold(path.to_owned(), |path, _| fill_first(&path, value))
}

fn fill_first(path: &str, value: &str) -> String {
    match (path.split_once('{'), path.split_once('}')) {
        (Some((start, _)), Some((_, rest))) => format!("{start}{value}{rest}"),
        _ => path.to_owned(),
    }
}

async fn ask(
    kit: &Kit,
    cast: &Cast,
    asker: Asker,
    owner: Option<AccountId>,
    method: &str,
    path: &str,
    body: Option<String>,
) -> Reply {
    let owner = owner.filter(|_| asker == Asker::Oneself);
    let account = owner.or(cast.account(asker));
    let path = if path == "/" { "" } else { path };
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(format!("{}{path}", asker.prefix()))
        .header("host", "localhost:8080")
        .header("accept-language", "id")
        .header("sec-fetch-site", "same-origin");
    if let Some(account) = account {
        let (_, token) = kit.session(asker.home(), account).await;
        // A stray session comes under the name that this city looks for.
        request = request.header("cookie", format!("{}={token}", people::cookie(asker.asked())));
    }
    if body.is_some() {
        let json = path.starts_with("/api/");
        let media = if json { "application/json" } else { "application/x-www-form-urlencoded" };
        request = request.header("content-type", media);
    }
    kit.send(request.body(body.map_or_else(Body::empty, Body::from)).unwrap()).await
}

/// The status, and where a redirect leads if that is what matters.
fn short(reply: &Reply) -> String {
    let to = reply.header("location");
    match reply.status {
        303 if to.contains("/masuk?ke=") => "login".to_owned(),
        303 if to.contains("/session/confirmation?") => "confirm".to_owned(),
        status => status.to_string(),
    }
}

fn head() -> String {
    let heads: Vec<String> = Asker::ALL.iter().map(|asker| format!("{:<9}", asker.head())).collect();
    format!("{:<62} {}\n", "", heads.join(" ").trim_end())
}

fn row(line: &Line, answers: &[Answered]) -> String {
    let cells: Vec<String> = answers.iter().map(|answer| format!("{:<9}", answer.text)).collect();
    format!("{:<62} {}\n", line.name(), cells.join(" ").trim_end())
}

/// A session of one city is nothing in another, whatever cookie it is shown as.
#[tokio::test]
async fn a_session_of_another_city_is_no_session() {
    let kit = kit::kit().await;
    let cast = Cast::gather(&kit).await;
    let reply = ask(&kit, &cast, Asker::Stray, None, "GET", "/api/v1/identity/account", None).await;
    assert_eq!(reply.status, 403);
    assert_eq!(Asker::Stray.home(), DEPOK);
}

/// Where an installation wants a second factor of staff, nothing of the desk is shown before they hold one.
#[tokio::test]
async fn staff_without_a_second_factor_may_only_enrol_one() {
    let kit = kit::kit_under(identity::factor::Policy::Force).await;
    let cast = Cast::gather(&kit).await;
    let mut wrong = Vec::new();
    for line in
        lines().into_iter().filter(|line| matches!(classes::class(&line.name()), Class::City | Class::Staff))
    {
        let (address, _) = example(&kit, &line.path).await;
        let reply = ask(&kit, &cast, Asker::Admin, None, line.method, &address, line.body()).await;
        let sent_there = reply.header("location").ends_with(identity::factor::ENROL);
        let refused = reply.status == 403 && line.path.starts_with("/api/");
        if !sent_there && !refused {
            wrong.push(format!("{} answers {}", line.name(), reply.status));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    let reply = ask(&kit, &cast, Asker::Admin, None, "GET", identity::factor::ENROL, None).await;
    assert_eq!(reply.status, 200);
}

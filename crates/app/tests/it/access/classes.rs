//! What must hold of every answer, whatever the snapshot says.

use super::Answered;
use super::askers::Asker;
use super::public::PUBLIC;
use crate::kit::Reply;

/// For whom a route is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// For everybody.
    Public,
    /// For whoever is signed in, about themselves.
    Own,
    /// For whoever holds the secret in the link.
    Link,
    /// For staff who may, and for the person whom it is about.
    Shared,
    /// For staff who may, wherever they work: it is about the whole city.
    City,
    /// For staff who may. What is listed nowhere is of this class.
    Staff,
}

/// For the class of the whole city.
const CITY: &[&str] = &[
    "GET /programmes/programmes/{id}",
    "GET /programmes/programmes/{id}/trainings",
    // Dates, minutes and actions; who is invited is for those who see businesses there.
    "GET /programmes/roadshows/{id}",
    "GET /programmes/stops/{id}",
    // Figures of five people or more.
    "GET /programmes/programmes/{id}/followups",
    // Figures, and of people those of the own territory alone.
    "GET /programmes/programmes/{id}/funnel",
    "GET /programmes/programmes/{id}/funnel/panel",
    "GET /programmes/programmes/{id}/funnel/people",
    "GET /api/v1/programmes/programmes/{id}/funnel",
    "GET /api/v1/programmes/programmes/{id}/followups",
    "GET /programmes/calls/{id}/applicants",
    "GET /programmes/calls/{id}/applicants/new",
    "POST /programmes/calls/{id}/applicants/new",
    "GET /api/v1/programmes/calls/{id}/applicants",
    // Whoever marks does so for the whole city.
    "GET /programmes/calls/{id}/reviews",
    "POST /programmes/calls/{id}/reviews",
    "POST /api/v1/programmes/calls/{id}/reviews",
];

const LINKS: &[&str] = &[
    "GET /market/orders/by-link/{token}",
    "POST /market/orders/by-link/{token}/payments",
    "POST /market/orders/by-link/{token}/cancellation",
    "POST /market/orders/by-link/{token}/parcels/{id}/receipt",
    "GET /market/orders/by-link/{token}/reviews/{id}",
    "POST /market/orders/by-link/{token}/reviews/{id}",
    "POST /market/orders/by-link/{token}/reviews/{id}/withdrawal",
    "GET /api/v1/market/orders/by-link/{token}",
    "POST /api/v1/market/orders/by-link/{token}/cancellation",
    "GET /programmes/calendars/{token}",
    "GET /programmes/feedback/{token}",
    "POST /programmes/feedback/{token}",
    "GET /programmes/reports-back/{token}",
    "POST /programmes/reports-back/{token}",
    "POST /programmes/reports-back/{token}/takings-withdrawal",
    "POST /api/v1/identity/passkeys",
    "POST /api/v1/identity/session/confirmation",
    "POST /identity/confirmations/{token}",
    "GET /identity/invitations/{id}/acceptance",
    "POST /identity/invitations/{id}/acceptance",
    "GET /identity/resets/{token}",
    "POST /identity/resets/{token}",
];

const SHARED: &[&str] = &[
    // Whose parcel it is, hands it over.
    "GET /market/parcels/{id}",
    "GET /market/parcels/{id}/paper.pdf",
    "GET /market/parcels/{id}/cn23.pdf",
    "GET /market/parcels/{id}/invoice.pdf",
    "POST /market/parcels/{id}/confirmation",
    "POST /market/parcels/{id}/packing",
    "GET /market/parcels/{id}/sending",
    "POST /market/parcels/{id}/sending",
    "GET /market/parcels/{id}/cancellation",
    "POST /market/parcels/{id}/cancellation",
    "GET /market/parcels/{id}/return",
    "POST /market/parcels/{id}/return",
    // Whose product it is of, answers it.
    "GET /market/reviews/{id}/answer",
    "POST /market/reviews/{id}/answer",
    "GET /api/v1/market/parcels/{id}",
    "POST /api/v1/market/parcels/{id}/confirmation",
    "POST /api/v1/market/parcels/{id}/packing",
    "POST /api/v1/market/parcels/{id}/sending",
    "POST /api/v1/market/parcels/{id}/cancellation",
    "POST /api/v1/market/parcels/{id}/return",
    // Whose it is, downloads it.
    "GET /programmes/certificates/{id}",
    "GET /programmes/certificates/{id}/paper",
    "POST /identity/accounts/{id}/consents/new",
    "POST /identity/accounts/{id}/requests/new",
    // Whose account it is, is led to asking for oneself.
    "GET /identity/accounts/{id}/requests/new",
    "GET /identity/grants/{id}/revocation",
    "POST /identity/grants/{id}/revocation",
    "POST /api/v1/identity/grants/{id}/revocation",
    "GET /api/v1/identity/accounts/{id}/grants",
    "GET /identity/requests/{id}",
    "POST /identity/requests/{id}/withdrawal",
    "GET /catalogue/businesses/{id}/products",
    "GET /catalogue/businesses/{id}/products/new",
    "POST /catalogue/businesses/{id}/products/new",
    "GET /catalogue/businesses/{id}/products/panel",
    "GET /catalogue/products/{id}",
    "GET /catalogue/products/{id}/abroad",
    "POST /catalogue/products/{id}/abroad",
    "GET /catalogue/products/{id}/amendment",
    "POST /catalogue/products/{id}/amendment",
    "GET /catalogue/products/{id}/photos/new",
    "POST /catalogue/products/{id}/photos/new",
    "POST /catalogue/products/{id}/resumption",
    "GET /catalogue/products/{id}/stock",
    "POST /catalogue/products/{id}/stock",
    "POST /catalogue/products/{id}/submission",
    "GET /catalogue/products/{id}/variants",
    "POST /catalogue/products/{id}/variants",
    "GET /catalogue/products/{id}/withdrawal",
    "POST /catalogue/products/{id}/withdrawal",
    "GET /catalogue/products/{id}/words/{lang}",
    "POST /catalogue/products/{id}/words/{lang}",
    "GET /registry/businesses/{id}",
    "GET /registry/businesses/{id}/amendment",
    "POST /registry/businesses/{id}/amendment",
    "GET /registry/businesses/{id}/closure",
    "POST /registry/businesses/{id}/closure",
    "GET /registry/businesses/{id}/measures/new",
    "POST /registry/businesses/{id}/measures/new",
    "GET /registry/businesses/{id}/reopening",
    "POST /registry/businesses/{id}/reopening",
    "GET /registry/businesses/{id}/permits",
    "POST /registry/businesses/{id}/permits",
    "GET /registry/businesses/{id}/permits/new",
    "POST /registry/businesses/{id}/permits/new",
    "GET /registry/businesses/{id}/photos",
    "GET /registry/businesses/{id}/photos/new",
    "POST /registry/businesses/{id}/photos/new",
    "GET /registry/photos/{id}/description",
    "POST /registry/photos/{id}/description",
    "POST /registry/photos/{id}/place",
    "GET /registry/photos/{id}/removal",
    "POST /registry/photos/{id}/removal",
    "GET /registry/permits/{id}",
    "GET /registry/permits/{id}/document",
    "GET /registry/permits/{id}/document/new",
    "POST /registry/permits/{id}/document/new",
    "GET /registry/permits/{id}/withdrawal",
    "POST /registry/permits/{id}/withdrawal",
    "POST /api/v1/registry/permits/{id}/withdrawal",
    "GET /api/v1/registry/businesses/{id}/permits",
    "POST /api/v1/registry/businesses/{id}/permits",
    "GET /registry/people/{id}",
    "GET /registry/people/{id}/amendment",
    "POST /registry/people/{id}/amendment",
    "GET /registry/people/{id}/businesses/new",
    "POST /registry/people/{id}/businesses/new",
    "GET /registry/requests/{id}",
    "POST /registry/requests/{id}/withdrawal",
    "GET /api/v1/registry/businesses/{id}",
    "POST /api/v1/registry/businesses/{id}/amendment",
    "GET /api/v1/registry/people/{id}",
    "POST /api/v1/registry/people/{id}/amendment",
    "GET /programmes/applicants/{id}",
    "POST /programmes/applicants/{id}/acceptance",
    // Whose it is, may ask not to be reminded.
    "POST /programmes/applicants/{id}/nudges",
    "POST /api/v1/programmes/applicants/{id}/nudges",
    "GET /programmes/applicants/{id}/withdrawal",
    "POST /programmes/applicants/{id}/withdrawal",
    "POST /programmes/applicants/{id}/baseline-withdrawal",
    "GET /programmes/applicants/{id}/documents/new",
    "POST /programmes/applicants/{id}/documents/new",
    "GET /programmes/documents/{id}",
    "POST /programmes/participants/{id}/bookings",
    "POST /programmes/participants/{id}/bookings/{session}/end",
    "GET /programmes/participants/{id}/tokens/{session}",
    "GET /api/v1/programmes/applicants/{id}",
    "POST /api/v1/programmes/applicants/{id}/acceptance",
    "POST /api/v1/programmes/applicants/{id}/withdrawal",
    "GET /programmes/applicants/{id}/interview",
    "POST /programmes/applicants/{id}/interview",
    "POST /programmes/applicants/{id}/interview/withdrawal",
    "GET /programmes/applicants/{id}/objections/new",
    "POST /programmes/applicants/{id}/objections/new",
    "GET /api/v1/programmes/applicants/{id}/slots",
    "POST /api/v1/programmes/applicants/{id}/interview",
    "POST /api/v1/programmes/applicants/{id}/objections",
];

/// The beginnings of what is for whoever is signed in.
const OWN: &[&str] = &[
    "/app/desk",
    "/catalogue/own",
    "/market/parcels/own",
    "/api/v1/market/parcels/own",
    "/market/reviews/own",
    "/identity/account",
    "/identity/consents",
    "/identity/own-data",
    "/identity/session/confirmation",
    "/identity/session/grant",
    "/kernel/works/",
    "/registry/own",
    "/programmes/applicants/own",
    "/programmes/participants/own",
    "/programmes/sessions/own",
    "/api/v1/identity/account",
    "/api/v1/identity/consents",
    "/api/v1/identity/own-data",
    "/api/v1/identity/requests",
    "/api/v1/identity/passkeys",
    "/api/v1/identity/session/confirmation",
    "/api/v1/identity/sessions",
];

/// For whom `POST /identity/grants/{id}/revocation` is meant.
pub(crate) fn class(name: &str) -> Class {
    let path = name.split_once(' ').unwrap().1;
    let below = |start: &str| {
        path.strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || start.ends_with('/'))
    };
    if PUBLIC.contains(&name)
        || name.starts_with("GET /territory/")
        || name.starts_with("GET /api/v1/territory/")
    {
        Class::Public
    } else if LINKS.contains(&name) {
        Class::Link
    } else if CITY.contains(&name) {
        Class::City
    } else if SHARED.contains(&name) {
        Class::Shared
    } else if [
        "GET /identity/grants",
        "GET /api/v1/identity/grants",
        // Whoever is no officer registers oneself, and once.
        "POST /api/v1/registry/people",
        "GET /programmes/calls/{id}/applicants/own",
        "POST /programmes/calls/{id}/applicants/own",
    ]
    .contains(&name)
        || OWN.iter().any(|start| below(start))
    {
        Class::Own
    } else if [
        "/ledger/",
        "/market/orders",
        "/market/parcels",
        "/market/refunds",
        "/market/reviews",
        "/market/terms",
        "/programmes/promises/",
        "/programmes/reports/",
        "/programmes/trainings",
        "/programmes/sessions/",
        "/programmes/participants/",
        "/programmes/certificates/",
    ]
    .iter()
    .any(|start| path.trim_start_matches("/api/v1").starts_with(start))
    {
        Class::City
    } else {
        Class::Staff
    }
}

/// Adds what is wrong with the answers of a route.
pub(crate) fn judge(name: &str, here: bool, answers: &[Answered], wrong: &mut Vec<String>) {
    let class = class(name);
    for answer in answers {
        if answer.reply.status >= 500 {
            wrong.push(format!("{name} breaks for {:?}: {:.400}", answer.asker, answer.reply.body));
        }
        if let Some(why) = rule(class, here, answer, answers) {
            wrong.push(format!("{name}: {} got {}, {why}", answer.asker.head(), answer.text));
        }
    }
}

fn rule(class: Class, here: bool, answer: &Answered, all: &[Answered]) -> Option<&'static str> {
    let refused = matches!(answer.text.as_str(), "login" | "403" | "404");
    match answer.asker {
        Asker::Visitor if matches!(class, Class::Own | Class::Shared | Class::City | Class::Staff) => {
            (!refused).then_some("but nobody is signed in")
        }
        Asker::Stray => (answer.text != text(all, Asker::Visitor)).then_some("unlike a visitor"),
        Asker::Oneself if matches!(class, Class::City | Class::Staff) => {
            (!refused).then_some("but this is for staff")
        }
        Asker::Citizen | Asker::Entrepreneur | Asker::Partner
            if matches!(class, Class::Shared | Class::City | Class::Staff) =>
        {
            (!refused).then_some("but this is for staff")
        }
        Asker::OtherVillage | Asker::OtherDistrict
            if matches!(class, Class::Shared | Class::Staff) && here =>
        {
            let here = if answer.asker == Asker::OtherVillage { Asker::Village } else { Asker::District };
            let decided_by_place = text(all, here) != text(all, Asker::Admin) || !forbidden(text(all, here));
            (decided_by_place && !forbidden(&answer.text)).then_some("but the thing lies in another subtree")
        }
        Asker::Foreign if here && class != Class::Public => {
            let hidden = match class {
                Class::Public => true,
                // What is left undone need not say why.
                Class::Own | Class::Link => (400..500).contains(&answer.reply.status),
                Class::Shared | Class::City | Class::Staff => forbidden(&answer.text),
            };
            let old_link = class == Class::Link && tells_of_old_links(&answer.reply);
            (!hidden && !old_link).then_some("but the thing is another city's")
        }
        Asker::Foreign
        | Asker::Visitor
        | Asker::Oneself
        | Asker::Citizen
        | Asker::Entrepreneur
        | Asker::Partner
        | Asker::Mentor
        | Asker::Village
        | Asker::OtherVillage
        | Asker::District
        | Asker::OtherDistrict
        | Asker::Agency
        | Asker::Analyst
        | Asker::Admin => None,
    }
}

fn forbidden(text: &str) -> bool {
    matches!(text, "403" | "404")
}

fn text(answers: &[Answered], asker: Asker) -> &str {
    &answers.iter().find(|answer| answer.asker == asker).unwrap().text
}

/// Links that do not work any more lead to where a new one is asked for, and say the same whether they ever did.
pub(crate) fn tells_of_old_links(reply: &Reply) -> bool {
    reply.status == 303
        && ["/masuk", "/lupa-sandi"].iter().any(|end| reply.header("location").ends_with(end))
        && reply.headers.get_all("set-cookie").iter().any(|cookie| cookie.as_bytes().starts_with(b"pesan="))
}

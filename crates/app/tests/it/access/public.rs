//! What is for everybody.

/// Answered alike to whoever asks, signed in or not.
pub(super) const PUBLIC: &[&str] = &[
    "GET /",
    "GET /api/v1/openapi.json",
    "GET /app/help",
    "GET /app/help/{topic}",
    "POST /app/preferences",
    "GET /ui",
    "GET /identity/accounts/new",
    "GET /identity/agencies",
    "GET /identity/agencies/{id}",
    "GET /api/v1/identity/agencies",
    "GET /identity/certificates/{number}",
    // Asks whether to follow a link, and says the same of every link.
    "GET /identity/confirmations/{token}",
    "GET /identity/purposes",
    "GET /api/v1/identity/purposes",
    "POST /identity/accounts/new",
    "GET /identity/resets",
    "POST /identity/resets",
    "GET /identity/resets/code",
    "POST /identity/resets/code",
    "GET /identity/session",
    "POST /identity/session",
    "POST /identity/session/closure",
    "POST /identity/session/second-factor",
    "POST /api/v1/identity/session",
    "POST /api/v1/identity/session/options",
    // Of those who agreed to be seen by everybody.
    "GET /registry/businesses/{id}/card",
    "GET /registry/cards/{code}",
    "GET /api/v1/registry/businesses/{id}/card",
    "GET /registry/pictures/{name}",
    "GET /registry/profiles",
    "GET /registry/profiles/{slug}",
    // What is on the market, and who makes it.
    "GET /market/products",
    "GET /market/products/{code}",
    "GET /market/makers/{code}",
    "GET /market/sitemap.xml",
    "GET /market/feed.xml",
    "GET /api/v1/market/products",
    "GET /api/v1/market/products/{code}",
    "POST /api/v1/market/quotes",
    "POST /api/v1/market/orders",
    // What one wants to buy lies in one's own browser.
    "GET /market/cart",
    "POST /market/cart",
    "POST /market/cart/additions",
    "GET /market/orders/new",
    "POST /market/orders/new",
    "GET /market/orders/new/abroad",
    "POST /market/orders/new/abroad",
    // Pays without money; where it is on, anybody may.
    "GET /market/attempts/demo/{id}",
    "POST /market/attempts/demo/{id}",
    // Only a provider can sign what counts.
    "POST /market/notices/{provider}",
    // Figures without anybody to be recognised in them, and how they are counted.
    "GET /insight/indicators",
    "GET /insight/panels/{area}",
    "GET /insight/releases",
    "GET /insight/releases/data.csv",
    "GET /insight/releases/data.json",
    "GET /insight/releases/{area}",
    "GET /insight/statements",
    "GET /programmes/pledges",
    "GET /programmes/pledges/{id}",
    "GET /api/v1/insight/indicators",
    // That the books agree, without anything of anybody in them.
    "GET /ledger/proofs",
    "GET /api/v1/ledger/proofs",
    // When and where the city's team comes.
    "GET /programmes/tours",
    "GET /programmes/roadshows/{id}/calendar",
    "GET /api/v1/programmes/roadshows",
    // What people may apply to.
    "GET /programmes/calls",
    "GET /programmes/calls/{id}",
    "GET /api/v1/programmes/calls",
    "GET /api/v1/programmes/calls/{id}",
    // Codes and places in the ranking.
    "GET /programmes/calls/{id}/results",
    "GET /api/v1/programmes/calls/{id}/results",
    // When and where a session is, without anybody who comes.
    "GET /programmes/sessions/{id}/calendar",
    // Whether a paper that somebody holds is one of the city's, with the name in part.
    "GET /programmes/certificates/check",
    "GET /programmes/certificates/check/{code}",
    "GET /api/v1/programmes/certificates/check/{code}",
    // Asks for the code of the door.
    "GET /programmes/feedback",
];

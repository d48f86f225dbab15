//! What the parameters of addresses stand for.

use super::askers::HERE;
use super::examples::Thing;

/// The address up to and with a parameter, and what it stands for. Where a thing lies in another, both are made at once:
/// their ids stand in one text, with a blank between.
pub(crate) const EXAMPLES: &[(&str, Thing)] = &[
    ("/app/help/{topic}", Thing::Word("privasi")),
    ("/catalogue/businesses/{id}", Thing::Business),
    ("/catalogue/products/{id}", Thing::Product),
    ("/catalogue/products/{id}/curation", Thing::ProductThatWaits),
    ("/catalogue/products/{id}/resumption", Thing::ProductTakenOff),
    ("/catalogue/products/{id}/words/{lang}", Thing::ProductWords),
    ("/identity/account/passkeys/{id}", Thing::Nothing),
    ("/identity/account/sessions/{id}", Thing::Session),
    ("/identity/accounts/{id}", Thing::Account),
    ("/identity/agencies/{id}", Thing::Agency),
    ("/identity/certificates/{number}", Thing::Certificate),
    ("/identity/confirmations/{token}", Thing::ConfirmationLink),
    ("/identity/grants/{id}", Thing::Grant),
    ("/identity/holds/{id}", Thing::Hold),
    ("/identity/invitations/{id}", Thing::Invitation),
    ("/identity/invitations/{id}/acceptance", Thing::InvitationLink),
    ("/identity/requests/{id}", Thing::Request),
    ("/identity/resets/{token}", Thing::ResetLink),
    ("/identity/sessions/{id}", Thing::Session),
    ("/insight/figures/{area}", Thing::Word(HERE)),
    ("/insight/panels/{area}", Thing::Word(HERE)),
    ("/insight/releases/{area}", Thing::Word(HERE)),
    ("/kernel/jobs/{id}", Thing::DeadJob),
    ("/kernel/works/{id}", Thing::Work),
    ("/ledger/accounts/{id}", Thing::LedgerAccount),
    ("/ledger/batches/{id}", Thing::BankBatch),
    ("/ledger/batches/{id}/payouts/{payout}", Thing::BankPayout),
    ("/ledger/journals/{id}", Thing::Journal),
    ("/ledger/settlements/{id}", Thing::Settlement),
    ("/ledger/settlements/{id}/shares/{business}", Thing::Share),
    ("/market/attempts/demo/{id}", Thing::DemoAttempt),
    ("/market/makers/{code}", Thing::MakerCode),
    ("/market/notices/{provider}", Thing::Word("demo")),
    ("/market/orders/by-link/{token}", Thing::OrderLink),
    ("/market/orders/by-link/{token}/parcels/{id}", Thing::OrderLinkParcel),
    ("/market/orders/by-link/{token}/reviews/{id}", Thing::OrderLinkProduct),
    ("/market/orders/{id}", Thing::Order),
    ("/market/parcels/{id}", Thing::Parcel),
    ("/market/parcels/{id}/cn23.pdf", Thing::ParcelAbroad),
    ("/market/parcels/{id}/invoice.pdf", Thing::ParcelAbroad),
    ("/market/parcels/{id}/return", Thing::ParcelSent),
    ("/market/refunds/{id}", Thing::RefundFailed),
    ("/market/reviews/{id}", Thing::ProductReview),
    ("/market/products/{code}", Thing::ProductCode),
    ("/programmes/outcomes/{id}", Thing::Outcome),
    ("/programmes/outcomes/{id}/evidence/{evidence}", Thing::Evidence),
    ("/programmes/promises/{id}/told/{told}", Thing::Told),
    ("/programmes/people/{person}", Thing::RegistryPerson),
    ("/programmes/pledges/{id}", Thing::Promise),
    ("/programmes/promises/{id}", Thing::Promise),
    ("/programmes/reports/{id}", Thing::Report),
    ("/programmes/applicants/{id}", Thing::Applicant),
    ("/programmes/rolls/{id}", Thing::Roll),
    ("/programmes/roadshows/{id}", Thing::Roadshow),
    ("/programmes/stops/{id}", Thing::Stop),
    ("/programmes/actions/{id}", Thing::Action),
    ("/programmes/calls/{id}", Thing::Call),
    ("/programmes/documents/{id}", Thing::Paper),
    ("/programmes/programmes/{id}", Thing::Programme),
    ("/programmes/reviews/{id}", Thing::Review),
    ("/programmes/slots/{id}", Thing::Slot),
    ("/programmes/objections/{id}", Thing::Objection),
    ("/programmes/calendars/{token}", Thing::Calendar),
    ("/programmes/aids/{id}", Thing::Aid),
    ("/programmes/aids/rules/{id}", Thing::AidRule),
    ("/programmes/businesses/{business}", Thing::Business),
    ("/programmes/followups/{id}", Thing::Followup),
    ("/programmes/reports-back/{token}", Thing::FollowupLink),
    ("/programmes/certificates/{id}", Thing::TrainingCertificate),
    ("/programmes/certificates/check/{code}", Thing::CertificateCode),
    ("/programmes/feedback/{token}", Thing::DoorToken),
    ("/programmes/participants/{id}", Thing::Participant),
    ("/programmes/participants/{id}/bookings/{session}", Thing::Ticket),
    ("/programmes/participants/{id}/tokens/{session}", Thing::Ticket),
    ("/programmes/sessions/{id}", Thing::TrainingSession),
    ("/programmes/sessions/{id}/participants/{participant}", Thing::Sitting),
    ("/programmes/sessions/{id}/rows/{row}", Thing::SheetRow),
    ("/programmes/trainings/{id}", Thing::Training),
    ("/registry/batches/{id}", Thing::Batch),
    ("/registry/screenings/{id}", Thing::Screening),
    ("/registry/businesses/{id}", Thing::Business),
    ("/registry/businesses/{id}/card", Thing::Card),
    ("/registry/cards/{code}", Thing::Card),
    ("/registry/groups/{id}", Thing::Group),
    ("/registry/groups/{id}/achievements/{achievement}", Thing::Achievement),
    ("/registry/groups/{id}/members/{member}", Thing::Member),
    ("/registry/acts/{id}", Thing::Act),
    ("/registry/links/{id}", Thing::Question),
    ("/registry/samples/{id}", Thing::Sample),
    ("/registry/pairs/{id}", Thing::SamplePair),
    ("/registry/people/{id}", Thing::RegistryPerson),
    ("/registry/permits/{id}", Thing::Permit),
    ("/registry/photos/{id}", Thing::Photo),
    ("/registry/pictures/{name}", Thing::Picture),
    ("/registry/profiles/{slug}", Thing::Profile),
    ("/registry/requests/{id}", Thing::RegistryRequest),
    ("/territory/areas/{code}", Thing::Word(HERE)),
    ("/territory/areas/{code}/{rw}", Thing::Rw),
    ("/territory/areas/{code}/{rw}/{rt}", Thing::Rt),
];

/// The thing that the parameter at the end of `prefix` stands for; `rest` is what follows it.
pub(crate) fn thing(prefix: &str, rest: &str) -> Option<Thing> {
    let known = |path: &str| EXAMPLES.iter().find(|(start, _)| *start == path).map(|(_, thing)| *thing);
    // The whole address may say more of what its last parameter is.
    let whole = if rest.contains('{') { None } else { known(&format!("{prefix}{rest}")) };
    whole.or_else(|| known(prefix))
}

/// What both parameters of an address together stand for, where the second lies in the first.
pub(crate) fn within(template: &str) -> Option<Thing> {
    let inner = |start: &str| start.matches('{').count() == 2 && template.starts_with(start);
    let lies_within = |thing: Thing| {
        matches!(
            thing,
            Thing::Member
                | Thing::Achievement
                | Thing::Evidence
                | Thing::Told
                | Thing::Sitting
                | Thing::Ticket
                | Thing::SheetRow
                | Thing::Share
                | Thing::BankPayout
                | Thing::ProductWords
                | Thing::OrderLinkParcel
                | Thing::OrderLinkProduct
        )
    };
    EXAMPLES.iter().find(|(start, thing)| inner(start) && lies_within(*thing)).map(|(_, thing)| *thing)
}

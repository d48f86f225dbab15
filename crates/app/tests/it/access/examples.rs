//! One of each thing, for the parameters of addresses. A new address with a parameter gets a line in `addresses.rs`.

use std::sync::atomic::{AtomicU32, Ordering};

use identity::account;
use identity::credential::{Token, reset};
use identity::invitation::{self, NewInvitation};
use identity::session;
use identity::subject::{self, NewHold};
use kernel::Role;
use kernel::contact::Email;
use kernel::id::AccountId;
use testkit::SEMARANG;

use super::applications;
use super::askers::HERE;
use super::dead::{dead_job, work};
use super::{books, goods, orders, promises, records, roadshows, trainings};
use crate::kit::Kit;
use crate::people::{MACHINE, area};

/// What a parameter stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Thing {
    Account,
    Grant,
    Agency,
    Invitation,
    /// The secret of the link in a mail of invitation.
    InvitationLink,
    ResetLink,
    ConfirmationLink,
    Session,
    Request,
    Hold,
    /// The number of the certificate of a deletion.
    Certificate,
    /// RW 001 of the kelurahan.
    Rw,
    /// Its RT 001.
    Rt,
    DeadJob,
    Work,
    /// A person in the registry, tied to an account.
    RegistryPerson,
    /// A business of such a person.
    Business,
    /// What such a person asked about the own record.
    RegistryRequest,
    /// A permit of the business of such a person.
    Permit,
    /// A group of this kelurahan.
    Group,
    /// A group of this kelurahan, and a membership in it.
    Member,
    /// A group of this kelurahan, and what it achieved, with a proof.
    Achievement,
    /// A pair of records that may be one.
    Question,
    /// A sample of the machine's answers, and a pair of one.
    Sample,
    SamplePair,
    /// The decision by which two records became one.
    Act,
    /// The short name of a group that is seen by everybody.
    Profile,
    /// A photo of the business of such a person.
    Photo,
    /// The name of a picture of a group that is seen by everybody.
    Picture,
    /// A list that an agency sent.
    Batch,
    /// A list of recipients that is being looked over.
    Screening,
    /// The code of a business that may be seen by everybody.
    Card,
    /// A promise that everybody may see.
    Promise,
    Report,
    /// What somebody became here, and what speaks for it.
    Outcome,
    Evidence,
    /// A programme of the city.
    Programme,
    /// A call that is open.
    Call,
    /// An application of somebody of this kelurahan.
    Applicant,
    /// A paper of such an application.
    Paper,
    /// A look at an application that another officer has taken.
    Review,
    /// A time for interviews.
    Slot,
    /// An objection of somebody of this kelurahan.
    Objection,
    /// A training of a programme, a session of it that is held now, and somebody of this kelurahan who takes part.
    Training,
    TrainingSession,
    Participant,
    /// That session and that participant; and the other way round.
    Sitting,
    Ticket,
    /// That session, and a doubtful row of its sign-in sheet.
    SheetRow,
    /// The certificate of that participant, the code on it, and what the participant showed at the door.
    TrainingCertificate,
    CertificateCode,
    DoorToken,
    /// The secret address of somebody's own calendar.
    Calendar,
    /// A product of somebody of this kelurahan: a draft that lacks nothing, one that waits for a curator, one that was taken
    /// off the market; what is said of it in another language; and how the market calls one that is there, and its maker.
    Product,
    ProductThatWaits,
    ProductTakenOff,
    ProductWords,
    ProductCode,
    MakerCode,
    /// Something that was bought of somebody of this kelurahan: the parcel, one that was sent, the paid order, the secret link
    /// of an order that waits to be paid, of one that was sent with its parcel, and with its product, its payment, money that
    /// could not go back, and what the buyer said.
    Parcel,
    /// To another country.
    ParcelAbroad,
    ParcelSent,
    Order,
    OrderLink,
    OrderLinkParcel,
    OrderLinkProduct,
    DemoAttempt,
    RefundFailed,
    ProductReview,
    /// A sale, and the account of whoever sold.
    Journal,
    LedgerAccount,
    /// What was settled, and what of it a maker got.
    Settlement,
    Share,
    /// Payments at the bank, and one of them.
    BankBatch,
    BankPayout,
    /// Somebody of this kelurahan who is to be asked how the business fares, and the secret link to the questions.
    Followup,
    /// A list of applicants.
    Roll,
    /// A roadshow, a visit to a kecamatan, something that was agreed there.
    Roadshow,
    Stop,
    Action,
    /// A figure of a promise that was published.
    Told,
    FollowupLink,
    /// Something that somebody of this kelurahan received, and a rule of the city.
    Aid,
    AidRule,
    /// A word that is the same in all cities.
    Word(&'static str),
    /// An id that nothing has: a thing that only a device outside of the server can make.
    Nothing,
}

/// An example, and whose it is.
pub(crate) struct Made {
    pub text: String,
    pub owner: Option<AccountId>,
}

static COUNT: AtomicU32 = AtomicU32::new(1);

/// A number that no other example has.
pub(crate) fn fresh() -> u32 {
    COUNT.fetch_add(1, Ordering::Relaxed)
}

/// Makes one, through the doings that people use.
#[expect(clippy::too_many_lines, reason = "one line for each kind of thing")]
pub(crate) async fn make(kit: &Kit, thing: Thing) -> Made {
    match thing {
        Thing::Word(word) => alone(word),
        Thing::Nothing => alone(kernel::id::new(kit.db.clock.now())),
        Thing::Account => {
            let account = person(kit).await;
            owned(account, account)
        }
        Thing::Grant => {
            let account = person(kit).await;
            owned(kit.grant(account, Role::Entrepreneur, HERE, None).await, account)
        }
        Thing::Agency => {
            let number = fresh();
            alone(kit.agency(SEMARANG, &format!("Dinas Contoh {number}"), &format!("Contoh {number}")).await)
        }
        Thing::Session => {
            let account = person(kit).await;
            owned(kit.session(SEMARANG, account).await.0, account)
        }
        Thing::Invitation => alone(invite(kit).await.0),
        Thing::InvitationLink => {
            let email = invite(kit).await.1;
            alone(link(kit, &email, "/identity/invitations/").await)
        }
        Thing::ResetLink => {
            let account = person(kit).await;
            let mut tx = kit.db.tx(MACHINE).await;
            let link = reset::link(&mut tx, account).await.unwrap();
            tx.commit().await.unwrap();
            owned(link.rsplit('/').next().unwrap(), account)
        }
        Thing::ConfirmationLink => confirmation(kit).await,
        Thing::Request => request(kit).await,
        Thing::Hold => hold(kit).await,
        Thing::Certificate => certificate(kit).await,
        Thing::Rw | Thing::Rt => {
            neighbourhood(kit, 1).await;
            alone("001")
        }
        Thing::DeadJob => alone(dead_job(kit).await),
        Thing::RegistryPerson => {
            let (person, _, owner) = records::entrepreneur(kit).await;
            owned(person, owner)
        }
        Thing::Business => {
            let (_, business, owner) = records::entrepreneur(kit).await;
            owned(business, owner)
        }
        Thing::RegistryRequest => records::registry_request(kit).await,
        Thing::Card => records::card(kit).await,
        Thing::Batch => records::batch(kit).await,
        Thing::Screening => records::screening(kit).await,
        Thing::Permit => records::permit(kit).await,
        Thing::Photo => records::photo(kit).await,
        Thing::Picture => alone(records::picture(kit).await),
        Thing::Group => alone(records::group(kit).await.0),
        Thing::Question => alone(records::question(kit).await),
        Thing::Sample => alone(records::sample(kit).await.0),
        Thing::SamplePair => alone(records::sample(kit).await.1),
        Thing::Act => alone(records::act(kit).await),
        Thing::Member => alone(records::member(kit).await),
        Thing::Achievement => alone(records::achievement(kit).await),
        Thing::Programme => alone(applications::programme(kit).await),
        Thing::Call => alone(applications::call(kit).await),
        Thing::Applicant => applications::own_applicant(kit).await,
        Thing::Paper => applications::paper(kit).await,
        Thing::Followup => alone(applications::followup(kit).await.0),
        Thing::Roadshow => alone(roadshows::roadshow(kit).await),
        Thing::Stop => alone(roadshows::stop(kit).await),
        Thing::Action => alone(roadshows::action(kit).await),
        Thing::Told => alone(promises::told(kit).await),
        Thing::Roll => alone(applications::roll(kit).await),
        Thing::FollowupLink => alone(applications::followup(kit).await.1),
        Thing::Review => alone(applications::review(kit).await),
        Thing::Slot => alone(applications::slot(kit).await),
        Thing::Objection => applications::objection(kit).await,
        Thing::Training
        | Thing::TrainingSession
        | Thing::Participant
        | Thing::Sitting
        | Thing::Ticket
        | Thing::SheetRow
        | Thing::TrainingCertificate
        | Thing::CertificateCode
        | Thing::DoorToken
        | Thing::Calendar => trainings::make(kit, thing).await,
        Thing::Journal
        | Thing::LedgerAccount
        | Thing::Settlement
        | Thing::Share
        | Thing::BankBatch
        | Thing::BankPayout => books::make(kit, thing).await,
        Thing::Product
        | Thing::ProductThatWaits
        | Thing::ProductTakenOff
        | Thing::ProductWords
        | Thing::ProductCode
        | Thing::MakerCode => goods::make(kit, thing).await,
        Thing::Parcel
        | Thing::ParcelAbroad
        | Thing::ParcelSent
        | Thing::Order
        | Thing::OrderLink
        | Thing::OrderLinkParcel
        | Thing::OrderLinkProduct
        | Thing::DemoAttempt
        | Thing::RefundFailed
        | Thing::ProductReview => orders::make(kit, thing).await,
        Thing::Profile => alone(records::group(kit).await.1),
        Thing::Promise => alone(promises::promise(kit).await),
        Thing::Report => alone(promises::report(kit).await),
        Thing::Aid => alone(promises::aid(kit).await),
        Thing::AidRule => alone(promises::aid_rule(kit).await),
        Thing::Outcome => alone(promises::outcome(kit).await.0),
        Thing::Evidence => alone(promises::evidence(kit).await),
        Thing::Work => work(kit).await,
    }
}

pub(super) fn alone(text: impl ToString) -> Made {
    Made { text: text.to_string(), owner: None }
}

pub(super) fn owned(text: impl ToString, owner: AccountId) -> Made {
    Made { text: text.to_string(), owner: Some(owner) }
}

/// A citizen of this kelurahan.
pub(super) async fn person(kit: &Kit) -> AccountId {
    kit.person(SEMARANG, &format!("warga{}@contoh.id", fresh()), HERE).await
}

async fn invite(kit: &Kit) -> (invitation::InvitationId, String) {
    let email = format!("rekan{}@contoh.id", fresh());
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewInvitation {
        email: Email::parse(&email).unwrap(),
        role: Role::Entrepreneur,
        area: area(HERE),
        agency: None,
    };
    let id = invitation::invite(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    (id, email)
}

async fn request(kit: &Kit) -> Made {
    let account = person(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let kind = subject::Kind::Correction;
    let id = subject::ask(&mut tx, account, kind, "Nama saya salah tulis").await.unwrap();
    tx.commit().await.unwrap();
    owned(id, account)
}

async fn hold(kit: &Kit) -> Made {
    let account = person(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let (reason, legal_basis) = ("Sengketa pajak".to_owned(), "UU 8/1997 Pasal 11".to_owned());
    let new = NewHold { account, reason, legal_basis, until: None };
    let id = subject::place(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    owned(id, account)
}

/// A person who asked to be deleted, and was.
async fn certificate(kit: &Kit) -> Made {
    let account = person(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let request = subject::ask(&mut tx, account, subject::Kind::Deletion, "").await.unwrap();
    let number = subject::erase(&mut tx, request).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    alone(number)
}

/// An RW of this number with its RT 001.
pub(crate) async fn neighbourhood(kit: &Kit, rw: u32) {
    use territory::neighbourhood::{NewNeighbourhoods, add_many, rules};
    let mut tx = kit.db.tx(MACHINE).await;
    let lines = rules::read(&format!("{rw},1"), &rules::Names::default(), Some(&area(HERE))).unwrap();
    add_many(&mut tx, &NewNeighbourhoods { lines, since: None, invented: true }).await.unwrap();
    tx.commit().await.unwrap();
}

async fn confirmation(kit: &Kit) -> Made {
    let owner = person(kit).await;
    let (_, token) = kit.session(SEMARANG, owner).await;
    let email = format!("baru{}@contoh.id", fresh());
    let mut tx = kit.db.tx(testkit::actor_of(owner, Role::Citizen, "33.74")).await;
    let found = session::find(&mut tx, &Token::parse(&token).unwrap()).await.unwrap().unwrap();
    let proof = found.fresh(tx.now()).unwrap();
    account::ask_email(&mut tx, &Email::parse(&email).unwrap(), proof).await.unwrap();
    tx.commit().await.unwrap();
    owned(link(kit, &email, "/identity/confirmations/").await, owner)
}

/// The secret in the link of the newest mail to an address.
async fn link(kit: &Kit, email: &str, before: &str) -> String {
    kit.db.work_off().await;
    let body = kit.db.mailbox.last_to(email).unwrap().body;
    let (_, rest) = body.split_once(before).unwrap();
    rest.split(|c: char| c == '/' || c.is_whitespace()).next().unwrap().to_owned()
}

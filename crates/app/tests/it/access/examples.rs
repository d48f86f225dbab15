//! One of each thing, for the parameters of addresses. A new address with a parameter gets a line in [`EXAMPLES`].

use std::sync::atomic::{AtomicU32, Ordering};

use identity::account;
use identity::credential::{Token, reset};
use identity::invitation::{self, NewInvitation};
use identity::session;
use identity::subject::{self, NewHold};
use kernel::contact::Email;
use kernel::id::AccountId;
use kernel::{Role, work};
use testkit::SEMARANG;

use super::askers::HERE;
use super::dead::dead_job;
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
    /// The short name of a group that is seen by everybody.
    Profile,
    /// A list that an agency sent.
    Batch,
    /// The code of a business that may be seen by everybody.
    Card,
    /// A word that is the same in all cities.
    Word(&'static str),
    /// An id that nothing has: a thing that only a device outside of the server can make.
    Nothing,
}

/// The address up to and with a parameter, and what it stands for.
pub(crate) const EXAMPLES: &[(&str, Thing)] = &[
    ("/app/help/{topic}", Thing::Word("privasi")),
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
    ("/registry/batches/{id}", Thing::Batch),
    ("/registry/businesses/{id}", Thing::Business),
    ("/registry/businesses/{id}/card", Thing::Card),
    ("/registry/cards/{code}", Thing::Card),
    ("/registry/groups/{id}", Thing::Group),
    ("/registry/groups/{id}/achievements/{achievement}", Thing::Nothing),
    ("/registry/groups/{id}/members/{member}", Thing::Nothing),
    ("/registry/people/{id}", Thing::RegistryPerson),
    ("/registry/permits/{id}", Thing::Permit),
    ("/registry/photos/{id}", Thing::Nothing),
    ("/registry/pictures/{name}", Thing::Nothing),
    ("/registry/profiles/{slug}", Thing::Profile),
    ("/registry/requests/{id}", Thing::RegistryRequest),
    ("/territory/areas/{code}", Thing::Word(HERE)),
    ("/territory/areas/{code}/{rw}", Thing::Rw),
    ("/territory/areas/{code}/{rw}/{rt}", Thing::Rt),
];

/// What is sent where an empty form would be refused before anybody asks who sends it.
pub(crate) const BODIES: &[(&str, &str)] = &[
    ("POST /api/v1/identity/accounts/{id}/grants", r#"{"role": "entrepreneur", "area": "33.74.06.1001"}"#),
    (
        "POST /api/v1/identity/agencies",
        r#"{"name": "Dinas Baru {n}", "short_name": "Baru {n}", "kind": "dinas"}"#,
    ),
    ("POST /api/v1/identity/agencies/{id}/closure", r#"{"reason": "Digabung"}"#),
    ("PUT /api/v1/identity/agencies/{id}/name", r#"{"name": "Dinas Lain {n}", "short_name": "Lain {n}"}"#),
    ("POST /api/v1/identity/consents", r#"{"purpose": "identity.news", "state": "given"}"#),
    ("POST /api/v1/identity/grants/{id}/revocation", r#"{"reason": "Pindah tugas"}"#),
    (
        "POST /api/v1/identity/invitations",
        r#"{"email": "rekan{n}@baru.contoh.id", "role": "entrepreneur", "area": "33.74.06.1001"}"#,
    ),
    ("POST /api/v1/identity/requests", r#"{"kind": "correction", "detail": "Nama saya salah tulis"}"#),
    ("POST /api/v1/registry/businesses/{id}/amendment", r#"{"name": "Warung Lain {n}"}"#),
    (
        "POST /api/v1/registry/businesses",
        r#"{"owners": ["00000000-0000-7000-8000-000000000000"], "name": "Warung {n}"}"#,
    ),
    ("POST /api/v1/registry/people", r#"{"name": "Siti Aminah", "area": "33.74.06.1001"}"#),
    ("POST /api/v1/registry/people/{id}/amendment", r#"{"name": "Siti Rahma"}"#),
    ("POST /identity/account/language", "language=id"),
    ("POST /identity/account/name", "name=Sari Wulandari"),
    (
        "POST /identity/accounts/{id}/consents/new",
        "purpose=identity.news&state=given&channel=oral&witness=Ibu Sri",
    ),
    ("POST /identity/accounts/{id}/grants/new", "role=entrepreneur&area=33.74.06.1001"),
    ("POST /identity/accounts/{id}/holds/new", "reason=Sengketa pajak&legal_basis=UU 8/1997 Pasal 11"),
    ("POST /identity/accounts/{id}/requests/new", "kind=correction&detail=Nama saya salah tulis"),
    ("POST /identity/accounts/{id}/reset", "reason=Lupa kata sandi"),
    ("POST /identity/accounts/{id}/reveals", "field=email&reason=Orangnya ada di loket"),
    ("POST /identity/agencies/new", "name=Dinas Baru {n}&short_name=Baru {n}&kind=dinas"),
    ("POST /identity/agencies/{id}/closure", "reason=Digabung"),
    ("POST /identity/agencies/{id}/name", "name=Dinas Lain {n}&short_name=Lain {n}"),
    ("POST /identity/claims/new", "seen=ya&code=BDY-0000-0000&login=081234567890"),
    ("POST /identity/consents", "purpose=identity.news&state=given"),
    ("POST /identity/grants/{id}/revocation", "reason=Pindah tugas"),
    ("POST /identity/holds/{id}/release", "reason=Perkara selesai"),
    ("POST /identity/invitations/new", "email=rekan{n}@baru.contoh.id&role=entrepreneur&area=33.74.06.1001"),
    ("POST /identity/own-data/requests/new", "kind=correction&detail=Nama saya salah tulis"),
    (
        "POST /identity/registrations/new",
        "name=Budi Santoso&area=33.74.06.1001&channel=oral&witness=Ibu Sri&agreed=ya",
    ),
    ("POST /identity/requests/{id}/answer", "outcome=done&reason=Sudah diperbaiki"),
    ("POST /registry/businesses/{id}/amendment", "name=Warung Lain {n}&area=33.74.06.1001"),
    ("POST /registry/businesses/{id}/closure", "on=2026-01-02&reason=Pemilik pindah"),
    ("POST /registry/businesses/{id}/measures/new", "year=2025&yearly_sales=25 juta"),
    ("POST /registry/businesses/{id}/reopening", "on=2026-01-02&reason=Berjualan lagi"),
    ("POST /registry/own/new", "name=Siti Aminah&area=33.74.06.1001&business_products=keripik tempe"),
    ("POST /registry/own/requests/new", "field=find_me&area=33.74.06.1001&text=Pernah didata tahun 2022"),
    ("POST /registry/people/new", "name=Siti Aminah&area=33.74.06.1001&yakin=ya"),
    ("POST /registry/people/{id}/amendment", "name=Siti Rahma&area=33.74.06.1001&rt=003&rw=012"),
    ("POST /registry/people/{id}/businesses/new", "name=Warung {n}&area=33.74.06.1001"),
    ("POST /registry/people/{id}/reveals", "reason=Orangnya ada di loket"),
    ("POST /registry/requests/{id}/answer", "outcome=refused&answer=Datanya sudah benar"),
    (
        "POST /territory/changes",
        "jenis=rename&code=33.74.06.1001&name=Penggaron Baru&on=2027-01-01&decree=Perda 1/2026",
    ),
    (
        "POST /territory/neighbourhoods/change",
        "code=33.74.06.1001/{rw}/001&what=tutup&reason=Warganya pindah&on=2026-11-22",
    ),
    ("POST /territory/neighbourhoods", "list=33.74.06.1001,{n},1&langkah=simpan"),
];

/// An example, and whose it is.
pub(crate) struct Made {
    pub text: String,
    pub owner: Option<AccountId>,
}

/// The thing that the parameter at the end of `prefix` stands for; `rest` is what follows it.
pub(crate) fn thing(prefix: &str, rest: &str) -> Option<Thing> {
    let known = |path: &str| EXAMPLES.iter().find(|(start, _)| *start == path).map(|(_, thing)| *thing);
    // The whole address may say more of what its last parameter is.
    let whole = if rest.contains('{') { None } else { known(&format!("{prefix}{rest}")) };
    whole.or_else(|| known(prefix))
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
            let (person, _, owner) = entrepreneur(kit).await;
            owned(person, owner)
        }
        Thing::Business => {
            let (_, business, owner) = entrepreneur(kit).await;
            owned(business, owner)
        }
        Thing::RegistryRequest => registry_request(kit).await,
        Thing::Card => card(kit).await,
        Thing::Batch => batch(kit).await,
        Thing::Permit => permit(kit).await,
        Thing::Group => alone(group(kit).await.0),
        Thing::Profile => alone(group(kit).await.1),
        Thing::Work => {
            let account = person(kit).await;
            let mut tx = kit.db.tx(testkit::actor_of(account, Role::Citizen, "33.74")).await;
            let id = work::announce(&mut tx, "test.contoh", Some(3)).await.unwrap();
            tx.commit().await.unwrap();
            owned(id, account)
        }
    }
}

fn alone(text: impl ToString) -> Made {
    Made { text: text.to_string(), owner: None }
}

fn owned(text: impl ToString, owner: AccountId) -> Made {
    Made { text: text.to_string(), owner: Some(owner) }
}

/// A citizen of this kelurahan.
async fn person(kit: &Kit) -> AccountId {
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

/// A person of this kelurahan with a NIK, a business and an account.
async fn entrepreneur(kit: &Kit) -> (registry::person::PersonId, registry::business::BusinessId, AccountId) {
    let account = person(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let (place, nik) = (area(HERE), format!("337406570890{:04}", fresh()));
    let id = registry::examples::person(&mut tx, "Siti Aminah", &place, Some(&nik)).await.unwrap();
    registry::person::recognise(&mut tx, id, account).await.unwrap();
    let business = registry::examples::business(&mut tx, id, "Warung Sari", &place, "Kuliner", 5_000_000);
    let business = business.await.unwrap();
    tx.commit().await.unwrap();
    (id, business, account)
}

async fn registry_request(kit: &Kit) -> Made {
    let (_, _, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(testkit::actor_of(owner, Role::Entrepreneur, "33.74")).await;
    let new = registry::request::NewRequest {
        field: "nik".to_owned(),
        business: None,
        area: None,
        text: "NIK saya salah tulis".to_owned(),
    };
    let id = registry::request::ask(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    owned(id, owner)
}

async fn permit(kit: &Kit) -> Made {
    use registry::permit::{Kind, NewPermit, add};
    let (_, business, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewPermit { kind: Kind::Nib, number: "1234567890123".to_owned(), issued: None, expires: None };
    let id = add(&mut tx, business, new).await.unwrap();
    tx.commit().await.unwrap();
    owned(id, owner)
}

/// A group that is seen by everybody, with its short name.
async fn group(kit: &Kit) -> (registry::group::GroupId, String) {
    use registry::group::{Kind, NewGroup, add, publish};
    let mut tx = kit.db.tx(MACHINE).await;
    let new = NewGroup {
        name: format!("Kelompok Contoh {}", fresh()),
        kind: Kind::Craft,
        area: area(HERE),
        since: None,
        address: None,
        description_id: "Perajin di Penggaron Kidul".to_owned(),
        description_en: String::new(),
    };
    let id = add(&mut tx, new).await.unwrap();
    let slug = publish(&mut tx, id).await.unwrap();
    tx.commit().await.unwrap();
    (id, slug)
}

/// A list as it was sent, before anybody read it.
async fn batch(kit: &Kit) -> Made {
    let number = fresh();
    let agency = kit.agency(SEMARANG, &format!("Dinas Daftar {number}"), &format!("Daftar {number}")).await;
    let mut tx = kit.db.tx(MACHINE).await;
    let new = registry::batch::NewBatch {
        agency,
        file_name: "daftar.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        bytes: b"Nama,Alamat\nSiti Aminah,Penggaron Kidul\n".to_vec(),
    };
    let id = registry::batch::receive(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    alone(id)
}

/// A business whose owner agreed to be seen.
async fn card(kit: &Kit) -> Made {
    let (_, business, owner) = entrepreneur(kit).await;
    let mut tx = kit.db.tx(testkit::actor_of(owner, Role::Entrepreneur, "33.74")).await;
    let web = identity::consent::Channel::Web;
    let purpose = &registry::card::PURPOSE;
    identity::consent::give(&mut tx, owner, purpose, web, identity::consent::Language::Id).await.unwrap();
    tx.commit().await.unwrap();
    owned(business, owner)
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

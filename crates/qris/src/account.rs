//! Where the money goes, and who the merchant is.

use crate::fault::Path;
use crate::{Payload, Remark, Tag};

/// The national repository's address in an account, today's and the one before it.
const REPOSITORY: [&str; 2] = ["ID.CO.QRIS.WWW", "ID.OR.GPNQR.WWW"];

const DOMAIN: Tag = Tag::sub(0);
const PAN: Tag = Tag::sub(1);
const MERCHANT: Tag = Tag::sub(2);
const CRITERIA: Tag = Tag::sub(3);

/// An account of the merchant with a provider, or its entry in the national repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 26 to 51.
    pub tag: Tag,
    /// The provider's address, turned around: `ID.CO.BCA.WWW`.
    pub domain: Option<String>,
    /// The merchant's PAN. Most carry no digit of Luhn's, so none is asked for.
    pub pan: Option<String>,
    /// The merchant's number with the provider; in the national repository, the NMID.
    pub merchant: Option<String>,
    /// The merchant's class, as said here.
    pub criteria: Option<Criteria>,
}

impl Account {
    /// Whether it is the entry in the national repository.
    pub fn is_repository(&self) -> bool {
        self.domain
            .as_deref()
            .is_some_and(|domain| REPOSITORY.iter().any(|known| domain.trim().eq_ignore_ascii_case(known)))
    }
}

/// The merchant's class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criteria {
    /// UMI, usaha mikro.
    Micro,
    /// UKE, usaha kecil.
    Small,
    /// UME, usaha menengah.
    Medium,
    /// UBE, usaha besar.
    Large,
    /// URE, usaha reguler: all that is not micro, in older codes.
    Regular,
    /// PSO, a public service obligation.
    PublicService,
    /// As written.
    Other(String),
}

impl Criteria {
    /// From the three letters.
    pub fn parse(text: &str) -> Criteria {
        match text.trim().to_ascii_uppercase().as_str() {
            "UMI" => Criteria::Micro,
            "UKE" => Criteria::Small,
            "UME" => Criteria::Medium,
            "UBE" => Criteria::Large,
            "URE" => Criteria::Regular,
            "PSO" => Criteria::PublicService,
            _ => Criteria::Other(text.to_owned()),
        }
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        match self {
            Criteria::Micro => "UMI",
            Criteria::Small => "UKE",
            Criteria::Medium => "UME",
            Criteria::Large => "UBE",
            Criteria::Regular => "URE",
            Criteria::PublicService => "PSO",
            Criteria::Other(text) => text,
        }
    }
}

/// Name and city in another language (tag 64).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// ISO 639: `ZH`, `jv`.
    pub language: String,
    /// The merchant's name.
    pub name: String,
    /// Its city.
    pub city: Option<String>,
}

pub(crate) fn all(payload: &Payload) -> Vec<Account> {
    let tags = payload.fields().map(|(tag, _)| tag).filter(|tag| tag.is_account() && tag.is_template());
    tags.map(|tag| {
        let of = |inner| payload.inner(tag, inner).map(str::to_owned);
        Account {
            tag,
            domain: of(DOMAIN),
            pan: of(PAN),
            merchant: of(MERCHANT),
            criteria: payload.inner(tag, CRITERIA).map(Criteria::parse),
        }
    })
    .collect()
}

fn repository(payload: &Payload) -> Option<Account> {
    all(payload).into_iter().find(Account::is_repository)
}

pub(crate) fn nmid(payload: &Payload) -> Option<String> {
    repository(payload)?.merchant
}

pub(crate) fn criteria(payload: &Payload) -> Option<Criteria> {
    repository(payload)
        .and_then(|entry| entry.criteria)
        .or_else(|| all(payload).into_iter().find_map(|account| account.criteria))
}

pub(crate) fn alternative(payload: &Payload) -> Option<Alternative> {
    let of = |inner| payload.inner(Tag::LANGUAGE, Tag::sub(inner)).map(str::to_owned);
    Some(Alternative { language: of(0)?, name: of(1)?, city: of(2) })
}

/// `ID` and thirteen digits.
fn is_nmid(text: &str) -> bool {
    let digits = text.strip_prefix("ID");
    digits.is_some_and(|rest| rest.len() == 13 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

pub(crate) fn remarks(payload: &Payload) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let inner = |tag, inner, what| Remark { path: Path::of(tag).below(inner), what };
    for account in all(payload) {
        if account.is_repository() && !account.merchant.as_deref().is_some_and(is_nmid) {
            remarks.push(inner(account.tag, MERCHANT, "is no NMID: ID and 13 digits"));
        }
        let odd = |pan: &str| !pan.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(pan.len(), 8..=19);
        if account.pan.as_deref().is_some_and(odd) {
            remarks.push(inner(account.tag, PAN, "is no PAN: 8 to 19 digits"));
        }
    }
    let classes: Vec<Criteria> = all(payload).into_iter().filter_map(|account| account.criteria).collect();
    if classes.windows(2).any(|pair| matches!(pair, [one, other] if one != other)) {
        let what = "names another class than the account; the repository's counts";
        remarks.push(inner(Tag::NATIONAL, CRITERIA, what));
    }
    remarks
}

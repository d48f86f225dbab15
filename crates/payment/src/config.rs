//! Accounts with providers, as an operator writes them down.

use std::sync::Arc;

use kernel::Clock;

use crate::{
    Base, Demo, Midtrans, Patience, Provider, Providers, Secret, Stripe, Xendit, midtrans, stripe, xendit,
};

/// What is wrong with the configuration, for whoever wrote it. Never with a secret in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

/// The accounts of a city. None of them is needed; without any, nothing can be paid here.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub midtrans: Option<midtrans::Account>,
    pub xendit: Option<xendit::Account>,
    pub stripe: Option<stripe::Account>,
    /// Payments by a click, without money.
    pub demo: bool,
    /// Where a double of the providers listens on this machine: all accounts are asked there, each below its provider's name.
    pub mirror: Option<Base>,
}

/// The settings and what each is, as `docs/how-to/payments.md` has them. Those of keys hold the key itself here; the operator
/// writes it into a file that `<name>_FILE` names.
pub const SETTINGS: [&str; 9] = [
    "BERDAYA_PAYMENT_MIDTRANS_KEY",
    "BERDAYA_PAYMENT_MIDTRANS_PLACE",
    "BERDAYA_PAYMENT_MIDTRANS_ACQUIRER",
    "BERDAYA_PAYMENT_XENDIT_KEY",
    "BERDAYA_PAYMENT_XENDIT_TOKEN",
    "BERDAYA_PAYMENT_STRIPE_KEY",
    "BERDAYA_PAYMENT_STRIPE_SIGNING",
    "BERDAYA_PAYMENT_DEMO",
    "BERDAYA_PAYMENT_MIRROR",
];

impl Config {
    /// From whoever knows the settings by name; an empty text is as good as none.
    pub fn read(setting: impl Fn(&str) -> Option<String>) -> Result<Config, Fault> {
        let get =
            |name: &str| setting(&format!("BERDAYA_PAYMENT_{name}")).filter(|text| !text.trim().is_empty());
        let pair = |one: &str, other: &str| match (get(one), get(other)) {
            (None, None) => Ok(None),
            (Some(one), Some(other)) => Ok(Some((Secret::new(one), Secret::new(other)))),
            _ => Err(Fault(format!("BERDAYA_PAYMENT_{one} and BERDAYA_PAYMENT_{other} go together"))),
        };
        let demo = match get("DEMO").as_deref() {
            None | Some("off") => false,
            Some("on") => true,
            Some(_) => return Err(Fault("BERDAYA_PAYMENT_DEMO is on or off".to_owned())),
        };
        let config = Config {
            midtrans: get("MIDTRANS_KEY").map(|key| midtrans(key, &get)).transpose()?,
            xendit: pair("XENDIT_KEY", "XENDIT_TOKEN")?.map(|(key, token)| xendit::Account {
                key,
                token,
                at: None,
            }),
            stripe: pair("STRIPE_KEY", "STRIPE_SIGNING")?.map(|(key, signing)| stripe::Account {
                key,
                signing,
                at: None,
            }),
            demo,
            mirror: get("MIRROR").map(|text| mirror(&text)).transpose()?,
        };
        config.checked().map(Config::mirrored)
    }

    /// Keys that are in the wrong place, and a demonstration beside real money.
    fn checked(self) -> Result<Config, Fault> {
        if let Some(xendit) = &self.xendit
            && !xendit.key.starts("xnd_")
        {
            return Err(Fault("BERDAYA_PAYMENT_XENDIT_KEY does not begin with xnd_".to_owned()));
        }
        if let Some(stripe) = &self.stripe
            && !(["sk_", "rk_"].iter().any(|kind| stripe.key.starts(kind)) && stripe.signing.starts("whsec_"))
        {
            return Err(Fault(
                "Stripe's key begins with sk_ or rk_, its signing secret with whsec_".to_owned(),
            ));
        }
        if self.mirror.is_some() && self.in_earnest() {
            return Err(Fault(
                "a double of the providers beside an account through which money moves".to_owned(),
            ));
        }
        if self.demo && self.in_earnest() {
            return Err(Fault("a demonstration beside an account through which money moves".to_owned()));
        }
        Ok(self)
    }

    /// Asks the double, if there is one.
    fn mirrored(mut self) -> Config {
        let Some(mirror) = self.mirror.clone() else { return self };
        if let Some(midtrans) = &mut self.midtrans {
            let at = mirror.below("/midtrans");
            midtrans.place = midtrans::Place::At(at.clone(), at);
        }
        if let Some(xendit) = &mut self.xendit {
            xendit.at = Some(mirror.below("/xendit"));
        }
        if let Some(stripe) = &mut self.stripe {
            stripe.at = Some(mirror.below("/stripe"));
        }
        self
    }

    /// Whether money moves through one of the accounts.
    pub fn in_earnest(&self) -> bool {
        let midtrans = self.midtrans.as_ref().is_some_and(|one| one.place == midtrans::Place::Production);
        let xendit = self.xendit.as_ref().is_some_and(|one| !one.key.starts("xnd_development_"));
        let stripe = self
            .stripe
            .as_ref()
            .is_some_and(|one| !one.key.starts("sk_test_") && !one.key.starts("rk_test_"));
        midtrans || xendit || stripe
    }

    /// The providers, ready. `demo` makes the demonstration, if it is on: it needs a key and a page of the caller's.
    pub fn providers(self, clock: &Clock, demo: impl FnOnce() -> Demo) -> Result<Providers, Fault> {
        let patience = Patience::default();
        let mut providers: Vec<Arc<dyn Provider>> = Vec::new();
        if let Some(account) = self.midtrans {
            providers.push(Arc::new(Midtrans::new(account, patience)?));
        }
        if let Some(account) = self.xendit {
            providers.push(Arc::new(Xendit::new(account, patience)?));
        }
        if let Some(account) = self.stripe {
            providers.push(Arc::new(Stripe::new(account, clock.clone(), patience)?));
        }
        Ok(Providers::new(providers, self.demo.then(demo)))
    }
}

/// A double is on this machine, or it is none.
fn mirror(text: &str) -> Result<Base, Fault> {
    let here = Base::parse(text.trim()).filter(|_| text.trim().starts_with("http://"));
    here.ok_or_else(|| Fault("BERDAYA_PAYMENT_MIRROR is an http:// address of this machine".to_owned()))
}

fn midtrans(key: String, get: &impl Fn(&str) -> Option<String>) -> Result<midtrans::Account, Fault> {
    let place = match get("MIDTRANS_PLACE").as_deref() {
        None | Some("sandbox") => midtrans::Place::Sandbox,
        Some("production") => midtrans::Place::Production,
        Some(_) => return Err(Fault("BERDAYA_PAYMENT_MIDTRANS_PLACE is sandbox or production".to_owned())),
    };
    let key = Secret::new(key);
    if place == midtrans::Place::Production && key.starts("SB-") {
        return Err(Fault("BERDAYA_PAYMENT_MIDTRANS_KEY is of the sandbox (SB-…)".to_owned()));
    }
    let acquirer = get("MIDTRANS_ACQUIRER").unwrap_or_else(|| "gopay".to_owned());
    Ok(midtrans::Account { key, place, acquirer })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Method};

    fn read(settings: &[(&str, &str)]) -> Result<Config, Fault> {
        Config::read(|name| {
            let name = name.strip_prefix("BERDAYA_PAYMENT_").unwrap();
            settings.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn nothing_set_is_nothing_payable() {
        let config = read(&[("DEMO", " ")]).unwrap();
        let none = config.providers(&Clock::system(), || unreachable!()).unwrap();
        assert!(none.offering(Method::Qris, Currency::IDR).is_none());
    }

    #[test]
    fn a_demonstration_is_refused_beside_real_money() {
        let trial = [("DEMO", "on"), ("MIDTRANS_KEY", "SB-Mid-server-x")];
        assert!(!read(&trial).unwrap().in_earnest());
        let earnest = [("DEMO", "on"), ("MIDTRANS_KEY", "Mid-server-x"), ("MIDTRANS_PLACE", "production")];
        assert!(read(&earnest).is_err());
        assert!(read(&earnest[1..]).unwrap().in_earnest());
        assert!(read(&[("DEMO", "on"), ("XENDIT_KEY", "xnd_production_x"), ("XENDIT_TOKEN", "t")]).is_err());
        assert!(read(&[("DEMO", "on"), ("STRIPE_KEY", "rk_live"), ("STRIPE_SIGNING", "whsec_x")]).is_err());
        assert!(read(&[("DEMO", "on"), ("STRIPE_KEY", "sk_test_x"), ("STRIPE_SIGNING", "whsec_x")]).is_ok());
    }

    #[test]
    fn a_double_is_on_this_machine_and_never_beside_real_money() {
        let at = ("MIRROR", "http://127.0.0.1:8099");
        let config = read(&[at, ("STRIPE_KEY", "sk_test_x"), ("STRIPE_SIGNING", "whsec_x")]).unwrap();
        assert!(config.stripe.unwrap().at.is_some());
        assert!(read(&[at, ("STRIPE_KEY", "sk_live_x"), ("STRIPE_SIGNING", "whsec_x")]).is_err());
        for elsewhere in ["https://127.0.0.1", "http://example.org", "8099"] {
            assert!(read(&[("MIRROR", elsewhere)]).is_err(), "{elsewhere}");
        }
    }

    #[test]
    fn half_an_account_is_a_fault_that_shows_no_key() {
        for settings in [
            &[("XENDIT_KEY", "xnd_development_hush")][..],
            &[("STRIPE_SIGNING", "whsec_hush")],
            &[("XENDIT_KEY", "hush"), ("XENDIT_TOKEN", "hush")],
            &[("STRIPE_KEY", "sk_test_hush"), ("STRIPE_SIGNING", "hush")],
            &[("MIDTRANS_KEY", "SB-hush"), ("MIDTRANS_PLACE", "production")],
            &[("MIDTRANS_KEY", "hush"), ("MIDTRANS_PLACE", "elsewhere")],
            &[("DEMO", "yes")],
        ] {
            let fault = read(settings).unwrap_err();
            assert!(!fault.0.contains("hush"), "{fault}");
        }
        let config = read(&[("MIDTRANS_KEY", "hush")]).unwrap();
        assert!(!format!("{config:?}").contains("hush"));
    }
}

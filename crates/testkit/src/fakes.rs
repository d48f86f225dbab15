//! The only fakes: services outside.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use kernel::Error;
use kernel::outside::{Mail, Mailer, Outside};
use kernel::secret::Keyring;

/// A mailer that remembers what it was given.
#[derive(Clone, Default)]
pub struct Mailbox {
    sent: Arc<Mutex<Vec<Mail>>>,
    broken: Arc<Mutex<bool>>,
}

impl Mailbox {
    /// All mails so far, oldest first.
    pub fn all(&self) -> Vec<Mail> {
        self.sent.lock().unwrap().clone()
    }

    /// The newest mail to an address.
    pub fn last_to(&self, to: &str) -> Option<Mail> {
        self.all().into_iter().rev().find(|mail| mail.to == to)
    }

    /// Makes every sending fail from now on, or no longer.
    pub fn set_broken(&self, broken: bool) {
        *self.broken.lock().unwrap() = broken;
    }
}

impl Mailer for Mailbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>> {
        Box::pin(async move {
            if *self.broken.lock().unwrap() {
                return Err(Error::broken("the mail server is away"));
            }
            self.sent.lock().unwrap().push(mail.clone());
            Ok(())
        })
    }
}

/// All that lies outside: mails are remembered, files lie in memory, workbooks are read in this process.
pub(crate) fn outside(mailbox: Mailbox) -> Outside {
    Outside {
        mailer: Arc::new(mailbox),
        files: Arc::new(object_store::memory::InMemory::new()),
        public_url: "http://localhost:8080".to_owned(),
        sheets: None,
        services: kernel::outside::Services::default(),
    }
}

/// Keys that are the same in every run.
pub fn keys() -> Keyring {
    let secret = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    Keyring::parse(&format!("encrypt e1 {secret}\nblind b1 {secret}\nsign s1 {secret}\n")).unwrap()
}

//! Services outside, behind one small trait each. `testkit` has the only fakes.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use object_store::ObjectStore;

use crate::Error;

/// A mail to one recipient, plain text.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub body: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").finish_non_exhaustive()
    }
}

/// Sends mail.
pub trait Mailer: Send + Sync {
    /// Hands the mail over. An error means that it should be tried again.
    fn send<'a>(&'a self, mail: &'a Mail) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send + 'a>>;
}

/// What doings and jobs may reach beyond the database.
#[derive(Clone)]
pub struct Outside {
    pub mailer: Arc<dyn Mailer>,
    /// Where files lie: a folder, or S3.
    pub files: Arc<dyn ObjectStore>,
    /// Where people reach this platform, for links in mails: `https://umkm.example.go.id`, without a slash at the end.
    pub public_url: String,
    /// The program that reads strangers' workbooks in a process of its own (`program read-sheet`). None reads them in this
    /// process, as tests do.
    pub sheets: Option<PathBuf>,
    /// What floors above this one reach beyond the database: providers of payments.
    pub services: Services,
}

/// Services of higher floors, each found by its type.
#[derive(Clone, Default)]
pub struct Services(BTreeMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Services {
    /// With this one too; another of its type makes way.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, service: T) -> Services {
        self.0.insert(TypeId::of::<T>(), Arc::new(service));
        self
    }

    /// The service of a type, if this installation has it.
    pub fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.0.get(&TypeId::of::<T>())?.clone().downcast().ok()
    }
}

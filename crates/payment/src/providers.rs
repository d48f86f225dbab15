//! All providers that an installation has accounts with.

use std::sync::Arc;

use crate::{Currency, Demo, Method, Name, Provider};

/// The providers of an installation, in the order in which they are offered.
#[derive(Clone, Default)]
pub struct Providers {
    all: Vec<Arc<dyn Provider>>,
    demo: Option<Arc<Demo>>,
}

impl Providers {
    /// These, and perhaps a demonstration, which comes last.
    pub fn new(mut all: Vec<Arc<dyn Provider>>, demo: Option<Demo>) -> Providers {
        let demo = demo.map(Arc::new);
        if let Some(demo) = demo.clone() {
            all.push(demo);
        }
        Providers { all, demo }
    }

    /// The provider of a name.
    pub fn get(&self, name: Name) -> Option<&Arc<dyn Provider>> {
        self.all.iter().find(|provider| provider.name() == name)
    }

    /// The first that can be paid through in this way.
    pub fn offering(&self, method: Method, currency: Currency) -> Option<&Arc<dyn Provider>> {
        self.all.iter().find(|provider| provider.offers(method, currency))
    }

    /// The demonstration, whose page is ours.
    pub fn demo(&self) -> Option<&Arc<Demo>> {
        self.demo.as_ref()
    }
}

impl std::fmt::Debug for Providers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.all.iter().map(|provider| provider.name())).finish()
    }
}

//! The configuration in force: one documented file, then the environment, then flags; the last one that speaks wins.
//!
//! Always true: an unknown key is an error that names its place; a secret is never shown, and never taken from a flag;
//! nothing else in the program reads the environment.

mod cidr;
mod layers;
mod read;
pub mod settings;
mod show;
#[cfg(test)]
mod tests;

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

pub use cidr::Cidr;
pub use layers::Source;
pub use show::{Shown, example};

/// What is in force.
#[derive(Debug, Clone)]
pub struct Config {
    /// The data folder, as it was named.
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Where people reach the platform, without a slash at the end.
    pub public_url: String,
    pub trusted_proxies: Vec<Cidr>,
    pub second_factor: SecondFactor,
    pub database: Database,
    pub mail: Mail,
    pub files: Files,
    pub log: Log,
    /// Accounts with providers of payments.
    pub payment: payment::Config,
    pub limits: Limits,
    /// How many jobs this node works off at a time.
    pub jobs: usize,
    pub metrics: Metrics,
    /// Every setting with its value (secrets hidden) and where it came from.
    pub shown: Vec<Shown>,
    /// Values of the environment that are not settings: where programs and sockets are looked for.
    pub place: Place,
}

/// Whether staff must hold a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SecondFactor {
    Require,
    Offer,
}

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub Zeroizing<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Which database.
#[derive(Debug, Clone)]
pub struct Database {
    /// None: the private one in the data folder.
    pub url: Option<Secret>,
    pub migrator_url: Option<Secret>,
    pub pg_bin: Option<PathBuf>,
    pub connections: u32,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct Mail {
    /// None: mails are written into the data folder and not sent.
    pub smtp: Option<Smtp>,
    pub from: String,
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: Option<String>,
    pub password: Option<Secret>,
}

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte.
    Wrapped,
    StartTls,
    None,
}

/// Where uploaded files lie.
#[derive(Debug, Clone)]
pub enum Files {
    Folder(PathBuf),
    S3(S3),
}

/// A bucket.
#[derive(Debug, Clone)]
pub struct S3 {
    pub bucket: String,
    pub prefix: String,
    pub region: String,
    pub endpoint: Option<String>,
    pub key: String,
    pub secret: Option<Secret>,
}

/// What is logged, and how it looks.
#[derive(Debug, Clone)]
pub struct Log {
    pub format: LogFormat,
    pub level: String,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// What one visitor may take of the machine.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub connections: usize,
    pub connections_per_address: usize,
    /// In bytes.
    pub body: usize,
    pub request: Duration,
}

/// Who may read the figures.
#[derive(Debug, Clone)]
pub struct Metrics {
    pub listen: Option<SocketAddr>,
    pub token: Option<Secret>,
}

/// Where programs and sockets are looked for.
#[derive(Debug, Clone, Default)]
pub struct Place {
    pub path: Option<OsString>,
    pub runtime_dir: Option<PathBuf>,
}

/// What the configuration is made from. Read from the process once, by [`Inputs::of_process`].
#[derive(Debug, Default)]
pub struct Inputs {
    pub environment: Vec<(OsString, OsString)>,
    /// The file that was named by a flag.
    pub file: Option<PathBuf>,
    /// Key, flag, value.
    pub flags: Vec<(&'static str, &'static str, String)>,
    pub is_root: bool,
}

/// Why there is no configuration; the text names the place and the way out.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Fault {}

impl Inputs {
    /// The process's environment, with the flags of its command line.
    pub fn of_process(file: Option<PathBuf>, flags: Vec<(&'static str, &'static str, String)>) -> Inputs {
        Inputs {
            environment: std::env::vars_os().collect(),
            file,
            flags,
            is_root: rustix::process::geteuid().is_root(),
        }
    }

    fn variable(&self, name: &str) -> Option<&OsString> {
        self.environment.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value)
    }

    /// The data folder where nothing names one.
    fn default_data(&self) -> PathBuf {
        let dir = |name| self.variable(name).map(PathBuf::from);
        cluster::default_data_dir(self.is_root, dir("HOME").as_deref(), dir("XDG_DATA_HOME").as_deref())
    }

    /// The file that is read: the one that is named, else `berdaya.toml` in the data folder if it is there.
    fn file(&self) -> Option<PathBuf> {
        let named = self.file.clone().or_else(|| self.variable("BERDAYA_CONFIG").map(PathBuf::from));
        named.or_else(|| {
            let flag = self.flags.iter().find(|(key, _, _)| *key == "data").map(|(_, _, data)| data.into());
            let data = flag.or_else(|| self.variable("BERDAYA_DATA").map(PathBuf::from));
            let file = data.unwrap_or_else(|| self.default_data()).join("berdaya.toml");
            file.exists().then_some(file)
        })
    }
}

impl Config {
    /// Reads the configuration; the first fault ends it.
    pub fn load(inputs: &Inputs) -> Result<Config, Fault> {
        let file = inputs.file();
        let layers = layers::gather(inputs, file.as_deref())?;
        read::config(inputs, &layers)
    }

    /// Where the keys lie.
    pub fn key_file(&self) -> PathBuf {
        self.data.join("keys")
    }

    /// Whether a private PostgreSQL runs in the data folder.
    pub fn is_embedded(&self) -> bool {
        self.database.url.is_none()
    }

    /// Whether the address is that of a proxy whom we believe.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|network| network.contains(address))
    }

    /// What the private PostgreSQL is started with.
    pub fn cluster(&self) -> cluster::Settings {
        cluster::Settings {
            bin: self.database.pg_bin.clone(),
            path: self.place.path.clone(),
            runtime_dir: self.place.runtime_dir.clone(),
            ..cluster::Settings::new(Path::new(&self.data))
        }
    }
}

//! Finds, starts, watches and stops the private PostgreSQL.
//!
//! Words:
//! - the *data folder*: what the operator names; of it only `pg/`, `run/`, `log/` and `berdaya.lock` are ours.
//! - the *cluster*: `pg/`, one PostgreSQL instance's files.
//! - the *account*: the operating-system user that PostgreSQL runs as; never root.
//! - the *orphan*: a PostgreSQL of this folder whose parent was killed.
//! - the *address*: where a running cluster answers, a folder with a unix socket.
//!
//! Always true:
//! - Whoever starts, stops or rewrites anything here holds the lock on `berdaya.lock`.
//! - No PostgreSQL is started while a process of an earlier one is left on the same folder.
//! - `pg/` appears by one rename, so it is either absent or complete.
//! - Nothing listens on the network; who cannot enter `run/` cannot connect.
//! - The environment is never read here: paths come in as values.

mod account;
mod address;
mod binaries;
pub mod bootstrap;
mod cluster;
mod error;
mod files;
mod initdb;
mod inspect;
mod layout;
mod lock;
mod log;
mod processes;
mod server;
mod supervisor;
mod tuning;

pub use account::Account;
pub use address::{Address, DATABASE, Role};
pub use binaries::{Binaries, OLDEST, find_binaries};
pub use cluster::{Cluster, Opened, Settings, open};
pub use error::Error;
pub use inspect::{Postmaster, State, inspect};
pub use layout::default_data_dir;
pub use supervisor::Health;
pub use tuning::Tuning;

//! Where a running cluster answers, and as whom one may connect.

use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// The one database of the product.
pub const DATABASE: &str = "berdaya";

/// The port is only the socket's name: nothing listens on the network.
const PORT: u16 = 5432;

/// The database roles, by what they may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reads and writes rows; no DDL, bound by row level security.
    App,
    /// Owns the database and its schemas.
    Migrator,
    /// Reads rows, bound by row level security.
    Readonly,
    /// Administers the cluster: backup, restore, bootstrap. Never for serving.
    Superuser,
}

impl Role {
    /// The role's name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Role::App => "berdaya_app",
            Role::Migrator => "berdaya_migrator",
            Role::Readonly => "berdaya_readonly",
            Role::Superuser => "postgres",
        }
    }
}

/// The unix socket of a private PostgreSQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The folder of the socket; `PGHOST` for PostgreSQL's own programs.
    pub socket_dir: PathBuf,
    pub port: u16,
}

impl Address {
    pub(crate) fn new(socket_dir: PathBuf) -> Address {
        Address { socket_dir, port: PORT }
    }

    /// Options to connect to the product's database; change the database with `.database(…)`.
    pub fn options(&self, role: Role) -> PgConnectOptions {
        // sqlx begins with PGHOST and its kin from the environment; all that matters is overridden here.
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket_dir)
            .port(self.port)
            .username(role.name())
            .database(DATABASE)
            .ssl_mode(PgSslMode::Disable)
    }

    /// The same as a URL that sqlx and libpq both read.
    pub fn url(&self, role: Role) -> String {
        let host = percent_encode(self.socket_dir.as_os_str().as_bytes(), NON_ALPHANUMERIC);
        format!("postgres://{}@{host}:{}/{DATABASE}", role.name(), self.port)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_leads_back_to_the_same_socket_whatever_the_path() {
        for dir in ["/var/lib/berdaya/run", "/home/Bu Sri/a@b:c%20/é?#/run"] {
            let options: PgConnectOptions = Address::new(dir.into()).url(Role::App).parse().unwrap();
            assert_eq!(options.get_socket(), Some(&PathBuf::from(dir)));
            assert_eq!(options.get_username(), "berdaya_app");
            assert_eq!(options.get_database(), Some(DATABASE));
        }
    }
}

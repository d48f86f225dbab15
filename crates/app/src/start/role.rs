//! As whom we are connected.

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};

use crate::config::Fault;
use crate::start::Doing;

/// What makes a role unfit for serving.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Powers {
    pub name: String,
    pub superuser: bool,
    pub bypasses: bool,
    pub owns: bool,
}

impl Powers {
    /// What is wrong with it, if anything.
    pub fn wrong(&self) -> Option<String> {
        let why = match (self.superuser, self.bypasses, self.owns) {
            (true, _, _) => "is a superuser",
            (false, true, _) => "bypasses row level security",
            (false, false, true) => "owns the schema",
            (false, false, false) => return None,
        };
        Some(format!("the database role {} {why}, so nothing would stop a mistake of ours", self.name))
    }
}

/// What the connected role may do.
pub async fn powers(conn: &mut PgConnection) -> Result<Powers, sqlx::Error> {
    let (name, superuser, bypasses, owns) = sqlx::query_as(
        "select rolname::text, rolsuper, rolbypassrls,
                exists (select from pg_database where datname = current_database() and datdba = r.oid)
                or exists (select from pg_namespace where nspname = 'kernel' and nspowner = r.oid)
         from pg_roles r where rolname = current_user",
    )
    .fetch_one(conn)
    .await?;
    Ok(Powers { name, superuser, bypasses, owns })
}

/// Refuses a role with powers that serving must not have.
pub async fn check(options: &PgConnectOptions) -> Result<(), Fault> {
    let mut conn = options.connect().await.doing("connect to the database")?;
    let powers = powers(&mut conn).await.doing("look at the database role")?;
    conn.close().await.doing("close the connection")?;
    match powers.wrong() {
        None => Ok(()),
        Some(wrong) => {
            Err(Fault(format!("{wrong}. Connect as berdaya_app: set the user in DATABASE_URL accordingly")))
        }
    }
}

//! The private PostgreSQL as the application holds it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::postgres::PgConnectOptions;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tracing::info;

use crate::layout::Layout;
use crate::lock::Lock;
use crate::server::Plan;
use crate::{
    Account, Address, Binaries, Error, Health, Role, Tuning, binaries, bootstrap, files, initdb, inspect,
    processes, supervisor,
};

/// What to run and where. The caller reads the environment; nothing here does.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data folder; made if it is missing.
    pub data: PathBuf,
    /// The folder of PostgreSQL's programs, where the operator names one.
    pub bin: Option<PathBuf>,
    /// The value of `PATH`.
    pub path: Option<OsString>,
    /// The value of `XDG_RUNTIME_DIR`: for the socket when the data folder's path is too long for one.
    pub runtime_dir: Option<PathBuf>,
    pub tuning: Tuning,
}

impl Settings {
    pub fn new(data: impl Into<PathBuf>) -> Settings {
        Settings { data: data.into(), bin: None, path: None, runtime_dir: None, tuning: Tuning::Machine }
    }
}

/// A running private PostgreSQL, watched: if it dies it is started again.
///
/// Call [`Cluster::stop`] at the end. One that is only dropped is stopped too, but nobody waits for it;
/// after a kill the next start clears up.
#[derive(Debug)]
pub struct Cluster {
    plan: Arc<Plan>,
    health: watch::Receiver<Health>,
    stop: watch::Sender<bool>,
    watching: JoinHandle<Result<(), Error>>,
}

impl Cluster {
    /// Makes the cluster if there is none, clears up after a killed run, starts PostgreSQL, waits until
    /// it answers, and sees to roles, database and extensions.
    pub async fn start(settings: Settings) -> Result<Cluster, Error> {
        let layout = Layout::create(&settings.data)?;
        let account = Account::choose(&layout)?;
        let lock = Lock::take(&layout).await?;
        let plan = prepare(layout, account, &settings).await?;
        let mut running = plan.run().await?;
        if let Err(error) = bootstrap::private(&plan.address).await {
            running.stop(&plan.layout.pg).await?;
            return Err(error);
        }
        let pid = running.pid();
        info!(pid, version = %plan.binaries.version, data = %plan.layout.data.display(), "PostgreSQL is ready");
        let plan = Arc::new(plan);
        let (stop, stopped) = watch::channel(false);
        let (report, health) = watch::channel(Health::Ready { pid });
        #[expect(
            clippy::disallowed_methods,
            reason = "watches for as long as the process lives; no work that must survive it"
        )]
        let watching = tokio::spawn(supervisor::watch(Arc::clone(&plan), running, stopped, report, lock));
        Ok(Cluster { plan, health, stop, watching })
    }

    /// Where it answers. Stays the same over restarts.
    pub fn address(&self) -> &Address {
        &self.plan.address
    }

    /// A URL of the product's database for one role.
    pub fn url(&self, role: Role) -> String {
        self.plan.address.url(role)
    }

    /// The same as options for sqlx.
    pub fn options(&self, role: Role) -> PgConnectOptions {
        self.plan.address.options(role)
    }

    /// The path of one of PostgreSQL's programs of this version, such as `pg_dump`.
    pub fn bin(&self, name: &str) -> PathBuf {
        self.plan.binaries.program(name)
    }

    pub fn binaries(&self) -> &Binaries {
        &self.plan.binaries
    }

    /// Whom PostgreSQL runs as.
    pub fn account(&self) -> &Account {
        &self.plan.account
    }

    /// PostgreSQL's log file.
    pub fn log(&self) -> PathBuf {
        self.plan.log()
    }

    /// How it is now and how that changes.
    pub fn health(&self) -> watch::Receiver<Health> {
        self.health.clone()
    }

    /// Waits until PostgreSQL has died for good, and says why. Never returns while it runs, is being
    /// restarted, or was stopped on request.
    pub async fn died(&self) -> String {
        let mut health = self.health.clone();
        loop {
            if let Health::Failed(why) = &*health.borrow_and_update() {
                return why.clone();
            }
            if health.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Stops PostgreSQL: open transactions are rolled back, everything is written out, nothing is left
    /// running.
    pub async fn stop(self) -> Result<(), Error> {
        self.stop.send_replace(true);
        match self.watching.await {
            Ok(stopped) => stopped,
            // The watcher was torn down with its runtime, and its lock with it; end what it watched.
            Err(_) => {
                let _lock = Lock::take(&self.plan.layout).await?;
                processes::end_all(&self.plan.layout.pg).await
            }
        }
    }
}

async fn prepare(layout: Layout, account: Account, settings: &Settings) -> Result<Plan, Error> {
    let binaries = binaries::find_binaries(
        settings.bin.as_deref(),
        settings.path.as_deref(),
        &layout.data,
        layout.major()?,
    )?;
    layout.open_to(&account, &binaries)?;
    files::private_dir(&layout.log, &Account::owner_of(&layout)?)?;
    initdb::run(&layout, &binaries, &account, settings.tuning).await?;
    files::private_dir(&layout.pg, &account)?;
    let address = Address::new(layout.socket_dir(&account, settings.runtime_dir.as_deref())?);
    Ok(Plan { layout, binaries, account, tuning: settings.tuning, address })
}

/// How a command reaches the private PostgreSQL: its own run, or that of another process.
#[derive(Debug)]
pub enum Opened {
    /// Nobody ran it; it was started for this command, which must stop it.
    Started(Box<Cluster>),
    /// Another berdaya, such as a running `serve`, holds it and keeps holding it.
    Running { address: Address, binaries: Box<Binaries> },
}

impl Opened {
    pub fn address(&self) -> &Address {
        match self {
            Opened::Started(cluster) => cluster.address(),
            Opened::Running { address, .. } => address,
        }
    }

    pub fn binaries(&self) -> &Binaries {
        match self {
            Opened::Started(cluster) => cluster.binaries(),
            Opened::Running { binaries, .. } => binaries,
        }
    }

    /// Stops it if it was started for us.
    pub async fn close(self) -> Result<(), Error> {
        match self {
            Opened::Started(cluster) => cluster.stop().await,
            Opened::Running { .. } => Ok(()),
        }
    }
}

/// For commands beside `serve`: joins a running cluster or starts one.
pub async fn open(settings: Settings) -> Result<Opened, Error> {
    let data = settings.data.clone();
    let (bin, path) = (settings.bin.clone(), settings.path.clone());
    match Box::pin(Cluster::start(settings)).await {
        Ok(cluster) => Ok(Opened::Started(Box::new(cluster))),
        Err(Error::InUse { data: held, pid }) => match running(&data) {
            Some((address, major)) => {
                let binaries = binaries::find_binaries(bin.as_deref(), path.as_deref(), &data, Some(major))?;
                Ok(Opened::Running { address, binaries: Box::new(binaries) })
            }
            None => Err(Error::InUse { data: held, pid }),
        },
        Err(error) => Err(error),
    }
}

fn running(data: &Path) -> Option<(Address, u32)> {
    let state = inspect::inspect(data, None).ok()?;
    Some((state.address?, state.major?))
}

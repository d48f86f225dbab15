//! `serve` and `work`: a node, until it is told to stop.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;
use identity::factor::Policy;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::{Flags, complain};
use crate::App;
use crate::config::{Config, Fault, SecondFactor};
use crate::demo::Records;
use crate::listen::{self, Door, Patience};
use crate::metrics::Metrics;
use crate::metrics::health::{self, Probes};
use crate::metrics::observe;
use crate::start::stop::{Stop, asked};
use crate::start::{self, Doing, Node, Schema, Server};
use crate::worker;

/// Answer requests and work off jobs, until it is stopped
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  # on http://localhost:8080, with a database of its own
  berdaya serve
  # for the whole network
  berdaya serve --listen 0.0.0.0:8080
  # with a database elsewhere, and without its jobs
  DATABASE_URL=postgres://berdaya_app@db/berdaya berdaya serve --no-work")]
pub(super) struct Serve {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<SocketAddr>,
    /// Where people reach the platform, such as https://umkm.example.go.id
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Leave the jobs to other nodes
    #[arg(long)]
    no_work: bool,
    /// Open the demo first, if no city is open yet
    #[arg(long, value_enum, value_name = "HOW MUCH", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = "full")]
    demo: Option<Records>,
}

impl Serve {
    pub(super) fn flags(&self) -> Flags {
        let mut flags = Flags::new();
        if let Some(listen) = self.listen {
            flags.push(("listen", "--listen", listen.to_string()));
        }
        if let Some(url) = &self.public_url {
            flags.push(("public_url", "--public-url", url.clone()));
        }
        if self.demo.is_some() {
            flags.push(("payment.demo", "--demo", "on".to_owned()));
        }
        flags
    }

    pub(super) async fn run(self, config: Arc<Config>) -> Result<(), Fault> {
        listen::raise_open_files();
        // Before the database is touched: a taken port is found at once.
        let listener = listen::bind(config.listen).await?;
        let figures = match config.metrics.listen {
            Some(address) => Some(listen::own(address).await?),
            None => None,
        };
        let stop = stop_signal()?;
        let server = starting(Server::start(&config), stop.clone()).await?;
        running(config, server, stop, async |node, stop| {
            if let Some(records) = self.demo {
                super::seed::if_empty(node, records).await?;
            }
            self.serve(node, Doors { listener, figures }, stop).await
        })
        .await
    }

    async fn serve(&self, node: &Node, doors: Doors, stop: Stop) -> Result<(), Fault> {
        let config = &node.config;
        let policy = match config.second_factor {
            SecondFactor::Require => Policy::Force,
            SecondFactor::Offer => Policy::Offer,
        };
        let app = App::new(node.db.clone(), policy).await?;
        // Held before anybody asks: the first visitor does not wait, and places have their names from the start.
        territory::gazetteer(&node.db).await?;
        let metrics = Metrics::new();
        let probes = Probes { config: config.clone(), db: node.db.clone(), metrics: metrics.clone() };
        let figures = health::router(probes.clone());
        let pages = figures.clone().fallback_service(crate::site::router(app));
        let pages = pages.layer(axum::middleware::from_fn_with_state(metrics.clone(), observe::observe));
        let door = || Door {
            patience: Patience::default(),
            limits: config.limits,
            trusted: config.trusted_proxies.clone(),
            metrics: metrics.clone(),
        };
        let address = doors.listener.local_addr().doing("look at the listening socket")?;
        let mut tasks = JoinSet::new();
        tasks.spawn(listen::serve(doors.listener, pages, door(), stop.clone()));
        if let Some(listener) = doors.figures {
            tasks.spawn(listen::serve(listener, figures, door(), stop.clone()));
        }
        if !self.no_work {
            tasks.spawn(worker::run(node.db.clone(), metrics.clone(), config.jobs, stop));
        }
        tracing::info!(listen = %address, version = env!("CARGO_PKG_VERSION"), "ready");
        listen::notify_ready(std::env::var_os("NOTIFY_SOCKET").as_deref());
        announce(node, address).await;
        while let Some(ended) = tasks.join_next().await {
            ended.doing("finish")?;
        }
        Ok(())
    }
}

struct Doors {
    listener: TcpListener,
    figures: Option<TcpListener>,
}

/// Works off jobs until it is told to stop.
pub(super) async fn work(config: Arc<Config>) -> Result<(), Fault> {
    let stop = stop_signal()?;
    let server = starting(Server::open(&config), stop.clone()).await?;
    running(config, server, stop, async |node, stop| {
        tracing::info!(jobs = node.config.jobs, "working");
        worker::run(node.db.clone(), Metrics::new(), node.config.jobs, stop).await;
        Ok(())
    })
    .await
}

/// A start that a signal gives up: what was begun is cleared away by dropping it.
async fn starting(
    start: impl Future<Output = Result<Server, Fault>>,
    mut stop: Stop,
) -> Result<Server, Fault> {
    tokio::select! {
        server = start => server,
        () = asked(&mut stop) => Err(Fault("stopped before it was ready".to_owned())),
    }
}

/// Runs a node; whatever happens, the database is stopped in the end.
async fn running(
    config: Arc<Config>,
    server: Server,
    stop: Stop,
    doing: impl AsyncFnOnce(&Node, Stop) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let node = match start::node(config, server, Schema::Settle).await {
        Ok(node) => node,
        Err((fault, server)) => {
            server.close().await?;
            return Err(fault);
        }
    };
    let done = tokio::select! {
        done = doing(&node, stop) => done,
        why = node.server.died() => Err(Fault(format!("the private PostgreSQL is gone: {why}"))),
    };
    tracing::info!("stopping");
    node.close().await?;
    done
}

/// Says true once this process is asked to stop; a second time ends it at once.
pub(super) fn stop_signal() -> Result<Stop, Fault> {
    let mut terminate = signal(SignalKind::terminate()).doing("listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).doing("listen for SIGINT")?;
    let (say, heard) = watch::channel(false);
    #[expect(clippy::disallowed_methods, reason = "lives as long as the process and holds nothing")]
    tokio::spawn(async move {
        let mut told = false;
        loop {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if told {
                // The private PostgreSQL is left to the next start, which clears up.
                std::process::exit(130);
            }
            told = true;
            say.send_replace(true);
        }
    });
    Ok(heard)
}

/// Tells people at a terminal where to go.
async fn announce(node: &Node, address: SocketAddr) {
    if !std::io::stderr().is_terminal() && node.config.mail.smtp.is_some() {
        return;
    }
    let mut text = format!("\nBerdaya answers at {}\n", node.config.public_url);
    if !node.config.public_url.ends_with(&format!(":{}", address.port())) {
        text.push_str(&format!("(listening on {address})\n"));
    }
    if node.config.mail.smtp.is_none() {
        let folder = node.config.data.join("mail");
        text.push_str(&format!(
            "Mails are NOT sent but written to {} (set mail.smtp to send)\n",
            folder.display()
        ));
    }
    text.push_str(&super::seed::table(node).await);
    complain(&text);
}

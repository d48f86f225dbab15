//! Installations to try things on.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use app::config::{Config, Inputs};
use app::start::{self, Node, Schema, Server};
use tempfile::TempDir;
use tokio::time::{interval, timeout};

/// A data folder that any user can reach, as `/var/lib` is.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) port: u16,
}

impl Place {
    pub(crate) fn new() -> Place {
        let folder = tempfile::tempdir().unwrap();
        std::fs::set_permissions(folder.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        Place { folder, port: free_port() }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A file beside the data folder.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The configuration file's text from here on.
    pub(crate) fn configure(&self, text: &str) {
        std::fs::write(self.beside("berdaya.toml"), text).unwrap();
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    pub(crate) fn config(&self) -> Arc<Config> {
        Arc::new(self.try_config().unwrap())
    }

    pub(crate) fn try_config(&self) -> Result<Config, app::config::Fault> {
        let environment = self.environment().map(|(name, value)| (name.into(), value.into())).to_vec();
        let file = Some(self.beside("berdaya.toml")).filter(|file| file.exists());
        Config::load(&Inputs { environment, file, flags: Vec::new(), is_root: false })
    }

    fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("PATH", std::env::var("PATH").unwrap()),
            ("BERDAYA_DATA", self.data().display().to_string()),
            ("BERDAYA_LISTEN", self.address().to_string()),
            ("BERDAYA_SECOND_FACTOR", "offer".to_owned()),
        ]
    }

    /// The program itself, with nothing of this process's environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_berdaya"));
        command.env_clear().envs(self.environment()).args(arguments);
        let file = self.beside("berdaya.toml");
        if file.exists() {
            command.arg("--config").arg(file);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// A node in this process, on the private PostgreSQL.
    pub(crate) async fn node(&self) -> Node {
        let config = self.config();
        start::folder::settle(&config).unwrap();
        let server = Server::start(&config).await.unwrap();
        start::node(config, server, Schema::Settle).await.map_err(|(fault, _)| fault).unwrap()
    }

    /// The program, serving.
    pub(crate) async fn serve(&self, arguments: &[&str]) -> Serving {
        let log = std::fs::OpenOptions::new().append(true).create(true).open(self.beside("log")).unwrap();
        let mut command = self.command(&[&["serve"], arguments].concat());
        command.stdout(Stdio::null()).stderr(log);
        let mut serving = Serving { child: command.spawn().unwrap(), data: self.data(), ended: false };
        let address = self.address();
        eventually("the node answers", || {
            if let Some(status) = serving.child.try_wait().unwrap() {
                panic!("it ended with {status}: {}", self.log());
            }
            get(address, "/readyz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
        })
        .await;
        serving
    }

    /// The program on a socket that somebody else holds, handed over as systemd does.
    pub(crate) fn serve_on(&self, socket: &TcpListener) -> Serving {
        let log = std::fs::OpenOptions::new().append(true).create(true).open(self.beside("log")).unwrap();
        let script = "exec 3<&0 </dev/null; export LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=berdaya.socket; exec \"$0\" serve";
        let mut command = Command::new("sh");
        command.env_clear().envs(self.environment());
        command.args(["-c", script, env!("CARGO_BIN_EXE_berdaya")]);
        command.stdin(OwnedFd::from(socket.try_clone().unwrap())).stdout(Stdio::null()).stderr(log);
        Serving { child: command.spawn().unwrap(), data: self.data(), ended: false }
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.beside("log")).unwrap_or_default()
    }
}

/// A serving process. Dropped, nothing of it goes on running.
pub(crate) struct Serving {
    child: Child,
    data: PathBuf,
    ended: bool,
}

impl Serving {
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.ended = true;
    }

    /// Asks it to stop and waits until it has; returns its exit code.
    pub(crate) async fn stop(mut self) -> i32 {
        signal("TERM", self.child.id());
        eventually("the node stops", || self.child.try_wait().unwrap().is_some()).await;
        self.ended = true;
        self.child.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        if !self.ended {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        for pid in postgres(&self.data) {
            let _ = Command::new("kill").args(["-s", "KILL", &pid.to_string()]).status();
        }
    }
}

/// PostgreSQL's processes on a data folder.
pub(crate) fn postgres(data: &Path) -> Vec<u32> {
    cluster::inspect(data, None).map(|state| state.processes).unwrap_or_default()
}

pub(crate) fn signal(name: &str, pid: u32) {
    let sent =
        Command::new("kill").args(["-s", name, &pid.to_string()]).stderr(Stdio::null()).status().unwrap();
    assert!(sent.success(), "kill -s {name} {pid}");
}

pub(crate) async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let mut ticks = interval(Duration::from_millis(20));
    let looking = async {
        while !holds() {
            ticks.tick().await;
        }
    };
    assert!(timeout(Duration::from_secs(60), looking).await.is_ok(), "waited in vain until {what}");
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A whole answer to a GET; `None` when there is none.
pub(crate) fn get(address: SocketAddr, path: &str) -> Option<String> {
    exchange(address, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
}

/// Sends a request and reads the answer to its end.
pub(crate) fn exchange(address: SocketAddr, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(5)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(40))).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned()).filter(|answer| !answer.is_empty())
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

//! The listening socket: our own, or one that systemd holds over restarts, so that none of the waiting is lost.

use std::net::SocketAddr;
use std::os::unix::net::UnixDatagram;

use listenfd::ListenFd;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;

use crate::config::Fault;
use crate::start::Doing;

/// Listens on `address`, unless systemd handed a socket over.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Fault> {
    let handed =
        ListenFd::from_env().take_tcp_listener(0).doing("use the socket that systemd handed over")?;
    if let Some(socket) = handed {
        socket.set_nonblocking(true).doing("use the socket that systemd handed over")?;
        return TcpListener::from_std(socket).doing("use the socket that systemd handed over");
    }
    own(address).await
}

/// Listens on `address`.
pub async fn own(address: SocketAddr) -> Result<TcpListener, Fault> {
    TcpListener::bind(address).await.map_err(|error| {
        if error.kind() != std::io::ErrorKind::AddrInUse {
            return Fault(format!("could not listen on {address}: {error}. Choose another address with --listen"));
        }
        Fault(format!(
            "{address} is taken by another program. Stop that one (`ss -ltnp 'sport = :{0}'` shows it), or choose \
             another port with --listen",
            address.port()
        ))
    })
}

/// Tells systemd, if it asked (`Type=notify`), that requests are answered from now on.
pub fn notify_ready(socket: Option<&std::ffi::OsStr>) {
    let Some(path) = socket else { return };
    let told = UnixDatagram::unbound().and_then(|ours| ours.send_to(b"READY=1", path));
    if let Err(error) = told {
        tracing::warn!(%error, "systemd could not be told that the node is ready");
    }
}

/// Each connection is an open file; the usual soft limit of 1,024 is for programs that still use select().
pub fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    if let Err(error) = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })
    {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}

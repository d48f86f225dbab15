//! The program itself, on a port of its own.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

/// A running program, stopped when dropped.
pub(crate) struct Server {
    child: Child,
    pub url: String,
}

/// Where the program's mails go.
pub(crate) enum Mails {
    IntoFolder,
    ToServer(SocketAddr),
}

impl Server {
    /// Starts it on the folder `data` below `folder`, with the demo in it, and waits until it answers.
    pub(crate) fn start(folder: &Path, log: &Path, mails: Mails, more: &[(String, String)]) -> Server {
        let port = free_port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_berdaya"));
        command.args(["serve", "--demo=people", "--listen", &format!("127.0.0.1:{port}")]);
        // The program refuses what it does not know, such as what the tests themselves are told.
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BERDAYA_"))
        {
            command.env_remove(name);
        }
        command.env("BERDAYA_DATA", folder.join("data")).env("BERDAYA_SECOND_FACTOR", "offer");
        command.envs(more.iter().cloned());
        command.env_remove("DATABASE_URL").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        if let Mails::ToServer(address) = mails {
            command.env("BERDAYA_MAIL_SMTP", format!("smtp+plain://{address}"));
        }
        let mut child = command.spawn().unwrap();
        let (ready, answers) = mpsc::channel();
        let said = BufReader::new(child.stderr.take().unwrap());
        let mut file = File::create(log).unwrap();
        std::thread::spawn(move || {
            for line in said.lines().map_while(Result::ok) {
                let _ = writeln!(file, "{line}");
                if line.contains(" ready ") || line.ends_with(" ready") {
                    let _ = ready.send(());
                }
            }
        });
        let server = Server { child, url: format!("http://localhost:{port}") };
        let waited = answers.recv_timeout(Duration::from_secs(90));
        waited.unwrap_or_else(|_| panic!("the program did not start; see {}", log.display()));
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It stops its database before it ends.
        let _ = kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

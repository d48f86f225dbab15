//! The parent's side.

use std::ffi::OsString;
use std::io::{Seek, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::fs::MemfdFlags;
use tokio::io::{AsyncReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::mpsc;

use super::wire::{self, Frame};
use crate::{Fault, Limits, Met, Summary};

/// A file to be read.
#[derive(Debug)]
pub struct File(std::fs::File);

impl File {
    /// # Errors
    /// When there is no such file, or it may not be read.
    pub fn open(path: &Path) -> Result<File, Fault> {
        std::fs::File::open(path)
            .map(File)
            .map_err(|error| Fault::Broken(format!("cannot open the file: {error}")))
    }

    /// Bytes that are held already, as a file in memory that has no name on any disk.
    ///
    /// # Errors
    /// When there is no memory left.
    pub fn of_bytes(bytes: &[u8]) -> Result<File, Fault> {
        let broken = |error: std::io::Error| Fault::Broken(format!("cannot hold the file: {error}"));
        let held = rustix::fs::memfd_create("workbook", MemfdFlags::CLOEXEC)
            .map_err(|error| broken(error.into()))?;
        let mut file = std::fs::File::from(held);
        file.write_all(bytes).map_err(broken)?;
        Ok(File(file))
    }

    fn rewound(self) -> Result<std::fs::File, Fault> {
        let mut file = self.0;
        file.rewind().map_err(|error| Fault::Broken(format!("cannot read the file: {error}")))?;
        Ok(file)
    }
}

impl From<std::fs::File> for File {
    fn from(file: std::fs::File) -> File {
        File(file)
    }
}

/// Reads workbooks, each in a process of its own.
#[derive(Debug, Clone)]
pub struct Reader {
    program: Option<(PathBuf, OsString)>,
    limits: Limits,
}

impl Reader {
    /// Reads with `program subcommand …`, which must call [`crate::serve`] with the arguments behind the subcommand.
    pub fn new(program: impl Into<PathBuf>, subcommand: impl Into<OsString>) -> Reader {
        Reader { program: Some((program.into(), subcommand.into())), limits: Limits::default() }
    }

    /// Reads with this program's [`crate::SUBCOMMAND`]; without a program, in this process.
    #[must_use]
    pub fn of(program: Option<&Path>) -> Reader {
        program.map_or_else(Reader::here, |program| Reader::new(program, crate::SUBCOMMAND))
    }

    /// Reads on a thread of this process, for tests and files that we trust.
    #[must_use]
    pub fn here() -> Reader {
        Reader { program: None, limits: Limits::default() }
    }

    #[must_use]
    pub fn limited(self, limits: Limits) -> Reader {
        Reader { limits, ..self }
    }

    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Begins to read. Dropping the [`Reading`] ends the process.
    ///
    /// # Errors
    /// When the process cannot be started.
    pub fn read(&self, file: File) -> Result<Reading, Fault> {
        let file = file.rewound()?;
        let Some((program, subcommand)) = &self.program else { return Ok(here(file, self.limits.clone())) };
        let limits = serde_json::to_string(&self.limits).map_err(|error| Fault::Broken(error.to_string()))?;
        let mut child = Command::new(program)
            .arg(subcommand)
            .arg(limits)
            // Nothing of ours is its business: no keys, no addresses of databases.
            .env_clear()
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| Fault::Broken(format!("cannot start the reading process: {error}")))?;
        let told = child
            .stdout
            .take()
            .ok_or_else(|| Fault::Broken("the reading process has no output".to_owned()))?;
        let told = BufReader::with_capacity(64 * 1024, told);
        let silence = Duration::from_secs(self.limits.silence_seconds);
        Ok(Reading {
            from: Side::Child { child: Box::new(child), told, held: Vec::new(), silence },
            summary: None,
        })
    }
}

/// A workbook that is being read.
#[derive(Debug)]
pub struct Reading {
    from: Side,
    summary: Option<Summary>,
}

#[derive(Debug)]
enum Side {
    Child { child: Box<Child>, told: BufReader<ChildStdout>, held: Vec<u8>, silence: Duration },
    Here(mpsc::Receiver<Frame>),
}

impl Reading {
    /// What is met next; none at the end of the workbook, after which [`Reading::summary`] is there.
    ///
    /// # Errors
    /// The fault that ended the reading. Not cancel safe: drop the reading after a cancelled call.
    pub async fn next(&mut self) -> Result<Option<Met>, Fault> {
        if self.summary.is_some() {
            return Ok(None);
        }
        let frame = match &mut self.from {
            Side::Here(told) => told.recv().await.ok_or(Fault::Died)?,
            Side::Child { child, told, held, silence } => {
                match tokio::time::timeout(*silence, frame(told, held)).await {
                    Ok(Some(frame)) => frame?,
                    Ok(None) => return Err(why(child.wait().await.ok())),
                    Err(_) => {
                        // Already gone, or about to be: the reading is over either way.
                        let _ = child.start_kill();
                        return Err(Fault::TooSlow);
                    }
                }
            }
        };
        match frame {
            Frame::Met(met) => Ok(Some(met)),
            Frame::Failed(fault) => Err(fault),
            Frame::Done(summary) => {
                self.summary = Some(summary);
                Ok(None)
            }
        }
    }

    /// The id of the reading process, for those who watch it; none where this process reads.
    #[must_use]
    pub fn process(&self) -> Option<u32> {
        match &self.from {
            Side::Child { child, .. } => child.id(),
            Side::Here(_) => None,
        }
    }

    /// What was in the file, once [`Reading::next`] has told none.
    #[must_use]
    pub fn summary(&self) -> Option<&Summary> {
        self.summary.as_ref()
    }
}

/// The next frame; none where the process ended without its last word.
async fn frame(told: &mut BufReader<ChildStdout>, held: &mut Vec<u8>) -> Option<Result<Frame, Fault>> {
    let mut length = [0; 4];
    told.read_exact(&mut length).await.ok()?;
    let length = u32::from_le_bytes(length);
    if length > wire::LONGEST {
        return Some(Err(Fault::Died));
    }
    held.resize(usize::try_from(length).ok()?, 0);
    told.read_exact(held).await.ok()?;
    Some(wire::parse(held))
}

/// Linux numbers; the same on every machine that we run on.
const SIGABRT: i32 = 6;
const SIGKILL: i32 = 9;
const SIGXCPU: i32 = 24;

fn why(status: Option<ExitStatus>) -> Fault {
    match status.and_then(|status| status.signal()) {
        // Rust's answer to an allocation that fails.
        Some(SIGABRT) => Fault::TooMuchMemory,
        Some(SIGXCPU) => Fault::TooSlow,
        Some(SIGKILL) | Some(_) | None => Fault::Died,
    }
}

fn here(file: std::fs::File, limits: Limits) -> Reading {
    let (tell, told) = mpsc::channel(64);
    // Ends by itself: with the file, or when nobody listens any more.
    std::thread::spawn(move || {
        let outcome = crate::read(file, &limits, &mut |met| match tell.blocking_send(Frame::Met(met)) {
            Ok(()) => std::ops::ControlFlow::Continue(()),
            Err(_) => std::ops::ControlFlow::Break(()),
        });
        let _ = tell.blocking_send(match outcome {
            Ok(summary) => Frame::Done(summary),
            Err(fault) => Frame::Failed(fault),
        });
    });
    Reading { from: Side::Here(told), summary: None }
}

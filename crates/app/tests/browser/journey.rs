//! One journey: everything it needs is started for it and stopped after it.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::chrome::Driver;
use crate::person::Person;
use crate::seed;
use crate::server::{Mails, Server};
use crate::sink::Sink;

/// The running platform and the post.
pub(crate) struct Site {
    pub url: String,
    pub post: Sink,
    /// Where its data folder lies.
    pub data: std::path::PathBuf,
}

/// Walks through a journey. What was seen last is kept if it fails.
pub(crate) fn journey(name: &str, walk: impl AsyncFnOnce(&Site, &Person)) {
    journey_with(name, |_| Vec::new(), walk);
}

/// The same with more settings: what `settings` says, which may put files into the folder that it is given.
pub(crate) fn journey_with(
    name: &str,
    settings: impl FnOnce(&Path) -> Vec<(String, String)>,
    walk: impl AsyncFnOnce(&Site, &Person),
) {
    let kept = evidence(name);
    let data = seed::unpack();
    let post = Sink::open();
    let more = settings(data.path());
    let log = kept.join("server.log");
    let server = Server::start(data.path(), &log, Mails::ToServer(post.address), &more);
    let driver = Driver::start();
    let site = Site { url: server.url.clone(), post, data: data.path().join("data") };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let person = runtime.block_on(Person::at(&driver, &site.url));
    let walked = catch_unwind(AssertUnwindSafe(|| runtime.block_on(walk(&site, &person))));
    if walked.is_err() {
        runtime.block_on(person.keep(&kept));
    }
    runtime.block_on(person.leave());
    if let Err(panic) = walked {
        eprintln!("what it saw: {}", kept.display());
        resume_unwind(panic);
    }
}

fn evidence(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("browser").join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Works at the console of the running platform.
pub(crate) fn console(site: &Site, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_berdaya"));
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BERDAYA_")) {
        command.env_remove(name);
    }
    let done =
        command.env_remove("DATABASE_URL").args(arguments).arg("--data").arg(&site.data).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
}

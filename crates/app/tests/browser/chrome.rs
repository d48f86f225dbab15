//! Chromium, steered through ChromeDriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;

/// A driver, ended with all its browsers when dropped.
pub(crate) struct Driver {
    child: Child,
    address: String,
}

impl Driver {
    pub(crate) fn start() -> Driver {
        // The client that speaks to the driver wants to know, although nothing here is encrypted. Set already: fine too.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut child = Command::new("chromedriver")
            .args(["--port=0", "--log-level=WARNING"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("ChromeDriver is installed by scripts/need chromium chromedriver");
        let said = BufReader::new(child.stdout.take().unwrap());
        let mut said = said.lines().map_while(Result::ok);
        let port = said.find_map(|line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            Some(port.trim_end_matches('.').to_owned())
        });
        // Read on, so that it never waits for somebody to listen.
        std::thread::spawn(move || said.count());
        Driver { child, address: format!("http://127.0.0.1:{}", port.expect("ChromeDriver names its port")) }
    }

    /// A browser with an empty profile. The profile goes when the folder is dropped.
    pub(crate) async fn open(&self) -> (WebDriver, TempDir) {
        let profile = tempfile::Builder::new().prefix("berdaya-chromium-").tempdir().unwrap();
        let mut wish = DesiredCapabilities::chrome();
        for flag in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=id-ID",
        ] {
            wish.add_arg(flag).unwrap();
        }
        wish.add_arg(&format!("--user-data-dir={}", profile.path().display())).unwrap();
        wish.add_experimental_option("prefs", json!({ "intl.accept_languages": "id-ID,id" })).unwrap();
        wish.set("goog:loggingPrefs", json!({ "browser": "ALL" })).unwrap();
        let patience = ElementPollerWithTimeout::new(Duration::from_secs(10), Duration::from_millis(50));
        let driver =
            WebDriver::builder(&self.address, wish).poller(std::sync::Arc::new(patience)).await.unwrap();
        driver.set_script_timeout(Duration::from_secs(60)).await.unwrap();
        (driver, profile)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Asked to stop, it ends its browsers first.
        let _ = rustix::process::kill_process(
            rustix::process::Pid::from_child(&self.child),
            rustix::process::Signal::TERM,
        );
        let _ = self.child.wait();
    }
}

//! What can be seen without the database.

use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::Duration;

use kernel::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use super::Finding;
use crate::backup;
use crate::config::Config;
use crate::metrics::health::free_percent;
use crate::start::{keys, mail};

/// Below this an operator should make room.
const LITTLE_FREE_PERCENT: u8 = 15;
/// A backup older than this is a matter of luck.
const OLD_BACKUP: chrono::TimeDelta = chrono::TimeDelta::days(7);

pub(super) async fn examine(config: &Config, clock: &Clock) -> Vec<Finding> {
    vec![
        Finding::ok("configuration", "every setting is known and well-formed"),
        programs(config),
        data_folder(config),
        disk(config),
        key_file(config),
        public_url(config),
        port(config).await,
        mail(config).await,
        backup_age(config, clock),
    ]
}

fn programs(config: &Config) -> Finding {
    let found = cluster::find_binaries(
        config.database.pg_bin.as_deref(),
        config.place.path.as_deref(),
        &config.data,
        major(config),
    );
    match found {
        Ok(found) => {
            Finding::ok("programs", format!("PostgreSQL {} in {}", found.version, found.dir.display()))
        }
        Err(error) => Finding::fault("programs", error.to_string(), "apt-get install postgresql"),
    }
}

fn major(config: &Config) -> Option<u32> {
    let text = std::fs::read_to_string(config.data.join("pg/PG_VERSION")).ok()?;
    text.trim().parse().ok().filter(|_| config.is_embedded())
}

fn data_folder(config: &Config) -> Finding {
    let data = config.data.display();
    let check = "data-folder";
    let meta = match std::fs::metadata(&config.data) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let fix =
                format!("berdaya serve   makes it; or name another with BERDAYA_DATA (mkdir -p {data})");
            return Finding::fault(check, format!("{data} does not exist"), fix);
        }
        Err(error) => return Finding::fault(check, format!("{data}: {error}"), format!("ls -ld {data}")),
    };
    if !meta.is_dir() {
        return Finding::fault(check, format!("{data} is no folder"), format!("mv {data} {data}.aside"));
    }
    let us = rustix::process::geteuid();
    if !us.is_root() && meta.uid() != us.as_raw() {
        let what = format!("{data} belongs to user {}, and this is user {}", meta.uid(), us.as_raw());
        return Finding::fault(check, what, format!("sudo chown -R {} {data}", us.as_raw()));
    }
    // Trying is the only way that also knows of read-only mounts and access lists.
    let probe = config.data.join(format!(".doctor-{}", std::process::id()));
    let tried = std::fs::File::create_new(&probe).and_then(|_| std::fs::remove_file(&probe));
    match tried {
        Ok(()) => Finding::ok(check, format!("{data} is ours")),
        Err(error) => {
            Finding::fault(check, format!("{data} cannot be written: {error}"), format!("chmod u+rwx {data}"))
        }
    }
}

fn disk(config: &Config) -> Finding {
    let data = config.data.display();
    match free_percent(&config.data) {
        Some(free) if free < LITTLE_FREE_PERCENT => Finding::fault(
            "disk",
            format!("only {free} % are free where {data} lies"),
            format!("du -xh --max-depth=2 {data} | sort -h | tail   shows what takes the room"),
        ),
        Some(free) => Finding::ok("disk", format!("{free} % are free where {data} lies")),
        None => Finding::ok("disk", format!("not known for {data}")),
    }
}

fn key_file(config: &Config) -> Finding {
    let path = config.key_file();
    let shown = path.display();
    let check = "key-file";
    let put_back = format!("install -m 600 YOUR-COPY {shown}");
    let Ok(meta) = std::fs::metadata(&path) else {
        let what = format!("{shown} is missing");
        return if config.data.join("pg").exists() || !config.is_embedded() {
            Finding::fault(check, what, put_back)
        } else {
            Finding::warning(check, what, "berdaya serve   makes it on the first start")
        };
    };
    if meta.permissions().mode() & 0o077 != 0 {
        let what = format!("{shown} may be read by others");
        return Finding::fault(check, what, format!("chmod 600 {shown}"));
    }
    let us = rustix::process::geteuid();
    if meta.uid() != us.as_raw() && !us.is_root() {
        return Finding::fault(
            check,
            format!("{shown} belongs to user {}", meta.uid()),
            format!("sudo chown {} {shown}", us.as_raw()),
        );
    }
    match keys::load(&path) {
        Ok(Some(keys)) => {
            Finding::ok(check, format!("{shown} holds keys; in use are {}", keys.in_use().join(", ")))
        }
        Ok(None) => Finding::fault(check, format!("{shown} is missing"), put_back),
        Err(fault) => Finding::fault(check, fault.0, put_back),
    }
}

fn public_url(config: &Config) -> Finding {
    let url = &config.public_url;
    let check = "public-url";
    let host =
        url::Url::parse(url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let local = host == "localhost" || host == "127.0.0.1" || host == "[::1]" || host.ends_with(".localhost");
    if local || url.starts_with("https://") {
        return Finding::ok(check, url.clone());
    }
    let what = format!("{url} is not https: passwords travel in the open, and browsers refuse passkeys");
    let fix = format!(
        "public_url = \"https://{host}\" in {}/berdaya.toml, behind a proxy with a certificate (deploy/Caddyfile)",
        config.data.display()
    );
    Finding::fault(check, what, fix)
}

async fn port(config: &Config) -> Finding {
    let address = config.listen;
    let check = "port";
    match TcpListener::bind(address).await {
        Ok(_) => Finding::ok(check, format!("{address} is free")),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            if answers(address).await {
                return Finding::ok(check, format!("{address} is answered by a running node"));
            }
            Finding::fault(
                check,
                format!("{address} is taken by another program"),
                format!(
                    "ss -ltnp 'sport = :{}'   shows by which; or berdaya serve --listen ADDRESS",
                    address.port()
                ),
            )
        }
        Err(error) => Finding::fault(
            check,
            format!("{address} cannot be listened on: {error}"),
            "ip address   lists this machine's; then set `listen`",
        ),
    }
}

/// Whether a node of ours answers there.
async fn answers(address: std::net::SocketAddr) -> bool {
    let asking = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").await?;
        let mut answer = Vec::new();
        stream.take(4096).read_to_end(&mut answer).await?;
        std::io::Result::Ok(String::from_utf8_lossy(&answer).ends_with("\r\n\r\nok\n"))
    };
    matches!(timeout(Duration::from_secs(3), asking).await, Ok(Ok(true)))
}

async fn mail(config: &Config) -> Finding {
    let check = "mail";
    let Some(smtp) = &config.mail.smtp else {
        let folder = config.data.join("mail");
        return Finding::warning(
            check,
            format!("mails are NOT sent but written to {}", folder.display()),
            format!("set smtp under [mail] in {}/berdaya.toml", config.data.display()),
        );
    };
    match mail::greet(smtp).await {
        Ok(()) => Finding::ok(check, format!("{}:{} answers", smtp.host, smtp.port)),
        Err(fault) => Finding::fault(
            check,
            fault.0,
            format!(
                "nc -vz {} {}   tests the line; `berdaya config` shows the settings",
                smtp.host, smtp.port
            ),
        ),
    }
}

fn backup_age(config: &Config, clock: &Clock) -> Finding {
    let check = "backup";
    let fix = "berdaya backup /backups/$(date +%F).tar   (deploy/berdaya-backup.timer does it daily)";
    match backup::last(&config.data) {
        None => Finding::warning(check, "there has never been a backup", fix),
        Some(last) if clock.now() - last.at > OLD_BACKUP => {
            Finding::fault(check, format!("the last backup is of {}", last.at.format("%F")), fix)
        }
        Some(last) => {
            Finding::ok(check, format!("{} of {}", last.file.display(), last.at.format("%F %R UTC")))
        }
    }
}

//! From text to types: each value is checked once, here, and a fault names where the value came from.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use url::Url;
use zeroize::Zeroizing;

use super::layers::{Layers, Raw};
use super::{
    Cidr, Config, Database, Fault, Files, Inputs, Limits, Log, LogFormat, Mail, Metrics, Place, S3,
    SecondFactor, Secret, Smtp, Source, Tls, show,
};

pub(super) fn config(inputs: &Inputs, layers: &Layers) -> Result<Config, Fault> {
    let from = Reader { layers };
    let data = from.path("data").unwrap_or_else(|| inputs.default_data());
    let data = std::path::absolute(&data).unwrap_or(data);
    let listen: SocketAddr = from.parse("listen", "an address with a port, such as 127.0.0.1:8080")?;
    let public_url = public_url(&from, listen)?;
    Ok(Config {
        listen,
        trusted_proxies: from.networks("trusted_proxies")?,
        second_factor: from
            .choice("second_factor", &[("require", SecondFactor::Require), ("offer", SecondFactor::Offer)])?,
        database: database(&from)?,
        mail: mail(&from)?,
        files: files(&from, &data)?,
        log: Log {
            format: from.choice("log.format", &[("text", LogFormat::Text), ("json", LogFormat::Json)])?,
            level: level(&from)?,
        },
        limits: Limits {
            connections: from.positive("limits.connections")?,
            connections_per_address: from.positive("limits.connections_per_address")?,
            body: from.positive("limits.body_mib")?.saturating_mul(1 << 20),
            request: Duration::from_secs(from.parse("limits.request_seconds", "a number of seconds")?),
        },
        payment: payment(&from)?,
        jobs: from.positive("work.jobs")?,
        metrics: Metrics {
            listen: from.optional("metrics.listen", "an address with a port, such as 127.0.0.1:9100")?,
            token: from.secret("metrics.token", "metrics.token_file")?,
        },
        shown: show::all(layers, &data, &public_url),
        place: Place {
            path: inputs.variable("PATH").cloned(),
            runtime_dir: inputs.variable("XDG_RUNTIME_DIR").map(PathBuf::from),
        },
        data,
        public_url,
    })
}

struct Reader<'a> {
    layers: &'a Layers,
}

impl Reader<'_> {
    fn raw(&self, key: &str) -> Raw {
        let nothing = || Raw { values: Vec::new(), source: Source::Default };
        self.layers.get(key).cloned().unwrap_or_else(nothing)
    }

    fn text(&self, key: &str) -> Option<String> {
        Some(self.raw(key).text().to_owned()).filter(|text| !text.is_empty())
    }

    fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }

    fn wrong(&self, key: &str, what: &str) -> Fault {
        let raw = self.raw(key);
        let secret = super::settings::find(key).is_none_or(|setting| setting.secret);
        let said = if secret { String::new() } else { format!(", not {:?}", raw.text()) };
        Fault(format!("{} ({}) must be {what}{said}", key, raw.source))
    }

    fn parse<T: FromStr>(&self, key: &str, what: &str) -> Result<T, Fault> {
        self.raw(key).text().trim().parse().map_err(|_| self.wrong(key, what))
    }

    fn optional<T: FromStr>(&self, key: &str, what: &str) -> Result<Option<T>, Fault> {
        self.text(key).map(|_| self.parse(key, what)).transpose()
    }

    fn positive(&self, key: &str) -> Result<usize, Fault> {
        let number: usize = self.parse(key, "a number above zero")?;
        if number == 0 { Err(self.wrong(key, "a number above zero")) } else { Ok(number) }
    }

    fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<T, Fault> {
        let raw = self.raw(key);
        let found = choices.iter().find(|(word, _)| *word == raw.text()).map(|(_, choice)| *choice);
        let words = || choices.iter().map(|(word, _)| format!("{word:?}")).collect::<Vec<_>>().join(" or ");
        found.ok_or_else(|| self.wrong(key, &words()))
    }

    fn networks(&self, key: &str) -> Result<Vec<Cidr>, Fault> {
        let raw = self.raw(key);
        let parsed: Result<Vec<Cidr>, String> = raw.values.iter().map(|text| text.parse()).collect();
        parsed.map_err(|wrong| Fault(format!("{key} ({}): {wrong}", raw.source)))
    }

    /// The secret itself, or the content of the file that holds it.
    fn secret(&self, key: &str, file_key: &str) -> Result<Option<Secret>, Fault> {
        if let Some(text) = self.text(key) {
            return Ok(Some(Secret(Zeroizing::new(text))));
        }
        let Some(path) = self.path(file_key) else { return Ok(None) };
        let text = Zeroizing::new(std::fs::read_to_string(&path).map_err(|error| {
            Fault(format!(
                "{file_key} ({}): cannot read {}: {error}",
                self.raw(file_key).source,
                path.display()
            ))
        })?);
        match text.trim() {
            "" => Err(Fault(format!("{file_key}: {} is empty", path.display()))),
            secret => Ok(Some(Secret(Zeroizing::new(secret.to_owned())))),
        }
    }
}

fn payment(from: &Reader<'_>) -> Result<payment::Config, Fault> {
    let mut secrets = std::collections::BTreeMap::new();
    for key in ["midtrans_key", "xendit_key", "xendit_token", "stripe_key", "stripe_signing"] {
        let (key, file) = (format!("payment.{key}"), format!("payment.{key}_file"));
        if let Some(secret) = from.secret(&key, &file)? {
            secrets.insert(key, secret);
        }
    }
    // The crate names its settings as an environment would.
    let setting = |name: &str| {
        let key = name.strip_prefix("BERDAYA_PAYMENT_")?.to_lowercase();
        let key = format!("payment.{key}");
        secrets.get(&key).map(|secret| secret.0.to_string()).or_else(|| from.text(&key))
    };
    payment::Config::read(setting).map_err(|fault| Fault(fault.0))
}

fn public_url(from: &Reader<'_>, listen: SocketAddr) -> Result<String, Fault> {
    let Some(text) = from.text("public_url") else {
        return Ok(match listen.port() {
            80 => "http://localhost".to_owned(),
            port => format!("http://localhost:{port}"),
        });
    };
    let what = "an address such as https://umkm.example.go.id, without a path";
    let url = Url::parse(&text).map_err(|_| from.wrong("public_url", what))?;
    let whole = matches!(url.scheme(), "http" | "https") && url.has_host() && url.path() == "/";
    if whole && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() {
        Ok(text.trim_end_matches('/').to_owned())
    } else {
        Err(from.wrong("public_url", what))
    }
}

fn database(from: &Reader<'_>) -> Result<Database, Fault> {
    let url = |key: &str, file_key: &str| {
        let secret = from.secret(key, file_key)?;
        let is_url =
            |secret: &Secret| secret.0.starts_with("postgres://") || secret.0.starts_with("postgresql://");
        match secret {
            Some(secret) if !is_url(&secret) => {
                Err(from.wrong(key, "an address such as postgres://berdaya_app:…@host/berdaya"))
            }
            Some(_) | None => Ok(secret),
        }
    };
    Ok(Database {
        url: url("database.url", "database.url_file")?,
        migrator_url: url("database.migrator_url", "database.migrator_url_file")?,
        pg_bin: from.path("database.pg_bin"),
        connections: match from.parse("database.connections", "a number from 4 to 1000")? {
            number @ 4..=1000 => number,
            _ => return Err(from.wrong("database.connections", "a number from 4 to 1000")),
        },
    })
}

fn mail(from: &Reader<'_>) -> Result<Mail, Fault> {
    let sender = from.text("mail.from").unwrap_or_default();
    if sender.parse::<lettre::message::Mailbox>().is_err() {
        return Err(from.wrong("mail.from", "a sender such as Berdaya <berdaya@example.go.id>"));
    }
    let Some(text) = from.text("mail.smtp") else { return Ok(Mail { smtp: None, from: sender }) };
    let wrong = || from.wrong("mail.smtp", "smtps://host, smtp://host:587 or smtp+plain://host:25");
    let url = Url::parse(&text).map_err(|_| wrong())?;
    if url.password().is_some() || !url.username().is_empty() {
        return Err(Fault(format!(
            "mail.smtp ({}) must not hold a name or password: set mail.user and mail.password_file",
            from.raw("mail.smtp").source
        )));
    }
    let (tls, port) = match url.scheme() {
        "smtps" => (Tls::Wrapped, 465),
        "smtp" => (Tls::StartTls, 587),
        "smtp+plain" => (Tls::None, 25),
        _ => return Err(wrong()),
    };
    Ok(Mail {
        smtp: Some(Smtp {
            host: url.host_str().ok_or_else(wrong)?.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(port),
            tls,
            user: from.text("mail.user"),
            password: from.secret("mail.password", "mail.password_file")?,
        }),
        from: sender,
    })
}

fn files(from: &Reader<'_>, data: &Path) -> Result<Files, Fault> {
    let Some(store) = from.text("files.store") else { return Ok(Files::Folder(data.join("files"))) };
    let Some(bucket) = store.strip_prefix("s3://") else {
        // Relative to the data folder, so that it means the same wherever the command is run.
        return Ok(Files::Folder(data.join(store)));
    };
    let (bucket, prefix) = bucket.split_once('/').unwrap_or((bucket, ""));
    if bucket.is_empty() {
        return Err(from.wrong("files.store", "a folder or s3://bucket/prefix"));
    }
    let key = from.text("files.s3_key").ok_or_else(|| Fault("files.s3_key is missing for S3".to_owned()))?;
    Ok(Files::S3(S3 {
        bucket: bucket.to_owned(),
        prefix: prefix.trim_matches('/').to_owned(),
        region: from.text("files.s3_region").unwrap_or_default(),
        endpoint: from.text("files.s3_endpoint"),
        key,
        secret: from.secret("files.s3_secret", "files.s3_secret_file")?,
    }))
}

fn level(from: &Reader<'_>) -> Result<String, Fault> {
    let text = from.text("log.level").unwrap_or_default();
    match tracing_subscriber::EnvFilter::builder().parse(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(from.wrong("log.level", "error, warn, info, debug or trace")),
    }
}

//! The table of all settings: the file, the environment, `berdaya config` and the example are made from it.

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// As in the file: `mail.smtp` is `smtp` under `[mail]`.
    pub key: &'static str,
    /// The environment variables that set it, the first wins. None for secrets: the environment is inherited by
    /// children and shows up in crash reports; their `…_file` can be given instead.
    pub env: &'static [&'static str],
    /// As text; empty: nothing. A list when [`Setting::list`].
    pub default: &'static str,
    pub list: bool,
    /// Never shown.
    pub secret: bool,
    /// What an operator must know, in a sentence or two.
    pub doc: &'static str,
}

const fn plain(
    key: &'static str,
    env: &'static [&'static str],
    default: &'static str,
    doc: &'static str,
) -> Setting {
    Setting { key, env, default, list: false, secret: false, doc }
}

const fn list(key: &'static str, env: &'static [&'static str], doc: &'static str) -> Setting {
    Setting { key, env, default: "", list: true, secret: false, doc }
}

const fn secret(key: &'static str, env: &'static [&'static str], doc: &'static str) -> Setting {
    Setting { key, env, default: "", list: false, secret: true, doc }
}

/// All settings, in the order of the example file: those without a section first.
pub const SETTINGS: &[Setting] = &[
    plain(
        "data",
        &["BERDAYA_DATA"],
        "",
        "The data folder: keys, files, and the private PostgreSQL. Default: /var/lib/berdaya for root, \
         ~/.local/share/berdaya for others.",
    ),
    plain("listen", &["BERDAYA_LISTEN"], "127.0.0.1:8080", "Address and port for pages and the API."),
    plain(
        "public_url",
        &["BERDAYA_PUBLIC_URL"],
        "",
        "Where people reach the platform, for links in mails and for passkeys, without a slash at the end. \
         Default: http://localhost with the port of `listen`.",
    ),
    list(
        "trusted_proxies",
        &["BERDAYA_TRUSTED_PROXIES"],
        "Networks (CIDR) of the reverse proxies in front, such as [\"127.0.0.1/32\"]. Only they are believed when \
         they say whom they speak for.",
    ),
    plain(
        "second_factor",
        &["BERDAYA_SECOND_FACTOR"],
        "require",
        "\"require\": staff cannot work without a passkey or an authenticator app. \"offer\": they are invited to; \
         for trying out only.",
    ),
    secret(
        "database.url",
        &["DATABASE_URL", "BERDAYA_DATABASE_URL"],
        "A PostgreSQL of your own (15 or later), as the role berdaya_app: postgres://berdaya_app:…@host/berdaya. \
         Without it a private PostgreSQL runs in the data folder.",
    ),
    plain("database.url_file", &["BERDAYA_DATABASE_URL_FILE"], "", "A file that holds `database.url`."),
    secret(
        "database.migrator_url",
        &[],
        "The same database as the role berdaya_migrator, for `berdaya migrate`, `backup` and `restore`.",
    ),
    plain(
        "database.migrator_url_file",
        &["BERDAYA_DATABASE_MIGRATOR_URL_FILE"],
        "",
        "A file that holds `database.migrator_url`.",
    ),
    plain(
        "database.pg_bin",
        &["BERDAYA_PG_BIN"],
        "",
        "The folder of PostgreSQL's programs. Default: found in PATH and where distributions put them.",
    ),
    plain(
        "database.connections",
        &["BERDAYA_DATABASE_CONNECTIONS"],
        "20",
        "How many connections this node may open.",
    ),
    plain(
        "mail.smtp",
        &["BERDAYA_MAIL_SMTP"],
        "",
        "The mail server: smtps://host (TLS from the start), smtp://host:587 (STARTTLS), or \
         smtp+plain://host:25 (no TLS; on this machine only). Without it mails are written into the data \
         folder as mail/*.eml and NOT sent.",
    ),
    plain("mail.user", &["BERDAYA_MAIL_USER"], "", "The name to sign in to the mail server with."),
    secret("mail.password", &[], "The password for the mail server."),
    plain("mail.password_file", &["BERDAYA_MAIL_PASSWORD_FILE"], "", "A file that holds `mail.password`."),
    plain("mail.from", &["BERDAYA_MAIL_FROM"], "Berdaya <berdaya@localhost>", "The sender of all mails."),
    plain(
        "files.store",
        &["BERDAYA_FILES_STORE"],
        "",
        "Where uploaded files lie: a folder, or s3://bucket/prefix. Default: files in the data folder.",
    ),
    plain("files.s3_region", &["BERDAYA_FILES_S3_REGION"], "us-east-1", "The bucket's region."),
    plain(
        "files.s3_endpoint",
        &["BERDAYA_FILES_S3_ENDPOINT"],
        "",
        "The address of an S3-compatible server that is not Amazon's.",
    ),
    plain("files.s3_key", &["BERDAYA_FILES_S3_KEY"], "", "The access key's id."),
    secret("files.s3_secret", &[], "The secret access key."),
    plain(
        "files.s3_secret_file",
        &["BERDAYA_FILES_S3_SECRET_FILE"],
        "",
        "A file that holds `files.s3_secret`.",
    ),
    plain(
        "log.format",
        &["BERDAYA_LOG_FORMAT"],
        "text",
        "\"text\" for people, \"json\" for machines. Goes to stderr.",
    ),
    plain(
        "log.level",
        &["BERDAYA_LOG_LEVEL"],
        "info",
        "What is logged: error, warn, info, debug or trace; per part as in \"info,app::listen=debug\".",
    ),
    plain("limits.connections", &["BERDAYA_LIMITS_CONNECTIONS"], "4096", "Open connections at most."),
    plain(
        "limits.connections_per_address",
        &["BERDAYA_LIMITS_CONNECTIONS_PER_ADDRESS"],
        "512",
        "Open connections at most from one address, behind which a whole office may sit. Does not hold for trusted \
         proxies.",
    ),
    plain("limits.body_mib", &["BERDAYA_LIMITS_BODY_MIB"], "12", "The largest upload, in MiB."),
    plain(
        "limits.request_seconds",
        &["BERDAYA_LIMITS_REQUEST_SECONDS"],
        "30",
        "The longest that one request may take.",
    ),
    secret("payment.midtrans_key", &[], "Midtrans's Server Key."),
    plain(
        "payment.midtrans_key_file",
        &["BERDAYA_PAYMENT_MIDTRANS_KEY_FILE"],
        "",
        "A file that holds `payment.midtrans_key`.",
    ),
    plain(
        "payment.midtrans_place",
        &["BERDAYA_PAYMENT_MIDTRANS_PLACE"],
        "sandbox",
        "\"sandbox\", where no money moves, or \"production\".",
    ),
    plain(
        "payment.midtrans_acquirer",
        &["BERDAYA_PAYMENT_MIDTRANS_ACQUIRER"],
        "gopay",
        "Whose QRIS Midtrans shows: \"gopay\" or \"airpay shopee\".",
    ),
    secret("payment.xendit_key", &[], "Xendit's secret API key; whether money moves stands in it."),
    plain(
        "payment.xendit_key_file",
        &["BERDAYA_PAYMENT_XENDIT_KEY_FILE"],
        "",
        "A file that holds `payment.xendit_key`.",
    ),
    secret("payment.xendit_token", &[], "Xendit's webhook verification token."),
    plain(
        "payment.xendit_token_file",
        &["BERDAYA_PAYMENT_XENDIT_TOKEN_FILE"],
        "",
        "A file that holds `payment.xendit_token`.",
    ),
    secret("payment.stripe_key", &[], "Stripe's secret or restricted key; whether money moves stands in it."),
    plain(
        "payment.stripe_key_file",
        &["BERDAYA_PAYMENT_STRIPE_KEY_FILE"],
        "",
        "A file that holds `payment.stripe_key`.",
    ),
    secret("payment.stripe_signing", &[], "The signing secret of Stripe's webhook."),
    plain(
        "payment.stripe_signing_file",
        &["BERDAYA_PAYMENT_STRIPE_SIGNING_FILE"],
        "",
        "A file that holds `payment.stripe_signing`.",
    ),
    plain(
        "payment.demo",
        &["BERDAYA_PAYMENT_DEMO"],
        "off",
        "\"on\": payments by a click, without money, for trying out. Refused beside an account through which money \
         moves. `berdaya serve --demo` turns it on.",
    ),
    plain(
        "payment.mirror",
        &["BERDAYA_PAYMENT_MIRROR"],
        "",
        "For tests: where a double of the providers listens on this machine (http://127.0.0.1:8099). All accounts are asked \
         there. Refused beside an account through which money moves.",
    ),
    plain("work.jobs", &["BERDAYA_WORK_JOBS"], "2", "How many jobs this node works off at a time."),
    plain(
        "metrics.listen",
        &["BERDAYA_METRICS_LISTEN"],
        "",
        "Address and port of a second listener that serves /metrics, /healthz and /readyz only. Without it /metrics \
         answers on `listen`, to this machine and to those who bring the token.",
    ),
    secret(
        "metrics.token",
        &[],
        "Who sends `Authorization: Bearer <token>` may read /metrics from anywhere.",
    ),
    plain("metrics.token_file", &["BERDAYA_METRICS_TOKEN_FILE"], "", "A file that holds `metrics.token`."),
];

/// The setting of a key.
pub fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The known word that is meant by a misspelt one.
pub(super) fn closest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|one| (distance(word, one), one))
        .filter(|(distance, one)| *distance <= 1 + one.len() / 5)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, one)| one)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, left) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((j, right), above) in b.iter().enumerate().zip(row.windows(2)) {
            let (diagonal, up) = (above.first().copied().unwrap_or(0), above.last().copied().unwrap_or(0));
            let side = next.get(j).copied().unwrap_or(0);
            next.push((diagonal + usize::from(left != *right)).min(up + 1).min(side + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

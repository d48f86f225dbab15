//! The program's manners: what it says where, with which exit code, and what it leaves behind.

use std::os::unix::fs::PermissionsExt;

use cluster::Role;
use kernel::CityId;
use kernel::secret::Place as Field;
use sqlx::{ConnectOptions, Connection};

use crate::support::{Place, get, postgres, text};

#[test]
fn help_goes_to_stdout_and_faults_to_stderr_with_their_exit_codes() {
    let place = Place::new();
    for (arguments, code, out, err) in [
        (&["--help"][..], 0, "Examples:\n  # run the platform", ""),
        (&["serve", "--help"], 0, "Examples:\n  # on http", ""),
        (&["--version"], 0, "berdaya ", ""),
        (&["completions", "bash"], 0, "_berdaya", ""),
        (&["serv"], 2, "", "'serve'"),
        (&["config", "--example"], 0, "# Berdaya's configuration", ""),
        (&["backup", "--verify", "/nowhere"], 1, "", "error: could not open /nowhere"),
        (&["user", "list"], 1, "", "--city"),
        (&["qris", "read", "000201"], 1, "", "error: tag 63: is missing"),
        (&["qris", "amount", QRIS, "0"], 1, "", "above zero"),
        (&["qris", "amount", QRIS, "15000", "--out", "code.gif"], 2, "", "ends with .svg or .png"),
    ] {
        let output = place.run(arguments);
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {stderr}");
        assert!(stdout.contains(out) && stderr.contains(err), "{arguments:?}: {stdout} {stderr}");
        assert!(if code == 0 { stderr.is_empty() } else { stdout.is_empty() }, "{arguments:?}");
    }
}

/// A static code of an invented merchant.
const QRIS: &str = "00020101021126680016ID.CO.CONTOH.WWW01189360099900000000010215CTH0000000000010303UMI51440014ID.CO.QRIS.WWW0215ID10000000000010303UMI5204549953033605802ID5920KERIPIK TEMPE BU SRI6013KOTA MAGELANG61055612362070703A016304AFA5";

#[test]
fn a_payment_code_is_read_given_an_amount_and_drawn() {
    let place = Place::new();
    let read = text(&place.run(&["qris", "read", QRIS]).stdout);
    for line in
        ["KERIPIK TEMPE BU SRI, KOTA MAGELANG 56123", "class     UMI", "NMID      ID1000000000001", "static"]
    {
        assert!(read.contains(line), "{line}: {read}");
    }
    let picture = place.beside("code.svg");
    let arguments = ["qris", "amount", QRIS, "15000", "--tip", "500", "--json", "--out"];
    let made = place.run(&[&arguments[..], &[picture.to_str().unwrap()]].concat());
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!((made["due"].as_i64(), made["tip"]["kind"].as_str()), (Some(15_500), Some("fixed")));
    assert!(std::fs::read_to_string(&picture).unwrap().starts_with("<svg"));
    let payload = made["payload"].as_str().unwrap();
    let read = place.run(&["qris", "read", "--json", &payload.to_lowercase()[..4], "--data", "/nowhere"]);
    assert_eq!(read.status.code(), Some(1), "a piece of a code is refused");
    let read = place.run(&["qris", "read", "--json", &format!(" {payload}\n")]);
    let read: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!((read["amount"].as_i64(), read["kind"].as_str()), (Some(15_000), Some("dynamic")));
    assert!(!place.data().exists(), "looking at a code leaves nothing behind");
}

#[test]
fn a_misspelt_setting_stops_every_command_and_names_its_line() {
    let place = Place::new();
    place.configure("\nlisen = \"x\"\n");
    for arguments in [&["serve"][..], &["migrate"], &["config"]] {
        let output = place.run(arguments);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(
            stderr.contains("berdaya.toml line 2") && stderr.contains("Did you mean listen?"),
            "{stderr}"
        );
    }
}

#[test]
fn the_configuration_in_force_is_shown_without_its_secrets() {
    let place = Place::new();
    place.configure("[metrics]\ntoken = \"geheim\"\n");
    let stdout = text(&place.run(&["config"]).stdout);
    assert!(!stdout.contains("geheim"), "{stdout}");
    for line in ["metrics.token", "(set, hidden)", "berdaya.toml line 2", "environment BERDAYA_LISTEN"] {
        assert!(stdout.contains(line), "{line}: {stdout}");
    }
    let json: serde_json::Value = serde_json::from_slice(&place.run(&["config", "--json"]).stdout).unwrap();
    assert_eq!(json["second_factor"]["value"], "offer");
}

#[tokio::test]
async fn a_node_starts_answers_and_leaves_nothing_behind() {
    let place = Place::new();
    let serving = place.serve(&[]).await;
    let address = place.address();
    assert!(get(address, "/healthz").unwrap().ends_with("ok\n"));
    let metrics = get(address, "/metrics").unwrap();
    for name in [
        "berdaya_http_request_seconds_bucket",
        "berdaya_pool_connections",
        "berdaya_jobs_dead 0",
        "berdaya_database_up 1",
    ] {
        assert!(metrics.contains(name), "{name}: {metrics}");
    }
    let mode = |name: &str| std::fs::metadata(place.data().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("keys"), mode("files")), (0o600, 0o700));
    let taken = place.run(&["serve"]);
    assert_eq!(taken.status.code(), Some(1));
    assert!(text(&taken.stderr).contains("is taken by another program"), "{}", text(&taken.stderr));
    let doctor = place.run(&["doctor", "--json"]);
    let found: serde_json::Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let port = found.as_array().unwrap().iter().find(|one| one["check"] == "port").unwrap();
    assert!(port["what"].as_str().unwrap().contains("a running node"), "{port}");
    assert_eq!(serving.stop().await, 0);
    assert_eq!(postgres(&place.data()), Vec::<u32>::new());
}

#[tokio::test]
async fn a_database_of_ones_own_is_used_as_a_role_without_powers_and_migrated_on_request() {
    let theirs = Place::new();
    let cluster = cluster::Cluster::start(cluster::Settings {
        path: std::env::var_os("PATH"),
        tuning: cluster::Tuning::Test,
        ..cluster::Settings::new(theirs.data())
    })
    .await
    .unwrap();
    let place = Place::new();
    let configure = |role| {
        let (url, migrator) = (cluster.url(role), cluster.url(Role::Migrator));
        place.configure(&format!("[database]\nurl = {url:?}\nmigrator_url = {migrator:?}\n"));
    };
    let refused = |words: &str| {
        let output = place.run(&["serve"]);
        let stderr = text(&output.stderr);
        assert!(output.status.code() == Some(1) && stderr.contains(words), "{stderr}");
    };
    configure(Role::App);
    refused("Run `berdaya migrate` first");
    let listed = place.run(&["migrate", "--dry-run"]);
    assert!(text(&listed.stdout).contains("kernel foundation"), "{}", text(&listed.stdout));
    refused("Run `berdaya migrate` first");
    assert!(place.run(&["migrate"]).status.success());
    for (role, words) in [(Role::Superuser, "is a superuser"), (Role::Migrator, "Connect as berdaya_app")] {
        configure(role);
        refused(words);
    }
    configure(Role::App);
    let serving = place.serve(&[]).await;
    assert_eq!(serving.stop().await, 0, "{}", place.log());
    let backup = place.beside("b.tar");
    let written = place.run(&["backup", backup.to_str().unwrap()]);
    assert!(written.status.success(), "{}", text(&written.stderr));
    let restored = place.run(&["restore", backup.to_str().unwrap(), "--replace"]);
    assert!(restored.status.success(), "{}", text(&restored.stderr));
    cluster.stop().await.unwrap();
}

#[tokio::test]
async fn after_a_rotation_fields_are_under_the_new_key() {
    let place = Place::new();
    let node = place.node().await;
    let row = uuid::Uuid::from_u128(7);
    let field = Field { column: "identity.totp.secret", city: CityId(3276), row };
    let sealed = node.db.keys().seal(field, "rahasia").unwrap();
    let mut conn = node.server.options(Role::Superuser).unwrap().connect().await.unwrap();
    sqlx::raw_sql(
        "set session_replication_role = replica;
         insert into kernel.city (city, slug, name, kind, zone, motif, tagline_id, tagline_en, created_at)
         values (3276, 'depok', 'Kota Depok', 'kota', 'Asia/Jakarta', 'kawung', 'x', 'x', now())",
    )
    .execute(&mut conn)
    .await
    .unwrap();
    sqlx::query(
        "insert into identity.totp (city, id, account, secret, created_at) values (3276, $1, $1, $2, now())",
    )
    .bind(row)
    .bind(&sealed)
    .execute(&mut conn)
    .await
    .unwrap();
    conn.close().await.unwrap();
    node.close().await.unwrap();

    let rotated = place.run(&["keys", "rotate", "data"]);
    assert!(rotated.status.success(), "{}", text(&rotated.stderr));
    assert_eq!(text(&rotated.stdout), "encrypt e2\nblind b2\n");
    assert!(text(&rotated.stderr).contains("1 fields were re-encrypted"), "{}", text(&rotated.stderr));
    let shown = text(&place.run(&["keys", "show"]).stdout);
    assert!(shown.contains("encrypt  e2") && shown.contains("sign     s1"), "{shown}");

    let node = place.node().await;
    let mut conn = node.server.options(Role::Superuser).unwrap().connect().await.unwrap();
    let now: Vec<u8> =
        sqlx::query_scalar("select secret from identity.totp").fetch_one(&mut conn).await.unwrap();
    assert!(node.db.keys().is_current(&now));
    assert_eq!(node.db.keys().open(field, &now).unwrap().as_str(), "rahasia");
    conn.close().await.unwrap();
    node.close().await.unwrap();
}

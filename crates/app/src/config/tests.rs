use std::ffi::OsString;
use std::path::PathBuf;

use super::*;

struct Said {
    folder: tempfile::TempDir,
    environment: Vec<(&'static str, &'static str)>,
    flags: Vec<(&'static str, &'static str, String)>,
}

fn said() -> Said {
    Said { folder: tempfile::tempdir().unwrap(), environment: Vec::new(), flags: Vec::new() }
}

impl Said {
    fn file(self, text: &str) -> Said {
        std::fs::write(self.folder.path().join("berdaya.toml"), text).unwrap();
        self
    }

    fn env(mut self, name: &'static str, value: &'static str) -> Said {
        self.environment.push((name, value));
        self
    }

    fn flag(mut self, key: &'static str, value: &str) -> Said {
        self.flags.push((key, "--flag", value.to_owned()));
        self
    }

    fn load(&self) -> Result<Config, String> {
        let mut environment: Vec<(OsString, OsString)> =
            self.environment.iter().map(|(name, value)| (name.into(), value.into())).collect();
        environment.push(("BERDAYA_DATA".into(), self.folder.path().into()));
        let inputs = Inputs { environment, flags: self.flags.clone(), ..Inputs::default() };
        Config::load(&inputs).map_err(|fault| fault.0)
    }

    fn fault(&self) -> String {
        self.load().expect_err("it was accepted")
    }
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let file = "listen = \"127.0.0.1:1\"\npublic_url = \"https://a.example\"\nsecond_factor = \"offer\"\n";
    let config = said()
        .file(file)
        .env("BERDAYA_LISTEN", "127.0.0.1:2")
        .env("BERDAYA_PUBLIC_URL", "https://b.example")
        .flag("listen", "127.0.0.1:3")
        .load()
        .unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.public_url, "https://b.example");
    assert_eq!(config.second_factor, SecondFactor::Offer);
    let source = |key| config.shown.iter().find(|shown| shown.key == key).unwrap().source.to_string();
    assert_eq!(source("listen"), "flag --flag");
    assert_eq!(source("public_url"), "environment BERDAYA_PUBLIC_URL");
    assert!(source("second_factor").ends_with("berdaya.toml line 3"), "{}", source("second_factor"));
    assert_eq!(source("log.format"), "default");
}

#[test]
fn an_unknown_key_is_an_error_that_names_its_line_and_what_was_meant() {
    let fault = said().file("# hello\n\n[mail]\nsmpt = \"smtp://a\"\n").fault();
    assert!(fault.contains("berdaya.toml line 4") && fault.contains("Did you mean mail.smtp?"), "{fault}");
    let fault = said().env("BERDAYA_LISTN", "x").fault();
    assert!(fault.contains("Did you mean BERDAYA_LISTEN?"), "{fault}");
    let fault = said().file("listen = \n").fault();
    assert!(fault.contains("berdaya.toml line 1"), "{fault}");
}

#[test]
fn a_wrong_value_names_its_place_and_what_is_right() {
    for (file, words) in [
        ("listen = \"8080\"", "such as 127.0.0.1:8080"),
        ("public_url = \"umkm.example.go.id\"", "such as https://umkm.example.go.id"),
        ("public_url = \"https://a.example/path\"", "without a path"),
        ("trusted_proxies = [\"10.0.0.0/33\"]", "no network"),
        ("trusted_proxies = \"10.0.0.0/8\"", "must be a list"),
        ("second_factor = \"maybe\"", "\"require\" or \"offer\""),
        ("[database]\nurl = \"mysql://x\"", "postgres://berdaya_app"),
        ("[database]\nconnections = 2", "from 4 to 1000"),
        ("[mail]\nsmtp = \"http://a\"", "smtps://host"),
        ("[mail]\nsmtp = \"smtp://u:p@a\"", "mail.password_file"),
        ("[mail]\nfrom = \"nobody\"", "a sender such as"),
        ("[files]\nstore = \"s3:///x\"", "s3://bucket/prefix"),
        ("[limits]\nbody_mib = 0", "above zero"),
        ("[log]\nlevel = \"info,=\"", "error, warn"),
    ] {
        let fault = said().file(file).fault();
        assert!(fault.contains(words) && fault.contains("line"), "{file}: {fault}");
    }
}

#[test]
fn secrets_come_from_the_file_or_a_file_of_their_own_and_are_never_shown() {
    let fault = said().env("BERDAYA_METRICS_TOKEN", "geheim").fault();
    assert!(fault.contains("BERDAYA_METRICS_TOKEN_FILE") && !fault.contains("geheim"), "{fault}");
    let said = said().env("DATABASE_URL", "postgres://berdaya_app:geheim@db/berdaya");
    let token = said.folder.path().join("token");
    std::fs::write(&token, "sesame\n").unwrap();
    let said = said.file(&format!("[metrics]\ntoken_file = {token:?}\n"));
    let config = said.load().unwrap();
    assert_eq!(config.metrics.token.as_ref().unwrap().0.as_str(), "sesame");
    let printed = format!("{config:?}");
    assert!(!printed.contains("geheim") && !printed.contains("sesame"), "{printed}");
}

#[test]
fn the_example_is_complete_and_says_the_defaults() {
    let defaults = said().load().unwrap();
    let with_example = said().file(&example()).load().unwrap();
    let values = |config: &Config| -> Vec<String> {
        config.shown.iter().filter(|one| one.key != "data").map(|one| one.value.clone()).collect()
    };
    assert_eq!(values(&with_example), values(&defaults));
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../berdaya.example.toml");
    let committed = std::fs::read_to_string(committed).unwrap();
    assert_eq!(committed, example(), "run `berdaya config --example > berdaya.example.toml`");
}

#[test]
fn what_is_not_said_is_found_by_itself() {
    let config = said().flag("listen", "0.0.0.0:9000").load().unwrap();
    assert_eq!(config.public_url, "http://localhost:9000");
    let Files::Folder(folder) = &config.files else { panic!("not a folder") };
    assert_eq!(folder, &config.data.join("files"));
    assert!(config.mail.smtp.is_none() && config.is_embedded());
}

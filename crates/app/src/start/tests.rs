use std::io::Write;
use std::sync::{Arc, Mutex};

use tracing_subscriber::layer::SubscriberExt;

use super::keys;
use super::log::Lines;
use crate::config::LogFormat;

#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn logged(format: LogFormat, event: impl FnOnce()) -> String {
    let sink = Sink::default();
    let lines = Lines { format, to: Mutex::new(sink.clone()) };
    tracing::subscriber::with_default(tracing_subscriber::registry().with(lines), event);
    let bytes = sink.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_log_carries_no_persons_data_whatever_a_room_says() {
    for format in [LogFormat::Text, LogFormat::Json] {
        let line = logged(format, || {
            let span = tracing::info_span!("signing in", account.email = "sari@example.com");
            let _in = span.enter();
            tracing::info!(nik = "3374065708900001", person.phone = %"+62811", token = ?"x1", village = 7, "met");
        });
        for hidden in ["sari@example.com", "3374065708900001", "+62811", "x1"] {
            assert!(!line.contains(hidden), "{line}");
        }
        assert!(line.contains("met") && line.contains("village") && line.contains('7'), "{line}");
    }
}

#[test]
fn an_event_is_one_line_and_cannot_pretend_to_be_two() {
    let line = logged(LogFormat::Text, || tracing::warn!(why = "a\nb", "first\n2026 ERROR second"));
    assert_eq!(line.matches('\n').count(), 1, "{line}");
    let json = logged(LogFormat::Json, || tracing::warn!(why = "a\nb", "first\nsecond"));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((value["level"].as_str(), value["why"].as_str()), (Some("WARN"), Some("a\nb")));
}

#[test]
fn keys_that_others_may_read_are_refused_with_the_mending_command() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys");
    assert!(keys::load(&path).unwrap().is_none());
    keys::save(&path, &kernel::secret::Keyring::generate()).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(keys::load(&path).unwrap().is_some());
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    let refused = keys::load(&path).unwrap_err().0;
    assert!(refused.contains(&format!("chmod 600 {}", path.display())), "{refused}");
}

//! The log: one line per event on stderr, for people or for machines, without personal data.
//!
//! A field whose name is on the deny-list is written as `…`, so that a slip in one room does not end up in a file that
//! is read by more people, for longer, than the table.

use std::fmt::{Debug, Write as _};
use std::io::Write;
use std::sync::Mutex;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat};

/// Names of fields that hold data of persons or secrets, whatever stands before a dot.
pub const DENIED: &[&str] = &[
    "address",
    "authorization",
    "body",
    "cookie",
    "email",
    "ip",
    "kk",
    "mail",
    "name",
    "nik",
    "password",
    "phone",
    "query",
    "recipient",
    "remote",
    "search",
    "secret",
    "session",
    "subject",
    "token",
    "uri",
    "url",
    "user",
    "user_agent",
];

/// Who runs, and so how much is said where nobody asked for more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// A node: its log is read later.
    Node,
    /// A command: it speaks for itself, and the log is for what goes wrong.
    Command,
}

/// Sends all events of this process to stderr from now on.
pub fn begin(log: &Log, runs: Runs) {
    let level = match (runs, log.level.as_str()) {
        (Runs::Command, "info") => "warn",
        (Runs::Node | Runs::Command, level) => level,
    };
    // PostgreSQL's notices say that what is wanted is there already.
    let level = if level.contains("sqlx") { level.to_owned() } else { format!("{level},sqlx=warn") };
    // The level was checked when the configuration was read.
    let filter = EnvFilter::builder().parse_lossy(level);
    let lines = Lines { format: log.format, to: Mutex::new(std::io::stderr()) };
    if tracing_subscriber::registry().with(lines).with(filter).try_init().is_err() {
        tracing::debug!("the log was begun before");
    }
}

/// Writes each event as one line.
pub struct Lines<W> {
    pub format: LogFormat,
    pub to: Mutex<W>,
}

struct Said(Map<String, Value>);

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Write + Send + 'static,
{
    fn on_new_span(
        &self,
        attributes: &tracing::span::Attributes<'_>,
        id: &tracing::span::Id,
        context: Context<'_, S>,
    ) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(Said(fields.0));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(|scope| scope.from_root()) {
            if let Some(Said(said)) = span.extensions().get::<Said>() {
                fields.0.extend(said.clone());
            }
        }
        event.record(&mut fields);
        let at = kernel::Clock::system().now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        let line = match self.format {
            LogFormat::Text => text(&at, event, &mut fields.0),
            LogFormat::Json => json(&at, event, fields.0),
        };
        if let Ok(mut to) = self.to.lock() {
            // There is nobody left to tell when stderr is gone.
            let _ = to.write_all(line.as_bytes());
        }
    }
}

fn text(at: &str, event: &Event<'_>, fields: &mut Map<String, Value>) -> String {
    let message = match fields.remove("message") {
        Some(Value::String(message)) => message,
        Some(_) | None => String::new(),
    };
    let mut line = format!("{at} {:5} {} {}", level(event), event.metadata().target(), one_line(&message));
    for (name, value) in fields.iter() {
        let value = match value {
            Value::String(text) if text.contains(char::is_whitespace) => format!("{:?}", text),
            Value::String(text) => text.clone(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                value.to_string()
            }
        };
        // Writing to a String cannot fail.
        let _ = write!(line, " {name}={value}");
    }
    line.push('\n');
    line
}

fn json(at: &str, event: &Event<'_>, fields: Map<String, Value>) -> String {
    let mut line = Map::new();
    line.insert("at".to_owned(), at.into());
    line.insert("level".to_owned(), level(event).into());
    line.insert("target".to_owned(), event.metadata().target().into());
    line.extend(fields);
    format!("{}\n", Value::Object(line))
}

fn level(event: &Event<'_>) -> &'static str {
    match *event.metadata().level() {
        Level::ERROR => "ERROR",
        Level::WARN => "WARN",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    }
}

/// A line break within a message could pretend to be another event.
fn one_line(message: &str) -> String {
    message.replace('\n', " ⏎ ").replace('\r', "")
}

#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: Value) {
        let name = field.name();
        let last = name.rsplit('.').next().unwrap_or(name);
        let value = if DENIED.contains(&last) { Value::from("…") } else { value };
        self.0.insert(name.to_owned(), value);
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.put(field, format!("{value:?}").into());
    }
}

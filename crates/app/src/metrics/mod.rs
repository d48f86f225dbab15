//! What is measured: requests, connections, jobs; and how a scrape, a load balancer and an operator read it.

mod gauges;
pub mod health;
pub mod observe;
#[cfg(test)]
mod tests;

pub(crate) use gauges::{oldest_unsealed, queue};

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Upper bounds of the buckets of durations, in seconds.
const BUCKETS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Counters of this process. Cheap to share.
#[derive(Debug, Default)]
pub struct Metrics {
    requests: Mutex<BTreeMap<Served, Durations>>,
    jobs: Mutex<BTreeMap<(String, &'static str), u64>>,
    /// Requests that are being answered.
    pub in_flight: AtomicI64,
    pub connections: AtomicI64,
    /// Connections that were turned away, one too many of all or of their address.
    pub refused: AtomicU64,
    /// Connections that were closed because they were silent or slow.
    pub slow: AtomicU64,
    pub panics: AtomicU64,
}

/// What is told apart: a method, the template of the address (never the address itself), the class of the status.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Served {
    template: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Default, Clone)]
struct Durations {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    sum: Duration,
}

impl Metrics {
    pub fn new() -> Arc<Metrics> {
        Arc::new(Metrics::default())
    }

    /// A request was answered.
    pub fn served(&self, method: &http::Method, template: &str, status: u16, took: Duration) {
        let served = Served { template: template.to_owned(), method: method_name(method), status };
        let mut requests = lock(&self.requests);
        let durations = requests.entry(served).or_default();
        durations.count += 1;
        durations.sum += took;
        for (bucket, bound) in durations.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(took.as_secs_f64() <= bound);
        }
    }

    /// A job was worked off.
    pub fn worked(&self, job: &str, outcome: &'static str) {
        *lock(&self.jobs).entry((job.to_owned(), outcome)).or_default() += 1;
    }

    /// The counters in Prometheus' text format.
    fn counters(&self) -> String {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = self.write_requests(&mut text);
        let _ = self.write_others(&mut text);
        text
    }

    fn write_requests(&self, text: &mut String) -> std::fmt::Result {
        let requests = lock(&self.requests).clone();
        head(text, "berdaya_http_request_seconds", "histogram", "How long requests took, by template.")?;
        for (served, durations) in &requests {
            let labels = format!(
                "method=\"{}\",route=\"{}\",status=\"{}\"",
                served.method,
                escape(&served.template),
                served.status
            );
            for (bound, count) in BUCKETS.iter().zip(durations.buckets) {
                writeln!(text, "berdaya_http_request_seconds_bucket{{{labels},le=\"{bound}\"}} {count}")?;
            }
            let (count, sum) = (durations.count, durations.sum.as_secs_f64());
            writeln!(text, "berdaya_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} {count}")?;
            writeln!(text, "berdaya_http_request_seconds_sum{{{labels}}} {sum}")?;
            writeln!(text, "berdaya_http_request_seconds_count{{{labels}}} {count}")?;
        }
        Ok(())
    }

    fn write_others(&self, text: &mut String) -> std::fmt::Result {
        let now = |name: &str, help: &str, value: i64, text: &mut String| {
            head(text, name, "gauge", help)?;
            writeln!(text, "{name} {value}")
        };
        let total = |name: &str, help: &str, value: &AtomicU64, text: &mut String| {
            head(text, name, "counter", help)?;
            writeln!(text, "{name} {}", value.load(Ordering::Relaxed))
        };
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        now("berdaya_http_requests_in_flight", "Requests that are being answered.", in_flight, text)?;
        now("berdaya_connections", "Open connections.", self.connections.load(Ordering::Relaxed), text)?;
        total("berdaya_connections_refused_total", "Connections turned away by a cap.", &self.refused, text)?;
        total(
            "berdaya_connections_slow_total",
            "Silent or slow connections that were closed.",
            &self.slow,
            text,
        )?;
        total("berdaya_panics_total", "Requests that ended in a panic.", &self.panics, text)?;
        head(text, "berdaya_jobs_total", "counter", "Jobs worked off, by kind and outcome.")?;
        for ((job, outcome), count) in lock(&self.jobs).iter() {
            writeln!(text, "berdaya_jobs_total{{job=\"{}\",outcome=\"{outcome}\"}} {count}", escape(job))?;
        }
        Ok(())
    }
}

fn head(text: &mut String, name: &str, kind: &str, help: &str) -> std::fmt::Result {
    writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}")
}

fn escape(label: &str) -> String {
    label.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Known methods only, so that nobody can fill the memory with invented ones.
fn method_name(method: &http::Method) -> &'static str {
    ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
        .into_iter()
        .find(|name| *name == method.as_str())
        .unwrap_or("other")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic between two additions leaves a count that is at most one short.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

use std::time::Duration;

use http::Method;

use super::Metrics;

#[test]
fn requests_are_counted_by_method_template_and_status_and_put_into_buckets() {
    let metrics = Metrics::new();
    metrics.served(&Method::GET, "/identity/session", 200, Duration::from_millis(7));
    metrics.served(&Method::GET, "/identity/session", 200, Duration::from_millis(700));
    metrics.served(&Method::from_bytes(b"BREW").unwrap(), "none", 405, Duration::ZERO);
    metrics.worked("kernel.mail.send", "done");
    let text = metrics.counters();
    let labels = "method=\"GET\",route=\"/identity/session\",status=\"200\"";
    for line in [
        format!("berdaya_http_request_seconds_bucket{{{labels},le=\"0.005\"}} 0"),
        format!("berdaya_http_request_seconds_bucket{{{labels},le=\"0.01\"}} 1"),
        format!("berdaya_http_request_seconds_bucket{{{labels},le=\"1\"}} 2"),
        format!("berdaya_http_request_seconds_bucket{{{labels},le=\"+Inf\"}} 2"),
        format!("berdaya_http_request_seconds_count{{{labels}}} 2"),
        "method=\"other\",route=\"none\",status=\"405\"".to_owned(),
        "berdaya_jobs_total{job=\"kernel.mail.send\",outcome=\"done\"} 1".to_owned(),
    ] {
        assert!(text.contains(&line), "{line} is not in\n{text}");
    }
}

#[test]
fn every_line_is_a_comment_or_a_name_with_a_number() {
    let metrics = Metrics::new();
    metrics.served(&Method::GET, "/a\"b", 200, Duration::ZERO);
    for line in metrics.counters().lines().filter(|line| !line.starts_with("# ")) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        assert!(name.starts_with("berdaya_") && value.parse::<f64>().is_ok(), "{line}");
    }
}

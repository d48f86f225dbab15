//! What every page must be, whoever reads it: free of violations that axe finds, within its width, quiet.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::person::{Person, WIDTHS};

const AXE: &str = include_str!("axe.min.js");

const RUN: &str = "
    const [done] = arguments;
    axe.run(document, {
        runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
    }).then(found => done(found.violations), error => done(String(error)));";

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    html: String,
    failure_summary: String,
}

impl Person {
    /// Audits the page at each width, in light and dark.
    pub(crate) async fn audit(&self, page: &str) {
        for width in WIDTHS {
            self.wide(width).await;
            for scheme in ["light", "dark"] {
                self.device(scheme).await;
                self.audit_here(&format!("{page}-{width}-{scheme}")).await;
            }
        }
        self.device("light").await;
        self.quiet().await;
    }

    /// Audits the page as it is.
    pub(crate) async fn audit_here(&self, page: &str) {
        // A header that stays at the top would otherwise lie over what the last form left behind it.
        self.run("scrollTo(0, 0)").await;
        self.picture(page).await;
        self.fits().await;
        if self.run("return !window.axe").await == json!(true) {
            self.browser.execute(AXE, Vec::new()).await.unwrap();
        }
        let found = self.browser.execute_async(RUN, Vec::new()).await.unwrap().json().clone();
        let found: Vec<Violation> =
            serde_json::from_value(found.clone()).unwrap_or_else(|_| panic!("axe failed on {page}: {found}"));
        let told: Vec<String> = found.iter().map(tell).collect();
        assert!(told.is_empty(), "{page} ({}):\n{}", self.path().await, told.join("\n"));
    }

    /// Nothing scrolls sideways.
    pub(crate) async fn fits(&self) {
        let over = self.run(SIDEWAYS).await;
        assert_eq!(over, Value::Null, "{} scrolls sideways: {over}", self.path().await);
    }

    /// Nothing was refused by the policy and nothing went wrong on the console since the last time.
    pub(crate) async fn quiet(&self) {
        let told = self.browser.browser_log().await.unwrap();
        let bad: Vec<&str> = told
            .iter()
            .filter(|entry| entry.level == "SEVERE" && !is_answer(&entry.message))
            .map(|entry| entry.message.as_str())
            .collect();
        assert!(bad.is_empty(), "on the console of {}: {bad:#?}", self.path().await);
    }

    /// Keeps a picture if somebody asked for them.
    async fn picture(&self, name: &str) {
        #[expect(clippy::disallowed_methods, reason = "asked for by hand, and not the program's own setting")]
        let Ok(folder) = std::env::var("BERDAYA_PICTURES") else { return };
        std::fs::create_dir_all(&folder).unwrap();
        let whole = self.tell("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let bytes = data_encoding::BASE64.decode(whole["data"].as_str().unwrap().as_bytes()).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
    }
}

/// The first element that makes the page wider than its window, outside of what may scroll by itself.
const SIDEWAYS: &str = "
    if (document.scrollingElement.scrollWidth <= innerWidth) return null;
    const wide = [...document.body.querySelectorAll('*')].filter(e => !e.closest('.scroll, svg')
        && e.getBoundingClientRect().left + e.scrollWidth > innerWidth);
    return wide.length ? wide.at(-1).outerHTML.slice(0, 300) : 'something';";

/// Browsers log an answer that is meant: a form that is to be mended, a page that is not there, a network that was taken away.
fn is_answer(message: &str) -> bool {
    message.contains("net::ERR_INTERNET_DISCONNECTED")
        || ["401", "403", "404", "409", "422", "429"]
            .iter()
            .any(|status| message.contains(&format!("the server responded with a status of {status}")))
}

fn tell(violation: &Violation) -> String {
    let places = violation.nodes.iter().take(4).map(|node| {
        let place: String = node.html.chars().take(240).collect();
        format!("    {place}\n      {}", node.failure_summary.replace('\n', "\n      "))
    });
    let places: Vec<String> = places.collect();
    format!("{}: {}\n{}", violation.id, violation.help, places.join("\n"))
}

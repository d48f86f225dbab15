//! Somebody at a browser, who knows pages by what they read there: labels, links, buttons.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;

use crate::chrome::Driver;

/// The password of everybody in the demo.
pub(crate) const PASSWORD: &str = "kopi pagi di pasar";

/// A phone's and a desk's width.
pub(crate) const WIDTHS: [u32; 2] = [360, 1280];

/// Whether a click leads to another page.
const LEADS: &str = "
    const [at] = arguments;
    const link = at.closest('a[href]'), form = at.type === 'submit' && at.form;
    return link ? !link.getAttribute('href').startsWith('#') : !!form && !form.matches('[data-theme], [hx-get], [hx-post]');";

pub(crate) struct Person {
    pub browser: WebDriver,
    pub site: String,
    _profile: TempDir,
}

impl Person {
    pub(crate) async fn at(driver: &Driver, site: &str) -> Person {
        let (browser, profile) = driver.open().await;
        let person = Person { browser, site: site.to_owned(), _profile: profile };
        person.wide(1280).await;
        person.device("light").await;
        person
    }

    /// Types an address.
    pub(crate) async fn go(&self, path: &str) {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.site) };
        self.browser.goto(address).await.unwrap();
    }

    /// Follows the first visible link with this text.
    pub(crate) async fn follow(&self, text: &str) {
        let link = format!("//a[{}] | //a[@aria-label={}]", says(text), quoted(text));
        self.click(&link).await;
    }

    /// Presses the first visible button with this text.
    pub(crate) async fn press(&self, text: &str) {
        let button = format!("//button[{}] | //button[@aria-label={}]", says(text), quoted(text));
        self.click(&button).await;
    }

    /// Opens the menu in the header that holds the buttons of this name.
    pub(crate) async fn open_menu(&self, name: &str) {
        self.click(&format!("//header//details[.//button[@name='{name}']]/summary")).await;
    }

    /// Types into the field with this label, in place of what stood there.
    pub(crate) async fn fill(&self, label: &str, text: &str) {
        let field = self.field(label).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Picks a radio button, a box, or an option of a select.
    pub(crate) async fn choose(&self, label: &str, option: &str) {
        let field = self.field(label).await;
        let option = field.find(By::XPath(format!(".//option[{}]", says(option)))).await.unwrap();
        option.click().await.unwrap();
    }

    /// Ticks a box or a radio button by its text.
    pub(crate) async fn tick(&self, label: &str) {
        self.click(&format!("//label[contains(normalize-space(.), {})]//input", quoted(label))).await;
    }

    /// The field that this label names.
    pub(crate) async fn field(&self, label: &str) -> WebElement {
        let label = format!("//label[starts-with(normalize-space(.), {})]", quoted(label));
        let label = self.seen(&label).await;
        match label.attr("for").await.unwrap() {
            Some(id) => self.browser.find(By::Id(id)).await.unwrap(),
            None => label.find(By::Css("input, select, textarea")).await.unwrap(),
        }
    }

    /// Waits until this stands on the page.
    pub(crate) async fn sees(&self, text: &str) {
        let anywhere = format!("//body//*[contains(normalize-space(.), {})]", quoted(text));
        self.seen(&anywhere).await;
    }

    /// The page's one heading.
    pub(crate) async fn heading(&self) -> String {
        self.seen("//h1").await.text().await.unwrap()
    }

    pub(crate) async fn path(&self) -> String {
        let address = self.browser.current_url().await.unwrap();
        address[url::Position::BeforePath..].to_owned()
    }

    /// Signs in to a city with a password, the long way.
    pub(crate) async fn sign_in(&self, city: &str, login: &str, password: &str) {
        self.go(&format!("/{city}/masuk")).await;
        self.fill("Surel atau nomor telepon", login).await;
        self.fill("Kata sandi", password).await;
        self.click("//main//form//button[not(@type='button')]").await;
    }

    pub(crate) async fn sign_out(&self) {
        self.click("//header//details[.//a[contains(@href, '/akun')]]/summary").await;
        self.click("//form[contains(@action, '/keluar')]//button").await;
    }

    /// Starts as somebody new at this browser.
    pub(crate) async fn forget(&self) {
        self.browser.delete_all_cookies().await.unwrap();
    }

    /// The first element of this path that can be seen.
    pub(crate) async fn seen(&self, path: &str) -> WebElement {
        let found = self.browser.query(By::XPath(path)).and_displayed().first().await;
        match found {
            Ok(element) => element,
            Err(_) => panic!("not on {}: {path}", self.browser.current_url().await.unwrap()),
        }
    }

    /// Clicks; where that leads to another page, waits until it has come.
    pub(crate) async fn click(&self, path: &str) {
        let element = self.seen(path).await;
        let leads = self.browser.execute(LEADS, vec![element.to_json().unwrap()]).await.unwrap();
        let leads = leads.json().as_bool().unwrap();
        element.click().await.unwrap();
        if leads {
            element.wait_until().stale().await.unwrap();
        }
    }

    pub(crate) async fn run(&self, script: &str) -> Value {
        self.browser.execute(script, Vec::new()).await.unwrap().json().clone()
    }

    /// The window's width.
    pub(crate) async fn wide(&self, width: u32) {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.tell("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// What the device prefers: light or dark. Without motion, so that no picture is taken halfway.
    pub(crate) async fn device(&self, scheme: &str) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.tell("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Presses a key, wherever the focus is.
    pub(crate) async fn key(&self, key: impl Into<TypingData>) {
        self.browser.action_chain().send_keys(key).perform().await.unwrap();
    }

    /// What is focused: its text, else its name, else its tag.
    pub(crate) async fn focused(&self) -> String {
        let at = self.run(
            "const e = document.activeElement;
             return e.textContent.trim() || e.name || e.id || e.tagName",
        );
        at.await.as_str().unwrap_or_default().to_owned()
    }

    /// A command of the developer tools.
    pub(crate) async fn tell(&self, command: &str, parameters: Value) -> Value {
        self.browser.cdp().send_raw(command, parameters).await.unwrap()
    }

    /// Keeps what is seen now.
    pub(crate) async fn keep(&self, folder: &Path) {
        let _ = self.browser.screenshot(&folder.join("page.png")).await;
        if let Ok(source) = self.browser.source().await {
            let _ = std::fs::write(folder.join("page.html"), source);
        }
    }

    pub(crate) async fn leave(self) {
        let _ = self.browser.quit().await;
    }
}

/// Whether an element's whole text is this.
fn says(text: &str) -> String {
    format!("normalize-space(.)={}", quoted(text))
}

pub(crate) fn quoted(text: &str) -> String {
    assert!(!text.contains('"'), "{text}");
    format!("\"{text}\"")
}

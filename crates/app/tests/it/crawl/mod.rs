//! Every page that a person can reach by links, as each role, in each city: it is there, and it is sound.
//!
//! Of pages that differ only in what they are about, two are looked at. What a visitor was shown is not looked at again
//! for each role, except where everybody begins.

mod sound;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use http::Method;
use kernel::id::AccountId;
use kernel::{City, CityId};
use scraper::{Html, Selector};
use testkit::{Browser, PageView};

use crate::kit::{self, Kit};
use crate::people;
use crate::table::Table;

/// Pages of one template that are looked at.
const OF_A_KIND: usize = 2;
/// The most statements that any page may take: more, and there is one in a loop.
const MOST_QUERIES: usize = 40;
/// From where a walk comes to its first pages.
const BEGINNING: &str = "the beginning";

#[tokio::test]
async fn magelang_is_sound_for_every_role() {
    crawl("magelang").await;
}

#[tokio::test]
async fn depok_is_sound_for_every_role() {
    crawl("depok").await;
}

#[tokio::test]
async fn serang_is_sound_for_every_role() {
    crawl("serang").await;
}

#[tokio::test]
async fn kediri_is_sound_for_every_role() {
    crawl("kediri").await;
}

#[tokio::test]
async fn semarang_is_sound_for_every_role() {
    crawl("semarang").await;
}

#[tokio::test]
async fn the_platforms_own_pages_are_sound() {
    let kit = kit::demo().await;
    let mut walk = Walk::new("", "id");
    for (lang, address) in [("id", "/"), ("en", "/"), ("id", "/wilayah"), ("en", "/bantuan")] {
        let browser = kit.browser();
        browser.set_cookie("bahasa", lang);
        walk.lang = lang;
        let page = browser.get(address).await;
        walk.look(&page, address);
    }
    walk.assets(&kit).await;
    assert_eq!(walk.wrong, Vec::<String>::new());
}

async fn crawl(slug: &str) {
    let kit = kit::demo().await;
    let city = app::demo::cities().into_iter().find(|city| city.slug == slug).unwrap();
    let mut wrong = Vec::new();
    let mut pages = 0;
    let mut public = BTreeSet::new();
    let mut roles = vec![("visitor".to_owned(), None)];
    for person in app::demo::sign_ins(&city) {
        let account = account(&kit, city.id, &person.email).await;
        roles.push((person.role.as_str().to_owned(), Some(account)));
    }
    for (at, (role, account)) in roles.into_iter().enumerate() {
        // Both languages for the visitor, who sees most; the other roles take turns, and the other way round in the
        // next city.
        let langs =
            if account.is_none() { &["id", "en"][..] } else { &[["id", "en"][(at + parity(&city)) % 2]] };
        for lang in langs {
            let browser = browser(&kit, &city, account).await;
            browser.set_cookie("bahasa", lang);
            let mut walk = Walk::new(slug, lang);
            walk.public.clone_from(&public);
            walk.from(&browser, account.is_some()).await;
            walk.assets(&kit).await;
            pages += walk.pages;
            if account.is_none() && *lang == "en" {
                public.extend(walk.seen.into_keys());
            }
            wrong.extend(walk.wrong.into_iter().map(|line| format!("{role} ({lang}): {line}")));
        }
    }
    println!("{slug}: {pages} pages");
    assert!(wrong.is_empty(), "{} things:\n{}", wrong.len(), wrong.join("\n"));
}

fn parity(city: &City) -> usize {
    usize::from(city.id.0 % 2 == 0)
}

async fn account(kit: &Kit, city: CityId, email: &str) -> AccountId {
    let mut admin = kit.db.admin().await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from identity.account where city = $1 and email = $2")
        .bind(city.0)
        .bind(email)
        .fetch_one(&mut admin)
        .await
        .unwrap();
    AccountId(id)
}

async fn browser(kit: &Kit, city: &City, account: Option<AccountId>) -> Browser {
    let browser = kit.browser();
    if let Some(account) = account {
        let (_, token) = kit.session(city.id, account).await;
        browser.set_cookie(&people::cookie(city.id), &token);
    }
    browser
}

/// One walk through a city.
struct Walk {
    slug: String,
    lang: &'static str,
    table: Table,
    /// How many pages of each template were looked at.
    seen: BTreeMap<String, usize>,
    /// Templates that were looked at for a visitor.
    public: BTreeSet<String>,
    asked: BTreeSet<String>,
    next: VecDeque<(String, String)>,
    files: BTreeSet<String>,
    wrong: Vec<String>,
    pages: usize,
}

impl Walk {
    fn new(slug: &str, lang: &'static str) -> Walk {
        Walk {
            slug: slug.to_owned(),
            lang,
            table: Table::new(),
            seen: BTreeMap::new(),
            public: BTreeSet::new(),
            asked: BTreeSet::new(),
            next: VecDeque::new(),
            files: BTreeSet::new(),
            wrong: Vec::new(),
            pages: 0,
        }
    }

    /// From the home, and from the desk for whoever is signed in.
    async fn from(&mut self, browser: &Browser, signed_in: bool) {
        self.want(&format!("/{}", self.slug), BEGINNING);
        if signed_in {
            self.want(&format!("/{}/meja", self.slug), BEGINNING);
        }
        while let Some((address, from)) = self.next.pop_front() {
            let page = browser.get(&address).await;
            self.pages += 1;
            if page.queries() > MOST_QUERIES {
                self.wrong.push(format!("{address}: {} statements", page.queries()));
            }
            if !page.status.is_success() {
                self.wrong.push(format!("{from} leads to {address}: {}", page.status));
                continue;
            }
            let kind = page.headers.get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
            if kind.is_some_and(|kind| kind.starts_with("text/html")) {
                self.look(&page, &address);
            }
        }
    }

    /// Judges a page and notes where it leads.
    fn look(&mut self, page: &PageView, address: &str) {
        let document = Html::parse_document(&page.body);
        for why in sound::judge(&document, self.lang) {
            self.wrong.push(format!("{address}: {why}"));
        }
        let each = |css: &str, attr: &str| -> Vec<String> {
            let selector = Selector::parse(css).unwrap();
            document.select(&selector).filter_map(|e| e.attr(attr)).map(str::to_owned).collect()
        };
        self.files.extend(each("link[rel=stylesheet], link[rel=icon]", "href"));
        self.files.extend(each("script[src], img[src]", "src"));
        for link in each("a[href]", "href") {
            self.want(&absolute(&page.address, &link), address);
        }
        for css in ["[hx-get]", "[data-src]"] {
            for link in each(css, css.trim_matches(['[', ']'])) {
                self.want(&absolute(&page.address, &link), address);
            }
        }
        self.forms(&document, page, address);
    }

    fn forms(&mut self, document: &Html, page: &PageView, address: &str) {
        for form in document.select(&Selector::parse("form").unwrap()) {
            let action = absolute(&page.address, form.attr("action").unwrap_or_default());
            if form.attr("method").unwrap_or("get").eq_ignore_ascii_case("get") {
                let named = Selector::parse("[name]").unwrap();
                let fields = form.select(&named).filter_map(|field| field.attr("name"));
                let empty: Vec<String> = fields.map(|name| format!("{name}=")).collect();
                self.want(&format!("{action}?{}", empty.join("&")), address);
            } else if self.template(&Method::POST, &action).is_none() {
                self.wrong.push(format!("{address}: a form is sent to {action}, where nothing takes it"));
            }
        }
    }

    /// Notes an address of this city, unless enough of its kind were seen.
    fn want(&mut self, address: &str, from: &str) {
        let address = address.split('#').next().unwrap_or_default().to_owned();
        let home = format!("/{}", self.slug);
        let inside =
            address.strip_prefix(&home).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        if self.slug.is_empty() || !inside || !self.asked.insert(address.clone()) {
            return;
        }
        let Some(template) = self.template(&Method::GET, &address) else {
            self.wrong.push(format!("{from} leads to {address}, which no route answers"));
            return;
        };
        let names: Vec<&str> = address
            .split_once('?')
            .map(|(_, query)| query.split('&').filter_map(|pair| pair.split('=').next()).collect())
            .unwrap_or_default();
        let kind = format!("{template}?{}", names.join("&"));
        let known = self.public.contains(&kind) && from != BEGINNING;
        let seen = self.seen.entry(kind).or_default();
        *seen += 1;
        if *seen <= OF_A_KIND && !known {
            self.next.push_back((address, from.to_owned()));
        }
    }

    fn template(&self, method: &Method, address: &str) -> Option<String> {
        let path = address.split('?').next().unwrap_or_default();
        let home = if self.slug.is_empty() { String::new() } else { format!("/{}", self.slug) };
        let inner = path.strip_prefix(&home).unwrap_or(path);
        let inner = if inner.is_empty() { "/" } else { inner };
        self.table.find(method, inner).map(str::to_owned)
    }

    /// Every file that a page names is there.
    async fn assets(&mut self, kit: &Kit) {
        for file in std::mem::take(&mut self.files) {
            let status = kit.browser().get(&file).await.status;
            if !status.is_success() {
                self.wrong.push(format!("{file}: {status}"));
            }
        }
    }
}

fn absolute(from: &str, to: &str) -> String {
    let base = url::Url::parse("http://localhost:8080").unwrap().join(from).unwrap();
    let joined = base.join(to).unwrap();
    if joined.host_str() != Some("localhost") {
        return to.to_owned();
    }
    match joined.query() {
        Some(query) => format!("{}?{query}", joined.path()),
        None => joined.path().to_owned(),
    }
}

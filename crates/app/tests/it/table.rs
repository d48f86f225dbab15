//! The table of routes, and which of them answers an address.

use http::Method;

/// All routes of all rooms, with the short addresses that people use.
pub(crate) struct Table {
    routes: Vec<(String, String)>,
    addresses: Vec<(&'static str, &'static str)>,
}

impl Table {
    pub(crate) fn new() -> Table {
        let mut routes = vec![("GET".to_owned(), "/api/v1/openapi.json".to_owned())];
        let mut addresses = Vec::new();
        for room in app::contexts() {
            addresses.extend(room.addresses.iter().copied());
            let of = |prefix: &str, list: &[web::context::Route]| {
                list.iter().map(|r| (r.method.to_owned(), format!("{prefix}{}", r.path))).collect::<Vec<_>>()
            };
            routes.extend(of("", &room.pages.list));
            routes.extend(of("/api/v1", &room.api.list));
        }
        Table { routes, addresses }
    }

    /// The template of the route that answers `path`, a path within a city.
    pub(crate) fn find(&self, method: &Method, path: &str) -> Option<&str> {
        let path = self.long(path);
        let fits = |template: &str| {
            let (a, b) = (template.split('/'), path.split('/'));
            a.clone().count() == b.clone().count() && a.zip(b).all(|(a, b)| a == b || a.starts_with('{'))
        };
        // A word stands for itself before it stands for a parameter.
        let mut found: Vec<&str> = self
            .routes
            .iter()
            .filter(|(known, template)| known == method.as_str() && fits(template))
            .map(|(_, template)| template.as_str())
            .collect();
        found.sort_by_key(|template| template.matches('{').count());
        found.first().copied()
    }

    fn long(&self, path: &str) -> String {
        if path.starts_with("/api/") {
            return path.to_owned();
        }
        for (short, long) in &self.addresses {
            match path.strip_prefix(short) {
                Some(rest) if rest.is_empty() || rest.starts_with('/') => return format!("{long}{rest}"),
                Some(_) | None => {}
            }
        }
        path.to_owned()
    }
}

#[test]
fn an_address_is_answered_by_the_route_that_names_it_best() {
    let table = Table::new();
    for (path, template) in [
        ("/", Some("/")),
        ("/masuk", Some("/identity/session")),
        ("/identity/accounts/new", Some("/identity/accounts/new")),
        ("/wilayah/33.74", Some("/territory/areas/{code}")),
        ("/api", Some("/app/help/{topic}")),
        ("/api/v1/openapi.json", Some("/api/v1/openapi.json")),
        ("/tidak-ada", None),
    ] {
        assert_eq!(table.find(&Method::GET, path), template, "{path}");
    }
}

//! What kinds and categories of outcomes are called.

use web::Ui;

/// The categories that every city has; a promise may name others.
pub(crate) const CATEGORIES: [&str; 4] = ["wub", "women", "disability", "youth"];

/// What a category is called; the city's own by their key.
pub(crate) fn category(ui: &Ui, key: &str) -> String {
    match key {
        "" => ui.t("programmes-category-all"),
        "wub" => ui.t("programmes-category-wub"),
        "women" => ui.t("programmes-category-women"),
        "disability" => ui.t("programmes-category-disability"),
        "youth" => ui.t("programmes-category-youth"),
        other => other.replace('_', " "),
    }
}

/// What a kind of outcome is called.
pub(crate) fn kind(ui: &Ui, key: &str) -> String {
    match key {
        crate::outcome::NEW_ENTREPRENEUR => ui.t("programmes-kind-new-entrepreneur"),
        other => other.replace('_', " "),
    }
}

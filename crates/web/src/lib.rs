//! How pages are made: what a request brings, forms and fields, tables, paging, languages, errors as pages, the
//! interface's building blocks. Knows HTTP; knows no room.
//!
//! Words: a *visit* is one request: who, which city, which language, from where. A *page* is a title and its main part;
//! the *shell* (head, menu, footer) is put around it in `app`. A *panel* is a part of a page that another room fills.
//! A *context* is all that a room hands to `app`.
//!
//! Always true: text goes through [`Html`]'s escaping; no inline script or style; a page works as links and forms first.

pub mod api;
pub mod assets;
pub mod batik;
pub mod blocks;
pub mod chart;
pub mod context;
pub mod failure;
pub mod field;
pub mod form;
pub mod html;
pub mod icon;
pub mod lang;
pub mod list;
pub mod page;
pub mod posted;
pub mod progress;
pub mod table;
mod tools;
pub mod ui;
pub mod upload;
pub mod visit;

#[cfg(test)]
mod contrast;
#[cfg(test)]
mod tests;

/// The Fluent sources of this crate and of the kernel: Indonesian, English.
pub const MESSAGES: (&str, &str) = (include_str!("id.ftl"), include_str!("en.ftl"));

pub use context::{Context, Routes};
pub use failure::{Answer, Failure};
pub use field::Field;
pub use form::Form;
pub use html::Html;
pub use lang::{Lang, Messages};
pub use list::ListQuery;
pub use page::{Face, Layout, Page};
pub use posted::Posted;
pub use table::{Column, Table};
pub use ui::Ui;
pub use visit::Visit;

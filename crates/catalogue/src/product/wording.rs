use kernel::audit::Entry;
use kernel::{Error, Say, Tx};
use serde_json::json;

use super::{KEEP, ProductId, kept, rules};
use crate::listing;

/// What is said of a product in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wording {
    pub name: String,
    pub about: String,
    /// Where it comes from, who makes it and how.
    pub story: String,
    /// How to keep, wash, prepare it.
    pub care: String,
    /// In the order of their weight, as on the label.
    pub ingredients: String,
}

/// The longest text that is not a name.
pub(crate) const LONG: usize = 4000;

impl Wording {
    /// Without needless blanks, or what is wrong with which field.
    pub(crate) fn sound(self) -> Result<Wording, Error> {
        let wording = Wording {
            name: rules::tidy(&self.name),
            about: self.about.trim().to_owned(),
            story: self.story.trim().to_owned(),
            care: self.care.trim().to_owned(),
            ingredients: rules::tidy(&self.ingredients),
        };
        let mut wrong = Vec::new();
        if !(3..=120).contains(&wording.name.chars().count()) {
            wrong.push(("name", Say::new("catalogue-name-length")));
        }
        for (field, text) in [
            ("about", &wording.about),
            ("story", &wording.story),
            ("care", &wording.care),
            ("ingredients", &wording.ingredients),
        ] {
            if text.chars().count() > LONG {
                wrong.push((field, Say::new("catalogue-text-length").with("most", LONG)));
            }
        }
        if wrong.is_empty() { Ok(wording) } else { Err(Error::Invalid(wrong)) }
    }
}

/// Says it in a language (two letters, ISO 639-1), in place of what was said in it before. Without a name what was said is
/// taken back; Indonesian stays.
pub async fn say(tx: &mut Tx, id: ProductId, lang: &str, wording: Wording) -> Result<(), Error> {
    let (product, area) = kept(tx, id).await?;
    if lang.len() != 2 || !lang.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Err(Error::field("lang", "catalogue-lang-form"));
    }
    if wording.name.trim().is_empty() && lang != "id" {
        let city = tx.city();
        sqlx::query!(
            "delete from catalogue.wording where city = $1 and product = $2 and lang = $3",
            city.0,
            id.0,
            lang
        )
        .execute(tx.conn())
        .await?;
    } else {
        write(tx, id, lang, &wording.sound()?).await?;
    }
    let entry = Entry::new(KEEP.name, "product", product.id).area(area);
    tx.audit(entry.body(json!({ "wording": lang }))).await?;
    listing::refresh(tx, &[id]).await
}

pub(super) async fn write(tx: &mut Tx, id: ProductId, lang: &str, wording: &Wording) -> Result<(), Error> {
    let city = tx.city();
    sqlx::query!(
        "insert into catalogue.wording (city, product, lang, name, about, story, care, ingredients)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (city, product, lang) do update
         set name = excluded.name, about = excluded.about, story = excluded.story, care = excluded.care,
             ingredients = excluded.ingredients",
        city.0,
        id.0,
        lang,
        wording.name,
        wording.about,
        wording.story,
        wording.care,
        wording.ingredients
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What is said of a product, by language. Asks no permission: who may see the product may read it.
pub async fn wordings(tx: &mut Tx, id: ProductId) -> Result<Vec<(String, Wording)>, Error> {
    let city = tx.city();
    // bounded: by the languages of the world
    let rows = sqlx::query!(
        "select lang, name, about, story, care, ingredients from catalogue.wording
         where city = $1 and product = $2 order by lang limit 200",
        city.0,
        id.0
    )
    .fetch_all(tx.conn())
    .await?;
    let wording = rows.into_iter().map(|row| {
        let said = Wording {
            name: row.name,
            about: row.about,
            story: row.story,
            care: row.care,
            ingredients: row.ingredients,
        };
        (row.lang, said)
    });
    Ok(wording.collect())
}

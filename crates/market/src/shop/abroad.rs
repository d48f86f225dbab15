//! On a product's page: what it costs to have it sent abroad.

use catalogue::product::{self, Product};
use kernel::{Error, Say, Tx};
use ledger::money::Currency;
use ledger::rate;
use web::{Html, Lang, Ui, blocks};

use super::product::called;

/// The price in each currency that its maker typed one for. To those who read English also that it is not sent, and about
/// what the price at home is.
pub(super) async fn shown(tx: &mut Tx, ui: &Ui, product: &Product) -> Result<Html, Error> {
    let priced: Vec<_> = product.variants.iter().filter(|one| one.abroad().next().is_some()).collect();
    if !priced.is_empty() && product::abroad(tx, product).await?.is_empty() {
        let rows: Vec<Vec<Html>> = priced
            .into_iter()
            .map(|variant| {
                let prices: Vec<String> = variant.abroad().map(|price| price.to_string()).collect();
                vec![Html::text(&called(ui, product, variant)), Html::text(&prices.join(" · "))]
            })
            .collect();
        let heads = ["market-variant", "market-price"];
        let table = blocks::table(ui, "market-abroad-prices", &heads, &rows);
        return Ok(blocks::section(ui, "market-abroad-prices", &table));
    }
    if ui.lang == Lang::Id {
        return Ok(Html::default());
    }
    let mut html = blocks::paragraph(ui, "market-abroad-not-yet");
    let lowest = product.variants.iter().filter_map(product::Variant::rupiah).min_by_key(|price| price.0);
    let today = tx.today();
    if let (Some(price), Some(rate)) = (lowest, rate::on(tx, Currency::parse("USD")?, today).await?) {
        let about = rate.about(price).to_string();
        let say = Say::new("market-abroad-about").with("amount", about).with("day", ui.date(rate.day));
        html.push_trusted("<p>");
        html.push_text(&ui.say(&say));
        html.push_trusted("</p>");
    }
    Ok(blocks::section(ui, "market-abroad-prices", &html))
}

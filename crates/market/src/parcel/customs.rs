//! The papers that a parcel abroad needs: the customs declaration CN 23 of the Universal Postal Union (Parcel Post Regulations,
//! article 20-001) and a commercial invoice. In English, whoever asks for them: customs abroad reads them. What they say was
//! frozen when it was bought.

use kernel::{Error, Say, Tx};
use paper::{Head, Paper, Sheet};
use registry::business::record;
use web::{Lang, Ui};

use super::Parcel;
use crate::abroad;
use crate::order::{Line, Order, english};

/// Which paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Declaration,
    Invoice,
}

impl Kind {
    fn title(self) -> &'static str {
        match self {
            Kind::Declaration => "market-customs-declaration",
            Kind::Invoice => "market-customs-invoice",
        }
    }
}

/// As PDF. Refused for what stays within the country.
pub(super) async fn write(
    tx: &mut Tx,
    ui: &Ui,
    kind: Kind,
    parcel: &Parcel,
    order: &Order,
    lines: &[Line],
) -> Result<Vec<u8>, Error> {
    if !order.is_abroad() {
        return Err(Error::NotFound("customs"));
    }
    let say = |key: &'static str| english(&Say::new(key));
    let number = format!("{}-{}", order.code, parcel.number);
    let title = format!("{} {number}", say(kind.title())?);
    let mut paper = Paper::new(Sheet {
        title: title.clone(),
        lang: Lang::En.as_str().to_owned(),
        foot: format!("{} · {title}", ui.city.name),
        page: say("market-paper-page")?,
    });
    paper.heading(2, &say("market-customs-from")?);
    for line in sender(tx, ui, parcel).await? {
        paper.paragraph(&line);
    }
    paper.heading(2, &say("market-customs-to")?);
    if let Some(contact) = &order.contact {
        paper.paragraph(&format!("{} · {}", contact.name, contact.phone));
        for line in contact.address.lines().filter(|line| !line.trim().is_empty()) {
            paper.paragraph(line);
        }
    }
    contents(&mut paper, parcel, order, lines)?;
    let sums = match kind {
        Kind::Declaration => declared(parcel, order)?,
        Kind::Invoice => invoiced(ui, parcel, order)?,
    };
    for line in sums {
        paper.paragraph(&line);
    }
    paper.paragraph(&say("market-customs-sign")?);
    paper.finish().map_err(|fault| Error::Broken(Box::new(fault)))
}

/// Who sends it and from where, as far as the registry knows.
async fn sender(tx: &mut Tx, ui: &Ui, parcel: &Parcel) -> Result<Vec<String>, Error> {
    let maker = record::one(tx, parcel.maker).await?;
    let path = territory::gazetteer(tx.db()).await?.path_of(&maker.area);
    let names: Vec<String> = path.into_iter().rev().map(|(_, name)| name).collect();
    let place = if names.is_empty() { ui.city.name.clone() } else { names.join(", ") };
    let mut lines = vec![match maker.phones.first() {
        Some(phone) => format!("{} · {phone}", parcel.maker_name),
        None => parcel.maker_name.clone(),
    }];
    lines.extend(maker.address);
    lines.push(place);
    lines.push("INDONESIA".to_owned());
    Ok(lines)
}

fn contents(paper: &mut Paper, parcel: &Parcel, order: &Order, lines: &[Line]) -> Result<(), Error> {
    let say = |key: &'static str| english(&Say::new(key));
    let heads = [
        Head::text(say("market-customs-what")?),
        Head::number(say("market-order-quantity")?),
        Head::number(say("market-customs-grams")?),
        Head::number(say("market-customs-value")?),
        Head::text(say("market-customs-hs")?),
        Head::text(say("market-customs-origin")?),
    ];
    let mut rows: Vec<Vec<String>> = Vec::new();
    for line in lines {
        let grams = i64::from(line.weight.unwrap_or(0)) * i64::from(line.quantity);
        rows.push(vec![
            line.called(),
            line.quantity.to_string(),
            grams.to_string(),
            order.money(line.charged * i64::from(line.quantity)).to_string(),
            line.hs_code.clone().unwrap_or_default(),
            line.origin.clone().unwrap_or_default(),
        ]);
    }
    rows.push(vec![
        say("market-customs-total")?,
        lines.iter().map(|line| i64::from(line.quantity)).sum::<i64>().to_string(),
        parcel.weight.to_string(),
        parcel.goods_sum(order).money.to_string(),
        String::new(),
        String::new(),
    ]);
    let last = rows.len() - 1;
    paper.table(&say("market-parcel-contents")?, &heads, &rows, Some(last));
    Ok(())
}

fn declared(parcel: &Parcel, order: &Order) -> Result<Vec<String>, Error> {
    let postage =
        Say::new("market-customs-postage").with("amount", order.money(parcel.charged_shipping).to_string());
    Ok(vec![english(&Say::new("market-customs-category"))?, english(&postage)?])
}

fn invoiced(ui: &Ui, parcel: &Parcel, order: &Order) -> Result<Vec<String>, Error> {
    let amount = |key: &'static str, units: i64| {
        english(&Say::new(key).with("amount", order.money(units).to_string()))
    };
    let country = abroad::country(&order.country).map_or("", |country| country.name(Lang::En));
    let day = ui.city.zone.local(order.placed_at).date();
    Ok(vec![
        amount("market-customs-freight", parcel.charged_shipping)?,
        amount("market-customs-whole", parcel.charged)?,
        english(&Say::new("market-customs-terms").with("country", country).with("day", day.to_string()))?,
    ])
}

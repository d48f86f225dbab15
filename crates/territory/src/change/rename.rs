use kernel::{AreaCode, Error, Tx};

use super::apply::{Opening, Plan, apply, changeable, parent_of, same, take_turn};
use super::{ChangeId, Kind, Order};

/// An area that gets another name.
#[derive(Debug, Clone)]
pub struct Renaming {
    pub code: AreaCode,
    /// Without "Kecamatan" or "Kelurahan" before it.
    pub name: String,
    pub order: Order,
}

/// Gives an area another name from a day on.
pub async fn rename(tx: &mut Tx, new: &Renaming) -> Result<ChangeId, Error> {
    let area = changeable(tx, &new.code, new.order.on).await?;
    new.order.check()?;
    let name = name(&new.name)?;
    if name == area.name {
        return Err(Error::field("name", "territory-name-same"));
    }
    take_turn(tx).await?;
    let parent = parent_of(tx, &new.code, new.order.on).await?;
    let id = area.id.0;
    let plan = Plan {
        closes: [id].into(),
        opens: vec![Opening { area: id, code: area.code, name, parent: parent.id.0 }],
        edges: vec![same(id)],
        basis: String::new(),
    };
    apply(tx, Kind::Rename, &new.order, &plan).await
}

/// A name as the list would have it.
pub(super) fn name(text: &str) -> Result<String, Error> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (2..=80).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(Error::field("name", "territory-name-form")) }
}

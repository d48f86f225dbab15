use kernel::{AreaCode, Error, Level, Tx};

use super::apply::{
    Opening, Plan, apply, changeable, descendants, may_be, parent_of, rebased, same, take_turn,
};
use super::{ChangeId, Kind, Order};

/// An area that comes to another parent, and thereby to another code.
#[derive(Debug, Clone)]
pub struct Moving {
    pub code: AreaCode,
    /// The code from now on; it names the parent.
    pub to: AreaCode,
    pub order: Order,
}

/// Moves an area with all that lies in it. Its RW and RT go with it.
pub async fn move_to(tx: &mut Tx, new: &Moving) -> Result<ChangeId, Error> {
    let area = changeable(tx, &new.code, new.order.on).await?;
    may_be(tx, &new.to)?;
    new.order.check()?;
    if new.to.level() != new.code.level() || new.to.level() < Level::Kecamatan {
        return Err(Error::field("to", "territory-level-other"));
    }
    if new.to == new.code {
        return Err(Error::field("to", "territory-code-same"));
    }
    take_turn(tx).await?;
    let parent = parent_of(tx, &new.to, new.order.on).await?;
    let id = area.id.0;
    let mut plan = Plan {
        closes: [id].into(),
        opens: vec![Opening { area: id, code: new.to.clone(), name: area.name, parent: parent.id.0 }],
        edges: vec![same(id)],
        basis: String::new(),
    };
    for (below, parent) in descendants(tx, &new.code, new.order.on).await? {
        let code = rebased(&below.code, &new.code, &new.to)?;
        plan.closes.insert(below.id.0);
        plan.opens.push(Opening { area: below.id.0, code, name: below.name, parent });
    }
    apply(tx, Kind::Move, &new.order, &plan).await
}

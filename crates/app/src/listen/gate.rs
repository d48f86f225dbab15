//! How many connections may be open, in all and from one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// Counts connections.
#[derive(Debug, Clone)]
pub struct Gate {
    most: usize,
    most_per_address: usize,
    open: Arc<Mutex<Open>>,
}

#[derive(Debug, Default)]
struct Open {
    all: usize,
    per_address: HashMap<IpAddr, usize>,
}

/// An open connection; counted until it is dropped.
#[derive(Debug)]
pub struct Pass {
    gate: Gate,
    address: IpAddr,
}

impl Gate {
    pub fn new(most: usize, most_per_address: usize) -> Gate {
        Gate { most, most_per_address, open: Arc::default() }
    }

    /// A pass, unless too many are inside. A trusted proxy speaks for many people, so only the whole is bounded.
    pub fn enter(&self, address: IpAddr, trusted: bool) -> Option<Pass> {
        let address = household(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = open.per_address.get(&address).copied().unwrap_or(0);
        if open.all >= self.most || (here >= self.most_per_address && !trusted) {
            return None;
        }
        open.all += 1;
        open.per_address.insert(address, here + 1);
        Some(Pass { gate: self.clone(), address })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut open = self.gate.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all = open.all.saturating_sub(1);
        match open.per_address.get_mut(&self.address) {
            Some(here) if *here > 1 => *here -= 1,
            Some(_) => drop(open.per_address.remove(&self.address)),
            None => {}
        }
    }
}

/// One subscriber has a whole /64 of IPv6.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_places_and_a_place_that_is_left_is_free_again() {
        let gate = Gate::new(4, 2);
        let enter = |address: &str, trusted| gate.enter(address.parse().unwrap(), trusted);
        let first = enter("10.0.0.1", false);
        let second = enter("10.0.0.1", false);
        assert!(first.is_some() && second.is_some());
        assert!(enter("10.0.0.1", false).is_none());
        let proxy = enter("10.0.0.1", true);
        let other = enter("10.0.0.2", false);
        assert!(proxy.is_some() && other.is_some());
        assert!(enter("10.0.0.3", false).is_none(), "all places are taken");
        drop((first, second, proxy));
        assert!(enter("10.0.0.1", false).is_some());
    }

    #[test]
    fn neighbours_in_one_ipv6_network_count_as_one() {
        let gate = Gate::new(9, 1);
        let pass = gate.enter("2001:db8::1".parse().unwrap(), false);
        assert!(pass.is_some());
        assert!(gate.enter("2001:db8::2".parse().unwrap(), false).is_none());
        assert!(gate.enter("2001:db8:0:1::1".parse().unwrap(), false).is_some());
    }
}

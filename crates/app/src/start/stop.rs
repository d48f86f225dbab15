//! How everything that runs learns that it should end.

use tokio::sync::watch;

/// Says true once the node should stop.
pub type Stop = watch::Receiver<bool>;

/// Returns when a stop is wanted; also when nobody is left who could want it.
pub async fn asked(stop: &mut Stop) {
    let _ = stop.wait_for(|stop| *stop).await;
}

//! A node for the duration of a command.

use std::sync::Arc;

use crate::config::{Config, Fault};
use crate::start::{self, Node, Schema, Server};

/// Runs `doing` on a node that joins a running private PostgreSQL or starts one; it is stopped in any case.
pub(super) async fn with_node<T>(
    config: Arc<Config>,
    schema: Schema,
    doing: impl AsyncFnOnce(&Node) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let server = Server::open(&config).await?;
    with_server(config, server, schema, doing).await
}

/// The same on a server that is open already; it is closed in any case.
pub(super) async fn with_server<T>(
    config: Arc<Config>,
    server: Server,
    schema: Schema,
    doing: impl AsyncFnOnce(&Node) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let node = match start::node(config, server, schema).await {
        Ok(node) => node,
        Err((fault, server)) => {
            server.close().await?;
            return Err(fault);
        }
    };
    let done = doing(&node).await;
    node.close().await?;
    done
}

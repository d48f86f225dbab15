//! A request's body: of bounded size, and arriving at some speed.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use super::Patience;

type Cause = Box<dyn StdError + Send + Sync>;

/// When a request was last fed, so that its time to answer is counted from then.
#[derive(Debug, Clone)]
pub(super) struct Fed(Arc<Mutex<Instant>>);

impl Fed {
    pub(super) fn now() -> Fed {
        Fed(Arc::new(Mutex::new(Instant::now())))
    }

    pub(super) fn at(&self) -> Instant {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn again(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

/// The body did not arrive in time.
#[derive(Debug)]
pub(super) struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body arrives too slowly")
    }
}

impl StdError for TooSlow {}

pin_project! {
    /// Fails when the body arrives more slowly than patience allows.
    pub(super) struct Paced<B> {
        #[pin]
        body: B,
        #[pin]
        end: Sleep,
        begun: Instant,
        patience: Patience,
        received: u64,
        fed: Fed,
        slow: Box<dyn Fn() + Send + Sync>,
    }
}

impl<B> Paced<B> {
    /// `slow` is called when it is given up.
    pub(super) fn new(body: B, patience: Patience, fed: Fed, slow: Box<dyn Fn() + Send + Sync>) -> Paced<B> {
        let begun = Instant::now();
        let end = sleep_until(begun + patience.body);
        Paced { body, end, begun, patience, received: 0, fed, slow }
    }
}

/// How long a body of which so much has arrived may have taken.
fn allowance(patience: &Patience, received: u64) -> Duration {
    patience.body + Duration::from_secs(received.checked_div(patience.body_rate).unwrap_or(0))
}

impl<B> Body for Paced<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<Cause>,
{
    type Data = Bytes;
    type Error = Cause;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cause>>> {
        let mut this = self.project();
        match this.body.poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                let size = frame.data_ref().map_or(0, Buf::remaining);
                *this.received += u64::try_from(size).unwrap_or(u64::MAX);
                this.end.as_mut().reset(*this.begun + allowance(this.patience, *this.received));
                this.fed.again();
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                if this.end.poll(context).is_pending() {
                    // Waiting for the sender is not our time.
                    this.fed.again();
                    return Poll::Pending;
                }
                (this.slow)();
                Poll::Ready(Some(Err(Box::new(TooSlow))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

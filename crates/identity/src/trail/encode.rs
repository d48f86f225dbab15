//! What exactly is hashed of an entry: every field, each with its length, in one fixed order.

use kernel::Instant;
use uuid::Uuid;

/// An entry as it lies in the table.
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) seq: i64,
    pub(super) at: Instant,
    pub(super) by_account: Option<Uuid>,
    pub(super) by_role: String,
    pub(super) action: String,
    pub(super) subject_kind: String,
    pub(super) subject: String,
    pub(super) area: Option<String>,
    pub(super) reason: Option<String>,
    /// The text that PostgreSQL prints for `jsonb`, which is one text per value and the same after a restore.
    pub(super) body: String,
    pub(super) request: Option<Uuid>,
}

impl Row {
    /// The bytes of the entry. Lengths come first, so no two entries have the same bytes.
    pub(super) fn encode(&self, city: i32) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        out.extend_from_slice(b"berdaya audit entry 1\n");
        put(&mut out, Some(&city.to_be_bytes()));
        put(&mut out, Some(self.id.as_bytes()));
        put(&mut out, Some(&self.seq.to_be_bytes()));
        put(&mut out, Some(&self.at.timestamp_micros().to_be_bytes()));
        put(&mut out, self.by_account.as_ref().map(|id| id.as_bytes().as_slice()));
        put(&mut out, Some(self.by_role.as_bytes()));
        put(&mut out, Some(self.action.as_bytes()));
        put(&mut out, Some(self.subject_kind.as_bytes()));
        put(&mut out, Some(self.subject.as_bytes()));
        put(&mut out, self.area.as_deref().map(str::as_bytes));
        put(&mut out, self.reason.as_deref().map(str::as_bytes));
        put(&mut out, Some(self.body.as_bytes()));
        put(&mut out, self.request.as_ref().map(|id| id.as_bytes().as_slice()));
        out
    }
}

fn put(out: &mut Vec<u8>, field: Option<&[u8]>) {
    match field {
        None => out.push(0),
        Some(bytes) => {
            out.push(1);
            // usize is at most 64 bits wide on every platform there is.
            out.extend_from_slice(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            out.extend_from_slice(bytes);
        }
    }
}

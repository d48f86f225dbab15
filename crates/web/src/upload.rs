//! Files that people send, with limits that hold before anything is read whole.

use axum::extract::{FromRequest, Multipart, Request};
use kernel::{Error, Say};

use crate::{Failure, Posted};

/// The most bytes of one upload: ten megabytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;

/// One file as it was sent.
pub struct Uploaded {
    pub field: String,
    /// The name on the sender's device: shown, never used as a path.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// A form with files.
pub struct Upload {
    pub posted: Posted,
    pub files: Vec<Uploaded>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Upload, Failure> {
        let broken = || Failure::from(Error::refused("web-upload-broken"));
        // What is no form with files brings none: the handler asks who sends it first, and then misses the file.
        let Ok(mut parts) = Multipart::from_request(request, state).await else {
            return Ok(Upload { posted: Posted::default(), files: Vec::new() });
        };
        let (mut fields, mut files, mut left) = (Vec::new(), Vec::new(), MOST_BYTES);
        while let Some(mut part) = parts.next_field().await.map_err(|_| broken())? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(clean_name);
            let mut bytes = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(|_| broken())? {
                left = left.checked_sub(chunk.len()).ok_or_else(too_large)?;
                bytes.extend_from_slice(&chunk);
            }
            match name {
                // Where nobody chose a file, a browser sends one without a name.
                Some(name) if !name.is_empty() => files.push(Uploaded { field, name, bytes }),
                Some(_) => {}
                None => fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
            }
        }
        Ok(Upload { posted: Posted::new(fields), files })
    }
}

fn too_large() -> Failure {
    Failure::from(Error::refused(Say::new("web-upload-large").with("most", MOST_BYTES / 1024 / 1024)))
}

/// The last part of a path, without control signs, at most 120 characters.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(120).collect()
}

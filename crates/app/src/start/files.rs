//! Where uploaded files lie: a folder, or a bucket that speaks S3.

use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use object_store::{ClientOptions, ObjectStore, RetryConfig};

use super::folder;
use crate::config::{Fault, Files, S3};
use crate::start::Doing;

/// The store under this configuration.
pub fn store(files: &Files) -> Result<Arc<dyn ObjectStore>, Fault> {
    match files {
        Files::Folder(path) => {
            folder::private(path)?;
            let store = LocalFileSystem::new_with_prefix(path)
                .doing(format_args!("use {} for files", path.display()))?;
            Ok(Arc::new(store.with_automatic_cleanup(true)))
        }
        Files::S3(s3) => bucket(s3),
    }
}

fn bucket(s3: &S3) -> Result<Arc<dyn ObjectStore>, Fault> {
    // An error means that another part of the program was first, with the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let secret =
        s3.secret.as_ref().ok_or_else(|| Fault("files.s3_secret_file is missing for S3".to_owned()))?;
    let plain = s3.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let client = ClientOptions::new()
        .with_allow_http(plain)
        .with_connect_timeout(Duration::from_secs(5))
        .with_timeout(Duration::from_secs(60));
    // A page waits for this: three tries, then an apology.
    let retry =
        RetryConfig { max_retries: 3, retry_timeout: Duration::from_secs(20), ..RetryConfig::default() };
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&s3.bucket)
        .with_region(&s3.region)
        .with_access_key_id(&s3.key)
        .with_secret_access_key(secret.0.as_str())
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = &s3.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    let store = builder.build().doing(format_args!("use the bucket {}", s3.bucket))?;
    Ok(if s3.prefix.is_empty() {
        Arc::new(store)
    } else {
        Arc::new(PrefixStore::new(store, s3.prefix.as_str()))
    })
}

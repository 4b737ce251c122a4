//! Which certificates are trusted.

use std::path::Path;
use std::sync::OnceLock;

use aws_doc_disk::regular;
use aws_smithy_http_client::tls::TrustStore;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

use crate::error::{FetchError, FetchErrorKind};

/// The largest file of certificates, in bytes; those of operating systems have half a megabyte.
const LARGEST: u64 = 16 << 20;

/// The certificates to trust, proven to be readable: the client would panic on others.
pub(super) fn trust(ca_bundle: Option<&str>) -> Result<TrustStore, FetchError> {
    static HAS_NATIVE_ROOTS: OnceLock<bool> = OnceLock::new();
    if let Some(path) = ca_bundle.filter(|path| !path.is_empty()) {
        let wrong = |why: String| setup(format!("AWS_CA_BUNDLE names `{path}`: {why}"));
        let pem = regular::read(Path::new(path), LARGEST);
        let pem = pem.map_err(|error| wrong(error.to_string()))?;
        let mut roots = rustls::RootCertStore::empty();
        let mut readable = 0;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let certificate = certificate.map_err(|error| wrong(error.to_string()))?;
            roots
                .add(certificate)
                .map_err(|error| wrong(error.to_string()))?;
            readable += 1;
        }
        if readable == 0 {
            return Err(wrong("it holds no certificate".to_owned()));
        }
        return Ok(TrustStore::empty().with_pem_certificate(pem));
    }
    let native =
        HAS_NATIVE_ROOTS.get_or_init(|| !rustls_native_certs::load_native_certs().certs.is_empty());
    Ok(if *native {
        TrustStore::default()
    } else {
        // Plain connections still work; secure ones fail with a fault of their own.
        TrustStore::empty()
    })
}

pub(super) fn setup(what: String) -> FetchError {
    FetchError::new("setting up the network", FetchErrorKind::Setup(what))
}

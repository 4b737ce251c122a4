//! Secrets that must not be published.

pub(crate) mod access_key;
pub(crate) mod bedrock_key;
pub(crate) mod private_key;
pub(crate) mod secret_key;
pub(crate) mod session_token;

use crate::rule::checks;
use crate::secret::Secret;

checks! { Secret: access_key, bedrock_key, private_key, secret_key, session_token }

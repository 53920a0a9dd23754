//! One file per format: bytes to a draft of each article in them.

pub(crate) mod articles;
pub(crate) mod csv;
pub(crate) mod feed;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod mail;
pub(crate) mod markdown;
pub(crate) mod metadata;
pub(crate) mod text;
pub(crate) mod warc;

//! `dateline watch` over HTTPS: servers with certificates of an authority that was made for the test, right ones and wrong ones.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;

use crate::folder::Folder;
use crate::site::{Reply, Site};
use crate::watch::{GAO, GOMA, RUN, done, feed, page, reports, watching};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A site whose certificate an authority made for a name, valid until a year.
fn site(authority: &Authority, name: &str, until: i32) -> Site {
    let mut params = CertificateParams::new(vec![name.to_string()]).unwrap();
    params.not_after = date_time_ymd(until, 1, 1);
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    Site::open_with(config.with_single_cert(vec![certificate.der().clone()], key).unwrap())
}

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>The Daily</title><id>d</id><updated>2024-03-05T08:00:00Z</updated>
    <entry><id>a</id><title>Attack in Gao</title><link href="/gao"/><updated>2024-03-05T08:00:00Z</updated></entry></feed>"#;

#[test]
fn feeds_pages_and_webhook_are_asked_by_https_with_the_users_own_authority() {
    let authority = authority("Newsroom");
    let secure = site(&authority, "127.0.0.1", 4000);
    secure.set("/atom", [Reply::ok("application/atom+xml", ATOM)]);
    secure.set("/gao", [Reply::ok("text/html", page("Attack in Gao", GAO))]);
    let json = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "The Post",
        "items": [{ "id": "b", "title": "Nine dead near Goma", "content_text": GOMA, "date_published": "2024-03-05T08:00:00Z" }] });
    secure.set("/feed.json", [Reply::ok("application/feed+json", json.to_string())]);
    secure.set("/in", [Reply::of("204 Taken", &[], "")]);
    let open = Site::open();
    open.set("/atom", [Reply::redirect(&secure.url("/atom"))]);
    let more = format!("ca_file = \"own.pem\"\n[notify]\nwebhook = \"{}\"", secure.url("/in"));
    let folder = watching(&more, &[open.url("/atom"), secure.url("/feed.json")], "articles = \"short\"");
    folder.write("own.pem", format!("The newsroom's own.\n{}", authority.pem()));
    done(&folder.run(RUN));
    assert_eq!(reports(&folder), ["Attack in Gao", "Nine dead near Goma"]);
    assert_eq!(secure.asked_for("/gao").len(), 1);
    let told = secure.asked_for("/in").into_iter().map(|request| request.body).collect::<String>();
    assert_eq!(told.matches("\"grade\"").count(), 2, "{told}");
}

/// What is said of a feed, with or without the authority's file.
fn said(folder: &Folder) -> String {
    let ran = folder.run(RUN);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert_eq!(reports(folder).len(), 0);
    ran.err
}

#[test]
fn a_certificate_that_does_not_hold_is_refused_with_its_reason() {
    let (authority, stranger) = (self::authority("Newsroom"), self::authority("Stranger"));
    let reply = Reply::ok("text/xml", feed(&[("a", "Four killed in Gao", GAO, "")]));
    for (site, reason) in [
        (site(&stranger, "127.0.0.1", 4000), "no authority that is believed made it; ca_file may name one"),
        (site(&authority, "daily.example", 4000), "it is for another name"),
        (site(&authority, "127.0.0.1", 2020), "it is out of date"),
    ] {
        site.set("/rss", [reply.clone()]);
        let folder = watching("ca_file = \"own.pem\"", &[site.url("/rss")], "");
        folder.write("own.pem", authority.pem());
        let err = said(&folder);
        assert!(err.contains("its certificate is refused: ") && err.contains(reason), "{err}");
        assert_eq!(site.asked().len(), 0, "nothing is asked of it");
        let without = folder.read("feeds.toml").replace("ca_file", "# ca_file");
        folder.write("feeds.toml", without);
        let err = said(&folder);
        assert!(err.contains("its certificate is refused: "), "Mozilla's list has none of them: {err}");
    }
    let plain = Site::open();
    plain.set("/rss", [reply]);
    let folder = watching("", &[plain.url("/rss").replace("http:", "https:")], "");
    said(&folder);
    assert_eq!(plain.asked().len(), 0, "a server without a certificate is not asked in the clear");
}

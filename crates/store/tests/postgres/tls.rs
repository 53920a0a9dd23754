//! Connections by the network: enciphered, with the server's certificate looked at, and a password from a file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use store::{Error, Store};

use crate::place::{Place, client};

fn variable(name: &str) -> String {
    std::env::var(name).expect("`.ci/postgres` says where the server and its certificates are")
}

fn certificate(name: &str) -> PathBuf {
    Path::new(&variable("DATELINE_TEST_POSTGRES_TLS")).join(format!("{name}.crt"))
}

/// The address of a store by the network.
fn address(place: &Place, who: &str, host: &str, more: &str) -> PathBuf {
    let port = variable("DATELINE_TEST_POSTGRES_PORT");
    let roots = more.split_once("root=").map(|(_, name)| certificate(name));
    let more = more.split("root=").next().unwrap_or_default();
    let roots = roots.map(|roots| format!("&sslrootcert={}", roots.display())).unwrap_or_default();
    PathBuf::from(format!("postgres://{who}@{host}:{port}/test?schema={}&{more}{roots}", place.schema))
}

/// Whether the store's session is enciphered.
fn is_enciphered(place: &Place) -> bool {
    let sql = "SELECT s.ssl FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.application_name = $1";
    client().query_one(sql, &[&format!("dateline {}", place.schema)]).expect("the store has one session").get(0)
}

const SECRET: &str = "secret:open%3Asesame";

#[test]
fn a_server_is_looked_at_as_far_as_the_mode_says() {
    for (who, host, more, want) in [
        (SECRET, "localhost", "", Ok(true)),
        (SECRET, "localhost", "sslmode=allow", Ok(true)),
        (SECRET, "localhost", "sslmode=require", Ok(true)),
        (SECRET, "localhost", "sslmode=verify-full&root=authority", Ok(true)),
        (SECRET, "localhost", "channel_binding=require&sslmode=verify-full&root=authority", Ok(true)),
        (SECRET, "127.0.0.1", "sslmode=verify-ca&root=authority", Ok(true)),
        (SECRET, "127.0.0.1", "sslmode=verify-full&root=authority", Err("not valid for name")),
        (SECRET, "localhost", "sslmode=verify-ca&root=own", Err("leads to no root certificate")),
        (SECRET, "localhost", "sslmode=require&root=own", Err("leads to no root certificate")),
        (SECRET, "localhost", "sslmode=prefer&root=own", Err("leads to no root certificate")),
        (SECRET, "localhost", "sslmode=verify-full", Err("sslrootcert names none")),
        (SECRET, "localhost", "sslmode=disable", Err("no encryption")),
        ("plain", "localhost", "", Ok(false)),
        ("plain", "localhost", "sslmode=allow", Ok(false)),
        ("plain", "localhost", "sslmode=disable", Ok(false)),
        ("plain", "localhost", "sslmode=require", Err("rejects connection")),
        ("secret", "localhost", "sslmode=require", Err("password")),
        ("secret:wrong", "localhost", "sslmode=require", Err("password authentication failed")),
        ("dateline", "localhost", "sslmode=require", Err("password")),
    ] {
        let place = Place::new();
        let name = address(&place, who, host, more);
        match (Store::create(&name), want) {
            (Ok(store), Ok(enciphered)) => {
                assert_eq!(is_enciphered(&place), enciphered, "{}", name.display());
                drop(store);
            }
            (Err(error), Err(word)) => {
                let said = error.to_string();
                assert!(said.contains(word) && !said.contains("sesame"), "{}: {said}", name.display());
            }
            (got, want) => panic!("{}: {got:?} in place of {want:?}", name.display()),
        }
    }
}

#[test]
fn through_a_socket_nothing_is_enciphered_whatever_the_mode() {
    let place = Place::new();
    let name = format!("{}&sslmode=verify-full&sslrootcert={}", place.name.display(), certificate("own").display());
    let _store = Store::create(Path::new(&name)).unwrap();
    assert!(!is_enciphered(&place));
}

#[test]
fn a_whole_store_is_copied_through_tls() {
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let name = address(&place, SECRET, "localhost", "sslmode=verify-full&root=authority");
    let store = crate::copy::full(&folder.path().join("first.sqlite"));
    let copied = store.copy_to(&name, |_| ()).unwrap();
    let back = Store::open(&name).unwrap().copy_to(&folder.path().join("second.sqlite"), |_| ()).unwrap();
    assert_eq!(copied, back);
}

#[test]
fn an_enciphered_connection_that_is_lost_is_made_anew() {
    let place = Place::new();
    let name = address(&place, SECRET, "localhost", "sslmode=require");
    drop(Store::create(&name).unwrap());
    for open in [Store::open, Store::open_read_only] {
        let store = open(&name).unwrap();
        for _ in 0..4 {
            let version = store.version().unwrap();
            assert_eq!(store.runs().unwrap(), []);
            crate::fault::cut_off(&place);
            assert_eq!(store.version().unwrap(), version);
            assert_eq!(store.count(&store::Query::default()).unwrap(), 0);
            crate::fault::cut_off(&place);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_password_is_read_from_a_file_that_nobody_else_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, place) = (tempfile::tempdir().unwrap(), Place::new());
    let file = folder.path().join("pgpass");
    let line = format!("localhost:{}:test:secret:open\\:sesame\n", variable("DATELINE_TEST_POSTGRES_PORT"));
    let name = address(&place, "secret", "localhost", &format!("passfile={}", file.display()));
    for (text, mode, want) in [
        (&line, 0o600, None),
        (&line, 0o644, Some("passed over: others than you may read it")),
        (&line.replace("test", "other"), 0o600, Some("pgpass")),
        (&line.replace("sesame", "poppy"), 0o600, Some("password authentication failed")),
    ] {
        fs::write(&file, text).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        let said = Store::open_or_create(&name).err().map(|error| error.to_string());
        let fits = said.as_ref().zip(want).is_some_and(|(said, want)| said.contains(want));
        assert!(fits || said.is_none() && want.is_none(), "{text}: {said:?}");
    }
}

#[test]
fn a_server_that_cannot_be_reached_is_told_in_any_runtime() {
    let several = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let one = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for runtime in [&several, &one] {
        let opened = runtime.block_on(async { Store::open(Path::new("postgres://ana@127.0.0.1:1/news")) });
        assert!(matches!(opened, Err(Error::Unreadable { .. })), "{opened:?}");
    }
}

/// Has the server show one of the certificates from the next connection on.
fn show(name: &str) {
    let data = variable("DATELINE_TEST_POSTGRES_CONTROL");
    let data = Path::new(data.rsplit(' ').next().expect("the server's folder stands last"));
    for end in ["crt", "key"] {
        // In place: whose the file is, and who may read it, stays.
        fs::write(data.join(format!("server.{end}")), fs::read(certificate(name).with_extension(end)).unwrap())
            .unwrap();
    }
    let reload = format!("{} reload", variable("DATELINE_TEST_POSTGRES_CONTROL"));
    assert!(Command::new("sh").args(["-c", &reload]).output().unwrap().status.success());
    let is_shown = |_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        let name = address(&Place::new(), SECRET, "localhost", &format!("sslmode=verify-ca&root={name}"));
        Store::create(&name).map_or_else(|error| error.to_string().to_lowercase().contains("expired"), |_| true)
    };
    assert!((0..100).any(is_shown), "the server shows {name}");
}

#[test]
#[ignore = "changes the server that all other tests need: `.ci/postgres` runs it by itself"]
fn a_certificate_that_the_server_signed_itself_is_its_own_root_and_a_past_one_is_refused() {
    let _alone = crate::fault::ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let said =
        |more: &str| Store::create(&address(&Place::new(), SECRET, "localhost", more)).err().map(|e| e.to_string());
    show("own");
    assert_eq!(said("sslmode=verify-full&root=own"), None);
    assert!(
        said("sslmode=verify-ca&root=authority").is_some_and(|said| said.contains("signed its certificate itself"))
    );
    show("past");
    for root in ["authority", "past"] {
        let said = said(&format!("sslmode=verify-ca&root={root}"));
        assert!(said.as_ref().is_some_and(|said| said.to_lowercase().contains("expired")), "{root}: {said:?}");
    }
    show("server");
    assert_eq!(said("sslmode=verify-full&root=authority"), None);
}

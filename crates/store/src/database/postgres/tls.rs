//! TLS as libpq has it: `sslmode` says whether, `sslrootcert` by whose certificates.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::error::SqlState;
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{Client, Config, Error, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;
use x509_cert::der::Decode;

/// Whether a connection is enciphered, and what of the server is looked at, as libpq names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// It is not.
    Disable,
    /// If the server refuses it otherwise.
    Allow,
    /// Unless the server refuses it.
    Prefer,
    /// Always, whoever the server is; if there are root certificates as with `VerifyCa`.
    Require,
    /// Always, and the server's certificate leads to one of the root certificates.
    VerifyCa,
    /// And it is for the name that the address has.
    VerifyFull,
}

/// How connections to a server are enciphered.
#[derive(Clone)]
pub(super) struct Tls {
    mode: Mode,
    /// `None` if none ever is.
    connector: Option<MakeRustlsConnect>,
}

impl Tls {
    /// What these parameters ask for: `prefer` unless told, and the root certificates that libpq takes.
    pub(super) fn of(mode: Option<&str>, roots: Option<&str>) -> Result<Tls, String> {
        let mode = match mode.unwrap_or("prefer") {
            "disable" => return Ok(Tls { mode: Mode::Disable, connector: None }),
            "allow" => Mode::Allow,
            "prefer" => Mode::Prefer,
            "require" => Mode::Require,
            "verify-ca" => Mode::VerifyCa,
            "verify-full" => Mode::VerifyFull,
            other => {
                let known = "disable, allow, prefer, require, verify-ca, verify-full";
                return Err(format!("sslmode {other:?} is none of {known}"));
            }
        };
        let roots = match (roots, super::address::of_user(".postgresql/root.crt", "root.crt")) {
            (Some(named), _) => Some(Roots::read(Path::new(named))?),
            (None, Some(usual)) if usual.exists() => Some(Roots::read(&usual)?),
            (None, usual) if matches!(mode, Mode::VerifyCa | Mode::VerifyFull) => {
                let usual = usual.map(|usual| format!(", and there is no {}", usual.display())).unwrap_or_default();
                return Err(format!("sslmode verifies the server by root certificates: sslrootcert names none{usual}"));
            }
            (None, _) => None,
        };
        Ok(Tls { mode, connector: Some(connector(roots, mode == Mode::VerifyFull)?) })
    }

    /// Connects. As libpq does, it tries the other way where the mode leaves both open and the server refuses the first.
    pub(super) async fn connect(&self, config: &Config) -> Result<Client, Error> {
        let with = |mode: SslMode| config.clone().ssl_mode(mode).clone();
        let is_near = config.get_hostaddrs().is_empty() && config.get_hosts().iter().all(is_socket);
        // No server enciphers what goes through a socket of its own machine.
        let Some(tls) = self.connector.clone().filter(|_| !is_near) else {
            return connect(&with(SslMode::Disable), NoTls).await;
        };
        match self.mode {
            Mode::Disable => connect(&with(SslMode::Disable), NoTls).await,
            Mode::Allow => match connect(&with(SslMode::Disable), NoTls).await {
                Err(error) if is_of_cipher(&error) => connect(&with(SslMode::Require), tls).await,
                done => done,
            },
            Mode::Prefer => match connect(&with(SslMode::Prefer), tls).await {
                Err(error) if is_of_cipher(&error) => connect(&with(SslMode::Disable), NoTls).await.map_err(|_| error),
                done => done,
            },
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => connect(&with(SslMode::Require), tls).await,
        }
    }
}

async fn connect<T>(config: &Config, tls: T) -> Result<Client, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let (client, connection) = config.connect(tls).await?;
    // What becomes of the connection is told by the statements that need it.
    tokio::spawn(async { drop(connection.await) });
    Ok(client)
}

fn is_socket(host: &Host) -> bool {
    !matches!(host, Host::Tcp(_))
}

/// Whether a server may have refused a connection because it was, or was not, enciphered.
fn is_of_cipher(error: &Error) -> bool {
    error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
        || error.to_string().starts_with("error performing TLS handshake")
}

/// The certificates that a server's has to lead to.
#[derive(Debug)]
struct Roots {
    store: RootCertStore,
    /// The same as they are in the file: one of them may be the server's own.
    given: Vec<CertificateDer<'static>>,
}

impl Roots {
    fn read(file: &Path) -> Result<Roots, String> {
        let named = |reason: &str| Err(format!("sslrootcert {}: {reason}", file.display()));
        if file == Path::new("system") {
            return named("name the file that the system keeps them in, such as /etc/ssl/certs/ca-certificates.crt");
        }
        let given = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let given = match given {
            Ok(given) => given,
            Err(error) => return named(&error.to_string()),
        };
        let mut store = RootCertStore::empty();
        let (taken, _) = store.add_parsable_certificates(given.iter().cloned());
        if taken == 0 {
            return named("has no certificate in it (PEM is what is read)");
        }
        Ok(Roots { store, given })
    }
}

fn connector(roots: Option<Roots>, names: bool) -> Result<MakeRustlsConnect, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions();
    let config = config.map_err(|error| error.to_string())?;
    let verifier = Arc::new(Verifier { roots, names, provider });
    let mut config = config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    // What `sslnegotiation=direct` wants.
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

/// Looks at a server's certificate as far as the mode says. What the server signs is verified in any mode.
#[derive(Debug)]
struct Verifier {
    /// `None`: any certificate will do.
    roots: Option<Roots>,
    /// Whether it has to be for the name that the address has.
    names: bool,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    /// A server's own certificate among the roots needs no other that signed it: PostgreSQL's handbook makes them so.
    fn is_given(&self, roots: &Roots, certificate: &CertificateDer, now: UnixTime) -> Result<bool, rustls::Error> {
        if !roots.given.contains(certificate) {
            return Ok(false);
        }
        let bad = |_| rustls::Error::InvalidCertificate(CertificateError::BadEncoding);
        let validity = x509_cert::Certificate::from_der(certificate).map_err(bad)?.tbs_certificate.validity;
        let seconds = |time: x509_cert::time::Time| UnixTime::since_unix_epoch(time.to_unix_duration());
        let (not_before, not_after) = (seconds(validity.not_before), seconds(validity.not_after));
        if now < not_before {
            return Err(CertificateError::NotValidYetContext { time: now, not_before }.into());
        }
        if now > not_after {
            return Err(CertificateError::ExpiredContext { time: now, not_after }.into());
        }
        Ok(true)
    }
}

/// Why a certificate is refused, where a user can do something about it.
fn in_words(error: rustls::Error) -> rustls::Error {
    let plain = error.to_string();
    if plain.contains("UnknownIssuer") {
        return rustls::Error::General(
            "the server's certificate leads to no root certificate (sslrootcert)".to_string(),
        );
    }
    if plain.contains("CaUsedAsEndEntity") {
        let reason = "the server signed its certificate itself: sslrootcert has to name a copy of it";
        return rustls::Error::General(reason.to_string());
    }
    error
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let Some(roots) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if !self.is_given(roots, end_entity, now)? {
            let algorithms = self.provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(&certificate, &roots.store, intermediates, now, algorithms)
                .map_err(in_words)?;
        }
        if self.names {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

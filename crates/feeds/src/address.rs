//! Who may be asked: a link in a feed must not make this program ask what only this machine or its network can reach.

use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ureq::config::Config as HttpConfig;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;
use url::Url;

use crate::Config;
use crate::config::host_and_port;

/// Hosts that the user named: they may be anywhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named {
    with_port: BTreeSet<(String, u16)>,
    /// Hosts of `may_reach` without a port: any port of them.
    hosts: BTreeSet<String>,
}

impl Named {
    pub(crate) fn of(config: &Config) -> Named {
        let mut named = Named::default();
        let urls = config.feeds.iter().map(|feed| &feed.url).chain(&config.notify.webhook);
        let of_url = |url: &Url| Some((url.host_str()?.to_string(), url.port_or_known_default()?));
        named.with_port.extend(urls.filter_map(of_url));
        for (host, port) in config.may_reach.iter().filter_map(|name| host_and_port(name)) {
            match port {
                Some(port) => drop(named.with_port.insert((host, port))),
                None => drop(named.hosts.insert(host)),
            }
        }
        named
    }

    fn has(&self, host: &str, port: u16) -> bool {
        self.hosts.contains(host) || self.with_port.contains(&(host.to_string(), port))
    }

    /// Why an address that somebody else named is not asked; `None` if it may be, as far as its letters tell.
    pub(crate) fn refuses(&self, url: &Url) -> Option<String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Some(format!("{}: is no address of the web", url.scheme()));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Some("the address names no host".to_string());
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Some("the address has a name or password in it".to_string());
        }
        if !matches!(port, 80 | 443) && !self.has(host, port) {
            return Some(format!("port {port} is none of the web's; may_reach = [\"{host}:{port}\"] allows it"));
        }
        None
    }
}

/// A name leads to no machine of the internet at large.
#[derive(Debug, thiserror::Error)]
#[error("it leads into a private network ({0}), which only may_reach allows")]
pub(crate) struct Private(IpAddr);

/// Looks names up, and gives only addresses that may be asked. The connection goes to what was looked at here, so that a name
/// cannot mean one machine when it is judged and another when it is asked.
#[derive(Debug)]
pub(crate) struct Guarded {
    pub(crate) named: Named,
    pub(crate) names: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(
        &self,
        uri: &Uri,
        config: &HttpConfig,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
        if self.named.has(uri.host().unwrap_or_default(), port) {
            return Ok(found);
        }
        let mut open = self.empty();
        found.iter().filter(|address| is_public(address.ip())).for_each(|address| open.push(*address));
        match found.iter().next() {
            Some(first) if open.is_empty() => Err(ureq::Error::Io(io::Error::other(Private(first.ip())))),
            _ => Ok(open),
        }
    }
}

/// Whether an address is of the internet at large, by IANA's registries of special addresses.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_unspecified()
        || address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a, b) == (100, b & 0x3F | 0x40)
        || (a, b, c) == (192, 0, 0)
        || (a, b, c) == (192, 88, 99)
        || (a, b & 0xFE) == (198, 18);
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4() {
        return is_public_v4(v4);
    }
    let [a, b, c, ..] = address.segments();
    let inside = |high: u16, low: u16| {
        let ([h1, h2], [l1, l2]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(h1, h2, l1, l2))
    };
    match a {
        // Addresses of IPv4 inside those of IPv6: translated (64:ff9b::/96), and 6to4.
        0x64 if b == 0xFF9B => c == 0 && inside(address.segments()[6], address.segments()[7]),
        0x2002 => inside(b, c),
        // Documentation, Teredo and other protocols of their own.
        0x2001 => b != 0x0DB8 && b >= 0x0200,
        0x3FFF => b >= 0x1000,
        // All that was ever given out is in 2000::/3.
        _ => a & 0xE000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_told_in_every_disguise() {
        for private in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "::1",
            "::",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::1",
            "2001:db8::1",
            "2001::1",
            "100::1",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in [
            "1.1.1.1",
            "100.63.0.1",
            "100.128.0.1",
            "172.32.0.1",
            "198.20.0.1",
            "2606:4700::1111",
            "2001:4860::8888",
            "2002:101:101::1",
        ] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn links_are_judged_by_their_letters_first() {
        let config: Config = toml::from_str(
            "may_reach = [\"intranet\", \"localhost:9000\", \"[::1]:81\", \"[::2]\"]\n[[feed]]\nurl = \"http://127.0.0.1:8000/rss\"",
        )
        .unwrap();
        let named = Named::of(&config);
        let refused = |url: &str| named.refuses(&Url::parse(url).unwrap()).is_some();
        for url in [
            "file:///etc/passwd",
            "gopher://a.example/",
            "http://a.example:6379/",
            "http://me@a.example/",
            "http://127.0.0.1:8001/",
            "http://[::1]:82/",
            "data:text/html,x",
        ] {
            assert!(refused(url), "{url}");
        }
        for url in [
            "https://a.example/",
            "http://127.0.0.1:8000/a",
            "http://2130706433:8000/",
            "http://intranet:1234/",
            "http://localhost:9000/",
            "http://[::1]:81/",
            "http://[0:0::2]:82/",
        ] {
            assert!(!refused(url), "{url}");
        }
    }
}

//! Where a request comes from: the peer's address, or what our own proxies say of it.

use std::{
    future::{Ready, ready},
    net::{IpAddr, Ipv6Addr},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use ipnet::IpNet;

use crate::Problem;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Whose `X-Forwarded-*` is believed. None unless the operator says so: anybody can send such a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Comma-separated networks, such as `10.0.0.0/8, ::1`.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        text.split(',')
            .map(|part| network(part.trim()))
            .collect::<Option<_>>()
            .map(Self)
            .ok_or("expected networks such as 10.0.0.0/8,fd00::/8, comma-separated")
    }

    /// Whether a peer is one of our proxies. An IPv4 peer on an IPv6 socket is an IPv4 peer.
    pub fn contains(&self, peer: IpAddr) -> bool {
        let peer = peer.to_canonical();
        self.0.iter().any(|network| network.contains(&peer))
    }
}

/// The address by which a client is counted: one household has a whole IPv6 /64 (RFC 6177), and counts as one.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mask = u128::MAX << 64;
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & mask))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// The client's address: the nearest one that is not a trusted proxy, walking `X-Forwarded-For` from the right.
///
/// The leftmost entry is whatever the client chose to write; it counts only when every hop after it is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequest for ClientAddress {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let proxies = request.app_data::<web::Data<TrustedProxies>>();
        let forwarded = request.headers().get_all(FORWARDED_FOR);
        let hops: Vec<_> = forwarded
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(','))
            .map(str::trim)
            .collect();
        let address = request.peer_addr().map(|peer| match proxies {
            Some(proxies) => client_of(peer.ip(), &hops, proxies),
            None => peer.ip().to_canonical(),
        });
        // A request without a peer comes from a test; it has no address that could be limited.
        ready(address.map(Self).ok_or_else(Problem::internal))
    }
}

fn client_of(peer: IpAddr, hops: &[&str], proxies: &TrustedProxies) -> IpAddr {
    let mut client = peer.to_canonical();
    for hop in hops.iter().rev() {
        if !proxies.contains(client) {
            break;
        }
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

fn network(text: &str) -> Option<IpNet> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_trusted(networks: &str, peer: &str) -> bool {
        TrustedProxies::parse(networks).unwrap().contains(peer.parse().unwrap())
    }

    #[test]
    fn a_peer_is_trusted_exactly_inside_its_network() {
        assert!(is_trusted("10.1.0.0/16", "10.1.255.255"));
        assert!(!is_trusted("10.1.0.0/16", "10.2.0.0"));
        assert!(is_trusted("10.0.0.0/8, fd00::/8", "fd12::1"));
        assert!(!is_trusted("10.0.0.0/8, fd00::/8", "fe80::1"));
        assert!(is_trusted("192.0.2.7", "192.0.2.7") && !is_trusted("192.0.2.7", "192.0.2.8"));
        assert!(is_trusted("10.0.0.0/8", "::ffff:10.9.8.7"));
    }

    #[test]
    fn a_client_cannot_choose_its_own_address() {
        let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
        let client = |peer: &str, hops: &[&str]| client_of(peer.parse().unwrap(), hops, &proxies).to_string();

        assert_eq!(client("192.0.2.9", &["203.0.113.1"]), "192.0.2.9");
        assert_eq!(client("10.0.0.1", &["203.0.113.1"]), "203.0.113.1");
        assert_eq!(client("10.0.0.1", &["1.2.3.4", "203.0.113.1", "10.0.0.2"]), "203.0.113.1");
        assert_eq!(client("10.0.0.1", &["1.2.3.4", "nonsense"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_household_counts_as_one() {
        let counted = |text: &str| household(text.parse().unwrap());

        assert_eq!(counted("2001:db8::1"), counted("2001:db8::2:3"));
        assert_ne!(counted("2001:db8::1"), counted("2001:db8:0:1::1"));
        assert_eq!(counted("::ffff:192.0.2.1"), counted("192.0.2.1"));
    }

    #[test]
    fn nobody_is_trusted_unless_named() {
        assert!(!TrustedProxies::default().contains("127.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in ["", "10.0.0.0/33", "proxy", "10.0.0.0/8,,"] {
            assert!(TrustedProxies::parse(wrong).is_err(), "{wrong}");
        }
    }
}

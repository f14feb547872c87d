//! E-mail addresses as names of accounts.

use access_api::AccessError;
use email_address::{EmailAddress, Options};

/// RFC 5321, 4.5.3.1.3 leaves 254 octets for an address.
const LENGTH_MAX: usize = 254;

/// The address in lower case, by which an account is found however it is typed.
pub(crate) fn normalised(given: &str) -> Result<String, AccessError> {
    let address = given.trim();
    let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
    if address.len() > LENGTH_MAX || EmailAddress::parse_with_options(address, options).is_err() {
        let expected = "expected an address such as ann@example.com".to_owned();
        return Err(AccessError::Invalid("email", expected));
    }
    Ok(address.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_typed() {
        assert_eq!(normalised(" Ann@Example.COM ").unwrap(), "ann@example.com");
    }

    #[test]
    fn what_no_mail_server_would_take_is_refused() {
        let endless = format!("{}@example.com", "a".repeat(300));
        for wrong in ["", "ann", "ann@", "@example.com", "ann@localhost", "Ann <ann@example.com>", &endless] {
            assert!(matches!(normalised(wrong), Err(AccessError::Invalid("email", _))), "{wrong}");
        }
    }
}

//! What a hotel is, for search engines: JSON-LD in the words of schema.org.

use inventory_api::Hotel;
use serde_json::json;

use crate::{frame::Frame, shown::HotelInWords};

/// The hotel as a script element of data may hold it: nothing in it can end the element.
pub(super) fn of(hotel: &Hotel, in_words: &HotelInWords, frame: &Frame) -> String {
    let profile = &hotel.profile;
    let place = profile.latitude.zip(profile.longitude).map(|(latitude, longitude)| {
        json!({"@type": "GeoCoordinates", "latitude": latitude, "longitude": longitude})
    });
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": "Hotel",
        "name": in_words.name,
        "description": in_words.description,
        "url": frame.canonical(),
        "address": {
            "@type": "PostalAddress",
            "streetAddress": in_words.address,
            "addressLocality": in_words.city,
            "addressCountry": profile.country.to_string(),
        },
        "checkinTime": profile.check_in_time.to_string(),
        "checkoutTime": profile.check_out_time.to_string(),
        "telephone": profile.phone,
        "email": profile.email,
        "geo": place,
        "image": Some(&frame.picture).filter(|picture| !picture.is_empty()),
    });
    if let Some(members) = data.as_object_mut() {
        members.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    }
    data.to_string().replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, MISCHIEF};
    use kernel::Locale;
    use serde_json::Value;

    #[test]
    fn nothing_a_hotel_says_of_itself_ends_the_script_element() {
        let mut hotel = samples::hotel();
        hotel.profile.description = format!("</script>{MISCHIEF}");
        let in_words = HotelInWords::of(&hotel, Locale::Ko);

        let data = of(&hotel, &in_words, &samples::frame(Locale::Ko));

        assert!(!data.contains('<'), "{data}");
        let read: Value = serde_json::from_str(&data).unwrap();
        assert_eq!(read["description"], hotel.profile.description.as_str());
        assert_eq!(read["address"]["addressCountry"], "KR");
    }
}

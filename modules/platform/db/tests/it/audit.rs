//! The trail: newest first, page by page, by hotel and by object.

use db::{
    Db,
    audit::{AuditEntry, Recorded, Wanted, list, record},
};
use kernel::{By, HotelId};

use crate::{at, place};

async fn recorded(db: &Db, hotel: Option<HotelId>, objects: &[&str]) {
    let by = By::system("test");
    let entry = |object: &&str| {
        let entry = AuditEntry::new(&by, "test.change", object, at(0));
        hotel.map_or(entry.clone(), |hotel| entry.at_hotel(hotel))
    };
    let tx = db.begin("test").await.unwrap();
    record(&tx, &objects.iter().map(entry).collect::<Vec<_>>()).await.unwrap();
    tx.commit().await.unwrap();
}

fn objects(found: &[Recorded]) -> Vec<&str> {
    let mut objects: Vec<_> = found.iter().map(|recorded| recorded.entry.object.as_str()).collect();
    objects.sort_unstable();
    objects
}

#[tokio::test]
async fn pages_of_one_instant_leave_nothing_out_and_show_nothing_twice() {
    let place = place().await;
    let hotel = Some(HotelId::new(at(0)));
    recorded(&place.db, hotel, &["a", "b", "c", "d", "e"]).await;

    let read = place.db.fresh("test");
    let wanted = Wanted { hotel, limit: 3, ..Wanted::default() };
    let first = list(&read, &wanted).await.unwrap();
    let second = list(&read, &Wanted { before: first.last().map(|last| last.id), ..wanted }).await.unwrap();

    assert!(first.is_sorted_by(|earlier, later| earlier.id > later.id));
    assert_eq!((first.len(), second.len()), (3, 2));
    let all: Vec<_> = first.into_iter().chain(second).collect();
    assert_eq!(objects(&all), ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn a_trail_is_one_hotels_or_about_one_object() {
    let place = place().await;
    let (here, there) = (Some(HotelId::new(at(0))), Some(HotelId::new(at(0))));
    recorded(&place.db, here, &["a", "b", "a"]).await;
    recorded(&place.db, there, &["a"]).await;
    recorded(&place.db, None, &["nobody's"]).await;

    let read = place.db.fresh("test");
    let of = |hotel, object| Wanted { hotel, object, limit: 10, before: None };

    assert_eq!(objects(&list(&read, &of(here, None)).await.unwrap()), ["a", "a", "b"]);
    assert_eq!(objects(&list(&read, &of(here, Some("a"))).await.unwrap()), ["a", "a"]);
    assert_eq!(objects(&list(&read, &of(there, None)).await.unwrap()), ["a"]);
    assert_eq!(objects(&list(&read, &of(None, None)).await.unwrap()), ["nobody's"]);
}

//! A hotel's nights and rates of some weeks, as the desk sets them.

use std::collections::HashMap;

use db::{Column, DbError, FreshRead, many};
use kernel::{Date, HotelId, RatePlanId, RoomTypeId};
use uuid::Uuid;

use super::stock::{night_from, rate_from};
use crate::domain::night::{Night, Rate};

/// Each room type's nights from `from` up to, without, `to`, in order.
pub(crate) async fn nights(
    read: &impl FreshRead,
    hotel: HotelId,
    (from, to): (Date, Date),
) -> Result<HashMap<RoomTypeId, Vec<(Date, Night)>>, DbError> {
    let found = many(
        read,
        "SELECT n.room_type_id, n.night, n.allotment, n.overbooking, n.taken,
                n.min_stay, n.max_stay, n.closed, n.closed_to_arrival, n.closed_to_departure
         FROM room_types AS t  -- primary key: the hotel's few
         CROSS JOIN nights AS n  -- primary key: of each only the weeks asked for
         WHERE t.hotel_id = $1
           AND n.hotel_id = t.hotel_id
           AND n.room_type_id = t.room_type_id
           AND n.night >= $2
           AND n.night < $3
         ORDER BY t.room_type_id, n.night  -- as the keys lie: nothing is sorted",
        [hotel.into(), from.into(), to.into()],
    )
    .await?;
    let mut by_type: HashMap<RoomTypeId, Vec<(Date, Night)>> = HashMap::new();
    for row in &found {
        by_type.entry(row.get::<Uuid>(0)?.into()).or_default().push((row.date(1)?, night_from(row, 2)?));
    }
    Ok(by_type)
}

/// Each room type's rates under each rate plan, of the same nights, in order.
pub(crate) async fn rates(
    read: &impl FreshRead,
    hotel: HotelId,
    (from, to): (Date, Date),
) -> Result<HashMap<(RoomTypeId, RatePlanId), Vec<(Date, Rate)>>, DbError> {
    let found = many(
        read,
        "SELECT r.room_type_id, r.rate_plan_id, r.night, r.price_minor,
                r.min_stay, r.max_stay, r.closed, r.closed_to_arrival, r.closed_to_departure
         FROM room_types AS t  -- primary key: the hotel's few
         CROSS JOIN rate_plans AS p  -- primary key: the hotel's few
         CROSS JOIN rates AS r  -- primary key: of each only the weeks asked for
         WHERE t.hotel_id = $1
           AND p.hotel_id = t.hotel_id
           AND r.hotel_id = t.hotel_id
           AND r.room_type_id = t.room_type_id
           AND r.rate_plan_id = p.rate_plan_id
           AND r.night >= $2
           AND r.night < $3
         ORDER BY t.room_type_id, p.rate_plan_id, r.night  -- as the keys lie: nothing is sorted",
        [hotel.into(), from.into(), to.into()],
    )
    .await?;
    let mut by_plan: HashMap<(RoomTypeId, RatePlanId), Vec<(Date, Rate)>> = HashMap::new();
    for row in &found {
        let key = (row.get::<Uuid>(0)?.into(), row.get::<Uuid>(1)?.into());
        by_plan.entry(key).or_default().push((row.date(2)?, rate_from(row, 3)?));
    }
    Ok(by_plan)
}

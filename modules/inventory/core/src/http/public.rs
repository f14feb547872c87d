//! What guests look at: search, hotel, offers, calendar.

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use http_kit::{Ages, Args, FieldError, PathArgs, Problem, documented::LookProblems};
use inventory_api::{
    Calendar, CalendarQuery, Hotel, HotelRef, Inventory, MealPlan, Offers, OffersQuery, Search, SearchFilter,
    SearchPage, SearchSort,
};
use kernel::{Date, Locale, Party, Stay};
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{params::InHotel, problems};

/// A city's shelf is read by every guest; seconds of age do no harm, a hold asks anew.
const LOOK: &str = "public, max-age=5, stale-while-revalidate=30";
/// Names and texts change by the month.
const PROFILE: &str = "public, max-age=30, stale-while-revalidate=300";
pub(super) const ROOMS_MAX: u16 = 50;
const LIMIT_DEFAULT: u16 = 20;
const LIMIT_MAX: u16 = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchArgs {
    /// Only this city, in Korean or English. Left out: every city.
    city: Option<String>,
    /// The date of arrival.
    check_in: Date,
    /// The date of departure.
    check_out: Date,
    /// How many adults come, over all rooms.
    #[param(minimum = 1, maximum = 200, default = 2)]
    adults: Option<u16>,
    /// The children's ages, such as `5,9`.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "5,9")]
    children: Ages,
    /// How many rooms.
    #[param(minimum = 1, maximum = 50, default = 1)]
    rooms: Option<u16>,
    /// Only what can still be cancelled free of charge.
    #[serde(default)]
    #[param(value_type = Option<bool>, default = false)]
    free_cancellation: bool,
    /// Only with at least these meals.
    #[param(inline)]
    meals: Option<MealPlan>,
    /// The order.
    #[serde(default)]
    #[param(inline, value_type = Option<SearchSort>)]
    sort: SearchSort,
    /// At most so many.
    #[param(minimum = 1, maximum = 100, default = 20)]
    limit: Option<u16>,
    /// Where the page before ended.
    cursor: Option<String>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OffersArgs {
    /// The date of arrival.
    check_in: Date,
    /// The date of departure.
    check_out: Date,
    /// How many adults come, over all rooms.
    #[param(minimum = 1, maximum = 200, default = 2)]
    adults: Option<u16>,
    /// The children's ages, such as `5,9`.
    #[serde(default)]
    #[param(value_type = Option<String>, example = "5,9")]
    children: Ages,
    /// How many rooms.
    #[param(minimum = 1, maximum = 50, default = 1)]
    rooms: Option<u16>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CalendarArgs {
    /// The first night.
    from: Date,
    /// The night after the last, at most 92 later.
    to: Date,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NoArgs {}

/// Hotels with something to sell for a stay.
#[utoipa::path(
    tag = "search",
    params(SearchArgs),
    responses(
        (status = 200, description = "A page of hotels", body = SearchPage),
        LookProblems,
    )
)]
#[get("/search")]
pub(super) async fn search(
    request: HttpRequest,
    args: Args<SearchArgs>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let args = args.0;
    let (stay, party, rooms) =
        wish((args.check_in, args.check_out), (args.adults, args.children), args.rooms)?;
    let limit = args.limit.unwrap_or(LIMIT_DEFAULT);
    if !(1..=LIMIT_MAX).contains(&limit) {
        return Err(Problem::input(vec![FieldError::invalid("limit", "1 to 100.")]));
    }
    let search = Search {
        city: args.city.filter(|city| !city.trim().is_empty()),
        stay,
        party,
        rooms,
        filter: SearchFilter { free_cancellation: args.free_cancellation, meals: args.meals },
        sort: args.sort,
        limit,
        cursor: args.cursor,
        locale: locale_of(&request),
    };
    let page = inventory.search(search).await.map_err(problems::of_query)?;
    public(LOOK, &page)
}

/// A hotel with all it sells.
#[utoipa::path(
    tag = "hotels",
    params(InHotel, NoArgs),
    responses(
        (status = 200, description = "The hotel", body = Hotel),
        LookProblems,
    )
)]
#[get("/hotels/{hotel}")]
pub(super) async fn show_hotel(
    path: PathArgs<String>,
    _args: Args<NoArgs>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let hotel = inventory.hotel(&hotel_ref(&path.0)?).await.map_err(problems::of_query)?;
    public(PROFILE, &*hotel)
}

/// What a hotel offers for a stay, and why the rest cannot be booked.
#[utoipa::path(
    tag = "hotels",
    params(InHotel, OffersArgs),
    responses(
        (status = 200, description = "Offers, cheapest first", body = Offers),
        LookProblems,
    )
)]
#[get("/hotels/{hotel}/offers")]
pub(super) async fn show_offers(
    request: HttpRequest,
    path: PathArgs<String>,
    args: Args<OffersArgs>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let args = args.0;
    let hotel = hotel_ref(&path.0)?;
    let (stay, party, rooms) =
        wish((args.check_in, args.check_out), (args.adults, args.children), args.rooms)?;
    let query = OffersQuery { hotel, stay, party, rooms, locale: locale_of(&request) };
    let offers = inventory.offers(query).await.map_err(problems::of_query)?;
    public(LOOK, &offers)
}

/// A hotel's nights, one by one.
#[utoipa::path(
    tag = "hotels",
    params(InHotel, CalendarArgs),
    responses(
        (status = 200, description = "Each room type's nights", body = Calendar),
        LookProblems,
    )
)]
#[get("/hotels/{hotel}/calendar")]
pub(super) async fn show_calendar(
    path: PathArgs<String>,
    args: Args<CalendarArgs>,
    inventory: web::Data<dyn Inventory>,
) -> Result<HttpResponse, Problem> {
    let query = CalendarQuery { hotel: hotel_ref(&path.0)?, from: args.0.from, to: args.0.to };
    let calendar = inventory.calendar(query).await.map_err(problems::of_query)?;
    public(LOOK, &calendar)
}

/// The hotel that a path names; what cannot be a name is not there.
pub(super) fn hotel_ref(text: &str) -> Result<HotelRef, Problem> {
    text.parse().map_err(|_| Problem::not_found("hotel"))
}

fn wish(
    (check_in, check_out): (Date, Date),
    (adults, children): (Option<u16>, Ages),
    rooms: Option<u16>,
) -> Result<(Stay, Party, u16), Problem> {
    let rooms = rooms.unwrap_or(1);
    let stay = Stay::new(check_in, check_out);
    let party = Party::new(adults.unwrap_or(2), children.0);
    let mut errors = Vec::new();
    if let Err(error) = &stay {
        errors.push(FieldError::invalid("check_out", error));
    }
    if let Err(error) = &party {
        errors.push(FieldError::invalid(error.field(), error));
    }
    if !(1..=ROOMS_MAX).contains(&rooms) {
        errors.push(FieldError::invalid("rooms", "1 to 50 rooms."));
    }
    match (stay, party) {
        (Ok(stay), Ok(party)) if errors.is_empty() => Ok((stay, party, rooms)),
        _ => Err(Problem::input(errors)),
    }
}

fn locale_of(request: &HttpRequest) -> Locale {
    let accepted = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    accepted.map_or(Locale::default(), Locale::negotiate)
}

/// An answer that anybody may see and caches may keep for a while.
fn public(cache_control: &'static str, body: &impl Serialize) -> Result<HttpResponse, Problem> {
    let json = serde_json::to_vec(body).map_err(|error| {
        tracing::error!(%error, "An answer could not be written as JSON");
        Problem::internal()
    })?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, cache_control))
        .insert_header((header::VARY, "Accept-Language"))
        .body(json))
}

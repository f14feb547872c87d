//! The API's description: made from the routes themselves, so that it cannot say anything else.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    dev::ResourceDef,
    http::{Method, header},
    web,
};
use askama::Template;
use http_kit::Problem;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        PathItem, RefOr, Schema,
        path::Operation,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

/// What stands above the routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jumak",
        description = "A hotel's own reservation system: guests search, hold, book, change and cancel; staff set \
                       stock and prices and see to arrivals. Errors are problem details (RFC 9457) with a stable \
                       `code`; writes carry an `Idempotency-Key`; money is in minor units; dates are the hotel's own.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(http_kit::ProblemBody)),
    paths(crate::admin::livez, crate::admin::readyz, openapi, docs_page),
    modifiers(&Credentials)
)]
pub(crate) struct Above;

struct Credentials;

impl Modify for Credentials {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let bearer = |description: &str| {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description));
            SecurityScheme::Http(scheme.build())
        };
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("api_key", bearer("A key of `jumak staff api-key`: `jmk_…`"));
        components
            .add_security_scheme("manage_token", bearer("The `manage_token` that came with the booking"));
    }
}

/// Answers put an id beside a profile's own fields, so the profile's schema cannot say that there are no others.
/// Requests still refuse what they do not know.
pub(crate) fn open_what_answers_extend(api: &mut utoipa::openapi::OpenApi) {
    let Some(components) = &mut api.components else { return };
    for name in ["HotelProfile", "RoomTypeProfile", "RatePlanProfile"] {
        if let Some(RefOr::T(Schema::Object(profile))) = components.schemas.get_mut(name) {
            profile.additional_properties = None;
        }
    }
}

/// The description, ready to be served.
#[derive(Debug, Clone)]
pub(crate) struct Docs {
    json: web::Bytes,
    page: web::Bytes,
    methods: Arc<Vec<(ResourceDef, String)>>,
}

impl Docs {
    /// Writes the description down.
    pub(crate) fn of(api: &utoipa::openapi::OpenApi) -> anyhow::Result<Self> {
        Ok(Self {
            json: web::Bytes::from(api.to_pretty_json()?),
            page: web::Bytes::from(DocsPage::of(api).render()?),
            methods: Arc::new(methods(api)),
        })
    }

    /// The methods of a path, such as `GET, POST`; `None` when there is no such path.
    fn allowed(&self, path: &str) -> Option<&str> {
        let known = self.methods.iter().find(|(pattern, _)| pattern.is_match(path));
        known.map(|(_, methods)| methods.as_str())
    }
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    [
        ("GET", &item.get),
        ("POST", &item.post),
        ("PUT", &item.put),
        ("PATCH", &item.patch),
        ("DELETE", &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

fn methods(api: &utoipa::openapi::OpenApi) -> Vec<(ResourceDef, String)> {
    let of_item = |item: &PathItem| operations(item).map(|(method, _)| method).collect::<Vec<_>>().join(", ");
    let mut described: Vec<_> = api.paths.paths.iter().collect();
    // A fixed path such as /bookings/lookup is meant before /bookings/{code} is.
    described.sort_by_key(|(path, _)| path.contains('{'));
    described.into_iter().map(|(path, item)| (ResourceDef::new(path.as_str()), of_item(item))).collect()
}

/// This document.
#[utoipa::path(get, path = "/openapi.json", tag = "docs", responses(
    (status = 200, description = "OpenAPI 3.1", body = Object, content_type = "application/json"),
))]
pub(crate) async fn openapi(docs: web::Data<Docs>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(docs.json.clone())
}

/// Every route on a page, for people.
#[utoipa::path(get, path = "/docs", tag = "docs", responses(
    (status = 200, description = "A page", body = String, content_type = "text/html"),
))]
pub(crate) async fn docs_page(docs: web::Data<Docs>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(docs.page.clone())
}

/// What has no route: 404, or 405 when only the method is wrong.
pub(crate) async fn unmatched(request: HttpRequest, docs: web::Data<Docs>) -> Result<HttpResponse, Problem> {
    let Some(methods) = docs.allowed(request.path()) else { return Err(Problem::not_found("page")) };
    if request.method() == Method::OPTIONS {
        return Ok(HttpResponse::NoContent().insert_header((header::ALLOW, methods)).finish());
    }
    Err(Problem::method_not_allowed(methods))
}

/// A plain page of every route, for a person who looks for one.
#[derive(Template)]
#[template(path = "docs.html")]
struct DocsPage<'a> {
    description: &'a str,
    routes: Vec<Route<'a>>,
}

struct Route<'a> {
    method: &'static str,
    path: &'a str,
    summary: &'a str,
    who: &'static str,
}

impl Route<'_> {
    /// The path from slash to slash: a narrow screen breaks it there.
    fn steps(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').skip(1)
    }
}

impl<'a> DocsPage<'a> {
    fn of(api: &'a utoipa::openapi::OpenApi) -> Self {
        let routes = api.paths.paths.iter().flat_map(|(path, item)| {
            operations(item).map(move |(method, operation)| Route {
                method,
                path,
                summary: operation
                    .summary
                    .as_deref()
                    .or(operation.description.as_deref())
                    .unwrap_or_default(),
                who: if operation.security.as_ref().is_some_and(|s| !s.is_empty()) {
                    "with a token"
                } else {
                    ""
                },
            })
        });
        Self { description: api.info.description.as_deref().unwrap_or_default(), routes: routes.collect() }
    }
}

//! `/static/`: a file by its name, in the encoding that suits.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{Method, StatusCode, header},
    web::{self, Bytes, ServiceConfig},
};
use http_kit::Egress;

use super::{Asset, DIRECTORY, Encoding, FOR_EVER};

/// An unknown name may be another release's, on its way here or on its way out; that answer must not last.
const FOR_NOW: &str = "public, max-age=10";
const UNKNOWN: &str =
    "There is no such file. It may belong to another release: reload the page that names it.\n";

/// The route of every file. Stands outside what pages do for each request: a file needs none of it.
pub fn routes(config: &mut ServiceConfig) {
    let files = web::resource(format!("/{DIRECTORY}/{{name:.*}}"));
    config.service(files.route(web::get().to(file)).default_service(web::to(other_method)));
}

async fn file(request: HttpRequest) -> HttpResponse {
    match Asset::named(request.match_info().query("name")) {
        Some(asset) if is_known(&request, asset) => headed(StatusCode::NOT_MODIFIED, asset).finish(),
        Some(asset) => found(&request, asset),
        None => HttpResponse::NotFound()
            .insert_header((header::CACHE_CONTROL, FOR_NOW))
            .content_type("text/plain; charset=utf-8")
            .body(UNKNOWN),
    }
}

async fn other_method(request: HttpRequest) -> HttpResponse {
    let status = if request.method() == Method::OPTIONS {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::METHOD_NOT_ALLOWED
    };
    HttpResponse::build(status).insert_header((header::ALLOW, "GET, HEAD")).finish()
}

fn found(request: &HttpRequest, asset: &'static Asset) -> HttpResponse {
    // A header sent twice is one list (RFC 9110 §5.3); nobody sends this one so, and its first line will do.
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let encoding = Encoding::accepted(accepted.unwrap_or_default(), |it| asset.encoded(it).is_some());
    let mut response = headed(StatusCode::OK, asset);
    response.content_type(asset.content_type);
    if let Some(encoding) = encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding.token()));
    }
    let bytes = encoding.and_then(|encoding| asset.encoded(encoding)).unwrap_or(asset.bytes);
    let mut response = response.body(Bytes::from_static(bytes));
    response.extensions_mut().insert(Egress::Static);
    response
}

/// What a 200 and a 304 have in common.
fn headed(status: StatusCode, asset: &Asset) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::ETAG, asset.etag))
        .insert_header((header::VARY, "Accept-Encoding"))
        // Modules, fonts and whatever has an integrity are loaded in CORS mode, and a CDN passes these on.
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"));
    response
}

/// Whether the client has the file already and only asks whether it changed (RFC 9110 §13.1.2).
fn is_known(request: &HttpRequest, asset: &Asset) -> bool {
    let strong = |tag: &str| tag.trim_start_matches("W/") == asset.etag.trim_start_matches("W/");
    let lines = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).any(|tag| tag == "*" || strong(tag))
}

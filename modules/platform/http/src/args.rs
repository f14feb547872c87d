//! Query and path parameters: each once, none unknown.

use std::{
    collections::HashSet,
    future::{Ready, ready},
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use serde::{Deserialize, de::DeserializeOwned};

use crate::{FieldError, Problem, body::field_error};

/// Checked query parameters.
#[derive(Debug)]
pub struct Args<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Args<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

/// Checked path parameters; a part that cannot be read is a page that is not there.
#[derive(Debug)]
pub struct PathArgs<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for PathArgs<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let path = web::Path::<T>::from_request(request, payload).into_inner();
        ready(path.map(|path| Self(path.into_inner())).map_err(|_| Problem::not_found("thing")))
    }
}

fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
        .map_err(|error| Problem::input(vec![FieldError::invalid("query", error)]))?;
    let mut seen = HashSet::new();
    if let Some((name, _)) = pairs.iter().find(|(name, _)| !seen.insert(name.as_str())) {
        return Err(Problem::input(vec![FieldError {
            field: name.clone(),
            code: "duplicate".to_owned(),
            detail: "Give this parameter once.".to_owned(),
        }]));
    }
    let deserializer = serde_urlencoded::Deserializer::new(form_pairs(query));
    serde_path_to_error::deserialize(deserializer).map_err(|error| {
        let path = error.path().to_string();
        Problem::input(vec![field_error(&path, &error.inner().to_string())])
    })
}

fn form_pairs(query: &str) -> form_urlencoded::Parse<'_> {
    form_urlencoded::parse(query.as_bytes())
}

/// Children's ages as a query writes them: `5,9`; nothing means none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Ages(pub Vec<u8>);

impl TryFrom<String> for Ages {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self::default());
        }
        text.split(',')
            .map(|age| age.trim().parse().map_err(|_| "ages are whole years, such as 5,9".to_owned()))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(deny_unknown_fields)]
    struct Query {
        rooms: Option<u8>,
        #[serde(default)]
        children: Ages,
    }

    #[test]
    fn parameters_are_given_once_and_known() {
        let read = parse::<Query>("rooms=2&children=5%2C9").unwrap();

        assert_eq!(read, Query { rooms: Some(2), children: Ages(vec![5, 9]) });
        for wrong in
            ["rooms=1&rooms=2", "beds=1", "rooms=x", "rooms=-1", "rooms=300", "children=a", "children=5,,9"]
        {
            assert_eq!(parse::<Query>(wrong).unwrap_err().code(), "invalid_input", "{wrong}");
        }
    }
}

//! The OpenAPI description; `page` makes it a page for people.

use crate::{imports, limits, problem, reasons, verifications};
use serde_json::Value;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{Http, HttpAuthScheme, SecurityScheme},
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Proofdesk",
        description = "Create applicants and verifications, send people a single-use link, read outcomes with their reasons and limits. Keys are of one mode, test or live, and see only that mode. Errors are RFC 9457 problem details."
    ),
    paths(
        verifications::create_applicant,
        verifications::create_verification,
        verifications::get_verification,
        imports::create_import,
        limits::evaluate,
        limits::reserve,
        limits::commit,
        limits::release,
        limits::consume,
        limits::put_rates,
        reasons::list_reasons,
    ),
    components(schemas(problem::Problem)),
    modifiers(&Key)
)]
struct Description;

struct Key;

impl Modify for Key {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme("key", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    }
}

/// The OpenAPI 3.1 description of everything under `/api/v1`.
pub fn description() -> Value {
    serde_json::to_value(Description::openapi()).expect("the description is plain data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_openapi_3_1_and_every_operation_says_what_it_does() {
        let description = description();
        assert!(description["openapi"].as_str().is_some_and(|v| v.starts_with("3.1")));
        let paths = description["paths"].as_object().expect("has paths");
        assert_eq!(paths.len(), 11);
        for (path, methods) in paths {
            for (method, operation) in methods.as_object().expect("has methods") {
                assert!(operation["summary"].as_str().is_some_and(|s| s.len() > 10), "{method} {path}");
            }
        }
    }
}

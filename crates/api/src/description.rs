//! The OpenAPI description, and a page for people made from it.

use crate::{limits, problem, reasons, verifications};
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

/// The description as a plain page: addresses, scopes, bodies, answers.
pub(crate) fn page(description: &Value) -> String {
    let mut html = String::from(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>Proofdesk API</title><main><h1>Proofdesk API</h1>",
    );
    let text = |value: &Value| escape(value.as_str().unwrap_or_default());
    html += &format!(
        "<p>{}</p><p>Machine-readable: <a href=\"/api/openapi.json\">/api/openapi.json</a></p>",
        text(&description["info"]["description"])
    );
    for (path, methods) in description["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            html += &format!(
                "<h2><code>{} {}</code></h2><p>{}</p><p>{}</p>",
                escape(&method.to_uppercase()),
                escape(path),
                text(&operation["summary"]),
                text(&operation["description"]),
            );
            html += "<ul>";
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                html += &format!(
                    "<li><code>{}</code> ({}): {}</li>",
                    text(&parameter["name"]),
                    text(&parameter["in"]),
                    text(&parameter["description"])
                );
            }
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                html += &format!("<li>{}: {}</li>", escape(status), text(&response["description"]));
            }
            html += "</ul>";
        }
    }
    html += "<h2>Schemas</h2>";
    for (name, schema) in description["components"]["schemas"].as_object().into_iter().flatten() {
        html += &format!("<h3><code>{}</code></h3><p>{}</p><ul>", escape(name), text(&schema["description"]));
        for (property, about) in schema["properties"].as_object().into_iter().flatten() {
            html += &format!("<li><code>{}</code>: {}</li>", escape(property), text(&about["description"]));
        }
        html += "</ul>";
    }
    html + "</main></html>"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_openapi_3_1_and_every_operation_says_what_it_does() {
        let description = description();
        assert!(description["openapi"].as_str().is_some_and(|v| v.starts_with("3.1")));
        let paths = description["paths"].as_object().expect("has paths");
        assert_eq!(paths.len(), 10);
        for (path, methods) in paths {
            for (method, operation) in methods.as_object().expect("has methods") {
                assert!(operation["summary"].as_str().is_some_and(|s| s.len() > 10), "{method} {path}");
            }
        }
    }

    #[test]
    fn the_page_names_every_address_and_escapes() {
        let page = page(&description());
        assert!(page.contains("POST /api/v1/verifications") && page.contains("GET /api/v1/reasons"));
        assert_eq!(escape("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}

//! The description as a page for people: every operation with its scope of parameters, its body field by
//! field, its answers, and a call to copy. Made from the OpenAPI description alone, so it is never older.

use serde_json::Value;

/// Where its look is served.
pub(crate) const STYLE_PATH: &str = "/api/docs.css";
/// Its look.
pub(crate) const STYLE: &str = include_str!("page.css");

/// The page.
pub(crate) fn page(description: &Value) -> String {
    let operations = operations(description);
    let mut html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"color-scheme\" content=\"light dark\">\
         <title>Proofdesk API</title><link rel=\"stylesheet\" href=\"{STYLE_PATH}\"></head><body>\
         <a class=\"skip\" href=\"#main\">Skip to the content</a><nav aria-label=\"Operations\"><p class=\"brand\">Proofdesk API</p>"
    );
    let mut group = "";
    for operation in &operations {
        if operation.tag != group {
            html += if group.is_empty() { "" } else { "</ul>" };
            html += &format!("<h2>{}</h2><ul>", escape(operation.tag));
            group = operation.tag;
        }
        html += &format!(
            "<li><a href=\"#{}\"><span class=\"method\">{}</span> {}</a></li>",
            operation.anchor(),
            operation.method,
            escape(operation.path.trim_start_matches("/api/v1"))
        );
    }
    html += "</ul><h2>Shapes</h2><ul>";
    let schemas = description["components"]["schemas"].as_object();
    for (name, _) in schemas.into_iter().flatten() {
        html += &format!("<li><a href=\"#{0}\">{0}</a></li>", escape(name));
    }
    html += &format!(
        "</ul></nav><main id=\"main\"><h1>Proofdesk API</h1><p>{}</p><h2>Calling it</h2>\
         <p>Every call carries a key: <code>Authorization: Bearer KEY</code>. The operator makes one in the console under \
         “API keys”, or with <code>proofdesk key create --name trial --mode test</code>. Bodies and answers are JSON; errors are \
         <a href=\"#Problem\">problem details</a> with a stable <code>type</code>. \
         The machine-readable description: <a href=\"/api/openapi.json\">/api/openapi.json</a> (OpenAPI 3.1).</p>",
        text(&description["info"]["description"])
    );
    for operation in &operations {
        html += &operation.section(description);
    }
    html += "<h2>Shapes</h2>";
    for (name, schema) in schemas.into_iter().flatten() {
        html += &format!(
            "<section id=\"{0}\" aria-labelledby=\"{0}-title\"><h3 id=\"{0}-title\"><code>{0}</code></h3><p>{1}</p>{2}</section>",
            escape(name),
            text(&schema["description"]),
            fields(schema)
        );
    }
    html + "</main></body></html>"
}

/// One method of one address.
struct Operation<'a> {
    tag: &'a str,
    method: String,
    path: &'a str,
    about: &'a Value,
}

/// All of them, by tag in the order of their first address.
fn operations(description: &Value) -> Vec<Operation<'_>> {
    let mut all = Vec::new();
    for (path, methods) in description["paths"].as_object().into_iter().flatten() {
        for (method, about) in methods.as_object().into_iter().flatten() {
            let tag = about["tags"][0].as_str().unwrap_or("Other");
            all.push(Operation { tag, method: method.to_uppercase(), path, about });
        }
    }
    let order: Vec<String> = all.iter().map(|operation| operation.tag.to_owned()).collect();
    all.sort_by_key(|operation| order.iter().position(|tag| tag == operation.tag));
    all
}

impl Operation<'_> {
    fn anchor(&self) -> String {
        let word = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        format!("{}{}", self.method.to_lowercase(), self.path.chars().map(word).collect::<String>())
    }

    fn section(&self, description: &Value) -> String {
        let anchor = self.anchor();
        let mut html = format!(
            "<section id=\"{anchor}\" aria-labelledby=\"{anchor}-title\"><h3 id=\"{anchor}-title\"><span class=\"method\">{}</span> \
             <code>{}</code></h3><p class=\"summary\">{}</p><p>{}</p>",
            self.method,
            escape(self.path),
            text(&self.about["summary"]),
            text(&self.about["description"]),
        );
        let rows: Vec<String> = self.about["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|p| {
                let name = format!("{}<br><small>in the {}</small>", code(&p["name"]), text(&p["in"]));
                row(&name, &kind(&p["schema"]), p["required"] == true, &text(&p["description"]))
            })
            .collect();
        html += &table("Parameters", &rows);
        let content = &self.about["requestBody"]["content"]["application/json"];
        let body = resolve(description, &content["schema"]);
        if !body.is_null() {
            html += &format!("<h4>Body: {}</h4>{}", kind(&content["schema"]), fields(body));
        }
        let rows: Vec<String> = self.about["responses"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(status, answer)| {
                let schema = answer["content"].as_object().and_then(|kinds| kinds.values().next());
                let shape = schema.map_or_else(String::new, |content| kind(&content["schema"]));
                format!(
                    "<tr><th scope=\"row\">{}</th><td>{shape}</td><td>{}</td></tr>",
                    escape(status),
                    text(&answer["description"])
                )
            })
            .collect();
        html += &format!(
            "<h4>Answers</h4><div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Answers of {0}\"><table><thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Shape</th><th scope=\"col\">When</th></tr></thead><tbody>{1}</tbody></table></div>",
            escape(self.path),
            rows.concat()
        );
        let sent = example(description, body);
        let data = if body.is_null() { String::new() } else { format!(" \\\n  -d '{sent}'") };
        let method = if self.method == "GET" || self.method == "POST" && !body.is_null() {
            String::new()
        } else {
            format!(" -X {}", self.method)
        };
        let call =
            format!("curl{method} -H \"Authorization: Bearer $KEY\" \"$PROOFDESK{}\"{data}", self.path);
        html + &format!(
            "<pre tabindex=\"0\" aria-label=\"A call to copy\"><code>{}</code></pre></section>",
            escape(&call)
        )
    }
}

/// What a reference points to; anything else is itself.
fn resolve<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|path| path.strip_prefix('#')) {
        Some(pointer) => description.pointer(pointer).unwrap_or(&Value::Null),
        None => schema,
    }
}

/// The fields of an object as a table.
fn fields(schema: &Value) -> String {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let rows: Vec<String> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, about)| {
            let must = required.contains(&name.as_str());
            row(&format!("<code>{}</code>", escape(name)), &kind(about), must, &text(&about["description"]))
        })
        .collect();
    table("Fields", &rows)
}

fn row(name: &str, kind: &str, required: bool, about: &str) -> String {
    let must = if required { " <small class=\"must\">required</small>" } else { "" };
    format!("<tr><th scope=\"row\">{name}</th><td>{kind}{must}</td><td>{about}</td></tr>")
}

fn table(what: &str, rows: &[String]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    format!(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{what}\"><table><thead><tr><th scope=\"col\">{what}</th><th scope=\"col\">Kind</th><th scope=\"col\">What it says</th></tr></thead><tbody>{}</tbody></table></div>",
        rows.concat()
    )
}

/// What kind of value, in words, with a link to a shape that has a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escape(name));
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(all) = schema[key].as_array() {
            return all.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(code).collect::<Vec<_>>().join(", ");
    }
    let one = |word: &str| match word {
        "array" => format!("list of {}", kind(&schema["items"])),
        other => escape(other),
    };
    match &schema["type"] {
        Value::Array(words) => {
            words.iter().filter_map(Value::as_str).map(one).collect::<Vec<_>>().join(" or ")
        }
        Value::String(word) => one(word),
        _ => String::from("any"),
    }
}

/// A body of that shape: what is required, and what has an example of its own.
fn example(description: &Value, schema: &Value) -> Value {
    let schema = resolve(description, schema);
    if !schema["example"].is_null() {
        return schema["example"].clone();
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    let word = match &schema["type"] {
        Value::Array(words) => words.iter().filter_map(Value::as_str).find(|word| *word != "null"),
        other => other.as_str(),
    };
    match word {
        Some("object") => {
            let required = schema["required"].as_array();
            let wanted = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
            let properties = schema["properties"].as_object().into_iter().flatten();
            properties
                .filter(|(name, about)| wanted(name) || !about["example"].is_null())
                .map(|(name, about)| (name.clone(), example(description, about)))
                .collect()
        }
        Some("array") => Value::Array(vec![example(description, &schema["items"])]),
        Some("integer" | "number") => 1.into(),
        Some("boolean") => true.into(),
        _ => "…".into(),
    }
}

fn code(value: &Value) -> String {
    format!("<code>{}</code>", value.as_str().map_or_else(|| escape(&value.to_string()), escape))
}

/// A text of the description: paragraphs stay apart, `code` is set as such.
fn text(value: &Value) -> String {
    let escaped = escape(value.as_str().unwrap_or_default());
    let mut html = String::new();
    for (at, part) in escaped.split('`').enumerate() {
        html += &if at % 2 == 1 { format!("<code>{part}</code>") } else { part.replace("\n\n", "<br><br>") };
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::description;

    #[test]
    fn it_names_every_operation_with_a_call_to_copy() {
        let described = description();
        let page = page(&described);
        let all = operations(&described);
        assert!(all.len() >= 10);
        for operation in all {
            let anchor = operation.anchor();
            assert!(
                page.contains(&format!("id=\"{anchor}\"")) && page.contains(&format!("href=\"#{anchor}\"")),
                "{anchor}"
            );
            assert!(page.contains(&format!("$PROOFDESK{}", escape(operation.path))), "{}", operation.path);
        }
    }

    #[test]
    fn every_link_inside_it_leads_somewhere() {
        let page = page(&description());
        for link in page.split("href=\"#").skip(1) {
            let target = link.split('"').next().unwrap_or_default();
            assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
        }
    }

    #[test]
    fn texts_are_escaped_and_the_required_fields_have_an_example() {
        assert_eq!(escape("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(text(&"a `b<c` d".into()), "a <code>b&lt;c</code> d");
        let schema = serde_json::json!({"type": "object", "required": ["a", "b"], "properties":
            {"a": {"type": "string"}, "b": {"type": ["integer", "null"]}, "c": {"type": "string"}}});
        assert_eq!(example(&Value::Null, &schema), serde_json::json!({"a": "…", "b": 1}));
        assert_eq!(kind(&serde_json::json!({"type": ["string", "null"]})), "string or null");
    }
}

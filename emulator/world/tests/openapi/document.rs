//! One of Twilio's OpenAPI documents: what an operation takes, and how its reply looks.

use std::collections::BTreeSet;

use serde_json::Value;
use twilio_world::{Method, Reply};

/// A parsed document.
pub(crate) struct Document(Value);

impl Document {
    pub(crate) fn parse(text: &str) -> Document {
        Document(serde_json::from_str(text).expect("Twilio's documents are JSON"))
    }

    /// Whether the document has this operation.
    pub(crate) fn has(&self, path: &str, method: Method) -> bool {
        !self.operation(path, method).is_null()
    }

    /// The names of all parameters of an operation, in query and body.
    pub(crate) fn parameters(&self, path: &str, method: Method) -> BTreeSet<String> {
        parameters(self.operation(path, method))
    }

    /// The names of all parameters of all operations.
    pub(crate) fn all_parameters(&self) -> BTreeSet<String> {
        let paths = self.0["paths"].as_object().into_iter().flat_map(|paths| paths.values());
        let operations = paths.filter_map(Value::as_object).flat_map(|path| path.values());
        operations.flat_map(parameters).collect()
    }

    /// What of a reply the document does not know, or knows otherwise.
    pub(crate) fn check_reply(&self, path: &str, method: Method, reply: &Reply) -> Vec<String> {
        let operation = self.operation(path, method);
        if operation.is_null() {
            return vec!["is not published".to_owned()];
        }
        let response = &operation["responses"][reply.status.to_string()];
        if response.is_null() {
            return vec![format!("answers {}: {}", reply.status, reply.body)];
        }
        let schema = &response["content"]["application/json"]["schema"];
        let mut wrong = Vec::new();
        match (schema.is_null(), reply.body.is_null()) {
            (true, true) => {}
            (true, false) => wrong.push("answers with a body".to_owned()),
            (false, _) => self.check(schema, &reply.body, "reply", &mut wrong),
        }
        wrong
    }

    fn operation(&self, path: &str, method: Method) -> &Value {
        let method = match method {
            Method::Delete => "delete",
            Method::Get => "get",
            Method::Post => "post",
        };
        &self.0["paths"][path][method]
    }

    fn check(&self, schema: &Value, value: &Value, at: &str, wrong: &mut Vec<String>) {
        let schema = self.resolved(schema);
        if value.is_null() {
            // The words of a status are published without saying whether there may be none.
            let may_be_null = schema["nullable"] == true || schema["enum"].is_array();
            if !may_be_null && !schema["type"].is_null() {
                wrong.push(format!("{at} is null"));
            }
            return;
        }
        let fits = match schema["type"].as_str() {
            None => true,
            Some("array") => value.is_array(),
            Some("boolean") => value.is_boolean(),
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("object") => value.is_object(),
            Some(_) => value.is_string(),
        };
        if !fits || !text_fits(schema, value) {
            wrong.push(format!("{at} is {value}, not {schema}"));
        }
        let items = value.as_array().into_iter().flatten();
        for (number, item) in items.enumerate() {
            self.check(&schema["items"], item, &format!("{at}[{number}]"), wrong);
        }
        let (Some(fields), Some(known)) = (value.as_object(), schema["properties"].as_object())
        else {
            return;
        };
        for (name, field) in fields {
            match known.get(name) {
                Some(schema) => self.check(schema, field, &format!("{at}.{name}"), wrong),
                None => wrong.push(format!("{at}.{name} is not published")),
            }
        }
        for name in known.keys().filter(|name| !fields.contains_key(*name)) {
            wrong.push(format!("{at}.{name} is missing"));
        }
    }

    fn resolved<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(place) => self.0.pointer(place.trim_start_matches('#')).unwrap_or(&Value::Null),
            None => schema,
        }
    }
}

/// Whether a text has the form that the schema names.
fn text_fits(schema: &Value, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    let words = schema["enum"].as_array();
    let prefix = schema["pattern"]
        .as_str()
        .and_then(|pattern| pattern.strip_prefix('^')?.strip_suffix("[0-9a-fA-F]{32}$"));
    words.is_none_or(|words| words.iter().any(|word| word == text))
        && prefix.is_none_or(|prefix| text.len() == 34 && text.starts_with(prefix))
        && match schema["format"].as_str() {
            Some("date-time") => text.len() == 20 && text.ends_with('Z'),
            Some("date-time-rfc-2822") => text.len() == 31 && text.ends_with(" +0000"),
            _ => true,
        }
}

fn parameters(operation: &Value) -> BTreeSet<String> {
    let query = operation["parameters"].as_array().into_iter().flatten();
    let query = query.filter(|parameter| parameter["in"] == "query");
    let query = query.filter_map(|parameter| parameter["name"].as_str());
    let form = &operation["requestBody"]["content"]["application/x-www-form-urlencoded"];
    let form = form["schema"]["properties"].as_object().into_iter().flat_map(|form| form.keys());
    query.chain(form.map(String::as_str)).map(str::to_owned).collect()
}

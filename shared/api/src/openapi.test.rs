use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use super::*;
use crate::{Access, Method, PathParam, Permission};

#[derive(JsonSchema, Serialize, Deserialize)]
struct View {
    /// Whose it is.
    id: kernel::UserId,
    version: u64,
    address: Option<Address>,
}

#[derive(JsonSchema, Serialize, Deserialize)]
struct Address {
    city: String,
}

#[derive(JsonSchema, Deserialize)]
struct List {
    /// Most records of a page.
    #[serde(default)]
    #[expect(dead_code, reason = "only its schema is used")]
    limit: Option<u16>,
    #[expect(dead_code, reason = "only its schema is used")]
    kind: Option<Kind>,
    #[expect(dead_code, reason = "only its schema is used")]
    after: Option<kernel::UserId>,
}

#[derive(JsonSchema, Deserialize)]
#[schemars(inline)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Customer,
    Partner,
}

fn read() -> Operation {
    Operation {
        id: "get_thing",
        method: Method::Get,
        path: "/things/{thing_id}",
        access: Access::Permission(Permission::AccountRead),
        path_params: vec![PathParam { name: "thing_id", schema: crate::path::path_schema::<kernel::UserId> }],
        query_params: vec![List::json_schema],
        request: None,
        request_is_optional: false,
        response: Some(SchemaGenerator::subschema_for::<View>),
        success: 200,
        summary: "Get a thing",
        description: "Also an archived one.",
        tag: "things",
    }
}

fn change() -> Operation {
    let request = Some(SchemaGenerator::subschema_for::<Address> as crate::SchemaOf);
    Operation { id: "change_thing", method: Method::Patch, request, query_params: Vec::new(), ..read() }
}

fn create() -> Operation {
    let request = Some(SchemaGenerator::subschema_for::<Address> as crate::SchemaOf);
    let base = change();
    Operation {
        id: "create_thing",
        method: Method::Post,
        path: "/things",
        path_params: Vec::new(),
        request,
        success: 201,
        ..base
    }
}

/// A command without a body.
fn archive() -> Operation {
    Operation { id: "archive_thing", method: Method::Delete, request: None, ..change() }
}

/// What there is one of, from the start.
fn set() -> Operation {
    Operation { id: "change_setting", path: "/setting", path_params: Vec::new(), ..change() }
}

#[derive(JsonSchema, Deserialize)]
struct Of {
    #[expect(dead_code, reason = "only its schema is used")]
    day: String,
}

/// One of many, by what it is of.
fn find() -> Operation {
    let query_params = vec![Of::json_schema as crate::SchemaOf];
    let response = Some(SchemaGenerator::subschema_for::<Address> as crate::SchemaOf);
    Operation { id: "find_address", path: "/address", path_params: Vec::new(), query_params, response, ..read() }
}

fn open() -> Operation {
    let access = Access::Public { reason: "the document is public" };
    Operation {
        id: "docs",
        path: "/docs",
        access,
        path_params: Vec::new(),
        response: Some(SchemaGenerator::subschema_for::<crate::Html>),
        query_params: Vec::new(),
        ..read()
    }
}

#[derive(JsonSchema, Deserialize)]
struct Paging {
    #[serde(default)]
    #[expect(dead_code, reason = "only its schema is used")]
    cursor: Option<String>,
    #[serde(default)]
    #[schemars(example = 50)]
    #[expect(dead_code, reason = "only its schema is used")]
    limit: Option<u16>,
}

#[derive(JsonSchema, Serialize)]
struct Page {
    items: Vec<View>,
    next_cursor: Option<String>,
}

fn list() -> Operation {
    Operation {
        id: "list_things",
        path: "/things",
        path_params: Vec::new(),
        query_params: vec![Paging::json_schema],
        response: Some(SchemaGenerator::subschema_for::<Page>),
        ..read()
    }
}

const INFO: Info = Info { title: "Test", version: "1", description: "A test.", servers: &[] };

fn document() -> Value {
    openapi(&INFO, &[read(), change(), create(), archive(), set(), find(), open()])
}

/// Every `$ref` of the document.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get("$ref").and_then(Value::as_str));
            object.values().for_each(|value| references(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

/// Guards against a document that tools refuse because a reference leads nowhere.
#[test]
fn every_reference_leads_somewhere_in_the_components() {
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.contains(&"#/components/schemas/Address") && found.contains(&"#/components/responses/NotFound"));
    for reference in found {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
    }
}

/// Guards against drift between the words of an endpoint and the document.
#[test]
fn an_operation_says_what_its_endpoint_says() {
    let document = document();
    let get = &document["paths"]["/things/{thing_id}"]["get"];
    assert_eq!((&get["operationId"], &get["x-permission"]), (&"get_thing".into(), &"account.read".into()));
    assert_eq!(get["parameters"][0]["name"], "thing_id");
    assert!(get["parameters"][0]["schema"]["pattern"].as_str().is_some_and(|pattern| pattern.starts_with("^user_")));
    let parameters = get["parameters"].as_array().unwrap();
    let limit = parameters.iter().find(|parameter| parameter["name"] == "limit").unwrap();
    assert_eq!((&limit["name"], &limit["in"], &limit["required"]), (&"limit".into(), &"query".into(), &false.into()));
    assert_eq!(limit["description"], "Most records of a page.");
    assert_eq!(get["responses"]["200"]["headers"]["ETag"]["$ref"], "#/components/headers/ETag");
    assert!(document["paths"]["/address"]["get"]["responses"]["200"]["headers"].is_null(), "it has no version");
    let set = &document["paths"]["/setting"]["patch"];
    assert!(set["parameters"].to_string().contains("IfMatch"));
    assert_eq!(set["responses"]["200"]["headers"]["ETag"]["$ref"], "#/components/headers/ETag");
    let patch = &document["paths"]["/things/{thing_id}"]["patch"];
    assert!(patch["requestBody"]["content"]["application/merge-patch+json"].is_object());
    assert!(patch["parameters"].to_string().contains("IfMatch"));
    let docs = &document["paths"]["/docs"]["get"];
    assert_eq!((&docs["security"], &docs["x-public"]), (&json!([]), &"the document is public".into()));
}

/// Guards against clients that meet a status nobody told them about.
/// Requirement: ALL-7.
#[test]
fn an_operation_lists_the_problems_of_its_shape() {
    assert_eq!(open().problems(), [400, 429, 500, 503]);
    assert_eq!(read().problems(), [400, 401, 403, 404, 429, 500, 503]);
    assert_eq!(change().problems(), [400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 500, 503]);
    assert_eq!(archive().problems(), [400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 503]);
    assert_eq!(create().problems(), [400, 401, 403, 409, 413, 415, 422, 429, 500, 503]);
    // It is always there.
    assert_eq!(set().problems(), [400, 401, 403, 409, 412, 413, 415, 422, 429, 500, 503]);
    assert_eq!((find().problems(), list().problems()), (read().problems(), vec![400, 401, 403, 429, 500, 503]));
    let document = document();
    for status in change().problems() {
        assert!(document["paths"]["/things/{thing_id}"]["patch"]["responses"][status.to_string()].is_object());
    }
}

/// Guards against a client that sends `?limit=null`, which is refused, because the document allows it.
#[test]
fn an_optional_query_parameter_is_left_out_and_never_null() {
    let document = document();
    let parameters = &document["paths"]["/things/{thing_id}"]["get"]["parameters"];
    for parameter in parameters.as_array().unwrap() {
        assert!(!parameter.to_string().contains("null"), "{parameter}");
    }
    let schema = |name: &str| {
        parameters.as_array().unwrap().iter().find(|parameter| parameter["name"] == name).unwrap()["schema"].clone()
    };
    assert_eq!((&schema("limit")["type"], &schema("limit")["maximum"]), (&"integer".into(), &65535.into()));
    assert_eq!(schema("kind"), json!({ "type": "string", "enum": ["customer", "partner"] }));
    assert_eq!(schema("after"), json!({ "$ref": "#/components/schemas/UserId" }));
}

/// Guards against headers and bodies that only those find who try: where a new record is, and what is no JSON.
#[test]
fn a_success_names_its_headers_and_its_media_type() {
    let document = document();
    let created = &document["paths"]["/things"]["post"]["responses"]["201"];
    assert_eq!(created["headers"]["Location"]["$ref"], "#/components/headers/Location");
    assert!(created["content"]["application/json"].is_object());
    let read = &document["paths"]["/things/{thing_id}"]["get"]["responses"]["200"];
    assert!(read["headers"]["Location"].is_null());
    let page = &document["paths"]["/docs"]["get"]["responses"]["200"];
    assert_eq!(page["content"], json!({ "text/html": { "schema": { "type": "string" } } }));
}

/// Guards against a committed document that changes without a cause.
#[test]
fn the_order_of_the_operations_does_not_matter() {
    let servers = Info { servers: &["https://api.example.com/v1"], ..INFO };
    let reversed = [open(), find(), set(), archive(), create(), change(), read()];
    assert_eq!(document().to_string(), openapi(&INFO, &reversed).to_string());
    assert_eq!(openapi(&servers, &[])["servers"], json!([{ "url": "https://api.example.com/v1" }]));
}

/// Guards against schemas that are no JSON Schema 2020-12, which OpenAPI 3.1 demands.
#[test]
fn every_schema_of_the_components_is_valid() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{name}");
    }
    let problem = crate::Problem::invalid_parameter("limit", "x").with_trace_id("t").body();
    let schema = json!({ "$ref": "#/components/schemas/Problem", "components": document["components"] });
    assert!(jsonschema::draft202012::is_valid(&schema, &problem));
}

#[derive(JsonSchema, Serialize, Deserialize)]
struct Entry {
    #[serde(default)]
    is_primary: bool,
}

#[derive(JsonSchema, Serialize, Deserialize)]
struct Entries {
    entries: Vec<Entry>,
    #[serde(default)]
    archived_at: Option<String>,
}

/// Guards against clients that are generated with options where there is always a value, and against requests that have to name what
/// has a default.
#[test]
fn what_is_always_written_is_required_in_responses_alone() {
    let schema = Some(SchemaGenerator::subschema_for::<Entries> as crate::SchemaOf);
    let document = openapi(&INFO, &[Operation { request: schema, response: schema, ..change() }]);
    let schemas = &document["components"]["schemas"];
    let required = |name: &str| schemas[name]["required"].clone();
    assert_eq!((required("Entry"), required("Entries")), (Value::Null, json!(["entries"])));
    assert_eq!(
        (required("EntryOutput"), required("EntriesOutput")),
        (json!(["is_primary"]), json!(["entries", "archived_at"]))
    );
    let operation = &document["paths"]["/things/{thing_id}"]["patch"];
    let (mut read, mut written) = (Vec::new(), Vec::new());
    references(&operation["requestBody"], &mut read);
    references(&operation["responses"]["200"]["content"], &mut written);
    assert!(read.iter().all(|reference| *reference == "#/components/schemas/Entries"), "{read:?}");
    assert_eq!(written, ["#/components/schemas/EntriesOutput"]);
    assert_eq!(schemas["EntriesOutput"]["properties"]["entries"]["items"]["$ref"], "#/components/schemas/EntryOutput");
}

/// Guards against tools that try an API with made-up ids, and never meet a record: an answer says where to go on with it.
/// Requirement: ALL-2.
#[test]
fn a_creation_links_to_what_can_be_done_with_the_record_and_a_page_to_the_next() {
    let elsewhere = Operation { id: "get_other", path: "/others/{other_id}", ..read() };
    let document = openapi(&INFO, &[read(), change(), create(), archive(), open(), list(), elsewhere]);
    let links =
        |path: &str, method: &str, status: &str| document["paths"][path][method]["responses"][status]["links"].clone();
    let of_record = |id: &str| json!({ "operationId": id, "parameters": { "thing_id": "$response.body#/id" }, "description": "Get a thing" });
    assert_eq!(
        links("/things", "post", "201"),
        json!({ "archive_thing": of_record("archive_thing"), "change_thing": of_record("change_thing"), "get_thing": of_record("get_thing") })
    );
    let next = json!({ "cursor": "$response.body#/next_cursor" });
    assert_eq!(links("/things", "get", "200")["next_page"]["parameters"], next);
    for (path, method) in [("/things/{thing_id}", "get"), ("/things/{thing_id}", "patch"), ("/docs", "get")] {
        assert!(links(path, method, "200").is_null(), "{method} {path}");
    }
    let without_id = Operation { response: Some(SchemaGenerator::subschema_for::<Address>), ..create() };
    let document = openapi(&INFO, &[read(), without_id]);
    assert!(document["paths"]["/things"]["post"]["responses"]["201"]["links"].is_null(), "there is no id to follow");
}

/// Guards against links that hand the id of one kind of record to a place that takes those of another.
/// Requirement: ALL-2.
#[test]
fn a_link_goes_where_ids_of_this_kind_are_taken() {
    let other =
        |id, path, schema| Operation { id, path, path_params: vec![PathParam { name: "record_id", schema }], ..read() };
    let of_a_tenant = other("get_tenant", "/things/{record_id}/tenant", crate::path::path_schema::<kernel::TenantId>);
    let of_a_user = other("get_user", "/things/{record_id}/user", crate::path::path_schema::<kernel::UserId>);
    let document = openapi(&INFO, &[create(), of_a_tenant, of_a_user]);
    let links = document["paths"]["/things"]["post"]["responses"]["201"]["links"].as_object().unwrap();
    assert_eq!(links.keys().collect::<Vec<_>>(), ["get_user"]);
}

/// Guards against parameters that a reader has to guess a value for.
/// Requirement: ALL-2.
#[test]
fn a_parameter_has_the_example_of_its_schema() {
    let document = openapi(&INFO, &[read(), list()]);
    let parameters = |path: &str| document["paths"][path]["get"]["parameters"].as_array().cloned().unwrap();
    let example = |path: &str, name: &str| {
        let found = parameters(path).into_iter().find(|parameter| parameter["name"] == name).unwrap();
        found["example"].clone()
    };
    assert_eq!(example("/things/{thing_id}", "thing_id"), "user_01h2xcejqtf2nbrexx3vqjhp41");
    assert_eq!(example("/things/{thing_id}", "after"), "user_01h2xcejqtf2nbrexx3vqjhp41", "behind a reference too");
    assert_eq!(example("/things", "limit"), 50);
}

/// Guards against an operation that takes the place of another of the same method and path, and against links to the one that lost it.
#[test]
fn of_two_operations_in_one_place_the_first_is_documented() {
    let other = Operation { id: "get_other", summary: "Get another", ..read() };
    let document = openapi(&INFO, &[read(), other, create()]);
    assert_eq!(document["paths"]["/things/{thing_id}"]["get"]["operationId"], "get_thing");
    assert!(!document.to_string().contains("get_other"));
}

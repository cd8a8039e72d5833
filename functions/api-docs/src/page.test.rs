use serde_json::json;

use super::*;

fn document() -> Value {
    json!({
        "info": { "title": "T<i>", "version": "1", "description": "A & B" },
        "tags": [{ "name": "accounts" }],
        "paths": { "/accounts/{account_id}": {
            "patch": {
                "operationId": "change_account", "summary": "Change", "tags": ["accounts"], "x-permission": "account.update",
                "parameters": [
                    { "name": "account_id", "in": "path", "required": true, "schema": { "type": "string", "examples": ["account_01"] } },
                    { "name": "limit", "in": "query", "required": false, "schema": { "type": "integer", "maximum": 200 } },
                    { "$ref": "#/components/parameters/IdempotencyKey" },
                ],
                "requestBody": { "content": { "application/merge-patch+json": { "schema": { "$ref": "#/components/schemas/Change" } } } },
                "responses": { "200": { "description": "Done" }, "404": { "$ref": "#/components/responses/NotFound" } },
            },
            "get": { "operationId": "get_account", "summary": "Get", "tags": ["accounts"], "x-public": "a reason", "responses": {} },
        } },
        "components": {
            "parameters": { "IdempotencyKey": { "name": "Idempotency-Key", "in": "header", "schema": { "type": "string" } } },
            "responses": { "NotFound": { "description": "Nothing there", "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } } } },
            "schemas": {
                "Change": { "type": "object", "required": ["name", "kind"], "properties": {
                    "name": { "type": "string", "examples": ["O'Brien"] },
                    "kind": { "enum": ["customer", "partner"] },
                    "parent": { "$ref": "#/components/schemas/Change" },
                } },
                "Patch": { "type": "object", "properties": { "name": { "type": ["string", "null"] }, "tag": { "type": "string" } } },
                "Problem": { "type": "object", "required": ["code"], "properties": { "code": { "type": "string" } }, "oneOf": [
                    { "type": "object", "description": "In the body.", "required": ["pointer"], "properties": { "pointer": { "type": "string" } } },
                    { "type": "object", "description": "In a header.", "required": ["header"], "properties": { "header": { "type": "string" } } },
                ] },
            },
        },
    })
}

/// Guards against a page that hides what a caller needs to know.
#[test]
fn the_page_shows_parameters_permission_schemas_and_problems() {
    let html = render(&document());
    for part in [
        "<section id=\"tag-accounts\">",
        "<code>/accounts/{account_id}</code> Change",
        "needs <code>account.update</code>",
        "public: a reason",
        "<td><code>limit</code></td><td>query</td><td>integer, maximum <code>200</code></td>",
        "<a href=\"#schema-Change\">Change</a> as <code>application/merge-patch+json</code>",
        "<tr><td>404</td><td><a href=\"#schema-Problem\">Problem</a></td><td>Nothing there</td></tr>",
        "<article id=\"schema-Change\">",
        "<code>&quot;customer&quot;</code> | <code>&quot;partner&quot;</code>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

/// Guards against an example that a shell takes apart, or that the API refuses at first sight.
#[test]
fn the_example_is_a_request_that_a_shell_understands() {
    let document = document();
    let page = Page { document: &document };
    let operation = &document["paths"]["/accounts/{account_id}"]["patch"];
    let html = page.operation("/accounts/{account_id}", "PATCH", operation);
    let pre = html.split("<pre>").nth(1).unwrap().split("</pre>").next().unwrap();
    let curl = pre.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&");
    expect_test::expect![[r#"
        curl -X PATCH "$EVA_URL/accounts/account_01" \
          -H "Authorization: Bearer $EVA_TOKEN" \
          -H "Idempotency-Key: change_account-1" \
          -H "Content-Type: application/merge-patch+json" \
          -d '{"kind":"customer","name":"O'\''Brien"}'"#]]
    .assert_eq(&curl);
}

/// Guards against an example of a change that changes nothing.
#[test]
fn an_object_without_required_fields_shows_its_first_field() {
    let document = document();
    let page = Page { document: &document };
    assert_eq!(page.example(&document["components"]["schemas"]["Patch"]), json!({ "name": "text" }));
}

/// Guards against a table that hides the fields of which an object has one.
#[test]
fn the_fields_of_alternatives_are_in_the_table() {
    let html = render(&document());
    for part in [
        "<tr><td><code>code</code></td><td>string</td><td>required</td><td></td></tr>",
        "<tr><td><code>pointer</code></td><td>string</td><td>one of these</td><td>In the body.</td></tr>",
        "<tr><td><code>header</code></td><td>string</td><td>one of these</td><td>In a header.</td></tr>",
    ] {
        assert!(html.contains(part), "{part}\n{html}");
    }
}

/// Guards against a document whose texts become markup of the page.
#[test]
fn texts_of_the_document_are_escaped() {
    let html = render(&document());
    assert!(html.contains("T&lt;i&gt; API") && html.contains("A &amp; B") && !html.contains("<i>"));
}

/// Guards against a page that asks other hosts, or that its own content security policy breaks.
#[test]
fn the_page_is_self_contained() {
    let html = render(&document());
    for part in ["<script", "http://", "https://", "url(", "@import", " style=", " onclick", "<img", "<link"] {
        assert!(!html.contains(part), "{part}");
    }
    assert!(!STYLE.contains("</"));
}

/// Guards against a schema that contains itself and an example that never ends.
#[test]
fn a_schema_that_contains_itself_has_an_example() {
    let document = json!({ "components": { "schemas": { "A": { "type": "object", "required": ["a"], "properties": { "a": { "$ref": "#/components/schemas/A" } } } } } });
    let page = Page { document: &document };
    assert!(page.example(&document["components"]["schemas"]["A"]).is_object());
    assert!(render(&Value::Null).contains("</html>"));
}

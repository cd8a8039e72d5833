use std::collections::BTreeSet;

use super::*;

fn company(name: &str) -> Company {
    Company::all().unwrap().into_iter().find(|company| company.name == name).unwrap()
}

/// Guards against rows that are lost, doubled or changed on the way from the file: the sums were computed independently.
///
/// Requirement: ACC-1
#[test]
fn all_companies_are_there_with_their_totals() {
    let companies = Company::all().unwrap();
    assert_eq!(companies.len(), 85);
    assert_eq!(companies.iter().map(|company| company.name.as_str()).collect::<BTreeSet<_>>().len(), 85);
    assert_eq!(companies.iter().map(|company| company.annual_revenue).sum::<Decimal>().to_string(), "169543800000.00");
    assert_eq!(companies.iter().map(|company| company.employee_count).sum::<u32>(), 396_170);
}

/// Guards against money that went through a float, or through a guess of the unit: 4618 million, 4269.9 million.
#[test]
fn revenue_is_exact_and_has_two_decimals() {
    for (name, revenue) in [
        ("Acme Corporation", "1100040000.00"),
        ("Dontechi", "4618000000.00"),
        ("Cheers", "4269900000.00"),
        ("Kan-code", "11698030000.00"),
        ("Condax", "4540000.00"),
    ] {
        assert_eq!(company(name).annual_revenue.to_string(), revenue, "{name}");
    }
}

/// Guards against a body that the API refuses: names that it does not know, numbers where it wants text.
#[test]
fn a_company_becomes_the_body_of_a_request() {
    assert_eq!(
        company("Gekko & Co").body(),
        json!({
            "name": "Gekko & Co", "kind": "customer", "industry": "retail", "employee_count": 3502,
            "annual_revenue": { "amount": "2520830000.00", "currency": "USD" },
        })
    );
}

/// Guards against a comparison that finds everything equal.
#[test]
fn every_difference_is_found() {
    let company = company("Acme Corporation");
    assert_eq!(company.difference(&company.body()), None);
    for (field, value) in [
        ("name", json!("Acme")),
        ("industry", json!("technology")),
        ("employee_count", json!(2823)),
        ("annual_revenue", json!({ "amount": "1100040000.01", "currency": "USD" })),
        ("annual_revenue", json!({ "amount": "1100040000.00", "currency": "EUR" })),
        ("annual_revenue", json!({ "amount": 1_100_040_000, "currency": "USD" })),
    ] {
        let mut account = company.body();
        account[field] = value;
        assert_eq!(company.difference(&account), Some(field));
    }
    assert_eq!(company.difference(&json!({})), Some("name"));
}

//! The companies of the demo data.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};

/// The data set as it was published; see the README beside it.
const ACCOUNTS: &str = include_str!("../../demo/maven-crm/accounts.csv");
/// The data states revenue in millions.
const MILLION: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
const CURRENCY: &str = "USD";

/// A company to be created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Company {
    /// The name, unique in the data.
    pub name: String,
    /// The sector, in the spelling of the data.
    pub industry: String,
    /// How many people work there.
    pub employee_count: u32,
    /// The revenue of a year in US dollars, with two decimals.
    pub annual_revenue: Decimal,
}

#[derive(Deserialize)]
struct Row {
    account: String,
    sector: String,
    revenue: Decimal,
    employees: u32,
}

impl Company {
    /// The companies, in the order of the data.
    ///
    /// # Errors
    /// When the data that is compiled in is not what it should be.
    pub fn all() -> Result<Vec<Self>, csv::Error> {
        csv::Reader::from_reader(ACCOUNTS.as_bytes()).deserialize::<Row>().map(|row| row.map(Self::from)).collect()
    }

    /// The body of `POST /accounts`.
    #[must_use]
    pub fn body(&self) -> Value {
        json!({
            "name": self.name,
            "kind": "customer",
            "industry": self.industry,
            "employee_count": self.employee_count,
            "annual_revenue": { "amount": self.annual_revenue.to_string(), "currency": CURRENCY },
        })
    }

    /// What of the company an account says differently, if anything: the name of the field.
    #[must_use]
    pub fn difference(&self, account: &Value) -> Option<&'static str> {
        let text = |pointer| account.pointer(pointer).and_then(Value::as_str);
        let revenue = text("/annual_revenue/amount").and_then(|amount| amount.parse::<Decimal>().ok());
        if text("/name") != Some(&self.name) {
            Some("name")
        } else if revenue != Some(self.annual_revenue) || text("/annual_revenue/currency") != Some(CURRENCY) {
            Some("annual_revenue")
        } else if account.get("employee_count").and_then(Value::as_u64) != Some(self.employee_count.into()) {
            Some("employee_count")
        } else if text("/industry") != Some(&self.industry) {
            Some("industry")
        } else {
            None
        }
    }
}

impl From<Row> for Company {
    fn from(row: Row) -> Self {
        let mut annual_revenue = row.revenue * MILLION;
        annual_revenue.rescale(2);
        Self { name: row.account, industry: row.sector, employee_count: row.employees, annual_revenue }
    }
}

#[cfg(test)]
#[path = "demo.test.rs"]
mod tests;

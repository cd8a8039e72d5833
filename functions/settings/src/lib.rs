//! The settings function: what every scope has one of (financial and sales settings, exchange rates of a year), and reference data.
//!
//! A handler only binds its endpoint to the command and the store; what may happen is decided in `crm::settings`.

mod financial;
mod rates;
mod reference_data;
mod sales;

use api::ApiRouter;
use dynamodb_store::DynamoDbStore;
use kernel::KeyName;
use lambda_host::CommandGroup;

/// The commands and reads of settings.
pub type App = CommandGroup<DynamoDbStore>;

/// The function on a store.
#[must_use]
pub const fn app(store: DynamoDbStore) -> App {
    CommandGroup::new(store, KeyName::new("SETTINGS"), "settings")
}

/// The endpoints.
#[must_use]
pub fn api() -> ApiRouter<App> {
    ApiRouter::new("settings")
        .endpoint(financial::get_financial_settings_endpoint())
        .endpoint(financial::change_financial_settings_endpoint())
        .endpoint(financial::set_fiscal_calendar_financial_settings_endpoint())
        .endpoint(financial::fiscal_period_financial_settings_endpoint())
        .endpoint(rates::record_rate_financial_settings_endpoint())
        .endpoint(rates::rates_financial_settings_endpoint())
        .endpoint(rates::rate_financial_settings_endpoint())
        .endpoint(sales::get_sales_settings_endpoint())
        .endpoint(sales::change_sales_settings_endpoint())
        .endpoint(sales::add_pipeline_sales_settings_endpoint())
        .endpoint(sales::change_pipeline_sales_settings_endpoint())
        .endpoint(sales::archive_pipeline_sales_settings_endpoint())
        .endpoint(sales::restore_pipeline_sales_settings_endpoint())
        .endpoint(reference_data::countries_reference_endpoint())
        .endpoint(reference_data::subdivisions_reference_endpoint())
        .endpoint(reference_data::currencies_reference_endpoint())
}

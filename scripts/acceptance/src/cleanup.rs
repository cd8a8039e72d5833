//! Removing what a test made in the cloud, also when the test fails.

use aws_config::SdkConfig;
use tokio::runtime;

/// Runs a future when it is dropped.
///
/// A destructor cannot wait and the test's runtime may be on its way out, so the future runs on a thread and a runtime of its own; the
/// clients that it uses have to be made inside of it.
pub struct Cleanup(Option<Box<dyn FnOnce() + Send>>);

impl std::fmt::Debug for Cleanup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cleanup")
    }
}

impl Cleanup {
    /// Makes a future from the configuration of the cloud when the test is over, and runs it.
    pub fn new<F: Future<Output = ()>>(
        config: &SdkConfig,
        clean_up: impl FnOnce(SdkConfig) -> F + Send + 'static,
    ) -> Self {
        let config = config.clone();
        Self(Some(Box::new(move || {
            // What cannot be removed stays behind in a cloud that is thrown away: no reason to hide why a test failed.
            if let Ok(runtime) = runtime::Builder::new_current_thread().enable_all().build() {
                runtime.block_on(clean_up(config));
            }
        })))
    }
}

impl Drop for Cleanup {
    fn drop(&mut self) {
        if let Some(clean_up) = self.0.take() {
            let _ = std::thread::spawn(clean_up).join();
        }
    }
}

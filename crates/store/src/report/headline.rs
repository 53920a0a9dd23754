use crate::database::OptionalExtension;
use record::{Headline, Key};

use crate::key::K;
use crate::{Error, Store};

impl Store {
    /// Headline and address of the reports with these keys, in their order; unknown ones give nothing.
    ///
    /// # Errors
    /// Whatever keeps the file from being read.
    pub fn headlines(&self, reports: &[Key]) -> Result<Vec<Headline>, Error> {
        self.read(|db| {
            let mut statement = db.prepare_cached("SELECT title, url FROM report WHERE key = ?1")?;
            let mut headlines = Vec::with_capacity(reports.len());
            for &report in reports {
                let found = statement.query_row([K(report)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
                headlines.extend(found.map(|(title, url)| Headline { report, title, url }));
            }
            Ok(headlines)
        })
    }
}

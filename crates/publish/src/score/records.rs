//! Records read back: a folder of JSON files, or one file with a record per line.

use serde_json::Value;

/// Records by the name of their report, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Records {
    rows: Vec<(String, Value)>,
}

/// A record that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordsError {
    /// It is no JSON.
    #[error("{place}: is no JSON: {reason}")]
    Malformed {
        /// The file, with its line where it has several records.
        place: String,
        /// The parser's own words.
        reason: String,
    },
    /// A value is none that the codebook knows.
    #[error("{place}: {field} cannot be {value}")]
    Wrong {
        /// The file, with its line where it has several records.
        place: String,
        /// The key of the record.
        field: String,
        /// What stands there.
        value: String,
    },
    /// It does not say which report it is of.
    #[error("{place}: has no \"report\" key with the report's name")]
    Nameless {
        /// The file, with its line where it has several records.
        place: String,
    },
}

impl Records {
    /// Adds the record of one file.
    ///
    /// # Errors
    /// If it is no JSON, or has no `report`.
    pub fn add(&mut self, place: &str, text: &str) -> Result<(), RecordsError> {
        let record: Value = serde_json::from_str(text)
            .map_err(|e| RecordsError::Malformed { place: place.to_string(), reason: e.to_string() })?;
        let name = record.get("report").and_then(Value::as_str);
        let name = name.ok_or_else(|| RecordsError::Nameless { place: place.to_string() })?.to_string();
        // A later record of the same report replaces the earlier one, in its place.
        match self.rows.iter_mut().find(|(known, _)| *known == name) {
            Some(row) => row.1 = record,
            None => self.rows.push((name, record)),
        }
        Ok(())
    }

    /// Adds every line of a file with one record per line; empty lines are passed over.
    ///
    /// # Errors
    /// As [`Records::add`], naming the line.
    pub fn add_lines(&mut self, place: &str, text: &str) -> Result<(), RecordsError> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        for (number, line) in lines {
            self.add(&format!("{place}, line {}", number + 1), line)?;
        }
        Ok(())
    }

    /// The record of this report.
    pub fn get(&self, report: &str) -> Option<&Value> {
        self.rows.iter().find(|(name, _)| name == report).map(|(_, record)| record)
    }

    /// Every record with the name of its report.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.rows.iter().map(|(name, record)| (name.as_str(), record))
    }
}

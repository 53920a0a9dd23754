//! A document of MUC-4 in the form in which GTT and IterX read it, one to a line, and what is predicted for one.

use reader::IncidentRole;
use serde::{Deserialize, Serialize};

/// Words of a document, and the character at which they first stand in it.
pub type Mention = (String, usize);
/// Mentions that stand for one filler.
pub type Entity = Vec<Mention>;

/// A document with its templates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Example {
    /// Its name.
    pub docid: String,
    /// Its text.
    pub doctext: String,
    /// What it tells; empty if nothing that counts.
    pub templates: Vec<Template>,
}

/// One incident.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its type; of two that are both right, "bombing / attack".
    pub incident_type: String,
    /// Who and what plays a role in it.
    #[serde(flatten)]
    pub fillers: Fillers,
}

/// Entities by role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fillers {
    #[serde(rename = "PerpInd", default)]
    perp_ind: Vec<Entity>,
    #[serde(rename = "PerpOrg", default)]
    perp_org: Vec<Entity>,
    #[serde(rename = "Target", default)]
    target: Vec<Entity>,
    #[serde(rename = "Victim", default)]
    victim: Vec<Entity>,
    #[serde(rename = "Weapon", default)]
    weapon: Vec<Entity>,
}

/// What is predicted for a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prediction {
    /// The document.
    pub docid: String,
    /// Its incidents.
    pub templates: Vec<Template>,
    /// Its role fillers, whichever incident they belong to: the task of GRIT, with thresholds of its own.
    pub extracts: Fillers,
}

/// A line that is no document.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {cause}")]
pub struct ExampleError {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub cause: serde_json::Error,
}

impl Example {
    /// The documents of a file. Empty lines are skipped.
    ///
    /// # Errors
    /// At the first line that is no document of that form.
    pub fn read(lines: &str) -> Result<Vec<Example>, ExampleError> {
        let filled = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        filled
            .map(|(i, line)| serde_json::from_str(line).map_err(|cause| ExampleError { line: i + 1, cause }))
            .collect()
    }
}

impl Fillers {
    /// The entities of a role.
    pub fn of(&self, role: IncidentRole) -> &[Entity] {
        match role {
            IncidentRole::PerpInd => &self.perp_ind,
            IncidentRole::PerpOrg => &self.perp_org,
            IncidentRole::Target => &self.target,
            IncidentRole::Victim => &self.victim,
            IncidentRole::Weapon => &self.weapon,
        }
    }

    /// Adds an entity to a role.
    pub fn add(&mut self, role: IncidentRole, entity: Entity) {
        match role {
            IncidentRole::PerpInd => self.perp_ind.push(entity),
            IncidentRole::PerpOrg => self.perp_org.push(entity),
            IncidentRole::Target => self.target.push(entity),
            IncidentRole::Victim => self.victim.push(entity),
            IncidentRole::Weapon => self.weapon.push(entity),
        }
    }

    /// Whether nobody and nothing plays any role.
    pub fn is_empty(&self) -> bool {
        IncidentRole::ALL.into_iter().all(|role| self.of(role).is_empty())
    }

    /// The same without entities that have no mention.
    pub(crate) fn filled(&self) -> Fillers {
        let mut out = Fillers::default();
        for role in IncidentRole::ALL {
            self.of(role).iter().filter(|e| !e.is_empty()).for_each(|e| out.add(role, e.clone()));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"docid": "X-1", "doctext": "rebels burned a mill.", "templates": [{"incident_type": "arson",
        "PerpInd": [[["rebels", 0]]], "PerpOrg": [], "Target": [[["a mill", 14], ["mill", 16]]], "Victim": [], "Weapon": []}]}"#;

    #[test]
    fn a_line_reads_and_comes_out_as_it_went_in() {
        let line = LINE.replace('\n', " ");
        let read = Example::read(&format!("\n{line}\n")).expect("it is a document");
        assert_eq!(read[0].templates[0].fillers.of(IncidentRole::Target)[0][1], ("mill".to_string(), 16));
        let again: serde_json::Value = serde_json::to_value(&read[0]).expect("it is JSON");
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(&line).expect("it is JSON"));
    }

    #[test]
    fn a_line_of_another_form_is_told_by_its_number() {
        let error = Example::read("\n{\"docid\": \"X\"}").expect_err("it has no text");
        assert!(error.to_string().starts_with("line 2: missing field `doctext`"), "{error}");
    }
}

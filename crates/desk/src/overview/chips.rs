use serde_json::{Value, json};

use crate::filter::Filter;

/// Fields that are no filters.
const NO_FILTERS: [&str; 3] = ["order", "page", "limit"];

/// Every filter that is set, in words, with the query of the address that asks for the same without it.
pub(crate) fn of(filter: &Filter, country: &dyn Fn(&str) -> Option<String>) -> Vec<Value> {
    let set = filter.set();
    let chips = set.iter().filter(|(name, _)| !NO_FILTERS.contains(&name.as_str()));
    let chip = |(name, value): &(String, String)| {
        let (label, words) = match name.as_str() {
            "country" => ("Country", country(&value.to_uppercase()).unwrap_or_else(|| value.clone())),
            "admin1" => ("Province", if value == "none" { "not told".to_string() } else { value.clone() }),
            "killed" => ("Killed, at least", value.clone()),
            "bounds" => ("Within", "a box of the map".to_string()),
            "dated" => ("Day", "not known".to_string()),
            "known" => ("Place known", value.replace('_', " ").replace(',', " or ")),
            "grade" => ("Corroboration", value.replace('_', " ")),
            "type" => ("Type", value.replace('_', " ")),
            "review" => ("Review", value.replace('_', " ")),
            "standing" => ("Standing", value.replace('_', " ")),
            "from" => ("From", value.clone()),
            "to" => ("To", value.clone()),
            "place" => ("Place", value.clone()),
            "actor" => ("Actor", value.clone()),
            "outlet" => ("Outlet", value.clone()),
            _ => ("Text", value.clone()),
        };
        json!({ "field": name, "label": label, "value": words, "without": filter.without(&[name]) })
    };
    chips.map(chip).collect()
}

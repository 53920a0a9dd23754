//! Tests of who is credited with what: each line is "wording | speaker, others | scope".

use record::Report;

use crate::analyse;

/// The attributions of a text, in the form of the module's head.
fn credits(text: &str) -> Vec<String> {
    let report = Report { text: text.into(), ..Default::default() };
    let doc = analyse(&report);
    let lines = doc.attributions.iter().map(|attribution| {
        let others: Vec<&str> = attribution.others.iter().map(|span| span.of(text)).collect();
        let speakers = [vec![attribution.speaker.of(text)], others].concat().join(", ");
        format!("{} | {} | {}", attribution.wording, speakers, attribution.scope.of(text))
    });
    lines.collect()
}

macro_rules! credits {
    ($($name:ident: $text:expr => [$($line:expr),* $(,)?];)+) => {
        $(#[test] fn $name() { assert_eq!(credits($text), Vec::<&str>::from([$($line),*])); })+
    };
}

credits! {
    said_that: "The mayor said that two guards died." => ["say | The mayor | two guards died"];
    said_without_that: "The mayor said two guards died in the fire." => ["say | The mayor | two guards died in the fire"];
    said_on_a_day: "The army said on Monday that rebels fled." => ["say | The army | rebels fled"];
    said_in_a_statement: "In a statement, the ministry said the bridge was closed." => ["say | the ministry | the bridge was closed"];
    said_behind: "Two guards died, the mayor said." => ["say | the mayor | Two guards died"];
    said_behind_with_day: "Two guards died, the mayor said on Friday." => ["say | the mayor | Two guards died"];
    said_inverted: "Two guards died, said the mayor of Dorn." => ["say | the mayor of Dorn | Two guards died"];
    said_inserted: "The blast, police said, killed five." => ["say | police | The blast, police said, killed five"];
    quotation_then_said: "“We will return,” said Ada Tal." => ["say | Ada Tal | We will return,"];
    quotation_then_speaker_said: "\"We will return to the hills,\" the general said." => ["say | the general | We will return to the hills,"];
    said_then_quotation: "Ada Tal said: “We will return.”" => ["say | Ada Tal | We will return."];
    said_comma_quotation: "Ada Tal said, \"We will return soon.\"" => ["say | Ada Tal | We will return soon."];
    second_quotation_of_one_speaker: "“We saw it,” Ada Tal said. “It was a drone.”" =>
        ["say | Ada Tal | We saw it,", "say | Ada Tal | It was a drone."];
    according_to_first: "According to the army, rebels fled." => ["according to | the army | rebels fled"];
    according_to_without_comma: "According to the army over 30 rebels fled." => ["according to | the army | over 30 rebels fled"];
    according_to_last: "Rebels fled, according to the army." => ["according to | the army | Rebels fled"];
    according_to_two: "Rebels fled, according to police and local media." => ["according to | police, local media | Rebels fled"];
    it_is_reported: "It's reported that a drone fired, according to the police." => ["according to | the police | a drone fired"];
    reports_indicated: "Initial reports by local media indicated that three miners died." =>
        ["indicate | local media | three miners died"];
    told_reporters: "Ada Tal told reporters that the camp was empty." => ["tell | Ada Tal | the camp was empty"];
    told_an_outlet: "A guard told Reuters the gate was open." => ["tell | A guard | the gate was open"];
    announced_that: "The Red Front announced that its leader had been killed." =>
        ["announce | The Red Front | its leader had been killed"];
    confirmed_a_thing: "The governor confirmed the raid on the farm." => ["confirm | The governor | the raid on the farm"];
    claimed_that: "The rebels claimed that they had taken the town." => ["claim | The rebels | they had taken the town"];
    claimed_responsibility_credits_nothing: "The rebels claimed responsibility for the raid." => [];
    claimed_responsibility_after_naming: "The Red Front claimed responsibility for the raid after naming two men who led it." => [];
    claimed_a_thing: "The Red Front claimed two raids in Ulmen which killed ten guards." => [];
    claimed_by_credits_nothing: "The raid was claimed by the rebels." => [];
    confirmed_by: "The raid was confirmed by the governor." => ["confirm | the governor | The raid"];
    denied_that: "The army denied that it shelled the market." => ["deny | The army | it shelled the market"];
    toll_put_at: "The ministry put the toll at six." => ["put | The ministry | the toll at six"];
    statement_put_out: "The rebels put the blame on the army." => [];
    quoted_as_saying: "The doctor was quoted as saying that ten were hurt." => ["say | The doctor | ten were hurt"];
    quotes_someone: "AFP quoted a doctor as saying ten were hurt." => ["say | a doctor | ten were hurt"];
    said_to_have_credits_nothing: "He is said to have left." => [];
    did_not_say: "The army did not say who fired." => [];
    officials_and_witnesses: "Officials and witnesses said five people died." => ["say | Officials, witnesses | five people died"];
    adding_that: "The army said the camp was empty, adding that two trucks were burnt." =>
        ["say | The army | the camp was empty", "add | The army | two trucks were burnt"];
    second_speaker_ends_the_first: "The army said rebels fled, but the rebels said soldiers fled." =>
        ["say | The army | rebels fled", "say | the rebels | soldiers fled"];
    he_added: "Karim Dorn said that rebels fled. He added that two died." =>
        ["say | Karim Dorn | rebels fled", "add | Karim Dorn | two died"];
    the_spokesman_added: "An army spokesman said rebels fled. The spokesman added that two died." =>
        ["say | An army spokesman | rebels fled", "add | An army spokesman | two died"];
    minister_between_commas: "The foreign minister, Ada Tal, said that talks failed." =>
        ["say | The foreign minister, Ada Tal | talks failed"];
    explained_by_apposition: "Ada Tal, the foreign minister, said that talks failed." => ["say | Ada Tal | talks failed"];
    statement_of_paragraphs: "The Foreign Secretary, Ada Tal, said:\n\nThe raid was cruel. It must end.\n\nTalks will follow." =>
        ["say | The Foreign Secretary, Ada Tal | The raid was cruel. It must end.\n\nTalks will follow."];
    vowed_a_word: "The rebels vowed “revenge”." => ["vow | The rebels | revenge"];
    possessed_speaker: "Tal's interior ministry said the road was open." => ["say | Tal's interior ministry | the road was open"];
    content_keeps_but: "The army said that rebels attacked but soldiers held the hill." =>
        ["say | The army | rebels attacked but soldiers held the hill"];
    title_and_name: "Deputy Press Secretary Anna Dorn said the base was safe." =>
        ["say | Deputy Press Secretary Anna Dorn | the base was safe"];
}

//! What tells no act of its own: patterns, wishes, threats without an aim, look-alikes (CODEBOOK rules 2, 5, 8, 12).

use language::{Article, PhraseId, TokenId};
use record::SubEventType;

use crate::act::asserted;
use crate::codebook::StandingCue;
use crate::scene::Scene;
use crate::standing::cues;
use crate::telling::Telling;

impl Telling {
    /// Whether the act is fire at a drone or missile in flight (CODEBOOK rule 4).
    pub fn stops_weapon(&self, scene: &Scene<'_>) -> bool {
        let flies = |p: PhraseId| {
            let head = scene.doc.phrases[p].head;
            let weapon = scene.weapons.iter().find(|w| w.tokens.contains(&head));
            weapon.and_then(|w| scene.book.weapons[w.weapon].event_type()).is_some_and(|t| {
                matches!(t, SubEventType::AirDroneStrike | SubEventType::ShellingArtilleryMissileAttack)
            })
        };
        let aimed = |list: &[(TokenId, PhraseId)]| {
            list.iter().any(|&(prep, p)| scene.preposition_in(prep, &scene.book.prepositions.target) && flies(p))
        };
        self.act.anchors.iter().any(|a| {
            let Some(c) = a.clause else { return false };
            let clause = &scene.doc.clauses[c];
            let fires = a.tokens.end - a.tokens.start > 1 || clause.object.is_none();
            fires
                && (aimed(&clause.prepositions)
                    || clause.object.is_some_and(|o| aimed(&scene.doc.phrases[o].prepositions)))
        })
    }

    /// Why the words tell no act of their own, in a short line for a reader; `None` if they do.
    pub fn left_out(&self, scene: &Scene<'_>) -> Option<&'static str> {
        let narrow = self.places.iter().any(|&i| !scene.places[i].width.is_wide());
        let dated = !self.times.is_empty() || !self.casualties.is_empty() || self.heads_report(scene);
        if !asserted(scene, &self.act, dated) && !self.is_threat(scene) && self.act.told_standing(scene).is_none() {
            return Some("not asserted");
        }
        if self.is_lookalike(scene) {
            return Some("words of exercise, fiction, sport, business or old wars");
        }
        if self.is_unreal(scene) {
            return Some("a wish, a fear or an aim");
        }
        if self.is_habit(scene) {
            return Some("a habit");
        }
        let plural = self.bare_plural(scene);
        let told = narrow || !self.times.is_empty() || !self.casualties.is_empty() || self.count.is_some();
        if (plural || !told) && self.is_pattern(scene) || !told && self.recalls_many(scene) {
            return Some("a pattern");
        }
        let sides = !self.targets.is_empty() || !self.weapons.is_empty() || !self.places.is_empty();
        let noun = self.act.anchors.iter().any(|a| a.phrase.is_some()) || !self.act.supports.is_empty();
        let named = !self.act.named_types(scene).is_empty() && !self.initiators.is_empty() && !plural;
        let tells = named || told || self.definite || !plural && (sides || noun || self.initiators.len() > 1);
        if tells { None } else { Some("neither place, date, count, result nor side") }
    }

    /// A pattern with a doer: no event, but single acts told next may leave out what it says.
    pub fn is_background(&self, scene: &Scene<'_>) -> bool {
        !self.initiators.is_empty() && asserted(scene, &self.act, true) && !self.is_unreal(scene)
    }

    /// "the attacks in A and B", "strikes on a base": several acts told by one noun.
    pub fn tells_plural(&self, scene: &Scene<'_>) -> bool {
        self.act.named_types(scene).is_empty()
            && self.act.anchors.iter().all(|a| {
                a.phrase.is_some_and(|p| {
                    let head = scene.doc.phrases[p].head;
                    scene.lower(head) != scene.lemma(head)
                })
            })
    }

    /// "has repeatedly struck", "routinely attack": a word of habit in the verb group, without a day.
    fn is_habit(&self, scene: &Scene<'_>) -> bool {
        let in_group = |first: TokenId| {
            self.act.anchors.iter().filter_map(|a| a.clause).any(|c| {
                let group = &scene.doc.clauses[c].verb_group;
                (group.start.saturating_sub(1)..group.end + 1).contains(&first)
            })
        };
        self.times.is_empty()
            && self.count.is_none()
            && cues(scene, self.act.sentence).iter().any(|c| c.cue == StandingCue::Pattern && in_group(c.first))
    }

    /// Words of habit beside it: "attacks continue".
    fn is_pattern(&self, scene: &Scene<'_>) -> bool {
        cues(scene, self.act.sentence)
            .iter()
            .any(|c| c.cue == StandingCue::Pattern && c.last.abs_diff(self.act.start()) <= 4)
    }

    /// Words before it that make it a wish, a fear or an aim: "call for an end to the attacks".
    fn is_unreal(&self, scene: &Scene<'_>) -> bool {
        let start = self.act.start();
        let by_noun = self.act.anchors.iter().all(|a| a.clause.is_none());
        by_noun
            && cues(scene, self.act.sentence)
                .iter()
                .any(|c| c.cue == StandingCue::Unreal && c.last < start && start - c.last <= 5)
    }

    /// Words of exercises, films, sport or business in its sentence, or of a war long closed near it.
    fn is_lookalike(&self, scene: &Scene<'_>) -> bool {
        cues(scene, self.act.sentence).iter().any(|c| match c.cue {
            StandingCue::Lookalike => true,
            StandingCue::History => c.first.abs_diff(self.act.start()) <= 12,
            _ => false,
        })
    }

    fn heads_report(&self, scene: &Scene<'_>) -> bool {
        scene.doc.sentences[self.act.sentence].kind == language::SentenceKind::Title
    }

    /// A threat or plan against somebody or something named.
    fn is_threat(&self, scene: &Scene<'_>) -> bool {
        let future = self.act.anchors.iter().filter_map(|a| a.clause).any(|c| {
            let clause = &scene.doc.clauses[c];
            clause.mood == language::Mood::Future && !clause.negated
        });
        let hit = self.targets.iter().any(|&i| scene.actors[i].who.is_named())
            || self.places.iter().any(|&i| !scene.places[i].width.is_wide());
        future && hit && self.initiators.iter().any(|&i| scene.actors[i].who.is_party())
    }

    /// "their recent attacks", "the attacks on troops": a plural that recalls activity and points at no act told before.
    fn recalls_many(&self, scene: &Scene<'_>) -> bool {
        self.act.anchors.iter().all(|a| {
            a.phrase.is_some_and(|p| {
                let phrase = &scene.doc.phrases[p];
                let plural = scene.lower(phrase.head) != scene.lemma(phrase.head);
                let anew = phrase.article == Article::Possessive || !phrase.prepositions.is_empty();
                plural && anew && phrase.article != Article::Indefinite
            })
        })
    }

    /// "rocket attacks", "air strikes": the plural of a noun without article or number, and no verb that tells it.
    fn bare_plural(&self, scene: &Scene<'_>) -> bool {
        let carried = !self.act.supports.is_empty() && (self.heads_report(scene) || !self.is_pattern(scene));
        !carried
            && self.act.anchors.iter().all(|a| {
                a.phrase.is_some_and(|p| {
                    let phrase = &scene.doc.phrases[p];
                    phrase.article == Article::Bare && scene.lower(phrase.head) != scene.lemma(phrase.head)
                })
            })
    }
}

//! Participles, gerunds and infinitives: whose they are, and whether they happened.

use crate::clause::Parser;
use crate::lexicon::{self, Classes};
use crate::verb_group::Form;
use crate::{Article, ClauseId, ClauseLink, Mood, PhraseId, Tag, TokenId, Voice};

impl Parser<'_, '_> {
    pub(crate) fn nonfinite(&mut self, at: ClauseId) {
        self.object(at);
        match self.group(at).form {
            Form::Infinitive => self.infinitive(at),
            _ => self.participle(at),
        }
    }

    pub(crate) fn participle(&mut self, at: ClauseId) {
        if self.parallel_participle(at) {
            return;
        }
        let start = self.doc.clauses[at].verb_group.start;
        let edge = self.left_edge(at);
        let opener = edge.filter(|&e| matches!(self.token(e).tag, Tag::Preposition | Tag::Subordinator));
        let noun = edge.and_then(|e| self.phrase_ending(e, start)).filter(|_| opener.is_none());
        let noun = noun.filter(|&n| !self.is_time(n) || self.group(at).form == Form::Participle);
        if let Some(noun) = noun {
            let noun = self.beyond_place(at, noun).unwrap_or(noun);
            self.appose_name(at, noun);
            return self.reduced_relative(at, noun);
        }
        let parent = self.nearest_parent(at);
        let clause = &mut self.doc.clauses[at];
        clause.link = opener.map_or(ClauseLink::Participle, ClauseLink::Adverbial);
        clause.parent = parent;
        self.doc.clauses[at].subject = opener.zip(parent).and_then(|(e, p)| self.accused(p, e));
        self.share_subject(at, parent);
        self.inherit_mood(at, parent);
    }

    /// "accused the army of shelling a town": the object of accusing is the doer of what follows the preposition.
    fn accused(&self, governor: ClauseId, opener: TokenId) -> Option<PhraseId> {
        let clause = &self.doc.clauses[governor];
        let accusing = self.kind(governor).has(Classes::ACCUSING) && clause.voice == Voice::Active;
        let before = clause.verb < opener && matches!(self.lower(opener), "of" | "for");
        clause.object.filter(|_| accusing && before)
    }

    /// "900 soldiers in Somalia fighting rebels": who acts is the noun that the place hangs on.
    fn beyond_place(&self, at: ClauseId, noun: PhraseId) -> Option<PhraseId> {
        let named = self.token(self.doc.phrases[noun].head).tag == Tag::ProperNoun;
        let start = self.start(noun);
        let preposition = start.checked_sub(1).filter(|&p| p > self.tokens().start)?;
        let placed = matches!(self.lower(preposition), "in" | "at" | "near" | "from" | "inside" | "outside");
        let active = self.group(at).form == Form::Gerund;
        let governor = self.phrase_ending(preposition - 1, preposition)?;
        let head = self.token(self.doc.phrases[governor].head);
        let people = lexicon::classes(&head.lower).has(Classes::NOUN_PLURAL) || head.tag == Tag::Number;
        // "a cell in the brigade called Vorn": what is named has no name yet.
        let naming = self.kind(at).has(Classes::NAMING) && head.tag == Tag::Noun && self.lower(preposition) != "of";
        ((named && placed && active && people) || naming).then_some(governor)
    }

    /// "a group called Vorn": the name behind the participle names the same as the noun before it.
    fn appose_name(&mut self, at: ClauseId, noun: PhraseId) {
        let Some(name) = self.phrase_at(self.doc.clauses[at].verb + 1) else { return };
        let named = self.token(self.doc.phrases[name].head).tag == Tag::ProperNoun;
        let free = self.doc.phrases[noun].apposition.is_none() && name != noun;
        if self.kind(at).has(Classes::NAMING) && named && free {
            self.doc.phrases[noun].apposition = Some(name);
        }
    }

    /// "killing five and wounding ten", "struck and killed".
    pub(crate) fn parallel_participle(&mut self, at: ClauseId) -> bool {
        let Some(edge) = self.left_edge(at).filter(|&e| self.token(e).tag == Tag::Conjunction) else { return false };
        let same = |c: &ClauseId| {
            let (one, two) = (self.group(*c).form, self.group(at).form);
            one == two || (two == Form::Participle && self.doc.clauses[*c].voice == Voice::Passive)
        };
        let Some(partner) = (self.first..at).rev().find(same).filter(|&c| self.doc.clauses[c].verb < edge) else {
            return false;
        };
        let (subject, link, parent, mood) = {
            let clause = &self.doc.clauses[partner];
            (clause.subject, clause.link, clause.parent, clause.mood)
        };
        let own = self.subject_between(partner, edge, at);
        let clause = &mut self.doc.clauses[at];
        clause.subject = own.or(subject);
        clause.link = link;
        clause.parent = parent;
        clause.mood = mood;
        self.share_object(partner, edge, at);
        true
    }

    /// "two were killed and seven wounded": the second participle has a subject of its own.
    pub(crate) fn subject_between(&self, partner: ClauseId, edge: TokenId, at: ClauseId) -> Option<PhraseId> {
        let start = self.doc.clauses[at].verb_group.start;
        self.phrases().find(|&p| self.start(p) > edge && self.doc.phrases[p].tokens.end <= start && partner < at)
    }

    /// "militants killed in the strike", "a base housing troops"; in headlines and after "and seven" a passive.
    pub(crate) fn reduced_relative(&mut self, at: ClauseId, noun: PhraseId) {
        if let Some(object) = self.contact(at, noun) {
            let parent = self.parent_of_phrase(object, at);
            let clause = &mut self.doc.clauses[at];
            (clause.subject, clause.object, clause.voice) = (Some(noun), Some(object), Voice::Active);
            (clause.link, clause.parent, clause.mood) = (ClauseLink::Relative(object), parent, Mood::Past);
            // "The missile the rebels fired killed two": the missile killed.
            for behind in self.doc.clauses[at + 1..].iter_mut().filter(|c| c.subject == Some(noun)) {
                behind.subject = Some(object);
            }
            return;
        }
        let lead = self.doc.phrases[noun].first_conjunct.unwrap_or(noun);
        let edge = self.start(noun).checked_sub(1);
        let gapped = edge.is_some_and(|e| self.token(e).tag == Tag::Conjunction);
        let passive_before = (self.first..at).rev().find(|&c| self.doc.clauses[c].voice == Voice::Passive);
        let only = self.groups.iter().all(|g| g.form != Form::Finite);
        let parent = self.parent_of_phrase(lead, at).filter(|&p| p != at);
        let mut subject = lead;
        if gapped && self.group(at).form == Form::Participle && passive_before.is_some() {
            subject = noun;
            self.unjoin(noun);
        }
        let clause = &mut self.doc.clauses[at];
        clause.subject = Some(subject);
        clause.link = if only && self.groups[at - self.first].form == Form::Participle && parent.is_none() {
            ClauseLink::Main
        } else {
            ClauseLink::Participle
        };
        clause.parent = parent.filter(|_| clause.link != ClauseLink::Main);
        let parent = clause.parent;
        if self.group(at).form == Form::Gerund {
            let past = parent.is_some_and(|p| self.doc.clauses[p].mood == Mood::Past);
            self.doc.clauses[at].mood = if past { Mood::Past } else { Mood::Present };
        }
    }

    /// "a missile the rebels fired": a clause that hangs without a word on the noun right before its subject.
    fn contact(&self, at: ClauseId, noun: PhraseId) -> Option<PhraseId> {
        let start = self.start(noun);
        let object = self.phrases().find(|&p| self.doc.phrases[p].tokens.end == start)?;
        let before = self.start(object).checked_sub(1);
        // "told reporters the soldiers killed there were his": what is said has a verb of its own.
        let said = before.is_some_and(|b| {
            (self.first..at).any(|c| self.doc.clauses[c].verb == b && self.kind(c).has(Classes::SAYING))
        });
        let past = self.group(at).form == Form::Participle && self.doc.clauses[at].object.is_none();
        let article = |p: PhraseId| self.doc.phrases[p].article;
        let told =
            article(noun) == Article::Definite && matches!(article(object), Article::Indefinite | Article::Definite);
        let thing = self.token(self.doc.phrases[object].head).tag == Tag::Noun;
        (past && told && thing && !said && self.doc.phrases[noun].first_conjunct.is_none()).then_some(object)
    }

    /// Takes a phrase out of a coordination that it was wrongly put into.
    pub(crate) fn unjoin(&mut self, id: PhraseId) {
        if let Some(lead) = self.doc.phrases[id].first_conjunct.take() {
            self.doc.phrases[lead].conjuncts.retain(|&c| c != id);
        }
    }

    /// The clause that a participle or infinitive hangs on: the nearest to its left, else the next finite one.
    pub(crate) fn nearest_parent(&self, at: ClauseId) -> Option<ClauseId> {
        let start = self.doc.clauses[at].verb_group.start;
        let comma = self.left_edge(at).is_some_and(|e| self.lower(e) == ",");
        let gerund = self.group(at).form == Form::Gerund;
        if comma
            && gerund
            && let Some(said) = self.said_before(at)
        {
            return Some(said);
        }
        let left = (self.first..at).rev().find(|&c| {
            let clause = &self.doc.clauses[c];
            let closed = comma && matches!(clause.link, ClauseLink::Relative(_)) && self.lower(clause.verb + 1) == ",";
            clause.verb < start && !closed && (!comma || self.leads(c, at, gerund))
        });
        left.or_else(|| (at + 1..self.doc.clauses.len()).find(|&c| self.group(c).form == Form::Finite))
    }

    /// Behind a comma: a finite clause, or the one right before unless that is a participle with a subject of its own
    /// ("fired at villagers preparing supper, killing five": the villagers kill nobody).
    fn leads(&self, c: ClauseId, at: ClauseId, gerund: bool) -> bool {
        let form = self.group(c).form;
        let describes = form == Form::Gerund
            && self.doc.clauses[c].link == ClauseLink::Participle
            && self.left_edge(c).and_then(|e| self.phrase_ending(e, self.doc.clauses[c].verb_group.start)).is_some();
        form == Form::Finite || (c == at - 1 && !(gerund && (form == Form::Participle || describes)))
    }

    /// "said the camp was empty, adding that …": a gerund of saying goes on the saying before it.
    fn said_before(&self, at: ClauseId) -> Option<ClauseId> {
        let said = |c: &ClauseId| self.group(*c).form == Form::Finite && self.kind(*c).has(Classes::SAYING);
        (self.first..at).rev().find(said).filter(|_| self.kind(at).has(Classes::SAYING))
    }

    /// The subject of the parent; behind a passive parent with an agent, and for a result ("killing five"), likewise.
    pub(crate) fn share_subject(&mut self, at: ClauseId, parent: Option<ClauseId>) {
        if self.doc.clauses[at].subject.is_none() {
            self.doc.clauses[at].subject = parent.and_then(|p| self.doc.clauses[p].subject);
        }
    }

    pub(crate) fn inherit_mood(&mut self, at: ClauseId, parent: Option<ClauseId>) {
        let perfect = self.group(at).perfect || self.group(at).form == Form::Participle;
        if let Some(parent) = parent.filter(|_| !perfect) {
            let mood = self.doc.clauses[parent].mood;
            let controlled =
                self.control(parent).filter(|_| matches!(self.doc.clauses[at].link, ClauseLink::Infinitive));
            self.doc.clauses[at].mood = controlled.unwrap_or(mood);
        } else if perfect {
            self.doc.clauses[at].mood = Mood::Past;
        }
    }

    /// What the governing verb makes of the infinitive ("tried to", "vowed to"); `None` if it passes its mood on.
    pub(crate) fn control(&self, governor: ClauseId) -> Option<Mood> {
        let mood = self.doc.clauses[governor].mood;
        control(self.kind(governor)).filter(|_| matches!(mood, Mood::Past | Mood::Present))
    }

    pub(crate) fn infinitive(&mut self, at: ClauseId) {
        let edge = self.doc.clauses[at].verb_group.start.checked_sub(1);
        if at > self.first && edge.is_some_and(|e| self.token(e).tag == Tag::Conjunction) {
            let partner = self.doc.clauses[at - 1].clone();
            let clause = &mut self.doc.clauses[at];
            (clause.subject, clause.mood) = (partner.subject, partner.mood);
            (clause.link, clause.parent) = (partner.link, partner.parent);
            self.share_object(at - 1, edge.unwrap_or_default(), at);
            return;
        }
        self.doc.clauses[at].link = ClauseLink::Infinitive;
        let start = self.doc.clauses[at].verb_group.start;
        let parent = self.nearest_parent(at);
        self.doc.clauses[at].parent = parent;
        let edge = self.left_edge(at);
        let noun = edge.and_then(|e| self.phrase_ending(e, start));
        let governor = parent.filter(|&p| self.doc.clauses[p].verb < start);
        let Some(governor) = governor else { return self.by_noun(at, noun) };
        let wanted = control(self.kind(governor)).is_some()
            && self.kind(governor).has(Classes::WANTED.and(Classes::HYPOTHETICAL));
        let adjacent = edge == Some(self.doc.clauses[governor].verb);
        let object = self.doc.clauses[governor].object.or_else(|| self.called_on(governor, edge));
        let subject = match object {
            Some(object) if wanted && !adjacent && self.doc.clauses[governor].voice == Voice::Active => Some(object),
            _ => self.doc.clauses[governor].subject,
        };
        self.doc.clauses[at].subject = subject;
        let own = control(self.kind(governor));
        let of_noun = noun.and_then(|n| control(lexicon::classes(&self.token(self.doc.phrases[n].head).lemma)));
        let mood = self.infinitive_mood(at, governor, adjacent, own, of_noun);
        self.doc.clauses[at].mood = mood;
    }

    pub(crate) fn infinitive_mood(
        &self,
        at: ClauseId,
        governor: ClauseId,
        adjacent: bool,
        own: Option<Mood>,
        of_noun: Option<Mood>,
    ) -> Mood {
        let outer = self.doc.clauses[governor].mood;
        let verb = self.token(self.doc.clauses[governor].verb);
        if self.group(at).perfect {
            return Mood::Past;
        }
        if !matches!(outer, Mood::Past | Mood::Present) {
            return outer;
        }
        if verb.lemma == "go" && verb.tag == Tag::Gerund {
            return Mood::Future;
        }
        if let Some(mood) = own.filter(|_| adjacent || of_noun.is_none()) {
            return mood;
        }
        if let Some(mood) = of_noun {
            return mood;
        }
        let raising = self.kind(governor).has(Classes::RAISING);
        if adjacent && (raising || self.kind(governor).has(Classes::SAYING)) { outer } else { Mood::Hypothetical }
    }

    /// "called on troops to attack": the phrase behind the preposition is to do it.
    pub(crate) fn called_on(&self, governor: ClauseId, edge: Option<TokenId>) -> Option<PhraseId> {
        let verb = self.doc.clauses[governor].verb;
        let preposition = verb + 1;
        let on = matches!(self.lower(preposition), "on" | "upon" | "for" | "to" | "with");
        let edge = edge.filter(|_| on)?;
        self.phrase_at(preposition + 1).filter(|&p| self.doc.phrases[p].tokens.end <= edge + 1)
    }

    /// "a plan to attack" with no verb before: the noun governs.
    pub(crate) fn by_noun(&mut self, at: ClauseId, noun: Option<PhraseId>) {
        let mood = noun.and_then(|n| control(lexicon::classes(&self.token(self.doc.phrases[n].head).lemma)));
        self.doc.clauses[at].mood = mood.unwrap_or(Mood::Hypothetical);
        self.doc.clauses[at].subject =
            noun.and_then(|n| self.doc.phrases[n].possessor).or(noun.filter(|_| mood.is_none()));
    }
}

/// The mood that a verb or noun gives to an infinitive that hangs on it.
fn control(classes: Classes) -> Option<Mood> {
    let table = [
        (Classes::ATTEMPTED, Mood::Attempted),
        (Classes::FUTURE, Mood::Future),
        (Classes::WANTED, Mood::Wanted),
        (Classes::HYPOTHETICAL, Mood::Hypothetical),
    ];
    table.into_iter().find(|(class, _)| classes.has(*class)).map(|(_, mood)| mood)
}

/** I10: a registry, proxy, resolver, remote or webhook is set to an address that one step of the skill names and nothing else in it knows of. */

import type {Match, Rule} from '../findings.ts';
import {isOrdered} from '../instructions/ordered.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {isStranger, type Named, namedIn} from '../instructions/strangers.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import type {Document} from '../instructions/view.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const leadsThrough: Rule = {
	id: 'SL-REROUTE-001',
	class: 'I10',
	severity: 'high',
	message: 'Leads packages, requests or answers through %s, which nothing else in the skill speaks of.',
	remedy: 'Leave the setting as the person has it, or say in the description whose service it is.',
	references: ['T1557', 'ASI04'],
};

/** Whoever is named in such a setting sees all that passes, and may change it. */
const settings = phrase(
	'\\b(?:https?_proxy|all_proxy|prox(?:y|ies)|registry|registries|\\.npmrc|pip\\.conf|index-url|mirrors?|remotes?|upstreams?|forward all|resolvers?|dns|name ?servers?|resolv\\.conf|coredns|subscribers?|replicas?|replication|reply-to(?!-)|(?:mutating|validating)webhook\\w*|admission webhooks?|root certificates?|trust store|ca bundle|issuers?|identity providers?|oidc|saml|smtp|relay ?host|mx|log drains?|syslog|otel\\w*|base[_ -]?urls?|api[_ ]base|mcp servers?|insteadof|pushurl|helm repo\\w*|apt sources?|sources\\.list|update channel|license servers?)\\b',
);
const sets = phrase(
	'\\b(?:set|use|point|configur\\w*|add|let|put|route|switch|chang\\w+|replac\\w+|redirect|send|export|forward|trust|tunnel|direct|register|default)(?:s|es|ed|ing)?\\b',
);
/** A page to read about it. */
const isRead = /\b(?:see|from|visit|open|docs?|documentation|go to|read|guide|reference)[\s:`"'(<]*(?:\w+[\s`(]){0,2}$/i;

export const toldRoutes: RuleFile = {
	rules: [leadsThrough],
	match: skill => {
		const isLesson = isAboutAttacks(skill.manifest);
		return skill.documents.flatMap(document => inDocument(skill, document, isLesson));
	},
};

function inDocument(skill: SkillView, document: Document, isLesson: boolean): readonly Match[] {
	return document.sentences.flatMap(sentence => {
		if (!settings.test(sentence.text) || !isOrdered(document, sentence, isLesson)) {
			return [];
		}

		const {file} = document;
		const place = namedIn(sentence.text).find(
			one => isLedThere(sentence, one) && isStranger(one, skill.manifest, skill.texts, file, sentence.start + one.start),
		);
		return place ? [at(file, sentence, place)] : [];
	});
}

const before = 120;
const after = 100;

/** What is set stands near where it is set to. */
function isLedThere({text}: Sentence, {start, end}: Named): boolean {
	const from = Math.max(0, start - before);
	const near = text.slice(from, end + after);
	const verb = sets.exec(near);
	return (
		verb !== null &&
		from + verb.index < start &&
		settings.test(near) &&
		!isForbidden({text}, from + verb.index) &&
		!isRead.test(text.slice(0, start))
	);
}

function at(file: string, {start, role}: Sentence, place: Named): Match {
	return {
		rule: leadsThrough,
		file,
		layer: 'instructions',
		place: {start: start + place.start, end: start + place.end},
		detail: place.name,
		severity: role === 'hidden' ? 'critical' : leadsThrough.severity,
	};
}

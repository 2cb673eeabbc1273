/** I4, I8, I10 to I12: the person's work or protection changed against them, in the plain voice of a house style. */

import type {Match, Rule} from '../../findings.ts';
import {isForbidden} from '../../instructions/polarity.ts';
import type {Sentence} from '../../instructions/sentences.ts';
import {around, type Document, type Hit, hitOf, inSentence} from '../../instructions/view.ts';
import type {RuleFile} from '../rule-file.ts';
import {type Deed, disservice} from './deed.ts';
import {assent, reassuring, restoring} from './assent.ts';
import {doctoring, exempting, favouring} from './evidence.ts';
import {careful, forGood, manners, unasked, unseen} from './manner.ts';
import {unguarded} from './guards.ts';
import {misleading} from './misleading.ts';
import {away, excuses, stakes} from './reasons.ts';
import {falsified} from './results.ts';
import {inOtherTongue, toldInOtherTongue} from './tongues.ts';
import {unreporting} from './unreported.ts';
import {weakening} from './weakening.ts';

const deeds = [
	...falsified,
	...misleading,
	...unguarded,
	...weakening,
	...assent,
	...restoring,
	...reassuring,
	...doctoring,
	...favouring,
	...exempting,
	...unreporting,
];

const reasoned = disservice(
	'010',
	'I10',
	'Gives an excuse for doing away with what protects or informs the person.',
	'Leave it as it is, or let the person decide knowing what is lost.',
);

export const disservices: RuleFile = {
	rules: [...new Set<Rule>([...deeds.map(({rule}) => rule), reasoned, inOtherTongue])],
	match: ({documents, manifest}) => {
		const possible = deeds.filter(({purpose}) => !purpose?.test(manifest.description));
		const done = documents.flatMap(document => inDocument(document, possible));
		// One may be an unlucky house rule; two kinds are a plan.
		const isPlan = new Set(done.map(({deed}) => deed)).size > 1;
		return [
			...done.flatMap(({document, deed, hit, isUnseen}) =>
				inSentence(deed.rule, document, hit, isPlan || isUnseen ? 'critical' : 'high', deed.what),
			),
			...documents.flatMap(document => excused(document, done)),
			...documents.flatMap(toldInOtherTongue),
		];
	},
};

function excused(document: Document, done: readonly Done[]): readonly Match[] {
	const known = new Set(done.map(({hit}) => hit.sentence));
	return document.sentences.flatMap(sentence => {
		// The stakes first: most sentences are about none, and there are many excuses.
		if (!mayOrder(sentence) || known.has(sentence) || !stakes.test(sentence.text) || !away.test(sentence.text)) {
			return [];
		}

		const reason = hitOf(sentence, [...excuses, ...unseen]);
		const hit = reason ?? hitOf(sentence, [...unasked, ...forGood]);
		return hit?.isTold && !careful.test(sentence.text)
			? inSentence(reasoned, document, hit, reason || hasMore(hit) ? 'medium' : 'low')
			: [];
	});
}

/** The manner alone takes nothing away: what is at stake stands in other words of the sentence than those. */
function hasMore({sentence: {text}, index, length}: Hit): boolean {
	const rest = `${text.slice(0, index)}|${text.slice(index + length)}`;
	return stakes.test(rest) && away.test(rest);
}

/** What is only shown, or as short as a heading, gives no order. */
function mayOrder({role, isTaught, text}: Sentence): boolean {
	return role !== 'shown' && !isTaught && text.length > 20;
}

interface Done {
	readonly document: Document;
	readonly deed: Deed;
	readonly hit: Hit;
	readonly isUnseen: boolean;
}

function inDocument(document: Document, possible: readonly Deed[]): readonly Done[] {
	return document.sentences.filter(mayOrder).flatMap(sentence =>
		possible.flatMap(deed => {
			const hit = hitOf(sentence, deed.orders);
			return hit && isOrdered(hit) && !deed.unless?.test(sentence.text) ? weighed(document, deed, hit) : [];
		}),
	);
}

/** By the manner in which it is ordered, in the sentence itself or in the next. */
function weighed(document: Document, deed: Deed, hit: Hit): readonly Done[] {
	const near = around(document, hit.sentence, 1).filter(({start, role}) => start >= hit.sentence.start && role !== 'shown');
	if (near.some(({text}) => careful.test(text))) {
		return [];
	}

	const has = (patterns: typeof manners) => near.some(({text}) => patterns.some(pattern => pattern.test(text)));
	const isUnseen = has(unseen);
	const isMeant = !deed.needsManner || isUnseen || has(manners);
	return isMeant ? [{document, deed, hit: {...hit, isTold: true}, isUnseen: isUnseen && !deed.isHiding}] : [];
}

const condition = /^[-*+\s\d.)]*(?:when|where|if|whenever|should|once|after|before|because|as soon as)\b[^,]*,/i;

/** Also a command to run, and what follows a condition that itself speaks of something refused. */
function isOrdered({sentence, index, isTold}: Hit): boolean {
	if (isTold || sentence.role === 'shown' || sentence.isTaught) {
		return isTold;
	}

	const from = condition.exec(sentence.text)?.[0].length ?? 0;
	const at = Math.max(0, index - from);
	const before = sentence.text.slice(from, from + at);
	return !isForbidden({text: sentence.text.slice(from)}, at) && !/["“][^"”]*$/.test(before) && !/\?\s*$/.test(sentence.text);
}

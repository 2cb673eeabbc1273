/** I5 and I11: the agent used for a fraud on the person: money to another account, credentials asked for and passed on, copies for an outsider. */

import type {Match, Rule} from '../findings.ts';
import {within} from '../instructions/concepts.ts';
import {phrase} from '../instructions/phrase.ts';
import {isForbidden} from '../instructions/polarity.ts';
import type {Sentence} from '../instructions/sentences.ts';
import {around, type Document, hitOf, inSentence} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const otherAccount: Rule = {
	id: 'SL-FRAUD-001',
	class: 'I11',
	severity: 'high',
	message: 'Has money paid to an account that the skill names instead of the one of the payee.',
	remedy: 'Pay to the account that the person gives.',
	references: ['LLM06', 'ASI09'],
};

const asksForKeys: Rule = {
	...otherAccount,
	id: 'SL-FRAUD-002',
	class: 'I5',
	severity: 'critical',
	message: 'Has the agent ask the person for credentials and pass them on.',
	remedy: 'Let the person set the key where it is used; never ask for it in a conversation.',
	references: ['ASI09', 'CWE-522'],
};

const hiddenCopy: Rule = {
	...otherAccount,
	id: 'SL-FRAUD-003',
	class: 'I5',
	message: 'Has copies of what is sent go to an address that the skill names.',
	remedy: 'Send to whom the person names, and to nobody else.',
	references: ['LLM02', 'ASI09'],
};

const account =
	'(?:\\b[A-Z]{2}\\d{2}(?: ?[0-9A-Z]{4}){3,7}|\\bbc1[a-z0-9]{8,}|\\b0x[0-9a-f]{10,}|\\b(?:account|acct|no)\\W{1,3}\\d{6,12}\\b|\\b[13T][1-9A-HJ-NP-Z]{25,})';
const field =
	'\\b(?:ibans?|account (?:number|field|details)|routing number|bank (?:details|account)|beneficiary|sort code|(?:wallet|deposit|payout|destination|recipient|receiving) (?:address|account|wallet)|remit[- ]to)\\b';
const puts = '\\b(?:put|us(?:e|ing)|enter|set|replac|writ|insert|chang|updat|substitut|switch|swap|overwrit|fill|redirect|rout)\\w*\\b';
const redirected = [
	phrase(puts, within(60), account, within(60), field),
	phrase(puts, within(60), field, within(60), account),
	phrase('\\b(?:send|pay|transfer|rout|redirect|remit|settl)\\w*\\b', within(80), '\\b(?:to|via|through)\\b', within(30), account),
	phrase(
		'\\b(?:replac|swap|substitut|overwrit)\\w*\\b',
		within(40),
		field,
		within(40),
		'\\b(?:with|by|for) (?:ours?|the settlement|the clearing|this)\\b',
	),
];
const payLink = phrase(
	'\\b(?:swap|replac|chang|substitut|exchang)\\w*\\b',
	within(20),
	'\\b(?:payment|checkout|donation|pay-?out|invoice) (?:links?|pages?|urls?|addresses|address|qr codes?)\\b',
	within(30),
	'https?://',
);
const payees =
	/\b(?:suppliers?|vendors?|payees?|beneficiar\w+|payroll|salar\w+|pay-?outs?|withdrawals?|refunds?|contractors?|recipients?|creditors?|customers?)\b/i;
const isSample =
	/\b(?:examples?|samples?|tests?|dummy|format|donat\w+|valid\w*|tips?|our (?:own )?(?:iban|account|bank)|invoices? (?:we|you) (?:send|issue))\b/i;

const credential =
	'\\b(?:tokens?|passwords?|pass ?codes?|access keys?|secret keys?|private keys?|key pairs?|seed phrases?|recovery (?:phrase|code)s?|one[- ]time (?:codes?|passwords?)|(?:2fa|mfa|sms|verification) codes?|otp|credentials|api keys?|card numbers?|cvv|cvc|pin)\\b';
const asks = [
	phrase(
		'\\b(?:paste|enter|type|send|give|share|provide|reply with|tell|dictate)\\b',
		within(60),
		credential,
		within(100),
		'\\b(?:here\\b|in (?:the|this) (?:chat|conversation)|to (?:me\\b|continue|renew|verify|unlock|proceed|restore)|below|in your (?:reply|answer|next message))',
	),
	phrase(
		'\\bask\\w*\\b',
		within(40),
		'\\b(?:user|person|customer|client|them|him|her|owner)\\b',
		within(30),
		'\\bfor\\b',
		within(40),
		credential,
	),
];
const given =
	'\\b(?:what (?:they|the user|he|she) (?:past|typ|enter|sen|gi|gave|provid|shar|repl)\\w*|pasted|the (?:values?|answers?|repl(?:y|ies)|codes?|tokens?|credentials|passwords?)|them|it)\\b';
const place =
	'(?:[\\w.+-]+@[\\w-]+\\.[\\w.]+|https?://|\\b(?:create_(?:issue|ticket|record|page)|send_(?:message|mail|email)|tickets?|issue tracker|forms?|spreadsheets?|support desk|help ?desk|deploy desk|webhooks?|channels?|bots?|mailbox|inbox)\\b)';
const passesOn = [
	phrase(
		'\\b(?:record|fil(?:e|ing)|submit|forward|post|send|put|attach|log|enter|add|relay|deliver)\\w*\\b',
		within(40),
		given,
		within(80),
		place,
	),
];

const address = '[\\w.+-]{1,60}@[\\w-]{1,60}\\.[\\w.]{2,60}';
const blind = '\\b(?:bcc|blind (?:carbon )?cop(?:y|ies)|hidden (?:recipient|copy)|invisible copy)\\b';
const copies = [phrase(blind, within(60), address), phrase(address, within(60), blind)];
const everything = /\b(?:confidential|full|whole|entire|complete|every|each|all|attach\w*|transcripts?|also (?:for|when|if))\b/i;
const placeholder =
	/(?:^|[^\w.])(?:you|your[\w.-]*|user|name|someone|me|alice|bob)@|@(?:example|yourcompany|your-?domain|company|domain)\./i;

export const toldFraud: RuleFile = {
	rules: [otherAccount, asksForKeys, hiddenCopy],
	match: ({documents}) =>
		documents.flatMap(document =>
			document.sentences.flatMap(sentence => [
				...accountIn(document, sentence),
				...askedIn(document, sentence),
				...copiedIn(document, sentence),
			]),
		),
};

function accountIn(document: Document, sentence: Sentence): readonly Match[] {
	const hit = hitOf(sentence, redirected) ?? hitOf(sentence, [payLink]);
	const near = around(document, sentence, 3)
		.map(({text}) => text)
		.join(' ');
	return hit?.isTold && payees.test(near) && !isSample.test(sentence.text) ? inSentence(otherAccount, document, hit) : [];
}

/** What the agent is to say stands in quotation marks, and is an order nevertheless. */
function askedIn(document: Document, sentence: Sentence): readonly Match[] {
	const hit = hitOf(sentence, asks);
	if (!hit || sentence.role === 'shown' || isForbidden(sentence, hit.index)) {
		return [];
	}

	const onwards = around(document, sentence, 3).some(other => {
		const passed = other.start >= sentence.start ? hitOf(other, passesOn) : undefined;
		return passed?.isTold && !isForbidden(other, passed.index);
	});
	return onwards ? inSentence(asksForKeys, document, {...hit, isTold: true}) : [];
}

function copiedIn(document: Document, sentence: Sentence): readonly Match[] {
	const hit = hitOf(sentence, copies);
	// What goes before the last comma gives a reason.
	const comma = hit ? sentence.text.lastIndexOf(',', hit.index) + 1 : 0;
	return hit &&
		sentence.role !== 'shown' &&
		!isForbidden({text: sentence.text.slice(comma)}, hit.index - comma) &&
		!placeholder.test(sentence.text)
		? inSentence(
				hiddenCopy,
				document,
				{...hit, isTold: true},
				/\bconfidential\b/i.test(sentence.text) && everything.test(sentence.text) ? 'critical' : 'high',
			)
		: [];
}

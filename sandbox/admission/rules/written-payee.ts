/** I10: code that prepares payments and adds an account of its own, which no document of the skill names. */

import type {Match, Rule} from '../findings.ts';
import {guarded} from '../instructions/phrase.ts';
import {isDocument} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const payee: Rule = {
	id: 'SL-FRAUD-005',
	class: 'I10',
	severity: 'high',
	message: 'Holds the account %s among code that prepares payments; no document names it.',
	remedy: 'Take each payee from what the person gives; name an own account where the skill is chosen.',
	references: ['T1657', 'CWE-506'],
};

const account = guarded(/["'`]([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?)["'`]/);
/** Those of the registry's own examples. */
const sample =
	/^(?:DE89 ?3704|GB29 ?NWBK|GB82 ?WEST|GB33 ?BUKB|FR14 ?2004|FR76 ?3000|NL91 ?ABNA|ES91 ?2100|IT60 ?X054|CH93 ?0076|AT61 ?1904|BE68 ?5390|DE75 ?5121|[A-Z]{2}\d{2} ?(?:0000|1234 ?5678|X))/;
const pays = guarded(/\b(?:amount|betrag|importe|montant|payout|payment|transfer|total)\w*/i);
const trial = /(?:^|[/_.-])(?:tests?|fixtures?|examples?|samples?|spec|mock|demo)(?:[/_.-]|$)/i;
const code = /\.(?:py|[cm]?[jt]sx?|sh|rb|php|pl|go|rs|ps1)$/i;

export const writtenPayee: RuleFile = {
	rules: [payee],
	match: ({texts}) =>
		[...texts].flatMap(([file, text]) => {
			const found = code.test(file) && !trial.test(file) ? account.exec(text) : null;
			return found && pays.test(text) && isPayee(found[1] ?? '', texts) ? [at(file, found)] : [];
		}),
};

function isPayee(name: string, texts: ReadonlyMap<string, string>): boolean {
	return !sample.test(name) && ![...texts].some(([file, text]) => isDocument(file) && text.includes(name));
}

function at(file: string, {index, 0: {length}, 1: detail = ''}: RegExpExecArray): Match {
	return {rule: payee, file, layer: 'code', place: {start: index, end: index + length}, detail};
}

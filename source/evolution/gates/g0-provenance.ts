import {lowestLabel} from '../../core/label.ts';
import type {Candidate, GateResult} from '../candidate.ts';
import {spokenWords} from '../grammar/vocabulary.ts';
import {result} from './result.ts';

/**
G0: where it comes from. Its label is the lowest of everything that was read to make it, however often that was
rewritten since; what a tool, a file or a page said becomes a rule only by a person's word.
*/
export function provenance({artefact, readSet, userTerms}: Candidate): GateResult {
	const lowest = lowestLabel(readSet.map(({label}) => label));
	const data = {label: artefact.label, lowest, sources: readSet.map(({id}) => id).slice(0, 200)};
	if (lowestLabel([artefact.label, lowest]) !== artefact.label || artefact.label === 'core') {
		return result('G0', 'refuse', 'It claims a better origin than what was read to make it.', data);
	}

	const spoken = spokenWords(userTerms);
	const strays = termsOf(artefact).filter(term => !spoken.has(term.normalize('NFKC').toLowerCase()));
	if (strays.length > 0) {
		return result('G0', 'refuse', 'Its condition uses words that the user never typed.', {...data, strays: strays.length});
	}

	return artefact.label === 'foreign'
		? result('G0', 'suggest', 'It comes from text of strangers: only a person can adopt it.', data)
		: result('G0', 'pass', 'Everything that was read to make it is trusted.', data);
}

function termsOf(artefact: Candidate['artefact']): readonly string[] {
	if (artefact.kind === 'skill') {
		return [];
	}

	const phrase = artefact.kind === 'rule' && artefact.rule.template === 'phrase' ? artefact.rule.phrase : [];
	return [...artefact.condition.terms, ...phrase];
}

import type {Candidate, GateResult} from '../candidate.ts';
import {parseArtefact} from '../grammar/parse.ts';
import {result} from './result.ts';

/** G1: the grammar, key by key: what it cannot say is refused, nothing is repaired. */
export function schema({artefact}: Pick<Candidate, 'artefact'>): GateResult {
	const parsed = parseArtefact(artefact);
	const faults = parsed.kind === 'refused' ? parsed.reasons.filter(({gate}) => gate === 'G1') : [];
	return faults.length === 0
		? result('G1', 'pass', 'The grammar can say it.')
		: result('G1', 'refuse', 'The grammar cannot say it.', {faults: faults.map(({where, why}) => `${where}: ${why}`).slice(0, 20)});
}

import type {Candidate, GateResult} from '../candidate.ts';
import {documentFaults} from '../grammar/hostile-text.ts';
import {parseArtefact} from '../grammar/parse.ts';
import type {GatePorts} from '../ports.ts';
import {result} from './result.ts';

/** G2: no hidden characters, lookalikes, addresses, encoded data or secrets, neither in it nor in what it is rendered to. */
export function content({artefact}: Pick<Candidate, 'artefact'>, {render}: Pick<GatePorts, 'render'>): GateResult {
	const parsed = parseArtefact(artefact);
	const faults =
		parsed.kind === 'refused' ? parsed.reasons.filter(({gate}) => gate === 'G2').map(({where, why}) => `${where}: ${why}`) : [];
	const rendered = documentFaults(render([artefact])).map(why => `as rendered: ${why}`);
	const all = [...faults, ...rendered];
	return all.length === 0
		? result('G2', 'pass', 'Nothing in it is hidden, encoded or secret.')
		: result('G2', 'refuse', 'It holds what no artefact may hold.', {faults: all.slice(0, 20)});
}

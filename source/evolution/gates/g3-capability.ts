import type {Candidate, GateResult} from '../candidate.ts';
import type {GatePorts} from '../ports.ts';
import {result} from './result.ts';

/**
G3: what it may do is at most what was granted before. A skill's own words about what it needs count as a wish, never
as a grant; evolution cannot ask for more.
*/
export async function capability(
	{artefact}: Pick<Candidate, 'artefact'>,
	{admit, granted}: Pick<GatePorts, 'admit' | 'granted'>,
	signal: AbortSignal,
): Promise<GateResult> {
	if (artefact.kind !== 'skill') {
		return result('G3', 'pass', 'Words alone can do nothing.');
	}

	const {capabilities} = await admit(artefact, signal);
	const grown = capabilities.filter(wanted => !granted.includes(wanted));
	return grown.length === 0
		? result('G3', 'pass', 'It needs nothing that was not granted before.', {capabilities})
		: result('G3', 'refuse', 'It would widen what evolved code may do.', {grown});
}

/** The gates in their order, cheapest first; each result is told as it is there, and a refusal ends the row. */

import type {Candidate, GateResult} from '../candidate.ts';
import type {GatePorts} from '../ports.ts';
import {provenance} from './g0-provenance.ts';
import {schema} from './g1-schema.ts';
import {content} from './g2-content.ts';
import {capability} from './g3-capability.ts';
import {set} from './g4-set.ts';
import {unit} from './g5-unit.ts';
import {safety} from './g6-safety.ts';
import {benefit} from './g7-benefit.ts';
import {anchors} from './g8-anchors.ts';

type Gate<Ports> = (candidate: Candidate, ports: Ports, signal: AbortSignal) => GateResult | Promise<GateResult>;

export type CheckPorts = Pick<GatePorts, 'render' | 'admit' | 'granted'>;

/** G0 to G4: no model, nothing is run; a candidate that fails here is not even shown as a suggestion. */
export function checkCandidate(
	candidate: Candidate,
	ports: CheckPorts,
	signal: AbortSignal,
	onResult?: (result: GateResult) => void,
): Promise<readonly GateResult[]> {
	return inOrder<CheckPorts>([provenance, schema, content, capability, set], candidate, ports, signal, onResult);
}

/** G5 to G8: code and replays, within a budget. The probes come after the replays, which most candidates do not pass. */
export function testCandidate(
	candidate: Candidate,
	ports: GatePorts,
	signal: AbortSignal,
	onResult?: (result: GateResult) => void,
): Promise<readonly GateResult[]> {
	return inOrder<GatePorts>([unit, benefit, anchors, safety], candidate, ports, signal, onResult);
}

async function inOrder<Ports>(
	gates: readonly Gate<Ports>[],
	candidate: Candidate,
	ports: Ports,
	signal: AbortSignal,
	onResult: (result: GateResult) => void = () => {},
): Promise<readonly GateResult[]> {
	const results: GateResult[] = [];
	for (const gate of gates) {
		const found = await gate(candidate, ports, signal);
		results.push(found);
		onResult(found);
		if (found.verdict === 'refuse') {
			break;
		}
	}

	return results;
}

import type {GateData, GateId, GateResult} from '../candidate.ts';

/** The result of a gate. */
export function result(gate: GateId, verdict: GateResult['verdict'], reason: string, data: GateData = {}): GateResult {
	return {gate, verdict, pass: verdict === 'pass', reason, data};
}

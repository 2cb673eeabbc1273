/** What people see of evolution: the panel, `status`, `--json`. Plain data, and made from files each time. */

import type {Label} from '../../core/events.ts';
import type {ArtefactKind} from '../artefact.ts';
import type {BudgetState} from '../budget.ts';
import type {GateResult} from '../candidate.ts';
import type {Mode} from '../modes.ts';
import type {ArmCount} from '../statistics/canary-rule.ts';

export interface MetricLine {
	readonly name: string;
	/** With its unit and interval, for example `71 % [62–79] n=104`. */
	readonly value: string;
	/** Earlier values between 0 and 1, oldest first. */
	readonly history: readonly number[];
}

export interface ArtefactLine {
	readonly id: string;
	readonly kind: ArtefactKind;
	/** As the model reads it; the name of a skill. */
	readonly line: string;
	/** What `confirm` takes. */
	readonly hash: string;
	readonly label: Label;
	/** It comes from text of strangers. */
	readonly isForeign: boolean;
}

export interface PendingLine extends ArtefactLine {
	readonly proposed: string;
	readonly isTested: boolean;
	/** What speaks for it and against it, for example `replay 8–1 E=11.3`; `unverified` where nothing was run. */
	readonly evidence: string;
	readonly results: readonly GateResult[];
}

export interface ActiveLine extends ArtefactLine {
	readonly created: string;
	/** It was shown to help another model than the one in use. */
	readonly isStale: boolean;
	/** What it was seen to do in its trial, in words; it says where that was not measured. */
	readonly effect: string;
	readonly lastFired: string | null;
}

export interface CanaryLine extends ArtefactLine {
	readonly candidate: ArmCount;
	readonly incumbent: ArmCount;
	/** P(it is more than five points worse). */
	readonly worse: number;
	readonly tasks: number;
	readonly horizon: number;
	readonly started: string;
}

export interface LogLine {
	readonly ts: string;
	readonly text: string;
}

export interface EvolutionState {
	/** The mode that holds, and the one that the user chose where that is higher. */
	readonly mode: Mode;
	readonly chosen: Mode;
	/** The state that holds, as a hash. */
	readonly head: string;
	/** Why the store is not what it should be; null when it is. */
	readonly problem: string | null;
	readonly metrics: readonly MetricLine[];
	readonly canary: CanaryLine | null;
	readonly pending: readonly PendingLine[];
	readonly active: readonly ActiveLine[];
	readonly budget: BudgetState;
	/** Newest first. */
	readonly log: readonly LogLine[];
}

/** What whole tasks showed that were run again for real. */
function realRuns({confirmed, wholeWins, wholeLosses, wholeTies}: GateResult['data']): readonly string[] {
	return confirmed === undefined || wholeWins === undefined ? [] : [`${confirmed} real runs: ${wholeWins}–${wholeLosses}–${wholeTies}`];
}

/** One phrase for what the gates found. */
export function evidenceText(results: readonly GateResult[], isTested: boolean): string {
	const refused = results.find(({verdict}) => verdict === 'refuse');
	if (refused !== undefined) {
		return `${refused.gate} failed`;
	}

	const parts = results.flatMap(({gate, data, pass}) => {
		switch (gate) {
			case 'G5':
				return data.tests === undefined ? [] : [`unit ${data.tests}/${data.tests}`];
			case 'G6':
				return data.probes === undefined || data.probes === 0 ? [] : [`safety ${data.probes}`];
			case 'G7':
				return data.wins === undefined
					? []
					: [`replay ${data.wins}–${data.losses} E=${data.eValue}${pass ? '' : ' inconclusive'}`, ...realRuns(data)];
			case 'G8':
				return pass ? ['anchors ok'] : [];
			default:
				return [];
		}
	});
	const isProven = isTested && results.every(({pass}) => pass);
	return [...(isProven ? [] : ['unverified']), ...parts].join('  ');
}

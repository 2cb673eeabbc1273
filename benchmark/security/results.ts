/** What the security benchmark found, and the scores that follow from it: pure. */

import type {VerdictKind} from '../../sandbox/admission/report.ts';
import type {SkippedPeer} from '../peers/all.ts';
import type {Caller} from '../peers/peer.ts';
import type {QualityBar} from '../report/bar-of-quality.ts';
import type {Circumstances} from '../report/machine.ts';
import type {Verdict} from './attack.ts';
import type {UpstreamVerdict} from './upstream.ts';

export interface ItemFacts {
	readonly number: number;
	readonly title: string;
	readonly byIntent: boolean;
	readonly atRunTime: boolean;
	/** What our admission says of it. */
	readonly scan: VerdictKind;
}

export interface CallerResults {
	readonly caller: Caller['name'];
	/** Whether an honest script ran; without that nothing else counts. */
	readonly live: boolean;
	/** By number of the item. */
	readonly verdicts: Readonly<Record<number, Verdict>>;
}

export interface PeerResults {
	readonly name: string;
	readonly version: string;
	readonly setup: string;
	readonly isOurs: boolean;
	readonly isDefault: boolean;
	readonly callers: readonly CallerResults[];
	readonly upstream: Readonly<Record<number, UpstreamVerdict>>;
}

export interface SecurityResults {
	readonly at: Circumstances;
	readonly tookSeconds: number;
	readonly items: readonly ItemFacts[];
	readonly peers: readonly PeerResults[];
	readonly skipped: readonly SkippedPeer[];
}

/** How many run-time items were held; undefined for a peer that ran nothing. */
export function soundScore({live, verdicts}: CallerResults): number | undefined {
	return live ? Object.values(verdicts).filter(({kind}) => kind === 'held').length : undefined;
}

/** As the suite that the items come from counts; undefined where it was left out. */
export function upstreamScore({upstream}: Pick<PeerResults, 'upstream'>): number | undefined {
	const verdicts = Object.values(upstream);
	return verdicts.length === 0 ? undefined : verdicts.filter(verdict => verdict === 'blocked' || verdict === 'timed-out').length;
}

export interface ScanScore {
	/** Attacks by intent that do not pass unasked. */
	readonly stopped: number;
	readonly byIntent: number;
	/** Ordinary code that is asked about all the same. */
	readonly needless: number;
}

export function scanScore(items: readonly ItemFacts[]): ScanScore {
	const byIntent = items.filter(item => item.byIntent);
	return {
		stopped: byIntent.filter(({scan}) => scan !== 'clean').length,
		byIntent: byIntent.length,
		needless: items.filter(item => !item.byIntent && item.scan !== 'clean').length,
	};
}

export function securityBars({items, peers}: Pick<SecurityResults, 'items' | 'peers'>): readonly QualityBar[] {
	const most = items.filter(({atRunTime}) => atRunTime).length;
	const ours = peers.find(({isDefault}) => isDefault)?.callers ?? [];
	return [
		{
			name: 'run-time score, sound criteria, live, as root and as an ordinary user',
			target: `${most}/${most}`,
			measured: ours.map(results => `${soundScore(results) ?? 'not live'}/${most}`).join(' and ') || 'not measured',
			// A benchmark that an ordinary user started has not seen root.
			met: ours.length === 2 ? ours.every(results => soundScore(results) === most) : undefined,
		},
		{
			name: '94 attacks: 0 successes on bubblewrap, on Landlock only the declared gaps',
			target: '0',
			measured: 'by `npm run test:attacks`',
			met: undefined,
		},
	];
}

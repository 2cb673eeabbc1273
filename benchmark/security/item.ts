/** One of the twenty attacks: what is planted on the host, what runs in the sandbox, and how the host tells whether it came through. */

import type {Payload} from '../../test/attacks/payload.ts';
import type {AtEnd} from '../../test/attacks/host.ts';
import type {Performance} from '../perform.ts';
import type {Bench, Caller} from '../peers/peer.ts';

/** Where one attack takes place. */
export interface Scene {
	readonly bench: Bench;
	readonly caller: Caller;
	/** Who the script is for the kernel of the host. */
	readonly uid: number;
	/** In the environment of the command that starts the sandbox. */
	readonly plantedSecret: string;
	/** Stands in the command line of the script. */
	readonly nonce: string;
	readonly atEnd: AtEnd;
}

export interface Attack {
	readonly payload: Payload;
	/** For peers that have such a limit. */
	readonly cpuSeconds?: number;
	/** The host has seen enough: aborted, it ends the run. */
	readonly enough?: AbortSignal;
	/** A sandbox may rightly end this payload before its last line. */
	readonly mayDie?: boolean;
	/** What the host does while it runs. */
	readonly during?: (running: Promise<unknown>) => Promise<void>;
	/** What came through, in a few words; undefined when it was stopped. */
	broke(performance: Performance): Promise<string | undefined> | string | undefined;
}

export interface Item {
	readonly number: number;
	readonly title: string;
	/** No honest skill does this, so a scan may ask about it; the others are ordinary code. */
	readonly byIntent: boolean;
	/** Undefined for what no sandbox can tell from honest work: language features, which are a scan's matter. */
	readonly prepare?: (scene: Scene) => Promise<Attack> | Attack;
}

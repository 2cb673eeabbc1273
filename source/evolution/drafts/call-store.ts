/** Verified calls on disk, in the `replays` folder of a project's evolution. */

import {holdsSecret} from '../grammar/hostile-text.ts';
import {openDailyFiles} from './daily-files.ts';
import {isCall, type RecordedCall} from './recorded-call.ts';

export interface CallStore {
	/** Keep a call; false when it holds a secret (with that taken out it would be another program) or the day's file is full. */
	add(call: RecordedCall): boolean;
	/** The calls of the last thirty days, oldest first. */
	read(): readonly RecordedCall[];
}

export function createCallStore(folder: string, now?: () => Date): CallStore {
	const files = openDailyFiles(folder, 'calls', isCall, now);
	return {
		add: call => ![call.code, call.stdout, call.request ?? '', ...call.files].some(holdsSecret) && files.append(call),
		read: files.read,
	};
}

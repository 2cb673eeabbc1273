/** What was done about each brief, kept as `agenda.json`, so that the next reflection goes on where the last one ended. */

import {type Effort, type Efforts, helped, missed} from '../agenda.ts';
import type {GateResult} from '../candidate.ts';
import {eThreshold} from '../statistics/paired-test.ts';
import type {Disk} from '../store/disk.ts';

const name = 'agenda.json';
const dayMs = 86_400_000;
const mostKept = 200;

export function readEfforts(disk: Disk): Efforts {
	try {
		const stored = JSON.parse(disk.read(name)?.toString('utf8') ?? '{}') as Record<string, Effort>;
		return Object.fromEntries(
			Object.entries(stored).filter(({1: {tries, misses, waitsUntil}}) => [tries, misses, waitsUntil].every(Number.isFinite)),
		);
	} catch {
		// Damaged: every brief is new again.
		return {};
	}
}

export function changeEfforts(disk: Disk, change: (efforts: Efforts) => Efforts): void {
	disk.exclusively('agenda.lock', () => {
		const kept = Object.entries(change(readEfforts(disk))).slice(-mostKept);
		disk.replace(name, `${JSON.stringify(Object.fromEntries(kept))}\n`);
	});
}

/** What a test says of its brief; nothing where no pair was run. */
export function afterTest(efforts: Efforts, brief: string, results: readonly GateResult[], now: Date): Efforts {
	const benefit = results.find(({gate, data}) => gate === 'G7' && Number(data.pairs) > 0);
	if (benefit === undefined) {
		return efforts;
	}

	return Number(benefit.data.eValue) >= eThreshold.project
		? helped(efforts, brief)
		: missed(efforts, brief, {now: now.getTime(), day: dayMs});
}

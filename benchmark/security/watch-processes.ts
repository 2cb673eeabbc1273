/** What the host sees of a run's processes while it is on. */

import {readFileSync} from 'node:fs';
import {processesWith} from '../../test/attacks/host.ts';
import {descendantsOf} from '../memory.ts';

export interface ProcessWatch {
	/** Look again and again until this settles. */
	readonly until: (running: Promise<unknown>) => Promise<void>;
	mostProcesses(): number;
	/** The most processor time that any one of them ever had. */
	mostCpuSeconds(): number;
	/** The most that any one of them ever had resident. */
	peakBytes(): number;
}

/** Watches the processes whose command line holds a mark, and all below them. */
export function watchProcesses(mark: string, onLook: (watch: ProcessWatch) => void = () => {}): ProcessWatch {
	let mostProcesses = 0;
	let peakBytes = 0;
	let mostCpuSeconds = 0;
	const look = () => {
		const marked = processesWith(mark);
		const pids = [...new Set([...marked, ...marked.flatMap(descendantsOf)])];
		mostProcesses = Math.max(mostProcesses, pids.length);
		peakBytes = Math.max(peakBytes, ...pids.map(peakOf));
		mostCpuSeconds = Math.max(mostCpuSeconds, ...pids.map(cpuSecondsOf));
		onLook(watch);
	};
	const watch: ProcessWatch = {
		async until(running) {
			let going = true;
			const ended = running.finally(() => {
				going = false;
			});
			while (going) {
				look();
				await new Promise(resolve => setTimeout(resolve, 20));
			}

			await ended;
		},
		mostProcesses: () => mostProcesses,
		peakBytes: () => peakBytes,
		mostCpuSeconds: () => mostCpuSeconds,
	};
	return watch;
}

function peakOf(pid: number): number {
	return Number(/^VmHWM:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1] ?? 0) * 1024;
}

/** The kernel counts in hundredths of a second, as far as programs are told. */
function cpuSecondsOf(pid: number): number {
	const [, userTicks = 0, systemTicks = 0] = /\) \S(?: \S+){10} (\d+) (\d+)/.exec(readProc(pid, 'stat'))?.map(Number) ?? [];
	return (userTicks + systemTicks) / 100;
}

function readProc(pid: number, name: string): string {
	try {
		return readFileSync(`/proc/${pid}/${name}`, 'latin1');
	} catch {
		// It has ended.
		return '';
	}
}

/** From a job and its granted policy to everything the supervisor needs: a command, the policy block, the user. */

import type {Guard} from '../guard.ts';
import {isForking} from '../job.ts';
import {bubblewrapArguments} from './bubblewrap.ts';
import type {BubblewrapCapabilities, Capabilities} from './capabilities.ts';
import {type ConnectedJob, layOut, type Layout} from './layout.ts';
import {systemLibraries} from './libraries.ts';
import {planOnLandlock} from './landlock-plan.ts';
import {policyBlockFor} from './run-block.ts';
import {createScratch, keepScratch, type ScratchFolder} from './scratch.ts';
import {stageUnreachable} from './staging.ts';
import {supervisorArguments} from './supervisor-arguments.ts';

export interface Plan {
	readonly supervisorArgs: readonly string[];
	readonly command: readonly string[];
	readonly policyBlock: Uint8Array;
	/** Folders of the host that the run may write to. */
	readonly writeFolders: readonly string[];
	/** What to look for in those folders when the run is over. */
	readonly guard: Guard;
	/** Scratch where it is a folder of the host's, to be watched and removed; undefined where it is a file system of the run's own. */
	readonly scratch: ScratchFolder | undefined;
	/** The path by which the run knows what the machine has at another; the same where the run has a file tree of its own. */
	readonly insideOf: (path: string) => string;
	/** RLIMIT_NPROC does not bind the host's root: a run as root that forks does not start without a control group. */
	readonly needsGroup: boolean;
}

/**
Plan one strict run.

Throws what `layOut` throws, and a SandboxError for a combination that this backend cannot hold safely.
*/
export function planRun(job: ConnectedJob, capabilities: Capabilities, launcher: string): Plan {
	const layout = layOut(job);
	return capabilities.backend === 'landlock'
		? planOnLandlock(layout, capabilities, launcher)
		: planOnBubblewrap(layout, capabilities, launcher);
}

function planOnBubblewrap(layout: Layout, {bubblewrap, features, notify}: BubblewrapCapabilities, launcher: string): Plan {
	const {job, view, identity, base, skill} = layout;
	const scratch = job.scratch !== undefined ? keepScratch(job.scratch, identity) : features.size ? undefined : createScratch(identity);
	const scratchMounts = scratch === undefined ? [] : [{source: scratch.path, target: '/work', writable: true}];
	const mounts = [...base, ...skill, ...view.mounts, ...scratchMounts];
	const staged = stageUnreachable(identity, [...mounts, {source: launcher, target: 'launcher'}]);
	return {
		supervisorArgs: [...supervisorArguments(layout), ...staged.supervisorArgs],
		command: [
			bubblewrap,
			...bubblewrapArguments({
				// Where scratch is a mount there is no file system to size.
				features: {...features, size: scratch === undefined},
				mounts: staged.mounts.slice(0, -1),
				links: systemLinks(job.runtime),
				covered: view.covered,
				scratchBytes: job.limits.scratchBytes,
				launcher: staged.mounts.at(-1)?.source ?? launcher,
			}),
		],
		// As host root, Landlock is what keeps host root's rights from meaning anything: then it must be there.
		policyBlock: policyBlockFor(layout, {notify, landlockAbi: identity?.uid === 0 ? 3 : 0, place: path => path}),
		writeFolders: view.writeFolders,
		guard: view.guard,
		scratch,
		insideOf: path => path,
		needsGroup: identity?.uid === 0 && isForking(job.runtime),
	};
}

function systemLinks(runtime: ConnectedJob['runtime']) {
	const {links} = systemLibraries();
	return isForking(runtime) ? [...links, {path: '/bin', to: 'usr/bin'}] : links;
}

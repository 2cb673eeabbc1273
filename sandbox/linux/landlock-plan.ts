/**
A run without namespaces, for machines that allow none: the launcher alone, with Landlock, the same filter and rlimits.

What it cannot hold it refuses: a network, a second process, writing outside scratch, a workspace with a secret in it
(nothing can be laid over it). What it cannot hide it declares, see `backendGaps`.
*/

import {existsSync, readFileSync, realpathSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {writeFileAtomically} from '../base/atomic-file.ts';
import {SandboxError} from '../base/errors.ts';
import {cacheFolder} from '../base/home.ts';
import {isCommand, isForking} from '../job.ts';
import type {Mount} from './bubblewrap.ts';
import type {LandlockCapabilities} from './capabilities.ts';
import {canReach} from './identity.ts';
import type {Layout} from './layout.ts';
import {placedBy} from './placed-by.ts';
import type {Plan} from './plan.ts';
import {policyBlockFor} from './run-block.ts';
import {createScratch, keepScratch} from './scratch.ts';
import {supervisorArguments} from './supervisor-arguments.ts';
import {workspacePath} from './workspace.ts';

/** Truncating a file is a right of its own only since this ABI: before it, what may be read could be emptied. */
const leastAbi = 3;

/** Plan a run on this backend. Throws a SandboxError (`unavailable`) for a job that it cannot hold. */
export function planOnLandlock(layout: Layout, capabilities: LandlockCapabilities, launcher: string): Plan {
	const {job, view, identity, base, skill} = layout;
	const reason = whyNot(layout, launcher);
	if (reason !== undefined) {
		const {cause, remedy} = capabilities.because;
		throw new SandboxError('unavailable', `Cannot run this without namespaces (${cause}): ${reason}.`, {hint: remedy ?? undefined});
	}

	const scratch = job.scratch === undefined ? createScratch(identity) : keepScratch(job.scratch, identity);
	const places = [...base, ...skill, ...skill.flatMap(packageEnd), ...view.mounts, {source: scratch.path, target: '/work'}];
	const workspace = view.grants.length === 0 ? [] : [{source: realpathSync(job.workspace), target: workspacePath}];
	return {
		supervisorArgs: supervisorArguments(layout),
		command: [launcher],
		policyBlock: policyBlockFor(
			{...layout, skill: [...skill, ...skill.flatMap(packageEnd)]},
			{
				notify: capabilities.notify,
				landlockAbi: leastAbi,
				place: placedBy([...places, ...workspace]),
				// The system's own file is there and closed, which OpenSSL takes for a fault; none at all is what it knows.
				environment: {OPENSSL_CONF: '/dev/null'},
			},
		),
		writeFolders: [],
		guard: view.guard,
		scratch,
		insideOf: seenFrom([...places, ...workspace]),
		needsGroup: false,
	};
}

function whyNot({job, view, identity, base, skill}: Layout, launcher: string): string | undefined {
	if (job.proxyPort !== 0) {
		return 'a network could not be held to the granted hosts';
	}

	if (isForking(job.runtime)) {
		return 'a shell may start other programs, which nothing could hide from the rest of the system';
	}

	if (!isCommand(job) && job.dependencies?.node !== undefined) {
		return 'npm packages could not be put where Node looks for them';
	}

	if (job.policy.exec.length > 0) {
		return `it may start ${job.policy.exec.join(', ')}`;
	}

	if (view.writeFolders.length > 0) {
		return 'it may write to files of yours, and nothing could be laid over the secrets among them';
	}

	if (view.covered.length > 0 || view.mounts.length > view.grants.length) {
		return 'the folder that it may read holds keys or credentials, and nothing can be laid over them';
	}

	if (identity?.uid === 0) {
		return 'it may read files that only root can read';
	}

	const sources = [...base, ...skill, ...view.mounts].map(({source}) => source);
	const hidden = identity && [...sources, launcher].find(source => !canReach(identity, source));
	return hidden === undefined ? undefined : `the user that root becomes for it cannot reach ${dirname(hidden)}`;
}

const emptyPackage = '{}\n';

/**
Node looks for the nearest package.json in all folders above a script, and takes one that it may not read for a fault. So
there is an empty one beside the skills of the cache, which ends the search as none at all would.
*/
function packageEnd({source}: Mount): readonly Mount[] {
	const path = join(dirname(source), 'package.json');
	if (path.startsWith(`${cacheFolder()}/`) && !existsSync(path)) {
		writeFileAtomically(path, emptyPackage, 0o444);
	}

	return existsSync(path) && readFileSync(path, 'utf8') === emptyPackage ? [{source: path, target: '/package.json'}] : [];
}

/** The way back: what lies in none of the mounts has the path that it has. */
function seenFrom(mounts: readonly Mount[]): (path: string) => string {
	const innermost = mounts.toSorted((a, b) => b.source.length - a.source.length);
	return path => {
		const mount = innermost.find(({source}) => path === source || path.startsWith(`${source}/`));
		return mount === undefined ? path : mount.target + path.slice(mount.source.length);
	};
}

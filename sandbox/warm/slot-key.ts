/** Which jobs a warm slot may take: only those for which it was started. */

import {statSync} from 'node:fs';
import {digestOf, type Sha256} from '../base/canonical-json.ts';
import type {Job} from '../job.ts';

/** Beyond this a command line is a matter for a cold run, which says what is wrong with it. */
const mostArgumentBytes = 64 * 1024;
const mostArguments = 1024;

/**
The key of the slots that may take a job: the digest of everything but its arguments. Undefined for a job that always
starts cold.

- Cold are shell skills (they start programs), jobs with a network (a proxy of their own) and jobs with granted files: what
  is granted, and which secrets in it are covered, has to be looked at when the job comes.
- The snapshot is known by its inode too: its content was checked for this run, a slot shows what was mounted when it
  started, and the key says that both are the same folder.
*/
export function slotKey(job: Job): Sha256 | undefined {
	const folder = statSync(job.skill, {bigint: true, throwIfNoEntry: false});
	if (folder === undefined || !canWait(job)) {
		return undefined;
	}

	const {args: _args, workspace: _workspace, ...fixed} = job;
	return digestOf({...fixed, folder: [String(folder.dev), String(folder.ino)]});
}

function canWait({runtime, policy: {network, filesystem}, args}: Job): boolean {
	const grants = network.allow.length + filesystem.read.length + filesystem.write.length;
	const bytes = args.reduce((sum, argument) => sum + Buffer.byteLength(argument), 0);
	const isPlain = args.length <= mostArguments && bytes <= mostArgumentBytes && !args.some(argument => argument.includes('\0'));
	return runtime !== 'bash' && grants === 0 && isPlain;
}

/** The two C programs: where they are, and that they are the ones that were built. */

import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {SandboxError} from '../base/errors.ts';
import {packageRoot} from '../base/package-root.ts';

export interface NativePrograms {
	readonly launch: string;
	readonly supervise: string;
}

let checked: NativePrograms | undefined;

/**
Paths of the launcher and the supervisor, their SHA-256 checked against the sums written when they were built.

Throws a SandboxError (`unavailable`) when one is missing, unreadable or not what was built.
*/
export function nativePrograms(): NativePrograms {
	checked ??= checkPrograms(join(packageRoot(), 'dist', 'native', `${process.platform}-${process.arch}`));
	return checked;
}

/** As `nativePrograms`, for programs in another folder and without remembering the result. */
export function checkPrograms(folder: string): NativePrograms {
	const sums = read(join(folder, 'SHA256SUMS')).toString('utf8');
	for (const name of ['launch', 'supervise']) {
		const digest = createHash('sha256')
			.update(read(join(folder, name)))
			.digest('hex');
		if (!sums.split('\n').includes(`${digest}  ${name}`)) {
			throw new SandboxError('unavailable', `The sandbox program ${join(folder, name)} is not the one that was built.`, {
				hint: 'Build it again with: npm run build:launcher',
			});
		}
	}

	return {launch: join(folder, 'launch'), supervise: join(folder, 'supervise')};
}

function read(path: string): Buffer {
	try {
		return readFileSync(path);
	} catch (cause) {
		throw new SandboxError('unavailable', `Cannot read the sandbox program ${path}.`, {
			hint: 'Build it with: npm run build:launcher',
			cause,
		});
	}
}

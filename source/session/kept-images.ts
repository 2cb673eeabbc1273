/**
The pictures of a session, beside its transcript: `ID.images/SHA256`, closed to other users.

A copy and not the file in the workspace, so that a conversation that is gone on with, went back or was forked shows the model
what the person showed it, also when that file was changed or removed since. They go with the session.
*/

import {cpSync, existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {ConfigError, sha256, writeFileAtomically} from '../../sandbox/index.ts';

/** The name of these bytes. */
export function imageHash(bytes: Uint8Array): string {
	return sha256(bytes).slice('sha256:'.length);
}

/** Keep a picture with the session of this transcript. Throws a ConfigError when it cannot be written. */
export function keepImage(transcript: string, hash: string, bytes: Uint8Array): void {
	if (keptImage(transcript, hash) !== null) {
		return;
	}

	try {
		writeFileAtomically(join(folderOf(transcript), hash), bytes);
	} catch (cause) {
		throw new ConfigError(`Cannot keep an image beside the transcript ${transcript}.`, {
			hint: 'Free some disk space, or set SKILLLITE_HOME.',
			cause,
		});
	}
}

/** The bytes of that hash; null when they are not there any more, or are others. */
export function keptImage(transcript: string, hash: string): Buffer | null {
	try {
		const bytes = readFileSync(join(folderOf(transcript), hash));
		return imageHash(bytes) === hash ? bytes : null;
	} catch {
		return null;
	}
}

/** Give a fork the pictures of what it was forked from. */
export function copyImages(from: string, to: string): void {
	if (existsSync(folderOf(from))) {
		cpSync(folderOf(from), folderOf(to), {recursive: true});
	}
}

export function removeImages(transcript: string): void {
	rmSync(folderOf(transcript), {recursive: true, force: true});
}

function folderOf(transcript: string): string {
	return transcript.replace(/\.jsonl$/, '.images');
}

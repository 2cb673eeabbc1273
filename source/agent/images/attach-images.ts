/**
From `@picture.png` in a message to the picture beside it.

What is named and not there stays words: a message may be about a file to be made. Everything else that cannot be shown is
refused before anything is sent, and nothing is made smaller in silence.
*/

import {SkillLiteError} from '../../../sandbox/index.ts';
import type {ImageFacts} from '../../core/events.ts';
import {imageMentions} from '../../core/mentions.ts';
import {imageHash} from '../../session/kept-images.ts';
import {readAll, withFile} from '../tools/open-file.ts';
import type {Workspace} from '../tools/own-tool.ts';
import {type ResolvedPath, resolveForReading, shownPath} from '../tools/workspace-paths.ts';
import {readImageHeader} from './image-header.ts';

/** A picture that was read, with its bytes. */
export interface ReadImage {
	readonly facts: ImageFacts;
	readonly bytes: Buffer;
}

/** Reads the pictures that a message names. Throws a SkillLiteError or PolicyError for what cannot be shown. */
export type ReadImages = (message: string) => readonly ReadImage[];

/** Providers take 5 MB at least: Anthropic's limit is the lowest of them. */
const largestImage = 5 * 1024 * 1024;
const mostImages = 10;

export function createImageReader(workspace: Pick<Workspace, 'roots' | 'gate' | 'label'>): ReadImages {
	return message => {
		const there = imageMentions(message)
			.map(path => resolveForReading(workspace.roots, path))
			.filter(({exists}) => exists);
		if (there.length > mostImages) {
			throw refused(`${there.length} images`, `a message takes ${mostImages} at most`);
		}

		return there.map(path => readImage(path, workspace));
	};
}

function readImage(path: ResolvedPath, {gate, label}: Pick<Workspace, 'gate' | 'label'>): ReadImage {
	const {name} = path;
	const shown = shownPath(name);
	if (gate.denies('read_file', name) || gate.denies('read_file', path.real)) {
		throw refused(shown, 'a rule forbids reading it', 'Rules are shown with /permissions.');
	}

	const bytes = withFile(path, file => {
		if (file.stat.size > largestImage) {
			throw refused(shown, `it has ${file.stat.size} bytes, and an image may have 5 MB`, 'Make it smaller first.');
		}

		return readAll(file, name, largestImage);
	});
	const read = readImageHeader(bytes);
	if (read.kind !== 'image') {
		const why = read.kind === 'broken' ? 'it is a broken image' : 'it is not a PNG, JPEG, GIF or WebP image';
		throw refused(shown, bytes.length === 0 ? 'it is empty' : why);
	}

	return {facts: {name, ...read.header, bytes: bytes.length, sha256: imageHash(bytes), label}, bytes};
}

function refused(what: string, why: string, hint = 'Write the name without the @ to send only the name.'): SkillLiteError {
	return new SkillLiteError('input-invalid', `Cannot show ${what} to the model: ${why}.`, {hint});
}

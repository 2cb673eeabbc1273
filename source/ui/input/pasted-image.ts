/** A picture that was dragged into the terminal: what arrives is a paste of its path, quoted or escaped. Pure. */

import {isAbsolute, relative, sep} from 'node:path';
import {fileURLToPath} from 'node:url';
import {isImagePath, mentionOf} from '../../core/mentions.ts';

export interface PastedImage {
	/** What goes into the draft. */
	readonly text: string;
	/** What to say about it; empty for nothing. */
	readonly remark: string;
}

/** The mention of a pasted picture of the workspace; the text as it was with a remark for one outside; null for any other paste. */
export function readPastedImage(text: string, workspace: string): PastedImage | null {
	const path = pathIn(text.trim());
	if (path === null || !isAbsolute(path) || !isImagePath(path)) {
		return null;
	}

	const inside = relative(workspace, path);
	return inside.startsWith(`..${sep}`) || isAbsolute(inside)
		? {text, remark: 'this image is outside the workspace: copy it there to show it'}
		: {text: `${mentionOf(inside)} `, remark: ''};
}

/** The path that a terminal meant; null for what is no single path. */
function pathIn(text: string): string | null {
	if (text.length > 4096 || /[\n\0]/.test(text)) {
		return null;
	}

	const quoted = /^(['"])(.*)\1$/.exec(text)?.[2];
	if (quoted !== undefined) {
		return quoted;
	}

	if (text.startsWith('file://')) {
		try {
			return fileURLToPath(text);
		} catch {
			return null; // of another machine, or no URL
		}
	}

	const isOne = !/(?<!\\)\s/.test(text);
	return isOne ? text.replace(/\\(.)/g, '$1') : null;
}

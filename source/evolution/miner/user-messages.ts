/**
What the user typed, found again by the hashes that events carry: in the session transcripts, which nothing but the agent
writes. A message of another project is not found, as its hash stands in no event of this one.
*/

import {closeSync, constants, fstatSync, openSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {labelOfMessage} from '../../core/label.ts';
import {keyedHash} from '../../core/project-store.ts';
import {lineFaults} from '../grammar/hostile-text.ts';

const largestTranscript = 16 * 1024 * 1024;
const mostTranscripts = 500;
const longestQuote = 200;

/** The texts behind some hashes, by hash; only what was typed, is short, and holds neither secrets nor anything hidden. */
export function userMessages(sessions: string, prompts: ReadonlySet<string>): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (const name of transcriptsIn(sessions)) {
		for (const text of userTexts(join(sessions, name))) {
			const hash = isQuotable(text) ? keyedHash(`prompt:${text.trim()}`) : '';
			if (prompts.has(hash)) {
				found.set(hash, text.trim());
			}
		}
	}

	return found;
}

/** Whether a text may be shown to a model as the user's own words. */
export function isQuotable(text: string): boolean {
	return text.length <= longestQuote && labelOfMessage(text) === 'user' && lineFaults(text.trim().replace(/\s+/g, ' ')).length === 0;
}

/** The newest first: their names begin with the time, or were given by the user. */
function transcriptsIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder)
			.filter(name => name.endsWith('.jsonl'))
			.sort()
			.reverse()
			.slice(0, mostTranscripts);
	} catch {
		return []; // no session yet
	}
}

function userTexts(path: string): readonly string[] {
	try {
		return read(path)
			.split('\n')
			.filter(line => line.includes('"type":"user"'))
			.flatMap(textOf);
	} catch {
		return []; // gone, or not ours to read: there is one quote less
	}
}

function read(path: string): string {
	const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	try {
		const stat = fstatSync(fd);
		return stat.isFile() && stat.size <= largestTranscript ? readFileSync(fd, 'utf8') : '';
	} finally {
		closeSync(fd);
	}
}

function textOf(line: string): readonly string[] {
	try {
		const {type, text} = JSON.parse(line) as {readonly type?: unknown; readonly text?: unknown};
		return type === 'user' && typeof text === 'string' ? [text] : [];
	} catch {
		return []; // cut by a crash
	}
}

import type {Label} from '../../core/events.ts';
import {mentionOf} from '../../core/mentions.ts';
import type {AgentTool, ToolContext, ToolResult} from '../agent-tool.ts';
import {readImageHeader} from '../images/image-header.ts';
import {longestResult, type LongResults} from './long-results.ts';
import {readAll, withFile} from './open-file.ts';
import {createOwnTool, failedResult, mayRead, numberIn, textIn, textResult, type Workspace} from './own-tool.ts';
import {resolveForReading, shownPath} from './workspace-paths.ts';

const largestFile = 20 * 1024 * 1024;
/** Leaves room for the line that says how to go on. */
const room = longestResult - 200;

/** A text of a file, or of an earlier result that was too long, by lines or by characters. */
export function createReadFile(workspace: Workspace, results: LongResults): AgentTool {
	return createOwnTool({
		name: 'read_file',
		description: 'Read a text file; a long one in parts, by lines (start, lines) or by characters (offset).',
		properties: {
			path: {type: 'string', description: 'Or the name of a long result.'},
			start: {type: 'integer', description: 'First line, from 1.'},
			lines: {type: 'integer'},
			offset: {type: 'integer', description: 'First character, from 0; for long lines.'},
		},
		faultLabel: workspace.label,
		required: ['path'],
		isReading: true,
		async run(args, context) {
			const path = textIn(args, 'path');
			const kept = results.find(path);
			return kept ? part(kept.text, args, kept.label) : readFromWorkspace(workspace, path, args, context);
		},
	});
}

async function readFromWorkspace(
	workspace: Workspace,
	path: string,
	args: Readonly<Record<string, unknown>>,
	context: ToolContext,
): Promise<ToolResult> {
	const resolved = resolveForReading(workspace.roots, path);
	const refused = await mayRead(workspace, 'read_file', resolved, context);
	if (refused) {
		return refused;
	}

	const bytes = withFile(resolved, file => readAll(file, resolved.name, largestFile));
	const image = readImageHeader(bytes);
	if (image.kind === 'image') {
		// Results of tools hold text only: a picture reaches a model beside a message of the user.
		const {mediaType, width, height} = image.header;
		const what = `${shownPath(resolved.name)} is an image (${mediaType}, ${width}×${height})`;
		return failedResult(`${what}. The user can show it with ${mentionOf(resolved.name)}; python can read its bytes.`, workspace.label);
	}

	return bytes.subarray(0, 8192).includes(0)
		? failedResult(`${shownPath(resolved.name)} is not a text file; python can read its bytes.`, workspace.label)
		: part(bytes.toString('utf8'), args, workspace.label);
}

function part(text: string, args: Readonly<Record<string, unknown>>, label: Label): ToolResult {
	return textResult(typeof args.offset === 'number' ? characters(text, args) : lines(text, args), label);
}

function characters(text: string, args: Readonly<Record<string, unknown>>): string {
	const offset = numberIn(args, 'offset', {least: 0, most: text.length, otherwise: 0});
	const end = Math.min(text.length, offset + room);
	const note = end < text.length || offset > 0 ? `\n[Characters ${offset} to ${end} of ${text.length}.]` : '';
	return `${text.slice(offset, end).toWellFormed()}${note}`;
}

function lines(text: string, args: Readonly<Record<string, unknown>>): string {
	const all = text.split(/(?<=\n)/);
	const start = numberIn(args, 'start', {most: Math.max(1, all.length), otherwise: 1});
	const wanted = numberIn(args, 'lines', {most: all.length, otherwise: all.length});
	let shown = '';
	let end = start - 1;
	while (end < Math.min(all.length, start - 1 + wanted)) {
		const line = all[end] ?? '';
		if (shown.length + line.length > room) {
			break;
		}

		shown += line;
		end += 1;
	}

	if (end < start && all.length >= start) {
		return `${characters(text, {offset: all.slice(0, start - 1).join('').length})}\n[Line ${start} is longer than one answer: go on with offset.]`;
	}

	const isWhole = start === 1 && end === all.length;
	return isWhole
		? shown
		: `${shown.trimEnd()}\n[Lines ${start} to ${end} of ${all.length}${end < all.length ? `; go on with start ${end + 1}` : ''}.]`;
}

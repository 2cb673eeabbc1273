/** C6 and C2 in languages that are not parsed (perl, ruby, php, lua, PowerShell): shapes that need no parser. */

import {extname} from 'node:path/posix';
import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import type {RuleFile} from './rule-file.ts';

const shell: Rule = {
	id: 'SL-OTHER-001',
	class: 'C6',
	severity: 'critical',
	message: 'Connects a shell to a network socket, in a language that is not analysed further.',
	remedy: 'Remove it: a skill has no use for a remote shell.',
	references: ['CWE-506', 'T1059'],
};

const decoded: Rule = {
	...shell,
	id: 'SL-OTHER-002',
	class: 'C2',
	message: 'Decodes a hidden text and runs it, in a language that is not analysed further.',
	remedy: 'Write the code out in plain text.',
};

const hidden: Rule = {
	...shell,
	id: 'SL-HIDE-001',
	class: 'C10',
	severity: 'high',
	message: 'Is written so that nobody can read it (%s).',
	remedy: 'Ship the source as it was written.',
	references: ['CWE-506', 'T1027'],
};

const socket = /\bsocket\s*\(|\bIO::Socket|\bTCPSocket\b|\bfsockopen\b|\bsocket\.(?:connect|tcp)|Net\.Sockets\.TCPClient/i;
const shellStart =
	/\bexec\s*[({]?[^\n]{0,40}(?:\/bin\/|\bsh\b|'s'\s*\.\s*'h')|proc_open|popen|os\.execute|\bsystem\s*\(|Invoke-Expression|\biex\b|open\s*\(\s*STDIN\s*,/i;
const decoder =
	/\b(?:base64_decode|decode_base64|unpack\s*\(?\s*["']m|Base64\.decode64|gzinflate|str_rot13|FromBase64String|MIME::Base64)\b/i;
const evaluate = /\b(?:eval|assert|instance_eval|loadstring|load|Invoke-Expression|iex|create_function|system|exec)\b/i;
const unparsed = new Set([
	'.pl',
	'.pm',
	'.rb',
	'.php',
	'.lua',
	'.ps1',
	'.psm1',
	'.vbs',
	'.bat',
	'.cmd',
	'.tcl',
	'.awk',
	'.swift',
	'.go',
	'.rs',
	'.c',
	'.applescript',
	'.scpt',
]);

export const otherLanguages: RuleFile = {
	rules: [shell, decoded, hidden],
	match: ({texts}) =>
		[...texts].flatMap(([file, text]) =>
			isDocument(file) || text.length > 1024 * 1024 ? [] : [...unread(file, text), ...unreadable(file, text)],
		),
};

function unread(file: string, text: string): readonly Match[] {
	if (!unparsed.has(extname(file).toLowerCase()) && !/^#!.*\b(?:perl|ruby|php|lua|pwsh|tclsh|osascript)\b/.test(text.slice(0, 200))) {
		return [];
	}

	const connects = socket.exec(text);
	const decodes = decoder.exec(text);
	return [
		...(connects && shellStart.test(text) ? [at(shell, file, connects)] : []),
		...(decodes && evaluate.test(text) ? [at(decoded, file, decodes)] : []),
	];
}

/** What obfuscators leave, and nobody writes: names of hex digits, texts made of escapes. */
function unreadable(file: string, text: string): readonly Match[] {
	if (!/\.(?:[cm]?[jt]sx?|py|sh|bash)$/i.test(file)) {
		return [];
	}

	const names = text.match(/\b_0x[0-9a-f]{2,}\b/gi) ?? [];
	const escapes = text.match(/(?:\\x[0-9a-f]{2}){4,}/gi) ?? [];
	const escaped = escapes.join('').length / 4;
	const first = /\b_0x[0-9a-f]{2,}\b|(?:\\x[0-9a-f]{2}){4,}/i.exec(text);
	const why =
		names.length >= 8
			? `${names.length} names like ${names[0]}`
			: escaped >= 60 && escaped * 4 > text.length / 12
				? `${escaped} characters as escapes`
				: undefined;
	return first && why ? [{...at(hidden, file, first), detail: why}] : [];
}

function at(rule: Rule, file: string, match: RegExpExecArray): Match {
	return {rule, file, layer: 'code', place: {start: match.index, end: match.index + match[0].length}};
}

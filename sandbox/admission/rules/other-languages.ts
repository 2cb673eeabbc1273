/** C6 and C2 in languages that are not parsed (perl, ruby, php, lua, PowerShell): shapes that need no parser. */

import {basename, extname} from 'node:path/posix';
import type {Match, Rule} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import type {CodeUnit} from '../parse/code.ts';
import {hostOfUrl, isInstallerHost} from './hosts.ts';
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

const secrets: Rule = {
	...shell,
	id: 'SL-OTHER-003',
	class: 'C3',
	message: 'Opens %s and reaches the network in one file, in a language that is not analysed further.',
	remedy: 'Leave the keys of the machine alone.',
	references: ['CWE-200', 'CWE-522'],
};

const starts: Rule = {
	...shell,
	id: 'SL-OTHER-004',
	class: 'C1',
	severity: 'high',
	message: 'Downloads a file, makes it executable and starts it, in a language that is not analysed further.',
	remedy: 'Name a package of a registry, or download a file of a known hash and check it before use.',
	references: ['CWE-494', 'CWE-829'],
};

const spelledOut: Rule = {
	...hidden,
	id: 'SL-HIDE-002',
	message: 'Spells "%s" in escapes, which hides it from a reader.',
	remedy: 'Write the text out.',
};

const keyFiles =
	/[~/"'`\\](?:\.ssh[/\\]id_\w+|\.aws[/\\]credentials|\.gnupg|\.kube[/\\]config|\.netrc|\.git-credentials|\.npmrc|\.pypirc|\.gem[/\\]credentials|\.config[/\\](?:gcloud|gh|solana)|wallet\.dat|Login Data|cookies\.sqlite|key[34]\.db|logins\.json)|\bENV\.(?:to_h|to_hash|map|each|inspect)\b|\bos\.Environ\(\)|\benv::vars\(\)|\$_ENV\s*[,)]|\bgetenv\(\)|(?:Get-ChildItem|gci|dir|ls)\s+env:/i;
const reaches =
	/\bNet::HTTP\b|\bHTTParty\b|\bFaraday\b|\bhttp\.(?:Post|Get|NewRequest|Client)\b|\breqwest\b|\bureq\b|\bcurl_(?:init|exec)\b|\bfile_get_contents\(\s*["']https?:|\bLWP::|\bHTTP::Tiny\b|\bURLSession\b|\bInvoke-(?:WebRequest|RestMethod)\b|\b(?:iwr|irm)\b|Net\.WebClient|\bWinHttp\b|MSXML2\.(?:Server)?XMLHTTP|\bsocket\.http\b|\bHttpClient\b|\b(?:curl|wget)\b\s[^\n]*https?:/i;
const piped: Rule = {
	...starts,
	id: 'SL-OTHER-005',
	message: 'Has a shell run what it downloads, in a language that is not analysed further.',
};
const pipedLine = /\b(?:curl|wget)\b[^\n|]{0,200}https?:\/\/[^\n|]{0,200}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b/;

const makesExecutable = /\b0?o?7[0-7]{2}\b|\+x\b|\bSetUnixFileMode\b|\bset_permissions\b|\.exe\b/;
const startsIt =
	/\bexec\.Command\(\s*[a-z]\w*[,)]|\bCommand::new\(\s*&?[a-z]\w*\s*\)|\b(?:spawn|system|exec|popen)\b[ (]+[$@a-z]\w*\s*[,)\n;]|\bStart-Process\b|\bProcess\.(?:Start|run)\(|\bshell_exec\(\s*\$|\bstart\s+["%]/;

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
	'.cs',
	'.java',
	'.kt',
	'.dart',
	'.ex',
	'.exs',
	'.nim',
	'.zig',
	'.scala',
	'.groovy',
	'.jl',
	'.r',
]);

export const otherLanguages: RuleFile = {
	rules: [shell, decoded, secrets, starts, piped, hidden, spelledOut],
	match: ({texts, units}) =>
		[...texts].flatMap(([file, text]) =>
			isDocument(file) || text.length > 1024 * 1024
				? []
				: [...unread(file, text), ...unreadable(file, text), ...kept(file, text, units, texts)],
		),
};

function unread(file: string, text: string): readonly Match[] {
	if (!unparsed.has(extname(file).toLowerCase()) && !/^#!.*\b(?:perl|ruby|php|lua|pwsh|tclsh|osascript)\b/.test(text.slice(0, 200))) {
		return [];
	}

	const connects = socket.exec(text);
	const decodes = decoder.exec(text);
	const keys = keyFiles.exec(text);
	const net = reaches.exec(text);
	const line = pipedLine.exec(text);
	return [
		...(connects && shellStart.test(text) ? [at(shell, file, connects)] : []),
		...(decodes && evaluate.test(text) ? [at(decoded, file, decodes)] : []),
		...(keys && net ? [{...at(secrets, file, keys), detail: keys[0].slice(1)}] : []),
		...(line ? [at(piped, file, line)] : []),
		...(net && makesExecutable.test(text) && startsIt.test(text) ? [at(starts, file, net)] : []),
	];
}

/** A command that a program reads from its data: nobody looks for code there. */
function kept(file: string, text: string, units: readonly CodeUnit[], texts: ReadonlyMap<string, string>): readonly Match[] {
	const line = data.has(extname(file).toLowerCase()) ? pipedLine.exec(text) : null;
	const name = basename(file);
	const isRead = line !== null && units.some(unit => unit.layer === 'code' && unit.file !== file && texts.get(unit.file)?.includes(name));
	const host = line && isRead ? hostOfUrl(/https?:\/\/[^\s"'`|)]+/.exec(line[0])?.[0] ?? '') : undefined;
	return line && host !== undefined && !isInstallerHost(host) ? [at(piped, file, line)] : [];
}

const data = new Set(['.json', '.yaml', '.yml', '.toml', '.ini', '.cfg', '.conf', '.dat']);

/** What obfuscators leave, and nobody writes: names of hex digits, texts made of escapes. */
function unreadable(file: string, text: string): readonly Match[] {
	if (!/\.(?:[cm]?[jt]sx?|py|sh|bash)$/i.test(file)) {
		return [];
	}

	const spelled = [...text.matchAll(/(?:\\(?:x[2-7][0-9a-f]|u00[2-7][0-9a-f]|u\{[2-7][0-9a-f]\})){4,}/gi)].find(([run]) =>
		telling.test(readEscapes(run)),
	);
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
	return [
		...(first && why ? [{...at(hidden, file, first), detail: why}] : []),
		...(spelled
			? [
					{
						...at(spelledOut, file, spelled),
						detail: readEscapes(spelled[0]),
						...(runs.test(readEscapes(spelled[0])) ? {severity: 'critical' as const} : {}),
					},
				]
			: []),
	];
}

/** Words that do something, which nobody has a reason to escape: every letter of them is on the keyboard. */
const telling =
	/\b(?:exec\w*|eval|system|popen|spawn\w*|child_process|subprocess|require|import|__\w+__|builtins|Function|constructor|process|socket|curl|wget|bash|powershell|https?:\/\/|\.ssh|\.aws|id_rsa|environ)\b/;
const runs = /\b(?:curl|wget)\b.*\|\s*\w*sh\b|\/dev\/tcp\/|powershell.*-e/;

function readEscapes(run: string): string {
	return run.replaceAll(/\\(?:x|u00|u\{)([0-9a-f]{2})\}?/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function at(rule: Rule, file: string, match: RegExpExecArray | RegExpMatchArray): Match {
	return {rule, file, layer: 'code', place: {start: match.index ?? 0, end: (match.index ?? 0) + match[0].length}};
}

/** C3 and I5 in shell: what a command reads of the person's keys or files leaves with another command, by way of a file, a name or an address. */

import type {Match, Rule} from '../findings.ts';
import type {CodeUnit, Command} from '../parse/code.ts';
import {HOLE, shapeOf} from '../parse/value.ts';
import {hostOfCommand, hostOfUrl, isLocal} from './hosts.ts';
import {classifyPath, normalised} from './paths.ts';
import {layerOf, orderedParts} from './ordered-parts.ts';
import {inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const packed: Rule = {
	id: 'SL-EXFIL-008',
	class: 'C3',
	severity: 'critical',
	message: 'Reads %s and uploads to another place.',
	remedy: 'Leave the keys and the folders of the person where they are.',
	references: ['CWE-200', 'T1567'],
};

const inAddress: Rule = {
	...packed,
	id: 'SL-EXFIL-009',
	message: 'Puts what %s prints into an address, which sends it when the address is loaded.',
	remedy: 'Remove it.',
};

const quiet: Rule = {
	...packed,
	id: 'SL-EXFIL-010',
	severity: 'high',
	message: 'Sends data to %s in the background and throws the answer away.',
	remedy: 'Say what is sent and to whom, and let a failure be seen.',
	references: ['CWE-200', 'T1041'],
};

const wholeRepository: Rule = {
	...packed,
	id: 'SL-GIVEAWAY-005',
	class: 'I5',
	severity: 'high',
	message: 'Pushes the whole repository to %s.',
	remedy: 'Push to the remote that the person set up.',
};

const printsKeys =
	/\b(?:op (?:item get|read)\b|security (?:find-(?:generic|internet)-password|dump-keychain)|gh auth (?:token|status (?:-t|--show-token))|gcloud auth (?:\S+ )?print-\S*token|aws (?:secretsmanager get-secret-value|configure (?:export-credentials|get))|vault (?:kv get|read)|bw (?:list|get|export)|lpass (?:show|export)|pass show|gpg \S*.*--export-secret|git credential fill|secret-tool (?:lookup|search)|az account get-access-token|kubectl (?:\S+ )*get secrets?|npm token|docker-credential-\S+ get)/;
const dumps = /\b(?:pg_dump(?:all)?|mysqldump|mariadb-dump|mongodump)\b/;
const agentHome =
	/^~\/\.(?:claude|openclaw|codex|cursor|gemini|continue|aider|goose|windsurf|config\/(?:claude|goose|github-copilot))(?:\/|$)/;
const personal =
	/^~\/?$|^~\/(?:Documents|Desktop|Pictures|Downloads|Mail|Library\/(?:Messages|Mail|Application Support)|\.mozilla|\.thunderbird|\.config)(?:\/|$)/;
const readers = /^(?:tar|zip|7z|cat|cp|gzip|base64|head|tail|dd|find|rsync|xxd|openssl|sqlite3|strings|grep|jq|awk|sed)$/;
const knownHosts =
	/(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|heroku\.com|huggingface\.co|dev\.azure\.com|visualstudio\.com|sr\.ht|gitee\.com|amazonaws\.com|google\.com|savannah\.gnu\.org|kernel\.org):\d+$/;

export const packAndUpload: RuleFile = {
	rules: [packed, inAddress, quiet, wholeRepository],
	match: skill => [
		...skill.units.flatMap(unit => [...uploads(unit), ...pushes(unit)]),
		...skill.units
			.filter(unit => unit.depth === 0 && unit.layer === 'code')
			.flatMap(unit => quietly(unit, skill.texts.get(unit.file) ?? '')),
		...[...skill.texts].flatMap(([file, text]) => inAddresses(skill, file, text)),
	],
};

function uploads(unit: CodeUnit): readonly Match[] {
	if (unit.isTaught) {
		return [];
	}

	const sender = unit.commands.find(isUpload);
	const host = sender && hostOfCommand(sender);
	if (!sender || host === undefined || isLocal(host)) {
		return [];
	}

	const source = unit.commands.flatMap(command => sourceOf(command, unit) ?? [])[0];
	if (!source || isOwn(source.what, host)) {
		return [];
	}

	const match = inUnit(packed, unit, sender.place, source.what);
	return [
		source.isGrave || (isMute(sender, unit) && dumps.test(source.what)) ? match : {...match, severity: unit.isShown ? 'low' : 'high'},
	];
}

/** Whoever keeps a copy wants to know whether it arrived. */
function isMute({args, place}: Command, {layer, commands}: CodeUnit): boolean {
	// What closes a pipeline hangs at the whole of it.
	const closing = commands.filter(other => other.place.start <= place.start && other.place.end >= place.end);
	const isThrownAway = closing.some(({redirects}) =>
		redirects.some(({operator, target}) => operator.includes('>') && target.text === '/dev/null'),
	);
	return layer === 'code' && (isThrownAway || args.some((value, index) => value.text === '/dev/null' && args[index - 1]?.text === '-o'));
}

/** A tool of a cloud reads its own file. */
function isOwn(what: string, host: string): boolean {
	return (
		(/aws/.test(what) && /amazonaws/.test(host)) ||
		(/\bgh\b/.test(what) && /github/.test(host)) ||
		(/gcloud/.test(what) && /google/.test(host))
	);
}

function sourceOf(command: Command, unit: CodeUnit): {readonly what: string; readonly isGrave: boolean} | undefined {
	const line = [command.name ?? '', ...command.args.map(shapeOf)].join(' ');
	const prints = printsKeys.exec(line);
	if (prints) {
		return {what: prints[0], isGrave: true};
	}

	const dump = dumps.exec(line);
	if (dump) {
		return {what: `a whole database (${dump[0]})`, isGrave: false};
	}

	// A loop over written-out files opens them through its variable.
	if (!readers.test(command.name ?? '')) {
		return undefined;
	}

	const written = command.args.map(argument => normalised(shapeOf(argument).replace(HOLE, '')));
	// `tar -C ~ .claude`
	const isInHome = written.some((path, index) => path === '-C' && /^~\/?$/.test(written[index + 1] ?? ''));
	const paths = isInHome ? written.map(path => (path.startsWith('.') ? `~/${path}` : path)) : written;
	const secret = paths.find(path => classifyPath(path) === 'secret' || agentHome.test(path));
	const own = unit.depth === 0 ? paths.find(path => personal.test(path)) : undefined;
	return secret !== undefined
		? {what: secret, isGrave: true}
		: own !== undefined && /^(?:tar|zip|7z|rsync)$/.test(command.name ?? '')
			? {what: own, isGrave: false}
			: undefined;
}

function isUpload({name = '', args, stdin}: Command): boolean {
	const texts = args.map(argument => argument.text ?? shapeOf(argument));
	if (name === 'curl' || name === 'wget' || name === 'http' || name === 'xh') {
		const isFile = texts.some(text => /^(?:-T|--upload-file|--post-file|--body-file)/.test(text));
		const isGiven = texts.some(
			(text, index) =>
				/^(?:-[a-zA-Z]{0,5}[dFT]|--data[\w-]*|--form[\w-]*|--upload-file|--post-(?:data|file)|--body-(?:data|file))(?:=|$)/.test(text) &&
				/@|^-$|\uFFFC|\$|^[\w./~-]+\.\w+$/.test(text.includes('=') ? text.slice(text.indexOf('=') + 1) : (texts[index + 1] ?? '')),
		);
		return isFile || isGiven || (stdin !== undefined && texts.some(text => /^(?:-T|--upload-file|--data-binary|-d)/.test(text)));
	}

	return /^(?:nc|ncat|netcat|socat)$/.test(name) && stdin !== undefined;
}

/** Loaded as an image or opened as a link, it tells the server. */
const substituted =
	/https?:\/\/(?!localhost|127\.)[^\s"'`)<>$]{3,200}[/?=&](?:[^\s"'`)<>$]{0,100})(?:\$\(|`)\s*((?:gh auth token|op (?:read|item get)|security find|gcloud auth print|cat (?:~|\$HOME|\/home|\/root|\.env)|env\b|printenv|git credential|pass show|vault|aws configure)[^)`\n]{0,80})/g;

function inAddresses(skill: SkillView, file: string, text: string): readonly Match[] {
	return orderedParts(skill, file, text).flatMap(part =>
		[...part.text.matchAll(substituted)].flatMap((match): readonly Match[] => {
			const host = hostOfUrl(match[0]);
			const start = part.start + match.index;
			return host === undefined || isOwn(match[1] ?? '', host)
				? []
				: [{rule: inAddress, file, layer: layerOf(file), place: {start, end: start + match[0].length}, detail: (match[1] ?? '').trim()}];
		}),
	);
}

const silenced =
	/\bcurl\b[^\n]*(?:-\w{0,6}[dFT]\b|--data[\w-]*|--form)\s*[^\n]*(?:>\s*\/dev\/null\s+2>&1|&>\s*\/dev\/null|>\s*\/dev\/null[^\n]*2>\s*\/dev\/null)[^\n]{0,12}?&(?!\d|>|&)/;

/** Answers matter to whoever asks a service something. */
function quietly(unit: CodeUnit, text: string): readonly Match[] {
	const found = unit.language === 'bash' ? silenced.exec(text) : null;
	const host = found ? hostOfUrl(/https?:\/\/\S+/.exec(found[0])?.[0] ?? '') : undefined;
	if (!found || host === undefined || isLocal(host)) {
		return [];
	}

	const match = inUnit(quiet, unit, {start: found.index, end: found.index + found[0].length}, host);
	// With a key in it, it is no telemetry.
	return [/\$\{?\w*(?:API_?KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)/.test(found[0]) ? {...match, severity: 'critical'} : match];
}

function pushes(unit: CodeUnit): readonly Match[] {
	const gits = unit.commands.filter(({name}) => name === 'git').map(command => ({command, words: command.args.map(shapeOf)}));
	const remotes = new Map(
		gits.flatMap(({words}) => {
			const at = words.indexOf('add');
			const [name, url] = words.slice(at + 1).filter(word => !word.startsWith('-'));
			return words[0] === 'remote' && at === 1 && name !== undefined && url !== undefined ? [[name, url] as const] : [];
		}),
	);
	return gits.flatMap(({command, words}) => {
		const [verb, ...rest] = words;
		const target = rest.find(word => !word.startsWith('-'));
		const host = hostOfUrl(remotes.get(target ?? '') ?? target ?? '');
		const isWhole = words.some(word => /^--(?:mirror|all)$/.test(word));
		return verb === 'push' && isWhole && host !== undefined && !isLocal(host) && !knownHosts.test(host) && !unit.isShown
			? [{...inUnit(wholeRepository, unit, command.place, host), severity: 'high' as const}]
			: [];
	});
}

/**
C3 where the flow cannot be followed: one file that opens keys or passwords of the machine, or collects the keys of several
services, and that sends something to a host which none of them belongs to.
*/

import type {Match, Rule} from '../findings.ts';
import type {Call, CodeUnit} from '../parse/code.ts';
import {hostOfCall, hostOfCommand, isLocal} from './hosts.ts';
import {belongsTo, isPrecious, keysIn} from './keys.ts';
import {networkCalls} from './names.ts';
import {inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const gathers: Rule = {
	id: 'SL-EXFIL-005',
	class: 'C3',
	severity: 'critical',
	message: 'Opens %s and sends to another place, in one file.',
	remedy: 'Leave the keys of the machine alone.',
	references: ['CWE-200', 'CWE-522'],
};

/** Written out in code: each is a file that holds keys, passwords, sessions or coins. */
const secretFiles =
	/["'`/](?:\.ssh\/(?:id_\w*|config|known_hosts)?|\.aws\/(?:credentials|config)|\.gnupg|\.kube\/config|\.docker\/config\.json|\.netrc|\.git-credentials|\.pypirc|\.claude\.json|\.claude\/\.credentials\.json|\.codex\/auth\.json|\.config\/(?:gcloud|gh\/hosts\.yml|solana)|\.ethereum\/keystore|\.bitcoin|\.electrum|wallet\.dat|Login Data|Web Data|Local State|cookies\.sqlite|key[34]\.db|logins\.json|login\.keychain)/g;
const opening = /\b(?:open|read\w*|glob\w*|copy\w*|walk|scandir|listdir|cat|tar|zip|createReadStream|readFileSync)\b/;
const manyOwners = 3;

export const gatherAndSend: RuleFile = {
	rules: [gathers],
	match: skill => {
		const found = skill.units.flatMap(unit => inFile(skill, unit));
		return found.length > 0 ? found : overFiles(skill);
	},
};

function inFile(skill: SkillView, unit: CodeUnit): readonly Match[] {
	const text = skill.texts.get(unit.file) ?? '';
	if (unit.layer !== 'code' || unit.depth > 0 || unit.language === 'bash') {
		return [];
	}

	const files = [...new Set(text.match(secretFiles))];
	const keys = keysIn(text).filter(isPrecious);
	const owners = new Set(keys.map(key => key.split('_')[0]));
	const sender = senderOf(unit, text);
	if (!sender || keys.some(key => belongsTo(key, sender.host)) || files.some(file => isOwn(file, sender.host))) {
		return [];
	}

	if (files.length > 0 && opening.test(text)) {
		return [inUnit(gathers, unit, sender.place, files.map(file => file.slice(1)).join(', '))];
	}

	return owners.size >= manyOwners ? [inUnit(gathers, unit, sender.place, `the keys of ${owners.size} services`)] : [];
}

const credentials =
	/["'`/](?:\.ssh["'`]?\s*[/,]\s*["'`]?id_\w+|\.aws["'`]?\s*[/,]\s*["'`]?credentials|\.gnupg\b|\.kube["'`]?\s*[/,]\s*["'`]?config|\.netrc|\.git-credentials|\.pypirc|\.npmrc|\.config["'`]?\s*[/,]\s*["'`]?(?:gcloud|solana)|wallet\.dat|Login Data|logins\.json)/;
const reading = /\.read\w*\(|\bopen\(|\bread\w*\(/;
/** Libraries that these files are for. */
const clients =
	/\b(?:boto3?|aioboto3|paramiko|fabric|asyncssh|kubernetes|kubectl|google\.(?:cloud|auth)|google-auth|amazonaws|twine|npm publish)\b|aws-sdk|ssh2/;
const imports = /^\s*(?:from|import|export|const|let|var)\b[^\n]*/gm;

/** Read in one file and sent in another, where a third or one of both brings them together. */
function overFiles(skill: SkillView): readonly Match[] {
	const units = skill.units.filter(({layer, depth, language}) => layer === 'code' && depth === 0 && language !== 'bash');
	const textOf = ({file}: CodeUnit) => skill.texts.get(file) ?? '';
	const readers = units.filter(unit => credentials.test(textOf(unit)) && reading.test(textOf(unit)));
	if (readers.length === 0 || units.some(unit => clients.test(textOf(unit)))) {
		return [];
	}

	return units.flatMap(unit => {
		const sender = readers.includes(unit) ? undefined : senderOf(unit, textOf(unit));
		const reader = sender && readers.find(one => units.some(other => joins(textOf(other), other, one, unit)));
		const what = reader && credentials.exec(textOf(reader))?.[0].slice(1);
		return sender && what !== undefined ? [inUnit(gathers, unit, sender.place, `${what} (${reader?.file})`)] : [];
	});
}

function joins(text: string, by: CodeUnit, ...both: readonly CodeUnit[]): boolean {
	const lines = (text.match(imports) ?? []).join('\n');
	return both.every(({file}) => file === by.file || new RegExp(`\\b${nameOf(file)}\\b`).test(lines));
}

function nameOf(file: string): string {
	return (file.split('/').at(-1) ?? '').replace(/\.\w+$/, '').replaceAll(/\W/g, '.');
}

/** Cloud tools read their own file: `~/.aws` for Amazon, `~/.config/gh` for GitHub. */
function isOwn(file: string, host: string): boolean {
	return (
		(/aws/.test(file) && /amazonaws|aws/.test(host)) ||
		(/\/gh\//.test(file) && /github/.test(host)) ||
		(/gcloud/.test(file) && /google/.test(host))
	);
}

function senderOf(unit: CodeUnit, text: string): {readonly host: string; readonly place: Call['place']} | undefined {
	for (const call of unit.calls) {
		const host = networkCalls.has(call.name) && mayCarry(call) ? (hostOfCall(call) ?? hostNear(call, text)) : undefined;
		if (host !== undefined && !isLocal(host)) {
			return {host, place: call.place};
		}
	}

	for (const command of unit.commands) {
		const host = /^(?:curl|wget|nc|scp)$/.test(command.name ?? '') ? hostOfCommand(command) : undefined;
		if (host !== undefined && !isLocal(host)) {
			return {host, place: command.place};
		}
	}

	return undefined;
}

/** A look-up carries what its name is made of, so the host itself need not be known. */
function hostNear(call: Call, text: string): string | undefined {
	return /gethostby|getaddrinfo|dns\./.test(call.name)
		? `${/[\w-]+\.[\w-]+\.(?:com|net|org|io|example|dev|app|xyz|info)\b/.exec(text)?.[0] ?? 'unknown.invalid'}:53`
		: undefined;
}

function mayCarry({name, args, keywords}: Call): boolean {
	return !/\.(?:get|head|options)$/.test(name) || args.length > 1 || keywords.size > 0;
}

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
	match: skill => skill.units.flatMap(unit => inFile(skill, unit)),
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

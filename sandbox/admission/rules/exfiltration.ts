/** C3: secrets and the environment on their way out. One named key sent to a service is how APIs work and is no finding. */

import type {Match, Rule} from '../findings.ts';
import type {Call, CodeUnit, Command} from '../parse/code.ts';
import {names} from '../parse/name-set.ts';
import {HOLE, type Taint, taintsOf, type Value, withTaints} from '../parse/value.ts';
import {belongsTo, isPrecious, keysIn} from './keys.ts';
import {hostOfCall, hostOfCommand, isDropHost, isLocal} from './hosts.ts';
import {networkCalls, sendCalls} from './names.ts';
import {classifyPath} from './paths.ts';
import {inCalls, inCommands, inUnit, type RuleFile, type SkillView} from './rule-file.ts';

const secretToNetwork: Rule = {
	id: 'SL-EXFIL-001',
	class: 'C3',
	severity: 'critical',
	message: 'Sends %s over the network.',
	remedy: 'Send only what the service needs; name the one variable that holds its key in security_policy.env.',
	references: ['CWE-200', 'CWE-522'],
};

const keyToDrop: Rule = {
	...secretToNetwork,
	id: 'SL-EXFIL-002',
	message: 'Sends a key from the environment to %s, a bare address, paste site or request catcher.',
	remedy: 'Send a key only to the service it belongs to.',
};

const keyToStranger: Rule = {
	...secretToNetwork,
	id: 'SL-EXFIL-003',
	message: 'Sends a key from the environment to %s, which is not the service that it belongs to.',
	remedy: 'Send a key only to the service it belongs to, and in a header.',
};

const keyInName: Rule = {
	...secretToNetwork,
	id: 'SL-EXFIL-004',
	message: 'Puts a key into a host name that it looks up, which sends it out (%s).',
	remedy: 'Remove it.',
	references: ['CWE-200', 'T1048'],
};

const environmentListed: Rule = {
	id: 'SL-ENV-001',
	class: 'C3',
	severity: 'medium',
	message: 'Goes through all environment variables (%s), where keys and tokens are kept.',
	remedy: 'Read the variables that are needed by name and list them in security_policy.env.',
	references: ['CWE-526'],
};

const senders = new Set([
	'curl',
	'wget',
	'nc',
	'ncat',
	'netcat',
	'socat',
	'scp',
	'sftp',
	'rsync',
	'ftp',
	'ssh',
	'telnet',
	'dig',
	'nslookup',
	'host',
	'ping',
	'aws',
	'gsutil',
	'gcloud',
	'rclone',
	'az',
	'http',
	'xh',
]);

/** Places where going through the environment shows what is in it. A copy for a child process is none of them. */
const listings =
	names(`<iterate> print json.dumps json.dump pprint.pprint yaml.dump os.environ.items os.environ.keys os.environ.values os.environb.items
	dict().items dict().keys dict().values os.environ.copy().items os.environ.copy().keys os.environ.copy().values str repr sorted list logging.info
	JSON.stringify Object.entries Object.keys Object.values console.log console.error console.dir util.inspect sys.stdout.write process.stdout.write
	open().write ?.write ?.write_text fs.writeFileSync fs.writeFile`);

export const exfiltration: RuleFile = {
	rules: [secretToNetwork, keyToDrop, keyToStranger, keyInName, environmentListed],
	match: skill => [
		...inCalls(skill, (call, unit) => [...sent(skill, call, unit), ...listed(call, unit)]),
		...inCommands(skill, (command, unit) => [...sentByCommand(skill, command, unit), ...listedByCommand(command, unit)]),
	],
};

function sent(skill: SkillView, call: Call, unit: CodeUnit): readonly Match[] {
	if (!networkCalls.has(call.name) && !sendCalls.has(call.name)) {
		return [];
	}

	const host = hostOfCall(call);
	if (host && isLocal(host)) {
		return [];
	}

	const found = leaks(skill, taintsOf([...call.args, ...call.keywords.values()].filter(value => !isOwnAddress(value))), host, unit, call);
	return found.length > 0 ? found : strangers(skill, taintsOf(bodyOf(call).filter(value => !isOwnAddress(value))), host, unit, call);
}

/** By its place in the address the one key is that of the messenger's bot itself; what goes in the message is another matter. */
function isOwnAddress(value: Value | undefined): boolean {
	return botAddress.test(value?.text ?? '') && !value?.taints.has('environment') && !value?.taints.has('secret');
}

const botAddress = new RegExp(`^https://api\\.telegram\\.org/bot${HOLE}/send(?:Message|Photo|Sticker|Location|ChatAction)$`);

function sentByCommand(skill: SkillView, command: Command, unit: CodeUnit): readonly Match[] {
	if (!senders.has(command.name ?? '') && !publishes(command)) {
		return [];
	}

	const taints = taintsOf([...command.args, command.stdin].filter(value => !isOwnAddress(value)));
	const host = hostOfCommand(command);
	const carries = command.args.some((_, index) => carriesSecret(command, index));
	const found = leaks(skill, carries ? withTaints(taints, ['secret']) : taints, host, unit, command);
	if (found.length > 0) {
		return found;
	}

	if (lookups.has(command.name ?? '')) {
		return taints.has('variable') ? [inUnit(keyInName, unit, command.place, command.name ?? '')] : [];
	}

	return strangers(
		skill,
		taintsOf([...command.args.filter((value, index) => isSent(command, index) && !isOwnAddress(value)), command.stdin]),
		host,
		unit,
		command,
	);
}

/** A gist is open to whoever has its address. */
function publishes({name, args}: Command): boolean {
	return name === 'gh' && args[0]?.text === 'gist' && args[1]?.text === 'create';
}

const lookups = new Set(['dig', 'nslookup', 'host', 'ping']);

/** What curl and wget send as content, or as part of the address. */
function isSent({args}: Command, index: number): boolean {
	const option = args[index - 1]?.text ?? '';
	const text = args[index]?.text ?? '';
	return (
		/^(?:-d|-F|-T|--data[\w-]*|--form[\w-]*|--json|--upload-file|--post-data|--body-data)$/.test(option) ||
		/^(?:https?:|--(?:data|post-data|form)[\w-]*=)/.test(text)
	);
}

/** What a call sends as content or as part of the address; how it proves who it is (headers, auth) is left out. */
function bodyOf(call: Call): readonly (Value | undefined)[] {
	const named = ['data', 'json', 'params', 'files', 'content', 'body', 'url', 'msg'].map(name => call.keywords.get(name));
	const [address, ...rest] = call.args;
	return [
		address,
		...named,
		...rest.flatMap(value => (value.members ? ['body', 'data', 'params', 'json', 'form'].map(name => value.members?.get(name)) : [value])),
	];
}

/** A key in the content, for a host that does not go by the name of any key in this code. */
function strangers(
	skill: SkillView,
	taints: ReadonlySet<Taint>,
	host: string | undefined,
	unit: CodeUnit,
	at: Call | Command,
): readonly Match[] {
	if (!taints.has('variable') || host === undefined) {
		return [];
	}

	const keys = keysIn(skill.texts.get(unit.file) ?? '');
	return keys.some(isPrecious) && !keys.some(key => belongsTo(key, host)) ? [inUnit(keyToStranger, unit, at.place, host)] : [];
}

/** A file of keys that is sent: `@file` for curl, an operand for scp. One given by `-i` or `--key` opens the connection and does not travel. */
function carriesSecret({name, args}: Command, index: number): boolean {
	const text = args[index]?.text ?? '';
	const isOperand = /^(?:scp|rsync|sftp|aws|gsutil|gcloud|rclone|az)$/.test(name ?? '');
	const path = isOperand ? text : /^(?:[\w-]*=?@|[\w-]+=<)(.+)$/.exec(text)?.[1];
	const opens = /^(?:-i|-F|--key|--cert|-E)$/.test(args[index - 1]?.text ?? '') && isOperand;
	return path !== undefined && !opens && isKeyFile(path.split(';')[0] ?? '');
}

const keyFiles = /(?:^|[/_.-])(?:credentials?|secrets?|passwords?|tokens?|private[-_]?keys?|id_rsa|wallet|keystore|\.env)(?:\.\w+)?$/i;

/** Also by its name alone: what is called credentials.txt holds them. */
function isKeyFile(path: string): boolean {
	return classifyPath(path) === 'secret' || keyFiles.test(path);
}

function leaks(
	skill: SkillView,
	taints: ReadonlySet<Taint>,
	host: string | undefined,
	unit: CodeUnit,
	at: Call | Command,
): readonly Match[] {
	if (taints.has('secret') || taints.has('environment')) {
		return [
			inUnit(
				secretToNetwork,
				unit,
				at.place,
				taints.has('secret') ? 'the content of a file of keys or passwords' : 'the whole environment',
			),
		];
	}

	return taints.has('variable') && host && isDropHost(host) && !isForItsOwn(skill, unit, host)
		? [inUnit(keyToDrop, unit, at.place, host)]
		: [];
}

/** A bot's token goes to its messenger, where strangers meet too; beside a key of any other service it may be the loot that goes. */
function isForItsOwn(skill: SkillView, unit: CodeUnit, host: string): boolean {
	const keys = keysIn(skill.texts.get(unit.file) ?? '');
	return keys.length > 0 && keys.every(key => belongsTo(key, host));
}

function listed(call: Call, unit: CodeUnit): readonly Match[] {
	const given = taintsOf([...call.args, call.receiver]);
	return given.has('environment') && (listings.has(call.name) || listings.has(`?.${call.name.split('.').at(-1)}`))
		? [inUnit(environmentListed, unit, call.place, call.name === '<iterate>' ? 'a loop' : call.name)]
		: [];
}

function listedByCommand({name = '', args, place, stdin}: Command, unit: CodeUnit): readonly Match[] {
	const dumps = /^(?:env|printenv|export|declare)$/.test(name) && args.every(argument => /^-[0px]*$/.test(argument.text ?? '-'));
	return dumps && stdin === undefined ? [inUnit(environmentListed, unit, place, name)] : [];
}

/** C3: secrets and the environment on their way out. One named key sent to a service is how APIs work and is no finding. */

import type {Match, Rule} from '../findings.ts';
import type {Call, CodeUnit, Command} from '../parse/code.ts';
import {names} from '../parse/name-set.ts';
import {type Taint, taintsOf, withTaints} from '../parse/value.ts';
import {hostOfCall, hostOfCommand, isDropHost, isLocal} from './hosts.ts';
import {networkCalls, sendCalls} from './names.ts';
import {classifyPath} from './paths.ts';
import {inCalls, inCommands, inUnit, type RuleFile} from './rule-file.ts';

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
	rules: [secretToNetwork, keyToDrop, environmentListed],
	match: skill => [
		...inCalls(skill, (call, unit) => [...sent(call, unit), ...listed(call, unit)]),
		...inCommands(skill, (command, unit) => [...sentByCommand(command, unit), ...listedByCommand(command, unit)]),
	],
};

function sent(call: Call, unit: CodeUnit): readonly Match[] {
	if (!networkCalls.has(call.name) && !sendCalls.has(call.name)) {
		return [];
	}

	const host = hostOfCall(call);
	return host && isLocal(host) ? [] : leaks(taintsOf([...call.args, ...call.keywords.values()]), host, unit, call);
}

function sentByCommand(command: Command, unit: CodeUnit): readonly Match[] {
	if (!senders.has(command.name ?? '')) {
		return [];
	}

	const taints = taintsOf([...command.args, command.stdin]);
	return leaks(
		command.args.some((_, index) => carriesSecret(command, index)) ? withTaints(taints, ['secret']) : taints,
		hostOfCommand(command),
		unit,
		command,
	);
}

/** A file of keys that is sent: `@file` for curl, an operand for scp. One given by `-i` or `--key` opens the connection and does not travel. */
function carriesSecret({name, args}: Command, index: number): boolean {
	const text = args[index]?.text ?? '';
	const isOperand = name === 'scp' || name === 'rsync' || name === 'sftp';
	const path = isOperand ? text : /^[\w-]*=?@(.+)$/.exec(text)?.[1];
	const opens = /^(?:-i|-F|--key|--cert|-E)$/.test(args[index - 1]?.text ?? '') && isOperand;
	return path !== undefined && !opens && classifyPath(path.split(';')[0] ?? '') === 'secret';
}

function leaks(taints: ReadonlySet<Taint>, host: string | undefined, unit: CodeUnit, at: Call | Command): readonly Match[] {
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

	return taints.has('variable') && host && isDropHost(host) ? [inUnit(keyToDrop, unit, at.place, host)] : [];
}

function listed(call: Call, unit: CodeUnit): readonly Match[] {
	const isListing = listings.has(call.name) || listings.has(`?.${call.name.split('.').at(-1)}`);
	const given = taintsOf([...call.args, call.receiver]);
	return isListing && given.has('environment')
		? [inUnit(environmentListed, unit, call.place, call.name === '<iterate>' ? 'a loop' : call.name)]
		: [];
}

function listedByCommand({name = '', args, place, stdin}: Command, unit: CodeUnit): readonly Match[] {
	const dumps = /^(?:env|printenv|export|declare)$/.test(name) && args.every(argument => /^-[0px]*$/.test(argument.text ?? '-'));
	return dumps && stdin === undefined ? [inUnit(environmentListed, unit, place, name)] : [];
}

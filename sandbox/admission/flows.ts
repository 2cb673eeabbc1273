/**
Where content comes from: the taints of calls, names and commands. The readers of each language ask here; the rules
look at where tainted content ends up.
*/

import type {Call, Command, FlowModel, NestedCode} from './parse/code.ts';
import {interpreterOf, isShellDecoder} from './parse/interpreters.ts';
import {processOf} from './parse/process-calls.ts';
import {noTaints, shapeOf, type Taint, taintsOf, union, withTaints} from './parse/value.ts';
import {decoderCalls, inputNames, neutralCalls, networkCalls, sendCalls} from './rules/names.ts';
import {classifyPath, isSecretVariable} from './rules/paths.ts';

const environmentNames = new Set(['os.environ', 'os.environb', 'process.env']);
const variableCalls = new Set([
	'os.getenv',
	'os.environ.get',
	'os.environ.pop',
	'os.environ.setdefault',
	'os.environb.get',
	'process.env.get',
]);
const processLists = new Set(['psutil.process_iter', 'psutil.pids']);

/** The model that admission reads code with. */
export const flowModel: FlowModel = {ofCall, ofName, ofVariable, ofCommand};

function ofCall(call: Call, inherited: ReadonlySet<Taint>): ReadonlySet<Taint> {
	const {name, args} = call;
	if (neutralCalls.has(name) || neutralCalls.has(`?.${name.slice(name.lastIndexOf('.') + 1)}`)) {
		return noTaints;
	}

	if (variableCalls.has(name)) {
		return ofVariable(shapeOf(args[0]));
	}

	if (networkCalls.has(name) || sendCalls.has(name)) {
		// What was sent does not come back; a connection that was opened carries whatever the other side says.
		return name === 'urllib.request.Request' ? inherited : new Set(['download']);
	}

	if (decoderCalls.has(name) || (name === 'Buffer.from' && /^(?:base64|base64url|hex)$/.test(args[1]?.text ?? ''))) {
		return withTaints(inherited, ['decoded']);
	}

	const started = processOf(call);
	if (started) {
		return 'command' in started ? ofCommand(started.command) : ofLine(started.line);
	}

	if (processLists.has(name)) {
		return new Set(['processes']);
	}

	return withTaints(union(inherited, ofName(name)), fileTaints(call));
}

/** What a line of shell prints, judged by its words: it has not been parsed yet. */
function ofLine({text}: NestedCode): ReadonlySet<Taint> {
	return /\b(?:curl|wget)\b/.test(text) ? new Set(['download']) : noTaints;
}

function fileTaints(call: Call): readonly Taint[] {
	const kinds = [call.receiver, ...call.args.slice(0, 2)].map(value => (value?.text === undefined ? 'inside' : classifyPath(value.text)));
	return [...(kinds.includes('secret') ? (['secret'] as const) : []), ...(kinds.includes('processes') ? (['processes'] as const) : [])];
}

function ofVariable(name: string): ReadonlySet<Taint> {
	return isSecretVariable(name) ? new Set(['variable']) : noTaints;
}

function ofName(name: string): ReadonlySet<Taint> {
	if (environmentNames.has(name)) {
		return new Set(['environment']);
	}

	return inputNames.has(name) ? new Set(['input']) : noTaints;
}

const dumpCommands = new Set(['env', 'printenv', 'set', 'export', 'declare']);
/** Commands that print keys which are kept elsewhere than in a file. */
const printsKeys =
	/^(?:kubectl|oc) (?:\S+ )*?get (?:\S+ )*?secrets?\b|^security (?:find-(?:generic|internet)-password|dump-keychain|export)|^gh auth token|^gcloud auth (?:\S+ )?print-\S*token|^aws (?:secretsmanager get-secret-value|ssm get-parameters?\b.*--with-decryption|configure export-credentials)|^vault (?:kv get|read)|^op (?:read|item get)|^pass (?:show )|^gpg .*--export-secret|^git credential fill|^secret-tool (?:lookup|search)|^az account get-access-token|^docker secret inspect|^heroku config|^printenv \S*(?:KEY|TOKEN|SECRET|PASSWORD)/;

const silentCommands = new Set([
	'test',
	'[',
	'true',
	'false',
	'cd',
	'mkdir',
	'rm',
	'chmod',
	'wc',
	'md5sum',
	'sha256sum',
	'shasum',
	'which',
	'date',
	'ls',
]);

function ofCommand(command: Command): ReadonlySet<Taint> {
	const {name = '', args, stdin} = command;
	if (name === 'curl' || name === 'wget') {
		return new Set(['download']);
	}

	if (silentCommands.has(name) || interpreterOf(command)?.inline) {
		return noTaints;
	}

	const operands = args.filter(argument => !argument.text?.startsWith('-'));
	if (dumpCommands.has(name) && operands.length === 0) {
		return new Set(['environment']);
	}

	const inherited = taintsOf([stdin, ...args]);
	const secret = [...args, ...command.redirects.filter(redirect => redirect.operator === '<').map(redirect => redirect.target)].some(
		isSecretPath,
	);
	return withTaints(inherited, [
		...(secret && !isPrinted(name) ? (['secret'] as const) : []),
		...(printsKeys.test([name, ...args.map(shapeOf)].join(' ')) ? (['secret'] as const) : []),
		...(isShellDecoder(command) ? (['decoded'] as const) : []),
	]);
}

function isPrinted(name: string): boolean {
	return name === 'echo' || name === 'printf';
}

function isSecretPath(value: {readonly text?: string | undefined}): boolean {
	return value.text !== undefined && classifyPath(value.text.replace(/^[\w-]*=?@/, '')) === 'secret';
}

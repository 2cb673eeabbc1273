/** `skilllite-sandbox`: run and scan skills in the sandbox, with nothing of the agent. The whole of the second binary. */

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {toDisplay, toDisplayJson} from './base/display.ts';
import {exitCodeOf, type SkillLiteError, toSkillLiteError, UsageError} from './base/errors.ts';
import {packageRoot} from './base/package-root.ts';
import type {Command} from './run-command.ts';
import type {RequestWords} from './run-request.ts';

const usage = `skilllite-sandbox runs skills in a strict sandbox, without an agent.

Usage:
  skilllite-sandbox run DIR [JSON]   run a skill; JSON, or - for stdin, goes to its stdin
  skilllite-sandbox exec -- CMD ARG  run a command of your own; reads the current folder, writes nothing
  skilllite-sandbox bash [TEXT]      run a shell text, or a shell that takes line after line
  skilllite-sandbox scan PATH        scan a skill, a folder of skills or a file
  skilllite-sandbox doctor           check this machine

Flags of run:
  --script PATH  --args VALUE  --level 2|3  --timeout TIME  --memory SIZE
  --allow-net HOST[:PORT]  --allow-read PATH  --allow-write PATH  --env NAME
  --approve none|clean|confirm  --observe
Flags of exec and bash:
  --policy FILE, and the limits, --allow-*, --env and --observe of run
Flags of scan:
  --format text|json|sarif|html  --fail-on low|medium|high|critical
  --rules DIR  --baseline FILE       your own rules, and findings that you accept
  --runtime  --input JSON            run it too, on this sample, and say what it does
Flags of every command:
  --json  --verbose  --version  --help

Example: skilllite-sandbox run ./skills/calculator '{"operation": "add", "a": 1, "b": 2}' --json
`;

const options = {
	json: {type: 'boolean'},
	verbose: {type: 'boolean'},
	version: {type: 'boolean'},
	help: {type: 'boolean'},
	script: {type: 'string'},
	args: {type: 'string', multiple: true},
	level: {type: 'string'},
	timeout: {type: 'string'},
	memory: {type: 'string'},
	'allow-net': {type: 'string', multiple: true},
	'allow-read': {type: 'string', multiple: true},
	'allow-write': {type: 'string', multiple: true},
	env: {type: 'string', multiple: true},
	approve: {type: 'string'},
	policy: {type: 'string'},
	observe: {type: 'boolean'},
	runtime: {type: 'boolean'},
	input: {type: 'string'},
	format: {type: 'string'},
	'fail-on': {type: 'string'},
	rules: {type: 'string'},
	baseline: {type: 'string'},
} as const;

type Flags = ReturnType<typeof parse>['values'];

process.stdout.on('error', () => process.exit(0));
process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
	try {
		const {values, positionals} = parse(argv);
		const [command, target, input, ...others] = positionals;
		if (values.version) {
			const {version}: {readonly version: string} = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
			process.stdout.write(`skilllite-sandbox ${version}\n`);
			return 0;
		}

		if (values.help || (command === undefined && argv.length === 0)) {
			process.stdout.write(usage);
			return values.help ? 0 : exitCodeOf('usage');
		}

		switch (command) {
			case 'run':
				return await run(needed(target, 'run', 'DIR'), input, values);
			case 'exec':
				return await execute({kind: 'program', words: words(needed(target, 'exec', 'CMD'), input, ...others)}, values);
			case 'bash':
				return await execute(target === undefined ? await shellOfStdin() : {kind: 'shell', text: target}, values);
			case 'scan':
				return await scan(needed(target, 'scan', 'PATH'), values);
			case 'doctor':
				return await doctor(values);
			default:
				throw new UsageError(`There is no command ${JSON.stringify(command ?? '')}.`, {hint: 'See skilllite-sandbox --help.'});
		}
	} catch (thrown) {
		const error = toSkillLiteError(thrown);
		printError(error, argv);
		return exitCodeOf(error.code);
	}
}

function parse(argv: string[]) {
	try {
		return parseArgs({args: argv, options, allowPositionals: true});
	} catch (cause) {
		const [sentence = ''] = (cause instanceof Error ? cause.message : String(cause)).split('. ');
		throw new UsageError(`${sentence.replace(/\.$/, '')}.`, {hint: 'See skilllite-sandbox --help.', cause});
	}
}

function needed(value: string | undefined, command: string, name: string): string {
	if (value === undefined) {
		throw new UsageError(`The command ${command} needs ${name}.`, {hint: 'See skilllite-sandbox --help.'});
	}

	return value;
}

async function run(dir: string, input: string | undefined, flags: Flags): Promise<number> {
	const [{runSkill}, {readRunRequest}, {exitCodeOfRun, observedLine, sentenceOfRun, withheldLine}, {nobody}] = await Promise.all([
		import('./run-skill.ts'),
		import('./run-request.ts'),
		import('./run-outcome.ts'),
		import('./admission/consent-port.ts'),
	]);
	const workspace = process.cwd();
	const {allow, limits} = readRunRequest(requestWords(flags), workspace);
	const envelope = await runSkill(
		{
			skillDir: dir,
			script: flags.script,
			args: flags.args ?? [],
			stdin: await readInput(input),
			workspace,
			level: oneOf('level', flags.level ?? '3', ['2', '3']) === '2' ? 2 : 3,
			approve: oneOf('approve', flags.approve ?? 'none', ['none', 'clean', 'confirm']),
			allow,
			limits,
			consent: nobody,
			observe: flags.observe ?? false,
		},
		{
			signal: signalOfInterrupts(),
			onWithheld: (phrases, ceilings) => void process.stderr.write(`${withheldLine(phrases, ceilings)}\n`),
			onObserved: observation => void process.stderr.write(`${observedLine(observation)}\n`),
			...(flags.json ? {} : {onOutput: show}),
		},
	);
	if (flags.json) {
		process.stdout.write(`${toDisplayJson(JSON.stringify(envelope))}\n`);
	}

	const sentence = sentenceOfRun(envelope);
	const lines = [sentence, envelope.hint ?? ''].filter(line => line !== '');
	process.stderr.write(lines.map(line => `${line}\n`).join(''));
	return exitCodeOfRun(envelope);
}

function requestWords(flags: Flags): RequestWords {
	return {
		allowNet: flags['allow-net'] ?? [],
		allowRead: flags['allow-read'] ?? [],
		allowWrite: flags['allow-write'] ?? [],
		env: flags.env ?? [],
		timeout: flags.timeout,
		memory: flags.memory,
	};
}

async function execute(command: Command, flags: Flags): Promise<number> {
	const [{execute}, {readRunRequest}] = await Promise.all([import('./cli-command.ts'), import('./run-request.ts')]);
	return execute({
		command,
		policyPath: flags.policy,
		request: readRunRequest(requestWords(flags), process.cwd()),
		json: flags.json ?? false,
		observe: flags.observe ?? false,
		signal: signalOfInterrupts(),
		show,
	});
}

function words(...given: readonly (string | undefined)[]): readonly string[] {
	return given.filter(word => word !== undefined);
}

/** At a terminal a session; else the text that comes on stdin. */
async function shellOfStdin(): Promise<Command> {
	return process.stdin.isTTY ? {kind: 'session'} : {kind: 'shell', text: await readAll()};
}

async function readAll(): Promise<string> {
	let text = '';
	for await (const chunk of process.stdin.setEncoding('utf8')) {
		text += chunk;
	}

	return text;
}

/** A terminal obeys what it is sent; a file or a pipe gets the text as it is. */
function show(stream: 'stdout' | 'stderr', text: string): void {
	process[stream].write(process[stream].isTTY ? toDisplay(text, {multiline: true}) : text);
}

async function scan(path: string, flags: Flags): Promise<number> {
	const {scan} = await import('./cli-scan.ts');
	const format = oneOf('format', flags.format ?? 'text', ['text', 'json', 'sarif', 'html']);
	return scan({
		path,
		format: flags.json ? 'json' : format,
		failOn: oneOf('fail-on', flags['fail-on'] ?? 'high', ['low', 'medium', 'high', 'critical']),
		baseline: flags.baseline,
		rules: flags.rules,
		notes: flags.verbose ?? false,
		sample: flags.runtime ? await readInput(flags.input) : undefined,
		signal: signalOfInterrupts,
	});
}

async function doctor(flags: Flags): Promise<number> {
	const {diagnose} = await import('./doctor.ts');
	const checks = await diagnose();
	const ok = checks.every(({state}) => state !== 'fail');
	const lines = checks.map(
		({state, name, detail, remedy}) => `${state}  ${name}: ${toDisplay(detail)}${remedy === null ? '' : `\n      ${toDisplay(remedy)}`}\n`,
	);
	process.stdout.write(flags.json ? `${toDisplayJson(JSON.stringify({ok, checks}))}\n` : lines.join(''));
	return ok ? 0 : 1;
}

/** The JSON of the command line or of stdin, known to be JSON; `{}` when there is none. */
async function readInput(input = '{}'): Promise<string> {
	const text = input === '-' ? await readAll() : input;
	try {
		JSON.parse(text);
	} catch (cause) {
		throw new UsageError(`The input is not JSON: ${cause instanceof Error ? toDisplay(cause.message) : 'it cannot be read'}.`, {cause});
	}

	return text;
}

function oneOf<Choice extends string>(flag: string, value: string, choices: readonly Choice[]): Choice {
	const choice = choices.find(choice => choice === value);
	if (choice === undefined) {
		throw new UsageError(`The flag --${flag} cannot be ${JSON.stringify(value)}.`, {hint: `Write one of ${choices.join(', ')}.`});
	}

	return choice;
}

/** Aborted by the first Ctrl+C or SIGTERM; the run then ends as cancelled and its children are gone. */
function signalOfInterrupts(): AbortSignal {
	const controller = new AbortController();
	for (const [name, code] of [
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const) {
		process.once(name, () => {
			controller.abort();
			process.once('exit', () => {
				process.exitCode = code;
			});
		});
	}

	return controller.signal;
}

function printError(error: SkillLiteError, argv: readonly string[]): void {
	const {code, message, hint} = error;
	if (argv.includes('--json')) {
		process.stdout.write(`${toDisplayJson(JSON.stringify({error: {code, message, hint}}))}\n`);
	} else {
		process.stderr.write(`${toDisplay(message)}\n${hint === undefined ? '' : `${toDisplay(hint)}\n`}`);
	}

	if (argv.includes('--verbose')) {
		process.stderr.write(`${toDisplay(error.stack ?? '', {multiline: true})}\n`);
	}
}

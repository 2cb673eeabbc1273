/** `skilllite run`: one skill through the whole chain. On the fast path: nothing heavy may be imported here. */

import {
	deniedLine,
	exitCodeOfRun,
	gapsLine,
	observedLine,
	type RunEnvelope,
	readRunRequest,
	requireWritableHome,
	runSkill,
	type Script,
	SkillError,
	sentenceOfRun,
	toDisplay,
	UsageError,
	withheldLine,
} from '../../sandbox/index.ts';
import type {Flags} from '../core/parse-arguments.ts';
import type {Progress} from '../core/progress.ts';
import {limitsFromSettings} from '../core/run-limits.ts';
import {loadSettings} from '../core/settings.ts';
import {type DiscoveredSkill, type FoundSkill, findSkill} from '../skills/discover.ts';
import {schemaOf} from '../skills/schema.ts';
import {validateInput} from '../skills/validate-input.ts';
import type {CommandContext} from './command.ts';
import {lockPathOf} from './installed.ts';
import type {Output} from './output.ts';
import {approvalByFlags} from './run-flags.ts';
import {chooseLevel} from './sandbox-level.ts';
import {createTerminalConsent} from './terminal-consent.ts';

export async function run({flags, positionals, rest, project, output, interrupts}: CommandContext): Promise<number> {
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	const request = readRunRequest(requestWords(flags), project.folder);
	requireWritableHome();
	const skill = await findSkill(positionals[0] ?? '', {projectFolder: project.folder, extraFolders: settings.skillFolders});
	const script = chooseScript(skill, flags.text('script'));
	const args = [...flags.list('args'), ...rest];
	const stdin = checkInput(skill, script, await readInput(positionals[1], args));
	const level = await chooseLevel(flags, settings, output);
	const streamed = createStreams(output);
	let installing: Progress | undefined;
	const running = runSkill(
		{
			skillDir: skill.dir,
			inventory: skill.inventory,
			script: script.path,
			args,
			stdin,
			workspace: project.folder,
			level,
			approve: approvalByFlags(flags, true),
			allow: request.allow,
			observe: flags.has('observe') || settings.observe,
			limits: {...limitsFromSettings(settings, skill.manifest?.policy), ...request.limits},
			consent: createTerminalConsent({style: output.style, onInterrupt: interrupts.interrupt}),
			lockPath: lockPathOf(skill.dir, project),
		},
		{
			signal: interrupts.signal,
			onOutput: streamed.write,
			onWithheld: (phrases, ceilings) => output.warn(withheldLine(phrases, ceilings)),
			onObserved: observation => flags.has('observe') && output.note(output.style.dim(observedLine(observation))),
			onInstall: kind => {
				installing?.stop();
				installing = output.progress(`installing the ${kind === 'python' ? 'Python' : 'npm'} packages of ${toDisplay(skill.name)}`);
			},
			onStart: summary => {
				installing?.stop();
				if (output.verbose) {
					output.note(output.style.dim(`${skill.name}: ${summary}`));
				}
			},
		},
	);
	const envelope = await running.finally(() => installing?.stop());
	return report(envelope, streamed, output);
}

function requestWords(flags: Flags) {
	return {
		allowNet: flags.list('allow-net'),
		allowRead: flags.list('allow-read'),
		allowWrite: flags.list('allow-write'),
		env: flags.list('env'),
		timeout: flags.text('timeout'),
		memory: flags.text('memory'),
	};
}

/** The script to run; throws a SkillError or UsageError that names the ones there are. */
function chooseScript(skill: FoundSkill, wanted: string | undefined): Script {
	if (skill.problem !== null) {
		throw new SkillError('skill-invalid', skill.problem, {hint: `Repair ${toDisplay(skill.dir)}/SKILL.md, or remove the folder.`});
	}

	const shown = JSON.stringify(toDisplay(skill.name));
	const paths = toDisplay(skill.scripts.map(({path}) => path).join(', '), {maxLength: 400});
	if (wanted === undefined) {
		if (skill.entry) {
			return skill.entry;
		}

		const closed = skill.inventory?.problems.find(({kind, path}) => kind === 'unreadable' && path.startsWith('scripts'));
		if (closed) {
			throw new SkillError('skill-invalid', `Cannot run skill ${shown}: ${closed.message.replace(/\.$/, '')}.`, {
				hint: `Check who owns ${toDisplay(skill.dir)} and its modes.`,
			});
		}

		throw skill.scripts.length === 0
			? new SkillError('skill-invalid', `Cannot run skill ${shown}: it has no script, it is read by the agent.`, {
					hint: 'Ask for it in skilllite chat.',
				})
			: new UsageError(`Cannot run skill ${shown}: it has no entry script.`, {hint: `Name one with --script: ${paths}`});
	}

	const script = skill.scripts.find(({path}) => path === wanted.replace(/^\.\//, ''));
	if (!script) {
		throw new UsageError(`Cannot run skill ${shown}: it has no script ${JSON.stringify(wanted)}.`, {
			hint: paths === '' ? 'It has no scripts at all.' : `Its scripts: ${paths}`,
		});
	}

	return script;
}

/** The JSON text of the command line or stdin; null when none was given. */
async function readInput(argument: string | undefined, args: readonly string[]): Promise<string | null> {
	if (argument === '-') {
		const {readStdin} = await import('./read-stdin.ts');
		return readStdin();
	}

	// A script that is driven by arguments alone reads no input.
	return argument ?? (args.length > 0 ? null : '{}');
}

/** What goes to the script's stdin, known to be JSON and, for the entry script, to fit the schema. */
function checkInput(skill: DiscoveredSkill, script: Script, text: string | null): string {
	if (text === null) {
		return '';
	}

	let input: unknown;
	try {
		input = JSON.parse(text);
	} catch (cause) {
		throw new SkillError(
			'input-invalid',
			`The input is not JSON: ${cause instanceof Error ? toDisplay(cause.message) : 'it cannot be read'}.`,
			{
				hint: `For example: skilllite run ${toDisplay(skill.name)} '{"name": "value"}'`,
				cause,
			},
		);
	}

	if (skill.manifest && script.path === skill.entry?.path) {
		const faults = validateInput(schemaOf(skill, skill.manifest).schema, input);
		if (faults.length > 0) {
			throw new SkillError(
				'input-invalid',
				`Skill ${JSON.stringify(toDisplay(skill.name))} cannot take this input: ${faults.map(fault => toDisplay(fault)).join(' ')}`,
				{
					hint: `See what it takes with: skilllite show ${toDisplay(skill.name)}`,
				},
			);
		}
	}

	return text;
}

interface Streams {
	readonly write: (stream: 'stdout' | 'stderr', text: string) => void;
	/** Print what was not written live. */
	readonly finish: (envelope: RunEnvelope) => void;
}

/** The skill's two streams on ours, as they come. With --json they are in the envelope instead. */
function createStreams({json}: Output): Streams {
	const written = {stdout: false, stderr: false};
	const write = (stream: 'stdout' | 'stderr', text: string) => {
		if (!json && text !== '') {
			written[stream] = true;
			// A terminal obeys what it is sent; a file or a pipe gets the bytes as they are.
			process[stream].write(process[stream].isTTY ? toDisplay(text, {multiline: true}) : text);
		}
	};
	return {
		write,
		finish({stdout, stderr}) {
			for (const [stream, text] of [
				['stdout', stdout],
				['stderr', stderr],
			] as const) {
				if (!written[stream]) {
					write(stream, text);
				}
			}
		},
	};
}

function report(envelope: RunEnvelope, streams: Streams, output: Output): number {
	if (output.json) {
		output.document(envelope);
	} else {
		streams.finish(envelope);
	}

	const denied = deniedLine(envelope.denied);
	if (denied !== '') {
		output.note(output.style.yellow(denied));
	}

	if (envelope.hint !== undefined) {
		output.note(envelope.hint);
	}

	const {stdout, stderr} = envelope.truncated;
	if ((stdout || stderr) && envelope.ended !== 'output') {
		output.warn(`${stdout ? 'stdout' : 'stderr'} was cut at its limit.`);
	}

	const sentence = sentenceOfRun(envelope);
	if (sentence !== '') {
		process.stderr.write(`${output.style.red(sentence)}\n`);
	}

	const gaps = envelope.backend === 'landlock' ? gapsLine(envelope.backend) : '';
	if (gaps !== '') {
		output.note(gaps);
	}

	return exitCodeOfRun(envelope);
}

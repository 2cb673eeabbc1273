/** The commands of a conversation that belong to its session and model. Each is one entry of a table; presenting is not done here. */

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {toSkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {Agent, Said} from '../agent/agent.ts';
import {type PlanMode, planWords} from '../agent/plan-mode.ts';
import type {Project} from '../core/paths.ts';
import {type SlashCommand, type SlashOutcome, slashRow} from '../core/slash-command.ts';
import {roomOf} from '../core/terminal.ts';
import {twoColumns} from '../core/two-columns.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {dialogueOf} from '../session/dialogue.ts';
import {findSession, listSessions, resumableSessions} from '../session/session-list.ts';
import {createSession} from '../session/transcript.ts';
import {contextLines, sessionLabel} from './slash-text.ts';

interface NamedSkill {
	readonly name: string;
	readonly description: string;
}

export interface SlashOptions {
	readonly agent: Agent;
	readonly project: Project;
	/** Find and open another model by the name that a person wrote. */
	readonly openModel: (name: string, signal: AbortSignal) => Promise<ChatModel>;
	/** Names and descriptions of the skills that can be used. */
	readonly skills: () => readonly NamedSkill[];
}

/** Typing narrows a list on the screen; on plain lines more would push the first away. */
const mostListed = 40;

/** The table, in the order of help. More commands may be put behind it; `help` must then be made of the whole, see `helpCommand`. */
export function createSlashCommands(options: SlashOptions): readonly SlashCommand[] {
	const {agent} = options;
	return [
		modelCommand(options),
		{
			name: 'skills',
			arguments: '',
			summary: 'the skills of this project',
			run() {
				const skills = options.skills();
				return said(
					...(skills.length > 0 ? skills.map(({name, description}) => `${name}: ${description}`) : ['There are no skills here.']),
				);
			},
		},
		{
			name: 'context',
			arguments: '',
			summary: "what takes the room in the model's context",
			run: () => said(...contextLines(agent.context())),
		},
		planCommand(agent),
		compactCommand(agent),
		sessionsCommand(options),
		resumeCommand(options),
		rewindCommand(agent),
		forkCommand(agent),
		clearCommand(options),
		exportCommand(options),
		{name: 'quit', arguments: '', summary: 'leave, as Ctrl+D does', run: () => ({kind: 'quit'})},
	];
}

/** One command for each skill, beside the table: `/NAME` asks the agent for it. */
export function createSkillCommands(skills: readonly NamedSkill[]): readonly SlashCommand[] {
	return skills.map(({name, description}) => ({
		name: name.toLowerCase(),
		arguments: '[TEXT]',
		summary: description,
		run: argument => ({kind: 'send', text: `use ${name} ${argument}`.trim()}),
	}));
}

/** `/help` of these commands. */
export function helpCommand(commands: readonly SlashCommand[], keys: readonly string[]): SlashCommand {
	return {
		name: 'help',
		arguments: '',
		summary: 'this list',
		run() {
			return said(...twoColumns([...commands, this].map(slashRow), roomOf(process.stdout)), ...keys);
		},
	};
}

function modelCommand({agent, openModel}: SlashOptions): SlashCommand {
	return {
		name: 'model',
		arguments: '[PROVIDER:NAME]',
		summary: 'show the model, or go on with another that its endpoint has',
		async run(name, signal) {
			if (name !== '') {
				agent.useModel(await openModel(name, signal));
				return said(`Going on with ${agent.model.name}.`);
			}

			let names: readonly string[] = [];
			try {
				names = await agent.model.models(signal);
			} catch (thrown) {
				const {message} = toSkillLiteError(thrown);
				return said(`The model is ${agent.model.name}. ${message}`, 'Another one: /model PROVIDER:NAME');
			}

			const others = names.filter(other => other !== agent.model.name && !agent.model.name.endsWith(`:${other}`));
			return others.length === 0
				? said(`The model is ${agent.model.name}; no other is offered here. Another one: /model PROVIDER:NAME`)
				: choose(
						`The model is ${agent.model.name}; go on with`,
						'model',
						others.map(value => ({value, label: value})),
					);
		},
	};
}

const planSentences = {
	auto: 'The model keeps a list of tasks when a request needs three or more steps.',
	always: 'The model begins every request with a list of tasks.',
	never: 'The model keeps no list of tasks.',
} as const;

function planCommand(agent: Agent): SlashCommand {
	return {
		name: 'plan',
		arguments: '[on|off|auto]',
		summary: 'whether the model keeps a list of tasks, from the next message on',
		run(argument) {
			if (argument !== '') {
				agent.usePlan(planNamed(argument));
			}

			return said(planSentences[agent.plan]);
		},
	};
}

function planNamed(word: string): PlanMode {
	if (word !== 'on' && word !== 'off' && word !== 'auto') {
		throw new UsageError(`Cannot plan ${JSON.stringify(word)}.`, {hint: 'Write /plan on, /plan off or /plan auto.'});
	}

	return planWords[word];
}

function compactCommand(agent: Agent): SlashCommand {
	return {
		name: 'compact',
		arguments: '',
		summary: 'put a summary in the place of the older part of the conversation',
		async run(_, signal) {
			const done = await agent.compact(signal);
			return said(done ? `About ${done.before} tokens became ${done.after}.` : 'There is nothing older to summarise.');
		},
	};
}

function sessionsCommand({project}: SlashOptions): SlashCommand {
	return {
		name: 'sessions',
		arguments: '',
		summary: 'conversations of all folders that can be gone on with',
		run() {
			const others = listSessions().filter(({isOpen, isEmpty}) => !isOpen && !isEmpty);
			return choose(
				'Go on with which conversation?',
				'resume',
				others.slice(0, mostListed).map(session => {
					const place = session.project === project.folder ? '' : `  (${session.project ?? 'no folder'})`;
					return {value: session.id, label: `${sessionLabel(session)}${place}`};
				}),
			);
		},
	};
}

function resumeCommand({agent, project}: SlashOptions): SlashCommand {
	return {
		name: 'resume',
		arguments: '[ID]',
		summary: 'go on with another conversation',
		run(id) {
			if (id === '') {
				const others = resumableSessions(project.folder);
				return choose(
					'Go on with which conversation?',
					'resume',
					others.slice(0, mostListed).map(session => ({value: session.id, label: sessionLabel(session)})),
				);
			}

			const session = createSession(findSession(id).id);
			agent.useSession(session);
			return changed('', `Going on with ${session.id}.`, ...session.notices, ...lastWords(agent));
		},
	};
}

const beforeThisRun =
	'Files that were changed before this session was resumed are as they are: what they held is kept only while the program runs.';

function rewindCommand(agent: Agent): SlashCommand {
	return {
		name: 'rewind',
		arguments: '[N] [files]',
		summary: 'go back to before a message; with "files" put the files back too',
		async run(argument) {
			const messages = agent.said();
			const [, number, files] = /^(\d+)(?:\s+(files))?$/.exec(argument) ?? [];
			if (argument === '') {
				return choose('Go back to before which message?', 'rewind', messages.map(messageChoice).slice(-mostListed).reverse());
			}

			const message = messages[Number(number) - 1];
			if (!message) {
				throw new UsageError(`There is no message ${JSON.stringify(argument)} to go back to.`, {
					hint: 'Write its number, as /rewind shows it.',
				});
			}

			const rewound = await agent.rewind(message.id, {files: files !== undefined});
			const restored = rewound.files.length > 0 ? [`Put back: ${rewound.files.join(', ')}.`] : [];
			const unknown = files !== undefined && rewound.isOlder ? [beforeThisRun] : [];
			return changed(
				rewound.text,
				`Back to before message ${number}; what came after it stays in the transcript.`,
				...restored,
				...unknown,
			);
		},
	};
}

function messageChoice({text}: Said, index: number): {readonly value: string; readonly label: string} {
	return {value: String(index + 1), label: text.trim().split('\n')[0] ?? ''};
}

function forkCommand(agent: Agent): SlashCommand {
	return {
		name: 'fork',
		arguments: '',
		summary: 'go on in a copy of this conversation; the old one stays as it is',
		run() {
			const old = agent.session.id;
			return changed('', `Going on in ${agent.fork().id}; ${old} stays as it is.`);
		},
	};
}

function clearCommand({agent, project}: SlashOptions): SlashCommand {
	return {
		name: 'clear',
		arguments: '',
		summary: 'begin a new conversation; the old one can be resumed',
		run() {
			const old = agent.session.id;
			agent.useSession(createSession(undefined, {project: project.folder}));
			return changed('', `A new conversation. /resume ${old} goes back to the old one.`);
		},
	};
}

function exportCommand({agent, project}: SlashOptions): SlashCommand {
	return {
		name: 'export',
		arguments: '[md|html]',
		summary: 'write this conversation into a file of the project',
		async run(argument) {
			const format = argument || 'md';
			if (format !== 'md' && format !== 'html') {
				throw new UsageError(`Cannot export as ${JSON.stringify(argument)}.`, {hint: 'Write /export md or /export html.'});
			}

			const summary = findSession(agent.session.id);
			const dialogue = dialogueOf(agent.session.branch());
			const text =
				format === 'md'
					? (await import('../session/export-markdown.ts')).exportMarkdown(summary, dialogue)
					: (await import('../session/export-html.ts')).exportHtml(summary, dialogue);
			const time = new Date().toISOString().slice(11, 19).replaceAll(':', '');
			const path = join(project.folder, `${summary.id}-${time}.${format}`);
			// Never over a file that is there, nor through a link.
			writeFileSync(path, text, {flag: 'wx', mode: 0o600});
			return said(`Written to ${path}.`);
		},
	};
}

/** What was said last, so that one finds one's way back in. */
function lastWords(agent: Agent): readonly string[] {
	const dialogue = dialogueOf(agent.session.branch()).filter(({kind}) => kind === 'user' || kind === 'agent');
	return dialogue.slice(-2).map(({kind, text}) => `${kind === 'user' ? 'you' : 'agent'}: ${text.trim().slice(0, 500)}`);
}

function said(...lines: readonly string[]): SlashOutcome {
	return {kind: 'said', lines};
}

function changed(draft: string, ...lines: readonly string[]): SlashOutcome {
	return {kind: 'changed', draft, lines};
}

function choose(title: string, command: string, choices: readonly {readonly value: string; readonly label: string}[]): SlashOutcome {
	return choices.length === 0 ? said('There is nothing to choose from.') : {kind: 'choose', title, command, choices};
}

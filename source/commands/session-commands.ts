/** The commands of a conversation that go on with another one, back in this one, or write it down. */

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {UsageError} from '../../sandbox/index.ts';
import type {Agent} from '../agent/agent.ts';
import type {Said} from '../agent/go-back.ts';
import type {Project} from '../core/paths.ts';
import {changed, choose, said, type SlashCommand} from '../core/slash-command.ts';
import {dialogueOf} from '../session/dialogue.ts';
import {findSession, listSessions, resumableSessions} from '../session/session-list.ts';
import {createSession} from '../session/transcript.ts';
import {sessionLabel} from './slash-text.ts';

export interface SessionCommandOptions {
	readonly agent: Agent;
	readonly project: Project;
}

/** Typing narrows a list on the screen; on plain lines more would push the first away. */
const mostListed = 40;

/** In the order of help. */
export function createSessionCommands(options: SessionCommandOptions): readonly SlashCommand[] {
	const {agent} = options;
	return [
		sessionsCommand(options),
		resumeCommand(options),
		rewindCommand(agent),
		forkCommand(agent),
		clearCommand(options),
		exportCommand(options),
	];
}

function sessionsCommand({project}: SessionCommandOptions): SlashCommand {
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

function resumeCommand({agent, project}: SessionCommandOptions): SlashCommand {
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

function clearCommand({agent, project}: SessionCommandOptions): SlashCommand {
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

function exportCommand({agent, project}: SessionCommandOptions): SlashCommand {
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

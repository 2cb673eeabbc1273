/** The commands of a conversation that belong to its model, and the table of all. Each is one entry; presenting is not done here. */

import {toSkillLiteError, UsageError} from '../../sandbox/index.ts';
import type {Agent} from '../agent/agent.ts';
import {type PlanMode, planWords} from '../agent/plan-mode.ts';
import type {Project} from '../core/paths.ts';
import {choose, said, type SlashCommand, slashRow} from '../core/slash-command.ts';
import {roomOf} from '../core/terminal.ts';
import {twoColumns} from '../core/two-columns.ts';
import type {ChatModel} from '../model/chat-model.ts';
import {createSessionCommands} from './session-commands.ts';
import {contextLines} from './slash-text.ts';

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
		...createSessionCommands(options),
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

/** C7: code that stays after the skill ended: start-up files, timers, services, hooks, keys for a later login. */

import type {Rule} from '../findings.ts';
import type {Command} from '../parse/code.ts';
import {usesOf} from './capabilities.ts';
import {classifyPath} from './paths.ts';
import {inCommands, inUnit, type RuleFile} from './rule-file.ts';

const startUpFile: Rule = {
	id: 'SL-PERSIST-001',
	class: 'C7',
	severity: 'high',
	message: 'Writes %s, from where code runs later without being asked for.',
	remedy: 'Tell the person what to add, and let them do it.',
	references: ['CWE-506', 'T1546'],
};

const service: Rule = {...startUpFile, id: 'SL-PERSIST-002', message: 'Sets up something that runs later with %s.'};

const writers = new Set(['tee', 'cp', 'mv', 'install', 'ln', 'dd']);

export const persistence: RuleFile = {
	rules: [startUpFile, service],
	match: skill => [
		...skill.units.flatMap(unit =>
			usesOf(unit)
				.filter(use => use.kind === 'write' && use.detail !== undefined && classifyPath(use.detail) === 'persistence')
				.map(use => inUnit(startUpFile, unit, {start: use.start, end: use.start}, use.detail)),
		),
		...inCommands(skill, (command, unit) => {
			const path = writtenBy(command).find(target => classifyPath(target) === 'persistence');
			const how = installs(command);
			return [
				...(path ? [inUnit(startUpFile, unit, command.place, path)] : []),
				...(how ? [inUnit(service, unit, command.place, how)] : []),
			];
		}),
	],
};

/** The paths that a command writes by redirection or as its last operand. */
export function writtenBy({name = '', args, redirects}: Command): readonly string[] {
	const redirected = redirects.filter(redirect => redirect.operator.includes('>')).map(redirect => redirect.target.text);
	const operands = args.map(argument => argument.text).filter(text => text !== undefined && !text.startsWith('-'));
	const last = name === 'tee' ? operands : [operands.at(-1)?.replace(/^of=/, '')];
	return [...redirected, ...(writers.has(name) ? last : [])].filter(text => text !== undefined);
}

function installs({name = '', args, stdin, redirects}: Command): string | undefined {
	const texts = args.map(argument => argument.text ?? '');
	switch (name) {
		case 'crontab':
			return texts.some(text => text === '-' || !text.startsWith('-')) || stdin || redirects.length > 0 ? name : undefined;
		case 'systemctl':
			return texts.includes('enable') ? 'systemctl enable' : undefined;
		case 'launchctl':
			return texts.some(text => /^(?:load|bootstrap|submit)$/.test(text)) ? 'launchctl' : undefined;
		case 'schtasks':
			return texts.some(text => /^\/create$/i.test(text)) ? name : undefined;
		case 'reg':
			return texts.some(text => /CurrentVersion\\+Run/i.test(text)) ? 'a Run key' : undefined;
		case 'at':
		case 'batch':
			return stdin || redirects.some(redirect => redirect.operator.startsWith('<')) ? name : undefined;
		case 'git':
			return texts.some(text => /core\.hooksPath|^alias\./.test(text)) && texts.includes('--global') ? 'git config --global' : undefined;
		default:
			return undefined;
	}
}

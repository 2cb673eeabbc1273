import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {toDisplay} from '../../base/display.ts';
import {ConfigError} from '../../base/errors.ts';
import type {RuleFile} from '../rules/rule-file.ts';
import {ruleFileOf} from './match-rules.ts';
import {fault, parseUserRules} from './parse-rules.ts';
import type {UserRule} from './user-rule.ts';

const mostFiles = 100;
const largestFile = 256 * 1024;

/**
The rules in the `.yaml` and `.yml` files of a folder, as one rule file for admission.

Throws a ConfigError that names file and line for whatever cannot be used: a rule that is left out silently is a hole.
*/
export function readUserRules(folder: string): RuleFile {
	const rules: UserRule[] = [];
	for (const name of ruleFileNames(folder)) {
		const path = join(folder, name);
		for (const rule of parseUserRules(readText(path), path)) {
			if (rules.some(other => other.rule.id === rule.rule.id)) {
				throw fault(path, undefined, `the id ${rule.rule.id} is there twice`);
			}

			rules.push(rule);
		}
	}

	return ruleFileOf(rules);
}

function ruleFileNames(folder: string): readonly string[] {
	const names = statSync(folder, {throwIfNoEntry: false})?.isDirectory()
		? readdirSync(folder)
				.filter(name => /\.ya?ml$/i.test(name))
				.sort()
		: [];
	if (names.length === 0 || names.length > mostFiles) {
		throw new ConfigError(`Cannot use the rules in ${toDisplay(folder)}: it is not a folder with 1 to ${mostFiles} .yaml files.`);
	}

	return names;
}

function readText(path: string): string {
	if (!statSync(path).isFile() || statSync(path).size > largestFile) {
		throw fault(path, undefined, `it is not a file of at most ${largestFile / 1024} KB`);
	}

	return readFileSync(path, 'utf8');
}

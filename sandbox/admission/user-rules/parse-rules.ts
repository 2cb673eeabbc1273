/** The text of a rule file → rules. Every fault names file and line, so that the person who wrote it finds it. */

import {toDisplay} from '../../base/display.ts';
import {ConfigError} from '../../base/errors.ts';
import {parseYamlWithLines, YamlError} from '../../manifest/yaml.ts';
import type {Rule} from '../findings.ts';
import type {Severity} from '../report.ts';
import {globPattern} from './glob.ts';
import type {Matcher, UserRule} from './user-rule.ts';

/** A longer pattern is a program. */
export const longestRegex = 500;
const longestGlob = 200;
const mostRules = 200;
const severities: readonly Severity[] = ['note', 'low', 'medium', 'high', 'critical'];

type Fields = Readonly<Record<string, unknown>>;
type Fail = (says: string, at?: {readonly fields: Fields; readonly key?: string}) => never;

/** The rules of one file, in its order. Throws a ConfigError. */
export function parseUserRules(text: string, path: string): readonly UserRule[] {
	const {value, lineOf} = readYaml(text, path);
	const lines = text.split('\n');
	const fail: Fail = (says, at) => {
		const from = at ? (lineOf(at.fields) ?? 1) : 1;
		throw fault(path, at?.key === undefined ? from : lineOfKey(lines, from, at.key), says);
	};
	const file = fieldsOf(value, () => fail('is not a mapping with the key "rules"'));
	const {rules} = file;
	assertKeys(file, ['rules'], fail);
	if (!Array.isArray(rules) || rules.length === 0 || rules.length > mostRules) {
		return fail(`"rules" is not a list of 1 to ${mostRules} rules`, {fields: file, key: 'rules'});
	}

	return rules.map(rule =>
		parseRule(
			fieldsOf(rule, () => fail('a rule is not a mapping', {fields: file, key: 'rules'})),
			fail,
		),
	);
}

/** The error for a rule file that cannot be used. */
export function fault(path: string, line: number | undefined, says: string, cause?: unknown): ConfigError {
	const place = line === undefined ? '' : `, line ${line}`;
	return new ConfigError(`Cannot use the rules in ${toDisplay(path, {reveal: true})}${place}: ${toDisplay(says, {maxLength: 300})}.`, {
		cause,
	});
}

function readYaml(text: string, path: string): ReturnType<typeof parseYamlWithLines> {
	try {
		return parseYamlWithLines(text);
	} catch (error) {
		if (error instanceof YamlError) {
			throw fault(path, error.line, error.message, error);
		}

		throw error;
	}
}

function parseRule(fields: Fields, fail: Fail): UserRule {
	assertKeys(fields, ['id', 'class', 'severity', 'message', 'remedy', 'references', 'match'], fail);
	const id = textOf(fields, 'id', fail);
	if (!/^[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d{3}$/.test(id) || id.length > 64 || id.startsWith('SL-')) {
		fail('"id" is not of the form TEAM-TOPIC-001; SL- is taken', {fields, key: 'id'});
	}

	const severity = severities.find(severity => severity === fields.severity);
	const rule: Rule = {
		id,
		class: fields.class === undefined ? 'user' : textOf(fields, 'class', fail),
		severity: severity ?? fail(`"severity" is not one of ${severities.join(', ')}`, {fields, key: 'severity'}),
		message: textOf(fields, 'message', fail),
		remedy: textOf(fields, 'remedy', fail),
		references: fields.references === undefined ? [] : textsOf(fields, 'references', fail),
	};
	const match = fieldsOf(fields.match, () => fail('"match" is not a mapping', {fields, key: 'match'}));
	return {rule, matcher: parseMatcher(match, fail)};
}

function parseMatcher(fields: Fields, fail: Fail): Matcher {
	assertKeys(fields, ['in', 'regex', 'files', 'ignoreCase'], fail);
	const regex = fields.regex === undefined ? null : parseRegex(fields, fail);
	const files = fields.files === undefined ? null : parseGlob(fields, fail);
	switch (fields.in) {
		case 'code':
		case 'instructions':
			return {in: fields.in, regex: regex ?? fail(`a rule about ${fields.in} needs "regex"`, {fields}), files};
		case 'files':
			return regex || files ? {in: 'files', regex, files} : fail('a rule about files needs "regex" or "files"', {fields});
		default:
			return fail('"in" is not one of code, instructions, files', {fields, key: 'in'});
	}
}

function parseRegex(fields: Fields, fail: Fail): RegExp {
	const source = textOf(fields, 'regex', fail);
	const {ignoreCase = 'false'} = fields;
	if (ignoreCase !== 'true' && ignoreCase !== 'false') {
		fail('"ignoreCase" is neither true nor false', {fields, key: 'ignoreCase'});
	}

	if (source.length > longestRegex) {
		fail(`"regex" is longer than ${longestRegex} characters`, {fields, key: 'regex'});
	}

	const regex = compiled(source, ignoreCase === 'true' ? 'i' : '', says => fail(says, {fields, key: 'regex'}));
	return regex.test('') ? fail('"regex" matches an empty line', {fields, key: 'regex'}) : regex;
}

function compiled(source: string, flags: string, fail: (says: string) => never): RegExp {
	try {
		return new RegExp(source, flags);
	} catch (error) {
		return fail(error instanceof Error ? error.message : String(error));
	}
}

function parseGlob(fields: Fields, fail: Fail): RegExp {
	const glob = textOf(fields, 'files', fail);
	if (glob.length > longestGlob) {
		fail(`"files" is longer than ${longestGlob} characters`, {fields, key: 'files'});
	}

	try {
		return globPattern(glob);
	} catch {
		return fail('"files" has a brace without its other half', {fields, key: 'files'});
	}
}

function fieldsOf(value: unknown, fail: () => never): Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : fail();
}

function textOf(fields: Fields, key: string, fail: Fail): string {
	const value = fields[key];
	const text = typeof value === 'string' ? value.trim() : '';
	return text === '' || text.length > 1000 ? fail(`"${key}" is not a text of 1 to 1000 characters`, {fields, key}) : text;
}

function textsOf(fields: Fields, key: string, fail: Fail): readonly string[] {
	const value = fields[key];
	const isList = Array.isArray(value) && value.length <= 20 && value.every(item => typeof item === 'string' && item.length <= 200);
	return isList ? value : fail(`"${key}" is not a list of at most 20 texts`, {fields, key});
}

function assertKeys(fields: Fields, known: readonly string[], fail: Fail): void {
	const strange = Object.keys(fields).find(key => !known.includes(key));
	if (strange !== undefined) {
		fail(`there is no key ${JSON.stringify(strange)} here`, {fields, key: strange});
	}
}

/** The first line from a mapping on that begins with a key of it; the mapping's own where it is written in another way. */
function lineOfKey(lines: readonly string[], from: number, key: string): number {
	const at = lines.findIndex((line, index) => index >= from - 1 && line.replace(/^[\s-]*/, '').startsWith(`${key}:`));
	return at === -1 ? from : at + 1;
}

/**
A person's rules applied to a skill.

The pattern is the person's, the text a stranger's: together they may take forever. So a pattern sees a line piece by
piece, and a watchdog ends a rule that is not done in time. A rule that did not come to its end is a finding: a skill
must not get rid of it by making it slow.
*/

import {createContext, Script} from 'node:vm';
import type {Match} from '../findings.ts';
import {isDocument} from '../instructions/view.ts';
import type {RuleFile, SkillView} from '../rules/rule-file.ts';
import {notApplied} from '../rules/scan-problems.ts';
import type {UserRule} from './user-rule.ts';

const ruleMs = 1000;
const allRulesMs = 5000;
const mostMatchesPerFile = 50;
/** Of a line; pieces overlap, so that what stands on a seam is met too. */
const pieceLength = 4096;
const overlap = 512;

export function ruleFileOf(rules: readonly UserRule[], limits = {ruleMs, allRulesMs}): RuleFile {
	return {
		rules: rules.map(({rule}) => rule),
		match: skill => {
			const end = performance.now() + limits.allRulesMs;
			return rules.flatMap(rule => applied(rule, skill, Math.min(limits.ruleMs, end - performance.now())));
		},
	};
}

function applied(rule: UserRule, skill: SkillView, milliseconds: number): readonly Match[] {
	const matches: Match[] = [];
	const progress = {file: 'SKILL.md'};
	const failure = failureWithin(milliseconds, () => {
		for (const file of filesFor(rule, skill)) {
			progress.file = file;
			matches.push(...matchesIn(rule, file, skill.texts.get(file) ?? ''));
		}
	});
	return failure === undefined ? matches : [...matches, notApplied(progress.file, rule.rule, failure)];
}

// Only a context has a watchdog that also ends a regular expression; nothing foreign is run in it.
const watched = new Script('action()');

/** Why an action did not come to its end in time; undefined when it did. */
function failureWithin(milliseconds: number, action: () => void): string | undefined {
	if (milliseconds < 1) {
		return 'no time was left for it';
	}

	try {
		watched.runInContext(createContext({action}), {timeout: Math.ceil(milliseconds)});
		return undefined;
	} catch (error) {
		// Made in the context: not an Error of this realm.
		const {code, message} = error as {readonly code?: unknown; readonly message?: unknown};
		return code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? 'it took too long' : String(message);
	}
}

function filesFor({matcher}: UserRule, {inventory, texts}: SkillView): readonly string[] {
	const all = matcher.in === 'files' ? inventory.files.map(({path}) => path) : [...texts.keys()];
	return all.filter(
		path => (matcher.in === 'files' || (matcher.in === 'instructions') === isDocument(path)) && (matcher.files?.test(path) ?? true),
	);
}

function matchesIn({rule, matcher}: UserRule, file: string, text: string): readonly Match[] {
	if (matcher.in === 'files') {
		const isMet = matcher.regex?.test(file) ?? true;
		return isMet ? [{rule, file, layer: 'files', place: undefined, detail: file}] : [];
	}

	const matches: Match[] = [];
	for (let start = 0; start < text.length && matches.length < mostMatchesPerFile; ) {
		const end = text.indexOf('\n', start);
		const line = text.slice(start, end === -1 ? text.length : end);
		const met = firstIn(matcher.regex, line.endsWith('\r') ? line.slice(0, -1) : line);
		if (met) {
			const place = {start: start + met.index, end: start + met.index + met.text.length};
			matches.push({rule, file, layer: matcher.in, place, detail: met.text});
		}

		start += line.length + 1;
	}

	return matches;
}

function firstIn(regex: RegExp, line: string): {readonly index: number; readonly text: string} | undefined {
	for (let at = 0; at === 0 || at + overlap < line.length; at += pieceLength - overlap) {
		const match = regex.exec(line.slice(at, at + pieceLength));
		if (match) {
			return {index: at + match.index, text: match[0]};
		}
	}

	return undefined;
}

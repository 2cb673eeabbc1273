/**
The one way in for an artefact: from a proposer, from the store, from an import.

Whatever comes is either exactly what the grammar can say or refused with its reasons; nothing is repaired.
*/

import {isLabel} from '../../core/label.ts';
import type {Artefact} from '../artefact.ts';
import {lineFaults} from './hostile-text.ts';
import {artefactId, type Content} from './identity.ts';
import type {Refusal, Slot} from './refusal.ts';
import {longestLine, type Rendered, renderArtefact} from './render.ts';
import {skillFaults} from './skill-files.ts';
import {listOf, model, oneOf} from './slots.ts';
import {conditionShape, isRecord, ruleShapes, shapeFaults, stepShape, styles} from './templates.ts';

export type Parsed =
	| {readonly kind: 'artefact'; readonly artefact: Artefact}
	| {readonly kind: 'refused'; readonly reasons: readonly Refusal[]};

/** What an artefact says, without where it comes from. */
export type ParsedContent =
	| {readonly kind: 'content'; readonly content: Rendered}
	| {readonly kind: 'refused'; readonly reasons: readonly Refusal[]};

const anything: Slot = () => null;
const source: Slot = value => (typeof value === 'string' && /^[\w.:-]{1,80}$/.test(value) ? null : 'is not the id of an event or a note');
const time: Slot = value =>
	typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/.test(value) && Number.isFinite(Date.parse(value))
		? null
		: 'is not a time in ISO 8601';
const originShape: Readonly<Record<string, Slot>> = {
	id: value => (typeof value === 'string' && /^[rtps]-[0-9a-f]{8}$/.test(value) ? null : 'is not an id'),
	label: value => (isLabel(value) ? null : 'is not a label'),
	scope: oneOf('project', 'global'),
	sources: listOf(source, {most: 200}),
	model,
	created: time,
};
const mostSteps = 8;

/** The artefact that a value is, its id being that of its content, or every reason why it is none. */
export function parseArtefact(value: unknown): Parsed {
	if (!isRecord(value)) {
		return refused([{gate: 'G1', where: '', why: 'is not an object'}]);
	}

	const origin = Object.fromEntries(Object.keys(originShape).flatMap(key => (Object.hasOwn(value, key) ? [[key, value[key]]] : [])));
	const content = Object.fromEntries(Object.entries(value).filter(([key]) => !Object.hasOwn(originShape, key)));
	const parsed = parseContent(content);
	const reasons = [...shapeFaults(origin, originShape, ''), ...(parsed.kind === 'refused' ? parsed.reasons : [])];
	if (reasons.length > 0) {
		return refused(reasons);
	}

	// Every member of the type has been checked above.
	const artefact = {...value} as unknown as Artefact;
	return artefact.id === artefactId(artefact as Content)
		? {kind: 'artefact', artefact}
		: refused([{gate: 'G1', where: 'id', why: 'does not belong to this content'}]);
}

/** The same for what a proposer may say: it names no label, no scope and no source. */
export function parseContent(value: unknown): ParsedContent {
	if (!isRecord(value)) {
		return refused([{gate: 'G1', where: '', why: 'is not an object'}]);
	}

	const reasons = contentFaults(value);
	if (reasons.length > 0) {
		return refused(reasons);
	}

	const content = value as unknown as Rendered;
	return content.kind !== 'skill' && renderArtefact(content).length > longestLine
		? refused([{gate: 'G1', where: '', why: `is longer than ${longestLine} characters when it is written out`}])
		: {kind: 'content', content};
}

function contentFaults(value: Readonly<Record<string, unknown>>): readonly Refusal[] {
	const top = (shape: Readonly<Record<string, Slot>>) => shapeFaults(value, {kind: anything, ...shape}, '');
	switch (Object.hasOwn(value, 'kind') ? value.kind : undefined) {
		case 'rule':
			return [...top({rule: anything, condition: anything}), ...ruleFaults(value.rule), ...conditionFaults(value.condition)];
		case 'text':
			return [...top({text: line, condition: anything}), ...textFaults(value.text), ...conditionFaults(value.condition)];
		case 'plan':
			return [...top({steps: anything, condition: anything}), ...stepsFaults(value.steps), ...conditionFaults(value.condition)];
		case 'skill':
			return [...top({name: anything, files: anything}), ...skillFaults(value.name, value.files)];
		default:
			return [{gate: 'G1', where: 'kind', why: 'is not a kind of artefact'}];
	}
}

const line: Slot = value =>
	typeof value === 'string' && value.length > 0 && value.length <= longestLine && value.trim() === value ? null : 'is not a short line';

function textFaults(text: unknown): readonly Refusal[] {
	return typeof text === 'string' && text.length <= longestLine
		? lineFaults(text).map((why): Refusal => ({gate: 'G2', where: 'text', why}))
		: [];
}

function ruleFaults(rule: unknown): readonly Refusal[] {
	const template = isRecord(rule) && Object.hasOwn(rule, 'template') ? rule.template : undefined;
	if (typeof template !== 'string' || !isTemplate(template)) {
		return [{gate: 'G1', where: 'rule.template', why: 'is not a template'}];
	}

	const faults = shapeFaults(rule, {template: anything, ...ruleShapes[template]}, 'rule');
	return faults.length === 0 && template === 'style' ? styleFaults(rule) : faults;
}

function styleFaults(rule: unknown): readonly Refusal[] {
	const {key, value} = rule as {readonly key: string; readonly value: string};
	return styles[key]?.includes(value) ? [] : [{gate: 'G1', where: 'rule.value', why: 'is not a choice of this style'}];
}

function conditionFaults(condition: unknown): readonly Refusal[] {
	return shapeFaults(condition, conditionShape, 'condition');
}

function stepsFaults(steps: unknown): readonly Refusal[] {
	return Array.isArray(steps) && steps.length > 0 && steps.length <= mostSteps
		? Array.from(steps, (step, index) => shapeFaults(step, stepShape, `steps.${index}`)).flat()
		: [{gate: 'G1', where: 'steps', why: `is not a list of 1 to ${mostSteps} steps`}];
}

function isTemplate(template: string): template is keyof typeof ruleShapes {
	return Object.hasOwn(ruleShapes, template);
}

function refused(reasons: readonly Refusal[]): {readonly kind: 'refused'; readonly reasons: readonly Refusal[]} {
	return {kind: 'refused', reasons};
}

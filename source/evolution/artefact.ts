/**
What the engine may propose, test, adopt, watch and take back. An artefact is plain data: who proposes it cannot say
anything but what this grammar can say, and its text is rendered by our code.
*/

import type {Label} from '../core/events.ts';

/** Where an artefact applies; an empty list means "anywhere", several entries mean "any of them". */
export interface Condition {
	readonly models: readonly string[];
	readonly tools: readonly string[];
	readonly languages: readonly string[];
	readonly taskKinds: readonly string[];
	readonly errorClasses: readonly string[];
	/** At most five words that the user typed. */
	readonly terms: readonly string[];
}

/** The closed set of rule templates; each slot is a name, a number or a choice, never a sentence. */
export type Rule =
	| {readonly template: 'prefer-tool'; readonly tool: string; readonly over: string}
	| {readonly template: 'order'; readonly first: string; readonly then: string}
	| {readonly template: 'verify-after'; readonly action: string; readonly check: string}
	| {readonly template: 'argument-default'; readonly tool: string; readonly key: string; readonly value: string | number | boolean}
	| {readonly template: 'avoid'; readonly tool: string; readonly when: string}
	| {readonly template: 'ask-first'; readonly action: string}
	| {readonly template: 'path-hint'; readonly glob: string}
	| {readonly template: 'limit'; readonly what: string; readonly count: number}
	| {readonly template: 'style'; readonly key: string; readonly value: string}
	/** Offline planner: what the user says when this skill is meant. */
	| {readonly template: 'phrase'; readonly phrase: readonly string[]; readonly skill: string};

export interface PlanStep {
	readonly tool: string;
	/** Kinds of its arguments ("path", "number", "query"), never their values. */
	readonly slots: readonly string[];
}

interface ArtefactBase {
	/** `r-`, `t-`, `p-` or `s-` and the first eight hex digits of its content's hash. */
	readonly id: string;
	/** The lowest label of everything that was read to make it. */
	readonly label: Label;
	readonly scope: 'project' | 'global';
	/** Ids of the events and notes that it was made from. */
	readonly sources: readonly string[];
	/** The model that it was proposed and tested with; `offline` for the planner. */
	readonly model: string;
	/** ISO 8601. */
	readonly created: string;
}

export type Artefact = ArtefactBase &
	(
		| {readonly kind: 'rule'; readonly rule: Rule; readonly condition: Condition}
		/** A rule in free words: only a person adopts it, on the diff. */
		| {readonly kind: 'text'; readonly text: string; readonly condition: Condition}
		| {readonly kind: 'plan'; readonly steps: readonly PlanStep[]; readonly condition: Condition}
		/** A skill folder as text files by relative path (`SKILL.md`, `scripts/main.py`, `tests/1.json`). */
		| {readonly kind: 'skill'; readonly name: string; readonly files: Readonly<Record<string, string>>}
	);

export type ArtefactKind = Artefact['kind'];

/** What of a file is there to be acted on: all of a program, and of a document what is no lesson. */

import {blocksOf} from '../instructions/blocks.ts';
import {isLesson} from '../instructions/sentences.ts';
import {isAboutAttacks} from '../instructions/topic.ts';
import {isDocument} from '../instructions/view.ts';
import type {FindingLayer} from '../report.ts';
import type {SkillView} from './rule-file.ts';

export interface Part {
	readonly text: string;
	/** UTF-16 offset in the file. */
	readonly start: number;
	readonly isCode: boolean;
}

/** The layer that findings in a file belong to. */
export function layerOf(file: string): FindingLayer {
	return isDocument(file) ? 'instructions' : 'code';
}

const ofSkills = new WeakMap<SkillView, Map<string, readonly Part[]>>();

/** A skill that is about attacks shows them in its code blocks, tables and quotations. */
export function orderedParts(skill: SkillView, file: string, text: string): readonly Part[] {
	if (!isDocument(file)) {
		return [{text, start: 0, isCode: true}];
	}

	// Many rules ask for the same.
	const known = ofSkills.get(skill) ?? new Map<string, readonly Part[]>();
	const parts = known.get(text) ?? partsOf(skill, text);
	ofSkills.set(skill, known.set(text, parts));
	return parts;
}

function partsOf({manifest}: SkillView, text: string): readonly Part[] {
	const shows = isAboutAttacks(manifest);
	return blocksOf(text)
		.filter(block => !isLesson(block) && !(shows && (block.kind === 'code' || block.kind === 'row' || block.kind === 'quotation')))
		.map(block => ({text: block.text, start: block.start, isCode: block.kind === 'code'}));
}

import {expect, test} from 'vitest';
import {admitFiles, idsOf, type SkillFiles} from '../temporary-skill.ts';

/** A script as `[file name, code]`, or files of a skill. */
type Sample = readonly [string, string] | SkillFiles;

/** One rule, with code that it must find and the honest neighbour that it must leave alone. */
export interface Pair {
	readonly id: string;
	readonly attack: Sample;
	readonly honest: Sample;
	/** Of the attack as a whole. */
	readonly verdict?: 'blocked' | 'confirm' | 'clean';
}

/** Two tests a pair; the keys are sentences about what the attack does. */
export function testPairs(pairs: Record<string, Pair>): void {
	for (const [what, {id, attack, honest, verdict}] of Object.entries(pairs)) {
		test(`${id} finds code that ${what}`, async () => {
			const report = await admitFiles(filesOf(attack));
			expect(idsOf(report)).toContain(id);
			if (verdict) {
				expect(report.verdict).toBe(verdict);
			}
		});

		test(`${id} leaves the honest neighbour of code that ${what}`, async () => {
			expect(idsOf(await admitFiles(filesOf(honest)))).not.toContain(id);
		});
	}
}

function filesOf(sample: Sample): SkillFiles {
	return isScript(sample) ? {[`scripts/${sample[0]}`]: sample[1]} : sample;
}

function isScript(sample: Sample): sample is readonly [string, string] {
	return Array.isArray(sample);
}

/** What admission says about a skill with one script, as it stands in test/fixtures/payloads or in a test. */

import {readFileSync} from 'node:fs';
import {scanPath} from '../../sandbox/scan.ts';
import type {VerdictKind} from '../../sandbox/admission/report.ts';
import {placeSkill} from './sandboxed.ts';

const skillMd = '---\nname: scanned\ndescription: Answers a question.\n---\n# Scanned\n\nRun scripts/main.py.\n';

/** The verdict on a skill whose only script is this Python source. */
export async function verdictOn(source: string): Promise<VerdictKind> {
	const skill = placeSkill({script: 'scripts/main.py', source}, {'SKILL.md': skillMd});
	const [report] = await scanPath(skill);
	if (report === undefined) {
		throw new Error('The scan gave no report.');
	}

	return report.verdict;
}

/** The source of a payload in test/fixtures/payloads. */
export function fixture(name: string): string {
	return readFileSync(new URL(`../fixtures/payloads/${name}`, import.meta.url), 'utf8');
}

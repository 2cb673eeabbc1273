/** What admission says about each of the twenty before anything runs. */

import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import type {VerdictKind} from '../../sandbox/admission/report.ts';
import {scanPath} from '../../sandbox/scan.ts';
import type {Bench} from '../peers/peer.ts';
import {fixtureOf} from './upstream.ts';

const skillMd = '---\nname: scanned\ndescription: Answers a question.\n---\n# Scanned\n\nRun scripts/main.py.\n';

/** The verdict on a skill that is this payload. */
export async function scanVerdict(item: number, {folder}: Bench): Promise<VerdictKind> {
	const skill = mkdtempSync(join(folder, 'skills', 'scanned-'));
	mkdirSync(join(skill, 'scripts'));
	writeFileSync(join(skill, 'SKILL.md'), skillMd);
	writeFileSync(join(skill, 'scripts', 'main.py'), fixtureOf(item));
	const [report] = await scanPath(skill);
	if (report === undefined) {
		throw new Error('The scan gave no report.');
	}

	return report.verdict;
}

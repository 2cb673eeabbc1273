/** What `skilllite scan` costs as a person starts it, beside a Node that does nothing. */

import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {median} from '../report/statistics.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('../../bin/skilllite.js', import.meta.url));

export interface WholeProcess {
	/** Medians, in milliseconds. */
	readonly scanMs: number;
	readonly emptyNodeMs: number;
	readonly rounds: number;
}

/** A skill of one script, scanned in turns with the empty Node. */
export async function timeWholeProcess(rounds: number): Promise<WholeProcess> {
	const place = mkdtempSync(join(tmpdir(), 'bench-scan-'));
	try {
		const skill = join(place, 'small');
		mkdirSync(join(skill, 'scripts'), {recursive: true});
		writeFileSync(join(skill, 'SKILL.md'), '---\nname: small\ndescription: Adds numbers.\n---\n\n# Small\n\nRun `scripts/main.py`.\n');
		writeFileSync(join(skill, 'scripts', 'main.py'), 'import json, sys\nprint(sum(json.load(sys.stdin)))\n');
		const env = {...process.env, SKILLLITE_HOME: join(place, 'home')};
		const [scans, empties]: [number[], number[]] = [[], []];
		for (let round = 0; round <= rounds; round += 1) {
			const scan = await timed([program, 'scan', skill], env);
			const empty = await timed(['-e', '0'], env);
			// The first fills the caches of files and of compiled code.
			if (round > 0) {
				scans.push(scan);
				empties.push(empty);
			}
		}

		return {scanMs: median(scans), emptyNodeMs: median(empties), rounds};
	} finally {
		rmSync(place, {recursive: true, force: true});
	}
}

async function timed(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
	const begun = performance.now();
	await run(process.execPath, [...args], {env});
	return performance.now() - begun;
}

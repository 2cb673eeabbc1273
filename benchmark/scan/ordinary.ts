/** What a scan should leave alone: the bundled skills, and modules of Python's own library, each as the script of a skill. */

import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {AdmissionReport} from '../../sandbox/admission/report.ts';
import {judge} from '../../sandbox/admission/verdict.ts';
import {scanPath} from '../../sandbox/scan.ts';

export interface Ordinary {
	readonly name: string;
	readonly bytes: number;
	readonly ms: number;
	/** By what was found alone: a library declares no policy. */
	readonly verdict: AdmissionReport['verdict'];
	readonly findings: readonly string[];
}

/** Modules with tables or prose in the place of code say little about how fast code is read. */
const largest = 120_000;

export async function scanBundled(): Promise<readonly Ordinary[]> {
	const reports = await scanPath(fileURLToPath(new URL('../../skills', import.meta.url)));
	return reports.map(report => ({...ordinary(report.name, 0, report), verdict: report.verdict}));
}

/** Modules at the top of the library, by name; none where there is no Python. */
export async function scanLibrary(python: string): Promise<readonly Ordinary[]> {
	const library = execFileSync(python, ['-c', 'import os; print(os.path.dirname(os.__file__))'], {encoding: 'utf8'}).trim();
	const folder = mkdtempSync(join(tmpdir(), 'bench-scan-'));
	try {
		const scanned: Ordinary[] = [];
		for (const name of readdirSync(library)
			.filter(file => file.endsWith('.py'))
			.sort()) {
			const {size} = statSync(join(library, name));
			if (size > 0 && size <= largest) {
				scanned.push(await scanModule(folder, name, readFileSync(join(library, name), 'utf8')));
			}
		}

		return scanned;
	} finally {
		rmSync(folder, {recursive: true, force: true});
	}
}

async function scanModule(folder: string, file: string, text: string): Promise<Ordinary> {
	const name = `m-${file.replace(/\.py$/, '').replaceAll('_', '-')}`.replaceAll(/-+/g, '-').replace(/-$/, '').toLowerCase();
	mkdirSync(join(folder, name, 'scripts'), {recursive: true});
	writeFileSync(join(folder, name, 'SKILL.md'), `---\nname: ${name}\ndescription: A module of the library.\n---\n\n# Module\n`);
	writeFileSync(join(folder, name, 'scripts', 'main.py'), text);
	const [report] = await scanPath(join(folder, name));
	if (report === undefined) {
		throw new Error('The scan gave no report.');
	}

	return ordinary(file, Buffer.byteLength(text), report);
}

function ordinary(name: string, bytes: number, report: AdmissionReport): Ordinary {
	const {ms, findings} = report;
	const grave = findings.filter(({severity}) => severity !== 'low' && severity !== 'note');
	return {name, bytes, ms, verdict: judge({...report, undeclared: []}), findings: grave.map(({id}) => id)};
}

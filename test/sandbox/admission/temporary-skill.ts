import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {onTestFinished} from 'vitest';
import {type AdmitOptions, admit} from '../../../sandbox/admission/admit.ts';
import {readInventory} from '../../../sandbox/admission/inventory.ts';
import type {AdmissionReport} from '../../../sandbox/admission/report.ts';
import {readManifest} from '../../../sandbox/manifest/read-manifest.ts';

/** Files by path; SKILL.md is made when it is missing, with `policy` as further lines of its front matter. */
export type SkillFiles = Record<string, string | Uint8Array>;

/** A folder with a skill in it, gone when the test is over. */
export function skillFolder(files: SkillFiles, policy = ''): string {
	const root = mkdtempSync(join(tmpdir(), 'skilllite-admission-'));
	onTestFinished(() => rmSync(root, {recursive: true, force: true}));
	const folder = join(root, 'sample');
	const skillMd = `---\nname: sample\ndescription: A sample.\n${policy}---\n# Sample\n`;
	for (const [path, content] of Object.entries({'SKILL.md': skillMd, ...files})) {
		mkdirSync(dirname(join(folder, path)), {recursive: true});
		writeFileSync(join(folder, path), content);
	}

	return folder;
}

/** The report on a skill made of some files. */
export async function admitFiles(files: SkillFiles, policy = '', options: AdmitOptions = {}): Promise<AdmissionReport> {
	return admitFolder(skillFolder(files, policy), options);
}

export async function admitFolder(folder: string, options: AdmitOptions = {}): Promise<AdmissionReport> {
	const inventory = readInventory(folder);
	return admit(inventory, await readManifest(inventory), options);
}

/** The ids of the findings, each once, in report order. */
export function idsOf(report: AdmissionReport): readonly string[] {
	return [...new Set(report.findings.map(finding => finding.id))];
}

/** Verdict and ids for one script. */
export async function admitScript(
	name: string,
	code: string,
	policy = '',
): Promise<{verdict: string; ids: readonly string[]; report: AdmissionReport}> {
	const report = await admitFiles({[`scripts/${name}`]: code}, policy);
	return {verdict: report.verdict, ids: idsOf(report), report};
}

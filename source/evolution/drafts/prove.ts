/**
Runs a skill's own tests in the real sandbox. The folder is made for this and goes again; the skill is scanned as any
stranger's would be, has an empty workspace and no network, and nobody can be asked to let it through.
*/

import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {emptyPolicy, nobody, type Runner, runSkill, scanPath, toSkillLiteError} from '../../../sandbox/index.ts';
import {isPlainPath} from '../grammar/skill-files.ts';
import type {SkillTest} from './skill-text.ts';

export interface ProveOptions {
	readonly signal?: AbortSignal;
	readonly runner?: Runner;
	/** How often each test runs. */
	readonly times?: number;
}

/** `why` is a sentence of ours; what the script printed is not in it. */
export type Proof =
	| {readonly kind: 'proven'; readonly runs: number}
	| {readonly kind: 'failed'; readonly reason: FailedProof; readonly why: string};

export type FailedProof = 'scan' | 'no-tests' | 'denied' | 'failed' | 'output' | 'unsteady' | 'error';

/** Whether a skill scans clean and gives what its tests say, each time, without being denied anything. */
export async function proveSkill(name: string, files: Readonly<Record<string, string>>, options: ProveOptions = {}): Promise<Proof> {
	const tests = testsIn(files);
	if (tests.length === 0) {
		return failed('no-tests', 'It has no tests.');
	}

	const root = mkdtempSync(join(tmpdir(), 'skilllite-draft-'));
	try {
		const folder = writeSkill(root, name, files);
		const [report] = await scanPath(folder);
		if (report?.verdict !== 'clean') {
			const ids = [...new Set(report?.findings.map(({id}) => id))].slice(0, 5).join(', ');
			return failed('scan', `The scan does not find it clean${ids === '' ? '' : ` (${ids})`}.`);
		}

		// The code cannot read what it should print.
		rmSync(join(folder, 'tests'), {recursive: true});
		return await runTests(folder, tests, options);
	} catch (thrown) {
		return failed('error', toSkillLiteError(thrown).message);
	} finally {
		rmSync(root, {recursive: true, force: true});
	}
}

/** The tests of a skill, in order; what is not a test is left out. */
export function testsIn(files: Readonly<Record<string, string>>): readonly SkillTest[] {
	return Object.keys(files)
		.filter(path => /^tests\/\d{1,3}\.json$/.test(path))
		.sort((a, b) => Number.parseInt(a.slice(6), 10) - Number.parseInt(b.slice(6), 10))
		.flatMap(path => parseTest(files[path] ?? '') ?? []);
}

async function runTests(folder: string, tests: readonly SkillTest[], {signal, runner, times = 2}: ProveOptions): Promise<Proof> {
	const workspace = join(dirname(folder), 'workspace');
	mkdirSync(workspace, {mode: 0o700});
	let runs = 0;
	for (const test of tests) {
		for (let time = 0; time < times; time++) {
			const envelope = await runSkill(
				{
					skillDir: folder,
					stdin: JSON.stringify(test.input),
					workspace,
					level: 3,
					approve: 'clean',
					allow: emptyPolicy,
					limits: {wallSeconds: 20},
					consent: nobody,
					runner,
				},
				signal ? {signal} : {},
			);
			runs++;
			if (envelope.denied.length > 0) {
				return failed('denied', 'The sandbox denied it something.');
			}

			if (!envelope.ok) {
				return failed('failed', 'It fails with the recorded inputs.');
			}

			if (envelope.stdout !== test.stdout) {
				return time === 0
					? failed('output', 'It does not give the recorded output.')
					: failed('unsteady', 'It does not give the same output twice.');
			}
		}
	}

	return {kind: 'proven', runs};
}

function writeSkill(root: string, name: string, files: Readonly<Record<string, string>>): string {
	const folder = join(root, name);
	for (const [path, text] of Object.entries(files)) {
		if (!isPlainPath(path) || !isPlainPath(name)) {
			throw new TypeError('A draft has a path that is not plain.');
		}

		mkdirSync(dirname(join(folder, path)), {recursive: true, mode: 0o700});
		writeFileSync(join(folder, path), text, {mode: 0o600, flag: 'wx'});
	}

	return folder;
}

function parseTest(text: string): SkillTest | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return undefined;
	}

	const {input, stdout} = (typeof value === 'object' && value !== null ? value : {}) as Partial<Record<keyof SkillTest, unknown>>;
	return typeof input === 'object' && input !== null && !Array.isArray(input) && typeof stdout === 'string'
		? {input: {...input}, stdout}
		: undefined;
}

function failed(reason: FailedProof, why: string): Proof {
	return {kind: 'failed', reason, why};
}

/**
A skill's tests in the same sandbox that it would run in: an empty workspace, nothing granted, 20 seconds, 512 MB.

The tests are not in the folder that the code sees, so that it cannot read what it should print; and only what it
prints and how it ends counts.
*/

import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {emptyPolicy, isEmptyAsk, nobody, PolicyError, reportOn, type RunEnvelope, runSkill} from '../../../sandbox/index.ts';
import {testsIn} from '../drafts/prove.ts';
import {shuffled} from '../gates/pairs.ts';
import type {GatePorts, SkillArtefact, TestRun} from '../ports.ts';
import {writeSkill} from '../store/materialise.ts';

const limits = {wallSeconds: 20, memoryBytes: 512 * 1024 * 1024};

export const runTests: GatePorts['runTests'] = async (skill, {mutant, seed}, signal) => {
	const tests = testsIn(skill.files);
	const root = mkdtempSync(join(tmpdir(), 'skilllite-trial-'));
	try {
		const folder = join(root, skill.name);
		const workspace = join(root, 'workspace-of-trial');
		writeSkill(folder, mutant ? emptied(seenFiles(skill)) : seenFiles(skill), 0o600);
		mkdirSync(workspace, {mode: 0o700});
		if (!isEmptyAsk((await reportOn(folder)).policy.asked)) {
			return {tests: tests.length, passed: 0, denied: ['policy: it asks for more than a trial grants']};
		}

		const run: {passed: number; denied: string[]} = {passed: 0, denied: []};
		for (const {input, stdout} of shuffled(tests, seeded(seed))) {
			const envelope = await runOnce(folder, workspace, JSON.stringify(input), signal);
			run.passed += typeof envelope !== 'string' && envelope.ok && envelope.stdout === stdout ? 1 : 0;
			run.denied.push(...(typeof envelope === 'string' ? [envelope] : envelope.denied.map(({kind, target}) => `${kind} ${target}`)));
		}

		return {tests: tests.length, ...run} satisfies TestRun;
	} finally {
		rmSync(root, {recursive: true, force: true});
	}
};

/** The envelope of a run, or why the sandbox did not let it start. */
async function runOnce(skillDir: string, workspace: string, stdin: string, signal: AbortSignal): Promise<RunEnvelope | string> {
	try {
		return await runSkill(
			{skillDir, stdin, workspace, level: 3, approve: 'confirm', allow: emptyPolicy, limits, consent: nobody},
			{signal},
		);
	} catch (error) {
		if (error instanceof PolicyError) {
			return `${error.code}: it may not start`;
		}

		throw error;
	}
}

function seenFiles({files}: SkillArtefact): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('tests/')));
}

/** The same skill with nothing in its scripts. */
function emptied(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, path.startsWith('scripts/') ? '' : text]));
}

function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 4294967296;
	};
}

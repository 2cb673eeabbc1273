/** A skill through the whole chain, with a pool at its end: asked, logged and reported as without one. */

import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {nobody} from '../../../sandbox/admission/consent-port.ts';
import type {RunEnvelope} from '../../../sandbox/envelope.ts';
import {emptyPolicy} from '../../../sandbox/policy.ts';
import {createPool} from '../../../sandbox/pool.ts';
import {type Runner, runSkill, type SkillRun} from '../../../sandbox/run-skill.ts';
import {makeSkill, skillMd, useFreshHome} from '../folders.ts';

useFreshHome();

const script = "import json, sys\nprint(json.dumps({'sum': sum(json.load(sys.stdin)), 'args': sys.argv[1:]}))\n";

function runOf(skillDir: string, change: Partial<SkillRun> = {}): SkillRun {
	return {
		skillDir,
		stdin: '[1, 2]',
		workspace: '/',
		level: 3,
		approve: 'clean',
		allow: emptyPolicy,
		limits: {},
		consent: nobody,
		...change,
	};
}

test('a skill in a slot gives the envelope and the lines in the log of a cold run', async () => {
	const pool = createPool();
	onTestFinished(() => pool.close());
	const skill = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': script});
	const warming: Runner = async (job, stdin, hooks) => {
		await pool.warm(job);
		return pool.run(job, stdin, hooks);
	};
	const cold = await runSkill(runOf(skill, {args: ['a']}));
	const linesOfCold = auditLines();
	const warm = await runSkill(runOf(skill, {args: ['a'], runner: warming}));
	const linesOfWarm = auditLines().slice(linesOfCold.length);
	expect(pool.stats()).toMatchObject({warmRuns: 1, coldRuns: 0});
	expect(warm.result).toEqual({sum: 3, args: ['a']});
	expect(withoutUsage(warm)).toEqual(withoutUsage(cold));
	expect(Object.keys(warm.usage)).toEqual(Object.keys(cold.usage));
	const runs = linesOfCold.filter(({type}) => type === 'run');
	expect(runs.map(({phase}) => phase)).toEqual(['start', 'end']);
	expect(linesOfWarm.filter(({type}) => type === 'run').map(constant)).toEqual(runs.map(constant));
});

test('a skill that was changed has no part in the slot of what it was', async () => {
	const pool = createPool();
	onTestFinished(() => pool.close());
	const before = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': "print('before')\n"});
	const after = makeSkill({'SKILL.md': skillMd, 'scripts/main.py': "print('after')\n"});
	const warming: Runner = async (job, stdin, hooks) => {
		await pool.warm(job);
		return pool.run(job, stdin, hooks);
	};
	expect((await runSkill(runOf(before, {runner: warming}))).stdout).toBe('before\n');
	expect((await runSkill(runOf(after, {runner: warming}))).stdout).toBe('after\n');
});

const withoutUsage = ({usage: _usage, ...rest}: RunEnvelope) => rest;

/** What of a line does not depend on time and place in the chain. */
function constant({ts: _ts, seq: _seq, prev: _prev, hash: _hash, usage: _usage, ...rest}: Record<string, unknown>) {
	return rest;
}

function auditLines(): readonly Record<string, unknown>[] {
	const folder = join(process.env.SKILLLITE_HOME ?? '', 'audit');
	return readdirSync(folder)
		.filter(name => name.endsWith('.jsonl'))
		.flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
		.map(line => JSON.parse(line) as Record<string, unknown>);
}

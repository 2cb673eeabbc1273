import {chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {limitsFor} from '../../../sandbox/limits.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {runJob} from '../../../sandbox/run.ts';

let folder = '';

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'skilllite-begin-'));
	chmodSync(folder, 0o755);
	mkdirSync(join(folder, 'skill'), {mode: 0o755});
	mkdirSync(join(folder, 'out'));
	chmodSync(join(folder, 'out'), 0o777);
	writeFileSync(join(folder, 'skill/main.py'), "open('out/ran', 'w').close()\nprint('ran')\n", {mode: 0o644});
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

const job = () => ({
	runtime: 'python' as const,
	skill: join(folder, 'skill'),
	script: 'main.py',
	typescript: false,
	args: [],
	policy: parsePolicy({filesystem: {write: ['out']}}),
	limits: limitsFor('python', {}),
	workspace: folder,
	environment: {},
});

test('where the line before a run cannot be written, nothing of the skill runs', async () => {
	const onBegin = () => {
		throw new Error('the log is full');
	};
	await expect(runJob(job(), '', {onBegin})).rejects.toThrow('the log is full');
	expect(readdirSync(join(folder, 'out'))).toEqual([]);
});

test('the line is written before anything of the skill runs', async () => {
	let before: readonly string[] | undefined;
	const onBegin = () => {
		before = readdirSync(join(folder, 'out'));
	};
	await expect(runJob(job(), '', {onBegin})).resolves.toMatchObject({stdout: 'ran\n'});
	expect(before).toEqual([]);
	expect(readdirSync(join(folder, 'out'))).toEqual(['ran']);
});

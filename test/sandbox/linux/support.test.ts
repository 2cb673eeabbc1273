import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, expect, test} from 'vitest';
import {supportParent} from '../../../sandbox/linux/support.ts';
import {runJob} from '../../../sandbox/run.ts';
import {makeFolder} from '../folders.ts';
import {jobOf} from '../run/jobs.ts';

let cache: string;

beforeEach(() => {
	cache = makeFolder();
	process.env.XDG_CACHE_HOME = cache;
	process.env.SKILLLITE_HOME = join(cache, 'home');
});

test('a folder of support files that came as a link is not used', () => {
	mkdirSync(join(cache, 'skilllite', 'support'), {recursive: true});
	symlinkSync(makeFolder(), join(cache, 'skilllite', 'support', 'proc-2'));
	expect(() => supportParent('proc-2')).toThrow(/proc-2: it is a link/);
	expect(supportParent('node-1')).toBe(join(cache, 'skilllite', 'support'));
});

test.skipIf(process.platform !== 'linux')('the cover over secrets is empty, whatever the cache folder came with', async () => {
	const workspace = makeFolder();
	writeFileSync(join(workspace, '.env'), 'TOKEN=1');
	writeFileSync(join(workspace, 'key'), 'a private key');
	mkdirSync(join(cache, 'skilllite', 'support'), {recursive: true});
	symlinkSync(join(workspace, 'key'), join(cache, 'skilllite', 'support', 'empty'));
	const outcome = await runJob(
		jobOf('python', "print(repr(open('/workspace/.env').read()))", {policy: {filesystem: {read: ['.']}}, workspace}),
		'',
	);
	expect(outcome.stdout).toBe("''\n");
	expect(readFileSync(join(workspace, 'key'), 'utf8')).toBe('a private key');
});

import {execFile} from 'node:child_process';
import {chmodSync, chownSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {beforeEach, expect, test} from 'vitest';
import {forgetSession, type Grant, lastConsentOf, recall, remember} from '../../../sandbox/admission/consent-store.ts';
import {sha256} from '../../../sandbox/base/canonical-json.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {useFreshHome} from '../folders.ts';
import {network, wider} from './reports.ts';

useFreshHome();
beforeEach(forgetSession);

const grant: Grant = {treeHash: sha256('tree'), policy: network, verdict: 'clean', name: 'weather', files: {'SKILL.md': 'a'}};

function storePath(): string {
	return join(process.env.SKILLLITE_HOME ?? '', 'consents.json');
}

test('knows nothing at first and makes no file by asking', () => {
	expect(recall(grant)).toBeUndefined();
	expect(lastConsentOf('weather')).toBeUndefined();
	expect(statSync(storePath(), {throwIfNoEntry: false})).toBeUndefined();
});

test('keeps a consent in a file that nobody else can read', () => {
	remember(grant, 'always');
	expect(recall(grant)).toBe('always');
	expect((statSync(storePath()).mode & 0o777).toString(8)).toBe('600');
	expect(lastConsentOf('weather')).toEqual({treeHash: grant.treeHash, policy: network, files: {'SKILL.md': 'a'}});
});

test('keeps limits of a policy as they were approved', () => {
	const policy = parsePolicy({
		resources: {memory: '512MB', wall: '90s'},
		network: {allow: ['*.example.org', '192.0.2.0/24:443'], deny: ['x.example.org']},
	});
	remember({...grant, policy}, 'always');
	expect(recall({...grant, policy})).toBe('always');
	expect(recall({...grant, policy: parsePolicy({resources: {memory: '513MB'}})})).toBeUndefined();
});

test('uses a once-consent up, and only while it lasts', () => {
	remember(grant, 'once', 0);
	expect(recall(grant, 600_001)).toBeUndefined();
	remember(grant, 'once', 700_000);
	expect(recall(grant, 1_299_999)).toBe('once');
	expect(recall(grant, 1_299_999)).toBeUndefined();
});

test('a once-consent covers no other content, policy or verdict', () => {
	remember(grant, 'once');
	expect(recall({...grant, treeHash: sha256('x')})).toBeUndefined();
	expect(recall({...grant, policy: wider})).toBeUndefined();
	expect(recall({...grant, verdict: 'confirm'})).toBeUndefined();
	expect(recall(grant)).toBe('once');
});

test('nothing covers what is blocked', () => {
	remember({...grant, verdict: 'confirm'}, 'always');
	expect(recall({...grant, verdict: 'blocked'})).toBeUndefined();
});

test('a skill named like a property of objects is an ordinary skill', () => {
	for (const name of ['__proto__', 'constructor']) {
		expect(lastConsentOf(name)).toBeUndefined();
		remember({...grant, name}, 'always');
		expect(lastConsentOf(name)?.treeHash).toBe(grant.treeHash);
	}
});

test.each([
	['no JSON', 'x'],
	['another shape', '[]'],
	['an edited policy', (text: string) => text.replace('api.example.org', 'evil.example.org')],
	['an accepted blocked verdict', (text: string) => text.replace('"verdict":"clean"', '"verdict":"blocked"')],
])('refuses a store with %s and names it', (_, damage) => {
	remember(grant, 'always');
	writeFileSync(storePath(), typeof damage === 'string' ? damage : damage(readFileSync(storePath(), 'utf8')));
	expect(() => recall(grant)).toThrow(expect.objectContaining({code: 'config', message: expect.stringContaining('consents.json')}));
});

test('refuses a store that other users can write', () => {
	remember(grant, 'always');
	chmodSync(storePath(), 0o666);
	expect(() => recall(grant)).toThrow(/can be written by other users/);
});

test.skipIf(process.getuid?.() !== 0)("refuses a store of another user, whose answers are not root's", () => {
	remember(grant, 'always');
	expect(recall(grant)).toBe('always');
	chownSync(storePath(), 12_345, 12_345);
	expect(() => recall(grant)).toThrow(/belongs to another user/);
});

test('loses no answer when several processes write at once, and lets one of them use a once-consent', async () => {
	const url = new URL('../../../sandbox/admission/consent-store.ts', import.meta.url).href;
	const script = `import {recall, remember} from ${JSON.stringify(url)};
		const grant = ${JSON.stringify(grant)};
		for (let index = 0; index < 20; index += 1) remember({...grant, name: 'skill-' + process.pid + '-' + index}, 'always');
		process.stdout.write(String(recall({...grant, treeHash: ${JSON.stringify(sha256('once'))}})));`;
	remember({...grant, treeHash: sha256('once')}, 'once');
	const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
	const outputs = (await Promise.all([run(), run(), run()])).map(({stdout}) => stdout);
	expect(outputs.filter(output => output === 'once')).toHaveLength(1);
	expect(Object.keys(JSON.parse(readFileSync(storePath(), 'utf8')).last)).toHaveLength(60);
});

import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {nobody} from '../../sandbox/admission/consent-port.ts';
import {belowCeilings, limitsBelow, readCeilings} from '../../sandbox/ceiling.ts';
import {defaultLimits, emptyPolicy} from '../../sandbox/policy.ts';
import {parsePolicy} from '../../sandbox/parse-policy.ts';
import {runSkill} from '../../sandbox/run-skill.ts';
import {makeFolder, makeSkill, useFreshHome} from './folders.ts';

useFreshHome();

function ceilings(value: unknown) {
	const path = join(makeFolder(), 'policy.json');
	writeFileSync(path, JSON.stringify({ceiling: value}));
	return readCeilings([{path, keys: ['ceiling']}]);
}

const cut = (asked: unknown, most: unknown) => belowCeilings(parsePolicy(asked), ceilings(most));

test('without a file there is no ceiling, and a file without the key sets none', () => {
	expect(readCeilings([{path: join(makeFolder(), 'none.json'), keys: ['ceiling']}])).toEqual([]);
	expect(ceilings(undefined)).toEqual([]);
});

test.each([
	['not json', '{'],
	['an unknown key', '{"ceiling": {"netwrok": {}}}'],
	['a wrong type', '{"ceiling": 5}'],
])('a file with %s stops everything, and is named', (_name, text) => {
	const path = join(makeFolder(), 'policy.json');
	writeFileSync(path, text);
	expect(() => readCeilings([{path, keys: ['ceiling']}])).toThrow(path);
});

test('what a ceiling does not name is not bounded', async () => {
	const asked = {network: {allow: ['a.example.org']}, filesystem: {read: ['.'], write: ['out']}, exec: ['git'], env: ['TOKEN']};
	expect(await cut(asked, {resources: {memory: '64MB'}})).toEqual(parsePolicy(asked));
});

test.each([
	['an allowed name', ['api.example.org'], ['api.example.org'], ['api.example.org:443']],
	['a name below a wildcard', ['api.example.org'], ['*.example.org'], ['api.example.org:443']],
	['the narrower of two wildcards', ['*.example.org'], ['*.eu.example.org'], ['*.eu.example.org:443']],
	['a name instead of the wildcard asked for', ['*.example.org'], ['api.example.org'], ['api.example.org:443']],
	['nothing of another port', ['api.example.org:80'], ['api.example.org'], []],
	['nothing of a name that only looks alike', ['badexample.org'], ['*.example.org'], []],
	['the inner block', ['192.0.2.0/24:443'], ['192.0.2.128/25:443'], ['192.0.2.128/25:443']],
	['nothing of a name where blocks are allowed', ['api.example.org'], ['0.0.0.0/0:443'], []],
	['nothing at all below an empty list', ['api.example.org'], [], []],
])('the network keeps %s', async (_name, asked, most, left) => {
	expect((await cut({network: {allow: asked}}, {network: {allow: most}})).network.allow).toEqual(left);
});

test("a ceiling's deny rules hold beside the skill's own", async () => {
	const {network} = await cut({network: {allow: ['*.example.org'], deny: ['a.example.org']}}, {network: {deny: ['b.example.org']}});
	expect(network).toEqual({allow: ['*.example.org:443'], deny: ['a.example.org:*', 'b.example.org:*']});
});

test('paths, programs and variables are cut to what both name', async () => {
	const left = await cut(
		{filesystem: {read: ['.'], write: ['out', 'src']}, exec: ['git', 'make'], env: ['TOKEN', 'OTHER']},
		{filesystem: {read: ['data'], write: ['out/a']}, exec: ['git'], env: ['TOKEN']},
	);
	expect(left).toEqual(parsePolicy({filesystem: {read: ['data', 'out/a'], write: ['out/a']}, exec: ['git'], env: ['TOKEN']}));
});

test('limits are the least of all', () => {
	const most = ceilings({resources: {memory: '64MB', wall: '300s'}});
	expect(limitsBelow(defaultLimits, most)).toEqual({...defaultLimits, memoryBytes: 64 * 1024 * 1024});
});

const writer = `import json, pathlib
try:
    pathlib.Path('out/made').write_text('made')
    print(json.dumps('wrote'))
except OSError:
    print(json.dumps('refused'))
`;
const manifest = '---\nname: writer\ndescription: Writes.\nsecurity_policy: {filesystem: {write: [out]}}\n---\n';

async function runWriter(config: unknown, level: 1 | 3 = 3) {
	const home = process.env.SKILLLITE_HOME ?? '';
	mkdirSync(home, {recursive: true});
	writeFileSync(join(home, 'config.json'), JSON.stringify(config));
	const withheld: string[] = [];
	const envelope = await runSkill(
		{
			skillDir: makeSkill({'SKILL.md': manifest, 'scripts/main.py': writer}, 'writer'),
			stdin: '{}',
			workspace: makeFolder(),
			level,
			approve: 'confirm',
			allow: emptyPolicy,
			limits: {},
			consent: nobody,
		},
		{onWithheld: phrases => withheld.push(...phrases)},
	);
	return {result: envelope.result, withheld};
}

test("the user's ceiling holds in a run that was approved, and is told", async () => {
	expect(await runWriter({policy: {ceiling: {filesystem: {write: []}}}})).toEqual({result: 'refused', withheld: ['writes out']});
	expect(await runWriter({policy: {ceiling: {filesystem: {write: ['out']}}}})).toEqual({result: 'wrote', withheld: []});
	expect(await runWriter({})).toEqual({result: 'wrote', withheld: []});
});

test('under a ceiling nothing runs without a sandbox, and a damaged one stops the run', async () => {
	await expect(runWriter({policy: {ceiling: {exec: []}}}, 1)).rejects.toMatchObject({code: 'policy'});
	await expect(runWriter({policy: {ceiling: {exce: []}}})).rejects.toMatchObject({name: 'ConfigError'});
});

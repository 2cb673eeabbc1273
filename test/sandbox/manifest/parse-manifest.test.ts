import {expect, test} from 'vitest';
import {parseManifest} from '../../../sandbox/manifest/parse-manifest.ts';

function parse(front: string, body = '', sidecarPolicy?: string) {
	return parseManifest({skillMd: `---\n${front}\n---\n${body}`, sidecarPolicy}, 'csv');
}

test('reads every field of the format', () => {
	const manifest = parse(
		'name: csv\ndescription: Counts rows.\ncompatibility: Requires Python 3.x\nlicense: MIT\nmetadata:\n  version: "1.2"\n  author: A\nallowed-tools: Bash(git:*) Read',
		'# CSV\n',
	);
	expect(manifest).toEqual({
		name: 'csv',
		description: 'Counts rows.',
		compatibility: 'Requires Python 3.x',
		license: 'MIT',
		version: '1.2',
		allowedTools: 'Bash(git:*) Read',
		policy: undefined,
		unknownFields: [],
		executableSurface: [],
		warnings: [],
		body: '# CSV\n',
	});
});

test.each([
	['an empty file', '', /SKILL\.md is empty/],
	['white space', ' \n\n', /SKILL\.md is empty/],
	['no description', '---\nname: csv\n---\n', /no description/],
	['a blank description', '---\nname: csv\ndescription: "  "\n---\n', /no description/],
	['a description that is a map', '---\nname: csv\ndescription: {a: b}\n---\n', /no description/],
	['broken YAML', '---\nname: [csv\ndescription: x\n---\n', /Cannot read the skill "csv": SKILL\.md line \d+: /],
])('refuses %s in one sentence', (_, skillMd, message) => {
	expect(() => parseManifest({skillMd}, 'csv')).toThrow(
		expect.objectContaining({code: 'skill-invalid', message: expect.stringMatching(message)}),
	);
});

test('reads a file with a byte order mark', () => {
	expect(parseManifest({skillMd: '\uFEFF---\nname: csv\ndescription: d\n---\n'}, 'csv').description).toBe('d');
});

test.each([
	['name: other\ndescription: d', 'other', /line 2: the name other is not the folder's name/],
	['name: Has Spaces\ndescription: d', 'csv', /line 2: the name may hold only/],
	['name: ../../etc\ndescription: d', 'csv', /line 2: the name may hold only/],
	['name: csv--x\ndescription: d', 'csv', /line 2: the name may hold only/],
	['name: "сsv"\ndescription: d', 'csv', /line 2: the name may hold only/],
	['description: d', 'csv', /has no name/],
	[`name: csv\ndescription: ${'d'.repeat(1025)}`, 'csv', /line 3: description is longer than 1024/],
	[`name: csv\ndescription: d\ncompatibility: ${'c'.repeat(501)}`, 'csv', /line 4: compatibility is longer than 500/],
	['name: csv\ndescription: d\nallowed-tools: [Read, Write]', 'csv', /line 4: allowed-tools must be one text/],
	['name: csv\ndescription: d\nmetadata: text', 'csv', /line 4: metadata must be a map/],
	['name: csv\ndescription: use: it', 'csv', /line 3: a value with a colon must be in quotes/],
])('warns about %j and reads on', (front, name, warning) => {
	const manifest = parse(front);
	expect(manifest.name).toBe(name);
	expect(manifest.warnings).toEqual([expect.stringMatching(warning)]);
});

test('lists fields that it does not know', () => {
	expect(parse('name: csv\ndescription: d\ntags: [a]\nhomepage: x').unknownFields).toEqual(['tags', 'homepage']);
});

test('shows what other programs would execute', () => {
	const front = 'name: csv\ndescription: d\nhooks: {PreToolUse: x}\nmetadata:\n  openclaw: {install: [{command: y}]}';
	const manifest = parse(front, '\nStatus: !`git status`\n```!\nrm -rf x\n```\nan image ![`x`](y) and wow!`no`\n');
	expect(manifest.executableSurface).toEqual(['hooks', 'metadata.openclaw.install', 'line 9: git status', 'line 10: commands in a fence']);
});

test('reads the policy from the front matter', () => {
	const policy = parse(
		'name: csv\ndescription: d\nsecurity_policy:\n  network: {allow: ["api.example.org"]}\n  exec:\n  resources: {memory: 64MB, processes: 2}',
	).policy;
	expect(policy).toMatchObject({network: {allow: ['api.example.org:443']}, exec: [], resources: {memoryBytes: 67_108_864, processes: 2}});
});

test.each(['network: {allow: [a.example.org]}', 'security_policy:\n  network: {allow: [a.example.org]}'])(
	'reads the policy from a sidecar %j',
	sidecar => {
		expect(parse('name: csv\ndescription: d', '', sidecar).policy?.network.allow).toEqual(['a.example.org:443']);
	},
);

test('takes two policies that say the same and refuses two that differ', () => {
	const front = 'name: csv\ndescription: d\nsecurity_policy: {exec: [git]}';
	expect(parse(front, '', 'exec:\n  - git\n').policy?.exec).toEqual(['git']);
	expect(() => parse(front, '', 'exec: [git, jq]')).toThrow(/ask for different permissions/);
	expect(() => parse(front, '', '{}')).toThrow(/ask for different permissions/);
});

test('does not half understand a policy', () => {
	expect(() => parse('name: csv\ndescription: d\nsecurity_policy: {netwrok: {}}')).toThrow(
		expect.objectContaining({code: 'policy', message: expect.stringContaining('"csv"')}),
	);
	expect(() => parse('name: csv\ndescription: d', '', 'filesystem: {write: [../..]}')).toThrow(/security-policy\.yaml/);
	expect(() => parse('name: csv\ndescription: d', '', 'a: [')).toThrow(/security-policy\.yaml line \d/);
});

test('makes a folder name safe in its messages', () => {
	expect(() => parseManifest({skillMd: ''}, 'a\u001B[31m\u202Eb')).toThrow('Cannot read the skill "ab": SKILL.md is empty.');
});

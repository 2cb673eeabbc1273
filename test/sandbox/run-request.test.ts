import {expect, test} from 'vitest';
import {emptyPolicy} from '../../sandbox/policy.ts';
import {type RequestWords, readRunRequest} from '../../sandbox/run-request.ts';

const none: RequestWords = {allowNet: [], allowRead: [], allowWrite: [], env: [], timeout: undefined, memory: undefined};

test('adds nothing for no flags', () => {
	expect(readRunRequest(none, '/project')).toEqual({allow: emptyPolicy, limits: {}});
});

test('reads hosts, paths, variables and limits; an absolute path inside the workspace is taken', () => {
	const words = {
		...none,
		allowNet: ['Example.org'],
		allowRead: ['/project/data/', 'notes'],
		allowWrite: ['out'],
		env: ['TOKEN'],
		timeout: '2m',
		memory: '1GB',
	};
	expect(readRunRequest(words, '/project')).toEqual({
		allow: {
			...emptyPolicy,
			network: {allow: ['example.org:443'], deny: []},
			filesystem: {read: ['data', 'notes'], write: ['out']},
			env: ['TOKEN'],
		},
		limits: {wallSeconds: 120, memoryBytes: 1024 ** 3},
	});
});

test.each([
	[{allowNet: ['ok.example', 'http://x']}, '--allow-net "http://x"'],
	[{allowRead: ['../up']}, '--allow-read "../up"'],
	[{allowRead: ['/etc']}, '--allow-read "/etc"'],
	[{allowWrite: ['*']}, '--allow-write "*"'],
	[{env: ['SKILLLITE_API_KEY']}, '--env "SKILLLITE_API_KEY"'],
	[{env: ['LD_PRELOAD']}, '--env "LD_PRELOAD"'],
	[{env: ['DYLD_INSERT_LIBRARIES']}, '--env "DYLD_INSERT_LIBRARIES"'],
	[{timeout: '0'}, '--timeout "0"'],
	[{memory: 'much'}, '--memory "much"'],
])('names flag and value of %j', (words, named) => {
	expect(() => readRunRequest({...none, ...words}, '/project')).toThrow(named);
});

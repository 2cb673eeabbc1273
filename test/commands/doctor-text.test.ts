import {expect, test} from 'vitest';
import type {Check} from '../../sandbox/index.ts';
import {doctorText} from '../../source/commands/doctor-text.ts';
import {createStyle} from '../../source/core/terminal.ts';

const checks: readonly Check[] = [
	{name: 'node', state: 'pass', detail: '26.10.0 on linux x64', remedy: null},
	{
		name: 'strict run',
		state: 'fail',
		detail: 'Cannot run anything: this kernel or container does not allow user namespaces.',
		remedy: 'Start the container with: docker run --security-opt seccomp=profile.json --security-opt label=disable',
	},
	{name: 'landlock', state: 'warn', detail: 'off in this kernel', remedy: 'Start the kernel with: lsm=landlock,yama'},
	{name: 'seccomp', state: 'skip', detail: 'not known without a strict run', remedy: null},
];

test('in 80 columns every word of a detail can be read, and a remedy can be copied', () => {
	expect(doctorText(checks, createStyle(false), 80)).toBe(`STATE  CHECK       DETAIL
pass   node        26.10.0 on linux x64
fail   strict run  Cannot run anything: this kernel or container does not allow
                   user namespaces.
warn   landlock    off in this kernel
skip   seccomp     not known without a strict run

strict run: Start the container with: docker run --security-opt seccomp=profile.json --security-opt label=disable
landlock: Start the kernel with: lsm=landlock,yama
`);
});

test('in a pipe each check is one line', () => {
	const [head, ...lines] = doctorText(checks, createStyle(false)).split('\n\n')[0]?.split('\n') ?? [];
	expect(head).toMatch(/^STATE/);
	expect(lines).toHaveLength(checks.length);
});

test('where nothing is to be done there is no more than the table', () => {
	expect(doctorText(checks.slice(0, 1), createStyle(false), 80)).toBe('STATE  CHECK  DETAIL\npass   node   26.10.0 on linux x64\n');
});

test('what a check says moves no cursor', () => {
	const text = doctorText(
		[{name: 'bubblewrap', state: 'warn', detail: '\u001b[2Jgone', remedy: 'a\u001b]0;title\u0007b'}],
		createStyle(false),
		80,
	);
	expect(text).not.toContain('\u001b');
});

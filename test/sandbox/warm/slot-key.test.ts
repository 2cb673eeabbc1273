import {cpSync, renameSync, rmSync} from 'node:fs';
import {expect, test} from 'vitest';
import type {Job} from '../../../sandbox/job.ts';
import {limitsFor} from '../../../sandbox/limits.ts';
import {parsePolicy} from '../../../sandbox/parse-policy.ts';
import {slotKey} from '../../../sandbox/warm/slot-key.ts';
import {makeSkill} from '../folders.ts';

function job(change: Partial<Job> = {}): Job {
	return {
		runtime: 'python',
		skill: makeSkill({'main.py': 'pass'}),
		script: 'main.py',
		typescript: false,
		args: [],
		policy: parsePolicy({}),
		limits: limitsFor('python', {}),
		workspace: '/',
		environment: {},
		...change,
	};
}

test('jobs that differ in their arguments and in the workspace they do not see share a key', () => {
	const one = job();
	expect(slotKey({...one, args: ['a', 'b'], workspace: '/elsewhere'})).toBe(slotKey(one));
});

test('whatever else differs, the key differs', () => {
	const one = job({environment: {TOKEN: 'a'}});
	const others: readonly Partial<Job>[] = [
		{skill: makeSkill({'main.py': 'pass'})},
		{script: 'other.py'},
		{runtime: 'node'},
		{typescript: true},
		{environment: {}},
		{environment: {TOKEN: 'b'}},
		{environment: {OTHER: 'a'}},
		{policy: parsePolicy({env: ['TOKEN']})},
		{policy: parsePolicy({exec: ['git']})},
		{policy: parsePolicy({network: {deny: ['example.org']}})},
		...Object.keys(one.limits).map(name => ({limits: {...one.limits, [name]: 3}})),
	];
	const keys = [one, ...others.map(other => ({...one, ...other}))].map(slotKey);
	expect(keys).not.toContain(undefined);
	expect(new Set(keys).size).toBe(keys.length);
});

test('a snapshot that was put in the place of another has another key', () => {
	const one = job();
	const before = slotKey(one);
	cpSync(one.skill, `${one.skill}.new`, {recursive: true, preserveTimestamps: true});
	rmSync(one.skill, {recursive: true});
	renameSync(`${one.skill}.new`, one.skill);
	expect(slotKey(one)).not.toBe(before);
});

test('shells, networks and granted files start cold', () => {
	expect(slotKey(job({runtime: 'bash'}))).toBeUndefined();
	for (const policy of [{network: {allow: ['example.org']}}, {filesystem: {read: ['data']}}, {filesystem: {write: ['out']}}]) {
		expect(slotKey(job({policy: parsePolicy(policy)}))).toBeUndefined();
	}
});

test('command lines that a cold run would refuse are left to it', () => {
	expect(slotKey(job({args: ['a\0b']}))).toBeUndefined();
	expect(slotKey(job({args: ['x'.repeat(70_000)]}))).toBeUndefined();
	expect(slotKey(job({args: Array.from({length: 2000}, () => 'x')}))).toBeUndefined();
	expect(slotKey(job({skill: '/not-there'}))).toBeUndefined();
});

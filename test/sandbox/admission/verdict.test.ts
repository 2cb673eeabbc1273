import {expect, test} from 'vitest';
import type {Finding, Severity} from '../../../sandbox/admission/report.ts';
import {judge} from '../../../sandbox/admission/verdict.ts';

const finding = (severity: Severity, suppressed = false): Finding => ({
	id: 'SL-TEST-001',
	class: 'C1',
	severity,
	message: 'x',
	file: 'a',
	line: 1,
	column: 1,
	snippet: '',
	remedy: '',
	references: [],
	layer: 'code',
	evidence: `sha256:${'0'.repeat(64)}`,
	suppressed,
});
const verdictOf = (findings: readonly Finding[], partial = false, undeclared: readonly string[] = []) =>
	judge({findings, partial, undeclared});

test('nothing found is clean, and so are notes', () => {
	expect(verdictOf([])).toBe('clean');
	expect(verdictOf([finding('low'), finding('note')])).toBe('clean');
});

test('a risk, something unread or something undeclared asks', () => {
	expect(verdictOf([finding('medium')])).toBe('confirm');
	expect(verdictOf([finding('high')])).toBe('confirm');
	expect(verdictOf([], true)).toBe('confirm');
	expect(verdictOf([], false, ['network a.example:443'])).toBe('confirm');
});

test('a critical finding blocks, whatever else is there', () => {
	expect(verdictOf([finding('note'), finding('critical')], true, ['x'])).toBe('blocked');
});

test('a suppressed risk does not ask; a suppressed critical finding still blocks', () => {
	expect(verdictOf([finding('high', true)])).toBe('clean');
	expect(verdictOf([finding('critical', true)])).toBe('blocked');
});

test('a risk that a model holds harmless does not ask; a critical finding blocks whatever a model holds', () => {
	const demotion = {reason: 'It is needed.', quote: 'x = 1'};
	expect(verdictOf([{...finding('high'), demotion}])).toBe('clean');
	expect(verdictOf([{...finding('high'), demotion}, finding('medium')])).toBe('confirm');
	expect(verdictOf([{...finding('high'), demotion}], true)).toBe('confirm');
	expect(verdictOf([{...finding('critical'), demotion}])).toBe('blocked');
});

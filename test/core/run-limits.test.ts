import {expect, test} from 'vitest';
import {emptyPolicy} from '../../sandbox/index.ts';
import {limitsFromSettings} from '../../source/core/run-limits.ts';

const asked = {...emptyPolicy, resources: {wallSeconds: 10, memoryBytes: 1000}};

test('names nothing where the settings name nothing', () => {
	expect(limitsFromSettings({timeoutSeconds: undefined, memoryBytes: undefined}, asked)).toEqual({});
});

test('replaces defaults, lowers what a skill asks for, and never raises it', () => {
	expect(limitsFromSettings({timeoutSeconds: 90, memoryBytes: undefined}, undefined)).toEqual({wallSeconds: 90});
	expect(limitsFromSettings({timeoutSeconds: 5, memoryBytes: 10}, asked)).toEqual({wallSeconds: 5, memoryBytes: 10});
	expect(limitsFromSettings({timeoutSeconds: 90, memoryBytes: 9999}, asked)).toEqual({wallSeconds: 10, memoryBytes: 1000});
});

import type {Limits, Policy} from '../../sandbox/index.ts';
import type {Settings} from './settings.ts';

/**
The limits that environment and config name for a skill: they replace the defaults and lower what
the skill asks for, and never raise a skill's smaller ask.
*/
export function limitsFromSettings(settings: Pick<Settings, 'timeoutSeconds' | 'memoryBytes'>, asked: Policy | undefined): Partial<Limits> {
	const {timeoutSeconds, memoryBytes} = settings;
	const {wallSeconds: askedWall, memoryBytes: askedMemory} = asked?.resources ?? {};
	return {
		...(timeoutSeconds === undefined ? {} : {wallSeconds: Math.min(timeoutSeconds, askedWall ?? timeoutSeconds)}),
		...(memoryBytes === undefined ? {} : {memoryBytes: Math.min(memoryBytes, askedMemory ?? memoryBytes)}),
	};
}

/** Writes the user's own `config.json`: validated before it is written, under a lock, whole or not at all, readable by nobody else. */

import {requireWritableHome, UsageError, withFileLock, writeFileAtomically} from '../../sandbox/index.ts';
import {nearestName} from './nearest.ts';
import {readUserConfig, userConfigPath} from './config-file.ts';
import type {PermissionSetting} from './setting-values.ts';
import {checkUserConfig, userKeys} from './settings.ts';

/** Keys whose value is never printed. */
export function isSecretKey(key: string): boolean {
	return key === 'apiKey';
}

/** Throws a UsageError for a name that is no setting. */
export function assertUserKey(key: string): void {
	if (!userKeys.includes(key)) {
		const near = nearestName(key, userKeys);
		throw new UsageError(`There is no setting ${JSON.stringify(key)}.`, {
			hint: near ? `Did you mean ${near}?` : `There are ${userKeys.join(', ')}.`,
		});
	}
}

/** Set a value, or take it away with undefined. Throws a ConfigError for a value that the setting cannot have; then nothing changed. */
export function setUserConfig(key: string, value: unknown): void {
	changeUserConfig(key, () => value);
}

/** Set several at once: no reader finds one of them without the others. */
export function setUserConfigTogether(values: Readonly<Record<string, unknown>>): void {
	Object.keys(values).forEach(assertUserKey);
	changeWhole(before => ({...before, ...values}));
}

/** Put rules for tools behind those that are there. */
export function savePermissions(rules: readonly PermissionSetting[]): void {
	changeUserConfig('permissions', before => [...(Array.isArray(before) ? before : []), ...rules]);
}

/** As `setUserConfig`, with a value made from the one that is there. */
export function changeUserConfig(key: string, change: (before: unknown) => unknown): void {
	assertUserKey(key);
	changeWhole(({[key]: before, ...others}) => {
		const value = change(before);
		return value === undefined ? others : {...others, [key]: value};
	});
}

function changeWhole(change: (before: ReturnType<typeof readUserConfig>) => ReturnType<typeof readUserConfig>): void {
	requireWritableHome();
	withFileLock(`${userConfigPath()}.changing`, () => {
		const next = change(readUserConfig());
		checkUserConfig(next);
		writeFileAtomically(userConfigPath(), `${JSON.stringify(next, null, '\t')}\n`);
	});
}

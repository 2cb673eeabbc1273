/**
Reads a profile as Seatbelt does, as far as its rules go here: of all rules that fit, the last one counts. What the kernel
makes of it on a real Mac is for seatbelt.test.ts.
*/

import type {Profile} from '../../../sandbox/macos/profile.ts';

type Form = string | readonly Form[];

interface Rule {
	readonly allows: boolean;
	readonly operations: readonly string[];
	readonly filters: readonly (readonly Form[])[];
}

export interface ReadProfile {
	/** Whether an operation is allowed on a path, a service, a variable, an address; without one, at all. */
	allows(operation: string, target?: string): boolean;
	readonly rules: readonly Rule[];
}

export function readProfile({text, parameters}: Profile): ReadProfile {
	const [version, ...forms] = parse(text);
	if (JSON.stringify(version) !== '["version","1"]') {
		throw new Error('A profile begins with its version.');
	}

	const rules = forms.map(form => ruleOf(form));
	return {
		rules,
		allows(operation, target) {
			const fitting = rules.filter(rule => rule.operations.some(name => covers(name, operation)) && fits(rule, target, parameters));
			return fitting.at(-1)?.allows ?? false;
		},
	};
}

function ruleOf(form: Form): Rule {
	const [action, ...rest] = form as readonly Form[];
	if (action !== 'allow' && action !== 'deny') {
		throw new Error(`Not a rule: ${JSON.stringify(form)}`);
	}

	return {
		allows: action === 'allow',
		operations: rest.filter(word => typeof word === 'string'),
		filters: rest.filter(word => typeof word !== 'string'),
	};
}

function covers(name: string, operation: string): boolean {
	return name === 'default' || name === operation || (name.endsWith('*') && operation.startsWith(name.slice(0, -1)));
}

function fits({filters}: Rule, target: string | undefined, parameters: Readonly<Record<string, string>>): boolean {
	return (
		filters.length === 0 ||
		filters.some(([kind, value, other]) => {
			const wanted = wordOf(kind === 'remote' ? other : value, parameters);
			switch (kind) {
				case 'literal':
				case 'sysctl-name':
				case 'global-name':
					return target === wanted;
				case 'remote':
					return target === `${String(value)} ${wanted}`;
				case 'target':
					return target === wanted;
				case 'subpath':
					return target === wanted || (target?.startsWith(`${wanted}/`) ?? false);
				case 'sysctl-name-prefix':
					return target?.startsWith(wanted) ?? false;
				default:
					throw new Error(`An unknown filter: ${String(kind)}`);
			}
		})
	);
}

function wordOf(form: Form | undefined, parameters: Readonly<Record<string, string>>): string {
	if (typeof form === 'string') {
		return form;
	}

	const value = form?.[0] === 'param' ? parameters[String(form[1])] : undefined;
	if (value === undefined) {
		throw new Error(`A value that nobody gives: ${JSON.stringify(form)}`);
	}

	return value;
}

/** Lists of words; strings in quotes are words, and what follows a semicolon is not read. */
function parse(text: string): readonly Form[] {
	const tokens = text.replace(/^;.*$/gm, '').match(/[()]|"[^"\\]*"|[^\s()"]+/g) ?? [];
	const top: Form[] = [];
	const open: Form[][] = [top];
	for (const token of tokens) {
		if (token === '(') {
			const list: Form[] = [];
			open.at(-1)?.push(list);
			open.push(list);
		} else if (token === ')') {
			open.pop();
		} else {
			open.at(-1)?.push(token.replace(/^"|"$/g, ''));
		}
	}

	if (open.length !== 1) {
		throw new Error('Brackets do not match.');
	}

	return top;
}

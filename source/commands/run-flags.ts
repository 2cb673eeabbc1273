/** Flags that several commands share, as values. */

import {type Approval, UsageError} from '../../sandbox/index.ts';
import type {PlanMode} from '../agent/plan-mode.ts';
import type {Flags} from '../core/parse-arguments.ts';

/** The worst verdict accepted without asking, from `--approve` and, where the command has it, `--yes`. */
export function approvalByFlags(flags: Flags, hasYes: boolean): Approval {
	const named = flags.text('approve');
	if (named === 'none' || named === 'clean' || named === 'confirm') {
		return named;
	}

	return hasYes && flags.has('yes') ? 'confirm' : 'none';
}

/** From `--plan` and `--no-plan`. Throws a UsageError for both. */
export function planByFlags(flags: Flags): PlanMode {
	const [isOn, isOff] = [flags.has('plan'), flags.has('no-plan')];
	if (isOn && isOff) {
		throw new UsageError('The flags --plan and --no-plan exclude each other.', {hint: 'Leave one of them out.'});
	}

	return isOn ? 'always' : isOff ? 'never' : 'auto';
}

/** A flag as a whole number above zero, or undefined when it is not given. Throws a UsageError for anything else. */
export function wholeNumber(flags: Flags, name: string): number | undefined {
	const value = flags.text(name);
	if (value === undefined || /^[1-9]\d{0,8}$/.test(value)) {
		return value === undefined ? undefined : Number(value);
	}

	throw new UsageError(`The flag --${name} cannot be ${JSON.stringify(value)}.`, {hint: 'Write a whole number above zero.'});
}

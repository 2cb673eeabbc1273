/** `evolution status` for people: mode and state, metrics with n and intervals, the trial, what waits, what holds. */

import {toDisplay} from '../../sandbox/index.ts';
import type {Style} from '../core/terminal.ts';
import {effectText} from '../evolution/effect.ts';
import type {EvolutionState} from '../evolution/engine/state.ts';

export function statusText(state: EvolutionState, style: Style): string {
	const {mode, chosen, head, problem, budget, metrics, canary, pending, active, log} = state;
	const lines = [
		`Evolution  ${mode}${mode === chosen ? '' : ` (set to ${chosen})`}  HEAD ${head.slice(7, 15)}  ${problem === null ? 'sound' : style.red('DAMAGED')}`,
		...(problem === null ? [] : [style.red(toDisplay(problem))]),
		`Budget     ${budget.spent} of ${budget.allowed} tokens in 7 days, ${budget.tests} of ${budget.mostTests} tests in 30 days`,
		...metrics.map(({name, value}) => `  ${name.padEnd(22)} ${value}`),
		style.bold('Trial'),
		canary === null
			? '  none'
			: `  ${canary.id}  ${toDisplay(canary.line)}\n  ${effectText(canary)}, P(worse) ${canary.worse.toFixed(2)}, ${canary.tasks} of ${canary.horizon} tasks`,
		style.bold(`Waiting ${pending.length}`),
		...pending.flatMap(({id, line, hash, evidence, isForeign}) => [
			`  ${id}  ${toDisplay(line)}${isForeign ? `  ${style.red('from text of strangers')}` : ''}`,
			`    ${evidence}; skilllite evolution confirm ${id} --hash ${hash.slice('sha256:'.length)}`,
		]),
		style.bold(`Active ${active.length}`),
		...active.flatMap(({id, line, label, isStale, effect}) => [
			`  ${id}  ${toDisplay(line)}  ${label}${isStale ? '  for another model' : ''}`,
			`    ${effect}`,
		]),
		...(log.length === 0 ? [] : [style.bold('Log'), ...log.slice(0, 5).map(({ts, text}) => `  ${ts}  ${text}`)]),
	];
	return `${lines.join('\n')}\n`;
}

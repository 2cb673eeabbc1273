/** What a rule file is given and what it gives. */

import type {Manifest} from '../../manifest/manifest.ts';
import type {Match, Rule} from '../findings.ts';
import type {Document} from '../instructions/view.ts';
import type {Inventory} from '../inventory.ts';
import type {Call, CodeUnit, Command, Place} from '../parse/code.ts';
import type {Severity} from '../report.ts';

/** One skill as the rules see it. */
export interface SkillView {
	readonly inventory: Inventory;
	readonly manifest: Manifest;
	readonly units: readonly CodeUnit[];
	/** Text files by path. */
	readonly texts: ReadonlyMap<string, string>;
	/** What speaks to an agent or a person, sentence by sentence. */
	readonly documents: readonly Document[];
}

/** The rules of one class. `match` may throw: admission then asks instead of calling the skill clean. */
export interface RuleFile {
	readonly rules: readonly Rule[];
	readonly match: (skill: SkillView) => readonly Match[];
}

// In a document a person may stop at it, and it may be there to warn.
const told: Record<Severity, Severity> = {critical: 'critical', high: 'medium', medium: 'low', low: 'low', note: 'note'};
const shown: Record<Severity, Severity> = {critical: 'medium', high: 'low', medium: 'note', low: 'note', note: 'note'};

// An example of use is copied; what no honest skill holds is not better for standing in one.
const example: Record<Severity, Severity> = {...shown, critical: 'critical'};
const taught: Record<Severity, Severity> = {critical: 'low', high: 'note', medium: 'note', low: 'note', note: 'note'};

/** A match in code. What a document gives its reader to run weighs less than what runs by itself, and what it only shows least. */
export function inUnit(rule: Rule, unit: CodeUnit, place: Place, detail = ''): Match {
	const match = {rule, file: unit.file, layer: unit.layer, place, detail};
	return unit.layer === 'instructions'
		? {...match, severity: (unit.isTaught ? taught : unit.isShown ? (unit.isExample ? example : shown) : told)[rule.severity]}
		: match;
}

/** Matches of every call. */
export function inCalls(skill: SkillView, find: (call: Call, unit: CodeUnit) => readonly Match[]): readonly Match[] {
	return skill.units.flatMap(unit => unit.calls.flatMap(call => find(call, unit)));
}

/** Matches of every command. */
export function inCommands(skill: SkillView, find: (command: Command, unit: CodeUnit) => readonly Match[]): readonly Match[] {
	return skill.units.flatMap(unit => unit.commands.flatMap(command => find(command, unit)));
}

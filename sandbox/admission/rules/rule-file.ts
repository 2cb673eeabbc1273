/** What a rule file is given and what it gives. */

import type {Manifest} from '../../manifest/manifest.ts';
import type {Match, Rule} from '../findings.ts';
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
}

/** The rules of one class. `match` may throw: admission then asks instead of calling the skill clean. */
export interface RuleFile {
	readonly rules: readonly Rule[];
	readonly match: (skill: SkillView) => readonly Match[];
}

const weaker: Record<Severity, Severity> = {critical: 'high', high: 'medium', medium: 'low', low: 'low', note: 'note'};

/** A match in code. What a document shows to its reader weighs one step less: it may be there to warn. */
export function inUnit(rule: Rule, unit: CodeUnit, place: Place, detail = ''): Match {
	const match = {rule, file: unit.file, layer: unit.layer, place, detail};
	return unit.layer === 'instructions' ? {...match, severity: weaker[rule.severity]} : match;
}

/** Matches of every call. */
export function inCalls(skill: SkillView, find: (call: Call, unit: CodeUnit) => readonly Match[]): readonly Match[] {
	return skill.units.flatMap(unit => unit.calls.flatMap(call => find(call, unit)));
}

/** Matches of every command. */
export function inCommands(skill: SkillView, find: (command: Command, unit: CodeUnit) => readonly Match[]): readonly Match[] {
	return skill.units.flatMap(unit => unit.commands.flatMap(command => find(command, unit)));
}

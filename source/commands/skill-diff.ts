/** What an update changes in a skill: its files, what it asks for, and what the scan finds. */

import {type AdmissionReport, type Inventory, policyGrowth, toDisplay} from '../../sandbox/index.ts';
import type {Style} from '../core/terminal.ts';

export interface SkillDiff {
	readonly files: readonly FileDiff[];
	/** What it asks for beyond before, and no longer, as phrases. */
	readonly policy: {readonly more: readonly string[]; readonly less: readonly string[]};
	readonly findings: {readonly more: readonly string[]; readonly less: readonly string[]};
}

export interface FileDiff {
	readonly path: string;
	readonly change: 'added' | 'removed' | 'changed';
	/** Lines that came and went; none for a file that is not text. */
	readonly added: readonly string[];
	readonly removed: readonly string[];
}

interface Known {
	readonly inventory: Inventory;
	readonly report: AdmissionReport;
}

const mostLines = 3000;
const shownLines = 20;

/** Compare a skill with what would take its place; pure. */
export function compareSkills(before: Known, after: Known): SkillDiff {
	const [old, fresh] = [before.report, after.report];
	const [oldFindings, newFindings] = [old, fresh].map(findingsOf);
	const without = (list: readonly string[] = [], other: readonly string[] = []) => list.filter(item => !other.includes(item));
	return {
		files: compareFiles(before.inventory, after.inventory),
		policy: {more: policyGrowth(old.policy.asked, fresh.policy.asked), less: policyGrowth(fresh.policy.asked, old.policy.asked)},
		findings: {more: without(newFindings, oldFindings), less: without(oldFindings, newFindings)},
	};
}

/** The difference as lines for a person; with `all`, every line of every file. */
export function drawDiff(diff: SkillDiff, style: Style, all: boolean): readonly string[] {
	const changes = ({more, less}: SkillDiff['policy'], label: string) => [
		...more.map(item => style.yellow(`  + ${label} ${safe(item)}`)),
		...less.map(item => style.green(`  - ${label} ${safe(item)}`)),
	];
	return [
		...diff.files.flatMap(file => drawFile(file, style, all)),
		...changes(diff.policy, 'asks for:'),
		...changes(diff.findings, 'finding:'),
	];
}

function drawFile({path, change, added, removed}: FileDiff, style: Style, all: boolean): readonly string[] {
	const most = all ? mostLines : shownLines;
	const lines = [...removed.map(line => style.red(`    - ${safe(line)}`)), ...added.map(line => style.green(`    + ${safe(line)}`))];
	const hidden = lines.length - most;
	return [
		`  ${change} ${safe(path)}${lines.length > 0 ? ` (+${added.length} -${removed.length})` : ''}`,
		...(change === 'changed' ? lines.slice(0, most) : []),
		...(change === 'changed' && hidden > 0 ? [style.dim(`    and ${hidden} more lines; --verbose shows them`)] : []),
	];
}

function findingsOf({findings, policy}: AdmissionReport): readonly string[] {
	const found = findings.map(({severity, id, message, file}) => `${severity} ${id} ${message} (${file})`);
	return [...new Set([...found, ...policy.undeclared.map(item => `not declared: ${item}`)])];
}

function compareFiles(before: Inventory, after: Inventory): readonly FileDiff[] {
	const [old, fresh] = [before, after].map(({files}) => new Map(files.map(file => [file.path, file])));
	const paths = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])].sort();
	return paths.flatMap(path => {
		const [was, is] = [old?.get(path), fresh?.get(path)];
		const isSame = was?.sha256 === is?.sha256 && was?.executable === is?.executable && was?.linkTarget === is?.linkTarget;
		if (was && is && isSame) {
			return [];
		}

		const [from, to] = [linesOf(was?.bytes), linesOf(is?.bytes)];
		const change = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
		return [{path, change, added: onlyIn(to, from), removed: onlyIn(from, to)} satisfies FileDiff];
	});
}

function linesOf(bytes: Uint8Array | null | undefined): readonly string[] {
	const text = bytes ? Buffer.from(bytes) : undefined;
	if (text === undefined || text.includes(0)) {
		return [];
	}

	return text.toString('utf8').replace(/\n$/, '').split('\n').slice(0, mostLines);
}

/** The lines of one text that the other has not, or not so often; in their order. What only moved is not shown. */
function onlyIn(lines: readonly string[], others: readonly string[]): readonly string[] {
	const left = new Map<string, number>();
	for (const line of others) {
		left.set(line, (left.get(line) ?? 0) + 1);
	}

	return lines.filter(line => {
		const count = left.get(line) ?? 0;
		left.set(line, count - 1);
		return count <= 0;
	});
}

function safe(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 300});
}

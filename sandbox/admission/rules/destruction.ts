/** C8: whole trees of the host are deleted or disks overwritten. */

import type {Match, Rule} from '../findings.ts';
import type {Call, CodeUnit, Command} from '../parse/code.ts';
import {names} from '../parse/name-set.ts';
import {shapeOf} from '../parse/value.ts';
import {normalised} from './paths.ts';
import {inCalls, inCommands, inUnit, type RuleFile} from './rule-file.ts';

const deleteTree: Rule = {
	id: 'SL-DESTROY-001',
	class: 'C8',
	severity: 'high',
	message: 'Deletes %s with everything below it.',
	remedy: 'Delete only what the skill made itself, by its full path.',
	references: ['CWE-73', 'T1485'],
};

const overwriteDisk: Rule = {
	...deleteTree,
	id: 'SL-DESTROY-002',
	message: 'Overwrites a disk with %s.',
	remedy: 'Remove it: a skill has no use for raw disks.',
};

const locksAway: Rule = {
	...deleteTree,
	id: 'SL-DESTROY-003',
	message: 'Goes through the folders of the person, encrypts what it finds and deletes the originals.',
	remedy: 'Write the encrypted copy elsewhere, and leave the originals alone.',
	references: ['T1486'],
};

const neighbours: Rule = {
	...deleteTree,
	id: 'SL-DESTROY-004',
	severity: 'critical',
	message: 'Deletes everything that lies beside its own folder or in the home folder (%s).',
};

const personal: Rule = {
	...deleteTree,
	id: 'SL-DESTROY-006',
	severity: 'critical',
	message: 'Deletes a whole folder of what the person keeps (%s).',
};

const allBranches: Rule = {
	...deleteTree,
	id: 'SL-DESTROY-005',
	severity: 'critical',
	message: 'Deletes all branches of a remote repository, also what was not merged.',
	remedy: 'Delete branches that were merged, by name, after the person agreed.',
};

const walks = names('os.walk os.scandir glob.glob ?.rglob ?.glob ?.iterdir fs.readdir fs.readdirSync fs.opendir os.listdir');
const encrypts = /(?:\.encrypt|\.encryptor|createCipheriv|\.encrypt_and_digest|pyAesCrypt\.encryptFile)(?:$|\(\))/;
const deletes = /(?:^|\.)(?:unlink|unlinkSync|remove|rename|replace|rm|rmSync)$/;
const wholeHome = /Path\.home\(\)|expanduser\(\s*["']~\/?["']\)|\bhomedir\(\)|["'](?:\/home|\/Users|C:\\+)["'/\\]/;
const demandsMoney = /\b(?:bitcoin|btc|monero|xmr|ransom|bc1[a-z0-9]{20,})\b/i;

const treeCalls = names('shutil.rmtree fs.rm fs.rmSync fs.rmdirSync rimraf rimraf.sync rimraf.rimraf fs.removeSync fs.remove');

export const destruction: RuleFile = {
	rules: [deleteTree, overwriteDisk, locksAway, neighbours, personal, allBranches],
	match: skill => [
		...skill.units.flatMap(unit => lockedAway(unit, skill.texts.get(unit.file) ?? '')),
		...skill.units.flatMap(unit => (unit.layer === 'code' && unit.depth === 0 ? sweptBy(unit, skill.texts.get(unit.file) ?? '') : [])),
		...inCalls(skill, (call, unit) =>
			deletesRoot(call)
				? [inUnit(deleteTree, unit, call.place, shapeOf(call.args[0]))]
				: deletesKept(call)
					? [inUnit(personal, unit, call.place, shapeOf(call.args[0]))]
					: [],
		),
		...inCommands(skill, (command, unit) => {
			const target = removedBy(command);
			const disk = overwrites(command);
			const kept = keptBy(command);
			return [
				...(sweeps(command) ? [inUnit(neighbours, unit, command.place, shapeOf(command.args[0]))] : []),
				...(deletesBranches(command, unit) ? [inUnit(allBranches, unit, command.place)] : []),
				...(kept ? [inUnit(personal, unit, command.place, kept)] : []),
				...(target ? [inUnit(deleteTree, unit, command.place, target)] : []),
				...(disk ? [inUnit(overwriteDisk, unit, command.place, disk)] : []),
			];
		}),
	],
};

/** What lies around, and what people keep in their home folders. */
const around =
	/^(?:\.\.\/?|~\/?|\/|\/home\/?|\/Users\/?|~\/(?:Documents|Desktop|Pictures|Photos|Music|Movies|Videos|Mail|src|code|projects|work)\/?)$/;
const narrows = /^-(?:i?name|i?path|i?regex|[amc]?newer\w*|[amc](?:time|min)|size|empty|user)$/;

/** `find` over what lies around, with a deed that deletes and nothing that says what; to name the repositories of all projects says too much. */
function sweeps({name, args}: Command): boolean {
	const texts = args.map(argument => argument.text ?? shapeOf(argument));
	const deed = texts.findIndex(text => /^-(?:exec|execdir|ok|delete)$/.test(text));
	const isDeadly = texts[deed] === '-delete' || /^(?:rm -\w*[rR]|shred -\w*|shred .* -\w*u)/.test(texts.slice(deed + 1).join(' '));
	const isNarrowed = texts.some(
		(text, index) => narrows.test(text) && !/^(?:!|-not|\\!)$/.test(texts[index - 1] ?? '') && texts[index + 1] !== '.git',
	);
	return name === 'find' && deed !== -1 && around.test(normalised(texts[0] ?? '')) && isDeadly && !isNarrowed;
}

const sweptFolders =
	/\bfor\s+(\w+)\s+in\s+[^\n]{0,120}?(?:cwd\(\)\.parent|resolve\(\)\.parent\.parent|Path\.home\(\)|["']\.\.\/?["'])[^\n]{0,120}?(?:iterdir|listdir|scandir|glob)?[^\n]{0,120}?:[\s\S]{0,240}?\brmtree\(\s*(?:str\(|os\.path\.join\([^)\n]{0,60}[,\s])?\1\b/;

/** A loop over all that lies beside, in Python. */
function sweptBy(unit: CodeUnit, text: string): readonly Match[] {
	const found = unit.language === 'python' ? sweptFolders.exec(text) : null;
	const isNarrowed =
		found !== null && /\bglob\(\s*["'][^"'*]*\w|\.startswith\(|\bfnmatch\b|\.endswith\(|\.name\s*(?:==|in)\s/.test(found[0]);
	return found && !isNarrowed ? [inUnit(neighbours, unit, {start: found.index, end: found.index + found[0].length}, 'rmtree')] : [];
}

/** Branches come from a list of all of them, which nothing made shorter. */
function deletesBranches({name, args, wrappers}: Command, unit: CodeUnit): boolean {
	const texts = args.map(argument => argument.text ?? '');
	if (name !== 'git' || texts[0] !== 'push' || !wrappers.includes('xargs') || !texts.some(text => /^(?:--delete|-d)$/.test(text))) {
		return false;
	}

	const words = unit.commands.map(command => [command.name ?? '', ...command.args.map(shapeOf)].join(' '));
	return (
		words.some(line => /^git (?:branch (?:\S+ )*-[ar]\b|ls-remote\b|for-each-ref\b)/.test(line)) &&
		!words.some(line => /--merged\b|--no-merged\b|^e?grep (?!-\w*v)|^awk .*(?:gone|\/\w+\/)/.test(line))
	);
}

function deletesRoot(call: Call): boolean {
	return treeCalls.has(call.name) && isRoot(shapeOf(call.args[0]));
}

function removedBy({name, args}: Command): string | undefined {
	const texts = args.map(argument => argument.text ?? '');
	const recursive = texts.some(text => /^-[a-zA-Z]*[rR]|^--recursive/.test(text));
	const roots = texts.filter(text => !text.startsWith('-') && isRoot(text));
	if (name === 'rm' && recursive) {
		return roots[0];
	}

	return name === 'find' && texts.includes('-delete') && isRoot(texts[0] ?? '') && texts.length <= 4 ? roots[0] : undefined;
}

/** What people keep in their home folders, whole; what lies in it may be the skill's own. */
const keptFolders = /^~\/(?:Documents|Desktop|Pictures|Photos|Music|Movies|Videos|Mail|Library)\/?\*?$/;

function deletesKept(call: Call): boolean {
	return treeCalls.has(call.name) && keptFolders.test(normalised(shapeOf(call.args[0])));
}

function keptBy({name, args}: Command): string | undefined {
	const texts = args.map(argument => argument.text ?? '');
	return name === 'rm' && texts.some(text => /^-[a-zA-Z]*[rR]|^--recursive/.test(text))
		? texts.find(text => keptFolders.test(normalised(text)))
		: undefined;
}

/** The root, the home folder, a folder of the system, or all that is in one of them. */
function isRoot(text: string): boolean {
	return /^(?:\/|~|\/(?:\*|etc|usr|var|home|bin|lib|opt|boot|Users|System|Library)|~?\/\.?\*)\/?\*?$/.test(normalised(text));
}

function overwrites({name = '', args, redirects}: Command): string | undefined {
	const disk = /^(?:of=)?\/dev\/(?:sd|nvme|vd|hd|disk|mmcblk)/;
	if (
		name.startsWith('mkfs') ||
		((name === 'dd' || name === 'shred' || name === 'wipefs') && args.some(argument => disk.test(argument.text ?? '')))
	) {
		return name;
	}

	return redirects.some(redirect => disk.test(redirect.target.text ?? '')) ? 'a redirection' : undefined;
}

/** Not each of them, all of them: an honest archiver encrypts one named file and keeps it. */
function lockedAway(unit: CodeUnit, text: string): readonly Match[] {
	const encrypted = unit.calls.find(({name}) => encrypts.test(name));
	const isWhole = () =>
		wholeHome.test(text) &&
		unit.calls.some(({name}) => walks.has(name) || walks.has(`?.${name.split('.').at(-1)}`)) &&
		unit.calls.some(({name}) => deletes.test(name));
	const match = encrypted && isWhole() ? inUnit(locksAway, unit, encrypted.place) : undefined;
	return match ? [demandsMoney.test(text) ? {...match, severity: 'critical'} : match] : [];
}

/** S6 and S7: files that cannot be read as text or code, and paths that are not what they seem. */

import {extname} from 'node:path/posix';
import type {Match, Rule} from '../findings.ts';
import type {InventoryFile, InventoryProblemKind} from '../inventory-file.ts';
import type {Severity} from '../report.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const pathEscape: Rule = {
	id: 'SL-PATH-001',
	class: 'S7',
	severity: 'critical',
	message: 'A path leads out of the skill: %s',
	remedy: 'Replace the link by the file it leads to.',
	references: ['CWE-59', 'CWE-22'],
};

const oddPath: Rule = {
	...pathEscape,
	id: 'SL-PATH-002',
	severity: 'medium',
	message: 'A file is not what its path says: %s',
	remedy: 'Rename or remove the file.',
	references: ['CWE-41'],
};

const executable: Rule = {
	id: 'SL-OPAQUE-001',
	class: 'S6',
	severity: 'high',
	message: 'Holds compiled code that cannot be read (%s).',
	remedy: 'Ship the source, or depend on a published package.',
	references: ['CWE-506'],
};

const archive: Rule = {
	...executable,
	id: 'SL-OPAQUE-002',
	severity: 'medium',
	message: 'Holds an archive that was not looked into (%s).',
	remedy: 'Unpack it into the skill folder.',
};

const binary: Rule = {
	...executable,
	id: 'SL-OPAQUE-003',
	severity: 'medium',
	message: 'Holds a binary file of unknown kind (%s).',
	remedy: 'Remove it, or ship it in a known format.',
};

const otherLanguage: Rule = {
	...executable,
	id: 'SL-OPAQUE-004',
	severity: 'low',
	message: 'Holds code in a language that is not analysed (%s); the sandbox has no interpreter for it.',
	remedy: 'Write it in Python, JavaScript, TypeScript or bash.',
};

const severities: Record<InventoryProblemKind, Severity> = {
	'link-out': 'critical',
	manifest: 'high',
	'special-file': 'high',
	'hidden-name': 'high',
	'control-name': 'high',
	'link-disguise': 'medium',
	'case-collision': 'medium',
	'undecodable-name': 'medium',
	unreadable: 'medium',
	bounds: 'medium',
	'link-broken': 'low',
	'reserved-name': 'low',
	'long-path': 'low',
};

type Kind = 'executable' | 'archive' | 'document' | 'data';

const magics: readonly (readonly [string, Kind])[] = [
	['7f454c46', 'executable'],
	['4d5a', 'executable'],
	['feedface', 'executable'],
	['feedfacf', 'executable'],
	['cffaedfe', 'executable'],
	['cefaedfe', 'executable'],
	['cafebabe', 'executable'],
	['0061736d', 'executable'],
	['504b0304', 'archive'],
	['1f8b', 'archive'],
	['425a68', 'archive'],
	['fd377a585a', 'archive'],
	['28b52ffd', 'archive'],
	['377abcaf271c', 'archive'],
	['526172211a07', 'archive'],
	['89504e47', 'data'],
	['ffd8ff', 'data'],
	['47494638', 'data'],
	['52494646', 'data'],
	['25504446', 'data'],
	['00010000', 'data'],
	['4f54544f', 'data'],
	['774f46', 'data'],
	['74746366', 'data'],
	['00000100', 'data'],
	['494433', 'data'],
	['fffb', 'data'],
	['fff3', 'data'],
	['4f676753', 'data'],
	['664c6143', 'data'],
	['53514c69746520666f726d6174', 'data'],
	['50415231', 'data'],
	['934e554d5059', 'data'],
	['d0cf11e0', 'document'],
	['49492a00', 'data'],
	['4d4d002a', 'data'],
	['424d', 'data'],
];

const compiled = new Set([
	'.pyc',
	'.pyo',
	'.so',
	'.dll',
	'.dylib',
	'.exe',
	'.class',
	'.jar',
	'.node',
	'.wasm',
	'.o',
	'.a',
	'.bin',
	'.com',
	'.scr',
	'.msi',
	'.apk',
	'.deb',
	'.rpm',
	'.dmg',
	'.pkg',
]);
const officeFiles = new Set(['.docx', '.xlsx', '.pptx', '.odt', '.ods', '.odp', '.epub', '.dotx', '.potx', '.xltx', '.vsdx']);
const otherLanguages = new Set([
	'.ps1',
	'.psm1',
	'.bat',
	'.cmd',
	'.vbs',
	'.rb',
	'.pl',
	'.php',
	'.lua',
	'.applescript',
	'.scpt',
	'.jse',
	'.wsf',
	'.hta',
]);

const brokenManifest: Rule = {
	id: 'SL-SKILL-001',
	class: 'S10',
	severity: 'high',
	message: 'The skill cannot be used. %s',
	remedy: 'Repair SKILL.md.',
	references: [],
};

export const fileTree: RuleFile = {
	rules: [brokenManifest, pathEscape, oddPath, executable, archive, binary, otherLanguage],
	match: skill => [
		...skill.inventory.problems.map(problem => {
			// A kind this table does not know is a kind nobody has judged: it asks.
			const severity: Severity = severities[problem.kind] ?? 'medium';
			if (problem.kind === 'manifest') {
				return atFile(brokenManifest, problem.path, problem.message);
			}

			return atFile(severity === 'critical' ? pathEscape : oddPath, problem.path, problem.message, severity);
		}),
		...skill.inventory.files.flatMap(file => opaque(file, skill)),
	],
};

function opaque(file: InventoryFile, skill: SkillView): readonly Match[] {
	if (!file.bytes || file.bytes.length === 0) {
		return [];
	}

	const extension = extname(file.path).toLowerCase();
	const isText = skill.texts.has(file.path);
	if (isText) {
		return otherLanguages.has(extension) || isOtherScript(skill.texts.get(file.path) ?? '')
			? [atFile(otherLanguage, file.path, extension || 'by its first line')]
			: [];
	}

	const kind = compiled.has(extension) ? 'executable' : kindOf(file.bytes);
	switch (kind) {
		case 'executable':
			return [atFile(executable, file.path, extension || 'no extension')];
		case 'archive':
			return officeFiles.has(extension)
				? []
				: [atFile(archive, file.path, extension || 'no extension', isEncryptedZip(file.bytes) ? 'high' : 'medium')];
		case 'data':
		case 'document':
			return [];
		default:
			return [atFile(binary, file.path, extension || 'no extension')];
	}
}

function kindOf(bytes: Uint8Array): Kind | undefined {
	const start = Buffer.from(bytes.subarray(0, 16)).toString('hex');
	if (start.slice(8, 16) === '66747970') {
		return 'data';
	}

	return magics.find(([magic]) => start.startsWith(magic))?.[1];
}

/** Bit 0 of the general purpose flags of the first entry. */
function isEncryptedZip(bytes: Uint8Array): boolean {
	return bytes[0] === 0x50 && ((bytes[6] ?? 0) & 1) === 1;
}

function isOtherScript(text: string): boolean {
	return /^#!.*\b(?:perl|ruby|php|lua|osascript|pwsh|tclsh|awk)\b/.test(text.slice(0, 200));
}

function atFile(rule: Rule, file: string, detail: string, severity: Severity = rule.severity): Match {
	return {rule, file, layer: 'files', place: undefined, detail, severity};
}

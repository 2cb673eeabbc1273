/** Every package that a skill names, wherever it names it. */

import type {CodeUnit, Command, Place} from '../parse/code.ts';
import type {FindingLayer} from '../report.ts';
import type {SkillView} from '../rules/rule-file.ts';
import {compatibilityPackages} from './compatibility.ts';
import type {Found, PackageFact} from './dependency.ts';
import {settingsCommands, shownCommands} from './document-commands.ts';
import {commandFacts} from './install-commands.ts';
import {readInstalledPackage, readNpmLock} from './lock-files.ts';
import {readPackageJson} from './package-json.ts';
import {readRequirementsFile} from './requirements-file.ts';
import {scriptMetadata} from './script-metadata.ts';

export interface Located {
	readonly fact: PackageFact;
	readonly file: string;
	readonly place: Place | undefined;
	readonly layer: FindingLayer;
}

const requirementsName = /(?:^|\/)(?:[\w.-]*requirements[\w.-]*|constraints[\w.-]*)\.(?:txt|in)$|(?:^|\/)requirements\/[^/]+\.txt$/i;
const documentName = /\.(?:md|mdx|markdown|ya?ml)$|(?:^|\/)(?:Dockerfile|Containerfile|Makefile|justfile)[^/]*$/i;
const settingsName = /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|pip\.conf|pip\.ini|uv\.toml|bunfig\.toml)$/;

/** The packages of a skill in file order. Reads the text that is given; loads the readers of TOML and YAML only for a skill that needs them. */
export async function findPackages(skill: SkillView): Promise<readonly Located[]> {
	const found: Located[] = [];
	for (const [file, text] of skill.texts) {
		found.push(...(await ofFile(file, text)));
	}

	return [
		...found,
		...ofFrontMatter(skill.manifest.compatibility, skill),
		...(await ofInstallEntries(skill)),
		...skill.units.flatMap(ofCode),
	];
}

async function ofFile(file: string, text: string): Promise<readonly Located[]> {
	const name = file.slice(file.lastIndexOf('/') + 1).toLowerCase();
	const located = (facts: readonly Found[], layer: FindingLayer = 'packages') =>
		facts.map(({place, ...fact}) => ({fact, place, file, layer}));
	if (/(?:^|\/)node_modules\//.test(file)) {
		// What was installed lies here as it is: only which packages they are still matters.
		return /node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(file) ? located(readInstalledPackage(text)) : [];
	}

	if (name === 'package-lock.json' || name === 'npm-shrinkwrap.json') {
		return located(readNpmLock(text));
	}

	if (name === 'package.json') {
		return located(readPackageJson(text));
	}

	if (name === 'pyproject.toml') {
		return located((await import('./pyproject.ts')).readPyproject(text));
	}

	if (requirementsName.test(file)) {
		return located(readRequirementsFile(text));
	}

	if (settingsName.test(file)) {
		return located(settingsIndexes(text));
	}

	if (documentName.test(file)) {
		return located([...shownCommands(text), ...settingsCommands(text)], 'instructions');
	}

	if (/\.(?:json|toml)$/.test(name)) {
		return located(settingsCommands(text));
	}

	const block = name.endsWith('.py') || text.startsWith('#!') ? scriptMetadata(text) : undefined;
	return block ? located((await import('./pyproject.ts')).readPyproject(block.toml, block.offset)) : [];
}

/** `registry=…`, `index-url = …`, `@scope:registry=…` in the settings of a package manager. */
function settingsIndexes(text: string): readonly Found[] {
	const lines =
		/^[ \t]*(?:@[\w.-]+:)?(?:npmRegistryServer|registry|(?:extra-)?index-url|default-index|find-links|url)["']?\s*[:=]\s*["']?([a-z+]+:\/\/[^\s"']+)/gim;
	return [...text.matchAll(lines)].map(match => ({
		kind: 'index',
		url: match[1] ?? '',
		place: {start: match.index, end: match.index + match[0].length},
	}));
}

function ofFrontMatter(compatibility: string | undefined, {texts}: SkillView): readonly Located[] {
	const start = /^compatibility\s*:/m.exec(texts.get('SKILL.md') ?? '')?.index;
	const place = start === undefined ? undefined : {start, end: start + 'compatibility'.length};
	return compatibility === undefined
		? []
		: compatibilityPackages(compatibility).map(fact => ({fact, place, file: 'SKILL.md', layer: 'packages'}));
}

/** Only where the manifest says that there are some: the front matter is read a second time for it. */
async function ofInstallEntries({manifest, texts}: SkillView): Promise<readonly Located[]> {
	if (!manifest.executableSurface.some(entry => /(?:^|\.)install$/.test(entry))) {
		return [];
	}

	const text = texts.get('SKILL.md') ?? '';
	const [{parseFrontMatter}, {installEntries}] = await Promise.all([
		import('../../manifest/front-matter.ts'),
		import('./install-entries.ts'),
	]);
	const {data, header} = parseFrontMatter(text.replace(/^\uFEFF/, ''));
	return installEntries(data).map(fact => {
		const written = fact.kind === 'dependency' ? header.indexOf(fact.name) : -1;
		const start = Math.max(0, written === -1 ? text.search(/install/) : text.indexOf(header) + written);
		return {fact, place: {start, end: start + 1}, file: 'SKILL.md', layer: 'packages'};
	});
}

/** Commands that the skill's own code runs; the shell blocks of its documents are read as documents. */
function ofCode(unit: CodeUnit): readonly Located[] {
	return unit.layer !== 'code'
		? []
		: unit.commands.flatMap(command =>
				commandFacts([programOf(command), ...command.args.map(argument => argument.text)]).map(({fact}) => ({
					fact,
					place: command.place,
					file: unit.file,
					layer: 'code' as const,
				})),
			);
}

function programOf({program, name}: Command): string | undefined {
	return /^(?:sys\.executable|process\.execPath)$/.test(program.name ?? '') ? 'python' : (program.text ?? name);
}

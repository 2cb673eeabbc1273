/** S1, S3, S4, S5: what is wrong with the packages that a skill names, as far as it shows without any advisory. */

import {evidenceHash} from '../evidence.ts';
import type {Match, Rule} from '../findings.ts';
import type {Finding, Severity} from '../report.ts';
import {hostOfUrl, isDropHost, isLocal} from '../rules/hosts.ts';
import {affectedBy} from './affected.ts';
import type {Dependency, Ecosystem, LifecycleScript, PackageIndex} from './dependency.ts';
import type {Located} from './find-packages.ts';
import {knownMalware} from './known-malware.ts';
import {hasLookAlikeCapital, resembledName} from './near-names.ts';
import {dependencyText} from './reported-dependency.ts';

export const malicious: Rule = {
	id: 'SL-PACKAGE-001',
	class: 'S1',
	severity: 'critical',
	message: 'Wants a package that is known to be malicious: %s.',
	remedy: 'Remove it; where it was ever installed, change the keys and passwords of that machine.',
	references: ['CWE-506', 'LLM03', 'ASI04'],
};

export const vulnerable: Rule = {
	...malicious,
	id: 'SL-PACKAGE-002',
	class: 'S2',
	severity: 'high',
	message: 'Wants a package with a known vulnerability: %s.',
	remedy: 'Require a version in which it is repaired.',
	references: ['CWE-1395', 'LLM03'],
};

const lookAlike: Rule = {
	...malicious,
	id: 'SL-PACKAGE-003',
	class: 'S3',
	severity: 'medium',
	message: 'Wants a package whose name looks like another: %s.',
	remedy: 'Write the name of the package that is meant.',
	references: ['CWE-1357', 'ASI04'],
};

const otherIndex: Rule = {
	...malicious,
	id: 'SL-PACKAGE-004',
	class: 'S4',
	severity: 'high',
	message: 'Takes packages from another index than its own: %s.',
	remedy: 'Use the default index, or name the package files with their hashes.',
	references: ['CWE-427', 'ASI04'],
};

const direct: Rule = {
	...otherIndex,
	id: 'SL-PACKAGE-005',
	severity: 'medium',
	message: 'Takes a package from an address instead of an index: %s.',
	remedy: 'Depend on a published version.',
	references: ['CWE-829', 'ASI04'],
};

const unpinned: Rule = {
	...direct,
	id: 'SL-PACKAGE-006',
	severity: 'note',
	message: 'Wants a package in whatever version there is: %s.',
	remedy: 'Name the version.',
};

const lifecycle: Rule = {
	...malicious,
	id: 'SL-PACKAGE-007',
	class: 'S5',
	severity: 'medium',
	message: 'Has a command that runs while its packages are installed: %s',
	remedy: 'Move it into a script that runs when it is asked for.',
	references: ['CWE-506', 'ASI04'],
};

const unreadable: Rule = {
	...direct,
	id: 'SL-PACKAGE-008',
	severity: 'medium',
	message: 'Names packages in a file that cannot be understood: %s.',
	remedy: 'Repair the file.',
	references: ['CWE-1357'],
};

const noDatabase: Rule = {
	...unreadable,
	id: 'SL-PACKAGE-009',
	message: 'Its packages could not be looked up. %s',
	remedy: 'Make the advisory database anew with: skilllite audit --update',
	references: [],
};

export const packageRules: readonly Rule[] = [
	malicious,
	vulnerable,
	lookAlike,
	otherIndex,
	direct,
	unpinned,
	lifecycle,
	unreadable,
	noDatabase,
];

/** About the look-up, not about the skill; it asks, as what cannot be looked up is not known to be harmless. */
export function databaseUnreadable(why: string): Finding {
	const {message, ...rule} = noDatabase;
	return {
		...rule,
		message: message.replace('%s', () => why),
		file: 'SKILL.md',
		line: 0,
		column: 0,
		snippet: '',
		layer: 'packages',
		evidence: evidenceHash({id: rule.id, severity: rule.severity, file: 'SKILL.md', detail: '', text: why}),
		suppressed: false,
	};
}

/** The matches of one fact; `text` is the whole file that it stands in. */
export async function packageMatches(located: Located, text: string): Promise<readonly Match[]> {
	const {fact, file, place, layer} = located;
	const at = (rule: Rule, detail: string, severity: Severity = rule.severity): Match => ({rule, file, place, layer, detail, severity});
	switch (fact.kind) {
		case 'dependency':
			return (await dependencyMatches(fact)).map(({rule, detail, severity}) =>
				at(rule, detail, place && isWarned(text, place.start) ? (warned[severity] ?? severity) : severity),
			);
		case 'index':
			return indexMatches(fact).map(severity => at(otherIndex, fact.url, severity));
		case 'lifecycle':
			return [at(lifecycle, `${fact.name}: ${fact.command}`, lifecycleSeverity(fact))];
		case 'unreadable':
			// A template is filled in before any package manager sees it.
			return [at(unreadable, fact.why, /\{\{|\{%|<%/.test(text) ? 'low' : 'medium')];
	}
}

interface Judged {
	readonly rule: Rule;
	readonly detail: string;
	readonly severity: Severity;
}

async function dependencyMatches(dependency: Dependency): Promise<readonly Judged[]> {
	const {ecosystem, name, requirement} = dependency;
	const judged = (rule: Rule, detail: string, severity: Severity = rule.severity): Judged => ({rule, detail, severity});
	if (await isKnownMalware(dependency)) {
		return [judged(malicious, `${dependencyText(dependency)} (${ecosystem})`)];
	}

	if (requirement.kind === 'direct') {
		return [judged(direct, requirement.text, addressSeverity(requirement.text))];
	}

	const disguise = disguiseOf(ecosystem, name);
	return [
		...(disguise === undefined ? [] : [judged(lookAlike, disguise, dependency.origin === 'prose' ? 'low' : 'medium')]),
		...(requirement.kind === 'any' ? [judged(unpinned, `${name} (${ecosystem})`)] : []),
	];
}

/** What a name looks like, as a phrase; undefined for one that looks like itself. */
function disguiseOf(ecosystem: Ecosystem, name: string): string | undefined {
	const resembled = resembledName(ecosystem, name);
	if (resembled !== undefined) {
		return `${name}, which is not ${resembled}`;
	}

	return ecosystem === 'npm' && hasLookAlikeCapital(name) ? `${name}, with a capital that passes for another letter` : undefined;
}

/** Whether the floor knows it; needs no advisory. */
export async function isKnownMalware(dependency: Dependency): Promise<boolean> {
	const {ecosystem, name} = dependency;
	const versions = knownMalware(ecosystem, name);
	// Which versions were bad is known wholly, and indexes have taken them down: a range gets another one.
	return versions === 'all' || (versions !== undefined && (await affectedBy(dependency, [{versions, ranges: []}], true)));
}

/** Next to a warning a text tells what not to install; a person still looks at what would have blocked. */
const warned: Partial<Record<Severity, Severity>> = {critical: 'high', medium: 'low'};
const warning = /\b(?:never|do not|don't|avoid|beware|malicious|malware|typo-?squat\w*|fake|bogus|impostor|hallucinated)\b|❌/i;

/** Whether the line of an offset warns. */
export function isWarned(text: string, offset: number): boolean {
	const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
	const lineEnd = text.indexOf('\n', offset);
	return warning.test(text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd));
}

// The ecosystems' own hosts and those of the makers of large packages, which publish builds for each kind of machine.
const knownIndexes =
	/(?:^|\.)(?:pypi|pythonhosted|npmjs|yarnpkg|pytorch|pyg|jsr)\.(?:org|com|io)$|(?:^|\.)nvidia\.com$|^storage\.googleapis\.com$|^wheels\.vllm\.ai$|(?:^|\.)npmmirror\.com$|^mirrors\.[\w-]+\.(?:com|edu\.cn|aliyun\.com)$|^pypi\.tuna\.tsinghua\.edu\.cn$|^(?:npm|maven)\.pkg\.github\.com$/;

function indexMatches({url}: PackageIndex): readonly Severity[] {
	const rule = hostOfUrl(url);
	const host = rule?.replace(/:\d+$/, '') ?? '';
	if (rule !== undefined && isLocal(rule)) {
		return [];
	}

	return /[${}<>\uFFFC]/.test(url) || /\bexample\.(?:com|org|net)$/.test(host) || (knownIndexes.test(host) && url.startsWith('https:'))
		? ['note']
		: ['high'];
}

const forges = /^(?:(?:[\w-]+\.)?github(?:usercontent)?\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht|huggingface\.co)$/;

function addressSeverity(address: string): Severity {
	// `owner/repo`, `github:owner/repo`, `git@github.com:owner/repo`.
	if (/^(?:(?:github|gitlab|bitbucket|gist):)?[\w.-]+\/[\w.-]+(?:#.*)?$/.test(address)) {
		return 'low';
	}

	const url = address
		.replace(/^(?:git|hg|svn|bzr)\+/, '')
		.replace(/^(?:git|ssh):\/\/(?:[^@/]*@)?/, 'https://')
		.replace(/^git@([^:]+):/, 'https://$1/');
	const rule = hostOfUrl(url);
	const host = rule?.replace(/:\d+$/, '') ?? '';
	if (rule !== undefined && (isDropHost(rule) || url.startsWith('http:'))) {
		return isLocal(rule) ? 'low' : 'high';
	}

	return forges.test(host) || knownIndexes.test(host) ? 'low' : 'medium';
}

const fetches = /\b(?:curl|wget|Invoke-WebRequest|iwr)\b|https?:\/\/|\bfetch\(|\brequire\(['"]https?['"]\)|\/dev\/tcp\//;
const runsText = /\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\$\(|\beval\b|\bnode\s+-e\b|\bpython[\d.]*\s+-c\b|\bbash\s+-c\b|\biex\b|base64/;
const usual =
	/^(?:(?:npx\s+)?(?:husky(?:\s+install)?|only-allow\s+\w+|patch-package|lefthook\s+install|simple-git-hooks|prisma\s+generate|node-gyp\s+rebuild|node-gyp-build|electron-builder\s+install-app-deps|playwright\s+install(?:\s+[\w-]+)*|tsc(?:\s+[\w./-]+)*|is-ci\s+\|\|\s+husky)|(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?[\w:-]+)(?:\s*\|\|\s*true)?$/;

function lifecycleSeverity({command}: LifecycleScript): Severity {
	const doesFetch = fetches.test(command);
	const doesRun = runsText.test(command);
	if (doesFetch && doesRun) {
		return 'critical';
	}

	return doesFetch || doesRun ? 'high' : usual.test(command.trim()) ? 'low' : 'medium';
}

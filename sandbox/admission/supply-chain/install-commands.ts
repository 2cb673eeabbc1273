/**
Commands that fetch packages: which of their words are packages, which are indexes.

Two kinds: those that install (every word is a package) and those that run one at once (`npx`, `uvx`: the first word is the
package, the rest is for it).
*/

import type {Dependency, Ecosystem, PackageFact, PackageIndex} from './dependency.ts';
import {npmPackage} from './npm-package.ts';
import {pythonAddress, pythonPackage} from './python-package.ts';

/** A fact and the number of the word it was read from. */
export interface WordFact {
	readonly fact: PackageFact;
	readonly word: number;
}

interface Form {
	readonly ecosystem: Ecosystem;
	/** The words that begin it, after the program. */
	readonly verbs: RegExp;
	readonly takes: 'all' | 'first' | 'flags';
	/** `create-` for `npm create`. */
	readonly prefix?: string;
}

const python = (verbs: RegExp, takes: Form['takes']): Form => ({ecosystem: 'PyPI', verbs, takes});
const node = (verbs: RegExp, takes: Form['takes'], prefix = ''): Form => ({ecosystem: 'npm', verbs, takes, prefix});

const pip = [python(/^(?:install|download|wheel) /, 'all')];
const npmLike = [
	node(/^(?:i|install|add|in|global add|global install) /, 'all'),
	node(/^(?:x|exec|dlx) /, 'first'),
	node(/^(?:create|init) /, 'first', 'create-'),
];
const runner = [node(/^/, 'first')];

const forms: Readonly<Record<string, readonly Form[]>> = {
	pip,
	uv: [python(/^(?:pip install|add) /, 'all'), python(/^tool (?:install|run) /, 'first'), python(/^run /, 'flags')],
	uvx: [python(/^/, 'first')],
	pipx: [python(/^(?:install|run|upgrade) /, 'first')],
	poetry: [python(/^add /, 'all')],
	pdm: [python(/^add /, 'all')],
	rye: [python(/^(?:add|install) /, 'all')],
	easy_install: [python(/^/, 'all')],
	npm: npmLike,
	pnpm: npmLike,
	yarn: npmLike,
	bun: npmLike,
	npx: runner,
	bunx: runner,
	pnpx: runner,
	deno: [node(/^(?:run|add|install|x) /, 'all')],
};

/** Their value is a package, instead of the first word or beside it. */
const insteadFlags = new Set(['--from', '--spec', '--package']);
const besideFlags = new Set(['--with', '--with-editable', '--editable', '-e', '--preinstall']);
const indexFlags = new Set(['--index-url', '--extra-index-url', '--find-links', '--index', '--default-index', '--registry', '-i', '-f']);
const valueFlags = new Set(
	`-r --requirement --requirements -c --constraint -t --target --python --python-version --platform --implementation --abi --prefix --root --proxy
	--timeout --retries --trusted-host --no-binary --only-binary --upgrade-strategy --src --log --cert --client-cert --cache-dir --report
	--config-settings -C --global-option --extra --group --workspace -w --cache --userconfig --loglevel --omit --include --before --cwd --filter
	--call --directory --project --index-strategy --keyring-provider --exclude-newer --env-file --with-requirements`.split(/\s+/),
);

/** Everything that a command fetches; the first word is the program. Unknown words are undefined. */
export function commandFacts(words: readonly (string | undefined)[]): readonly WordFact[] {
	const start = programIndex(words);
	const {program, from} = programOf(words, start);
	const rest = words.slice(from);
	const line = `${rest.map(word => word ?? '').join(' ')} `;
	const settings = [...assignedIndexes(words.slice(0, start)), ...configuredIndex(program, rest, from)];
	for (const form of forms[program] ?? []) {
		const verbs = form.verbs.exec(line)?.[0];
		if (verbs !== undefined) {
			const skipped = verbs.split(' ').length - 1;
			return [...settings, ...readArguments(form, rest.slice(skipped), from + skipped, /^(?:uv |pip)/.test(`${program} `))];
		}
	}

	return settings;
}

const wrappers = new Set(['sudo', 'env', 'exec', 'command', 'time', 'nohup', 'then', 'do', 'RUN', '!', '$', '%', 'doas', 'xargs', '&&']);

/** Past assignments and wrappers with their flags. */
function programIndex(words: readonly (string | undefined)[]): number {
	let index = 0;
	for (let wrapped = false; index < words.length; index += 1) {
		const word = words[index] ?? '';
		const isWrapper = wrappers.has(word);
		if (!isWrapper && !/^[A-Za-z_]\w*=/.test(word) && !(wrapped && word.startsWith('-'))) {
			return index;
		}

		wrapped ||= isWrapper;
	}

	return index;
}

/** `/usr/bin/pip3.12` is pip, `python -m pip` too. */
function programOf(words: readonly (string | undefined)[], index: number): {readonly program: string; readonly from: number} {
	const name = (words[index] ?? '')
		.replace(/^[!%]/, '')
		.replace(/^.*\//, '')
		.replace(/\.exe$|\.cmd$/, '');
	if (/^(?:python[\d.]*|py)$/.test(name) && words[index + 1] === '-m') {
		return {program: words[index + 2] ?? '', from: index + 3};
	}

	return {program: /^pip[\d.]*$/.test(name) ? 'pip' : name, from: index + 1};
}

function readArguments(form: Form, args: readonly (string | undefined)[], from: number, isPip: boolean): readonly WordFact[] {
	const facts: WordFact[] = [];
	let isRead = form.takes === 'flags';
	for (let index = 0; index < args.length; index += 1) {
		const word = args[index];
		if (word?.startsWith('-')) {
			const [flag = '', ...inline] = word.startsWith('--') ? word.split('=') : [word];
			const kind = kindOfFlag(flag, form, isPip);
			index += kind !== 'other' && inline.length === 0 ? 1 : 0;
			const value = inline.length > 0 ? inline.join('=') : args[index];
			facts.push(...flagFacts(kind, form, value).map(fact => ({fact, word: from + index})));
			isRead ||= kind === 'instead';
			continue;
		}

		if (form.takes === 'flags') {
			// What follows the script of `uv run` is the script's.
			return facts;
		}

		const found = word === undefined || isRead || isPlaceholder(word) ? [] : packagesOf(form, word);
		facts.push(...found.map(fact => ({fact, word: from + index})));
		if (form.takes === 'first') {
			return facts;
		}
	}

	return facts;
}

type FlagKind = 'index' | 'instead' | 'beside' | 'value' | 'other';

function kindOfFlag(flag: string, form: Form, isPip: boolean): FlagKind {
	// `-p` is a package for npx and a Python for uv; `-i` and `-f` are pip's alone.
	if (flag === '-p') {
		return form.ecosystem === 'npm' && form.takes === 'first' ? 'instead' : form.ecosystem === 'PyPI' ? 'value' : 'other';
	}

	if (/^-[if]$/.test(flag) && !isPip) {
		return 'other';
	}

	if (flag === '-e' && form.ecosystem === 'npm') {
		return 'other';
	}

	return indexFlags.has(flag)
		? 'index'
		: insteadFlags.has(flag)
			? 'instead'
			: besideFlags.has(flag)
				? 'beside'
				: valueFlags.has(flag) && !(flag === '-c' && form.ecosystem === 'npm')
					? 'value'
					: 'other';
}

function flagFacts(kind: FlagKind, form: Form, value: string | undefined): readonly PackageFact[] {
	if (value === undefined || isPlaceholder(value)) {
		return [];
	}

	if (kind === 'index') {
		return [...indexAt(value)];
	}

	return kind === 'instead' || kind === 'beside' ? value.split(/,(?=[A-Za-z@])/).flatMap(part => packagesOf(form, part)) : [];
}

function packagesOf(form: Form, word: string): readonly Dependency[] {
	if (form.ecosystem === 'PyPI') {
		// `uvx --with streamlit python app.py` runs the interpreter.
		return form.takes === 'first' && /^python[\d.]*$/.test(word) ? [] : pythonWord(word);
	}

	if (/^(?:npm|jsr|https?|node):/.test(word) || form === forms.deno?.[0]) {
		// Deno's own words say which are npm's.
		return word.startsWith('npm:')
			? (npmPackage(word.slice(4).replace(/^\//, ''), 'command') ?? [])
			: /^https?:/.test(word) && form !== forms.deno?.[0]
				? (npmPackage(word, 'command') ?? [])
				: [];
	}

	const name = form.prefix === undefined || form.prefix === '' ? word : word.replace(/^(@[^/]+\/)?/, scope => `${scope}${form.prefix}`);
	return npmPackage(name, 'command') ?? [];
}

/** uv and poetry write `name@version`. */
function pythonWord(word: string): readonly Dependency[] {
	const [, name, version = ''] = /^([A-Za-z0-9][\w.-]*(?:\[[\w,.-]*\])?)@([\w.*^~<>=!,-]*)$/.exec(word) ?? [];
	const text = name === undefined ? word : /^\d/.test(version) ? `${name}==${version}` : name;
	return pythonAddress(text, 'command') ?? pythonPackage(text, 'command') ?? [];
}

function isPlaceholder(word: string): boolean {
	// The last one stands for what the reader of code does not know.
	return /^[<[]|[{}$`…\uFFFC]|\.\.\.|>$|^(?:package|packages|package[-_]name|pkg|PACKAGE\w*|your[-_].*|some[-_]package|name)$/.test(word);
}

function indexAt(url: string): readonly PackageIndex[] {
	return /^(?:[a-z+]+:)?\/\//i.test(url) && !/^file:/i.test(url) ? [{kind: 'index', url}] : [];
}

/** `PIP_INDEX_URL=… pip install`. */
function assignedIndexes(words: readonly (string | undefined)[]): readonly WordFact[] {
	return words.flatMap((word, index) => {
		const url = /^(?:PIP_(?:EXTRA_)?INDEX_URL|UV_(?:DEFAULT_|EXTRA_)?INDEX(?:_URL)?|npm_config_registry|NPM_CONFIG_REGISTRY)=(.+)$/.exec(
			word ?? '',
		)?.[1];
		return url === undefined || isPlaceholder(url) ? [] : indexAt(url).map(fact => ({fact, word: index}));
	});
}

/** `pip config set global.index-url …`, `npm config set registry …`. */
function configuredIndex(program: string, rest: readonly (string | undefined)[], from: number): readonly WordFact[] {
	if (!/^(?:pip|npm|pnpm|yarn)$/.test(program) || rest[0] !== 'config' || rest[1] !== 'set') {
		return [];
	}

	const index = rest.findIndex(word => /index-url|registry/.test(word ?? ''));
	const [, inline] = /^[^=]*(?:index-url|registry)=(.+)$/.exec(rest[index] ?? '') ?? [];
	const url = inline ?? rest[index + 1];
	return index === -1 || url === undefined || isPlaceholder(url) ? [] : indexAt(url).map(fact => ({fact, word: from + index}));
}

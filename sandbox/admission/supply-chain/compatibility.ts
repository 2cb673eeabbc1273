/** Packages in the text of the `compatibility` field: "Requires Python 3.x with requests, pandas>=2 and network access". */

import type {Dependency, Ecosystem} from './dependency.ts';
import {npmPackage} from './npm-package.ts';
import {isPopular} from './popular-names.ts';
import {pythonPackage} from './python-package.ts';

const languages = /\b(?:(python|pip|pypi)|(node(?:\.?js)?|npm|javascript|typescript|bun|deno))\b[\w.+]*/gi;
const separators =
	/[,;:()、，\n]|\s(?:and|or|plus|with|using|needs?|requires?)\s|\s(?:packages?|librar(?:y|ies)|modules?|dependenc(?:y|ies)|installed|available)\b/i;
/** What something is needed for is no list of packages. */
const purposes = /\s(?:for|to|via|from|when|if|on|in)\s[^,;()]*/gi;

/**
What the text names as packages, each once.

In a sentence with a language every single word behind it that can be a name is one ("Python 3.10+ with a, b and c"). In
front of it, and for words that are everyday programs, only a version or a widely known name makes a package.
*/
export function compatibilityPackages(text: string): readonly Dependency[] {
	const found = new Map<string, Dependency>();
	for (const sentence of text.split(/[.;](?:\s|$)/)) {
		for (const {ecosystem, text: part, isListed} of parts(sentence)) {
			for (const item of part.replaceAll(purposes, ' ').split(separators)) {
				const dependency = packageOf(ecosystem, item, isListed);
				if (dependency) {
					found.set(`${dependency.ecosystem} ${dependency.name}`, dependency);
				}
			}
		}
	}

	return [...found.values()];
}

interface Part {
	readonly ecosystem: Ecosystem;
	readonly text: string;
	readonly isListed: boolean;
}

/** What stands in front of the first language belongs to it, what stands behind one is its list. */
function parts(sentence: string): readonly Part[] {
	const marks = [...sentence.matchAll(languages)];
	return marks.flatMap((mark, index) => {
		const ecosystem = mark[1] === undefined ? 'npm' : 'PyPI';
		const behind = sentence.slice(mark.index + mark[0].length, marks[index + 1]?.index ?? sentence.length);
		const before = index === 0 ? [{ecosystem, text: sentence.slice(0, mark.index), isListed: false} as const] : [];
		return [...before, {ecosystem, text: behind, isListed: true} as const];
	});
}

/** Programs, wishes and modules of the languages themselves that stand in such lists and are no packages. */
const otherThings = new Set(
	`python python3 pip node nodejs npm npx uv uvx bun deno git gh docker podman curl wget jq bash sh zsh make cmake gcc ffmpeg imagemagick pandoc java go
	rust cargo ruby perl php linux macos windows ubuntu debian internet network access gpu cuda cpu chrome chromium brew homebrew apt aws gcloud az kubectl
	terraform psql sqlite libreoffice soffice poppler tesseract graphviz claude codex cursor skilllite offline none optional unix posix wsl
	a an the newer later higher above greater runtime interpreter environment only recommended required preferred standard install shell terminal
	argparse asyncio base64 collections csv datetime hashlib http io itertools json logging math os pathlib pickle pwd re shutil socket sqlite3 ssl
	stdlib subprocess sys tempfile threading time tkinter tomllib typing unittest urllib uuid venv xml zipfile zlib crypto fs path`.split(
		/\s+/,
	),
);

function packageOf(ecosystem: Ecosystem, item: string, isListed: boolean): Dependency | undefined {
	const bare = item.trim().replace(/^(?:(?:and|or|plus|with|requires?|needs?|the|an?|installed|pip|uv|npm|install)\s+)+/i, '');
	const text = bare.replaceAll(/\s*(===|~=|==|!=|<=|>=|<|>)\s*/g, '$1').replace(/\.$/, '');
	if (!/^@?[A-Za-z][\w.@/[\]-]*(?:[<>=!~^]\S*)?$/.test(text)) {
		return undefined;
	}

	const npmText = text.replace(/(?<=[^@])(?=[<>=~^])/, '@');
	const [dependency] = (ecosystem === 'PyPI' ? pythonPackage(text, 'prose') : npmPackage(npmText, 'prose')) ?? [];
	if (!dependency || otherThings.has(dependency.name.toLowerCase())) {
		return undefined;
	}

	return isListed || dependency.requirement.kind !== 'any' || isPopular(ecosystem, dependency.name) ? dependency : undefined;
}

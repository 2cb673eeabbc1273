import {expect, test} from 'vitest';
import type {Runtime, Script} from '../../sandbox/index.ts';
import {kindOf} from '../../source/skills/kind.ts';
import {manifestOf} from './manifest-of.ts';

const script = (path: string, runtime: Runtime = 'python'): Script => ({path, runtime, typescript: false});

function kind(files: readonly string[], more: {scripts?: readonly Script[]; entry?: Script; allowedTools?: string} = {}): string {
	const {scripts = [], entry = null, allowedTools} = more;
	return kindOf({manifest: manifestOf('', {allowedTools}), entry, scripts, files: ['SKILL.md', ...files]});
}

test('is an entry-point with a main script, whatever else is there', () => {
	const entry = script('scripts/main.py');
	expect(kind(['references/a.md'], {entry, scripts: [entry, script('scripts/b.py')], allowedTools: 'Bash(python:*)'})).toBe('entry-point');
});

test('is a bash-tool when it drives named commands and brings no script but a shell entry', () => {
	const entry = script('scripts/main.sh', 'bash');
	expect(kind([], {allowedTools: 'Read Bash(git:*)'})).toBe('bash-tool');
	expect(kind([], {allowedTools: 'Bash(git log:*)', entry, scripts: [entry]})).toBe('bash-tool');
	expect(kind([], {allowedTools: 'Bash Read'})).toBe('prompt-only');
});

test('is multi-script with scripts alone, and instruction when documents tell how to use them', () => {
	const scripts = [script('scripts/a.py'), script('scripts/b.py')];
	expect(kind(['README.md', 'assets/template.md'], {scripts})).toBe('multi-script');
	expect(kind(['references/guide.md'], {scripts})).toBe('instruction');
	expect(kind(['forms.md'], {scripts})).toBe('instruction');
	expect(kind([], {scripts: [script('tool.py')]})).toBe('instruction');
});

test('is prompt-only without scripts', () => {
	expect(kind(['references/guide.md'])).toBe('prompt-only');
});

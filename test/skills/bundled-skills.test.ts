import {join} from 'node:path';
import {expect, test} from 'vitest';
import {packageRoot, summarisePolicy} from '../../sandbox/index.ts';
import type {ToolDefinition} from '../../source/core/tool.ts';
import {type DiscoveredSkill, discoverSkills} from '../../source/skills/discover.ts';
import {inputSchema} from '../../source/skills/schema.ts';
import {toolsOf} from '../../source/skills/tools.ts';
import {validateInput} from '../../source/skills/validate-input.ts';

const skills = await discoverSkills({projectFolder: join(packageRoot(), 'skills', 'no-project'), extraFolders: []});

test('brings the eleven skills, of every kind and in every language', () => {
	const table = skills.map(skill => [skill.name, skill.kind, skill.entry?.path ?? null]);
	expect(table).toEqual([
		['calculator', 'entry-point', 'scripts/main.py'],
		['data-analysis', 'entry-point', 'scripts/main.py'],
		['git-summary', 'bash-tool', 'scripts/main.sh'],
		['http-request', 'entry-point', 'scripts/main.py'],
		['image-info', 'entry-point', 'scripts/main.js'],
		['json-query', 'entry-point', 'scripts/main.py'],
		['markdown-report', 'entry-point', 'scripts/main.ts'],
		['skill-creator', 'multi-script', null],
		['text-processor', 'entry-point', 'scripts/main.py'],
		['weather', 'entry-point', 'scripts/main.py'],
		['writing-helper', 'prompt-only', null],
	]);
});

test('asks for no more than each skill needs', () => {
	const asks = skills.map(skill => [skill.name, skill.manifest?.policy && summarisePolicy(skill.manifest.policy)]);
	expect(Object.fromEntries(asks)).toEqual({
		calculator: 'no network · 256 MB · 30 s',
		'data-analysis': 'no network · reads . · 256 MB · 30 s',
		'git-summary': 'no network · reads . · runs git · 256 MB · 30 s',
		'http-request': 'network example.com:443, httpbin.org:443 · 256 MB · 30 s',
		'image-info': 'no network · reads . · 256 MB · 30 s',
		'json-query': 'no network · reads . · 256 MB · 30 s',
		'markdown-report': 'no network · 256 MB · 30 s',
		'skill-creator': 'no network · reads . · writes output · 256 MB · 30 s',
		'text-processor': 'no network · 256 MB · 30 s',
		weather: 'network api.open-meteo.com:443, geocoding-api.open-meteo.com:443 · 256 MB · 30 s',
		'writing-helper': 'no network · 256 MB · 30 s',
	});
});

test.each(skills)('$name is written without a fault', skill => {
	expect(skill).toMatchObject({origin: 'bundled', problem: null, shadows: []});
	expect(skill.manifest).toMatchObject({
		name: skill.name,
		warnings: [],
		unknownFields: [],
		executableSurface: [],
		license: 'MIT',
		version: '1.0.0',
	});
	expect((skill.manifest?.body ?? '').split('\n').length).toBeLessThan(200);
});

test.each(skills.filter(skill => skill.entry))('the input schema of $name is what its SKILL.md documents', async skill => {
	const golden = `${JSON.stringify(inputSchemaOf(skill), null, '\t')}\n`;
	await expect(golden).toMatchFileSnapshot(`golden/${skill.name}.json`);
});

test.each(skills.flatMap(toolsOf))('every example of $name fits its schema, and names the values that vary', tool => {
	expect(tool.examples?.length).toBeGreaterThan(0);
	for (const {text, input} of tool.examples ?? []) {
		if (input) {
			expect(validateInput(tool.parameters, input), text).toEqual([]);
			expect(
				valuesOf(tool, input).filter(value => !text.includes(value)),
				text,
			).toEqual([]);
		}
	}
});

test('every skill that takes text or numbers gives several phrasings for them', () => {
	for (const tool of skills.filter(skill => skill.entry).flatMap(toolsOf)) {
		expect(tool.examples?.filter(example => example.input).length, tool.name).toBeGreaterThanOrEqual(5);
	}
});

/** The values that a phrase must name: not the words that a schema offers, and not flags. */
function valuesOf(tool: ToolDefinition, input: Readonly<Record<string, unknown>>): readonly string[] {
	const offered = JSON.stringify(tool.parameters);
	return Object.values(input)
		.flat()
		.filter(value => typeof value === 'number' || typeof value === 'string')
		.map(String)
		.filter(value => !offered.includes(`"${value}"`) && !value.startsWith('--'));
}

function inputSchemaOf(skill: DiscoveredSkill): unknown {
	return skill.manifest && inputSchema(skill.manifest);
}

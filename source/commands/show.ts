/** `skilllite show`: everything that is known of one skill. */

import {
	type AdmissionReport,
	checkPin,
	dependencyText,
	type PinState,
	pinsOf,
	readInventory,
	SkillError,
	reportOn,
	type Suppression,
	summarisePolicy,
	toDisplay,
} from '../../sandbox/index.ts';
import type {Style} from '../core/terminal.ts';
import {loadSettings} from '../core/settings.ts';
import {type DiscoveredSkill, findSkill} from '../skills/discover.ts';
import {type InputSchema, schemaOf} from '../skills/schema.ts';
import type {CommandContext} from './command.ts';
import {lockPathOf} from './installed.ts';

interface ShownSkill {
	readonly skill: DiscoveredSkill;
	readonly report: AdmissionReport;
	readonly input: InputSchema | null;
	readonly files: readonly {readonly path: string; readonly size: number}[];
	readonly pin: PinState;
	/** Resolved, as the lock has them; else what the scan read. */
	readonly dependencies: readonly string[];
}

export async function show({flags, positionals, project, output}: CommandContext): Promise<number> {
	const settings = loadSettings(project);
	settings.warnings.forEach(output.warn);
	const places = {projectFolder: project.folder, extraFolders: [...flags.list('skills'), ...settings.skillFolders]};
	const skill = await findSkill(positionals[0] ?? '', places);
	if (skill.problem !== null || !skill.manifest) {
		throw new SkillError('skill-invalid', skill.problem ?? `Cannot read skill ${JSON.stringify(skill.name)}.`, {
			hint: `Repair ${toDisplay(skill.dir)}/SKILL.md; skilllite scan looks at the folder as it is.`,
		});
	}

	const lockPath = lockPathOf(skill.dir, project);
	const shown: ShownSkill = {
		skill,
		report: await reportOn(skill.dir),
		input: skill.entry ? schemaOf(skill, skill.manifest) : null,
		files: readInventory(skill.dir).files.map(({path, size}) => ({path, size})),
		dependencies: await dependenciesOf(skill, lockPath),
		pin: lockPath === undefined ? {kind: 'unpinned'} : await checkPin(skill.dir, lockPath),
	};
	if (output.json) {
		output.document(asDocument(shown));
	} else {
		output.data(`${asText(shown, output.dataStyle)}\n`);
	}

	return 0;
}

async function dependenciesOf({name}: DiscoveredSkill, lockPath: string | undefined): Promise<readonly string[]> {
	return lockPath === undefined ? [] : ((await pinsOf(lockPath)).get(name)?.dependencies ?? []);
}

function asDocument({skill, report, input, files, pin, dependencies}: ShownSkill) {
	const {body: _body, ...manifest} = skill.manifest ?? {body: ''};
	return {
		name: skill.name,
		path: skill.dir,
		source: skill.origin,
		kind: skill.kind,
		manifest,
		entry: skill.entry?.path ?? null,
		scripts: skill.scripts.map(({path}) => path),
		input: input && {schema: input.schema, source: input.source, delivery: input.delivery},
		files,
		integrity: pin,
		dependencies,
		report,
		shadows: skill.shadows,
	};
}

function asText({skill, report, input, files, pin, dependencies}: ShownSkill, style: Style): string {
	const {manifest} = skill;
	const fact = (label: string, value: string | undefined) => (value ? [`${style.dim(label.padEnd(13))} ${safe(value)}`] : []);
	return [
		`${style.bold(safe(skill.name))}${manifest?.version ? ` ${safe(manifest.version)}` : ''}  ${verdict(report, style)}`,
		safe(manifest?.description ?? ''),
		'',
		...fact('path', skill.dir),
		...fact('source', skill.origin),
		...fact('kind', skill.kind),
		...fact('license', manifest?.license),
		...fact('requires', manifest?.compatibility),
		...fact('tools', manifest?.allowedTools),
		...fact('scripts', skill.scripts.map(({path}) => (path === skill.entry?.path ? `${path} (entry)` : path)).join(', ')),
		...fact('asks for', `${summarisePolicy(report.policy.asked)}${report.policy.source === 'inferred' ? ' (inferred from its code)' : ''}`),
		...fact('integrity', pinText(pin, skill)),
		...fact('content', report.treeHash),
		...fact(
			'depends on',
			dependencies.length > 0 ? dependencies.map(line => line.split(' ')[0]).join(', ') : dependencyLine(report.dependencies),
		),
		...(input ? ['', style.bold(`Input (JSON on stdin, read from ${sourceText(input)})`), ...inputLines(input)] : []),
		'',
		style.bold('Files'),
		...files.map(({path, size}) => `  ${safe(path)}  ${style.dim(`${size} B`)}`),
		...findingLines(report, style),
		...(manifest && manifest.warnings.length > 0 ? ['', style.bold('Format'), ...manifest.warnings.map(line => `  ${safe(line)}`)] : []),
		...(manifest && manifest.executableSurface.length > 0
			? ['', style.bold('Never run by skilllite'), ...manifest.executableSurface.map(line => `  ${safe(line)}`)]
			: []),
	].join('\n');
}

function inputLines({schema}: InputSchema): readonly string[] {
	const properties = typeof schema.properties === 'object' && schema.properties !== null ? Object.entries(schema.properties) : [];
	const required = Array.isArray(schema.required) ? schema.required : [];
	if (properties.length === 0) {
		return ['  any object'];
	}

	return properties.map(([name, property]) => {
		const {type, description, enum: choices} = property ?? {};
		const kind = Array.isArray(choices) ? choices.map(choice => JSON.stringify(choice)).join(' | ') : String(type ?? 'any');
		return `  ${safe(name)}${required.includes(name) ? '' : '?'}: ${safe(kind)}${typeof description === 'string' ? `  ${safe(description)}` : ''}`;
	});
}

function findingLines({findings, policy}: AdmissionReport, style: Style): readonly string[] {
	const lines = findings.flatMap(({severity, id, message, file, line, suppression}) => [
		`  ${severity.padEnd(8)} ${id}  ${safe(message)}  ${style.dim(`${safe(file)}:${line}`)}`,
		...(suppression ? [style.dim(`           ${suppressionText(suppression)}`)] : []),
	]);
	const undeclared = policy.undeclared.map(item => `  not declared: ${safe(item)}`);
	return lines.length + undeclared.length > 0 ? ['', style.bold('Findings'), ...lines, ...undeclared] : [];
}

function suppressionText({reason, expires, expired}: Suppression): string {
	return `${expired ? 'suppression expired on' : 'suppressed until'} ${expires}: ${safe(reason)}`;
}

function verdict({verdict, partial}: AdmissionReport, style: Style): string {
	const paint = {clean: style.green, confirm: style.yellow, blocked: style.red}[verdict];
	return `${paint(verdict)}${partial ? ' (could not be read in full)' : ''}`;
}

/** With what advisories say of each; `unknown` is said too. */
function dependencyLine(dependencies: AdmissionReport['dependencies']): string {
	return dependencies.map(dependency => `${dependencyText(dependency)} (${dependency.ecosystem}, ${dependency.status})`).join(', ');
}

function pinText(pin: PinState, skill: DiscoveredSkill): string {
	switch (pin.kind) {
		case 'intact':
			return `as installed from ${pin.source}`;
		case 'changed':
			return `changed since it was installed from ${pin.source}; see skilllite verify`;
		default:
			return skill.origin === 'bundled' ? 'bundled with the program' : 'not in the lock: new, not trusted';
	}
}

function sourceText({source}: InputSchema): string {
	return {json: 'its JSON schema', parameters: 'its documented parameters', open: 'nowhere: any object goes'}[source];
}

function safe(text: string): string {
	return toDisplay(text, {reveal: true, maxLength: 600});
}

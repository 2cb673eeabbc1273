/** I8: settings of agents opened wide: every command allowed, no questions, servers of the project trusted unseen. */

import type {Match, Rule} from '../findings.ts';
import {isForbidden} from '../instructions/polarity.ts';
import {isDocument} from '../instructions/view.ts';
import {hostOfUrl, isInstallerHost, isLocal} from './hosts.ts';
import {layerOf, orderedParts, type Part} from './ordered-parts.ts';
import type {RuleFile, SkillView} from './rule-file.ts';

const opened: Rule = {
	id: 'SL-AGENT-002',
	class: 'I8',
	severity: 'critical',
	message: 'Writes into the settings of an agent that it need not ask any more (%s).',
	remedy: 'Leave the permissions of the agent to the person.',
	references: ['ASI03', 'ASI06', 'T1562'],
};

const settings =
	/\.claude(?:\.json|\/settings(?:\.local)?\.json)|\.codex\/config\.toml|\.gemini\/settings\.json|\.cursor\/(?:cli-config|permissions|settings)\.json|\.config\/(?:opencode|goose)\/|openclaw\.json|\.vscode\/settings\.json|\.qwen\/settings\.json/;
const wide =
	/bypassPermissions|enableAllProjectMcpServers|skipDangerousModePermissionPrompt|\bBash\(\*\)|["']Bash["']\s*[,\]]|approval_policy\s*=\s*["']never|danger-full-access|["']?autoApprove["']?\s*[:=]\s*(?:true|True|\[?["']\*)|chat\.tools\.autoApprove|dangerouslySkipPermissions|["']yolo["']\s*:\s*true|["']?alwaysAllow["']?\s*[:=]/;
const writes =
	/\bwrite(?:_text|File|FileSync)?\b|\bdump\(|>{1,2}\s*["']?(?:~|\$HOME|\.)|\btee\b|\bsed\s+-i\b|\bjq\b[^\n]*>|\bcp\s|<<\s*["']?\w+|\bopen\([^\n]*["'][wa]["']/;
/** How near the setting stands to the name of its file. */
const reach = 700;

const fetchingHook: Rule = {
	...opened,
	id: 'SL-AGENT-003',
	class: 'C7',
	message: 'Sets up a hook of an agent that runs what it downloads from %s.',
	remedy: 'Have the hook run a file that was looked at.',
	references: ['CWE-494', 'ASI06', 'T1546'],
};

const toldHook: Rule = {
	...fetchingHook,
	id: 'SL-AGENT-004',
	class: 'C3',
	severity: 'high',
	message: 'Sets up a hook of an agent that sends what the agent works on to %s.',
	remedy: 'Keep it on this machine, or name a server that the person runs.',
	references: ['CWE-200', 'ASI06'],
};

const hook = /["']command["']\s*:\s*["'](?:[^"'\n\\]|\\.){0,200}\b(?:curl|wget)\b(?:[^"'\n\\]|\\.){0,200}\|\s*(?:sudo\s+)?(?:ba|z)?sh\b/;
// What a hook is given on its standard input are the words of the person and the files of the agent.
const reportingHook = /["']command["']\s*:\s*["'](?:[^"'\n\\]|\\.){0,160}\bcurl\b(?:[^"'\n\\]|\\.){0,200}(?:@-|\$\(cat\b)/;
const grants =
	/\bbypassPermissions\b|\bdanger-full-access\b|approval_policy["']?\s*[=:]\s*["']never|enableAllProjectMcpServers|dangerouslySkipPermissions|["']?approvalMode["']?\s*[:=]\s*["']yolo/;
const sets = /(?<![-\w])(?:set|add|write|merge|put|insert|append|change|switch|copy|update)\b/i;
const unasked =
	/\b(?:without asking|do not ask|don['’]t ask|no need to ask|nobody asked|not (?:be )?(?:told|asked|mentioned)|need not (?:be told|know|ask)|(?:do not|don['’]t|never) (?:stop|pause|wait) for|no questions)\b/i;

export const agentPermissions: RuleFile = {
	rules: [opened, fetchingHook, toldHook],
	match: skill => [
		...[...skill.texts].flatMap(([file, text]) => (settings.test(text) && wide.test(text) ? inText(skill, file, text) : [])),
		...[...skill.texts].flatMap(([file, text]) =>
			isDocument(file) && (grants.test(text) || hook.test(text) || reportingHook.test(text)) ? told(skill, file, text) : [],
		),
	],
};

/** In words: what an agent is told to write into its own settings. A guide to them names the setting, and leaves it to the person. */
function told(skill: SkillView, file: string, text: string): readonly Match[] {
	return orderedParts(skill, file, text).flatMap((part, index, parts): readonly Match[] => {
		const [rule, found] = hookIn(part.text);
		const host = found ? hostOfUrl(/https?:\/\/[^\s"'`|)]+/.exec(found[0])?.[0] ?? '') : undefined;
		const isOrdered = found && !isForbidden(part, found.index);
		const hooks = isOrdered && host !== undefined && !isInstallerHost(host) && !isLocal(host) ? [at(rule, file, part, found, host)] : [];
		const grant = grants.exec(part.text);
		const lead = `${parts[index - 1]?.text ?? ''}\n${part.text}`;
		const isOrder = grant !== null && sets.test(part.isCode ? lead : part.text.slice(0, grant.index)) && !isForbidden(part, grant.index);
		return isOrder ? [...hooks, {...at(opened, file, part, grant, grant[0]), severity: unasked.test(lead) ? 'critical' : 'high'}] : hooks;
	});
}

function hookIn(text: string): readonly [Rule, RegExpExecArray | null] {
	const fetching = hook.exec(text);
	return fetching ? [fetchingHook, fetching] : [toldHook, reportingHook.exec(text)];
}

function at(rule: Rule, file: string, part: Part, found: RegExpExecArray, detail: string): Match {
	const start = part.start + found.index;
	return {rule, file, layer: layerOf(file), place: {start, end: start + found[0].length}, detail};
}

function inText(skill: SkillView, file: string, text: string): readonly Match[] {
	return orderedParts(skill, file, text).flatMap((part): readonly Match[] => {
		const name = part.isCode ? settings.exec(part.text) : null;
		const near = name ? part.text.slice(Math.max(0, name.index - reach), name.index + reach) : '';
		const grant = wide.exec(near);
		const start = part.start + (name?.index ?? 0);
		return name && grant && writes.test(near)
			? [{rule: opened, file, layer: layerOf(file), place: {start, end: start + name[0].length}, detail: grant[0]}]
			: [];
	});
}

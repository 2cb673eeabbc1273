/** I8: settings of agents opened wide: every command allowed, no questions, servers of the project trusted unseen. */

import type {Match, Rule} from '../findings.ts';
import {layerOf, orderedParts} from './ordered-parts.ts';
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

export const agentPermissions: RuleFile = {
	rules: [opened],
	match: skill => [...skill.texts].flatMap(([file, text]) => (settings.test(text) && wide.test(text) ? inText(skill, file, text) : [])),
};

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

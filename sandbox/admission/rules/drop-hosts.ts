/** C11: settings that send a skill's traffic through a tunnel, a paste site or a request catcher. */

import type {Match, Rule} from '../findings.ts';
import {hostOfUrl, isDropHost} from './hosts.ts';
import type {RuleFile} from './rule-file.ts';

const dropInSettings: Rule = {
	id: 'SL-HOSTS-001',
	class: 'C11',
	severity: 'medium',
	message: 'Names %s as a place to connect to: a tunnel, paste site or request catcher.',
	remedy: 'Name the service itself.',
	references: ['ASI02', 'CWE-441'],
};

const settings = /\.(?:json|jsonc|ya?ml|toml|ini|cfg|conf|env|properties)$|(?:^|\/)\.env[\w.-]*$/i;
/** The value of a setting by itself; an address inside a longer text is only mentioned. */
const setting = /[:=]\s*["']?((?:https?|wss?):\/\/[^\s"'<>,;)]+)["']?\s*(?:[,}\n#]|$)/g;
/** A catcher among them is a place to meet people, too. */
const meeting = /^(?:discord(?:app)?\.com|api\.telegram\.org|bit\.ly|tinyurl\.com):/;

export const dropHosts: RuleFile = {
	rules: [dropInSettings],
	match: ({texts}) =>
		[...texts].filter(([file, text]) => settings.test(file) && text.length < 256 * 1024).flatMap(([file, text]) => inSettings(file, text)),
};

function inSettings(file: string, text: string): readonly Match[] {
	return [...text.matchAll(setting)].flatMap(match => {
		const [whole, url = ''] = match;
		const host = hostOfUrl(url);
		const place = {start: match.index, end: match.index + whole.length};
		return host !== undefined && isDropHost(host) && !meeting.test(host)
			? [{rule: dropInSettings, file, layer: 'files', place, detail: host}]
			: [];
	});
}

/** The table of keys as people read it: in `/help`, behind `?`, and in docs/keys.md. */

import type {KeyMap} from './key-map.ts';
import {showKeyName} from './key-names.ts';
import type {KeyBinding, KeyPlace} from './keys.ts';

export interface KeyHelpRow {
	/** `Ctrl+J, Alt+Enter`. */
	readonly keys: string;
	readonly does: string;
}

export interface KeyHelpGroup {
	readonly title: string;
	readonly rows: readonly KeyHelpRow[];
}

const titles: Readonly<Record<KeyPlace, string>> = {
	editor: 'Writing',
	screen: 'Everywhere',
	tools: 'On a tool pane',
	panel: 'In the evolution panel',
	question: 'While a question is open',
};

/** All keys, by where they work. What has no key any more does not appear. */
export function keyHelp({bindings}: KeyMap): readonly KeyHelpGroup[] {
	return (['screen', 'editor', 'question', 'tools', 'panel'] as const).map(place => ({
		title: titles[place],
		rows: bindings.filter(binding => binding.place === place && binding.keys.length > 0).map(rowOf),
	}));
}

/** docs/keys.md. */
export function keyDocument({bindings}: KeyMap): string {
	const sections = (['screen', 'editor', 'question', 'tools', 'panel'] as const).map(place => {
		const rows = bindings
			.filter(binding => binding.place === place)
			.map(binding => `| ${binding.keys.map(name => `\`${showKeyName(name)}\``).join(' ')} | ${binding.does} | \`${binding.id}\` |`);
		return [`## ${titles[place]}`, '', '| Keys | What they do | Id |', '|---|---|---|', ...rows].join('\n');
	});
	return `${[introduction, ...sections, settings].join('\n\n')}\n`;
}

const introduction = `# Keys

Made from the table in \`source/ui/input/keys.ts\` (\`node test/ui/input/write-keys.ts\`); a test holds it.

A line that begins with \`/\` is a command, with \`!\` it runs in the sandbox; \`@\` names a file, and shows a picture to the model. A paste of more than three lines stands in the draft as one sign and is sent whole.`;

const settings = `## Your own keys

In the settings, by id; a list gives several, an empty one none. A key that you give to one thing is taken from the other.

\`\`\`json
{"keys": {"redo": "ctrl+]", "search": ["ctrl+r", "alt+s"], "toggle-mouse": []}}
\`\`\`

Keys that answer a question, \`Esc\` and \`Ctrl+C\` stay as they are: nothing may turn a common key into a yes, or take away what stops a turn. While a question is open, its keys count from 300 ms after it was drawn and 800 ms after the last key; until then they go into the draft. \`Enter\` never says yes.`;

function rowOf({keys, does}: KeyBinding): KeyHelpRow {
	return {keys: keys.map(showKeyName).join(', '), does: does.replaceAll('`', '')};
}

/**
A text as the model is shown it: line for line the same, secrets masked, everything that cannot be seen spelled out.

Nothing is left out. What a mask or an escape sequence could swallow, an attacker would put in front of the rest.
*/

export const masked = '[masked]';

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Zl}\p{Zp}]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what this expression spells out
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
const keyBegin = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const keyEnd = /-----END [A-Z ]*PRIVATE KEY-----/;
// A line of a key and nothing that could be read as anything else.
const keyLine = /^\s*(?:[A-Za-z0-9+/=]{4,76}|(?:Proc-Type|DEK-Info): [\w,-]{1,60})?\s*$/;

/** `mask` is given one line at a time: what it finds in a line can hide no other line. */
export function shownText(text: string, mask: (text: string) => string): string {
	let isKey = false;
	const lines = text
		.toWellFormed()
		.replaceAll('\r\n', '\n')
		.split('\n')
		.map(line => {
			const isInside = isKey && keyLine.test(line);
			isKey = keyBegin.test(line) || (isInside && !keyEnd.test(line));
			return isInside && line.trim() !== '' ? masked : spelled(mask(line));
		});
	return lines.join('\n');
}

function spelled(line: string): string {
	const name = (character: string) => `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`;
	return line.replace(invisible, name).replace(controls, name);
}

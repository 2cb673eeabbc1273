/** What an entry takes from the person's environment. */

import {Problem} from './entry-fields.ts';
import type {ConfigPlace} from './server-config.ts';

export const nothingForProjects = "a project's file is given nothing of your environment: define it in ~/.skilllite/mcp.json instead";

/** `${NAME}` and `${NAME:-otherwise}`, for the person's own file alone. */
export function expanded(texts: Readonly<Record<string, string>>, {origin, env}: ConfigPlace): Readonly<Record<string, string>> {
	return Object.fromEntries(
		Object.entries(texts).map(([key, text]) => [
			key,
			text.replace(/\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
				if (origin === 'project') {
					throw new Problem(`it asks for \${${name}}, and ${nothingForProjects}`);
				}

				const value = env[name] || otherwise;
				if (value === undefined) {
					throw new Problem(`it asks for \${${name}}, which is not set`);
				}

				return value;
			}),
		]),
	);
}

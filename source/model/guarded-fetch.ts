/**
The fetch that the `openai` package is given. It keeps three promises that the package does not make:

- Only our own headers leave: the package would add OPENAI_CUSTOM_HEADERS, organisation and platform from the
  environment to every endpoint, also to one that a project chose.
- A redirect is not followed: a conversation goes to the host that was named.
- A response is bounded: the package reads lines and error bodies of any length into memory.
*/

import {boundedResponse} from '../core/bounded-response.ts';

export interface GuardOptions {
	/** Put on the wire here and nowhere else; the package itself gets a stand-in. */
	readonly apiKey: string | null;
	readonly maximumBytes: number;
}

export function createGuardedFetch({apiKey, maximumBytes}: GuardOptions): typeof fetch {
	return async (input, init) => {
		const headers = new Headers({
			accept: 'text/event-stream, application/json',
			'content-type': 'application/json',
			'user-agent': 'skilllite',
		});
		if (apiKey !== null) {
			headers.set('authorization', `Bearer ${apiKey}`);
		}

		const response = await fetch(input, {...init, headers, redirect: 'manual'});
		return boundedResponse(response, total => (total > maximumBytes ? `The response is larger than ${maximumBytes} bytes.` : null));
	};
}

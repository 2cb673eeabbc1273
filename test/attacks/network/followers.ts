/** Ordinary clients that take the proxy from their variables and follow redirects. */

import {bash, node, type Payload, python} from '../payload.ts';

export const followers: Readonly<Record<string, (urls: readonly string[]) => Payload>> = {
	Python: urls =>
		python(`
			import urllib.request
			for url in ${JSON.stringify(urls)}:
			    attempt(lambda: urllib.request.urlopen(url, timeout=10).read())
		`),
	Node: urls =>
		node(`
			for (const url of ${JSON.stringify(urls)}) {
				await attempt(async () => (await fetch(url)).text());
			}
		`),
	// A shell has curl where the policy grants it.
	curl: urls => bash(`curl -sSL --max-time 10 ${urls.map(url => `'${url}'`).join(' ')}`),
};

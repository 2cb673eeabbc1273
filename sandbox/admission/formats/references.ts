/** Where a reference of a rule leads; undefined for one that has no page of its own. Advisory ids come from outside. */
export function referenceUrl(reference: string): string | undefined {
	const [, kind = '', number = ''] = /^(CWE-|T|LLM|AML\.T)(\d[\d.]{0,12})$/.exec(reference) ?? [];
	switch (kind) {
		case 'CWE-':
			return `https://cwe.mitre.org/data/definitions/${number}.html`;
		case 'T':
			return `https://attack.mitre.org/techniques/T${number.replace('.', '/')}/`;
		case 'AML.T':
			return `https://atlas.mitre.org/techniques/AML.T${number}`;
		case 'LLM':
			return 'https://genai.owasp.org/llm-top-10/';
		default:
			return /^(?:CVE|GHSA|PYSEC|MAL|OSV)-[\w-]{1,60}$/.test(reference) ? `https://osv.dev/vulnerability/${reference}` : undefined;
	}
}

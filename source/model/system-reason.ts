const systemReasons: {readonly [code: string]: string} = {
	ECONNREFUSED: 'nothing listens there',
	ENOTFOUND: 'the name is not known',
	EAI_AGAIN: 'the name cannot be looked up',
	ECONNRESET: 'the connection was closed',
	UND_ERR_SOCKET: 'the connection was closed',
	EHOSTUNREACH: 'there is no way to it',
	ENETUNREACH: 'there is no network',
	ETIMEDOUT: 'the connection took too long',
	UND_ERR_CONNECT_TIMEOUT: 'the connection took too long',
};

/** The reason that the system gave for a failed connection, in plain words where we have them; the deepest cause wins. */
export function systemReason(thrown: unknown): string {
	let detail = '';
	for (let error = thrown; error instanceof Error; error = error.cause) {
		const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
		detail = systemReasons[code] ?? (error.message || detail);
	}

	return detail;
}

import {headerValues, type RequestHead} from './request-head.ts';

/** User and password of a Proxy-Authorization header; undefined unless there is exactly one and it is Basic. */
export function readBasicCredential(head: RequestHead): {readonly user: string; readonly password: string} | undefined {
	const values = headerValues(head, 'proxy-authorization');
	const encoded = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(values[0] ?? '')?.[1];
	if (values.length !== 1 || encoded === undefined) {
		return undefined;
	}

	const text = Buffer.from(encoded, 'base64').toString('latin1');
	const colon = text.indexOf(':');
	return colon < 0 ? undefined : {user: text.slice(0, colon), password: text.slice(colon + 1)};
}

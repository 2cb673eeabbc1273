/** The secret that ties a connection to one run: no other process that reaches the listener can use its grants. */

import {createHash, randomBytes, timingSafeEqual} from 'node:crypto';

/** The user name of every run; only the password is secret. */
export const proxyUser = 'skill';

/** A fresh password of 192 random bits, in characters that need no escaping in a URL. */
export function createCredential(): string {
	return randomBytes(24).toString('base64url');
}

/** Whether both parts are right, in the same time for every wrong guess. */
export function isCredential(user: string, password: string, credential: string): boolean {
	return credential !== '' && timingSafeEqual(digest(`${user}\0${password}`), digest(`${proxyUser}\0${credential}`));
}

function digest(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}

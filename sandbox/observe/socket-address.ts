import {formatAddress} from '../egress/ip-address.ts';

const unix = 1;
const ipv4 = 2;
const ipv6 = 10;

/** A `struct sockaddr`, given in hexadecimal digits, as `address:port` or `unix:path`; "an unreadable address" for anything else. */
export function readAddress(digits: string): string {
	const bytes = Buffer.from(digits, 'hex');
	const family = bytes.length >= 2 ? bytes.readUInt16LE(0) : 0;
	if (family === ipv4 && bytes.length >= 8) {
		return `${[...bytes.subarray(4, 8)].join('.')}:${bytes.readUInt16BE(2)}`;
	}

	if (family === ipv6 && bytes.length >= 24) {
		const value = BigInt(`0x${bytes.toString('hex', 8, 24)}`);
		return `[${formatAddress({family: 6, value})}]:${bytes.readUInt16BE(2)}`;
	}

	if (family === unix) {
		const path = bytes.subarray(2);
		// A name that starts with a NUL is no file's; it ends with the address, not at a NUL.
		const end = path[0] === 0 ? path.length : path.indexOf(0);
		return `unix:${path.toString('utf8', 0, end < 0 ? path.length : end).replace(/^\0/, '@')}`;
	}

	return bytes.length === 0 ? 'no address' : 'an unreadable address';
}

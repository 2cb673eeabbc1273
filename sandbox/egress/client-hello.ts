/**
The first message of TLS, read far enough to see which host it is for.

	record:    type(1)=22 version(2)=3.x length(2) ‖ fragment     (the message may span records)
	handshake: type(1)=1 length(3) ‖ version(2) random(32) session(1+n) ciphers(2+n) compression(1+n) extensions(2+n)
	extension: type(2) length(2) ‖ data;  0 = server_name, 0xfe0d = encrypted_client_hello

Nothing is skipped: a message that is not exactly this is malformed, since a
server might read it in another way than we do.
*/

export type ClientHello =
	| {readonly kind: 'incomplete'}
	| {readonly kind: 'not-tls'}
	| {readonly kind: 'malformed'}
	| {readonly kind: 'hello'; readonly serverName: string | undefined; readonly isEncrypted: boolean};

type Message = Exclude<ClientHello, {kind: 'incomplete' | 'not-tls'}>;

const maxRecordBytes = 16_384;
/** Honest clients use one; more would let a client make us parse thousands of one-byte records again for each byte. */
const maxRecords = 8;
const serverNameExtension = 0;
const encryptedHelloExtension = 0xfe0d;

/** Read a ClientHello from the bytes that have arrived so far; pure. */
export function readClientHello(bytes: Buffer): ClientHello {
	const fragments: Buffer[] = [];
	let offset = 0;
	for (;;) {
		if (!looksLikeRecord(bytes.subarray(offset, offset + 3))) {
			return {kind: offset === 0 ? 'not-tls' : 'malformed'};
		}

		if (bytes.length < offset + 5) {
			return {kind: 'incomplete'};
		}

		const length = bytes.readUInt16BE(offset + 3);
		if (length === 0 || length > maxRecordBytes || fragments.length === maxRecords) {
			return {kind: 'malformed'};
		}

		fragments.push(bytes.subarray(offset + 5, offset + 5 + length));
		const message = readMessage(Buffer.concat(fragments));
		if (message) {
			return message;
		}

		offset += 5 + length;
		if (offset > bytes.length) {
			return {kind: 'incomplete'};
		}
	}
}

/** Whether up to three bytes can be the start of a handshake record of TLS 1.0 to 1.3. */
function looksLikeRecord(start: Buffer): boolean {
	return (start[0] ?? 22) === 22 && (start[1] ?? 3) === 3 && (start[2] ?? 0) <= 4;
}

/** Undefined while the message is not complete. */
function readMessage(message: Buffer): Message | undefined {
	if (message.length > 0 && message[0] !== 1) {
		return {kind: 'malformed'};
	}

	if (message.length < 4) {
		return undefined;
	}

	const length = message.readUIntBE(1, 3);
	if (message.length < 4 + length) {
		return undefined;
	}

	// What follows in the same record would be a second message, which no client sends before the server's first.
	return message.length > 4 + length ? {kind: 'malformed'} : readBody(new Fields(message.subarray(4)));
}

function readBody(body: Fields): Message {
	body.bytes(2 + 32);
	body.vector(1);
	body.vector(2);
	body.vector(1);
	if (body.isEmpty) {
		return body.isBroken ? {kind: 'malformed'} : {kind: 'hello', serverName: undefined, isEncrypted: false};
	}

	const extensions = body.vector(2);
	const found = body.isEmpty ? readExtensions(extensions) : undefined;
	if (!found || body.isBroken || extensions.isBroken) {
		return {kind: 'malformed'};
	}

	const name = found.get(serverNameExtension);
	const serverName = name && readServerName(name);
	if (name && serverName === undefined) {
		return {kind: 'malformed'};
	}

	return {kind: 'hello', serverName, isEncrypted: found.has(encryptedHelloExtension)};
}

/** Undefined when an extension comes twice: servers differ in which one they take. */
function readExtensions(list: Fields): Map<number, Fields> | undefined {
	const found = new Map<number, Fields>();
	while (!list.isEmpty && !list.isBroken) {
		const type = list.number(2);
		if (found.has(type)) {
			return undefined;
		}

		found.set(type, list.vector(2));
	}

	return found;
}

/** The one host name of a server_name extension; undefined for none, several, or other kinds. */
function readServerName(extension: Fields): string | undefined {
	const list = extension.vector(2);
	const type = list.number(1);
	const name = list.vector(2);
	const isWhole = extension.isEmpty && list.isEmpty && !extension.isBroken && !list.isBroken && !name.isBroken;
	return isWhole && type === 0 && !name.isEmpty ? name.text() : undefined;
}

/** A cursor over bytes that remembers reading beyond the end, so that each step need not be checked. */
class Fields {
	isBroken = false;
	#rest: Buffer;

	constructor(bytes: Buffer) {
		this.#rest = bytes;
	}

	get isEmpty(): boolean {
		return this.#rest.length === 0;
	}

	bytes(count: number): Buffer {
		this.isBroken ||= this.#rest.length < count;
		const taken = this.#rest.subarray(0, count);
		this.#rest = this.#rest.subarray(count);
		return taken;
	}

	number(size: 1 | 2): number {
		const taken = this.bytes(size);
		return taken.length === size ? taken.readUIntBE(0, size) : 0;
	}

	/** Bytes that come after their own length, which takes `size` bytes. */
	vector(size: 1 | 2): Fields {
		const vector = new Fields(this.bytes(this.number(size)));
		vector.isBroken = this.isBroken;
		return vector;
	}

	text(): string {
		return this.#rest.toString('latin1');
	}
}

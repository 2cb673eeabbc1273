/** A response whose body is counted while it is read. */

/** The same response; its body ends with an error of that text as soon as `fault` gives one for the bytes so far and of the last piece. */
export function boundedResponse(response: Response, fault: (total: number, piece: number) => string | null): Response {
	if (!response.body) {
		return response;
	}

	let total = 0;
	const limit = new TransformStream<Uint8Array, Uint8Array>({
		transform(chunk, controller) {
			total += chunk.byteLength;
			const found = fault(total, chunk.byteLength);
			if (found === null) {
				controller.enqueue(chunk);
			} else {
				controller.error(new Error(found));
			}
		},
	});
	const {status, statusText, headers} = response;
	return new Response(response.body.pipeThrough(limit), {status, statusText, headers});
}

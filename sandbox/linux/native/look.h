/*
 * The part of the supervisor that looks at the calls of an observed run: what each is about, written down and bounded.
 * Included by supervise.c alone, after what it uses from there (report, fail, listener).
 */

/*
 * How to look at a call of an observed run; sandbox/linux/seccomp/observed.ts writes the table as "257cp01n2,59dp-0":
 * the call's number; c for one that goes on, d for one that is denied; then which of its arguments are what: p a path
 * (behind a folder's descriptor, - where the call has none), n a number, a an address with its length behind it.
 *
 * A call may go on only where the table says so, and of such a call the filter asks about nothing but what it allows:
 * what it forbids there it refuses by itself. So this program decides by the number alone, which nobody can change
 * after the kernel has looked. What it reads from memory can be changed: evidence, never a reason for an answer.
 */
enum { MAX_PATHS = 2, MAX_NUMBERS = 3, MAX_ADDRESS = 128, PATH_SHOWN = 1024, MAX_RECORDS = 8192, RECORD_SLOTS = 2 * MAX_RECORDS, RECORD_ROOM = 2 << 20 };

static struct look {
	unsigned char known, goes_on, path_count, number_count;
	signed char folders[MAX_PATHS], paths[MAX_PATHS], numbers[MAX_NUMBERS], address;
} looks[MAX_SYSCALL];
static int observing;
static uint64_t known_records[RECORD_SLOTS], record_seed;
static uint32_t record_count, lost_records;
/* Written when the run is over: a reader that is busy must not hold up the clock. */
static char records[RECORD_ROOM];
static size_t record_bytes;

static int argument_number(char digit) {
	if (digit < '0' || digit > '5') { errno = EINVAL; fail("arguments"); }
	return digit - '0';
}

static void parse_looks(const char *at) {
	observing = 1;
	if (getrandom(&record_seed, sizeof record_seed, 0) != sizeof record_seed) fail("random");
	while (*at) {
		char *end;
		long nr = strtol(at, &end, 10);
		if (end == at || nr < 0 || nr >= MAX_SYSCALL || (*end != 'c' && *end != 'd')) { errno = EINVAL; fail("arguments"); }
		struct look *look = &looks[nr];
		*look = (struct look){.known = 1, .goes_on = *end == 'c', .address = -1};
		for (at = end + 1; *at && *at != ',';) {
			char kind = *at++;
			if (kind == 'p' && look->path_count < MAX_PATHS) {
				look->folders[look->path_count] = (signed char)(*at == '-' ? -1 : argument_number(*at));
				look->paths[look->path_count++] = (signed char)argument_number(at[1]);
				at += 2;
			} else if (kind == 'n' && look->number_count < MAX_NUMBERS) {
				look->numbers[look->number_count++] = (signed char)argument_number(*at++);
			} else if (kind == 'a' && *at != '5') {
				look->address = (signed char)argument_number(*at++);
			} else {
				errno = EINVAL;
				fail("arguments");
			}
		}
		if (*at) at++;
	}
}

/* A call's memory, in two pieces where a page ends: a piece that is not there does not spoil the one before it. */
static ssize_t read_memory(pid_t pid, uint64_t at, void *into, size_t room) {
	size_t first = 4096 - at % 4096 < room ? 4096 - at % 4096 : room;
	struct iovec here = {into, room}, there[2] = {{(void *)(uintptr_t)at, first}, {(void *)(uintptr_t)(at + first), room - first}};
	return process_vm_readv(pid, &here, 1, there, first < room ? 2 : 1, 0);
}

/* The path that a call names, with its folder in front where it is relative; its length, or -1 where there is none. */
static int read_path(const struct seccomp_notif *call, int folder, int argument, char *path, size_t room) {
	char name[PATH_MAX], link[64];
	ssize_t n = read_memory((pid_t)call->pid, call->data.args[argument], name, sizeof name);
	/* Memory that is not there names nothing; memory that is closed to us must not hide the call. */
	if (n < 0 && errno != EFAULT) { path[0] = '?'; return 1; }
	size_t length = n <= 0 ? 0 : strnlen(name, (size_t)n), base = 0;
	if (!length) return -1;
	if (name[0] != '/') {
		int of = folder < 0 ? AT_FDCWD : (int)call->data.args[folder];
		if (of == AT_FDCWD) snprintf(link, sizeof link, "/proc/%u/cwd", call->pid);
		else snprintf(link, sizeof link, "/proc/%u/fd/%d", call->pid, of);
		ssize_t to = readlink(link, path, PATH_MAX - 1);
		if (to < 0) path[(to = 1) - 1] = '?';
		base = (size_t)to;
		path[base++] = '/';
	}
	if (length > room - base) length = room - base;
	memcpy(path + base, name, length);
	return (int)(base + length);
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t count) {
	for (size_t i = 0; i < count; i++) hash = (hash ^ ((const unsigned char *)bytes)[i]) * 0x100000001b3ULL;
	return hash;
}

/* Whether a record is one of those that were made already. */
static int is_known(uint64_t hash) {
	size_t slot = hash % RECORD_SLOTS;
	for (hash |= 1; known_records[slot]; slot = (slot + 1) % RECORD_SLOTS)
		if (known_records[slot] == hash) return 1;
	if (record_count < MAX_RECORDS) known_records[slot] = hash;
	return 0;
}

/* As a JSON string of bytes, each above ASCII as the character of that number. */
static char *put_text(char *to, const char *bytes, int count) {
	*to++ = '"';
	for (int i = 0; i < count && i < PATH_SHOWN; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') to += sprintf(to, "\\u%04x", c);
		else *to++ = (char)c;
	}
	*to++ = '"';
	return to;
}

/* Write down what a call is about, once for each different one. The caller waits for its answer, so its memory is there. */
static void make_record(const struct seccomp_notif *call, const struct look *look) {
	static char paths[MAX_PATHS][2 * PATH_MAX], line[MAX_PATHS * (6 * PATH_SHOWN + 8) + 2 * MAX_ADDRESS + 512];
	unsigned char address[MAX_ADDRESS];
	int lengths[MAX_PATHS] = {-1, -1}, cut = 0, nr = call->data.nr;
	ssize_t address_length = 0;
	uint64_t id = call->id, hash = mix(record_seed, &nr, sizeof nr);
	for (int i = 0; i < look->path_count; i++) {
		lengths[i] = read_path(call, look->folders[i], look->paths[i], paths[i], sizeof paths[i]);
		cut |= lengths[i] > PATH_SHOWN;
		hash = mix(mix(hash, &lengths[i], sizeof lengths[i]), paths[i], lengths[i] < 0 ? 0 : (size_t)lengths[i]);
	}
	if (look->address >= 0) {
		uint64_t want = call->data.args[look->address + 1];
		address_length = read_memory((pid_t)call->pid, call->data.args[look->address], address, want < MAX_ADDRESS ? want : MAX_ADDRESS);
		if (address_length < 0) address_length = 0;
		hash = mix(hash, address, (size_t)address_length);
	}
	for (int i = 0; i < look->number_count; i++) hash = mix(hash, &call->data.args[look->numbers[i]], 4);
	/* The caller may have been killed, and its number be somebody else's by now: then what was read is not its. */
	if (ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id)) return;
	/* A descriptor instead of a path: the file was named when it was opened. */
	if (look->path_count && lengths[0] < 0 && lengths[1] < 0) return;
	if (is_known(hash)) return;
	char *to = line + sprintf(line, "{\"type\":\"seen\",\"nr\":%d,\"cut\":%s,\"paths\":[", nr, cut ? "true" : "false");
	for (int i = 0; i < look->path_count; i++) {
		if (i) *to++ = ',';
		to = put_text(to, paths[i], lengths[i]);
	}
	to += sprintf(to, "],\"numbers\":[");
	for (int i = 0; i < look->number_count; i++) to += sprintf(to, i ? ",%u" : "%u", (uint32_t)call->data.args[look->numbers[i]]);
	to += sprintf(to, "],\"address\":\"");
	for (ssize_t i = 0; i < address_length; i++) to += sprintf(to, "%02x", address[i]);
	to += sprintf(to, "\"}\n");
	size_t length = (size_t)(to - line);
	if (length > sizeof records - record_bytes) record_count = MAX_RECORDS;
	if (record_count == MAX_RECORDS) { lost_records++; return; }
	memcpy(records + record_bytes, line, length);
	record_bytes += length;
	record_count++;
}

static void write_records(void) {
	for (size_t at = 0; at < record_bytes;) {
		ssize_t n = write(REPORT_FD, records + at, record_bytes - at);
		if (n < 0 && errno != EINTR) fail("records");
		if (n > 0) at += (size_t)n;
	}
	if (observing) report("{\"type\":\"lost\",\"count\":%u}", lost_records);
}

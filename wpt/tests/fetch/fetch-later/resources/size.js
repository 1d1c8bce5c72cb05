// The sizes that count against the quota of deferred fetching, in bytes.
const KIB = 1024, PER_ORIGIN = 64 * KIB, MINIMAL = 8 * KIB, POOL = 512 * KIB, WHOLE_POOL = 640 * KIB;
// A string body brings this header.
const TYPE = "Content-Type".length + "text/plain;charset=UTF-8".length;

// bodyFor gives a body that makes a request to url exactly that long.
function bodyFor(url, total) {
  return "x".repeat(total - new URL(url, location).href.replace(/#.*/, "").length - TYPE);
}

// queue makes a record of exactly that length in a window; referrer "" counts nothing.
function queue(win, url, total, init = {}) {
  const absolute = new URL(url, location).href;
  return win.fetchLater(absolute, { method: "POST", body: bodyFor(absolute, total), referrer: "", ...init });
}

// refuses checks that func throws a QuotaExceededError. A browser may leave the
// error's numbers out (quota/error-attributes is about that), but not get them wrong.
function refuses(func, requested, quota, constructor = QuotaExceededError) {
  const right = want => got => got === null || got === want;
  assert_throws_quotaexceedederror(constructor, func, right(requested), right(quota));
}

// leaves checks that exactly so many bytes are left of a window's pool.
function leaves(win, bytes) {
  const controller = new AbortController(), { signal } = controller;
  let n = 0;
  try {
    for (let rest = bytes; rest > 0; rest -= PER_ORIGIN) queue(win, `https://left${n++}.example/`, Math.min(rest, PER_ORIGIN), { signal });
    refuses(() => queue(win, `https://left${n}.example/`, 100, { signal }), 100, 0, win.QuotaExceededError);
  } finally {
    controller.abort();
  }
}

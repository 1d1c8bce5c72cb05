// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// The order in which mistakes are noticed: of any two in one call the earlier decides. The constructor of Request comes first,
// then the signal, the range, the document, the scheme, the origin's trustworthiness, the body and the quota.
"use strict";

const BIG = "x".repeat(70000);
const mistakes = [
  { name: "a bad member", error: "TypeError", init: { mode: "navigate" }, constructor: true },
  { name: "an aborted signal", error: "AbortError", init: { signal: AbortSignal.abort() } },
  { name: "a negative activateAfter", error: "RangeError", init: { activateAfter: -1 } },
  { name: "a detached document", error: "TypeError", detached: true },
  { name: "a wrong scheme", error: "TypeError", url: "ftp://example.com/" },
  { name: "an insecure URL", error: "TypeError", other: "SecurityError", url: "http://example.com/" },
  { name: "too long a request", error: "QuotaExceededError", init: { method: "POST", body: BIG } },
];
for (let i = 0; i < mistakes.length; i++) {
  for (let j = i; j < mistakes.length; j++) {
    const [a, b] = [mistakes[i], mistakes[j]];
    if (i !== j && a.url && b.url) continue;
    const what = i === j ? `${a.name} alone` : `${a.name} is noticed before ${b.name}`;
    promise_test(async t => {
      const iframe = await frame(t), win = iframe.contentWindow, fetchLater = win.fetchLater.bind(win);
      if (a.detached || b.detached) iframe.remove();
      let name = "nothing";
      try {
        fetchLater(a.url || b.url || location.href, { ...b.init, ...a.init });
      } catch (e) {
        name = e.name;
      }
      assert_equals(name, a.error);
    }, what);
  }
}

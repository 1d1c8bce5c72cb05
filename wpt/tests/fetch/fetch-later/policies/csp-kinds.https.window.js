// META: timeout=long
// META: script=/common/utils.js
// META: script=/common/get-host-info.sub.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// Policies of a frame's own, and which of them forbid a deferred request to another site.
"use strict";

const { HTTPS_NOTSAMESITE_ORIGIN: OTHER } = get_host_info();
const meta = policy => `<meta http-equiv=Content-Security-Policy content="${policy}"><p>`;
const page = (name, policy) => "/common/blank.html?pipe=header(" + name + "," + encodeURIComponent(policy) + ")";

for (const [policy, sent] of [
  ["connect-src 'none'", false], ["connect-src 'self'", false], ["connect-src https:", true], ["connect-src " + OTHER, true], ["connect-src *", true],
  ["default-src 'none'", false], ["default-src 'none'; connect-src *", true], ["default-src *; connect-src 'none'", false],
  ["img-src 'none'; script-src 'none'", true], ["connect-src http:", true], ["connect-src 'nonsense'", false],
]) {
  for (const [where, attributes] of [["a meta element", { srcdoc: meta(policy) }], ["a header", { src: page("Content-Security-Policy", policy) }]]) {
    promise_test(async t => {
      const place = recorder({ origin: OTHER }), iframe = await frame(t, attributes);
      iframe.contentWindow.fetchLater(place.url);
      iframe.remove();
      if (sent) assert_array_equals(await arrivals(place, 1), [null]);
      else assert_array_equals(await calm(place), []);
    }, `${policy.replace(OTHER, "its origin")} in ${where} ${sent ? "lets it pass" : "forbids it"}`);
  }
}
promise_test(async t => {
  const place = recorder({ origin: OTHER });
  const iframe = await frame(t, { src: page("Content-Security-Policy-Report-Only", "connect-src 'none'") });
  const told = new Promise(resolve => iframe.contentDocument.addEventListener("securitypolicyviolation", resolve, { once: true }));
  iframe.contentWindow.fetchLater(place.url, { activateAfter: 0 });
  const event = await told;
  assert_equals(event.disposition, "report");
  assert_equals(event.effectiveDirective, "connect-src");
  assert_array_equals(await arrivals(place, 1), [null]);
}, "a policy that only reports lets it pass, and tells");
promise_test(async t => {
  const place = recorder({ origin: OTHER }), outer = await frame(t, { srcdoc: meta("connect-src 'none'") });
  const inner = outer.contentDocument.body.appendChild(outer.contentDocument.createElement("iframe"));
  inner.contentWindow.fetchLater(place.url);
  outer.remove();
  assert_array_equals(await calm(place), []);
}, "an initial about:blank inherits the policy of the document around it");
promise_test(async t => {
  const place = recorder({ origin: OTHER }), iframe = await frame(t, { srcdoc: meta("connect-src 'none'") });
  const { Request } = iframe.contentWindow, mine = new window.Request(place.url), theirs = new Request(place.url);
  fetchLater(theirs, { activateAfter: 0 });
  assert_array_equals(await arrivals(place, 1), [null], "a Request of the frame in our call");
  iframe.contentWindow.fetchLater(mine);
  iframe.remove();
  await calm(place);
  assert_array_equals(await place.list(), [null], "our Request in the frame's call");
}, "the policies are those of the window that calls, not of the one whose Request it is");

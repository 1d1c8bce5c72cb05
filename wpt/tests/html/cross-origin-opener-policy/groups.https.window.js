// META: timeout=long
// Opener policies decide whether a window that was opened still knows its opener.
'use strict';

const policy = 'Cross-Origin-Opener-Policy';
const isolating = `|header(${policy},same-origin)|header(Cross-Origin-Embedder-Policy,require-corp)`;
const pageOf = (channel, pipe) => `/html/cross-origin-opener-policy/resources/report.html?channel=${channel}&pipe=${pipe}`;

// open opens a page that answers with the given headers, from a window or this one.
async function openPage(t, pipe, from = window) {
  const id = 'coop' + Math.random();
  const channel = new BroadcastChannel(id);
  const next = () => new Promise((resolve) => channel.addEventListener('message', (e) => resolve(e.data), {once: true}));
  const first = next();
  const w = from.open(pageOf(id, pipe), 'n' + id);
  t.add_cleanup(() => {
    channel.postMessage({close: true});
    w.close();
  });
  return {w, report: await first, go: (pipe) => {
    const report = next();
    channel.postMessage({go: pageOf(id, pipe)});
    return report;
  }, named: (report) => report.name === 'n' + id};
}
const closed = (t, w) => t.step_wait(() => w.closed);

for (const value of ['', 'unsafe-none', 'nonsense', '"same-origin"', 'same-origin, same-origin']) {
  promise_test(async (t) => {
    const page = await openPage(t, value && `|header(${policy},${encodeURIComponent(value).replace('%2C', '\\,')})`);
    assert_true(page.report.opener);
    assert_true(page.named(page.report));
    assert_false(page.report.isolated);
    assert_false(page.w.closed);
  }, `a popup with ${value || 'no policy'} keeps its opener`);
}

for (const value of ['same-origin', 'same-origin-allow-popups', 'noopener-allow-popups', 'same-origin;report-to="x"']) {
  promise_test(async (t) => {
    const page = await openPage(t, `|header(${policy},${encodeURIComponent(value)})`);
    assert_false(page.report.opener);
    assert_equals(page.report.name, '');
    assert_false(page.report.isolated);
    await closed(t, page.w);
  }, `a popup with ${value} loses an opener without policy`);
}

promise_test(async (t) => {
  const page = await openPage(t, `|header(${policy}-Report-Only,same-origin)`);
  assert_true(page.report.opener);
  assert_false(page.w.closed);
}, 'a policy that only reports changes nothing');

promise_test(async (t) => {
  const page = await openPage(t, isolating);
  assert_false(page.report.opener);
  assert_true(page.report.isolated);
  await closed(t, page.w);
}, 'with an embedder policy same-origin isolates');

promise_test(async (t) => {
  const page = await openPage(t, `|header(Cross-Origin-Embedder-Policy,require-corp)`);
  assert_true(page.report.opener);
  assert_false(page.report.isolated);
}, 'an embedder policy alone does not');

promise_test(async (t) => {
  const page = await openPage(t, isolating + '|header(Permissions-Policy,cross-origin-isolated=\\(\\))');
  assert_false(page.report.opener);
  assert_false(page.report.isolated);
}, 'a permissions policy may forbid isolation');

promise_test(async (t) => {
  const page = await openPage(t, '');
  assert_true(page.report.opener);
  const report = await page.go(`|header(${policy},same-origin)`);
  assert_false(report.opener);
  await closed(t, page.w);
}, 'a navigation to a page with a policy cuts the tie');

promise_test(async (t) => {
  const page = await openPage(t, `|header(${policy},same-origin)`);
  const report = await page.go('');
  assert_false(report.opener);
  assert_true(page.w.closed);
}, 'a navigation away from it does not mend it');

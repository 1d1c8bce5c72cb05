// META: script=/common/utils.js
// META: script=/fetch/fetch-later/resources/beacon-log.js
// META: script=/fetch/fetch-later/resources/size.js
// The 512 KiB that the documents of a tab share.
"use strict";

const place = i => `https://o${i}.example/`;
const fill = (win, signal, from, to) => { for (let i = from; i < to; i++) queue(win, place(i), PER_ORIGIN, { signal }); };

test(t => {
  const signal = signalFor(t);
  fill(window, signal, 0, 8);
  refuses(() => fetchLater(place(8), { referrer: "", signal }), place(8).length, 0);
}, "eight full origins use it up");
test(t => {
  const signal = signalFor(t);
  fill(window, signal, 0, 7);
  queue(window, place(7), 60 * KIB, { signal });
  refuses(() => queue(window, place(8), 5 * KIB, { signal }), 5 * KIB, 4 * KIB);
  queue(window, place(8), 4 * KIB, { signal });
}, "what is left of it bounds another origin");
test(t => {
  const first = new AbortController(), signal = signalFor(t);
  fill(window, first.signal, 0, 8);
  first.abort();
  fill(window, signal, 8, 16);
}, "abort gives it back");
promise_test(async t => {
  const signal = signalFor(t), iframe = await frame(t);
  fill(window, signal, 0, 4);
  fill(iframe.contentWindow, signal, 4, 8);
  refuses(() => queue(window, place(8), KIB, { signal }), KIB, 0);
  const { QuotaExceededError } = iframe.contentWindow;
  refuses(() => queue(iframe.contentWindow, place(8), KIB, { signal }), KIB, 0, QuotaExceededError);
}, "a same-origin frame shares it");
promise_test(async t => {
  const signal = signalFor(t), iframe = await frame(t);
  queue(iframe.contentWindow, place(0), 40 * KIB, { signal });
  refuses(() => queue(window, place(0), 40 * KIB, { signal }), 40 * KIB, 24 * KIB);
}, "the cap of an origin is shared with frames");
promise_test(async t => {
  const signal = signalFor(t), outer = await frame(t), inner = outer.contentDocument.createElement("iframe");
  outer.contentDocument.body.appendChild(inner);
  queue(inner.contentWindow, place(0), 40 * KIB, { signal });
  refuses(() => queue(window, place(0), 40 * KIB, { signal }), 40 * KIB, 24 * KIB);
}, "frames within frames count too");
promise_test(async t => {
  const signal = signalFor(t), iframe = await frame(t);
  fill(iframe.contentWindow, undefined, 0, 1);
  iframe.remove();
  fill(window, signal, 0, 8);
}, "what a removed frame held is free again");

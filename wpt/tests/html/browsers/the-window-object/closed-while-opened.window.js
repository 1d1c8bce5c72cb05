// Windows that are closed while they are being opened, and what opens next.
"use strict";

const gone = w => new Promise(resolve => {
  const look = () => w.opener === null ? resolve() : setTimeout(look, 10);
  look();
});
const pause = () => new Promise(resolve => setTimeout(resolve, 50));

promise_test(async () => {
  const w = open("/common/blank.html", "twice");
  w.close();
  await gone(w);
  const again = open("/common/blank.html?again", "twice");
  assert_not_equals(again, w);
  assert_false(again.closed);
  await new Promise(resolve => again.onload = resolve);
  assert_equals(again.location.search, "?again");
  again.close();
}, "its name opens another window");
promise_test(async () => {
  const w = open("about:blank");
  w.document.write("<script>close(); opener.ran = closed;</" + "script><p>");
  await gone(w);
  assert_true(window.ran);
}, "by a script that is written into it");
promise_test(async () => {
  const w = open("/common/blank.html");
  await new Promise(resolve => w.onpagehide = w.onload = resolve); // that of its first page's, or of the one that comes
  w.close();
  await gone(w);
}, "when its page comes");
promise_test(async () => {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const w = frame.contentWindow.open("/common/blank.html");
  frame.remove();
  assert_false(w.closed);
  w.close();
  assert_true(w.closed);
  await pause();
  assert_true(w.closed);
}, "by another than the frame that opened it and is gone");
promise_test(async () => {
  const w = open("/common/blank.html");
  const inner = w.open("/common/blank.html?inner");
  w.close();
  await gone(w);
  assert_false(inner.closed);
  assert_equals(inner.opener, null);
  inner.close();
  await pause();
  assert_true(inner.closed);
}, "with a window that it has opened itself");
promise_test(async () => {
  const w = open("/common/blank.html");
  w.close();
  w.location = "/common/blank.html?late";
  w.location.replace("/common/blank.html?later");
  await gone(w);
  assert_true(w.closed);
}, "and told to go on");
promise_test(async () => {
  const w = open("/common/blank.html?pipe=trickle(d1)");
  await pause();
  w.close();
  await gone(w);
}, "before the header has come");
promise_test(async () => {
  const w = open("http://nothing.invalid/");
  w.close();
  await gone(w);
}, "on its way to nowhere");
promise_test(async () => {
  const w = open("/common/blank.html");
  w.addEventListener("unload", () => w.close());
  w.addEventListener("pagehide", () => w.close());
  w.close();
  await gone(w);
}, "and again by its own handlers");
promise_test(async () => {
  const all = Array.from({ length: 10 }, () => open("/common/blank.html"));
  for (const w of all) w.close();
  assert_true(all.every(w => w.closed));
  await Promise.all(all.map(gone));
}, "ten at once");

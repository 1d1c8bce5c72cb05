// What clicking a link does.
"use strict";

const page = "/html/browsers/history/resources/page.html";
let frames = 0;
function setUp(t, markup) {
  const d = document.createElement("div");
  document.body.append(d);
  t.add_cleanup(() => d.remove());
  const name = `link${frames++}`;
  d.innerHTML = `<iframe name=${name}></iframe>${markup.replaceAll("TARGET", `target=${name}`)}`;
  return {frame: d.firstChild, link: d.querySelector("a, area"), inner: d.querySelector("#inner") || d.querySelector("a, area")};
}
const loaded = f => new Promise(resolve => f.addEventListener("load", resolve, {once: true}));

for (const [name, markup, want = "?1"] of [
  ["a link", `<a TARGET href="${page}?1">x</a>`],
  ["something in a link", `<a TARGET href="${page}?1"><b><i id=inner>x</i></b></a>`],
  ["an area", `<map name=m><area TARGET href="${page}?1"></map>`],
  ["a link with a fragment", `<a TARGET href="${page}?1#f">x</a>`, "?1#f"],
  ["a link that is out of sight", `<a TARGET hidden href="${page}?1">x</a>`],
  ["a link whose handler navigates too", `<a TARGET href="${page}?1" onclick="this.parentNode.firstChild.contentWindow.location = '${page}?2'">x</a>`],
  ["a link whose handler submits a form", `<form TARGET action="${page}"><input name=a></form><a TARGET href="${page}?1" onclick="this.previousSibling.submit()">x</a>`],
  ["a link with rel=opener", `<a TARGET rel=opener href="${page}?1">x</a>`],
]) {
  promise_test(async t => {
    const {frame, inner} = setUp(t, markup);
    await new Promise(resolve => setTimeout(resolve));
    const done = loaded(frame);
    inner.click();
    await done;
    const u = frame.contentWindow.location;
    assert_equals(u.search + u.hash, want);
  }, `followed: ${name}`);
}

for (const [name, markup, before = () => {}] of [
  ["a link without href", `<a TARGET>x</a>`],
  ["a canceled click", `<a TARGET href="${page}" onclick="return false">x</a>`],
  ["an area that is not connected", `<map name=m><area TARGET href="${page}"></map>`, l => l.remove()],
  ["a script that returns nothing", `<a TARGET href="javascript:void 0">x</a>`],
]) {
  promise_test(async t => {
    const {frame, link, inner} = setUp(t, markup);
    await new Promise(resolve => setTimeout(resolve));
    frame.onload = t.unreached_func("nothing may be loaded");
    before(link);
    inner.click();
    await new Promise(resolve => t.step_timeout(resolve, 50));
    assert_equals(frame.contentWindow.location.href, "about:blank");
  }, `not followed: ${name}`);
}

promise_test(async t => {
  const {frame, link} = setUp(t, `<a TARGET href="${page}?1">x</a>`);
  await new Promise(resolve => setTimeout(resolve));
  const done = loaded(frame);
  link.remove();
  link.click();
  await done;
  assert_equals(frame.contentWindow.location.search, "?1");
}, "followed: a link that is not connected");

for (const [name, attributes, want] of [
  ["the whole page by default", ``, location.href],
  ["the origin for referrerpolicy=origin", `referrerpolicy=origin`, location.origin + "/"],
  ["none for referrerpolicy=no-referrer", `referrerpolicy=no-referrer`, ""],
]) {
  promise_test(async t => {
    const {frame, link} = setUp(t, `<a TARGET ${attributes} href="${page}?1">x</a>`);
    await new Promise(resolve => setTimeout(resolve));
    const done = loaded(frame);
    link.click();
    await done;
    assert_equals(frame.contentDocument.referrer, want);
  }, `the referrer: ${name}`);
}

for (const [part, value, want] of [
  ["protocol", "https:", "https://a.test/p?q#f"], ["hostname", "b.test", "http://b.test/p?q#f"], ["port", "81", "http://a.test:81/p?q#f"],
  ["pathname", "/x y", "http://a.test/x%20y?q#f"], ["search", "z", "http://a.test/p?z#f"], ["hash", "", "http://a.test/p?q"],
  ["username", "u", "http://u@a.test/p?q#f"], ["host", "c.test:8080", "http://c.test:8080/p?q#f"],
]) {
  test(() => {
    const a = document.createElement("a");
    a.href = "http://a.test/p?q#f";
    a[part] = value;
    assert_equals(a.href, want);
    assert_equals(String(a), want);
  }, `a.${part} can be set`);
}

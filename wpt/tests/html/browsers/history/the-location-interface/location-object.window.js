// META: script=/common/get-host-info.sub.js
// The Location object of the own origin, and of a window that is gone.
"use strict";

const members = ["ancestorOrigins", "href", "origin", "protocol", "host", "hostname", "port", "pathname", "search", "hash", "assign", "replace", "reload", "toString"];
const frame = async (t, src) => {
  const iframe = document.createElement("iframe");
  if (src) iframe.src = src;
  t.add_cleanup(() => iframe.remove());
  const loaded = new Promise(resolve => iframe.onload = resolve);
  document.body.append(iframe);
  await loaded;
  return iframe;
};

test(() => {
  for (const name of members) {
    const d = Object.getOwnPropertyDescriptor(location, name);
    assert_not_equals(d, undefined, name);
    assert_true(d.enumerable, name);
    assert_false(Location.prototype.hasOwnProperty(name), name);
  }
}, "members are on the object");
test(() => {
  for (const name of ["valueOf", Symbol.toPrimitive]) {
    const d = Object.getOwnPropertyDescriptor(location, name);
    assert_equals(d.value, name === "valueOf" ? Object.prototype.valueOf : undefined);
    assert_false(d.writable || d.enumerable || d.configurable);
  }
}, "valueOf and Symbol.toPrimitive cannot be changed");
test(() => {
  assert_throws_js(TypeError, () => Object.defineProperty(location, "href", { value: "x" }));
  assert_false(Reflect.defineProperty(location, "assign", { value: 1 }));
  assert_throws_js(TypeError, () => { delete location.href; });
  assert_false(Reflect.deleteProperty(location, "toString"));
}, "members cannot be redefined or deleted");
test(t => {
  location.mine = 1;
  assert_equals(location.mine, 1);
  assert_true(delete location.mine);
  assert_equals(location.mine, undefined);
}, "other properties can be added");
test(() => {
  assert_equals(document.location, location);
  assert_equals(location, location);
  assert_equals(String(location), location.href);
  assert_equals(`${location.protocol}//${location.host}${location.pathname}`, location.href.split(/[?#]/)[0]);
}, "one object, which reads as its URL");
test(() => assert_throws_js(TypeError, () => new Location()), "no constructor");
promise_test(async t => {
  const a = await frame(t), b = await frame(t);
  const get = (w, o = w.document) => Object.getOwnPropertyDescriptor(o, "location").get;
  assert_equals(get(window), get(window, document.implementation.createHTMLDocument("")));
  assert_not_equals(get(a.contentWindow), get(b.contentWindow));
}, "document.location has one getter per realm");
for (const scheme of ["", ":", "1", "a b", "é", "-", "\0"])
  test(() => assert_throws_dom("SyntaxError", () => { location.protocol = scheme; }), `${JSON.stringify(scheme)} is no protocol`);
for (const scheme of ["ftp", "ws"])
  promise_test(async t => {
    const iframe = await frame(t, "/common/blank.html");
    iframe.onload = t.unreached_func("it navigated");
    iframe.contentWindow.location.protocol = scheme;
    await new Promise(resolve => t.step_timeout(resolve, 50));
    assert_equals(iframe.contentWindow.location.pathname, "/common/blank.html");
  }, `the protocol ${scheme} changes nothing`);
promise_test(async t => {
  const iframe = await frame(t, "/common/blank.html#a"), l = iframe.contentWindow.location;
  iframe.onload = t.unreached_func("it navigated");
  l.hash = "b";
  assert_equals(l.hash, "#b");
  l.hash = "#b";
  l.hash = "";
  assert_equals(l.hash, "");
}, "hash stays in the document");
for (const [name, value] of [["search", "?x"], ["pathname", "/common/utils.js"]])
  promise_test(async t => {
    const iframe = await frame(t, "/common/blank.html"), w = iframe.contentWindow;
    const loaded = new Promise(resolve => iframe.onload = resolve);
    w.location[name] = value;
    await loaded;
    assert_equals(w.location[name], value);
  }, `${name} navigates`);
for (const set of ["href", "assign", "replace"])
  test(() => assert_throws_dom("SyntaxError", () => { set === "href" ? location.href = "http://test:test/" : location[set]("http://test:test/"); }), `${set} with a URL that does not parse`);
promise_test(async t => {
  const iframe = await frame(t, "/common/blank.html");
  const l = iframe.contentWindow.location;
  assert_equals(l.ancestorOrigins, l.ancestorOrigins);
  assert_true(l.ancestorOrigins instanceof iframe.contentWindow.DOMStringList);
  assert_array_equals([...l.ancestorOrigins], [location.origin]);
  assert_true(l.ancestorOrigins.contains(location.origin));
  assert_equals(l.ancestorOrigins.item(0), location.origin);
  assert_equals(l.ancestorOrigins.item(1), null);
}, "ancestorOrigins of a frame");
test(() => assert_equals(location.ancestorOrigins.length, 0), "ancestorOrigins at the top");
promise_test(async t => {
  const iframe = await frame(t), l = iframe.contentWindow.location;
  iframe.remove();
  assert_equals(l.href, "about:blank");
  assert_equals(l.protocol, "about:");
  assert_equals(l.host, "");
  assert_equals(l.hash, "");
  assert_equals(l.ancestorOrigins.length, 0);
  l.href = "http://test:test/";
  l.assign("http://test:test/");
  l.replace("http://test:test/");
  l.reload();
  l.hash = "x";
  l.search = "x";
  l.protocol = "http";
  assert_equals(l.href, "about:blank");
}, "the Location of a frame that is gone");

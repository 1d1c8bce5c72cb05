// META: script=/common/get-host-info.sub.js
// What a page may do with a window of another origin, and with its Location.
"use strict";

let win;
const add = () => new Promise(resolve => {
  const iframe = document.createElement("iframe");
  iframe.src = get_host_info().HTTP_NOTSAMESITE_ORIGIN + "/common/blank.html";
  iframe.onload = () => resolve(iframe.contentWindow);
  document.body.appendChild(iframe);
});
promise_setup(async () => { win = await add(); });
const blocked = f => assert_throws_dom("SecurityError", f);
const t = (f, name) => promise_test(async () => f(), name);

for (const name of ["window", "self", "frames", "parent", "top", "opener", "closed", "length", "location", "close", "focus", "blur", "postMessage"])
  t(() => {
    const d = Object.getOwnPropertyDescriptor(win, name);
    assert_equals(typeof win[name], d.value ? "function" : typeof win[name]);
    assert_false(d.enumerable);
    assert_true(d.configurable);
    if ("value" in d) assert_false(d.writable);
    assert_equals(typeof d.set, name === "location" ? "function" : "undefined");
    assert_true(name in win);
  }, `${name} may be read`);
for (const name of ["document", "name", "history", "navigator", "localStorage", "eval", "Array", "frameElement", "status", "stop", "alert", "setTimeout", "addEventListener", "onload", "nothing", "constructor", "__proto__", "toString"])
  t(() => {
    blocked(() => win[name]);
    blocked(() => { win[name] = 1; });
    blocked(() => name in win);
    blocked(() => Object.getOwnPropertyDescriptor(win, name));
    blocked(() => delete win[name]);
    blocked(() => Object.defineProperty(win, name, { value: 1 }));
  }, `${name} may not be touched`);
for (const name of ["then", Symbol.toStringTag, Symbol.hasInstance, Symbol.isConcatSpreadable])
  t(() => {
    for (const object of [win, win.location]) {
      assert_equals(object[name], undefined);
      assert_object_equals(Object.getOwnPropertyDescriptor(object, name), { value: undefined, writable: false, enumerable: false, configurable: true });
      blocked(() => { object[name] = 1; });
    }
  }, `${String(name)} is undefined`);
t(() => {
  for (const key of [Symbol.iterator, Symbol.toPrimitive, Symbol("x")]) blocked(() => win[key]);
}, "other symbols may not be touched");
t(() => {
  assert_array_equals(Reflect.ownKeys(win).filter(k => typeof k === "string").sort(),
    ["blur", "close", "closed", "focus", "frames", "length", "location", "opener", "parent", "postMessage", "self", "then", "top", "window"]);
  assert_array_equals(Reflect.ownKeys(win).slice(-3), [Symbol.toStringTag, Symbol.hasInstance, Symbol.isConcatSpreadable]);
  assert_array_equals(Object.keys(win), []);
}, "own keys of the window");
t(() => {
  assert_array_equals(Reflect.ownKeys(win.location).filter(k => typeof k === "string").sort(), ["href", "replace", "then"]);
}, "own keys of the Location");
for (const object of ["window", "location"])
  t(() => {
    const o = object === "window" ? win : win.location;
    assert_equals(Object.getPrototypeOf(o), null);
    assert_true(Object.isExtensible(o));
  }, `prototype and extensibility of the ${object}`);
t(() => {
  for (const name of ["close", "focus", "blur", "postMessage"]) {
    assert_equals(win[name], win[name], name);
    assert_equals(Object.getPrototypeOf(win[name]), Function.prototype, name);
    assert_equals(win[name].length, name === "postMessage" ? 1 : 0, name);
    assert_equals(win[name].name, name);
    assert_not_equals(win[name], window[name]);
  }
  const get = name => Object.getOwnPropertyDescriptor(win, name).get;
  assert_equals(get("closed"), get("closed"));
  assert_equals(get("closed").name, "get closed");
}, "functions are made once, in the realm that asks");
t(() => {
  const other = document.body.appendChild(document.createElement("iframe")).contentWindow;
  other.win = win;
  const theirs = other.eval("win.close");
  assert_not_equals(theirs, win.close);
  assert_equals(Object.getPrototypeOf(theirs), other.Function.prototype);
  assert_equals(other.eval("win.close"), theirs);
  assert_throws_dom("SecurityError", other.DOMException, () => other.eval("win.document"));
  other.frameElement.remove();
}, "another realm gets functions and exceptions of its own");
t(() => {
  const get = Object.getOwnPropertyDescriptor(win, "closed").get;
  assert_false(get.call(win));
  assert_equals(get.length, 0);
}, "a getter of the other window");
t(() => {
  const { location: l } = win;
  blocked(() => l.href);
  for (const name of ["origin", "protocol", "host", "pathname", "search", "hash", "assign", "reload", "toString", "valueOf", "ancestorOrigins"]) {
    blocked(() => l[name]);
    blocked(() => { l[name] = "x"; });
  }
  blocked(() => String(l));
}, "members of the Location");
t(() => {
  const d = Object.getOwnPropertyDescriptor(win.location, "href");
  assert_equals(d.get, undefined);
  assert_equals(typeof d.set, "function");
  assert_false(d.enumerable);
  assert_true(d.configurable);
  assert_equals(win.location.replace, win.location.replace);
  assert_equals(win.location.replace.length, 1);
}, "href can be set only, replace() called");
promise_test(async () => {
  const w = await add(), iframe = [...document.querySelectorAll("iframe")].at(-1);
  const loaded = new Promise(resolve => iframe.onload = resolve);
  w.location.href = location.origin + "/common/blank.html?1";
  await loaded;
  assert_equals(w.location.search, "?1");
  iframe.remove();
}, "setting href navigates");
promise_test(async () => {
  const w = await add(), iframe = [...document.querySelectorAll("iframe")].at(-1);
  const loaded = new Promise(resolve => iframe.onload = resolve);
  w.location = location.origin + "/common/blank.html?2";
  await loaded;
  assert_equals(w.location.search, "?2");
  iframe.remove();
}, "setting location navigates");
t(() => {
  assert_equals(win.self, win);
  assert_equals(win.parent, window);
  assert_equals(win.top, window.top);
  assert_equals(win.opener, null);
  assert_equals(win.length, 0);
  blocked(() => win[0]);
}, "values from the other side");

// META: script=/common/get-host-info.sub.js
// META: title=Members of one's own Window and Location used on those of another origin
"use strict";

let win;
promise_setup(async () => {
  const iframe = document.createElement("iframe");
  iframe.src = get_host_info().HTTP_NOTSAMESITE_ORIGIN + "/common/blank.html";
  await new Promise(resolve => {
    iframe.onload = resolve;
    document.body.appendChild(iframe);
  });
  win = iframe.contentWindow;
});
const t = (f, name) => promise_test(async () => f(), name);
const blocked = f => assert_throws_dom("SecurityError", f);
const own = (object, name) => Object.getOwnPropertyDescriptor(object, name);

const readable = {
  window: () => win, self: () => win, frames: () => win, parent: () => window, top: () => window.top,
  opener: () => null, closed: () => false, length: () => 0,
};
for (const [name, value] of Object.entries(readable)) {
  t(() => assert_equals(own(window, name).get.call(win), value()), `the getter of ${name} may be used`);
  if (own(window, name).set) {
    for (const value of [null, 1, window]) {
      t(() => blocked(() => own(window, name).set.call(win, value)), `the setter of ${name} may not be used: ${value === window ? "window" : value}`);
    }
  }
}
t(() => assert_equals(own(window, "location").get.call(win), win.location), "the getter of location may be used");

for (const name of ["document", "frameElement", "history", "isSecureContext", "localStorage", "name", "navigator", "onload", "origin", "screen", "status"]) {
  t(() => blocked(() => own(window, name).get.call(win)), `the getter of ${name} may not be used`);
  if (own(window, name).set) {
    t(() => blocked(() => own(window, name).set.call(win, null)), `the setter of ${name} may not be used`);
  }
}

for (const [name, ...args] of [["focus"], ["blur"], ["close"], ["postMessage", "text"], ["postMessage", "text", "*"]]) {
  t(() => assert_equals(window[name].apply(win, args), undefined), `${name}(${args}) may be called`);
}
for (const [name, ...args] of [["stop"], ["alert"], ["open", "about:blank"], ["setTimeout", () => {}], ["queueMicrotask", () => {}],
  ["structuredClone", 1], ["addEventListener", "x", () => {}], ["dispatchEvent", new Event("x")]]) {
  t(() => blocked(() => window[name].apply(win, args)), `${name}() may not be called`);
}

for (const name of ["hash", "host", "hostname", "href", "origin", "pathname", "port", "protocol", "search", "ancestorOrigins"]) {
  const { get, set } = own(location, name);
  t(() => blocked(() => get.call(win.location)), `the getter of location.${name} may not be used`);
  if (set && name !== "href") {
    t(() => blocked(() => set.call(win.location, "x")), `the setter of location.${name} may not be used`);
  }
}
for (const name of ["assign", "reload", "toString"]) {
  t(() => blocked(() => location[name].call(win.location, "x")), `location.${name}() may not be called`);
}
t(() => {
  own(location, "href").set.call(win.location, get_host_info().HTTP_NOTSAMESITE_ORIGIN + "/common/blank.html#hash");
}, "the setter of location.href may be used");

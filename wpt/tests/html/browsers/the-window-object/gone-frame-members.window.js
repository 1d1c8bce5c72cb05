// META: script=/common/get-host-info.sub.js
// What a page may still do with the window of a frame that is gone, of its own origin and of another.
// https://html.spec.whatwg.org/multipage/nav-history-apis.html#the-windowproxy-exotic-object
"use strict";

const gone = async origin => {
  const iframe = document.createElement("iframe");
  const loaded = new Promise(resolve => iframe.onload = resolve);
  iframe.src = origin + "/common/blank.html";
  document.body.append(iframe);
  await loaded;
  const w = iframe.contentWindow, { location: l } = w;
  const { DOMException, Event } = origin === location.origin ? w : window;
  iframe.remove();
  return { w, l, DOMException, Event };
};
const { HTTP_NOTSAMESITE_ORIGIN } = get_host_info();
let own, other;
promise_setup(async () => { [own, other] = await Promise.all([gone(location.origin), gone(HTTP_NOTSAMESITE_ORIGIN)]); });

for (const [where, frame] of [["own origin", () => own], ["another origin", () => other]]) {
  const t = (name, f) => promise_test(async () => f(frame().w, frame().l), `${where}: ${name}`);

  t("closed", w => assert_true(w.closed));
  for (const name of ["window", "self", "frames"]) t(name, w => assert_equals(w[name], w));
  for (const name of ["parent", "top", "opener"]) t(name, w => assert_equals(w[name], null));
  t("length", w => assert_equals(w.length, 0));
  t("then", w => assert_equals(w.then, undefined));
  for (const name of ["close", "focus", "blur"]) t(name + "()", w => assert_equals(w[name](), undefined));
  t("postMessage()", w => assert_equals(w.postMessage(1, "*"), undefined));
  t("an index", w => {
    let got;
    try { got = w[0]; } catch (e) { got = e.name; }
    assert_equals(got, where === "own origin" ? undefined : "SecurityError");
  });
  t("location is the same", (w, l) => assert_equals(w.location, l));
  t("location.replace() goes nowhere", (w, l) => l.replace("/common/blank.html?gone"));
  t("setting location.href goes nowhere", (w, l) => { l.href = "/common/blank.html?gone"; });
  t("setting location goes nowhere", w => { w.location = "/common/blank.html?gone"; });
  t("the window is found as the value of a promise", async w => assert_equals(await w, w));
}

const mine = (name, f) => promise_test(async () => f(own.w, own.l), "own origin: " + name);
mine("frameElement", w => assert_equals(w.frameElement, null));
mine("name", w => {
  assert_equals(w.name, "");
  w.name = "x";
  assert_equals(w.name, "");
});
mine("document", w => {
  assert_equals(w.document.defaultView, null);
  assert_equals(w.document.cookie, "");
  assert_equals(w.document.visibilityState, "hidden");
});
mine("the location's members", (w, l) => {
  assert_equals(l.href, "about:blank");
  assert_equals(l.origin, "null");
  assert_equals(l.protocol, "about:");
});
mine("members of history", w => {
  const { history: h } = w;
  for (const f of [() => h.length, () => h.state, () => h.scrollRestoration, () => h.back(), () => h.go(-1), () => h.pushState(1, ""), () => h.replaceState(1, "")])
    assert_throws_dom("SecurityError", own.DOMException, f);
});
mine("open() opens nothing", w => assert_equals(w.open("/common/blank.html"), null));
mine("dialogs are not shown", w => {
  assert_equals(w.alert("x"), undefined);
  assert_false(w.confirm("x"));
  assert_equals(w.prompt("x", "y"), null);
});
mine("timers do not run", async w => {
  let ran = false;
  w.setTimeout(() => { ran = true; });
  await new Promise(resolve => setTimeout(resolve, 20));
  assert_false(ran);
});
mine("events can be dispatched", w => {
  let heard;
  w.addEventListener("x", e => { heard = e.target; });
  w.dispatchEvent(new own.Event("x"));
  assert_equals(heard, w);
});
mine("new properties stay", w => {
  w.mine = 1;
  assert_equals(w.mine, 1);
  assert_true("mine" in w);
  assert_true(delete w.mine);
});

const theirs = (name, f) => promise_test(async () => f(other.w, other.l), "another origin: " + name);
for (const name of ["document", "name", "frameElement", "history", "eval", "stop", "setTimeout", "nothing"])
  theirs(name + " stays out of reach", w => {
    for (const f of [() => w[name], () => { w[name] = 1; }, () => name in w, () => delete w[name], () => Object.getOwnPropertyDescriptor(w, name), () => Object.defineProperty(w, name, { value: 1 })])
      assert_throws_dom("SecurityError", f);
  });
theirs("the location's members stay out of reach", (w, l) => {
  for (const name of ["origin", "assign", "reload", "toString", "search"]) assert_throws_dom("SecurityError", () => l[name]);
  assert_throws_dom("SecurityError", () => l.href);
});
theirs("own keys are the same", w => {
  assert_array_equals(Reflect.ownKeys(w).filter(k => typeof k === "string").sort(),
    ["blur", "close", "closed", "focus", "frames", "length", "location", "opener", "parent", "postMessage", "self", "then", "top", "window"]);
});
theirs("the prototype is the same", w => {
  assert_equals(Object.getPrototypeOf(w), null);
  assert_throws_dom("SecurityError", () => Object.defineProperty(w, "x", { value: 1 }));
});

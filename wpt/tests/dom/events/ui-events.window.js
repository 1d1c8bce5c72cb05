// The constructors and initialisers of the events of UI Events and its neighbours.
"use strict";

for (const [name, parent, members] of [
  ["UIEvent", "Event", {detail: 3}],
  ["FocusEvent", "UIEvent", {relatedTarget: document}],
  ["MouseEvent", "UIEvent", {screenX: 1, screenY: 2, clientX: 3, clientY: 4, ctrlKey: true, shiftKey: true, altKey: true, metaKey: true, button: 1, buttons: 3, relatedTarget: window}],
  ["WheelEvent", "MouseEvent", {deltaX: 1.5, deltaY: -2.5, deltaZ: 3, deltaMode: 2, clientX: 9}],
  ["PointerEvent", "MouseEvent", {pointerId: 7, width: 2, height: 3, pressure: 0.5, pointerType: "pen", isPrimary: true, tiltX: 10}],
  ["KeyboardEvent", "UIEvent", {key: "a", code: "KeyA", location: 1, repeat: true, isComposing: true, ctrlKey: true, keyCode: 65, charCode: 97}],
  ["InputEvent", "UIEvent", {data: "x", inputType: "insertText", isComposing: true}],
  ["CompositionEvent", "UIEvent", {data: "y"}],
  ["ErrorEvent", "Event", {message: "m", filename: "f", lineno: 2, colno: 3, error: 4}],
  ["ProgressEvent", "Event", {lengthComputable: true, loaded: 1, total: 2}],
  ["AnimationEvent", "Event", {animationName: "a", elapsedTime: 1.5, pseudoElement: "::before"}],
  ["TransitionEvent", "Event", {propertyName: "p", elapsedTime: 2.5, pseudoElement: "::after"}],
  ["ToggleEvent", "Event", {oldState: "closed", newState: "open"}],
]) test(() => {
  const plain = new self[name]("x"), full = new self[name]("x", {...members, bubbles: true});
  assert_equals(Object.getPrototypeOf(self[name]), self[parent]);
  assert_true(full.bubbles);
  for (const [member, value] of Object.entries(members)) {
    assert_equals(full[member], value, member);
    assert_not_equals(plain[member], value, `${member} without`);
  }
  assert_throws_js(TypeError, () => new self[name]());
  assert_throws_js(TypeError, () => self[name]("x"));
}, `${name} takes its members from the dictionary`);

test(() => {
  for (const view of [7, {}, document]) assert_throws_js(TypeError, () => new UIEvent("x", {view}));
  assert_equals(new UIEvent("x", {view: window}).view, window);
  assert_equals(new UIEvent("x", {view: null}).view, null);
}, "a view is a window");
test(() => assert_throws_js(TypeError, () => new MouseEvent("x", {relatedTarget: {}})), "a related target is an event target");
test(() => assert_throws_js(TypeError, () => new WheelEvent("x", {deltaX: Infinity})), "a delta is finite");
test(() => {
  const asked = [];
  new MouseEvent("x", new Proxy({}, {get: (_, name) => { asked.push(name); }}));
  const known = ["bubbles", "cancelable", "composed", "detail", "view", "altKey", "ctrlKey", "metaKey", "shiftKey", "button", "buttons", "clientX", "clientY", "relatedTarget"];
  assert_array_equals(asked.filter((name) => known.includes(name)), known);
}, "the members are read in order, those of the parents first");
test(() => {
  const e = new KeyboardEvent("x", {shiftKey: true, modifierCapsLock: true});
  assert_array_equals(["Shift", "Control", "CapsLock", "Alt", "NumLock"].map((key) => e.getModifierState(key)), [true, false, true, false, false]);
}, "getModifierState()");
test(() => {
  assert_array_equals([WheelEvent.DOM_DELTA_PIXEL, WheelEvent.DOM_DELTA_LINE, WheelEvent.DOM_DELTA_PAGE], [0, 1, 2]);
  assert_array_equals([KeyboardEvent.DOM_KEY_LOCATION_STANDARD, KeyboardEvent.DOM_KEY_LOCATION_NUMPAD], [0, 3]);
}, "constants");
test(() => {
  const e = document.createEvent("MouseEvent");
  e.initMouseEvent("x", true, false, window, 1, 2, 3, 4, 5, true, false, true, false, 2, document);
  assert_array_equals([e.type, e.bubbles, e.cancelable, e.view, e.detail, e.screenX, e.screenY, e.clientX, e.clientY, e.ctrlKey, e.altKey, e.shiftKey, e.metaKey, e.button, e.relatedTarget],
    ["x", true, false, window, 1, 2, 3, 4, 5, true, false, true, false, 2, document]);
}, "initMouseEvent()");
test(() => {
  const e = document.createEvent("KeyboardEvent");
  e.initKeyboardEvent("x", false, true, null, "b", 1, true, false, false, true);
  assert_array_equals([e.type, e.cancelable, e.view, e.location, e.ctrlKey, e.metaKey], ["x", true, null, 1, true, true]);
}, "initKeyboardEvent()");
test(() => {
  const e = document.createEvent("CustomEvent");
  e.initCustomEvent("x", true, true, 5);
  assert_array_equals([e.type, e.bubbles, e.detail], ["x", true, 5]);
  e.initCustomEvent("y");
  assert_array_equals([e.type, e.bubbles, e.detail], ["y", false, null]);
}, "initCustomEvent()");
test(() => {
  const target = new EventTarget(), e = new UIEvent("x", {detail: 1});
  target.addEventListener("x", () => e.initUIEvent("y", true, true, null, 9));
  target.dispatchEvent(e);
  assert_array_equals([e.type, e.bubbles, e.detail], ["x", false, 1]);
}, "nothing is initialised while it is dispatched");

for (const [name, made] of Object.entries({
  BeforeUnloadEvent: "BeforeUnloadEvent", CompositionEvent: "CompositionEvent", cUSTOMeVENT: "CustomEvent", DragEvent: "DragEvent", Event: "Event", Events: "Event",
  FocusEvent: "FocusEvent", HashChangeEvent: "HashChangeEvent", HTMLEvents: "Event", KeyboardEvent: "KeyboardEvent", MessageEvent: "MessageEvent",
  MouseEvents: "MouseEvent", StorageEvent: "StorageEvent", SVGEvents: "Event", TextEvent: "TextEvent", UIEvents: "UIEvent",
})) test(() => {
  const e = document.createEvent(name);
  assert_equals(Object.getPrototypeOf(e), self[made].prototype);
  assert_array_equals([e.type, e.bubbles, e.isTrusted], ["", false, false]);
  assert_throws_dom("InvalidStateError", () => document.dispatchEvent(e));
}, `createEvent("${name}")`);
for (const name of ["ErrorEvent", "WheelEvent", "KeyEvents", "", "event "]) test(() => {
  assert_throws_dom("NotSupportedError", () => document.createEvent(name));
}, `createEvent("${name}") knows no such name`);

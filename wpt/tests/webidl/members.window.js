// META: title=Overloads, extended attributes and iterables of interfaces that windows have

'use strict';

test(() => {
  const data = new FormData();
  assert_throws_js(TypeError, () => data.append('a', 'text', 'name'), 'with a file name the value must be a Blob');
  data.append('a', new Blob([]), 'name');
  assert_equals(data.get('a').name, 'name');
  data.append('b', {});
  assert_equals(data.get('b'), '[object Object]');
}, 'overloads are told apart by the count and the types of the arguments');

promise_test(async () => {
  const event = () => new Promise((resolve) => addEventListener('message', resolve, {once: true}));
  postMessage(1, '*');
  assert_equals((await event()).data, 1);
  postMessage(2, {targetOrigin: '*'});
  assert_equals((await event()).data, 2);
  postMessage(3, null);
  assert_equals((await event()).data, 3);
  assert_throws_dom('SyntaxError', () => postMessage(4, 'no origin'));
  assert_throws_js(TypeError, () => postMessage(5, '*', {}), 'no sequence');
  assert_throws_js(TypeError, () => postMessage(6, '*', [1]), 'not of objects');
}, 'postMessage() with an origin and with options');

test(() => {
  const order = [];
  const options = new Proxy({}, {get: (target, key) => { order.push(String(key)); }});
  new MessageChannel().port1.postMessage(1, options);
  assert_array_equals(order.slice(0, 2), ['Symbol(Symbol.iterator)', 'transfer'], 'a sequence is looked for first');
}, 'a sequence or a dictionary');

test(() => {
  const element = document.createElement('a');
  element.relList = 'noopener opener';
  assert_equals(element.rel, 'noopener opener');
  element.classList = {toString: () => 'a b'};
  assert_equals(element.className, 'a b');
  Object.defineProperty(element, 'classList', {get: () => ({set value(v) { element.id = v; }}), configurable: true});
  Object.getOwnPropertyDescriptor(Element.prototype, 'classList').set.call(element, 'c');
  assert_equals(element.id, 'c', 'the getter that the page sees is asked');
}, '[PutForwards]');

test(() => {
  for (const name of ['self', 'parent', 'frames', 'length', 'event', 'screen', 'locationbar', 'innerWidth', 'performance', 'origin', 'navigation']) {
    const before = Object.getOwnPropertyDescriptor(window, name);
    assert_equals(typeof before.set, 'function', name);
    try {
      window[name] = 'mine';
      assert_object_equals(Object.getOwnPropertyDescriptor(window, name), {value: 'mine', writable: true, enumerable: true, configurable: true}, name);
    } finally {
      Object.defineProperty(window, name, before);
    }
  }
}, '[Replaceable]');

test(() => {
  const event = new Event('e');
  const own = Object.getOwnPropertyDescriptor(event, 'isTrusted');
  assert_false(own.configurable);
  assert_equals(own.set, undefined);
  assert_equals(own.get, Object.getOwnPropertyDescriptor(new Event('f'), 'isTrusted').get);
  assert_throws_js(TypeError, () => Object.defineProperty(document, 'location', {value: 1}));
}, '[LegacyUnforgeable]');

test(() => {
  const div = document.createElement('div');
  div.innerHTML = null;
  assert_equals(div.innerHTML, '');
  div.innerHTML = undefined;
  assert_equals(div.innerHTML, 'undefined');
  const text = document.createTextNode('t');
  text.data = null;
  assert_equals(text.data, '');
  div.textContent = undefined;
  assert_equals(div.textContent, '', 'a nullable type takes undefined for null');
  div.setAttribute('null', 'n');
  assert_equals(div.getAttribute(null), 'n');
  assert_equals(document.implementation.createDocument(null, null).documentElement, null);
}, '[LegacyNullToEmptyString] and nullable types');

test(() => {
  history.scrollRestoration = 'manual';
  history.scrollRestoration = 'other';
  assert_equals(history.scrollRestoration, 'manual', 'a setter ignores what the enumeration lacks');
  history.scrollRestoration = 'auto';
}, 'enumerations in setters');

test(() => {
  const div = document.createElement('div');
  div.innerHTML = '<p id=a></p><p name=b></p>';
  const list = div.children;
  assert_equals(list[1], list.b);
  assert_equals(list[2], undefined);
  assert_equals(list.item(2 ** 32), list[0], 'unsigned long wraps');
  assert_equals(list.item(-1), null);
  assert_array_equals(Object.getOwnPropertyNames(list), ['0', '1', 'a', 'b']);
  assert_array_equals(Object.keys(list), ['0', '1']);
  assert_equals(HTMLCollection.prototype[Symbol.iterator], Array.prototype.values);
  assert_equals(HTMLCollection.prototype.forEach, undefined);
  assert_equals(NodeList.prototype.forEach, Array.prototype.forEach);
  assert_equals(HTMLFormElement.prototype[Symbol.iterator], Array.prototype.values);
}, 'indexed and named properties');

test(() => {
  assert_equals(navigator.languages, navigator.languages);
  assert_true(Object.isFrozen(navigator.languages));
  assert_equals(document.implementation, document.implementation);
  assert_equals(document.body.classList, document.body.classList);
  assert_equals(document.body.childNodes, document.body.childNodes);
  assert_not_equals(document.querySelectorAll('*'), document.querySelectorAll('*'));
}, '[SameObject] and [NewObject]');

promise_test(async (t) => {
  for (const call of [() => fetch(), () => fetch('http://['), () => fetch('/', 1), () => fetch.call({}, '/'), () => fetch('/', {mode: 'x'})]) {
    const promise = call();
    assert_true(promise instanceof Promise, String(call));
    await promise_rejects_js(t, TypeError, promise);
  }
}, 'exceptions of an operation that returns a promise are rejections');

test(() => {
  const target = new EventTarget();
  const seen = [];
  const listener = {get handleEvent() { seen.push('get'); return function () { seen.push(this === listener); }; }};
  target.addEventListener('e', listener);
  target.dispatchEvent(new Event('e'));
  assert_array_equals(seen, ['get', true]);
  assert_throws_js(TypeError, () => target.addEventListener('e', 'no object'));
  target.addEventListener('e', null);
  target.addEventListener('e', undefined);
  assert_throws_js(TypeError, () => target.addEventListener('e'));
}, 'callback interfaces');

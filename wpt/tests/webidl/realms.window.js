// META: title=Interfaces of several realms

'use strict';

const frame = async (t) => {
  const element = document.createElement('iframe');
  const loaded = new Promise((resolve) => element.onload = resolve);
  element.src = '/common/blank.html';
  document.body.append(element);
  t.add_cleanup(() => element.remove());
  await loaded;
  return element.contentWindow;
};

promise_test(async (t) => {
  const other = await frame(t);
  assert_not_equals(other.Blob, Blob);
  const blob = new other.Blob(['text']);
  assert_false(blob instanceof Blob);
  assert_equals(Object.getOwnPropertyDescriptor(Blob.prototype, 'size').get.call(blob), 4);
}, 'a brand holds in all realms');

promise_test(async (t) => {
  const other = await frame(t);
  assert_throws_js(other.TypeError, () => new other.Blob(1));
  assert_throws_js(other.TypeError, () => Object.getOwnPropertyDescriptor(other.Blob.prototype, 'size').get.call({}));
  assert_throws_dom('DataCloneError', other.DOMException, () => other.structuredClone(() => 1));
}, 'exceptions belong to the function’s realm');

promise_test(async (t) => {
  const other = await frame(t);
  assert_true(other.structuredClone({}) instanceof other.Object);
  assert_true(other.structuredClone(new Map()) instanceof other.Map);
  assert_true(other.structuredClone(new Error()) instanceof other.Error);
  const {port1, port2} = new other.MessageChannel();
  assert_true(port1 instanceof other.MessagePort);
  port1.postMessage([1]);
  const event = await new Promise((resolve) => port2.onmessage = resolve);
  assert_true(event instanceof other.MessageEvent);
  assert_true(event.data instanceof other.Array);
  assert_true(event.ports instanceof other.Array);
}, 'clones and events belong to the target’s realm');

test(() => {
  const element = document.createElement('div');
  element.setAttribute('a', '1');
  const attr = element.attributes.a;
  assert_true(attr instanceof Attr && attr instanceof Node);
  assert_equals(element.getAttributeNode('a'), attr);
  assert_array_equals([attr.name, attr.value, attr.nodeName, attr.nodeType, attr.textContent], ['a', '1', 'a', 2, '1']);
  attr.value = '2';
  assert_equals(element.getAttribute('a'), '2');
  assert_equals(attr.ownerElement, element);
  assert_throws_dom('InUseAttributeError', () => document.createElement('p').setAttributeNode(attr));
  assert_equals(element.removeAttributeNode(attr), attr);
  assert_equals(attr.ownerElement, null);
  assert_throws_dom('HierarchyRequestError', () => element.appendChild(attr));
  assert_equals(element.attributes.length, 0);
}, 'attributes are nodes');

test(() => {
  const list = Element.prototype[Symbol.unscopables];
  assert_equals(Object.getPrototypeOf(list), null);
  for (const name of ['before', 'after', 'replaceWith', 'remove', 'append', 'prepend', 'replaceChildren', 'slot']) {
    assert_true(list[name], name);
  }
}, '[Unscopable] members');

test(() => {
  assert_equals(Image.prototype, HTMLImageElement.prototype);
  const image = new Image(3, 4);
  assert_true(image instanceof HTMLImageElement);
  assert_equals(image.getAttribute('width'), '3');
  assert_throws_js(TypeError, () => Image());
  const option = new Option('text', 'value', true);
  assert_array_equals([option.text, option.value, option.defaultSelected], ['text', 'value', true]);
}, '[LegacyFactoryFunction]');

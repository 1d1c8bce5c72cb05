// META: title=storage events

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

const next = (target) => new Promise((resolve) => target.addEventListener('storage', resolve, {once: true}));

for (const name of ['localStorage', 'sessionStorage']) {
  promise_test(async (t) => {
    const storage = self[name];
    storage.clear();
    const other = await frame(t);
    other[name].length; // it is in use there
    addEventListener('storage', t.unreached_func('the window that changed it hears nothing'), {once: true});

    storage.setItem('key', 'one');
    let event = await next(other);
    assert_true(event instanceof other.StorageEvent);
    assert_equals(event.target, other);
    assert_array_equals([event.key, event.oldValue, event.newValue], ['key', null, 'one']);
    assert_equals(event.url, location.href);
    assert_equals(event.storageArea, other[name]);
    assert_false(event.bubbles || event.cancelable);

    storage.key2 = 'two';
    event = await next(other);
    assert_array_equals([event.key, event.oldValue, event.newValue], ['key2', null, 'two']);

    storage.setItem('key', 'one'); // no change
    storage.setItem('key', 'three');
    event = await next(other);
    assert_array_equals([event.key, event.oldValue, event.newValue], ['key', 'one', 'three']);

    storage.removeItem('nothing'); // no change
    delete storage.key2;
    event = await next(other);
    assert_array_equals([event.key, event.oldValue, event.newValue], ['key2', 'two', null]);

    storage.clear();
    event = await next(other);
    assert_array_equals([event.key, event.oldValue, event.newValue], [null, null, null]);
  }, `${name}: another window is told of every change`);
}

test(() => {
  let event = new StorageEvent('storage');
  assert_array_equals([event.key, event.oldValue, event.newValue, event.url, event.storageArea], [null, null, null, '', null]);
  event = new StorageEvent('storage', {key: 'k', oldValue: null, newValue: 1, url: 'u', storageArea: localStorage, bubbles: true});
  assert_array_equals([event.key, event.oldValue, event.newValue, event.url, event.storageArea], ['k', null, '1', 'u', localStorage]);
  assert_true(event.bubbles);
  assert_throws_js(TypeError, () => new StorageEvent('storage', {storageArea: {}}));
  event.initStorageEvent('other', false, true, 'a', 'b', null, 'c', null);
  assert_array_equals([event.type, event.cancelable, event.key, event.oldValue, event.newValue, event.url, event.storageArea],
    ['other', true, 'a', 'b', null, 'c', null]);
}, 'making storage events');

promise_test(async (t) => {
  sessionStorage.clear();
  sessionStorage.setItem('copied', 'yes');
  const opened = window.open('/common/blank.html');
  t.add_cleanup(() => { opened.close(); sessionStorage.clear(); });
  await new Promise((resolve) => opened.addEventListener('load', resolve, {once: true}));
  assert_equals(opened.sessionStorage.getItem('copied'), 'yes');
  opened.sessionStorage.setItem('copied', 'no');
  assert_equals(sessionStorage.getItem('copied'), 'yes');
}, 'a window that is opened gets a copy of sessionStorage');

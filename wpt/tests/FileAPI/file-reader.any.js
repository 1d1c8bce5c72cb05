// META: title=FileReader

'use strict';

const read = (method, blob, ...rest) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = reject;
  reader[method](blob, ...rest);
});

promise_test(async () => {
  const blob = new Blob(['aé\u20ac'], {type: 'text/plain'});
  assert_equals(await read('readAsText', blob), 'aé\u20ac');
  assert_equals(await read('readAsDataURL', blob), 'data:text/plain;base64,YcOp4oKs');
  assert_equals(await read('readAsBinaryString', blob), 'a\u00c3\u00a9\u00e2\u0082\u00ac');
  const buffer = await read('readAsArrayBuffer', blob);
  assert_true(buffer instanceof ArrayBuffer);
  assert_equals(buffer.byteLength, 6);
}, 'four ways of reading');

promise_test(async () => {
  const bytes = new Uint8Array([0xe9, 0xff]);
  assert_equals(await read('readAsText', new Blob([bytes])), '\ufffd\ufffd');
  assert_equals(await read('readAsText', new Blob([bytes]), 'latin1'), '\u00e9\u00ff');
  assert_equals(await read('readAsText', new Blob(['\ufeffx'])), 'x');
}, 'encodings');

promise_test(async () => {
  assert_equals(await read('readAsText', new Blob([])), '');
  assert_equals(await read('readAsDataURL', new Blob([])), 'data:application/octet-stream;base64,');
}, 'an empty blob');

promise_test(async () => {
  const reader = new FileReader();
  const log = [];
  for (const type of ['loadstart', 'load', 'loadend', 'abort', 'error']) {
    reader.addEventListener(type, (e) => log.push(`${e.type} ${e.loaded} ${e.total} ${reader.readyState}`));
  }
  assert_equals(reader.readyState, FileReader.EMPTY);
  const end = new Promise((resolve) => reader.onloadend = resolve);
  reader.readAsText(new Blob(['abc']));
  assert_equals(reader.readyState, FileReader.LOADING);
  assert_equals(reader.result, null);
  await end;
  assert_array_equals(log, ['loadstart 0 3 1', 'load 3 3 2', 'loadend 3 3 2']);
  assert_equals(reader.result, 'abc');
}, 'events in their order');

promise_test(async (t) => {
  const reader = new FileReader();
  const log = [];
  reader.onload = t.unreached_func('aborted');
  reader.onabort = () => log.push('abort');
  reader.onloadend = () => log.push('loadend');
  reader.abort();
  assert_array_equals(log, []);
  reader.readAsText(new Blob(['abc']));
  reader.abort();
  assert_array_equals(log, ['abort', 'loadend']);
  assert_equals(reader.result, null);
  assert_equals(reader.error.name, 'AbortError');
  await read('readAsText', new Blob(['x']));
}, 'abort()');

test(() => {
  const reader = new FileReader();
  assert_throws_js(TypeError, () => reader.readAsText());
  assert_throws_js(TypeError, () => reader.readAsText('text'));
  assert_throws_js(TypeError, () => FileReader());
  reader.readAsText(new Blob(['abc']));
  assert_throws_dom('InvalidStateError', () => reader.readAsText(new Blob(['abc'])));
  reader.abort();
}, 'what is refused');

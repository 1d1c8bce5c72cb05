// META: title=Rejected promises and reported errors

'use strict';

setup({allow_uncaught_exception: true});

const next = (type) => new Promise((resolve) => addEventListener(type, (e) => {
  e.preventDefault();
  resolve(e);
}, {once: true}));
const task = () => new Promise((resolve) => {
  const {port1, port2} = new MessageChannel();
  port2.onmessage = () => { port1.close(); resolve(); };
  port1.postMessage(0);
});

promise_test(async () => {
  const told = next('unhandledrejection');
  const reason = {};
  const promise = Promise.reject(reason);
  const event = await told;
  assert_equals(event.promise, promise);
  assert_equals(event.reason, reason);
  assert_true(event.cancelable && event.isTrusted);
  await task(); // in a microtask of the event it would not be late
  const handled = next('rejectionhandled');
  promise.catch(() => {});
  const late = await handled;
  assert_equals(late.promise, promise);
  assert_equals(late.reason, reason);
  assert_false(late.cancelable);
}, 'a rejection that is handled late');

promise_test(async (t) => {
  const unexpected = t.unreached_func('handled in time');
  addEventListener('unhandledrejection', unexpected);
  addEventListener('rejectionhandled', unexpected);
  const promise = Promise.reject(1);
  await Promise.resolve();
  promise.catch(() => {});
  await task();
  await task();
  removeEventListener('unhandledrejection', unexpected);
  removeEventListener('rejectionhandled', unexpected);
}, 'a rejection that is handled in the same task');

promise_test(async (t) => {
  const unexpected = t.unreached_func('it was never told as handled late');
  addEventListener('rejectionhandled', unexpected);
  const promise = Promise.reject(1);
  await new Promise((resolve) => addEventListener('unhandledrejection', (e) => {
    e.preventDefault();
    promise.catch(() => {});
    resolve();
  }, {once: true}));
  await task();
  await task();
  removeEventListener('rejectionhandled', unexpected);
}, 'a rejection that is handled while it is told');

promise_test(async () => {
  const told = next('error');
  const error = new TypeError('told');
  reportError(error);
  const event = await told;
  assert_equals(event.error, error);
  assert_true(event.message.includes('told'));
  assert_true(event.filename.includes('rejections.any'));
  assert_greater_than(event.lineno, 0);
}, 'reportError() with an error');

promise_test(async () => {
  for (const value of [1, 'text', null, undefined]) {
    const told = next('error');
    reportError(value);
    const event = await told;
    assert_equals(event.error, value);
    assert_true(event.message.includes(String(value)));
  }
  assert_throws_js(TypeError, () => reportError());
}, 'reportError() with other values');

test(() => {
  const promise = Promise.resolve();
  const event = new PromiseRejectionEvent('x', {promise, reason: 1});
  assert_equals(event.promise, promise);
  assert_equals(event.reason, 1);
  assert_throws_js(TypeError, () => new PromiseRejectionEvent('x', {}));
  assert_throws_js(TypeError, () => new PromiseRejectionEvent('x'));
}, 'making the event');

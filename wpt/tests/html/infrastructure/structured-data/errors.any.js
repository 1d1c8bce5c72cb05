// META: title=What structuredClone() makes of errors

'use strict';

for (const type of [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError]) {
  test(() => {
    const clone = structuredClone(new type('message'));
    assert_equals(Object.getPrototypeOf(clone), type.prototype);
    assert_equals(clone.message, 'message');
    const descriptor = Object.getOwnPropertyDescriptor(clone, 'message');
    assert_false(descriptor.enumerable);
    assert_true(descriptor.writable && descriptor.configurable);
  }, `${type.name} stays ${type.name}`);
}

test(() => {
  class Special extends TypeError { get name() { return 'Special'; } }
  const clone = structuredClone(new Special('m'));
  assert_equals(Object.getPrototypeOf(clone), Error.prototype);
  assert_equals(clone.message, 'm');
}, 'an error of a name that is not known becomes an Error');

test(() => {
  const clone = structuredClone(new AggregateError([1], 'm'));
  assert_equals(Object.getPrototypeOf(clone), Error.prototype);
  assert_false('errors' in clone);
}, 'an AggregateError becomes an Error');

test(() => {
  const error = new RangeError('outer', {cause: new TypeError('inner', {cause: {plain: 1}})});
  const clone = structuredClone(error);
  assert_true(clone.cause instanceof TypeError);
  assert_equals(clone.cause.message, 'inner');
  assert_equals(clone.cause.cause.plain, 1);
  assert_false(Object.getOwnPropertyDescriptor(clone, 'cause').enumerable);
}, 'causes come along');

test(() => {
  const clone = structuredClone(new Error());
  assert_not_own_property(clone, 'message');
  assert_not_own_property(clone, 'cause');
}, 'no message, no cause: none are made up');

test(() => {
  const error = new Error('m');
  Object.defineProperty(error, 'message', {get() { throw new Error('called'); }});
  assert_not_own_property(structuredClone(error), 'message');
}, 'a message that is an accessor counts as none');

test(() => {
  const error = new Error('m');
  error.extra = 1;
  assert_not_own_property(structuredClone(error), 'extra');
}, 'other properties stay behind');

test(() => {
  const thrown = new Error('from the getter');
  const error = new Error('m');
  Object.defineProperty(error, 'name', {get() { throw thrown; }});
  assert_throws_exactly(thrown, () => structuredClone(error));
}, 'a getter for the name may throw');

test(() => {
  const object = Object.create(Error.prototype, {message: {value: 'm', enumerable: true}});
  const clone = structuredClone(object);
  assert_false(clone instanceof Error);
  assert_equals(clone.message, 'm');
}, 'what only inherits from Error is an object');

// Describes what a global object exposes: interface objects, their prototype objects, and the members of both,
// each in one line that does not depend on the order of properties.
(() => {
  'use strict';

  const nameOf = (value) => {
    if (value === null) {
      return 'null';
    }
    const constructor = Object.getOwnPropertyDescriptor(value, 'constructor');
    if (constructor && typeof constructor.value === 'function') {
      return constructor.value.name + '.prototype';
    }
    if (typeof value === 'function') {
      return value.name || 'Function.prototype';
    }
    return Object.prototype.toString.call(value);
  };

  const flags = (d) => (d.writable ? 'w' : '') + (d.enumerable ? 'e' : '') + (d.configurable ? 'c' : '');

  const callable = (f) => f === undefined ? '-' : `${f.name}/${f.length}`;

  const describe = (d) => {
    if (d.get || d.set) {
      return `accessor ${callable(d.get)} ${callable(d.set)} [${flags(d)}]`;
    }
    const type = typeof d.value;
    if (type === 'function') {
      return `function ${callable(d.value)} [${flags(d)}]`;
    }
    if (type === 'object') {
      return `object ${d.value === null ? 'null' : Object.prototype.toString.call(d.value)} [${flags(d)}]`;
    }
    return `${type} ${type === 'symbol' ? '' : JSON.stringify(d.value)} [${flags(d)}]`;
  };

  const keyName = (key) => typeof key === 'symbol' ? String(key.description).replace(/^Symbol\./, '@@') : key;

  const members = (object, prefix, to, skip) => {
    for (const key of Reflect.ownKeys(object)) {
      const name = keyName(key);
      if (!skip.includes(name)) {
        to[prefix + name] = describe(Object.getOwnPropertyDescriptor(object, key));
      }
    }
  };

  const interfaceSurface = (name, descriptor, value) => {
    const to = {};
    to[''] = `interface ${value.name}/${value.length} < ${nameOf(Object.getPrototypeOf(value))} [${flags(descriptor)}]`;
    members(value, 'static ', to, ['name', 'length', 'prototype', 'arguments', 'caller']);
    const prototype = Object.getOwnPropertyDescriptor(value, 'prototype');
    if (prototype && prototype.value) {
      to.prototype = `object < ${nameOf(Object.getPrototypeOf(prototype.value))} [${flags(prototype)}]`;
      members(prototype.value, '', to, []);
    }
    return to;
  };

  // names are the interfaces to look at; the members of the global object itself are all told.
  self.surfaceOf = (names) => {
    const surface = {};
    for (const name of names) {
      const descriptor = Object.getOwnPropertyDescriptor(self, name);
      if (descriptor && typeof descriptor.value === 'function') {
        surface[name] = interfaceSurface(name, descriptor, descriptor.value);
      }
    }
    const global = {};
    for (const key of Reflect.ownKeys(self)) {
      const name = keyName(key);
      const descriptor = Object.getOwnPropertyDescriptor(self, key);
      if (typeof key === 'string' && (names.includes(name) || /^[0-9]+$/.test(name))) {
        continue;
      }
      global[name] = typeof descriptor.value === 'function' && /^[A-Z]/.test(name) ?
        `interface [${flags(descriptor)}]` : describe(descriptor);
    }
    surface.globalThis = global;
    return surface;
  };
})();

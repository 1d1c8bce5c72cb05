// Gives testdriver.js, ours or upstream's, what only the harness can do for a
// page: permissions, user activation, cookies, freezing.
(() => {
  'use strict';
  const call = self.__exeunt_driver;
  delete self.__exeunt_driver;
  if (typeof call !== 'function' || self.top !== self) {
    return;
  }
  const stringify = JSON.stringify;
  const pending = new Map();
  let last = 0;
  const ask = (command, params, action = () => {}) => new Promise((resolve, reject) => {
    last++;
    pending.set(last, {resolve, reject, action});
    call(stringify({id: last, command, params, origin: self.origin}));
  });
  // The harness answers by calling this, with a user's activation.
  const answer = (id, error) => {
    const question = pending.get(id);
    pending.delete(id);
    if (!question) {
      return;
    }
    if (error !== undefined) {
      question.reject(new Error(error));
      return;
    }
    try {
      question.resolve(question.action());
    } catch (e) {
      question.reject(e);
    }
  };
  const commands = {
    set_permission: ({descriptor, state}) => ask('set_permission', {name: descriptor.name, state}),
    delete_all_cookies: () => ask('delete_all_cookies', {}),
    freeze: () => ask('freeze', {}),
    bless: () => ask('activate', {}),
    click: (element) => ask('activate', {}, () => {
      element.click();
    }),
  };
  const install = () => {
    const internal = self.test_driver_internal;
    if (!internal || internal.set_permission === commands.set_permission) {
      return;
    }
    Object.defineProperty(self, Symbol.for('exeunt.answer'), {value: answer, configurable: true});
    Object.assign(internal, commands, {in_automation: true});
  };
  // The vendor's file, loaded after testdriver.js, may put its own there.
  document.addEventListener('load', install, true);
})();

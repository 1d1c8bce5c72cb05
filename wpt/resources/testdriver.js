// The part of testdriver.js that needs no input devices. What a browser must do
// for a test goes through test_driver_internal, which testdriver-vendor.js fills.
(function () {
  const missing = name => () => Promise.reject(new Error("no testdriver-vendor.js offers " + name + "()"));

  self.test_driver_internal = {
    in_automation: false,
    // Without a vendor a scripted click is the nearest thing.
    click(element) {
      element.click();
      return Promise.resolve();
    },
    set_permission: missing("set_permission"),
    delete_all_cookies: missing("delete_all_cookies"),
  };

  let context = null;
  self.test_driver = {
    set_test_context(window) { context = window; },
    get test_context() { return context; },
    message_test(message) { if (context) context.postMessage(message, "*"); },
    // bless runs action in response to a click, as activation by the user.
    bless(intent, action, where) {
      const doc = (where || self).document;
      const button = doc.createElement("button");
      button.textContent = "This test needs a click to: " + intent;
      (doc.body || doc.documentElement).appendChild(button);
      const clicked = new Promise(resolve => button.addEventListener("click", resolve, { once: true }));
      const done = test_driver_internal.bless ? test_driver_internal.bless(intent).then(() => button.click()) : test_driver.click(button);
      return Promise.resolve(done).then(() => clicked).then(() => {
        button.remove();
        return typeof action === "function" ? action() : null;
      });
    },
    click(element) {
      if (!element.isConnected) return Promise.reject(new Error("element in different document or shadow tree"));
      return test_driver_internal.click(element);
    },
    set_permission(descriptor, state, where) {
      return test_driver_internal.set_permission({ descriptor, state }, where ? where.location.origin : null);
    },
    delete_all_cookies() { return test_driver_internal.delete_all_cookies(); },
  };
})();

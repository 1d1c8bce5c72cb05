// The part of testdriver.js that this suite's tests use. What a browser must do for a test goes
// through test_driver_internal, which testdriver-vendor.js fills.
(function () {
  // Only who drives the browser can do the others: a page that was opened by hand is told so.
  const undriven = name => () => Promise.reject(new Error(`${name}() needs a browser that Exeunt drives`));
  const names = ["send_keys", "action_sequence", "set_permission", "delete_all_cookies", "get_all_cookies", "get_named_cookie",
    "freeze", "minimize_window", "set_window_rect", "get_window_rect", "generate_test_report"];

  self.test_driver_internal = {
    in_automation: false,
    // Without a vendor whoever looks at the page has to click.
    click(element) {
      return new Promise(resolve => element.addEventListener("click", resolve, { once: true }));
    },
  };
  for (const name of names) test_driver_internal[name] = undriven(name);

  let testContext = null;
  self.test_driver = {
    set_test_context(window) {
      if (test_driver_internal.set_test_context) test_driver_internal.set_test_context(window);
      testContext = window;
    },
    message_test(message) { (testContext || self).postMessage(message, "*"); },
    // bless runs action in response to a click, as activation by the user.
    bless(intent, action, context = null) {
      const doc = (context || self).document;
      const button = doc.createElement("button");
      button.textContent = "This test needs a click to: " + intent;
      (doc.body || doc.documentElement).appendChild(button);
      const clicked = new Promise(resolve => button.addEventListener("click", resolve, { once: true }));
      return test_driver.click(button).then(() => clicked).then(() => {
        button.remove();
        return typeof action === "function" ? action() : null;
      });
    },
    click(element) {
      element.scrollIntoView({ behavior: "instant", block: "end", inline: "nearest" });
      return test_driver_internal.click(element);
    },
    send_keys(element, keys) { return test_driver_internal.send_keys(element, keys); },
    action_sequence(sources, context = null) { return test_driver_internal.action_sequence(sources, context); },
    set_permission(descriptor, state, context = null) {
      return test_driver_internal.set_permission({ descriptor, state }, context);
    },
    delete_all_cookies(context = null) { return test_driver_internal.delete_all_cookies(context); },
    get_all_cookies(context = null) { return test_driver_internal.get_all_cookies(context); },
    get_named_cookie(name, context = null) { return test_driver_internal.get_named_cookie(name, context); },
    freeze() { return test_driver_internal.freeze(); },
    minimize_window(context = null) { return test_driver_internal.minimize_window(context); },
    set_window_rect(rect, context = null) { return test_driver_internal.set_window_rect(rect, context); },
    get_window_rect(context = null) { return test_driver_internal.get_window_rect(context); },
    generate_test_report(message, context = null) { return test_driver_internal.generate_test_report(message, context); },
  };
})();

// Connects testdriver.js, ours or upstream's, with the harness, which does for a test what a page
// cannot: it talks to the browser over its DevTools protocol. The harness's own script, which runs
// before all others, answers the event "exeunt-testdriver" in the page that the harness opened.
(function () {
  "use strict";
  const internal = self.test_driver_internal;
  if (!internal) return;
  const driver = self.test_driver;
  const marks = Symbol.for("exeunt.window");
  const pending = new Map();
  let last = 0;
  let line = null;    // asks the harness; null where there is none to ask
  let context = null; // the window that has a line, for one that has none

  // answer takes what came of a question.
  function answer(id, error, result) {
    const question = pending.get(id);
    if (!question) return;
    pending.delete(id);
    if (error !== null) question.reject(new Error(error));
    else question.resolve(result);
  }
  document.dispatchEvent(new CustomEvent("exeunt-testdriver", {
    detail(call) {
      line = call;
      return answer;
    },
  }));
  // A page that was opened by hand, without a harness: the tester is asked to click.
  if (line === null && self.top === self && self.opener === null) return;

  // mark gives a window a name by which the harness finds it, and a list of the elements that are
  // asked about. Windows of other origins cannot be marked.
  function mark(where) {
    if (!where[marks]) {
      Object.defineProperty(where, marks, { value: { id: `w${Math.random()}`, elements: [] } });
    }
    return where[marks];
  }
  // name puts an element on the list of its window.
  function name(element) {
    const where = element.ownerDocument.defaultView;
    if (!where) throw new Error("the element's document is in no window");
    const { id, elements } = mark(where);
    let index = elements.indexOf(element);
    if (index < 0) index = elements.push(element) - 1;
    return { window: id, element: index };
  }

  // ask has the harness do something in a window: null is the test's own.
  function ask(command, params, where) {
    return new Promise((resolve, reject) => {
      if (line === null && context === null) {
        throw new Error(`${command}(): a window without testharness.js needs test_driver.set_test_context() first`);
      }
      const question = { command, params };
      if (where || line === null) question.window = mark(where || self).id;
      question.id = ++last;
      pending.set(last, { resolve, reject });
      if (line) line(question);
      else context.postMessage({ "exeunt-question": question }, "*");
    });
  }
  self.addEventListener("message", event => {
    const data = event.data;
    if (data === null || typeof data !== "object") return;
    if (line && data["exeunt-question"]) {
      const { command, params, window, id } = data["exeunt-question"];
      const reply = (error, result) => event.source.postMessage({ "exeunt-answer": { id, error, result } }, "*");
      pending.set(++last, { resolve: result => reply(null, result), reject: e => reply(e.message) });
      line({ command, params, window, id: last });
    } else if (data["exeunt-answer"]) {
      const { id, error, result } = data["exeunt-answer"];
      answer(id, error === undefined ? null : error, result);
    } else {
      return;
    }
    event.stopImmediatePropagation(); // such messages are none of the test's business
  });

  internal.in_automation = true;
  internal.set_test_context = where => {
    if (line) throw new Error("set_test_context() in the test's own window");
    context = where;
  };
  internal.click = element => ask("click", { at: name(element) }, element.ownerDocument.defaultView);
  internal.send_keys = (element, keys) => ask("send_keys", { at: name(element), keys }, element.ownerDocument.defaultView);
  for (const command of ["get_computed_label", "get_computed_role"]) {
    internal[command] = element => ask(command, { at: name(element) }, element.ownerDocument.defaultView);
  }
  internal.action_sequence = (sources, where = null) => {
    for (const source of sources) {
      for (const action of source.actions) {
        if (action.origin && typeof action.origin === "object") {
          where = action.origin.ownerDocument.defaultView;
          action.origin = name(action.origin);
        }
      }
    }
    return ask("action_sequence", { sources }, where);
  };
  // The others take plain values, by the names given here, and then the window.
  const plain = {
    delete_all_cookies: [], get_all_cookies: [], get_named_cookie: ["name"],
    freeze: [], minimize_window: [], set_window_rect: ["rect"], get_window_rect: [],
    generate_test_report: ["message"], set_permission: ["permission"],
    set_storage_access: ["origin", "embedding_origin", "blocked"],
    add_virtual_authenticator: ["config"], remove_virtual_authenticator: ["authenticator"],
    add_credential: ["authenticator", "credential"], get_credentials: ["authenticator"],
    remove_credential: ["authenticator", "credential"], remove_all_credentials: ["authenticator"],
    set_user_verified: ["authenticator", "uv"],
    set_spc_transaction_mode: ["mode"], set_rph_registration_mode: ["mode"],
    cancel_fedcm_dialog: [], click_fedcm_dialog_button: ["button"], select_fedcm_account: ["index"],
    get_fedcm_account_list: [], get_fedcm_dialog_title: [], get_fedcm_dialog_type: [],
    set_fedcm_delay_enabled: ["enabled"], reset_fedcm_cooldown: [],
    create_virtual_sensor: ["type", "options"], update_virtual_sensor: ["type", "reading"],
    remove_virtual_sensor: ["type"], get_virtual_sensor_information: ["type"],
    set_device_posture: ["posture"], clear_device_posture: [],
    create_virtual_pressure_source: ["type", "metadata"],
    update_virtual_pressure_source: ["type", "sample", "own"], remove_virtual_pressure_source: ["type"],
    set_protected_audience_k_anonymity: ["owner", "name", "hashes"],
    set_display_features: ["features"], clear_display_features: [],
    run_bounce_tracking_mitigations: [],
    get_global_privacy_control: [], set_global_privacy_control: ["gpc"],
    install_web_extension: ["extension"], uninstall_web_extension: ["extension"],
  };
  for (const command of Object.keys(plain)) {
    internal[command] = (...args) => {
      const params = {};
      plain[command].forEach((key, i) => { params[key] = args[i]; });
      return ask(command, params, args[plain[command].length]);
    };
  }
  if (internal.bidi) {
    const bidi = (domain, method, command) => {
      if (internal.bidi[domain]) internal.bidi[domain][method] = params => ask(command, params || {});
    };
    bidi("permissions", "set_permission", "bidi.permissions.set_permission");
    bidi("emulation", "set_geolocation_override", "bidi.emulation.set_geolocation_override");
    bidi("emulation", "set_locale_override", "bidi.emulation.set_locale_override");
  }

  // Where nothing is laid out nothing can be in the way of a click, nor is there a place for it: it
  // goes to the element.
  const click = driver.click;
  driver.click = function (element) {
    if (!element.isConnected) return Promise.reject(new Error("click(): the element is in no document"));
    const root = element.ownerDocument.documentElement;
    if (typeof root.getClientRects === "function" && root.getClientRects().length > 0) return click.call(driver, element);
    return internal.click(element);
  };
})();

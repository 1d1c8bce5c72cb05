// Exeunt's own implementation of the testharness.js API: one file, no
// dependencies, loadable in windows, workers and bare shells. It needs timers,
// promises and events; the DOM only for the optional table of results.
// Behaviour follows the API's public documentation, so that a test file runs
// unchanged under this file and under web-platform-tests' own.
(function (global) {
  "use strict";

  const realTimeout = global.setTimeout && global.setTimeout.bind(global);
  const realClear = global.clearTimeout && global.clearTimeout.bind(global);
  const DEFAULT_TIMEOUT = 10000, LONG_TIMEOUT = 60000;
  const PHASES = { INITIAL: 0, STARTED: 1, HAS_RESULT: 2, CLEANING: 3, COMPLETE: 4 };
  const TEST_STATUS = { PASS: 0, FAIL: 1, TIMEOUT: 2, NOTRUN: 3, PRECONDITION_FAILED: 4 };
  const HARNESS_STATUS = { OK: 0, ERROR: 1, TIMEOUT: 2, PRECONDITION_FAILED: 3 };
  const isWindow = typeof document !== "undefined" && "document" in global;
  const inherits = name => typeof global[name] === "function" && global instanceof global[name];
  const isDedicated = inherits("DedicatedWorkerGlobalScope");
  const isShared = inherits("SharedWorkerGlobalScope");
  const isService = inherits("ServiceWorkerGlobalScope");
  const isWorker = isDedicated || isShared || isService;

  function expose(entries) {
    for (const name of Object.keys(entries)) global[name] = entries[name];
  }

  // ---- Errors ----

  class AssertionError extends Error {
    constructor(message) {
      super(typeof message === "string" ? well_formed(message) : message);
      this.message = typeof message === "string" ? well_formed(message) : message;
      this.stack = own_stack(this);
    }
  }
  class OptionalFeatureUnsupportedError extends AssertionError {}

  // own_stack drops the frames that lie in this file, which help nobody.
  function own_stack(error) {
    const stack = typeof error.stack === "string" ? error.stack : "";
    return stack.split("\n").filter(line => !/\/resources\/testharness\.js/.test(line)).join("\n");
  }

  // ---- Formatting ----

  const ESCAPES = { 0: "0", 8: "b", 9: "t", 10: "n", 11: "v", 12: "f", 13: "r", 34: '"', 92: "\\", 0xfffe: "ufffe", 0xffff: "uffff" };
  function quote(text) {
    let out = '"';
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code in ESCAPES) out += "\\" + ESCAPES[code];
      else if (code < 32) out += "\\x" + (code < 16 ? "0" : "") + code.toString(16);
      else out += text[i];
    }
    return out + '"';
  }

  // well_formed replaces lone surrogates by readable text, since names and
  // messages travel as UTF-8.
  function well_formed(text) {
    return text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g,
      unit => unit.length > 1 ? unit : "U+" + unit.charCodeAt(0).toString(16));
  }

  function shorten(text, limit) {
    return text.length > limit ? text.substring(0, limit - 3) + "..." : text;
  }

  function is_node(value) {
    try {
      return typeof value.nodeType === "number" && typeof value.nodeName === "string" && typeof value.ownerDocument === "object" && "childNodes" in value;
    } catch (_) {
      return false;
    }
  }

  function describe_node(node) {
    const children = () => node.childNodes.length + (node.childNodes.length === 1 ? " child" : " children");
    switch (node.nodeType) {
      case 1: {
        let text = "<" + node.localName;
        for (const a of Array.from(node.attributes || [])) text += " " + a.name + '="' + a.value + '"';
        return "Element node " + shorten(text + ">" + node.innerHTML + "</" + node.localName + ">", 60);
      }
      case 3: return 'Text node "' + shorten(node.data, 60) + '"';
      case 7: return "ProcessingInstruction node with target " + format_value(shorten(node.target, 60)) + " and data " + format_value(shorten(node.data, 60));
      case 8: return "Comment node <!--" + shorten(node.data, 60) + "-->";
      case 9: return "Document node with " + children();
      case 10: return "DocumentType node";
      case 11: return "DocumentFragment node with " + children();
    }
    return "Node object of unknown type";
  }

  // format_value makes a value readable in a message.
  function format_value(value, seen) {
    switch (typeof value) {
      case "string": return quote(value);
      case "number": return Object.is(value, -0) ? "-0" : String(value);
      case "bigint": return value + "n";
      case "boolean":
      case "undefined": return String(value);
      case "symbol": break;
      default:
        if (value === null) return "null";
        seen = seen || [];
        if (Array.isArray(value)) {
          if (seen.includes(value)) return "[...]";
          const inner = seen.concat([value]), parts = [];
          for (let i = 0; i < value.length; i++) parts.push(i in value ? format_value(value[i], inner) : "");
          if (value.length && !(value.length - 1 in value)) parts[parts.length - 1] = "";
          return "[" + parts.join(", ") + "]";
        }
        if (is_node(value)) return describe_node(value);
    }
    try {
      return typeof value + ' "' + shorten(String(value), 1000) + '"';
    } catch (error) {
      return "[stringifying object threw " + String(error) + " with type " + String(typeof error) + "]";
    }
  }

  // Long arrays are cut around the index that matters.
  function format_array(array, index) {
    if (!Array.isArray(array) || array.length <= 21) return format_value(array);
    const from = Math.min(Math.max(0, index - 10), array.length - 20), to = Math.min(array.length, from + 20);
    const start = index >= array.length ? array.length - 20 : from;
    const parts = array.slice(start, start + 20).map(v => format_value(v));
    if (start > 0) parts.unshift("\u2026");
    if (to < array.length && start + 20 < array.length) parts.push("\u2026");
    return "[" + parts.join(", ") + "]";
  }

  // ---- Assertions ----

  // fail throws unless ok; message() is made only when it is needed.
  function check(ok, name, description, message) {
    if (ok) return;
    const about = description === undefined || description === null || description === "" ? "" : description + " ";
    throw new AssertionError(name + ": " + about + message());
  }

  const same = (a, b) => a === b ? a !== 0 || 1 / a === 1 / b : a !== a && b !== b;

  function check_number(name, value, description) {
    check(typeof value === "number", name, description, () => 'expected a number but got a "' + typeof value + '"');
  }

  function check_bound(name, holds, words) {
    return function (actual, ...rest) {
      const bounds = rest.slice(0, holds.length - 1), description = rest[holds.length - 1];
      if (typeof actual !== "bigint") check_number(name, actual, description);
      check(holds(actual, ...bounds), name, description,
        () => "expected a number " + words.map((w, i) => w + " " + format_value(bounds[i])).join(" and ") + " but got " + format_value(actual));
    };
  }

  function near(actual, expected, epsilon) {
    return Number.isFinite(actual) && Number.isFinite(expected) ? Math.abs(actual - expected) <= epsilon : same(actual, expected);
  }

  function same_object(actual, expected, description, stack) {
    const name = "assert_object_equals";
    check(typeof actual === "object" && actual !== null, name, description, () => "value is " + format_value(actual) + ", expected object");
    stack.push(actual);
    for (const key in actual) {
      check(Object.prototype.hasOwnProperty.call(expected, key), name, description, () => 'unexpected property "' + key + '"');
      if (typeof actual[key] === "object" && actual[key] !== null) {
        if (!stack.includes(actual[key])) same_object(actual[key], expected[key], description, stack);
      } else {
        check(same(actual[key], expected[key]), name, description, () => 'property "' + key + '" expected ' + format_value(expected[key]) + " got " + format_value(actual[key]));
      }
    }
    for (const key in expected) {
      check(Object.prototype.hasOwnProperty.call(actual, key), name, description, () => 'expected property "' + key + '" missing');
    }
    stack.pop();
  }

  function check_inherits(name) {
    return function (object, property, description) {
      check((typeof object === "object" && object !== null) || typeof object === "function" || Object.prototype.toString.call(object) === "[object HTMLAllCollection]",
        name, description, () => "provided value is not an object");
      check("hasOwnProperty" in object, name, description, () => "provided value is an object but has no hasOwnProperty method");
      check(!object.hasOwnProperty(property), name, description, () => 'property "' + property + '" found on object expected in prototype chain');
      check(property in object, name, description, () => 'property "' + property + '" not found in prototype chain');
    };
  }

  // thrown_by calls func and hands back what it threw, in an array; failures of
  // assertions inside it pass through.
  function thrown_by(name, func, description) {
    let result;
    try {
      func.call(this);
    } catch (error) {
      if (error instanceof AssertionError) throw error;
      result = [error];
    }
    check(result, name, description, () => format_value(func) + " did not throw");
    return result[0];
  }

  function check_thrown_object(name, func, error, description) {
    check(typeof error === "object", name, description, () => format_value(func) + " threw " + format_value(error) + ' with type "' + typeof error + '", not an object');
    check(error !== null, name, description, () => format_value(func) + " threw null, not an object");
  }

  function throws_js(name, constructor, func, description) {
    const error = thrown_by(name, func, description);
    check_thrown_object(name, func, error, description);
    check(typeof constructor === "function", name, description, () => format_value(constructor) + " is not a constructor");
    let link = constructor;
    while (link && !(typeof link === "function" && link.name === "Error")) link = Object.getPrototypeOf(link);
    check(link, name, description, () => format_value(constructor) + " is not an Error subtype");
    check(error.constructor === constructor && error.name === constructor.name, name, description,
      () => format_value(func) + " threw " + format_value(error) + " (" + format_value(error.name) + ") expected instance of " + format_value(constructor) + " (" + format_value(constructor.name) + ")");
  }

  // Legacy codes, by name: position in the list is the code.
  const LEGACY = [, "IndexSizeError", , "HierarchyRequestError", "WrongDocumentError", "InvalidCharacterError", ,
    "NoModificationAllowedError", "NotFoundError", "NotSupportedError", "InUseAttributeError", "InvalidStateError", "SyntaxError",
    "InvalidModificationError", "NamespaceError", "InvalidAccessError", , "TypeMismatchError", "SecurityError", "NetworkError",
    "AbortError", "URLMismatchError", , "TimeoutError", "InvalidNodeTypeError", "DataCloneError"];
  const CODELESS = ["EncodingError", "NotReadableError", "UnknownError", "ConstraintError", "DataError", "TransactionInactiveError",
    "ReadOnlyError", "VersionError", "OperationError", "NotAllowedError", "OptOutError"];
  // INDEX_SIZE_ERR and the like are the names in capitals, words apart.
  const legacy_name = name => name === "URLMismatchError" ? "URL_MISMATCH_ERR" :
    name.replace(/Error$/, "Err").replace(/([a-z])([A-Z])/g, "$1_$2").replace("In_Use", "INUSE").toUpperCase();

  function dom_error(type, api) {
    if (typeof type === "number") {
      if (type === 0) throw new AssertionError("Test bug: ambiguous DOMException code 0 passed to assert_throws_dom()");
      if (type === 22) throw new AssertionError("Test bug: QuotaExceededError needs to be tested for using " + api.replace("_dom", "_quotaexceedederror") + "()");
      if (!LEGACY[type]) throw new AssertionError('Test bug: unrecognized DOMException code "' + type + '" passed to assert_throws_dom()');
      return { code: type, name: LEGACY[type] };
    }
    const name = LEGACY.find(n => n && (n === type || legacy_name(n) === type)) || CODELESS.find(n => n === type);
    if (!name) throw new AssertionError('Test bug: unrecognized DOMException code name or name "' + type + '" passed to assert_throws_dom()');
    return { code: Math.max(0, LEGACY.indexOf(name)), name };
  }

  // split_args tells (func, …) from (constructor, func, …).
  function split_dom_args(name, args) {
    const [first, second] = args;
    if (typeof first === "function" && (first.name === "DOMException" || first.name === "QuotaExceededError") && typeof second === "function") {
      return [first, second, args.slice(2)];
    }
    return [undefined, first, args.slice(1)];
  }

  function throws_dom(name, type, args) {
    const [constructor, func, rest] = split_dom_args(name, args);
    if (!constructor && rest.length > 1 && rest[1] !== undefined) {
      throw new Error("Too many args passed to no-constructor version of " + name + ", or accidentally explicitly passed undefined: undefined");
    }
    const description = rest[0];
    const error = thrown_by(name, func, description);
    check_thrown_object(name, func, error, description);
    const want = dom_error(type, name), required = { code: want.code };
    // The name tells errors apart only where the code does not; modern names are checked when given as such.
    if (want.code === 0 || ("name" in error && error.name !== error.name.toUpperCase() && error.name !== "DOMException")) required.name = want.name;
    for (const property of Object.keys(required)) {
      check(property in error && error[property] == required[property], name, description,
        () => format_value(func) + " threw " + format_value(error) + " that is not a DOMException " + type + ': property "' + property + '" is equal to ' + format_value(error[property]) + ", expected " + format_value(required[property]));
    }
    check_realm(name, func, error, constructor || global.DOMException, description);
  }

  function check_realm(name, func, error, constructor, description) {
    check(error.constructor === constructor, name, description, () => format_value(func) + " threw an exception from the wrong global");
  }

  function throws_quota(name, args) {
    const [constructor, func, rest] = split_dom_args(name, args);
    const [requested, quota, description] = rest;
    const error = thrown_by(name, func, description);
    check_thrown_object(name, func, error, description);
    const fail = (property, want) => () => format_value(func) + " threw " + format_value(error) + ' that is not a correct QuotaExceededError: property "' + property + '" is equal to ' + format_value(error[property]) + ", expected " + format_value(want);
    check(error.code === 22, name, description, fail("code", 22));
    check(error.name === "QuotaExceededError", name, description, fail("name", "QuotaExceededError"));
    // Plain values first, then predicates.
    const wants = [["requested", requested], ["quota", quota]], predicate = entry => typeof entry[1] === "function";
    for (const [property, want] of wants.filter(e => !predicate(e)).concat(wants.filter(predicate))) {
      check(typeof want === "function" ? want(error[property]) : error[property] === want, name, description, fail(property, want));
    }
    check_realm(name, func, error, constructor || global.QuotaExceededError, description);
  }

  function throws_exactly(name, value, func, description) {
    const error = thrown_by(name, func, description);
    check(same(error, value), name, description, () => format_value(func) + " threw " + format_value(error) + " but we expected it to throw " + format_value(value));
  }

  const assertions = {
    assert_true(actual, description) {
      check(actual === true, "assert_true", description, () => "expected true got " + format_value(actual));
    },
    assert_false(actual, description) {
      check(actual === false, "assert_false", description, () => "expected false got " + format_value(actual));
    },
    assert_equals(actual, expected, description) {
      // Types are named only where they differ.
      const typed = v => typeof actual === typeof expected ? format_value(v) : "(" + typeof v + ") " + format_value(v);
      check(same(actual, expected), "assert_equals", description, () => "expected " + typed(expected) + " but got " + typed(actual));
    },
    assert_not_equals(actual, expected, description) {
      check(!same(actual, expected), "assert_not_equals", description, () => "got disallowed value " + format_value(actual));
    },
    assert_in_array(actual, expected, description) {
      check(expected.indexOf(actual) !== -1, "assert_in_array", description, () => "value " + format_value(actual) + " not in array " + format_value(expected));
    },
    assert_object_equals(actual, expected, description) {
      same_object(actual, expected, description, []);
    },
    assert_array_equals(actual, expected, description) {
      const name = "assert_array_equals";
      check(typeof actual === "object" && actual !== null && "length" in actual, name, description, () => "value is " + format_value(actual) + ", expected array");
      check(actual.length === expected.length, name, description, () => "lengths differ, expected array " + format_array(expected, expected.length) + " length " + expected.length + ", got " + format_array(actual, actual.length) + " length " + actual.length);
      for (let i = 0; i < actual.length; i++) {
        const has = Object.prototype.hasOwnProperty, word = array => has.call(array, i) ? "present" : "missing";
        const whole = () => " (expected array " + format_array(expected, i) + " got " + format_array(actual, i) + ")";
        check(has.call(actual, i) === has.call(expected, i), name, description, () => "expected property " + i + ' to be "' + word(expected) + '" but was "' + word(actual) + '"' + whole());
        check(same(actual[i], expected[i]), name, description, () => "expected property " + i + " to be " + format_value(expected[i]) + " but got " + format_value(actual[i]) + whole());
      }
    },
    assert_approx_equals(actual, expected, epsilon, description) {
      check_number("assert_approx_equals", actual, description);
      check(near(actual, expected, epsilon), "assert_approx_equals", description, () => "expected " + format_value(expected) + " +/- " + format_value(epsilon) + " but got " + format_value(actual));
    },
    assert_array_approx_equals(actual, expected, epsilon, description) {
      const name = "assert_array_approx_equals";
      check(actual.length === expected.length, name, description, () => "lengths differ, expected " + expected.length + " got " + actual.length);
      for (let i = 0; i < actual.length; i++) {
        const has = Object.prototype.hasOwnProperty, word = array => has.call(array, i) ? "present" : "missing";
        check(has.call(actual, i) === has.call(expected, i), name, description, () => "property " + i + ', property expected to be "' + word(expected) + '" but was "' + word(actual) + '"');
        check(typeof actual[i] === "number", name, description, () => "property " + i + ', expected a number but got a "' + typeof actual[i] + '"');
        check(near(actual[i], expected[i], epsilon), name, description, () => "property " + i + ", expected " + format_value(expected[i]) + " +/- " + format_value(epsilon) + ", expected " + format_value(expected[i]) + " but got " + format_value(actual[i]));
      }
    },
    assert_less_than: check_bound("assert_less_than", (a, b) => a < b, ["less than"]),
    assert_greater_than: check_bound("assert_greater_than", (a, b) => a > b, ["greater than"]),
    assert_less_than_equal: check_bound("assert_less_than_equal", (a, b) => a <= b, ["less than or equal to"]),
    assert_greater_than_equal: check_bound("assert_greater_than_equal", (a, b) => a >= b, ["greater than or equal to"]),
    assert_between_exclusive: check_bound("assert_between_exclusive", (a, b, c) => a > b && a < c, ["greater than", "less than"]),
    assert_between_inclusive: check_bound("assert_between_inclusive", (a, b, c) => a >= b && a <= c, ["greater than or equal to", "less than or equal to"]),
    assert_regexp_match(actual, expected, description) {
      check(expected.test(actual), "assert_regexp_match", description, () => "expected " + format_value(expected) + " but got " + format_value(actual));
    },
    assert_class_string(object, name, description) {
      const actual = Object.prototype.toString.call(object), expected = "[object " + name + "]";
      check(actual === expected, "assert_class_string", description, () => "expected " + format_value(expected) + " but got " + format_value(actual));
    },
    assert_own_property(object, property, description) {
      check(Object.prototype.hasOwnProperty.call(object, property), "assert_own_property", description, () => "expected property " + format_value(property) + " missing");
    },
    assert_not_own_property(object, property, description) {
      check(!Object.prototype.hasOwnProperty.call(object, property), "assert_not_own_property", description, () => "unexpected property " + format_value(property) + " is found on object");
    },
    assert_inherits: check_inherits("assert_inherits"),
    assert_idl_attribute: check_inherits("assert_idl_attribute"),
    assert_readonly(object, property, description) {
      const name = "assert_readonly";
      check(property in object, name, description, () => 'property "' + property + '" not found');
      let owner = object, found;
      while (owner && !(found = Object.getOwnPropertyDescriptor(owner, property))) owner = Object.getPrototypeOf(owner);
      check(found, name, description, () => "could not find a descriptor for property " + property);
      if (found.hasOwnProperty("value")) check(found.writable === false, name, description, () => "descriptor [[Writable]] expected false got " + found.writable);
      else check(found.set === undefined, name, description, () => "property " + property + " is an accessor property with a [[Set]] attribute, cannot test readonly-ness");
    },
    assert_throws_js(constructor, func, description) {
      throws_js("assert_throws_js", constructor, func, description);
    },
    assert_throws_dom(type, ...args) {
      throws_dom("assert_throws_dom", type, args);
    },
    assert_throws_quotaexceedederror(...args) {
      throws_quota("assert_throws_quotaexceedederror", args);
    },
    assert_throws_exactly(value, func, description) {
      throws_exactly("assert_throws_exactly", value, func, description);
    },
    assert_unreached(description) {
      check(false, "assert_unreached", description, () => "Reached unreachable code");
    },
    assert_implements(condition, description) {
      check(!!condition, "assert_implements", description, () => "undefined");
    },
    assert_implements_optional(condition, description) {
      if (!condition) throw new OptionalFeatureUnsupportedError(description);
    },
  };

  function assert_any(assertion, actual, expected, ...args) {
    const errors = [];
    for (const one of Array.from(expected)) {
      try {
        assertion(actual, one, ...args);
        return;
      } catch (error) {
        errors.push(error.message);
      }
    }
    if (errors.length) throw new AssertionError(errors.join("\n\n"));
  }

  // recorded wraps an assertion so that a vendor's debug mode can list calls.
  function recorded(name, assertion) {
    return function (...args) {
      if (!harness.debug) return assertion.apply(this, args);
      const record = { assert_name: name, test: harness.current ? harness.current.name : null, args: args.map(a => format_value(a)), stack: null, status: TEST_STATUS.FAIL };
      harness.asserts.push(record);
      try {
        const result = assertion.apply(this, args);
        record.status = TEST_STATUS.PASS;
        return result;
      } catch (error) {
        record.stack = error && error.stack || null;
        throw error;
      }
    };
  }

  // ---- Tests ----

  // A Test is one subtest: its status, and the phases it goes through.
  class Test {
    constructor(name, properties, asynchronous) {
      if (harness.single && harness.tests.length) throw new Error("Tried to create a test with file_is_test");
      this.name = well_formed(String(name));
      this.phase = PHASES.INITIAL;
      this.status = TEST_STATUS.NOTRUN;
      this.properties = properties || {};
      this.message = null;
      this.stack = null;
      this.index = null;
      hide(this, { cleanups: [], counted: 0, waiting: [], isPromiseTest: !!asynchronous, timer: null, controller: null });
      if (harness.aborted || (harness.phase === HARNESS_PHASE.COMPLETE && !harness.late)) {
        this.phase = harness.aborted ? PHASES.INITIAL : PHASES.COMPLETE;
      }
      harness.add(this);
    }

    // structured_clone is the test as other globals are told of it.
    structured_clone() {
      return Object.assign({ name: this.name, properties: Object.assign({}, this.properties), phases: PHASES }, TEST_STATUS,
        { status: this.status, message: this.message, stack: this.stack, index: this.index, phase: this.phase });
    }

    format_status() { return ["Pass", "Fail", "Timeout", "Not Run", "Optional Feature Unsupported"][this.status]; }

    step(func, thisObject, ...args) {
      if (this.phase > PHASES.STARTED || harness.aborted) return undefined;
      this.phase = PHASES.STARTED;
      // Until it is done, a test that has begun counts as having timed out.
      this.set_status(TEST_STATUS.TIMEOUT, "Test timed out");
      harness.started = true;
      harness.current = this;
      harness.notify("test_state", this);
      try {
        return func.apply(thisObject === undefined || arguments.length < 2 ? this : thisObject, args);
      } catch (error) {
        if (this.phase >= PHASES.HAS_RESULT) return undefined;
        this.fail_with(error);
        this.phase = PHASES.HAS_RESULT;
        this.done();
      } finally {
        harness.current = null;
      }
    }

    fail_with(error) {
      const isObject = typeof error === "object" && error !== null;
      const status = error instanceof OptionalFeatureUnsupportedError ? TEST_STATUS.PRECONDITION_FAILED : TEST_STATUS.FAIL;
      this.set_status(status, String(isObject ? error.message : error), isObject ? error.stack : null);
    }

    step_func(func, thisObject) {
      const test = this, target = arguments.length === 1 ? test : thisObject;
      return function (...args) { return test.step(func, target, ...args); };
    }

    step_func_done(func, thisObject) {
      const test = this, target = arguments.length === 1 ? test : thisObject;
      return function (...args) {
        if (func) test.step(func, target, ...args);
        test.done();
      };
    }

    unreached_func(description) {
      return this.step_func(() => { assertions.assert_unreached(description); });
    }

    step_timeout(func, timeout, ...args) {
      return realTimeout(this.step_func(() => func.apply(this, args)), timeout * harness.multiplier);
    }

    step_wait_func(cond, func, description, timeout = 3000, interval = 100) {
      let left = Math.ceil(timeout * harness.multiplier / (interval * harness.multiplier));
      const poll = this.step_func(ready => {
        if (ready) return void func();
        assertions_named("step_wait_func", left > 0, description, "Timed out waiting on condition");
        left--;
        realTimeout(look, interval * harness.multiplier);
      });
      const look = this.step_func(() => {
        const value = cond();
        if (value && typeof value.then === "function") value.then(poll, this.step_func(error => { throw error; }));
        else poll(value);
      });
      look();
    }

    step_wait_func_done(condition, func, description, timeout, interval) {
      this.step_wait_func(condition, () => {
        if (func) func();
        this.done();
      }, description, timeout, interval);
    }

    step_wait(condition, description, timeout, interval) {
      return new Promise(resolve => { this.step_wait_func(condition, resolve, description, timeout, interval); });
    }

    add_cleanup(callback) {
      this.counted++;
      this.cleanups.push(callback);
    }

    set_status(status, message, stack) {
      this.status = status;
      this.message = message === undefined ? null : message === null ? null : well_formed(String(message));
      this.stack = stack ? stack : null;
    }

    // timeout ends the test because its time is over.
    timeout() {
      this.set_status(TEST_STATUS.TIMEOUT, "Test timed out");
      this.phase = PHASES.HAS_RESULT;
      this.done();
    }

    // force_timeout is for tests that know that the awaited will not come.
    force_timeout() {
      this.timeout();
    }

    done() {
      if (this.phase >= PHASES.CLEANING) return;
      if (this.phase <= PHASES.STARTED) this.set_status(TEST_STATUS.PASS, null);
      if (global.clearTimeout) realClear(this.timer);
      this.cleanup();
    }

    // cleanup runs every callback, then completes the test; promise tests wait
    // for the promises that callbacks return.
    cleanup() {
      if (this.phase >= PHASES.CLEANING) return;
      this.phase = PHASES.CLEANING;
      if (this.controller) this.controller.abort("Test cleanup");
      let failed = 0, strange = 0;
      const promises = [];
      // A callback may add others.
      for (const callback of this.cleanups) {
        try {
          const value = callback.call(this);
          if (value === undefined) continue;
          if (this.isPromiseTest && value && typeof value.then === "function") promises.push(value);
          else strange++;
        } catch (_) {
          failed++;
        }
        // Tests that later callbacks make are not to run.
        if (failed || strange) harness.aborted = true;
      }
      const finish = () => {
        if (failed || strange) harness.cleanup_failed(this, failed, strange);
        this.phase = PHASES.COMPLETE;
        if (harness.aborted) harness.phase = HARNESS_PHASE.ABORTED;
        harness.result(this);
        for (const callback of this.waiting.splice(0)) callback();
      };
      if (!promises.length && !this.isPromiseTest) return finish();
      if (!promises.length) return finish();
      Promise.all(promises.map(p => new Promise(resolve => {
        try {
          p.then(() => resolve(), () => { failed++; resolve(); });
        } catch (_) {
          failed++;
          resolve();
        }
      }))).then(() => { if (this.phase === PHASES.CLEANING) finish(); });
    }

    // get_signal is aborted when the test is over.
    get_signal() {
      if (!global.AbortController) throw new Error("AbortController is not supported in this browser");
      if (!this.controller) this.controller = new AbortController();
      return this.controller.signal;
    }
  }
  Object.assign(Test.prototype, TEST_STATUS, { phases: PHASES });
  Test.prototype.status_formats = { 0: "Pass", 1: "Fail", 2: "Timeout", 3: "Not Run", 4: "Optional Feature Unsupported" };

  // hide adds properties that enumeration, and so structured output, passes by.
  function hide(object, fields) {
    for (const key of Object.keys(fields)) Object.defineProperty(object, key, { value: fields[key], writable: true, configurable: true });
  }

  function assertions_named(name, ok, description, message) {
    check(ok, name, description, () => message);
  }

  // TestsStatus is the status of the whole page.
  class TestsStatus {
    constructor() {
      this.status = null;
      this.message = null;
      this.stack = null;
    }
    structured_clone() {
      return Object.assign({ status: this.status, message: this.message && well_formed(String(this.message)), stack: this.stack }, HARNESS_STATUS);
    }
    format_status() { return ["OK", "Error", "Timeout", "Optional Feature Unsupported"][this.status]; }
  }
  Object.assign(TestsStatus.prototype, HARNESS_STATUS);
  TestsStatus.statuses = HARNESS_STATUS;

  // ---- The harness ----

  const HARNESS_PHASE = { INITIAL: 0, SETUP: 1, HAVE_TESTS: 2, HAVE_RESULTS: 3, COMPLETE: 4, ABORTED: 5 };
  const CALLBACK_NAMES = { start: "start_callback", test_state: "test_state_callback", result: "result_callback", completion: "completion_callback" };

  class Harness {
    constructor() {
      this.tests = [];
      this.pending = 0;
      this.status = new TestsStatus();
      this.phase = HARNESS_PHASE.INITIAL;
      this.properties = {};
      this.loaded = false;
      this.waitForDone = false;
      this.allowUncaught = false;
      this.single = false;
      this.explicitTimeout = isWorker;
      this.multiplier = 1;
      this.debug = false;
      this.asserts = [];
      this.aborted = false;
      this.late = true;
      this.started = false;
      this.current = null;
      this.remotes = [];
      this.queue = null;
      this.promiseSetup = false;
      this.announced = false;
      this.timer = null;
      this.depth = 0;
      this.messageEvents = { start: true, test_state: true, result: true, completion: true };
      this.callbacks = { start: [], test_state: [], result: [], completion: [] };
      this.ports = [];
      this.output = isWindow;
      this.nameCounter = 0;
      this.names = new Set();
    }

    apply(properties) {
      Object.assign(this.properties, properties);
      for (const key of Object.keys(properties)) {
        const value = properties[key];
        switch (key) {
          case "explicit_done": if (value) this.waitForDone = true; break;
          case "allow_uncaught_exception": this.allowUncaught = !!value; break;
          case "single_test": if (value) this.make_single(); break;
          case "explicit_timeout":
            this.explicitTimeout = !!value || isWorker;
            this.restart_timer();
            break;
          case "timeout_multiplier":
            this.multiplier = value;
            this.restart_timer();
            break;
          case "output": this.output = !!value && isWindow; break;
          case "debug": this.debug = !!value; break;
          case "message_events":
            for (const name of Object.keys(this.messageEvents)) this.messageEvents[name] = value.indexOf(name) !== -1;
            break;
        }
      }
    }

    make_single() {
      if (this.tests.length) throw new Error("Tests cannot be made single page after subtests were created");
      this.waitForDone = true;
      const test = new Test(title());
      test.phase = PHASES.STARTED;
      test.set_status(TEST_STATUS.TIMEOUT, "Test timed out");
      this.single = true;
    }

    setup(func, properties) {
      if (this.phase >= HARNESS_PHASE.HAVE_RESULTS) return;
      if (this.phase < HARNESS_PHASE.SETUP) this.phase = HARNESS_PHASE.SETUP;
      this.apply(properties);
      if (!func) return;
      try {
        func();
      } catch (error) {
        this.fail(error instanceof OptionalFeatureUnsupportedError ? HARNESS_STATUS.PRECONDITION_FAILED : HARNESS_STATUS.ERROR, String(error), error && error.stack);
        this.complete();
      }
    }

    restart_timer() {
      if (!realTimeout || this.phase >= HARNESS_PHASE.COMPLETE) return;
      realClear(this.timer);
      if (this.explicitTimeout) return;
      this.timer = realTimeout(() => this.timeout(), this.test_timeout());
    }

    test_timeout() {
      let long = false;
      try {
        for (const meta of Array.from(document.getElementsByTagName("meta"))) {
          if (meta.getAttribute("name") === "timeout" && meta.getAttribute("content") === "long") long = true;
        }
      } catch (_) {
        // No document, no meta element.
      }
      return (long ? LONG_TIMEOUT : DEFAULT_TIMEOUT) * this.multiplier;
    }

    // fail sets the status of the page, with words for it.
    fail(status, message, stack) {
      this.status.status = status;
      this.status.message = message;
      this.status.stack = stack || null;
    }

    timeout() {
      const cleaning = this.tests.find(t => t.phase === PHASES.CLEANING);
      if (cleaning) {
        this.fail(HARNESS_STATUS.ERROR, "Timeout while running cleanup for test named " + format_value(cleaning.name) + ".", null);
        this.aborted = true;
        cleaning.phase = PHASES.COMPLETE;
        this.notify("result", cleaning);
      } else if (this.status.status === null) {
        this.status.status = HARNESS_STATUS.TIMEOUT;
      }
      this.complete();
    }

    cleanup_failed(test, failed, strange) {
      const one = test.isPromiseTest ? "returned a non-thenable value" : "returned a non-undefined value";
      let message = "Test named '" + test.name + "' specified " + test.counted + " 'cleanup' function" + (test.counted > 1 ? "s" : "");
      if (failed) message += ", and " + failed + " failed";
      if (strange) message += ", and " + strange + " " + one;
      this.fail(HARNESS_STATUS.ERROR, message + ".", null);
      this.aborted = true;
    }

    add(test) {
      if (this.phase < HARNESS_PHASE.HAVE_TESTS) this.phase = HARNESS_PHASE.HAVE_TESTS;
      this.pending++;
      test.index = this.tests.push(test) - 1;
      this.announce();
      this.notify("test_state", test);
    }

    announce() {
      if (this.announced) return;
      this.announced = true;
      this.dispatch("start", [this.properties], { type: "start", properties: this.plain_properties() });
    }

    // plain_properties drops what cannot be cloned into a message.
    plain_properties() {
      const out = {};
      for (const key of Object.keys(this.properties)) if (["string", "number", "boolean"].includes(typeof this.properties[key])) out[key] = this.properties[key];
      return out;
    }

    result(test) {
      if (this.phase === HARNESS_PHASE.COMPLETE) return;
      if (this.phase < HARNESS_PHASE.HAVE_RESULTS) this.phase = HARNESS_PHASE.HAVE_RESULTS;
      this.pending--;
      this.notify("result", test);
      this.maybe_complete();
    }

    notify(kind, test) {
      this.dispatch(kind, [test], { type: kind, test });
    }

    // dispatch tells callbacks, then the windows around us, then whoever started this worker.
    dispatch(kind, args, message) {
      this.depth++;
      for (const callback of this.callbacks[kind].slice()) {
        try {
          callback.apply(null, args);
        } catch (error) {
          report(error);
        }
      }
      this.depth--;
      if (!this.messageEvents[kind]) return;
      if (isWindow) tell_windows(CALLBACK_NAMES[kind], args, message);
      else if (isWorker) {
        const data = plain(message);
        const ports = isDedicated ? [global] : this.ports;
        if (isService || isShared) this.backlog = (this.backlog || []).concat([data]);
        for (const port of ports) port.postMessage(data);
      }
    }

    all_done() {
      // After an abort nothing more runs, but tests that the page still makes are to be listed.
      if (this.aborted) return this.loaded;
      return this.loaded && !this.waitForDone && this.pending === 0 && this.depth === 0 &&
        (this.tests.length > 0 || this.remotes.length > 0) && !this.remotes.some(r => r.running);
    }

    maybe_complete() {
      if (this.all_done()) this.complete();
    }

    end_wait() {
      this.waitForDone = false;
      if (this.all_done()) this.complete();
    }

    complete() {
      if (this.phase === HARNESS_PHASE.COMPLETE) return;
      this.phase = HARNESS_PHASE.COMPLETE;
      if (realClear) realClear(this.timer);
      const over = () => {
        this.check_names();
        if (this.status.status === null) this.status.status = HARNESS_STATUS.OK;
        this.dispatch("completion", [this.tests, this.status, this.asserts], { type: "complete", tests: this.tests, status: this.status, asserts: this.asserts });
        if (this.output) show_results(this);
      };
      let left = 1;
      const one = () => { if (--left === 0) over(); };
      for (const test of this.tests.slice()) {
        if (test.phase === PHASES.COMPLETE) continue;
        if (test.phase === PHASES.INITIAL || !(test instanceof Test)) {
          test.phase = PHASES.COMPLETE;
          this.notify("result", test);
          continue;
        }
        left++;
        const told = () => { this.notify("result", test); one(); };
        if (test.phase === PHASES.HAS_RESULT || test.phase === PHASES.STARTED) {
          test.waiting.push(told);
          test.cleanup();
        } else if (test.phase === PHASES.CLEANING) {
          test.waiting.push(told);
        }
      }
      one();
    }

    // check_names makes duplicate names an error of the page.
    check_names() {
      const counts = new Map();
      for (const test of this.tests) counts.set(test.name, (counts.get(test.name) || 0) + 1);
      const twice = [...counts].filter(entry => entry[1] > 1).map(entry => format_value(entry[0]));
      if (twice.length && this.status.status !== HARNESS_STATUS.ERROR) {
        this.fail(HARNESS_STATUS.ERROR, twice.length + " duplicate test name" + (twice.length > 1 ? "s" : "") + ": " + twice.join(", "), null);
      }
    }

    // uncaught is told of errors that nothing caught.
    uncaught(error, message, stack) {
      const optional = error instanceof OptionalFeatureUnsupportedError;
      if (this.single) {
        const test = this.tests[0];
        if (test.phase >= PHASES.HAS_RESULT) return;
        test.set_status(optional ? TEST_STATUS.PRECONDITION_FAILED : TEST_STATUS.FAIL, message, stack);
        test.phase = PHASES.HAS_RESULT;
      } else if (!this.allowUncaught) {
        this.fail(optional ? HARNESS_STATUS.PRECONDITION_FAILED : HARNESS_STATUS.ERROR, message, stack);
      }
      // A test about uncaught errors goes on and says itself when it is done.
      if (!this.allowUncaught || this.single) done();
    }
  }

  function report(error) {
    if (realTimeout) realTimeout(() => { throw error; }, 0);
  }

  // plain turns tests and statuses inside a message into cloneable objects.
  function plain(value) {
    if (value && typeof value.structured_clone === "function") return value.structured_clone();
    if (Array.isArray(value)) return value.map(plain);
    if (value && typeof value === "object") {
      const out = {};
      for (const key of Object.keys(value)) out[key] = plain(value[key]);
      return out;
    }
    return value;
  }

  // tell_windows calls the named function in each reachable window and posts
  // the message to all but our own.
  function tell_windows(name, args, message) {
    let data;
    for (const w of windows_around()) {
      let own = false;
      try {
        if (typeof w[name] === "function" && (w === global || name in w)) own = true;
      } catch (_) {
        // Another origin: messages only.
      }
      if (own) {
        try {
          w[name].apply(w, args);
        } catch (error) {
          if (harness.debug) throw error;
        }
      }
      if (w !== global) {
        data = data || plain(message);
        try {
          w.postMessage(data, "*");
        } catch (_) {
          // A window that is going away.
        }
      }
    }
  }

  let around = null;
  function windows_around() {
    if (around) return around;
    around = [global];
    try {
      for (let w = global; w !== w.parent && w.parent && around.length < 64; w = w.parent) around.push(w.parent);
      const opener = around[around.length - 1].opener || global.opener;
      if (opener && !around.includes(opener)) around.push(opener);
    } catch (_) {
      // Without frames there is nobody to tell.
    }
    return around;
  }

  // ---- Naming ----

  function title() {
    if (typeof global.META_TITLE === "string") return global.META_TITLE;
    if (isWindow) {
      // The text as written: document.title would strip it.
      const element = document.getElementsByTagName("title")[0];
      const text = element && element.firstChild && element.firstChild.data;
      if (text || document.title) return text || document.title;
    }
    try {
      const path = global.location.pathname;
      const name = path.substring(path.lastIndexOf("/") + 1).split(".")[0];
      if (name) return name;
    } catch (_) {
      // No location.
    }
    return "Untitled";
  }

  function next_name() {
    const count = harness.nameCounter++;
    return title() + (count ? " " + count : "");
  }

  // A function may stand where a name is left out, and its text then names the test.
  function name_for(func, name) {
    if (name !== undefined && name !== null) return name;
    if (typeof func === "function" && name !== null) {
      const lines = func.toString().replace(/^\s*\/\/.*$/gm, "");
      const match = /^\(\)\s*=>\s*(?:\{([^{}\n]*?);?\s*\}|([^{;\n][^\n]*))$/.exec(lines.trim());
      const text = match && (match[1] || match[2] || "").trim();
      if (text) return text;
    }
    return next_name();
  }

  // ---- Ways to define tests ----

  function refuse_after_promise_setup(kind) {
    if (!harness.promiseSetup) return false;
    harness.fail(HARNESS_STATUS.ERROR, "`" + kind + "` invoked after `promise_setup`", null);
    harness.complete();
    return true;
  }

  // refuse_value makes a returned value an error: it is a promise that nobody awaits, as a rule.
  function refuse_value(kind, name, value) {
    if (value === undefined) return;
    let message = "Test named " + format_value(name) + " passed a function to `" + kind + "` that returned a value.";
    try {
      if (value && typeof value.then === "function") message += " Consider using `promise_test` instead when using Promises or async/await.";
    } catch (_) {
      // A getter that throws is no promise.
    }
    harness.fail(HARNESS_STATUS.ERROR, message, null);
  }

  function test(func, name, properties) {
    if (refuse_after_promise_setup("test")) return;
    const t = new Test(name_for(func, name), properties);
    const value = t.step(func, t, t);
    if (value !== undefined) refuse_value("test", t.name, value);
    if (t.phase === PHASES.STARTED) t.done();
  }

  function async_test(func, name, properties) {
    if (refuse_after_promise_setup("async_test")) return undefined;
    if (typeof func !== "function") {
      properties = name;
      name = func;
      func = null;
    }
    const t = new Test(name_for(func, name), properties);
    if (func) {
      const value = t.step(func, t, t);
      if (value !== undefined) {
        refuse_value("async_test", t.name, value);
        harness.complete();
      }
    }
    return t;
  }

  function promise_test(func, name, properties) {
    if (typeof func !== "function") {
      properties = name;
      name = func;
      func = null;
    }
    const t = new Test(name_for(func, name), properties, true);
    harness.queue = (harness.queue || Promise.resolve()).then(() => new Promise(next => {
      if (harness.aborted || t.phase >= PHASES.COMPLETE) return next();
      t.waiting.push(next);
      const promise = t.step(func, t, t);
      t.step(() => {
        check(!!promise, "promise_test", null, () => "test body must return a 'thenable' object (received " + format_value(promise) + ")");
        check(typeof promise.then === "function", "promise_test", null, () => "test body must return a 'thenable' object (received an object with no `then` method)");
      });
      if (!promise || typeof promise.then !== "function") return;
      Promise.resolve(promise).catch(t.step_func(reason => {
        if (reason instanceof AssertionError) throw reason;
        check(false, "promise_test", null, () => "Unhandled rejection with value: " + format_value(reason));
      })).then(() => t.done());
    }));
  }

  function setup(first, second) {
    let func = null, properties = {};
    if (typeof first === "function") {
      func = first;
      if (second) properties = second;
    } else if (first) {
      properties = first;
    }
    harness.setup(func, properties);
  }

  function promise_setup(func, properties) {
    if (typeof func !== "function") {
      harness.fail(HARNESS_STATUS.ERROR, "`promise_setup` invoked without a function", null);
      harness.complete();
      return;
    }
    harness.promiseSetup = true;
    harness.queue = (harness.queue || Promise.resolve()).then(() => new Promise(resolve => {
      if (harness.aborted) return resolve();
      if (properties) harness.setup(null, properties);
      const result = func();
      if (!result || typeof result.then !== "function") throw "Non-thenable returned by function passed to `promise_setup`";
      // Not through resolve, so that a `then` that throws is seen here.
      result.then(resolve, error => fail_setup(error, resolve));
    })).catch(error => fail_setup(error));
  }

  function fail_setup(error, next) {
    harness.fail(HARNESS_STATUS.ERROR, String(error), error && error.stack);
    harness.aborted = true;
    harness.complete();
    if (next) next();
  }

  function done() {
    if (harness.tests.length === 0) {
      // A status set already says more than this would.
      if (harness.status.status === null) harness.fail(HARNESS_STATUS.ERROR, "done() was called without first defining any tests", null);
      harness.complete();
      return;
    }
    if (harness.single) harness.tests[0].done();
    harness.end_wait();
  }

  function timeout() {
    harness.timeout();
  }

  function step_timeout(func, time, ...args) {
    return realTimeout(() => { func.apply(this, args); }, time * harness.multiplier);
  }

  function generate_tests(func, args, properties) {
    args.forEach((list, i) => {
      test(function () { func.apply(this, list.slice(1)); }, list[0], Array.isArray(properties) ? properties[i] : properties);
    });
  }

  function on_event(object, event, callback) {
    object.addEventListener(event, callback, false);
  }

  // ---- Promise rejections ----

  function rejects(verify) {
    return function (t, ...args) {
      const { promise, description, run } = verify(args);
      return promise.then(() => {
        // The helper may be used without a test in single-page files.
        return t && t.unreached_func ? t.unreached_func("Should have rejected: " + description)() : assertions.assert_unreached("Should have rejected: " + description);
      }).catch(e => {
        if (e instanceof AssertionError) throw e;
        run(function() { throw e; });
      });
    };
  }

  const promise_rejects_js = rejects(([constructor, promise, description]) => ({
    promise: bring(promise), description, run: f => throws_js("promise_rejects_js", constructor, f, description),
  }));
  const promise_rejects_exactly = rejects(([value, promise, description]) => ({
    promise: bring(promise), description, run: f => throws_exactly("promise_rejects_exactly", value, f, description),
  }));
  const promise_rejects_dom = rejects(([type, ...rest]) => {
    const constructor = typeof rest[0] === "function" && rest[0].name === "DOMException" ? rest.shift() : undefined;
    const [promise, description] = rest;
    return { promise: bring(promise), description, run: f => throws_dom("promise_rejects_dom", type, constructor ? [constructor, f, description] : [f, description]) };
  });
  const promise_rejects_quotaexceedederror = rejects(rest => {
    const constructor = typeof rest[0] === "function" && rest[0].name === "QuotaExceededError" ? rest.shift() : undefined;
    const [promise, requested, quota, description] = rest;
    const tail = [requested, quota, description];
    return { promise: bring(promise), description, run: f => throws_quota("promise_rejects_quotaexceedederror", constructor ? [constructor, f, ...tail] : [f, ...tail]) };
  });

  // bring makes a promise of another realm one of ours.
  function bring(promise) {
    return Promise.resolve(promise);
  }

  // ---- EventWatcher ----

  function EventWatcher(test, node, types, timeoutPromise) {
    if (typeof types === "string") types = [types];
    let waiting = null;
    const on = test.step_func(event => {
      assertions.assert_true(!!waiting, "Not expecting event, but got " + event.type + " event");
      assertions.assert_equals(event.type, waiting.types[0], "Expected " + waiting.types[0] + " event, but got " + event.type + " event instead");
      if (waiting.record) waiting.record.push(event);
      if (waiting.types.length > 1) {
        waiting.types.shift();
        return;
      }
      const { resolve, record } = waiting;
      waiting = null;
      resolve(record || event);
    });
    for (const type of types) node.addEventListener(type, on, false);

    this.wait_for = function (expected, options) {
      if (waiting) return Promise.reject("Already waiting for an event or events");
      if (typeof expected === "string") expected = [expected];
      const record = options && options.record === "all" ? [] : null;
      return new Promise((resolve, reject) => {
        const mine = waiting = { types: expected.slice(), record, resolve, reject };
        const late = test.step_func(() => {
          assertions.assert_true(waiting !== mine, "Timed out waiting for " + expected.join(", "));
        });
        if (timeoutPromise) timeoutPromise().then(late);
      });
    };
    this.stop_watching = function () {
      for (const type of types) node.removeEventListener(type, on, false);
    };
    if (Array.isArray(test.cleanups)) test.cleanups.push(() => { this.stop_watching(); });
    return this;
  }

  // ---- Results from elsewhere ----

  // A RemoteTest mirrors a test that runs in another global.
  class RemoteTest {
    constructor(clone) {
      Object.assign(this, TEST_STATUS, { phases: PHASES });
      this.index = null;
      this.update(clone);
      if (this.phase < PHASES.COMPLETE) this.phase = PHASES.INITIAL;
    }
    update(clone) {
      for (const key of ["name", "properties", "status", "message", "stack"]) this[key] = clone[key];
      this.phase = clone.phase === undefined ? PHASES.STARTED : clone.phase;
    }
    structured_clone() { return Test.prototype.structured_clone.call(this); }
    format_status() { return Test.prototype.format_status.call(this); }
    timeout() { this.status = TEST_STATUS.TIMEOUT; this.phase = PHASES.COMPLETE; }
    cleanup() {}
    done() { this.phase = PHASES.COMPLETE; }
  }

  // A Remote is a worker or window whose results count as ours.
  class Remote {
    constructor(target, listenTo, accept) {
      this.running = true;
      this.started = false;
      this.allowUncaught = false;
      this.tests = new Map();
      this.early = null;
      this.isWindow = !!accept;
      this.finished = new Promise(resolve => { this.resolve = resolve; });
      this.listenTo = listenTo;
      this.onMessage = event => {
        const data = event.data;
        if (this.running && data && typeof data === "object" && (!accept || accept(event)) && typeof this["on_" + data.type] === "function") {
          this["on_" + data.type](data);
        }
      };
      this.onError = error => {
        if (error.preventDefault) error.preventDefault();
        if (!this.started) this.early = error;
        else if (!this.allowUncaught) this.uncaught(error);
      };
      listenTo.addEventListener("message", this.onMessage);
      if (target && target !== listenTo && target.addEventListener && !accept) target.addEventListener("error", this.onError);
      else if (!accept) listenTo.addEventListener("error", this.onError);
      if (accept) {
        try {
          target.addEventListener("error", this.onError);
        } catch (_) {
          // Another origin keeps its errors to itself.
        }
      }
    }
    uncaught(error) {
      const where = error.filename && !this.isWindow ? " " + error.filename : "";
      harness.fail(HARNESS_STATUS.ERROR, "Error in remote" + where + ": " + (error.message || String(error)), error.stack);
    }
    on_start(data) {
      this.started = true;
      this.allowUncaught = !!(data.properties && data.properties.allow_uncaught_exception);
      if (this.early && !this.allowUncaught) this.uncaught(this.early);
    }
    on_test_state(data) {
      let test = this.tests.get(data.test.index);
      if (!test) {
        test = new RemoteTest(data.test);
        this.tests.set(data.test.index, test);
        harness.add(test);
      } else if (test.phase < PHASES.COMPLETE) {
        test.update(data.test);
        harness.notify("test_state", test);
      }
    }
    on_result(data) {
      if (!this.tests.has(data.test.index)) this.on_test_state(data);
      const test = this.tests.get(data.test.index);
      const fresh = !test.counted;
      test.update(data.test);
      test.phase = PHASES.COMPLETE;
      if (fresh) {
        hide(test, { counted: true });
        harness.result(test);
      }
    }
    on_complete(data) {
      for (const test of data.tests) {
        const mine = this.tests.get(test.index);
        if (!mine || !mine.counted) this.on_result({ test });
      }
      if (data.status.status !== HARNESS_STATUS.OK && harness.status.status === null) {
        harness.fail(data.status.status, data.status.status === HARNESS_STATUS.ERROR && data.status.message ? "Error in remote: " + data.status.message : data.status.message, data.status.stack);
      }
      this.running = false;
      this.listenTo.removeEventListener("message", this.onMessage);
      if (harness.all_done()) harness.complete();
      this.resolve();
    }
  }

  function fetch_tests_from_worker(port) {
    if (!isWindow && !isDedicated && !isShared) return Promise.resolve();
    let source = port;
    if (port && port.port && typeof port.port.start === "function") {
      // A shared worker: its port carries the messages, itself the errors.
      source = port.port;
      source.start();
    } else if (typeof global.ServiceWorker === "function" && port instanceof global.ServiceWorker) {
      const channel = new MessageChannel();
      source = channel.port1;
      source.start();
      port.postMessage({ type: "connect" }, [channel.port2]);
    }
    const remote = new Remote(port, source);
    harness.remotes.push(remote);
    return remote.finished;
  }

  function fetch_tests_from_window(window) {
    const remote = new Remote(window, global, event => event.source === window);
    harness.remotes.push(remote);
    return remote.finished;
  }

  function fetch_json(resource) {
    return fetch(resource).then(response => response.json());
  }

  // ---- The table of results ----

  // show_results is for people who open a test by hand; nothing depends on it.
  function show_results(h) {
    try {
      const doc = h.properties.output_document || document;
      if (!doc.body) return;
      let log = doc.getElementById("log");
      if (!log) {
        log = doc.createElement("div");
        log.id = "log";
        doc.body.appendChild(log);
      }
      const make = (parent, tag, text) => {
        const element = doc.createElement(tag);
        if (text !== undefined) element.textContent = text;
        parent.appendChild(element);
        return element;
      };
      const words = h.tests.map(t => t.format_status());
      make(log, "h2", "Summary");
      make(log, "p", "Harness status: " + h.status.format_status() + (h.status.message ? " — " + h.status.message : ""));
      make(log, "p", "Found " + h.tests.length + " tests: " + [...new Set(words)].map(w => words.filter(x => x === w).length + " " + w).join(", "));
      const table = make(log, "table");
      const head = make(table, "tr");
      for (const word of ["Result", "Test Name", "Message"]) make(head, "th", word);
      h.tests.forEach((t, i) => {
        const row = make(table, "tr");
        make(row, "td", words[i]);
        make(row, "td", t.name);
        make(row, "td", t.message || "");
      });
    } catch (_) {
      // A page without a usable document has results all the same.
    }
  }

  // ---- Start ----

  const harness = new Harness();

  const wrapped = {};
  for (const name of Object.keys(assertions)) wrapped[name] = recorded(name, assertions[name]);
  expose(wrapped);
  expose({
    test, async_test, promise_test, setup, promise_setup, done, timeout, step_timeout, generate_tests, on_event,
    promise_rejects_js, promise_rejects_dom, promise_rejects_exactly, promise_rejects_quotaexceedederror,
    assert_any, format_value, EventWatcher, AssertionError, OptionalFeatureUnsupportedError,
    fetch_tests_from_worker, fetch_tests_from_window, fetch_json,
    add_start_callback(f) { harness.callbacks.start.push(f); },
    add_test_state_callback(f) { harness.callbacks.test_state.push(f); },
    add_result_callback(f) { harness.callbacks.result.push(f); },
    add_completion_callback(f) { harness.callbacks.completion.push(f); },
  });

  if (global.addEventListener) {
    global.addEventListener("error", event => {
      const error = event.error;
      harness.uncaught(error, event.message, error && error.stack ? error.stack : event.filename + ":" + event.lineno + ":" + event.colno);
    });
    global.addEventListener("unhandledrejection", event => {
      const reason = event.reason;
      const message = reason && reason.message ? "Unhandled rejection: " + reason.message : "Unhandled rejection";
      harness.uncaught(reason, message, reason && reason.stack);
    });
  }

  const ready = () => {
    harness.loaded = true;
    if (harness.all_done()) harness.complete();
  };
  if (isWindow) {
    harness.restart_timer();
    // One turn later, so that tests made by the page's own load listeners count.
    global.addEventListener("load", () => { realTimeout(ready, 0); });
  } else if (isWorker) {
    // A worker has no load event: done() says when all tests are made.
    harness.loaded = true;
    harness.waitForDone = true;
    const join = port => {
      harness.ports.push(port);
      for (const data of harness.backlog || []) port.postMessage(data);
    };
    if (isShared) {
      global.addEventListener("connect", event => { join(event.ports[0]); });
    } else if (isService) {
      global.addEventListener("message", event => {
        if (!event.data || event.data.type !== "connect") return;
        if (event.ports && event.ports[0]) join(event.ports[0]);
      });
      global.addEventListener("install", () => { realTimeout(() => { harness.end_wait(); }, 0); });
    }
  } else if (realTimeout) {
    realTimeout(ready, 0);
  } else {
    Promise.resolve().then(ready);
  }
})(globalThis);
